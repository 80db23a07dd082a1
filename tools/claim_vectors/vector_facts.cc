#include "tools/claim_vectors/vector_facts.h"

#include <algorithm>
#include <utility>

#include "absl/strings/match.h"
#include "absl/strings/strip.h"
#include "ledger/claim_arithmetic.h"
#include "ledger/refusal.h"
#include "tools/claim_vectors/fact_keys.h"
#include "tools/claim_vectors/policy_draft.h"

namespace ippledge::vectors {
namespace {

constexpr absl::string_view kEnrolmentLists[] = {"enrol", "enroll", "enrolments", "enrollments",
                                                 "loans"};
constexpr absl::string_view kClaimLists[] = {"claims"};
constexpr absl::string_view kRecoveryLists[] = {"recoveries"};

template <std::size_t n>
bool IsOneOf(absl::string_view name, const absl::string_view (&names)[n]) {
  return std::find(std::begin(names), std::end(names), name) != std::end(names);
}

class FactsReader {
 public:
  FactsReader(const std::string& kind, const Value& inputs, Policy& policy, bool recovery_terms)
      : kind_(kind), inputs_(inputs), policy_(policy), recovery_terms_(recovery_terms) {}

  PolicyFacts Run() {
    ReadLists();
    for (const Value& value : inputs_.Members()) {
      if (!IsList(NameIn(value))) ReadOne(NameIn(value), value);
    }
    Finish();
    return std::move(facts_);
  }

 private:
  std::string NameIn(const Value& value) const { return value.key.substr(inputs_.key.size() + 1); }
  static bool IsList(absl::string_view name) {
    return IsOneOf(name, kEnrolmentLists) || IsOneOf(name, kClaimLists) ||
           IsOneOf(name, kRecoveryLists);
  }
  void Unknown(const Value& value) const {
    inputs_.problems.push_back(absl::StrCat("unknown key ", value.key));
  }

  // Enrolments first: other keys may name their ids. Claims come later, since they begin with what
  // the inputs say of all.
  void ReadLists() {
    for (const Value& list : inputs_.Members()) {
      if (!IsOneOf(NameIn(list), kEnrolmentLists)) continue;
      for (const Value& item : list.AsList()) {
        EnrolmentFacts loan;
        for (const Value& field : item.Members()) {
          const std::string name = field.key.substr(item.key.size() + 1);
          if (!ApplyEnrolmentKey(name, field, loan)) Unknown(field);
        }
        enrolments_.push_back(loan);
      }
    }
  }

  bool IsRecovery() const { return recovery_terms_ || kind_ == "recovery" || kind_ == "sequence"; }

  void ReadOne(const std::string& name, const Value& value) {
    if (kind_ == "recovery" && ApplyRecoveryKey(name, value, recovery_, loss_)) return Note();
    if (kind_ == "clawback" && ApplyClawbackKey(name, value, clawback_)) return;
    if ((kind_ == "enrolment" || kind_ == "enrollment" || kind_ == "enrol") &&
        enrolments_.empty() && ApplyEnrolmentKey(name, value, single_)) {
      has_single_ = true;
      return;
    }
    if (name == "gross_recovery" || name == "recovery_gross" || name == "later_recovery") {
      if (IsRecovery()) {
        recovery_.gross = value.AsMoney();
        return Note();
      }
      common_.recovered_unnamed = value.AsMoney();
      has_common_ = true;
      return;
    }
    const bool with_gross = inputs_.json.Find("gross_recovery") != nullptr;
    if (IsRecovery() && (with_gross || has_recovery_) &&
        (name == "recovery_costs" || name == "days_late" || name == "costs")) {
      ApplyRecoveryKey(name, value, recovery_, loss_);
      return Note();
    }
    if (ApplyPortfolioKey(name, value, portfolio_)) return;
    if (ReadForLoan(name, value)) return;
    if (name == "rate_ppm" && value.json.kind == Json::Kind::kNumber) {
      common_.annual_rate_ppm = value.AsWhole();
      return;
    }
    if (!value.json.IsBool() || LikeClaimKey(name) == name) {
      if (ApplyClaimKey(name, value, common_)) {
        has_common_ = true;
        return;
      }
      // Then what means the same, then parameters that stand among the inputs.
      const std::string like_claim = LikeClaimKey(name);
      const std::string like_portfolio = LikePortfolioKey(name);
      if (!like_claim.empty() && ApplyClaimKey(like_claim, value, common_)) {
        has_common_ = true;
      } else if (like_portfolio.empty() || !ApplyPortfolioKey(like_portfolio, value, portfolio_)) {
        if (!ApplyTermsKey(name, value, policy_)) Unknown(value);
      }
      return;
    }
    ApplyClaimKey(name, value, common_);  // a tag
    has_common_ = true;
  }

