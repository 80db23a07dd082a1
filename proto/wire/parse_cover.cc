// Requests of CoverService, ClaimService and PolicyService: proto/wire/cover.h.
#include <memory>
#include <utility>

#include "absl/strings/str_cat.h"
#include "ippledge/v1/claim_service.pb.h"
#include "ippledge/v1/cover_service.pb.h"
#include "ippledge/v1/policy_service.pb.h"
#include "ledger/cover_fields.h"
#include "ledger/limits.h"
#include "ledger/text.h"
#include "proto/wire/cover.h"
#include "proto/wire/parse_command.h"
#include "proto/wire/policy.h"
#include "proto/wire/write_request.h"

namespace ippledge::wire {

template <>
inline constexpr bool kMayBeLeftOut<DecisionGrounds> = true;

namespace {

// Shapes that no noun of the ledger checks, at the top of a request.
class Shape {
 public:
  explicit Shape(Violations& violations) : reader_("", violations) {}

  void Loan(const LoanId& loan) const {
    reader_.AddFrom(CheckSlug(loan.bank), "loan.bank");
    Number(loan.contract_number, "loan.contract_number");
  }
  void Number(absl::string_view text, absl::string_view field) const {
    Text(text, field, 1, kNumberCharsMax);
  }
  void Text(absl::string_view text, absl::string_view field, int min, int max) const {
    reader_.AddFrom(CheckText(text, min, max), field);
  }
  template <typename Enum>
  void Required(Enum value, absl::string_view field) const {
    reader_.Require(value != Enum{}, field);
  }
  void Positive(Money amount, absl::string_view field) const {
    if (amount > Money()) return;
    reader_.Add(Reason::kAmountNotPositive, field, {{"got", absl::StrCat(amount.fen())}});
  }
  void NotNegative(Money amount, absl::string_view field) const {
    if (amount >= Money()) return;
    reader_.Add(
        Reason::kValueOutOfRange, field,
        {{"got", absl::StrCat(amount.fen())}, {"min", "0"}, {"max", absl::StrCat(kLoanFenMax)}});
  }
  // A part that is not nothing.
  void Part(std::int64_t ppm, absl::string_view field) const {
    if (ppm >= 1 && ppm <= kWholePpm) return;
    reader_.Add(Reason::kValueOutOfRange, field,
                {{"got", absl::StrCat(ppm)}, {"min", "1"}, {"max", absl::StrCat(kWholePpm)}});
  }
  void Grounds(const DecisionGrounds& grounds, bool reason_required) const {
    if (reason_required) Required(grounds.reason, "grounds.reason");
    Text(grounds.text, "grounds.text", 0, kReasonCharsMax);
  }
  void NotAllowed(absl::string_view field, absl::string_view why) const {
    reader_.Add(Reason::kFieldNotAllowed, field, {{"why", std::string(why)}});
  }

