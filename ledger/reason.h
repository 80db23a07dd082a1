// ledger/reason.h: every reason for which anything is refused.
//
// Numbers and names are frozen: they are stored in the journal and are the API's ErrorInfo.reason.
// A reason is never reused; a retired one keeps its row. Each row of the catalogue gives the
// canonical code and two texts, English for developers and Chinese for people, in which {key}
// stands for the violation's metadata of that key and {field} for its field.
#pragma once

#include <cstdint>

#include "absl/status/status.h"
#include "absl/strings/string_view.h"
#include "absl/types/span.h"

namespace ippledge {

enum class Reason : std::int32_t {
  kNone = 0,
  // The shape of a request: INVALID_ARGUMENT.
  kFieldRequired = 1,
  kFieldTooLong = 2,       // limit, got
  kFieldMalformed = 3,     // got, want
  kCheckDigitWrong = 4,    // got, want
  kDateMalformed = 5,      // got
  kDateInFuture = 6,       // got, limit
  kDateOrder = 7,          // got, after
  kAmountNotPositive = 8,  // got
  kAmountOutOfRange = 9,   // got, limit
  kIpPartAboveLoan = 10,   // asked, limit
  kEnumUnknown = 11,       // got
  kTooManyItems = 12,      // got, limit
  kDuplicateItem = 13,     // got
  kUnknownField = 14,      // message
  kMessageMalformed = 15,  // message
  kRequestIdMalformed = 16,
  kValueOutOfRange = 17,  // got, min, max
  kBatchTooLarge = 18,    // got, limit (bytes)
  kPageTokenInvalid = 19,
  kFieldNotAllowed = 20,     // why
  kEntryTooLarge = 21,       // got, limit (bytes)
  kSharesNotWhole = 22,      // got, want (ppm)
  kTiersNotRising = 23,      // got, after
  kSettingsContradict = 24,  // other, why
  // Who asks: PERMISSION_DENIED, UNAUTHENTICATED.
  kRoleNotAllowed = 30,  // role, allowed
  kNotYourRows = 31,     // organisation
  kCallerUnknown = 32,
  // Taken: ALREADY_EXISTS.
  kRequestIdReused = 40,  // first_entry
  kLoanExists = 41,       // first_entry
  kDrawExists = 42,       // first_entry
  kEventExists = 43,      // first_entry
  kProgrammeExists = 44,
  kBodyExists = 45,     // first_entry
  kOpeningExists = 46,  // first_entry
  // Missing: NOT_FOUND.
  kProgrammeUnknown = 50,    // programme
  kLoanUnknown = 51,         // bank, contract_number
  kDrawUnknown = 52,         // draw_number
  kRightUnknown = 53,        // kind, number
  kBankUnknown = 54,         // bank
  kDivisionUnknown = 55,     // got
  kBranchUnknown = 56,       // got
  kEntryUnknown = 57,        // got, limit
  kRenewedLoanUnknown = 58,  // contract_number
  kUnitUnknown = 59,         // got
  kBodyUnknown = 60,         // body_id
  // State: FAILED_PRECONDITION.
  kBankStanding = 70,                 // standing
  kLoanVoided = 71,                   // voided_by
  kContractAmountExceeded = 72,       // limit, used, asked, remaining
  kRepaymentExceedsOutstanding = 73,  // limit, used, asked, remaining
  kRightAlreadyRegistered = 74,       // registration_number, first_entry
  kRightAlreadyReleased = 75,         // release_date, first_entry
  kCorrectionKindDiffers = 76,        // entry, want
  kCorrectionNotOfLoan = 77,          // entry
  kLoanHasEvents = 78,                // count
  kMonthNotOver = 79,                 // got, today
  kNotAPartnerBank = 80,              // bank, kind
  kBatchRowRefused = 81,              // row
  kTooManyEvents = 82,                // limit, used
  kBodyKindFixed = 83,                // want
  kDayNotTurned = 84,                 // got, today
  // Range: OUT_OF_RANGE.
  kTotalOutOfRange = 90,  // limit, used, asked
  kTooManySlices = 91,    // limit
  kTooManyUnits = 92,     // limit
  // The server: RESOURCE_EXHAUSTED, UNAVAILABLE, DEADLINE_EXCEEDED, INTERNAL.
  kQueueFull = 100,      // limit
  kWritesStopped = 101,  // why
  kShuttingDown = 102,
  kDeadlinePassed = 103,
  kInternal = 104,           // incident
  kTooManyProgrammes = 105,  // limit
  // The fund: various codes.
  kSecondPersonRequired = 110,     // person, second_person
  kMovementExists = 111,           // first_entry
  kMovementUnknown = 112,          // movement_id
  kAvailableExceeded = 113,        // limit, used, asked, remaining
  kDepositExceeded = 114,          // bank, limit, used, asked, remaining
  kMovementAlreadyReversed = 115,  // movement_id, first_entry
  kMovementIsReversal = 116,       // movement_id, entry
  // Policies, cover, claims and recoveries: various codes.
  kPolicyUnknown = 120,       // policy_id, date
  kPolicyExists = 121,        // policy_id, version, first_entry
  kPolicyVersionOrder = 122,  // policy_id, got, want, after
  kPolicyDatePast = 123,      // got, limit
  kPolicyCurrency = 124,      // got, want
  kPolicyRefuses = 125,    // rule, found, limit, used, asked, remaining, policy_id, policy_version
  kCoverExists = 126,      // first_entry, state
  kCoverUnknown = 127,     // bank, contract_number
  kCoverState = 128,       // state, want
  kClaimUnknown = 129,     // claim_number
  kClaimExists = 130,      // claim_number, first_entry, state
  kClaimOpen = 131,        // claim_number, state
  kClaimState = 132,       // state, want
  kStepNotAllowed = 133,   // state, step, decision, want
  kSamePerson = 134,       // person, step
  kSameBody = 135,         // organisation, step
  kOwnBody = 136,          // organisation
  kClaimNotRefiled = 138,  // rule, limit, used, policy_id, policy_version
  kNoticeRunning = 139,    // until
  kNothingToPay = 140,     // waiting, remaining
  kOrderUnknown = 141,     // order_number, want
  kRecoveryUnknown = 142,  // recovery_number
  kRecoveryExists = 143,   // recovery_number, first_entry
  kRemittanceExceeded = 144,  // limit, used, asked, remaining
  kRecoveryClosed = 145,      // state
  kClawbackExceeded = 146,    // limit, used, asked, remaining
  kDeadlineNotPassed = 147,   // step
  kMovementIsOfClaim = 148,   // movement_id, kind
  kEvidenceMissing = 149,     // want
  kCoverStands = 150,         // state
  kCashExceeded = 151,        // limit, asked
  kFigureExists = 152,        // first_entry
  // Accounts at banks, statements, matches and periods.
  kAccountUnknown = 153,     // account_id
  kAccountExists = 154,      // account_id, first_entry
  kStatementUnknown = 155,   // import_id
  kStatementExists = 156,    // import_id, first_entry
  kStatementState = 157,     // state, want
  kStatementLines = 158,     // got, want
  kStatementSum = 159,       // opening, lines, got, want
  kStatementChain = 160,     // opening, closing_before, first_entry
  kStatementOverlaps = 161,  // first_entry, from, to
  kLineExists = 162,         // bank_reference, first_entry
  kLineUnknown = 163,        // statement, line
  kAlreadyMatched = 164,     // number
  kMatchSum = 165,           // lines, movements, difference
  kMatchUnknown = 166,       // number
  kNothingToMatch = 167,     // lines, movements
  kPeriodClosed = 168,       // account_id, month, closed_entry
  kPeriodOpen = 169,         // account_id, month
  kPeriodOrder = 170,        // want
  kNotReconciled = 171,      // statements_through, want, gaps, difference
  kDateOutside = 172,        // got, from, to
  // Members, keys, witnesses, certificates and their limits.
  kMemberUnknown = 173,          // organisation, role, person
  kMemberExists = 174,           // organisation, role, person
  kDutiesExclude = 175,          // organisation, person, has, asked
  kOfficersMissing = 176,        // have, needed
  kKeyUnknown = 177,             // name
  kKeyExists = 178,              // name, first_entry
  kKeyInUse = 179,               // name, needed, left
  kQuorumMissing = 180,          // part, needed, have, missing
  kCheckpointTooOld = 181,       // size, entry
  kCheckpointInvalid = 182,      // why
  kCheckpointUnknown = 183,      // asked, newest
  kCosignatureInvalid = 184,     // why
  kHistoryForked = 185,          // size, why
  kCertificateUntrusted = 186,   // why
  kCertificateExpired = 187,     // from, until
  kCertificateRevoked = 188,     // serial
  kCertificateSubject = 189,     // got, want
  kRevocationListOverdue = 190,  // until
  kIdentityInMetadata = 191,     // key
  kSystemNotAllowed = 192,       // person
  kApprovalInvalid = 193,        // why
  kApprovalExpired = 194,        // until
  kApproverNotAllowed = 195,     // organisation, role, want
  kRateExceeded = 196,           // limit, unit, retry_after_ms
  kStreamsExceeded = 197,        // limit
  kReaderTooSlow = 198,          // limit_ms
  kSubjectUnknown = 199,         // statement, line
  kBackupsNotSetUp = 200,        // setting
  kBackupUnderWay = 201,         // programme
  kAuditUnderWay = 202,          // programme
};

// A row of the catalogue.
struct ReasonRow {
  Reason reason;
  absl::StatusCode code;
  absl::string_view name;     // "LOAN_EXISTS"
  absl::string_view english;  // template
  absl::string_view chinese;  // template
};

// The whole catalogue, by number.
absl::Span<const ReasonRow> Reasons();

// The row of `reason`. Precondition (checked): it is in the catalogue.
const ReasonRow& RowOf(Reason reason);

// The reason called `name`; kNone when there is none.
Reason ReasonNamed(absl::string_view name);

}  // namespace ippledge