  void Note() { has_recovery_ = true; }

  // "principal_loss_L1": a claim on the enrolled loan L1.
  bool ReadForLoan(absl::string_view name, const Value& value) {
    for (const EnrolmentFacts& loan : enrolments_) {
      absl::string_view stem = name;
      if (!absl::ConsumeSuffix(&stem, absl::StrCat("_", loan.id))) continue;
      auto found = std::find_if(of_loans_.begin(), of_loans_.end(),
                                [&](const ClaimFacts& claim) { return claim.id == loan.id; });
      if (found == of_loans_.end()) {
        of_loans_.push_back({.id = loan.id, .loan_amount = loan.amount});
        found = of_loans_.end() - 1;
      }
      return ApplyClaimKey(stem, value, *found);
    }
    return false;
  }

  // A claim may bring figures of its own: they belong to a place that only it is at.
  ClaimFacts ReadClaim(const Value& item) {
    ClaimFacts claim = common_;
    ScopeFigures figures = portfolio_.figures;
    bool own_figures = false;
    for (const Value& field : item.Members()) {
      const std::string name = field.key.substr(item.key.size() + 1);
      const bool is_rate = name == "npl_rate_ppm" || name == "npl_ratio_ppm";
      if (ApplyFigureKey(name, field, figures)) {
        own_figures = true;
        for (Brake& brake : policy_.brakes) {
          if (is_rate && brake.measure == BrakeMeasure::kNplRate) {
            brake.includes_current_claim = false;
          }
        }
        continue;
      }
      const bool is_amount = name == "amount" || name == "principal_npl_loss";
      if (ApplyClaimKey(is_amount ? "loss" : name, field, claim)) continue;
      const std::string like = LikeClaimKey(name);
      if (like.empty() || !ApplyClaimKey(like, field, claim)) Unknown(field);
    }
    if (own_figures) {
      figures.name = absl::StrCat("place of ", item.key);
      claim.bank = claim.branch = claim.region = figures.name;
      for (const BrakeScope scope : {BrakeScope::kBank, BrakeScope::kBranch, BrakeScope::kRegion}) {
        figures.scope = scope;
        portfolio_.named.push_back(figures);
      }
    }
    return claim;
  }

  // A claim whose loss is said nowhere has none; a band is filled by the bank's NPL balance.
  void CompleteLoss(ClaimFacts& claim) const {
    if (claim.given_loss || claim.principal_loss || claim.disbursed || claim.loan_amount ||
        claim.guarantor_payout) {
      return;
    }
    claim.given_loss =
        portfolio_.facts.portfolio_principal > Money() ? portfolio_.figures.npl_balance : Money();
  }

  void ReadClaims() {
    for (const Value& list : inputs_.Members()) {
      if (!IsOneOf(NameIn(list), kClaimLists)) continue;
      for (const Value& item : list.AsList()) {
        claims_.push_back(ReadClaim(item));
      }
    }
    const bool nothing_else = enrolments_.empty() && recoveries_.empty() && !has_recovery_ &&
                              kind_ != "clawback" && kind_ != "recovery";
    if (claims_.empty() && of_loans_.empty() && (has_common_ || nothing_else)) {
      claims_.push_back(common_);
    }
    for (ClaimFacts& claim : of_loans_) claims_.push_back(claim);
    for (ClaimFacts& claim : claims_) CompleteLoss(claim);
  }

  void ReadRecoveries() {
    for (const Value& list : inputs_.Members()) {
      if (!IsOneOf(NameIn(list), kRecoveryLists)) continue;
      for (const Value& item : list.AsList()) {
        RecoveryFacts recovery;
        Money loss;
        for (const Value& field : item.Members()) {
          const std::string name = field.key.substr(item.key.size() + 1);
          if (!ApplyRecoveryKey(name, field, recovery, loss)) Unknown(field);
        }
        if (recovery.claim.empty()) CompleteBorne(recovery, loss);
        recoveries_.push_back(recovery);
      }
    }
    if (!has_recovery_) return;
    CompleteBorne(recovery_, loss_);
    recoveries_.push_back(recovery_);
  }

  // Of a claim before it; or the stated parts, where the bank bore what the others did not.
  void CompleteBorne(RecoveryFacts& recovery, Money loss) {
    std::vector<BorneByParty> stated = recovery.borne;
    if (stated.empty() && !claims_.empty()) {
      recovery.claim = claims_.back().id;
      return;
    }
    if (stated.empty() && loss > Money()) {
      recovery.borne = ByShare(loss);
      return;
    }
    Money sum;
    bool bank = false;
    for (const BorneByParty& party : recovery.borne) {
      sum = Plus(sum, party.amount);
      bank = bank || party.role == PartyRole::kBank;
    }
    if (!bank && loss > sum) {
      recovery.borne.push_back(
          {.party = "bank", .role = PartyRole::kBank, .amount = Minus(loss, sum)});
    }
  }

