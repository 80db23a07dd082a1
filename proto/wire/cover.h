// proto/wire/cover.h: messages of cover, claims, recoveries and terms into commands, and back.
//
// See parse.h and format.h for what holds of all of them. Any thread.
#pragma once

#include <string>

#include "ledger/cover.h"
#include "ledger/cover_sums.h"
#include "ledger/event.h"
#include "ledger/loan.h"
#include "proto/wire/parse.h"

namespace ippledge::v1 {
class ApplyForCoverRequest;
class CalendarYear;
class Claim;
class CloseRecoveryRequest;
class ConfirmClawbackRequest;
class ConfirmPaymentRequest;
class ConfirmRemittanceRequest;
class Cover;
class CoverSums;
class DecideCoverRequest;
class DemandClawbackRequest;
class EnterCalendarRequest;
class EnterLendingRateRequest;
class FileClaimRequest;
class IssuePolicyRequest;
class Judgement;
class LendingRate;
class LoanName;
class OrderedPayment;
class PortfolioFigure;
class RecordPortfolioFigureRequest;
class RecordRecoveryRequest;
class ReportRiskRequest;
class RunPaymentsRequest;
class TakeClaimStepRequest;
}  // namespace ippledge::v1

namespace ippledge::wire {

// CoverService.
absl::StatusOr<Write> ParseWrite(const v1::ApplyForCoverRequest& request);
absl::StatusOr<Write> ParseWrite(const v1::DecideCoverRequest& request);
absl::StatusOr<Write> ParseWrite(const v1::ReportRiskRequest& request);
// ClaimService.
absl::StatusOr<Write> ParseWrite(const v1::FileClaimRequest& request);
absl::StatusOr<Write> ParseWrite(const v1::TakeClaimStepRequest& request);
absl::StatusOr<Write> ParseWrite(const v1::RunPaymentsRequest& request);
absl::StatusOr<Write> ParseWrite(const v1::ConfirmPaymentRequest& request);
absl::StatusOr<Write> ParseWrite(const v1::RecordRecoveryRequest& request);
absl::StatusOr<Write> ParseWrite(const v1::ConfirmRemittanceRequest& request);
absl::StatusOr<Write> ParseWrite(const v1::CloseRecoveryRequest& request);
absl::StatusOr<Write> ParseWrite(const v1::DemandClawbackRequest& request);
absl::StatusOr<Write> ParseWrite(const v1::ConfirmClawbackRequest& request);
// PolicyService.
absl::StatusOr<Write> ParseWrite(const v1::IssuePolicyRequest& request);
absl::StatusOr<Write> ParseWrite(const v1::EnterCalendarRequest& request);
absl::StatusOr<Write> ParseWrite(const v1::EnterLendingRateRequest& request);
absl::StatusOr<Write> ParseWrite(const v1::RecordPortfolioFigureRequest& request);

// The state that people see: ENROLLED becomes OVERDUE or REPAID where the loan is. Precondition:
// the loan has a cover.
CoverState ShownStateOf(const Loan& loan);

void FormatLoanName(const LoanId& id, v1::LoanName& message);
// The loan's cover, with or without its reports and claims. Precondition: the loan has one.
enum class CoverParts { kLeftOut, kShown };
void FormatCover(const Loan& loan, CoverParts parts, v1::Cover& message);
// A v1.Claim, as message and as its bytes.
void FormatClaim(const Claim& claim, v1::Claim& message);
std::string ClaimBytes(const Claim& claim);
// A v1.Judgement, with or without what facts and rules say of the whole portfolio, which is not for
// banks; but the numbers of a rule that cut or refused are theirs too.
enum class Portfolio { kLeftOut, kShown };
void FormatJudgement(const Judgement& judgement, Portfolio portfolio, v1::Judgement& message);
std::string JudgementBytes(const Judgement& judgement, Portfolio portfolio);
void FormatOrderedPayment(const OrderedPayment& payment, v1::OrderedPayment& message);
void FormatCoverSums(const CoverSums& sums, v1::CoverSums& message);
void FormatCalendarYear(const CalendarYear& year, v1::CalendarYear& message);
void FormatLendingRate(const LendingRate& rate, v1::LendingRate& message);
void FormatPortfolioFigure(const PortfolioFigure& figure, v1::PortfolioFigure& message);

}  // namespace ippledge::wire