 private:
  FieldReader reader_;
};

bool NeedsReason(StepDecision decision) {
  return decision == StepDecision::kReturn || decision == StepDecision::kRefuse ||
         decision == StepDecision::kRepair || decision == StepDecision::kCancel;
}

void Check(const ApplyForCover& command, const Shape& shape, Violations& violations) {
  shape.Loan(command.loan);
  CheckCoverApplication(command.application, "application", violations);
}
void Check(const DecideCover& command, const Shape& shape, Violations&) {
  shape.Loan(command.loan);
  shape.Required(command.decision, "decision");
  switch (command.decision) {
    case StepDecision::kRepair:
    case StepDecision::kObject:
    case StepDecision::kWithdraw:
      shape.NotAllowed("decision", "cover takes ACCEPT, RETURN, REFUSE and CANCEL");
      break;
    default:
      break;
  }
  shape.Grounds(command.grounds, NeedsReason(command.decision));
}
void Check(const ReportRisk& command, const Shape& shape, Violations& violations) {
  shape.Loan(command.loan);
  CheckRiskReport(command.report, "report", violations);
}
void Check(const FileClaim& command, const Shape& shape, Violations& violations) {
  shape.Loan(command.loan);
  CheckClaimFiling(command.filing, "filing", violations);
}
void Check(const TakeClaimStep& command, const Shape& shape, Violations&) {
  shape.Loan(command.loan);
  shape.Number(command.claim_number, "claim_number");
  shape.Required(command.step, "step");
  shape.Required(command.decision, "decision");
  if (command.decision == StepDecision::kRepair) {
    shape.Part(command.repair_ppm, "repair_ppm");
  } else if (command.repair_ppm != 0) {
    shape.NotAllowed("repair_ppm", "only REPAIR cuts the payment");
  }
  shape.Grounds(command.grounds, NeedsReason(command.decision));
}
void Check(const RunPayments& command, const Shape& shape, Violations&) {
  shape.Number(command.run_id, "run_id");
}
void Check(const ConfirmPayment& command, const Shape& shape, Violations&) {
  shape.Loan(command.loan);
  shape.Number(command.claim_number, "claim_number");
  shape.Number(command.order_number, "order_number");
  shape.Text(command.bank_reference, "bank_reference", 0, kNumberCharsMax);
}
void Check(const RecordRecovery& command, const Shape& shape, Violations& violations) {
  shape.Loan(command.loan);
  shape.Number(command.claim_number, "claim_number");
  CheckNewRecovery(command.recovery, "recovery", violations);
}
void Check(const ConfirmRemittance& command, const Shape& shape, Violations&) {
  shape.Loan(command.loan);
  shape.Number(command.claim_number, "claim_number");
  shape.Number(command.recovery_number, "recovery_number");
  shape.Number(command.movement_id, "movement_id");
  if (command.late_interest == Money()) {
    shape.Positive(command.amount, "amount_fen");
  } else {
    shape.NotNegative(command.amount, "amount_fen");
  }
  shape.NotNegative(command.late_interest, "late_interest_fen");
  shape.Text(command.bank_reference, "bank_reference", 0, kNumberCharsMax);
}
void Check(const CloseRecovery& command, const Shape& shape, Violations&) {
  shape.Loan(command.loan);
  shape.Number(command.claim_number, "claim_number");
  shape.Required(command.closing, "closing");
  shape.Text(command.evidence, "evidence", 1, kReasonCharsMax);
}
void Check(const DemandClawback& command, const Shape& shape, Violations&) {
  shape.Loan(command.loan);
  shape.Number(command.claim_number, "claim_number");
  shape.Part(command.repaired_ppm, "repaired_ppm");
  shape.Grounds(command.grounds, /*reason_required=*/true);
}
void Check(const ConfirmClawback& command, const Shape& shape, Violations&) {
  shape.Loan(command.loan);
  shape.Number(command.claim_number, "claim_number");
  shape.Number(command.movement_id, "movement_id");
  shape.Positive(command.amount, "amount_fen");
  shape.Text(command.bank_reference, "bank_reference", 0, kNumberCharsMax);
}
void Check(const EnterCalendar& command, const Shape&, Violations& violations) {
  CheckCalendarYear(command.year, "year", violations);
}
void Check(const EnterLendingRate& command, const Shape&, Violations& violations) {
  CheckLendingRate(command.rate, "rate", violations);
}
void Check(const RecordPortfolioFigure& command, const Shape&, Violations& violations) {
  CheckPortfolioFigure(command.figure, "figure", violations);
}

template <typename ThisCommand, typename Request>
absl::StatusOr<Write> ParseCommand(const Request& request) {
  return ParseCommandOf<ThisCommand>(
      request, [](ThisCommand& parsed, Violations& shape) { Check(parsed, Shape(shape), shape); });
}

}  // namespace

absl::StatusOr<Write> ParseWrite(const v1::ApplyForCoverRequest& request) {
  return ParseCommand<ApplyForCover>(request);
}
absl::StatusOr<Write> ParseWrite(const v1::DecideCoverRequest& request) {
  return ParseCommand<DecideCover>(request);
}
absl::StatusOr<Write> ParseWrite(const v1::ReportRiskRequest& request) {
  return ParseCommand<ReportRisk>(request);
}
absl::StatusOr<Write> ParseWrite(const v1::FileClaimRequest& request) {
  return ParseCommand<FileClaim>(request);
}
absl::StatusOr<Write> ParseWrite(const v1::TakeClaimStepRequest& request) {
  return ParseCommand<TakeClaimStep>(request);
}
absl::StatusOr<Write> ParseWrite(const v1::RunPaymentsRequest& request) {
  return ParseCommand<RunPayments>(request);
}
absl::StatusOr<Write> ParseWrite(const v1::ConfirmPaymentRequest& request) {
  return ParseCommand<ConfirmPayment>(request);
}
absl::StatusOr<Write> ParseWrite(const v1::RecordRecoveryRequest& request) {
  return ParseCommand<RecordRecovery>(request);
}
absl::StatusOr<Write> ParseWrite(const v1::ConfirmRemittanceRequest& request) {
  return ParseCommand<ConfirmRemittance>(request);
}
absl::StatusOr<Write> ParseWrite(const v1::CloseRecoveryRequest& request) {
  return ParseCommand<CloseRecovery>(request);
}
absl::StatusOr<Write> ParseWrite(const v1::DemandClawbackRequest& request) {
  return ParseCommand<DemandClawback>(request);
}
absl::StatusOr<Write> ParseWrite(const v1::ConfirmClawbackRequest& request) {
  return ParseCommand<ConfirmClawback>(request);
}
absl::StatusOr<Write> ParseWrite(const v1::EnterCalendarRequest& request) {
  return ParseCommand<EnterCalendar>(request);
}
absl::StatusOr<Write> ParseWrite(const v1::EnterLendingRateRequest& request) {
  return ParseCommand<EnterLendingRate>(request);
}
absl::StatusOr<Write> ParseWrite(const v1::RecordPortfolioFigureRequest& request) {
  return ParseCommand<RecordPortfolioFigure>(request);
}

absl::StatusOr<Write> ParseWrite(const v1::IssuePolicyRequest& request) {
  return ParseRequest(
      request, [&](const FieldReader& reader, Violations& violations, Command& command) {
        if (!reader.Require(request.has_policy(), "policy")) return;
        std::optional<Policy> policy = ParsePolicy(request.policy(), "policy", violations);
        if (policy) command = IssuePolicy{std::make_shared<const Policy>(*std::move(policy))};
      });
}

}  // namespace ippledge::wire
