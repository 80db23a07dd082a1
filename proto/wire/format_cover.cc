// Values of cover, claims and terms into messages: proto/wire/cover.h.
#include <algorithm>
#include <array>
#include <string>

#include "absl/strings/match.h"
#include "absl/strings/string_view.h"
#include "ippledge/v1/claim_service.pb.h"
#include "ippledge/v1/cover_types.pb.h"
#include "ledger/check.h"
#include "ledger/cover_fields.h"
#include "ledger/wire_bytes.h"
#include "proto/wire/cover.h"
#include "proto/wire/field_bytes.h"
#include "proto/wire/message_fields.h"

namespace ippledge::wire {
namespace {

// The numbers of the ledger's lists are those of the API.
static_assert(kCoverStateCount == v1::CoverState_ARRAYSIZE);
static_assert(kClaimStateCount == v1::ClaimState_ARRAYSIZE);
static_assert(kRecoveryStateCount == v1::RecoveryState_ARRAYSIZE);
static_assert(kWorkStepCount == v1::WorkStep_ARRAYSIZE);
static_assert(kStepDecisionCount == v1::StepDecision_ARRAYSIZE);
static_assert(kOnSilenceCount == v1::OnSilence_ARRAYSIZE);
static_assert(kDecisionReasonCount == v1::DecisionReason_ARRAYSIZE);
static_assert(kRiskKindCount == v1::RiskKind_ARRAYSIZE);
static_assert(kRecoverySourceCount == v1::RecoverySource_ARRAYSIZE);
static_assert(kRecoveryClosingCount == v1::RecoveryClosing_ARRAYSIZE);
static_assert(kFigureKindCount == v1::FigureKind_ARRAYSIZE);
static_assert(kRoleCount == v1::Role_ARRAYSIZE);
static_assert(kOutcomeCount == v1::StepOutcome_ARRAYSIZE);

// Whether a rule looked at more than the loan and its bank: caps on what was used by all, brakes,
// the fund's money.
bool LooksBeyondBank(const TraceLine& line) {
  static constexpr std::array<absl::string_view, 5> kOwn = {
      "loan_amount_cap", "per_claim_cap", "all_layers_cap", "institution_year_cap",
      "bank_allocation"};
  const bool own = std::find(kOwn.begin(), kOwn.end(), line.rule) != kOwn.end() ||
                   absl::EndsWith(line.rule, " per_claim_cap");
  if (own) return false;
  if (line.rule == "liability_limit") return true;
  return std::any_of(line.inputs.begin(), line.inputs.end(), [](const auto& input) {
    // A brake that stops enrolment says "numerator / denominator".
    return input.first == "used" || input.first == "numerator" ||
           (input.first == "got" && absl::StrContains(input.second, " / "));
  });
}

// Cover, claims and judgements with what follows from the rest. Where the portfolio is left out, a
// bank is told the numbers of the rule that cut or refused, and of no other that looks at what
// others have.
class ShownBytes final : public FieldBytes<ShownBytes> {
 public:
  ShownBytes(const google::protobuf::Descriptor& type, Portfolio portfolio, std::string& out)
      : FieldBytes(type, out), portfolio_(portfolio) {}
  ShownBytes(const ShownBytes& outer, const google::protobuf::Descriptor& type)
      : FieldBytes(outer, type), portfolio_(outer.portfolio_) {}

  template <typename T>
  void Write(const T& value) {
    WriteFields(value);
  }
  void Write(const Claim& claim) {
    WriteFields(claim);
    bytes_.Number(v1::Claim::kOpenStepFieldNumber, WireCodeOf(OpenStepOf(claim.state)));
  }
  void Write(const Recovery& recovery) {
    WriteFields(recovery);
    bytes_.Number(v1::Recovery::kStateFieldNumber, WireCodeOf(recovery.state()));
  }
  void Write(const StepVerdict& verdict) {
    WriteFields(verdict);
    bytes_.Part(v1::StepVerdict::kBindingRuleFieldNumber, BindingRule(verdict));
  }
  void Write(const PolicyFacts& facts) {
    if (portfolio_ == Portfolio::kShown) return WriteFields(facts);
    (*this)(v1::PolicyFacts::kStepsFieldNumber, facts.steps);
  }
  void Write(const EnrolmentFacts& facts) {
    if (portfolio_ == Portfolio::kShown) return WriteFields(facts);
    EnrolmentFacts own = facts;
    own.enterprise_enrolled = Money();
    own.enterprise_year = Money();
    own.group_enrolled = Money();
    WriteFields(own);
  }
  void Write(const TraceLine& line) {
    const bool shown = portfolio_ == Portfolio::kShown || line.binds || !LooksBeyondBank(line);
    if (shown) return WriteFields(line);
    TraceLine own = line;
    own.inputs.clear();
    own.limit.clear();
    WriteFields(own);
  }

