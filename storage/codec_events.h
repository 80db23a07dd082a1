// storage/codec_events.h: each kind of event and its stored message.
//
// A kind's number is its field number in stored.v1.Event. Store() fills a cleared message; Read()
// sets an event and tells its reader what cannot be. Those of terms, cover and claims are in
// codec_cover.h.
#pragma once

#include <cstddef>
#include <iterator>
#include <tuple>
#include <variant>

#include "ippledge/stored/v1/cover_events.pb.h"
#include "ippledge/stored/v1/entry.pb.h"
#include "ippledge/stored/v1/reconciliation.pb.h"
#include "ippledge/stored/v1/trust.pb.h"
#include "ledger/event.h"
#include "storage/codec_cover.h"
#include "storage/codec_reader.h"

namespace ippledge::storage {

// The stored message of each alternative of Event, in its order.
using EventMessages = std::tuple<
    stored::v1::ProgrammeFounded, stored::v1::BodyRegistered, stored::v1::BodyAmended,
    stored::v1::OpeningFigureRecorded, stored::v1::DayTurned, stored::v1::TotalsRecorded,
    stored::v1::ReportPublished, stored::v1::TailCut, stored::v1::LoanRecorded,
    stored::v1::LoanDrawn, stored::v1::LoanRepaid, stored::v1::LoanExtended,
    stored::v1::LoanClassChanged, stored::v1::PledgeRegistered, stored::v1::PledgeReleased,
    stored::v1::LoanCorrected, stored::v1::BatchRecorded, stored::v1::FundMovementRecorded,
    stored::v1::FundMovementReversed, stored::v1::PolicyIssued, stored::v1::CalendarEntered,
    stored::v1::LendingRateEntered, stored::v1::CoverApplied, stored::v1::CoverDecided,
    stored::v1::RiskReported, stored::v1::ClaimFiled, stored::v1::ClaimStepTaken,
    stored::v1::PaymentsOrdered, stored::v1::PaymentConfirmed, stored::v1::RecoveryRecorded,
    stored::v1::RemittanceConfirmed, stored::v1::RecoveryClosed, stored::v1::ClawbackDemanded,
    stored::v1::ClawbackReceived, stored::v1::DeadlinePassed, stored::v1::PortfolioFigureRecorded,
    stored::v1::AccountRegistered, stored::v1::StatementOpened, stored::v1::StatementLinesAdded,
    stored::v1::StatementClosed, stored::v1::StatementWithdrawn, stored::v1::MatchesMade,
    stored::v1::MatchRecorded, stored::v1::MatchUndone, stored::v1::PeriodClosed,
    stored::v1::PeriodReopened, stored::v1::MembersAmended, stored::v1::KeyAdmitted,
    stored::v1::KeyRetired, stored::v1::QuorumSet, stored::v1::AuditRecorded,
    stored::v1::SubjectErased>;
static_assert(std::tuple_size_v<EventMessages> == std::variant_size_v<Event>);

// By place in Event. Frozen with the schema.
inline constexpr int kEventKindNumbers[] = {
    stored::v1::Event::kProgrammeFoundedFieldNumber,
    stored::v1::Event::kBodyRegisteredFieldNumber,
    stored::v1::Event::kBodyAmendedFieldNumber,
    stored::v1::Event::kOpeningFigureRecordedFieldNumber,
    stored::v1::Event::kDayTurnedFieldNumber,
    stored::v1::Event::kTotalsRecordedFieldNumber,
    stored::v1::Event::kReportPublishedFieldNumber,
    stored::v1::Event::kTailCutFieldNumber,
    stored::v1::Event::kLoanRecordedFieldNumber,
    stored::v1::Event::kLoanDrawnFieldNumber,
    stored::v1::Event::kLoanRepaidFieldNumber,
    stored::v1::Event::kLoanExtendedFieldNumber,
    stored::v1::Event::kLoanClassChangedFieldNumber,
    stored::v1::Event::kPledgeRegisteredFieldNumber,
    stored::v1::Event::kPledgeReleasedFieldNumber,
    stored::v1::Event::kLoanCorrectedFieldNumber,
    stored::v1::Event::kBatchRecordedFieldNumber,
    stored::v1::Event::kFundMovementRecordedFieldNumber,
    stored::v1::Event::kFundMovementReversedFieldNumber,
    stored::v1::Event::kPolicyIssuedFieldNumber,
    stored::v1::Event::kCalendarEnteredFieldNumber,
    stored::v1::Event::kLendingRateEnteredFieldNumber,
    stored::v1::Event::kCoverAppliedFieldNumber,
    stored::v1::Event::kCoverDecidedFieldNumber,
    stored::v1::Event::kRiskReportedFieldNumber,
    stored::v1::Event::kClaimFiledFieldNumber,
    stored::v1::Event::kClaimStepTakenFieldNumber,
    stored::v1::Event::kPaymentsOrderedFieldNumber,
    stored::v1::Event::kPaymentConfirmedFieldNumber,
    stored::v1::Event::kRecoveryRecordedFieldNumber,
    stored::v1::Event::kRemittanceConfirmedFieldNumber,
    stored::v1::Event::kRecoveryClosedFieldNumber,
    stored::v1::Event::kClawbackDemandedFieldNumber,
    stored::v1::Event::kClawbackReceivedFieldNumber,
    stored::v1::Event::kDeadlinePassedFieldNumber,
    stored::v1::Event::kPortfolioFigureRecordedFieldNumber,
    stored::v1::Event::kAccountRegisteredFieldNumber,
    stored::v1::Event::kStatementOpenedFieldNumber,
    stored::v1::Event::kStatementLinesAddedFieldNumber,
    stored::v1::Event::kStatementClosedFieldNumber,
    stored::v1::Event::kStatementWithdrawnFieldNumber,
    stored::v1::Event::kMatchesMadeFieldNumber,
    stored::v1::Event::kMatchRecordedFieldNumber,
    stored::v1::Event::kMatchUndoneFieldNumber,
    stored::v1::Event::kPeriodClosedFieldNumber,
    stored::v1::Event::kPeriodReopenedFieldNumber,
    stored::v1::Event::kMembersAmendedFieldNumber,
    stored::v1::Event::kKeyAdmittedFieldNumber,
    stored::v1::Event::kKeyRetiredFieldNumber,
    stored::v1::Event::kQuorumSetFieldNumber,
    stored::v1::Event::kAuditRecordedFieldNumber,
    stored::v1::Event::kSubjectErasedFieldNumber,
};

static_assert(std::size(kEventKindNumbers) == std::variant_size_v<Event>);

void Store(const ProgrammeFounded& event, stored::v1::ProgrammeFounded& message);
void Store(const BodyRegistered& event, stored::v1::BodyRegistered& message);
void Store(const BodyAmended& event, stored::v1::BodyAmended& message);
void Store(const OpeningFigureRecorded& event, stored::v1::OpeningFigureRecorded& message);
void Store(const DayTurned& event, stored::v1::DayTurned& message);
void Store(const TotalsRecorded& event, stored::v1::TotalsRecorded& message);
void Store(const ReportPublished& event, stored::v1::ReportPublished& message);
void Store(const TailWasCut& event, stored::v1::TailCut& message);
void Store(const LoanRecorded& event, stored::v1::LoanRecorded& message);
void Store(const LoanDrawn& event, stored::v1::LoanDrawn& message);
void Store(const LoanRepaid& event, stored::v1::LoanRepaid& message);
void Store(const LoanExtended& event, stored::v1::LoanExtended& message);
void Store(const LoanClassChanged& event, stored::v1::LoanClassChanged& message);
void Store(const PledgeRegistered& event, stored::v1::PledgeRegistered& message);
void Store(const PledgeReleased& event, stored::v1::PledgeReleased& message);
void Store(const LoanCorrected& event, stored::v1::LoanCorrected& message);
void Store(const BatchRecorded& event, stored::v1::BatchRecorded& message);
void Store(const FundMovementRecorded& event, stored::v1::FundMovementRecorded& message);
void Store(const FundMovementReversed& event, stored::v1::FundMovementReversed& message);

void Read(const stored::v1::ProgrammeFounded& message, CodecReader& reader,
          ProgrammeFounded& event);
void Read(const stored::v1::BodyRegistered& message, CodecReader& reader, BodyRegistered& event);
void Read(const stored::v1::BodyAmended& message, CodecReader& reader, BodyAmended& event);
void Read(const stored::v1::OpeningFigureRecorded& message, CodecReader& reader,
          OpeningFigureRecorded& event);
void Read(const stored::v1::DayTurned& message, CodecReader& reader, DayTurned& event);
void Read(const stored::v1::TotalsRecorded& message, CodecReader& reader, TotalsRecorded& event);
void Read(const stored::v1::ReportPublished& message, CodecReader& reader, ReportPublished& event);
void Read(const stored::v1::TailCut& message, CodecReader& reader, TailWasCut& event);
void Read(const stored::v1::LoanRecorded& message, CodecReader& reader, LoanRecorded& event);
void Read(const stored::v1::LoanDrawn& message, CodecReader& reader, LoanDrawn& event);
void Read(const stored::v1::LoanRepaid& message, CodecReader& reader, LoanRepaid& event);
void Read(const stored::v1::LoanExtended& message, CodecReader& reader, LoanExtended& event);
void Read(const stored::v1::LoanClassChanged& message, CodecReader& reader,
          LoanClassChanged& event);
void Read(const stored::v1::PledgeRegistered& message, CodecReader& reader,
          PledgeRegistered& event);
void Read(const stored::v1::PledgeReleased& message, CodecReader& reader, PledgeReleased& event);
void Read(const stored::v1::LoanCorrected& message, CodecReader& reader, LoanCorrected& event);
void Read(const stored::v1::BatchRecorded& message, CodecReader& reader, BatchRecorded& event);
void Read(const stored::v1::FundMovementRecorded& message, CodecReader& reader,
          FundMovementRecorded& event);
void Read(const stored::v1::FundMovementReversed& message, CodecReader& reader,
          FundMovementReversed& event);

}  // namespace ippledge::storage
