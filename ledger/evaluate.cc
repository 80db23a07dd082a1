#include "ledger/evaluate.h"

#include <cstddef>
#include <map>
#include <string>
#include <variant>
#include <vector>

#include "ledger/claim_arithmetic.h"
#include "ledger/claim_work.h"
#include "ledger/enrolment_rules.h"
#include "ledger/payment_split.h"
#include "ledger/portfolio_book.h"
#include "ledger/recovery_split.h"

namespace ippledge {
namespace {

class Evaluation {
 public:
  Evaluation(const Policy& policy, const PolicyFacts& facts)
      : policy_(policy), facts_(facts), book_(facts.portfolio) {
    verdict_.steps.resize(facts.steps.size());
  }

  Verdict Run() && {
    for (at_ = 0; at_ < facts_.steps.size(); ++at_) {
      if (!std::holds_alternative<ClaimFacts>(facts_.steps[at_])) EndBatch();
      std::visit([this](const auto& step) { Step(step, verdict_.steps[at_]); }, facts_.steps[at_]);
    }
    EndBatch();
    return std::move(verdict_);
  }

 private:
  void Step(const EnrolmentFacts& enrolment, StepVerdict& verdict) {
    verdict.id = enrolment.id;
    DecideEnrolment(policy_, enrolment, book_, verdict);
    NoteEnrolment(enrolment, verdict.covered, book_);
  }

  void Step(const ClaimFacts& claim, StepVerdict& verdict) {
    verdict.id = claim.id;
    if (!batch_.empty() &&
        (batch_.back().claim->batch != claim.batch || batch_.back().claim->year != claim.year)) {
      EndBatch();
    }
    const ShareMode* mode = FindMode(policy_, claim.mode);
    if (mode == nullptr) {
      SetOutcome(verdict, Outcome::kRefused, "mode");
      Trace(verdict, "mode", {{"mode", claim.mode}}, "", "REFUSED", true);
      return;
    }
    Trace(verdict, "mode", {{"asked", claim.mode}}, "", mode->name);
    ClaimWork work{policy_, *mode, claim, book_, verdict, {}, ""};
    CheckGates(work);
    ComputeLoss(work);
    const bool shared = verdict.outcome == Outcome::kUnspecified;
    ShareLoss(work, shared);
    if (shared) {
      ApplyCaps(work);
      ApplyBrakes(work);
    }
    SettleClaim(work.deferred_by, verdict);
    NoteClaim(claim, *mode, verdict, book_);
    batch_.push_back({&claim, mode, &verdict});
  }

  void Step(const RecoveryFacts& recovery, StepVerdict& verdict) {
    verdict.id = recovery.id;
    std::vector<BorneByParty> borne = recovery.borne;
    if (borne.empty()) borne = BorneOf(recovery.claim);
    SplitRecovery(policy_, recovery, borne, book_.facts.lpr_ppm, verdict);
    NoteRecovery(FundSum(verdict, &PartAmount::amount), book_);
    for (const PartAmount& part : verdict.parts) {
      Money& sum = recovered_[recovery.claim][part.party];
      sum = Plus(sum, part.amount);
    }
  }

  void Step(const ClawbackFacts& clawback, StepVerdict& verdict) {
    verdict.id = clawback.id;
    ComputeClawback(policy_, clawback, book_.facts.lpr_ppm, verdict);
    NoteRecovery(verdict.net, book_);
  }

  void EndBatch() {
    SettleBatch(policy_, batch_, book_);
    batch_.clear();
  }

  // What each party bore of a claim of this sequence, and has back so far.
  std::vector<BorneByParty> BorneOf(const std::string& claim) {
    std::vector<BorneByParty> borne;
    for (std::size_t i = 0; i < at_; ++i) {
      if (!std::holds_alternative<ClaimFacts>(facts_.steps[i])) continue;
      if (verdict_.steps[i].id != claim) continue;
      // What was held back or waits has been borne by the bank so far.
      Money unpaid;
      for (const PartAmount& part : verdict_.steps[i].parts) {
        unpaid = Plus(unpaid, Plus(part.deferred, part.queued));
      }
      for (const PartAmount& part : verdict_.steps[i].parts) {
        const bool bank = part.role == PartyRole::kBank;
        const Money paid = Minus(part.amount, Plus(part.deferred, part.queued));
        borne.push_back({.party = part.party,
                         .role = part.role,
                         .amount = bank ? Plus(paid, unpaid) : paid,
                         .recovered = recovered_[claim][part.party]});
      }
    }
    return borne;
  }

  const Policy& policy_;
  const PolicyFacts& facts_;
  PortfolioBook book_;
  Verdict verdict_;
  std::vector<DecidedClaim> batch_;                                // decided, not yet settled
  std::map<std::string, std::map<std::string, Money>> recovered_;  // by claim and party
  std::size_t at_ = 0;
};

}  // namespace

Verdict Evaluate(const Policy& policy, const PolicyFacts& facts) {
  return Evaluation(policy, facts).Run();
}

}  // namespace ippledge