 private:
  const Portfolio portfolio_;
};

template <typename Message, typename T>
std::string ShownBytesOf(const T& value, Portfolio portfolio = Portfolio::kShown) {
  std::string bytes;
  ShownBytes(*Message::descriptor(), portfolio, bytes).Write(value);
  return bytes;
}

// Precondition (checked): texts are UTF-8.
template <typename T, typename Message>
void FillShown(const T& value, Portfolio portfolio, Message& message) {
  IPPLEDGE_CHECK(message.ParseFromString(ShownBytesOf<Message>(value, portfolio)));
}

}  // namespace

CoverState ShownStateOf(const Loan& loan) {
  if (loan.cover->state != CoverState::kEnrolled) return loan.cover->state;
  if (StateOf(loan) == LoanState::kRepaid) return CoverState::kRepaid;
  const std::optional<ClassChange> latest = LatestClassOf(loan);
  return latest && latest->overdue_days > 0 ? CoverState::kOverdue : CoverState::kEnrolled;
}

void FormatLoanName(const LoanId& id, v1::LoanName& message) {
  message.set_bank(id.bank);
  message.set_contract_number(id.contract_number);
}

void FormatCover(const Loan& loan, CoverParts parts, v1::Cover& message) {
  const Cover& cover = *loan.cover;
  FillShown(cover, Portfolio::kShown, message);
  message.set_state(static_cast<v1::CoverState>(ShownStateOf(loan)));
  FormatLoanName(loan.terms->id, *message.mutable_loan());
  message.set_borrower(loan.terms->borrower.name);
  message.set_outstanding_fen(FiguresOf(loan).outstanding.fen());
  message.set_open_step(static_cast<v1::WorkStep>(OpenStepOf(cover.state)));
  message.set_claim_count(static_cast<std::int32_t>(cover.claims.size()));
  if (parts == CoverParts::kShown) return;
  message.clear_reports();
  message.clear_claims();
}

void FormatClaim(const Claim& claim, v1::Claim& message) {
  FillShown(claim, Portfolio::kShown, message);
}

std::string ClaimBytes(const Claim& claim) { return ShownBytesOf<v1::Claim>(claim); }

void FormatJudgement(const Judgement& judgement, Portfolio portfolio, v1::Judgement& message) {
  FillShown(judgement, portfolio, message);
}

std::string JudgementBytes(const Judgement& judgement, Portfolio portfolio) {
  return ShownBytesOf<v1::Judgement>(judgement, portfolio);
}

void FormatOrderedPayment(const OrderedPayment& payment, v1::OrderedPayment& message) {
  FillFields(payment, message);
}

void FormatCoverSums(const CoverSums& sums, v1::CoverSums& message) {
  std::string bytes;
  for (std::size_t i = 0; i < kCoverSumCount; ++i) {
    WireBytes(bytes).Number(static_cast<int>(i) + 1, WireCodeOf(sums.fen[i]));
  }
  IPPLEDGE_CHECK(message.ParseFromString(bytes));
}

void FormatCalendarYear(const CalendarYear& year, v1::CalendarYear& message) {
  FillFields(year, message);
}

void FormatLendingRate(const LendingRate& rate, v1::LendingRate& message) {
  FillFields(rate, message);
}

void FormatPortfolioFigure(const PortfolioFigure& figure, v1::PortfolioFigure& message) {
  FillFields(figure, message);
}

}  // namespace ippledge::wire