  std::vector<BorneByParty> ByShare(Money loss) const {
    std::vector<BorneByParty> borne;
    std::vector<std::int64_t> weights;
    for (const Party& party : policy_.modes[0].parties) weights.push_back(party.share_ppm);
    const std::vector<Money> parts = Allocate(loss, weights);
    for (std::size_t i = 0; i < parts.size(); ++i) {
      const Party& party = policy_.modes[0].parties[i];
      borne.push_back({.party = party.name, .role = party.role, .amount = parts[i]});
    }
    return borne;
  }

  void Finish() {
    if (has_single_) enrolments_.push_back(single_);
    ReadClaims();
    ReadRecoveries();
    FinishPortfolio();
    for (EnrolmentFacts& loan : enrolments_) facts_.steps.emplace_back(std::move(loan));
    for (ClaimFacts& claim : claims_) facts_.steps.emplace_back(std::move(claim));
    for (RecoveryFacts& recovery : recoveries_) facts_.steps.emplace_back(std::move(recovery));
    if (kind_ == "clawback") facts_.steps.emplace_back(clawback_);
    if (facts_.steps.empty()) inputs_.problems.push_back("inputs: nothing to evaluate");
    Violations violations;
    CheckPolicyFacts(facts_, inputs_.key, violations);
    for (const Violation& violation : violations.list()) {
      inputs_.problems.push_back(EnglishText(violation));
    }
  }

  void FinishPortfolio() {
    if (portfolio_.npl_rate_ppm.has_value()) {
      portfolio_.figures.npl_balance = Money::OfFen(*portfolio_.npl_rate_ppm);
      portfolio_.figures.loan_balance = Money::OfFen(kWholePpm);
      for (Brake& brake : policy_.brakes) {
        if (brake.measure == BrakeMeasure::kNplRate) brake.includes_current_claim = false;
      }
    }
    facts_.portfolio = portfolio_.facts;
    // Losses so far have been paid at the share, where only they are stated.
    if (policy_.caps.portfolio_cap_rate_ppm && facts_.portfolio.paid_to_date == Money() &&
        TieredParty(policy_.modes[0]) >= 0) {
      const auto at = static_cast<std::size_t>(TieredParty(policy_.modes[0]));
      facts_.portfolio.paid_to_date =
          FloorOfPpm(facts_.portfolio.portfolio_losses, policy_.modes[0].parties[at].share_ppm);
    }
    if (facts_.portfolio.available.has_value()) {
      facts_.portfolio.available = LeftOf(*facts_.portfolio.available, portfolio_.reserved);
    }
    if (!claims_.empty() && facts_.portfolio.year == 0) facts_.portfolio.year = claims_[0].year;
    facts_.portfolio.scopes = portfolio_.named;
    for (const BrakeScope scope :
         {BrakeScope::kBank, BrakeScope::kBranch, BrakeScope::kRegion, BrakeScope::kFund}) {
      facts_.portfolio.scopes.push_back(portfolio_.figures);
      facts_.portfolio.scopes.back().scope = scope;
    }
    // What is left of the budget or the fund's size limits only where the policy says so.
    const PortfolioFacts& facts = facts_.portfolio;
    if (facts.budget_year && !facts.available && !facts.fund_total) {
      policy_.payment.liability_limit = LiabilityLimit::kBudgetYear;
    }
  }

  const std::string& kind_;
  const Value& inputs_;
  Policy& policy_;
  const bool recovery_terms_;
  PolicyFacts facts_;
  PortfolioDraft portfolio_;
  std::vector<EnrolmentFacts> enrolments_;
  EnrolmentFacts single_;
  bool has_single_ = false;
  ClaimFacts common_;
  bool has_common_ = false;
  std::vector<ClaimFacts> of_loans_;
  std::vector<ClaimFacts> claims_;
  RecoveryFacts recovery_;
  bool has_recovery_ = false;
  Money loss_;
  std::vector<RecoveryFacts> recoveries_;
  ClawbackFacts clawback_;
};

}  // namespace

PolicyFacts ReadFacts(const std::string& kind, const Value& inputs, Policy& policy,
                      bool has_recovery_terms) {
  return FactsReader(kind, inputs, policy, has_recovery_terms).Run();
}

}  // namespace ippledge::vectors
