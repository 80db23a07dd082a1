#include "ledger/reason.h"

#include <gtest/gtest.h>

#include <cstddef>
#include <iterator>
#include <set>
#include <string>

#include "absl/strings/str_split.h"
#include "ledger/text.h"

namespace ippledge {
namespace {

TEST(Reason, Examples) {
  const ReasonRow& row = RowOf(Reason::kLoanExists);
  EXPECT_EQ(row.reason, Reason::kLoanExists);
  EXPECT_EQ(row.name, "LOAN_EXISTS");
  EXPECT_EQ(row.code, absl::StatusCode::kAlreadyExists);
  EXPECT_EQ(ReasonNamed("LOAN_EXISTS"), Reason::kLoanExists);
}

// Every reason with its frozen number, and the metadata that its violations carry: all of it stands
// in both texts, and nothing else but {field}.
struct Frozen {
  Reason reason;
  int number;
  absl::string_view name;
  absl::StatusCode code;
  absl::string_view keys;
};

using Code = absl::StatusCode;
constexpr Frozen kFrozen[] = {
    {Reason::kFieldRequired, 1, "FIELD_REQUIRED", Code::kInvalidArgument, ""},
    {Reason::kFieldTooLong, 2, "FIELD_TOO_LONG", Code::kInvalidArgument, "limit got"},
    {Reason::kFieldMalformed, 3, "FIELD_MALFORMED", Code::kInvalidArgument, "got want"},
    {Reason::kCheckDigitWrong, 4, "CHECK_DIGIT_WRONG", Code::kInvalidArgument, "got want"},
    {Reason::kDateMalformed, 5, "DATE_MALFORMED", Code::kInvalidArgument, "got"},
    {Reason::kDateInFuture, 6, "DATE_IN_FUTURE", Code::kInvalidArgument, "got limit"},
    {Reason::kDateOrder, 7, "DATE_ORDER", Code::kInvalidArgument, "got after"},
    {Reason::kAmountNotPositive, 8, "AMOUNT_NOT_POSITIVE", Code::kInvalidArgument, "got"},
    {Reason::kAmountOutOfRange, 9, "AMOUNT_OUT_OF_RANGE", Code::kInvalidArgument, "got limit"},
    {Reason::kIpPartAboveLoan, 10, "IP_PART_ABOVE_LOAN", Code::kInvalidArgument, "asked limit"},
    {Reason::kEnumUnknown, 11, "ENUM_UNKNOWN", Code::kInvalidArgument, "got"},
    {Reason::kTooManyItems, 12, "TOO_MANY_ITEMS", Code::kInvalidArgument, "got limit"},
    {Reason::kDuplicateItem, 13, "DUPLICATE_ITEM", Code::kInvalidArgument, "got"},
    {Reason::kUnknownField, 14, "UNKNOWN_FIELD", Code::kInvalidArgument, "message"},
    {Reason::kMessageMalformed, 15, "MESSAGE_MALFORMED", Code::kInvalidArgument, "message"},
    {Reason::kRequestIdMalformed, 16, "REQUEST_ID_MALFORMED", Code::kInvalidArgument, ""},
    {Reason::kValueOutOfRange, 17, "VALUE_OUT_OF_RANGE", Code::kInvalidArgument, "got min max"},
    {Reason::kBatchTooLarge, 18, "BATCH_TOO_LARGE", Code::kInvalidArgument, "got limit"},
    {Reason::kPageTokenInvalid, 19, "PAGE_TOKEN_INVALID", Code::kInvalidArgument, ""},
    {Reason::kFieldNotAllowed, 20, "FIELD_NOT_ALLOWED", Code::kInvalidArgument, "why"},
    {Reason::kEntryTooLarge, 21, "ENTRY_TOO_LARGE", Code::kInvalidArgument, "got limit"},
    {Reason::kSharesNotWhole, 22, "SHARES_NOT_WHOLE", Code::kInvalidArgument, "got want"},
    {Reason::kTiersNotRising, 23, "TIERS_NOT_RISING", Code::kInvalidArgument, "got after"},
    {Reason::kSettingsContradict, 24, "SETTINGS_CONTRADICT", Code::kInvalidArgument, "other why"},
    {Reason::kRoleNotAllowed, 30, "ROLE_NOT_ALLOWED", Code::kPermissionDenied, "role allowed"},
    {Reason::kNotYourRows, 31, "NOT_YOUR_ROWS", Code::kPermissionDenied, "organisation"},
    {Reason::kCallerUnknown, 32, "CALLER_UNKNOWN", Code::kUnauthenticated, ""},
    {Reason::kRequestIdReused, 40, "REQUEST_ID_REUSED", Code::kAlreadyExists, "first_entry"},
    {Reason::kLoanExists, 41, "LOAN_EXISTS", Code::kAlreadyExists, "first_entry"},
    {Reason::kDrawExists, 42, "DRAW_EXISTS", Code::kAlreadyExists, "first_entry"},
    {Reason::kEventExists, 43, "EVENT_EXISTS", Code::kAlreadyExists, "first_entry"},
    {Reason::kProgrammeExists, 44, "PROGRAMME_EXISTS", Code::kAlreadyExists, ""},
    {Reason::kBodyExists, 45, "BODY_EXISTS", Code::kAlreadyExists, "first_entry"},
    {Reason::kOpeningExists, 46, "OPENING_EXISTS", Code::kAlreadyExists, "first_entry"},
    {Reason::kProgrammeUnknown, 50, "PROGRAMME_UNKNOWN", Code::kNotFound, "programme"},
    {Reason::kLoanUnknown, 51, "LOAN_UNKNOWN", Code::kNotFound, "bank contract_number"},
    {Reason::kDrawUnknown, 52, "DRAW_UNKNOWN", Code::kNotFound, "draw_number"},
    {Reason::kRightUnknown, 53, "RIGHT_UNKNOWN", Code::kNotFound, "kind number"},
    {Reason::kBankUnknown, 54, "BANK_UNKNOWN", Code::kNotFound, "bank"},
    {Reason::kDivisionUnknown, 55, "DIVISION_UNKNOWN", Code::kNotFound, "got"},
    {Reason::kBranchUnknown, 56, "BRANCH_UNKNOWN", Code::kNotFound, "got"},
    {Reason::kEntryUnknown, 57, "ENTRY_UNKNOWN", Code::kNotFound, "got limit"},
    {Reason::kRenewedLoanUnknown, 58, "RENEWED_LOAN_UNKNOWN", Code::kNotFound, "contract_number"},
    {Reason::kUnitUnknown, 59, "UNIT_UNKNOWN", Code::kNotFound, "got"},
    {Reason::kBodyUnknown, 60, "BODY_UNKNOWN", Code::kNotFound, "body_id"},
    {Reason::kBankStanding, 70, "BANK_STANDING", Code::kFailedPrecondition, "standing"},
    {Reason::kLoanVoided, 71, "LOAN_VOIDED", Code::kFailedPrecondition, "voided_by"},
    {Reason::kContractAmountExceeded, 72, "CONTRACT_AMOUNT_EXCEEDED", Code::kFailedPrecondition,
     "limit used asked remaining"},
    {Reason::kRepaymentExceedsOutstanding, 73, "REPAYMENT_EXCEEDS_OUTSTANDING",
     Code::kFailedPrecondition, "limit used asked remaining"},
    {Reason::kRightAlreadyRegistered, 74, "RIGHT_ALREADY_REGISTERED", Code::kFailedPrecondition,
     "registration_number first_entry"},
    {Reason::kRightAlreadyReleased, 75, "RIGHT_ALREADY_RELEASED", Code::kFailedPrecondition,
     "release_date first_entry"},
    {Reason::kCorrectionKindDiffers, 76, "CORRECTION_KIND_DIFFERS", Code::kFailedPrecondition,
     "entry want"},
    {Reason::kCorrectionNotOfLoan, 77, "CORRECTION_NOT_OF_LOAN", Code::kFailedPrecondition,
     "entry"},
    {Reason::kLoanHasEvents, 78, "LOAN_HAS_EVENTS", Code::kFailedPrecondition, "count"},
    {Reason::kMonthNotOver, 79, "MONTH_NOT_OVER", Code::kFailedPrecondition, "got today"},
    {Reason::kNotAPartnerBank, 80, "NOT_A_PARTNER_BANK", Code::kFailedPrecondition, "bank kind"},
    {Reason::kBatchRowRefused, 81, "BATCH_ROW_REFUSED", Code::kFailedPrecondition, "row"},
    {Reason::kTooManyEvents, 82, "TOO_MANY_EVENTS", Code::kFailedPrecondition, "limit used"},
    {Reason::kBodyKindFixed, 83, "BODY_KIND_FIXED", Code::kFailedPrecondition, "want"},
    {Reason::kDayNotTurned, 84, "DAY_NOT_TURNED", Code::kFailedPrecondition, "got today"},
    {Reason::kTotalOutOfRange, 90, "TOTAL_OUT_OF_RANGE", Code::kOutOfRange, "limit used asked"},
    {Reason::kTooManySlices, 91, "TOO_MANY_SLICES", Code::kOutOfRange, "limit"},
    {Reason::kTooManyUnits, 92, "TOO_MANY_UNITS", Code::kOutOfRange, "limit"},
    {Reason::kQueueFull, 100, "QUEUE_FULL", Code::kResourceExhausted, "limit"},
    {Reason::kWritesStopped, 101, "WRITES_STOPPED", Code::kUnavailable, "why"},
    {Reason::kShuttingDown, 102, "SHUTTING_DOWN", Code::kUnavailable, ""},
    {Reason::kDeadlinePassed, 103, "DEADLINE_PASSED", Code::kDeadlineExceeded, ""},
    {Reason::kInternal, 104, "INTERNAL", Code::kInternal, "incident"},
    {Reason::kTooManyProgrammes, 105, "TOO_MANY_PROGRAMMES", Code::kResourceExhausted, "limit"},
    {Reason::kSecondPersonRequired, 110, "SECOND_PERSON_REQUIRED", Code::kPermissionDenied,
     "person second_person"},
    {Reason::kMovementExists, 111, "MOVEMENT_EXISTS", Code::kAlreadyExists, "first_entry"},
    {Reason::kMovementUnknown, 112, "MOVEMENT_UNKNOWN", Code::kNotFound, "movement_id"},
    {Reason::kAvailableExceeded, 113, "AVAILABLE_EXCEEDED", Code::kFailedPrecondition,
     "limit used asked remaining"},
    {Reason::kDepositExceeded, 114, "DEPOSIT_EXCEEDED", Code::kFailedPrecondition,
     "bank limit used asked remaining"},
    {Reason::kMovementAlreadyReversed, 115, "MOVEMENT_ALREADY_REVERSED", Code::kFailedPrecondition,
     "movement_id first_entry"},
    {Reason::kMovementIsReversal, 116, "MOVEMENT_IS_REVERSAL", Code::kFailedPrecondition,
     "movement_id entry"},
    {Reason::kPolicyUnknown, 120, "POLICY_UNKNOWN", Code::kNotFound, "policy_id date"},
    {Reason::kPolicyExists, 121, "POLICY_EXISTS", Code::kAlreadyExists,
     "version policy_id first_entry"},
    {Reason::kPolicyVersionOrder, 122, "POLICY_VERSION_ORDER", Code::kFailedPrecondition,
     "policy_id want after got"},
    {Reason::kPolicyDatePast, 123, "POLICY_DATE_PAST", Code::kFailedPrecondition, "got limit"},
    {Reason::kPolicyCurrency, 124, "POLICY_CURRENCY", Code::kFailedPrecondition, "got want"},
    {Reason::kPolicyRefuses, 125, "POLICY_REFUSES", Code::kFailedPrecondition,
     "rule policy_id policy_version found limit used asked remaining"},
    {Reason::kCoverExists, 126, "COVER_EXISTS", Code::kAlreadyExists, "first_entry state"},
    {Reason::kCoverUnknown, 127, "COVER_UNKNOWN", Code::kNotFound, "contract_number bank"},
    {Reason::kCoverState, 128, "COVER_STATE", Code::kFailedPrecondition, "state want"},
    {Reason::kClaimUnknown, 129, "CLAIM_UNKNOWN", Code::kNotFound, "claim_number"},
    {Reason::kClaimExists, 130, "CLAIM_EXISTS", Code::kAlreadyExists,
     "claim_number first_entry state"},
    {Reason::kClaimOpen, 131, "CLAIM_OPEN", Code::kFailedPrecondition, "claim_number state"},
    {Reason::kClaimState, 132, "CLAIM_STATE", Code::kFailedPrecondition, "state want"},
    {Reason::kStepNotAllowed, 133, "STEP_NOT_ALLOWED", Code::kFailedPrecondition,
     "state decision step want"},
    {Reason::kSamePerson, 134, "SAME_PERSON", Code::kPermissionDenied, "person step"},
    {Reason::kSameBody, 135, "SAME_BODY", Code::kPermissionDenied, "organisation step"},
    {Reason::kOwnBody, 136, "OWN_BODY", Code::kPermissionDenied, "organisation"},
    {Reason::kClaimNotRefiled, 138, "CLAIM_NOT_REFILED", Code::kFailedPrecondition,
     "rule policy_id policy_version limit used"},
    {Reason::kNoticeRunning, 139, "NOTICE_RUNNING", Code::kFailedPrecondition, "until"},
    {Reason::kNothingToPay, 140, "NOTHING_TO_PAY", Code::kFailedPrecondition, "waiting remaining"},
    {Reason::kOrderUnknown, 141, "ORDER_UNKNOWN", Code::kNotFound, "order_number want"},
    {Reason::kRecoveryUnknown, 142, "RECOVERY_UNKNOWN", Code::kNotFound, "recovery_number"},
    {Reason::kRecoveryExists, 143, "RECOVERY_EXISTS", Code::kAlreadyExists,
     "recovery_number first_entry"},
    {Reason::kRemittanceExceeded, 144, "REMITTANCE_EXCEEDED", Code::kFailedPrecondition,
     "asked limit used remaining"},
    {Reason::kRecoveryClosed, 145, "RECOVERY_CLOSED", Code::kFailedPrecondition, "state"},
    {Reason::kClawbackExceeded, 146, "CLAWBACK_EXCEEDED", Code::kFailedPrecondition,
     "asked limit used remaining"},
    {Reason::kDeadlineNotPassed, 147, "DEADLINE_NOT_PASSED", Code::kFailedPrecondition, "step"},
    {Reason::kMovementIsOfClaim, 148, "MOVEMENT_IS_OF_CLAIM", Code::kFailedPrecondition,
     "movement_id kind"},
    {Reason::kEvidenceMissing, 149, "EVIDENCE_MISSING", Code::kFailedPrecondition, "want"},
    {Reason::kCoverStands, 150, "COVER_STANDS", Code::kFailedPrecondition, "state"},
    {Reason::kCashExceeded, 151, "CASH_EXCEEDED", Code::kFailedPrecondition, "asked limit"},
    {Reason::kFigureExists, 152, "FIGURE_EXISTS", Code::kAlreadyExists, "first_entry"},
    {Reason::kAccountUnknown, 153, "ACCOUNT_UNKNOWN", Code::kNotFound, "account_id"},
    {Reason::kAccountExists, 154, "ACCOUNT_EXISTS", Code::kAlreadyExists, "account_id first_entry"},
    {Reason::kStatementUnknown, 155, "STATEMENT_UNKNOWN", Code::kNotFound, "import_id"},
    {Reason::kStatementExists, 156, "STATEMENT_EXISTS", Code::kAlreadyExists,
     "first_entry import_id"},
    {Reason::kStatementState, 157, "STATEMENT_STATE", Code::kFailedPrecondition, "state want"},
    {Reason::kStatementLines, 158, "STATEMENT_LINES", Code::kFailedPrecondition, "got want"},
    {Reason::kStatementSum, 159, "STATEMENT_SUM", Code::kFailedPrecondition,
     "got lines opening want"},
    {Reason::kStatementChain, 160, "STATEMENT_CHAIN", Code::kFailedPrecondition,
     "closing_before first_entry opening"},
    {Reason::kStatementOverlaps, 161, "STATEMENT_OVERLAPS", Code::kFailedPrecondition,
     "first_entry from to"},
    {Reason::kLineExists, 162, "LINE_EXISTS", Code::kFailedPrecondition,
     "bank_reference first_entry"},
    {Reason::kLineUnknown, 163, "LINE_UNKNOWN", Code::kNotFound, "line statement"},
    {Reason::kAlreadyMatched, 164, "ALREADY_MATCHED", Code::kFailedPrecondition, "number"},
    {Reason::kMatchSum, 165, "MATCH_SUM", Code::kFailedPrecondition, "difference lines movements"},
    {Reason::kMatchUnknown, 166, "MATCH_UNKNOWN", Code::kNotFound, "number"},
    {Reason::kNothingToMatch, 167, "NOTHING_TO_MATCH", Code::kFailedPrecondition,
     "lines movements"},
    {Reason::kPeriodClosed, 168, "PERIOD_CLOSED", Code::kFailedPrecondition,
     "account_id closed_entry month"},
    {Reason::kPeriodOpen, 169, "PERIOD_OPEN", Code::kFailedPrecondition, "account_id month"},
    {Reason::kPeriodOrder, 170, "PERIOD_ORDER", Code::kFailedPrecondition, "want"},
    {Reason::kNotReconciled, 171, "NOT_RECONCILED", Code::kFailedPrecondition,
     "difference gaps statements_through want"},
    {Reason::kDateOutside, 172, "DATE_OUTSIDE", Code::kFailedPrecondition, "from got to"},
    {Reason::kMemberUnknown, 173, "MEMBER_UNKNOWN", Code::kPermissionDenied,
     "organisation person role"},
    {Reason::kMemberExists, 174, "MEMBER_EXISTS", Code::kAlreadyExists, "organisation person role"},
    {Reason::kDutiesExclude, 175, "DUTIES_EXCLUDE", Code::kFailedPrecondition,
     "asked has organisation person"},
    {Reason::kOfficersMissing, 176, "OFFICERS_MISSING", Code::kFailedPrecondition, "have needed"},
    {Reason::kKeyUnknown, 177, "KEY_UNKNOWN", Code::kNotFound, "name"},
    {Reason::kKeyExists, 178, "KEY_EXISTS", Code::kAlreadyExists, "first_entry name"},
    {Reason::kKeyInUse, 179, "KEY_IN_USE", Code::kFailedPrecondition, "left name needed"},
    {Reason::kQuorumMissing, 180, "QUORUM_MISSING", Code::kFailedPrecondition,
     "have missing needed part"},
    {Reason::kCheckpointTooOld, 181, "CHECKPOINT_TOO_OLD", Code::kFailedPrecondition, "entry size"},
    {Reason::kCheckpointInvalid, 182, "CHECKPOINT_INVALID", Code::kInvalidArgument, "why"},
    {Reason::kCheckpointUnknown, 183, "CHECKPOINT_UNKNOWN", Code::kNotFound, "asked newest"},
    {Reason::kCosignatureInvalid, 184, "COSIGNATURE_INVALID", Code::kInvalidArgument, "why"},
    {Reason::kHistoryForked, 185, "HISTORY_FORKED", Code::kFailedPrecondition, "size why"},
    {Reason::kCertificateUntrusted, 186, "CERTIFICATE_UNTRUSTED", Code::kUnauthenticated, "why"},
    {Reason::kCertificateExpired, 187, "CERTIFICATE_EXPIRED", Code::kUnauthenticated, "from until"},
    {Reason::kCertificateRevoked, 188, "CERTIFICATE_REVOKED", Code::kUnauthenticated, "serial"},
    {Reason::kCertificateSubject, 189, "CERTIFICATE_SUBJECT", Code::kUnauthenticated,
     "field got want"},
    {Reason::kRevocationListOverdue, 190, "REVOCATION_LIST_OVERDUE", Code::kUnauthenticated,
     "until"},
    {Reason::kIdentityInMetadata, 191, "IDENTITY_IN_METADATA", Code::kUnauthenticated, "key"},
    {Reason::kSystemNotAllowed, 192, "SYSTEM_NOT_ALLOWED", Code::kPermissionDenied, "person"},
    {Reason::kApprovalInvalid, 193, "APPROVAL_INVALID", Code::kPermissionDenied, "why"},
    {Reason::kApprovalExpired, 194, "APPROVAL_EXPIRED", Code::kPermissionDenied, "until"},
    {Reason::kApproverNotAllowed, 195, "APPROVER_NOT_ALLOWED", Code::kPermissionDenied,
     "organisation role want"},
    {Reason::kRateExceeded, 196, "RATE_EXCEEDED", Code::kResourceExhausted,
     "limit retry_after_ms unit"},
    {Reason::kStreamsExceeded, 197, "STREAMS_EXCEEDED", Code::kResourceExhausted, "limit"},
    {Reason::kReaderTooSlow, 198, "READER_TOO_SLOW", Code::kResourceExhausted, "limit_ms"},
    {Reason::kSubjectUnknown, 199, "SUBJECT_UNKNOWN", Code::kNotFound, "statement line"},
    {Reason::kBackupsNotSetUp, 200, "BACKUPS_NOT_SET_UP", Code::kFailedPrecondition, "setting"},
    {Reason::kBackupUnderWay, 201, "BACKUP_UNDER_WAY", Code::kFailedPrecondition, "programme"},
    {Reason::kAuditUnderWay, 202, "AUDIT_UNDER_WAY", Code::kFailedPrecondition, "programme"},
};

TEST(Reason, NumbersNamesAndCodesAreFrozen) {
  ASSERT_EQ(Reasons().size(), std::size(kFrozen));
  for (std::size_t i = 0; i < std::size(kFrozen); ++i) {
    const ReasonRow& row = Reasons()[i];
    const Frozen& frozen = kFrozen[i];
    EXPECT_EQ(row.reason, frozen.reason) << frozen.name;
    EXPECT_EQ(static_cast<int>(row.reason), frozen.number) << frozen.name;
    EXPECT_EQ(row.name, frozen.name);
    EXPECT_EQ(row.code, frozen.code) << frozen.name;
  }
}

TEST(Reason, NumbersAscendAndNamesAreUnique) {
  int last = 0;
  std::set<std::string> names;
  for (const ReasonRow& row : Reasons()) {
    EXPECT_GT(static_cast<int>(row.reason), last) << row.name;
    last = static_cast<int>(row.reason);
    EXPECT_TRUE(names.insert(std::string(row.name)).second) << row.name;
    EXPECT_EQ(std::string(row.name).find_first_not_of("ABCDEFGHIJKLMNOPQRSTUVWXYZ_"),
              std::string::npos)
        << row.name;
    EXPECT_NE(row.code, absl::StatusCode::kOk) << row.name;
  }
}

TEST(Reason, IsFoundByNumberAndByName) {
  for (const ReasonRow& row : Reasons()) {
    EXPECT_EQ(&RowOf(row.reason), &row) << row.name;
    EXPECT_EQ(ReasonNamed(row.name), row.reason) << row.name;
  }
  EXPECT_EQ(ReasonNamed(""), Reason::kNone);
  EXPECT_EQ(ReasonNamed("NONE"), Reason::kNone);
  EXPECT_EQ(ReasonNamed("loan_exists"), Reason::kNone);
}

// The names between braces; fails the test on a brace without its partner.
std::set<std::string> PlaceholdersOf(absl::string_view text) {
  std::set<std::string> names;
  while (true) {
    const std::size_t open = text.find('{');
    EXPECT_GE(text.find('}'), open) << text;
    if (open == absl::string_view::npos) return names;
    const std::size_t close = text.find('}', open);
    EXPECT_NE(close, absl::string_view::npos) << text;
    if (close == absl::string_view::npos) return names;
    const std::string name(text.substr(open + 1, close - open - 1));
    EXPECT_FALSE(name.empty());
    EXPECT_EQ(name.find_first_not_of("abcdefghijklmnopqrstuvwxyz_"), std::string::npos) << name;
    names.insert(name);
    text.remove_prefix(close + 1);
  }
}

TEST(Reason, TextsNameAllTheirNumbers) {
  for (const Frozen& frozen : kFrozen) {
    SCOPED_TRACE(frozen.name);
    const ReasonRow& row = RowOf(frozen.reason);
    std::set<std::string> want;
    for (const absl::string_view key : absl::StrSplit(frozen.keys, ' ', absl::SkipEmpty())) {
      want.insert(std::string(key));
    }
    // What is wrong with the shape of a request is always wrong somewhere.
    if (frozen.number < 30) want.insert("field");
    EXPECT_EQ(PlaceholdersOf(row.english), want);
    EXPECT_EQ(PlaceholdersOf(row.chinese), want);
    EXPECT_TRUE(CheckText(row.english, 1, 200).ok());
    EXPECT_TRUE(CheckText(row.chinese, 1, 200).ok());
  }
}

TEST(Reason, AmountsNameTheirUnit) {
  for (const Reason reason : {Reason::kAmountNotPositive, Reason::kAmountOutOfRange,
                              Reason::kIpPartAboveLoan, Reason::kContractAmountExceeded,
                              Reason::kRepaymentExceedsOutstanding, Reason::kTotalOutOfRange}) {
    EXPECT_NE(RowOf(reason).english.find("} fen"), absl::string_view::npos) << RowOf(reason).name;
    EXPECT_NE(RowOf(reason).chinese.find("} 分"), absl::string_view::npos) << RowOf(reason).name;
  }
}

TEST(ReasonDeathTest, RowOfCrashesOutsideTheCatalogue) {
  EXPECT_DEATH(RowOf(Reason::kNone), "broken promise");
  EXPECT_DEATH(RowOf(static_cast<Reason>(26)), "broken promise");
  EXPECT_DEATH(RowOf(static_cast<Reason>(-1)), "broken promise");
  EXPECT_DEATH(RowOf(static_cast<Reason>(100'000)), "broken promise");
}

}  // namespace
}  // namespace ippledge
