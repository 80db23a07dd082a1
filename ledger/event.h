// ledger/event.h: everything that may have happened. Names are past tense; numbers are those of
// stored/v1/entry.proto. Events are complete: CommandOf() gives back what Decide() saw.
#pragma once

#include <array>
#include <cstdint>
#include <optional>
#include <string>
#include <variant>
#include <vector>

#include "absl/container/inlined_vector.h"
#include "absl/strings/string_view.h"
#include "ledger/caller.h"
#include "ledger/command.h"
#include "ledger/refusal.h"

namespace ippledge {

struct ProgrammeFounded {
  FoundProgramme what;
};
struct BodyRegistered {
  RegisterBody what;
};
struct BodyAmended {
  AmendBody what;
};
struct OpeningFigureRecorded {
  RecordOpeningFigure what;
};
struct DayTurned {
  TurnDay what;
};
struct TotalsRecorded {
  RecordTotals what;
  Headline headline;
  std::optional<FundTotals> fund;    // none before the fund's first movement
  std::optional<CoverTotals> cover;  // none before the first application for cover
};
struct ReportPublished {
  PublishReport what;
};
struct TailWasCut {
  CutTail what;
};
struct LoanRecorded {
  RecordLoan what;
  std::vector<std::int32_t> rights_pledged_before;  // indexes of rights another loan had pledged
};
struct LoanDrawn {
  RecordDraw what;
};
struct LoanRepaid {
  RecordRepayment what;
};
struct LoanExtended {
  RecordExtension what;
};
struct LoanClassChanged {
  RecordClassChange what;
};
struct PledgeRegistered {
  RecordPledgeRegistration what;
};
struct PledgeReleased {
  RecordPledgeRelease what;
};
struct LoanCorrected {
  CorrectLoan what;
};
// Closes a batch. The engine makes it; no command asks for it.
struct BatchRow {
  std::int32_t row = 0;                     // 0-based
  std::int64_t already_recorded_entry = 0;  // above 0: nothing was wrong with it
  std::vector<Violation> violations;
  std::int32_t violations_more = 0;
};
struct BatchRecorded {
  std::int64_t first_entry = 0;
  std::int32_t recorded_rows = 0;
  std::vector<BatchRow> rows;  // that made no entry
};
struct FundMovementRecorded {
  RecordFundMovement what;
  FundFigures after;
};
struct FundMovementReversed {
  ReverseFundMovement what;
  std::int64_t reverses_entry = 0;
  FundFigures after;
  // Set when the month of what it reverses is closed: the day on which the reversal counts.
  std::optional<Date> date;
};

struct PolicyIssued {
  IssuePolicy what;
};
struct CalendarEntered {
  EnterCalendar what;
};
struct LendingRateEntered {
  EnterLendingRate what;
};
struct PortfolioFigureRecorded {
  RecordPortfolioFigure what;
};
struct CoverApplied {
  ApplyForCover what;
  Judgement judgement;
  CoverState state = CoverState::kUnspecified;
  Deadline due;
  Date date;  // the programme's day
  Money asked;
  std::string mode;  // the share model's name
  std::vector<std::string> fund_parties;
};
struct CoverDecided {
  DecideCover what;
  CoverState state = CoverState::kUnspecified;
  Money covered;
  Deadline due;
  Date date;
};
struct RiskReported {
  ReportRisk what;
  CoverState state = CoverState::kUnspecified;
  Deadline due;                 // kDefault: the end of the claim's window
  std::string withdrawn_claim;  // kCured: the claim that it ends; or empty
  Money released;               // of what was reserved for it
  FundFigures after;
  // kJudgment: from when the rest of a claim that is paid in part is due.
  std::optional<Deadline> claim_due;
};
struct ClaimFiled {
  FileClaim what;
  Judgement judgement;  // as things stand; the computation comes with completeness
  Deadline due;
  Date date;
};
// What a step did. `judgement` is set where the claim was computed (anew).
struct ClaimStepTaken {
  TakeClaimStep what;
  ClaimState state = ClaimState::kUnspecified;
  ClaimState resumes = ClaimState::kUnspecified;  // kDeferred
  std::optional<Judgement> judgement;
  Money reserved;  // by this step
  Money released;  // by this step
  Deadline due;
  FundFigures after;
  std::string organisation;  // who took it
  std::string person;
};
struct OrderedPayment {
  LoanId loan;
  std::string claim_number;
  PaymentOrder order;    // its entry is that of the event; amount 0: all of it is refused
  Money newly_reserved;  // of money that was short before
  Money refused;         // ShortfallMode::kRefuse: falls on the bank
  Deadline due;
};
struct PaymentsOrdered {
  RunPayments what;
  Money available;  // before
  std::vector<OrderedPayment> orders;
  std::int64_t waiting_claims = 0;  // that got nothing
  FundFigures after;
};
struct PaymentConfirmed {
  ConfirmPayment what;
  Money amount;
  ClaimState state = ClaimState::kUnspecified;
  Deadline due;
  FundFigures after;
};
struct RecoveryRecorded {
  RecordRecovery what;
  Judgement judgement;
  Money fund_share;
  Date due_date;
};
struct RemittanceConfirmed {
  ConfirmRemittance what;
  Money late_interest_due;  // that this remittance adds
  int days_late = 0;
  std::int64_t rate_ppm = 0;
  FundFigures after;
};
struct RecoveryClosed {
  CloseRecovery what;
  bool later_due = false;  // the later instalment may be paid now
  Deadline due;
};
struct ClawbackDemanded {
  DemandClawback what;
  Judgement judgement;
  Money amount;
  Money interest;
  Date due_date;
  Money released;
  FundFigures after;
};
struct ClawbackReceived {
  ConfirmClawback what;
  ClaimState state = ClaimState::kUnspecified;
  FundFigures after;
};
// Silence, or a day of testing.
struct DeadlinePassed {
  PassDeadline what;
  CoverState cover_state = CoverState::kUnspecified;  // after it
  ClaimState claim_state = ClaimState::kUnspecified;  // after it; kUnspecified without a claim
  std::optional<Judgement> judgement;                 // a deferral that was tested
  bool later_due = false;
  Money reserved;
  Money released;
  Deadline due;
  FundFigures after;
};

using Event =
    std::variant<ProgrammeFounded, BodyRegistered, BodyAmended, OpeningFigureRecorded, DayTurned,
                 TotalsRecorded, ReportPublished, TailWasCut, LoanRecorded, LoanDrawn, LoanRepaid,
                 LoanExtended, LoanClassChanged, PledgeRegistered, PledgeReleased, LoanCorrected,
                 BatchRecorded, FundMovementRecorded, FundMovementReversed, PolicyIssued,
                 CalendarEntered, LendingRateEntered, CoverApplied, CoverDecided, RiskReported,
                 ClaimFiled, ClaimStepTaken, PaymentsOrdered, PaymentConfirmed, RecoveryRecorded,
                 RemittanceConfirmed, RecoveryClosed, ClawbackDemanded, ClawbackReceived,
                 DeadlinePassed, PortfolioFigureRecorded, AccountRegistered, StatementOpened,
                 StatementLinesAdded, StatementClosed, StatementWithdrawn, MatchesMade,
                 MatchRecorded, MatchUndone, PeriodClosed, PeriodReopened, MembersAmended,
                 KeyAdmitted, KeyRetired, QuorumSet, AuditRecorded, SubjectErased>;
using Events = absl::InlinedVector<Event, 1>;

// Kinds that fold into the cover of one or more loans.
template <typename E>
constexpr bool IsOfCover() {
  return std::is_same_v<E, CoverApplied> || std::is_same_v<E, CoverDecided> ||
         std::is_same_v<E, RiskReported> || std::is_same_v<E, ClaimFiled> ||
         std::is_same_v<E, ClaimStepTaken> || std::is_same_v<E, PaymentsOrdered> ||
         std::is_same_v<E, PaymentConfirmed> || std::is_same_v<E, RecoveryRecorded> ||
         std::is_same_v<E, RemittanceConfirmed> || std::is_same_v<E, RecoveryClosed> ||
         std::is_same_v<E, ClawbackDemanded> || std::is_same_v<E, ClawbackReceived> ||
         std::is_same_v<E, DeadlinePassed>;
}
bool ConcernsCover(const Event& event);

// Kinds that fold into the programme's reconciliation book.
template <typename E>
constexpr bool IsOfReconciliation() {
  return std::is_same_v<E, AccountRegistered> || std::is_same_v<E, StatementOpened> ||
         std::is_same_v<E, StatementLinesAdded> || std::is_same_v<E, StatementClosed> ||
         std::is_same_v<E, StatementWithdrawn> || std::is_same_v<E, MatchesMade> ||
         std::is_same_v<E, MatchRecorded> || std::is_same_v<E, MatchUndone> ||
         std::is_same_v<E, PeriodClosed> || std::is_same_v<E, PeriodReopened>;
}

// Kinds that fold into the programme's book of trust.
template <typename E>
constexpr bool IsOfTrust() {
  return std::is_same_v<E, MembersAmended> || std::is_same_v<E, KeyAdmitted> ||
         std::is_same_v<E, KeyRetired> || std::is_same_v<E, QuorumSet> ||
         std::is_same_v<E, AuditRecorded> || std::is_same_v<E, SubjectErased>;
}

// Kinds that fold into a book of the programme which the index keeps as the events themselves.
template <typename E>
constexpr bool IsOfBook() {
  return IsOfReconciliation<E>() || IsOfTrust<E>();
}
bool ConcernsBook(const Event& event);

// "LOAN_RECORDED", …
absl::string_view KindOf(const Event& event);
// What the fund has after an event that moves its money; none for the others.
std::optional<FundFigures> FundAfter(const Event& event);
// The loan that an event is about; null for the others.
const LoanId* LoanIdOf(const Event& event);

using RequestId = std::array<std::uint8_t, 16>;
using Fingerprint = std::array<std::uint8_t, 16>;

// Of the rules that decide now. Books::rules_version has those that decided an entry.
//   2: amending a body, and with it its standing, needs two persons.
inline constexpr std::int32_t kRulesVersion = 2;

// One entry of the journal, decoded.
struct Entry {
  std::int64_t number = 0;
  std::int64_t commit_time_ms = 0;
  Date business_date;
  Caller caller;
  bool has_request_id = false;
  RequestId request_id{};
  Fingerprint fingerprint{};
  std::int32_t rules_version = kRulesVersion;
  Events events;
  std::array<std::uint8_t, 16> salt{};
  std::int64_t counted_total = 0;
};

// What Decide() saw. Precondition (checked): the event is not BatchRecorded.
Command CommandOf(const Event& event);

}  // namespace ippledge
