#include "ledger/reason.h"

#include <array>
#include <cstddef>

#include "ledger/check.h"

namespace ippledge {
namespace {

constexpr absl::StatusCode kInvalid = absl::StatusCode::kInvalidArgument;
constexpr absl::StatusCode kDenied = absl::StatusCode::kPermissionDenied;
constexpr absl::StatusCode kUnauthenticated = absl::StatusCode::kUnauthenticated;
constexpr absl::StatusCode kTaken = absl::StatusCode::kAlreadyExists;
constexpr absl::StatusCode kMissing = absl::StatusCode::kNotFound;
constexpr absl::StatusCode kState = absl::StatusCode::kFailedPrecondition;
constexpr absl::StatusCode kRange = absl::StatusCode::kOutOfRange;
constexpr absl::StatusCode kExhausted = absl::StatusCode::kResourceExhausted;
constexpr absl::StatusCode kUnavailable = absl::StatusCode::kUnavailable;
constexpr absl::StatusCode kDeadline = absl::StatusCode::kDeadlineExceeded;
constexpr absl::StatusCode kBroken = absl::StatusCode::kInternal;

// One row a reason, by number; amounts in the metadata are whole fen.
constexpr ReasonRow kRows[] = {
    // The shape of a request.
    {Reason::kFieldRequired, kInvalid, "FIELD_REQUIRED", "{field}: a value is required",
     "{field}：必填"},
    {Reason::kFieldTooLong, kInvalid, "FIELD_TOO_LONG",
     "{field}: {got} characters, the limit is {limit}", "{field}：{got} 个字符，上限 {limit} 个"},
    {Reason::kFieldMalformed, kInvalid, "FIELD_MALFORMED",
     "{field}: \"{got}\" has the wrong form, expected {want}",
     "{field}：“{got}”格式不符，应为 {want}"},
    {Reason::kCheckDigitWrong, kInvalid, "CHECK_DIGIT_WRONG",
     "{field}: \"{got}\" fails its check digit, expected {want}",
     "{field}：“{got}”校验位不符，应为 {want}"},
    {Reason::kDateMalformed, kInvalid, "DATE_MALFORMED",
     "{field}: \"{got}\" is not a date of the calendar", "{field}：“{got}”不是有效日期"},
    {Reason::kDateInFuture, kInvalid, "DATE_IN_FUTURE",
     "{field}: {got} lies in the future, the latest day is {limit}",
     "{field}：{got} 晚于允许的最后一日 {limit}"},
    {Reason::kDateOrder, kInvalid, "DATE_ORDER", "{field}: {got} must not be before {after}",
     "{field}：{got} 不得早于 {after}"},
    {Reason::kAmountNotPositive, kInvalid, "AMOUNT_NOT_POSITIVE",
     "{field}: {got} fen, an amount above 0 is required", "{field}：{got} 分，金额必须大于 0"},
    {Reason::kAmountOutOfRange, kInvalid, "AMOUNT_OUT_OF_RANGE",
     "{field}: {got} fen is out of range, the limit is {limit} fen",
     "{field}：{got} 分超出范围，上限 {limit} 分"},
    {Reason::kIpPartAboveLoan, kInvalid, "IP_PART_ABOVE_LOAN",
     "{field}: the IP part of {asked} fen is above the loan's {limit} fen",
     "{field}：知识产权部分 {asked} 分超过贷款金额 {limit} 分"},
    {Reason::kEnumUnknown, kInvalid, "ENUM_UNKNOWN", "{field}: {got} is not a value of this list",
     "{field}：{got} 不在可选值之内"},
    {Reason::kTooManyItems, kInvalid, "TOO_MANY_ITEMS",
     "{field}: {got} items, the limit is {limit}", "{field}：{got} 项，上限 {limit} 项"},
    {Reason::kDuplicateItem, kInvalid, "DUPLICATE_ITEM", "{field}: \"{got}\" is given twice",
     "{field}：“{got}”重复"},
    {Reason::kUnknownField, kInvalid, "UNKNOWN_FIELD",
     "{field}: {message} has no such field in this version",
     "{field}：本版本的 {message} 没有该字段"},
    {Reason::kMessageMalformed, kInvalid, "MESSAGE_MALFORMED",
     "{field}: {message} cannot be decoded", "{field}：{message} 无法解析"},
    {Reason::kRequestIdMalformed, kInvalid, "REQUEST_ID_MALFORMED",
     "{field}: a UUID of hexadecimal digits with hyphens is required",
     "{field}：必须是带连字符的十六进制 UUID"},
    {Reason::kValueOutOfRange, kInvalid, "VALUE_OUT_OF_RANGE",
     "{field}: {got} is outside {min} to {max}", "{field}：{got} 不在 {min} 至 {max} 之间"},
    {Reason::kBatchTooLarge, kInvalid, "BATCH_TOO_LARGE",
     "{field}: the batch takes {got} bytes, the limit is {limit}",
     "{field}：批次占 {got} 字节，上限 {limit} 字节"},
    {Reason::kPageTokenInvalid, kInvalid, "PAGE_TOKEN_INVALID",
     "{field}: the page token was not issued for this list, or has been altered",
     "{field}：分页令牌不属于此列表，或已被改动"},
    {Reason::kFieldNotAllowed, kInvalid, "FIELD_NOT_ALLOWED", "{field}: not allowed here: {why}",
     "{field}：此处不允许填写：{why}"},
    {Reason::kEntryTooLarge, kInvalid, "ENTRY_TOO_LARGE",
     "{field}: the entry would take {got} bytes, the limit is {limit}",
     "{field}：该条目将占 {got} 字节，上限 {limit} 字节"},
    {Reason::kSharesNotWhole, kInvalid, "SHARES_NOT_WHOLE",
     "{field}: the shares make {got} ppm, they must make {want}",
     "{field}：各方比例合计 {got} ppm，应为 {want}"},
    {Reason::kTiersNotRising, kInvalid, "TIERS_NOT_RISING",
     "{field}: {got} must lie above the tier before it, {after}",
     "{field}：{got} 必须高于前一档 {after}"},
    {Reason::kSettingsContradict, kInvalid, "SETTINGS_CONTRADICT",
     "{field}: contradicts {other}: {why}", "{field}：与 {other} 矛盾：{why}"},

    // Who asks.
    {Reason::kRoleNotAllowed, kDenied, "ROLE_NOT_ALLOWED",
     "role {role} may not do this, allowed: {allowed}",
     "角色 {role} 无权办理，允许的角色：{allowed}"},
    {Reason::kNotYourRows, kDenied, "NOT_YOUR_ROWS",
     "organisation {organisation} may see and write only its own rows",
     "机构 {organisation} 只能查看和写入本机构的数据"},
    {Reason::kCallerUnknown, kUnauthenticated, "CALLER_UNKNOWN",
     "the connection does not say who is calling", "无法识别调用方身份"},

    // Taken.
    {Reason::kRequestIdReused, kTaken, "REQUEST_ID_REUSED",
     "the request id was already used for other content, see entry {first_entry}",
     "请求编号已用于其他内容，见条目 {first_entry}"},
    {Reason::kLoanExists, kTaken, "LOAN_EXISTS",
     "the loan is already recorded with other content, see entry {first_entry}",
     "该贷款已登记且内容不同，见条目 {first_entry}"},
    {Reason::kDrawExists, kTaken, "DRAW_EXISTS",
     "the draw is already recorded with other content, see entry {first_entry}",
     "该借据已登记且内容不同，见条目 {first_entry}"},
    {Reason::kEventExists, kTaken, "EVENT_EXISTS",
     "the event is already recorded with other content, see entry {first_entry}",
     "该事项已登记且内容不同，见条目 {first_entry}"},
    {Reason::kProgrammeExists, kTaken, "PROGRAMME_EXISTS",
     "a programme of this name already exists", "同名计划已存在"},
    {Reason::kBodyExists, kTaken, "BODY_EXISTS",
     "the body is already recorded with other content, see entry {first_entry}",
     "该机构已登记且内容不同，见条目 {first_entry}"},
    {Reason::kOpeningExists, kTaken, "OPENING_EXISTS",
     "the opening figure is already entered, see entry {first_entry}",
     "期初数已录入，见条目 {first_entry}"},

    // Missing.
    {Reason::kProgrammeUnknown, kMissing, "PROGRAMME_UNKNOWN", "there is no programme {programme}",
     "没有计划 {programme}"},
    {Reason::kLoanUnknown, kMissing, "LOAN_UNKNOWN",
     "bank {bank} has recorded no loan with contract number {contract_number}",
     "银行 {bank} 没有登记合同号为 {contract_number} 的贷款"},
    {Reason::kDrawUnknown, kMissing, "DRAW_UNKNOWN", "the loan has no draw {draw_number}",
     "该贷款没有借据 {draw_number}"},
    {Reason::kRightUnknown, kMissing, "RIGHT_UNKNOWN", "the loan is not secured on {kind} {number}",
     "该贷款没有质押 {kind} {number}"},
    {Reason::kBankUnknown, kMissing, "BANK_UNKNOWN", "there is no bank {bank}", "没有银行 {bank}"},
    {Reason::kDivisionUnknown, kMissing, "DIVISION_UNKNOWN",
     "division {got} belongs to no reporting unit of the programme",
     "行政区划 {got} 不属于本计划的任何统计单位"},
    {Reason::kBranchUnknown, kMissing, "BRANCH_UNKNOWN",
     "branch {got} is not a branch of this bank", "网点 {got} 不是该银行登记的网点"},
    {Reason::kEntryUnknown, kMissing, "ENTRY_UNKNOWN",
     "there is no entry {got}, the last one is {limit}", "没有条目 {got}，最后一条是 {limit}"},
    {Reason::kRenewedLoanUnknown, kMissing, "RENEWED_LOAN_UNKNOWN",
     "the renewed loan {contract_number} is not recorded",
     "被续贷的贷款 {contract_number} 没有登记"},
    {Reason::kUnitUnknown, kMissing, "UNIT_UNKNOWN", "there is no reporting unit {got}",
     "没有统计单位 {got}"},
    {Reason::kBodyUnknown, kMissing, "BODY_UNKNOWN", "there is no body {body_id}",
     "没有机构 {body_id}"},

    // State.
    {Reason::kBankStanding, kState, "BANK_STANDING",
     "the bank's standing is {standing}, which does not allow this",
     "该银行状态为 {standing}，不允许办理"},
    {Reason::kLoanVoided, kState, "LOAN_VOIDED", "the loan was voided by entry {voided_by}",
     "该贷款已由条目 {voided_by} 作废"},
    {Reason::kContractAmountExceeded, kState, "CONTRACT_AMOUNT_EXCEEDED",
     "drawing {asked} fen exceeds the contract: limit {limit} fen, used {used} fen, "
     "remaining {remaining} fen",
     "本次发放 {asked} 分超过合同金额：上限 {limit} 分，已用 {used} 分，剩余 {remaining} 分"},
    {Reason::kRepaymentExceedsOutstanding, kState, "REPAYMENT_EXCEEDS_OUTSTANDING",
     "repaying {asked} fen exceeds what is outstanding: disbursed {limit} fen, repaid {used} fen, "
     "remaining {remaining} fen",
     "本次还款 {asked} 分超过未还本金：已发放 {limit} 分，已还 {used} 分，剩余 {remaining} 分"},
    {Reason::kRightAlreadyRegistered, kState, "RIGHT_ALREADY_REGISTERED",
     "the right is already registered as {registration_number}, see entry {first_entry}",
     "该权利已办理质押登记 {registration_number}，见条目 {first_entry}"},
    {Reason::kRightAlreadyReleased, kState, "RIGHT_ALREADY_RELEASED",
     "the right was already released on {release_date}, see entry {first_entry}",
     "该权利已于 {release_date} 解除质押，见条目 {first_entry}"},
    {Reason::kCorrectionKindDiffers, kState, "CORRECTION_KIND_DIFFERS",
     "entry {entry} is of another kind, it can be corrected only by {want}",
     "条目 {entry} 类型不同，只能用 {want} 更正"},
    {Reason::kCorrectionNotOfLoan, kState, "CORRECTION_NOT_OF_LOAN",
     "entry {entry} does not belong to this loan", "条目 {entry} 不属于该贷款"},
    {Reason::kLoanHasEvents, kState, "LOAN_HAS_EVENTS",
     "the loan has {count} recorded events, which forbid this",
     "该贷款已有 {count} 条事项，不允许办理"},
    {Reason::kMonthNotOver, kState, "MONTH_NOT_OVER", "month {got} is not over, today is {today}",
     "{got} 月份尚未结束，今天是 {today}"},
    {Reason::kNotAPartnerBank, kState, "NOT_A_PARTNER_BANK",
     "body {bank} is of kind {kind}, a partner bank is required",
     "机构 {bank} 的类型为 {kind}，不是合作银行"},
    {Reason::kBatchRowRefused, kState, "BATCH_ROW_REFUSED",
     "row {row} is refused, and the batch is all or nothing", "第 {row} 行被拒绝，整批不予登记"},
    {Reason::kTooManyEvents, kState, "TOO_MANY_EVENTS",
     "the loan has {used} events, the limit is {limit}",
     "该贷款已有 {used} 条事项，上限 {limit} 条"},
    {Reason::kBodyKindFixed, kState, "BODY_KIND_FIXED",
     "the kind of a recorded body does not change, it is {want}",
     "已登记机构的类型不可更改，应为 {want}"},
    {Reason::kDayNotTurned, kState, "DAY_NOT_TURNED",
     "{got} has not begun in the ledger, whose day is {today}",
     "账簿当前日期为 {today}，{got} 尚未开始"},

    // Range.
    {Reason::kTotalOutOfRange, kRange, "TOTAL_OUT_OF_RANGE",
     "adding {asked} fen takes a total out of range: limit {limit} fen, used {used} fen",
     "增加 {asked} 分将使合计超出范围：上限 {limit} 分，已有 {used} 分"},
    {Reason::kTooManySlices, kRange, "TOO_MANY_SLICES",
     "the report has too many slices, the limit is {limit}", "报表分组过多，上限 {limit} 组"},
    {Reason::kTooManyUnits, kRange, "TOO_MANY_UNITS",
     "the programme has too many reporting units, the limit is {limit}",
     "统计单位过多，上限 {limit} 个"},

    // The server.
    {Reason::kQueueFull, kExhausted, "QUEUE_FULL",
     "the queue of {limit} commands is full, try again later",
     "队列已满（上限 {limit}），请稍后重试"},
    {Reason::kWritesStopped, kUnavailable, "WRITES_STOPPED",
     "writing has stopped, reading goes on: {why}", "写入已停止，仍可查询：{why}"},
    {Reason::kShuttingDown, kUnavailable, "SHUTTING_DOWN", "the server is shutting down",
     "服务正在关闭"},
    {Reason::kDeadlinePassed, kDeadline, "DEADLINE_PASSED",
     "the deadline passed before the command was decided", "处理前已超过时限"},
    {Reason::kInternal, kBroken, "INTERNAL", "an internal fault, incident {incident}",
     "内部故障，事件编号 {incident}"},
    {Reason::kTooManyProgrammes, kExhausted, "TOO_MANY_PROGRAMMES",
     "the server holds its limit of {limit} programmes", "计划数量已达上限 {limit} 个"},

    // The fund.
    {Reason::kSecondPersonRequired, kDenied, "SECOND_PERSON_REQUIRED",
     "two different persons must act, the call names \"{person}\" and \"{second_person}\"",
     "须由两名不同的人员共同办理，现为“{person}”和“{second_person}”"},
    {Reason::kMovementExists, kTaken, "MOVEMENT_EXISTS",
     "the movement is already recorded with other content, see entry {first_entry}",
     "该笔资金变动已登记且内容不同，见条目 {first_entry}"},
    {Reason::kMovementUnknown, kMissing, "MOVEMENT_UNKNOWN",
     "the fund has no movement {movement_id}", "基金没有资金变动 {movement_id}"},
    {Reason::kAvailableExceeded, kState, "AVAILABLE_EXCEEDED",
     "{asked} fen exceeds what the fund has available: cash {limit} fen, reserved {used} fen, "
     "remaining {remaining} fen",
     "{asked} 分超过基金可用资金：专户 {limit} 分，已预留 {used} 分，可用 {remaining} 分"},
    {Reason::kDepositExceeded, kState, "DEPOSIT_EXCEEDED",
     "{asked} fen exceeds the fund's deposits at {bank}: placed {limit} fen, taken back {used} "
     "fen, remaining {remaining} fen",
     "{asked} 分超过基金在 {bank} 的存款：存入 {limit} 分，已收回 {used} 分，剩余 {remaining} 分"},
    {Reason::kMovementAlreadyReversed, kState, "MOVEMENT_ALREADY_REVERSED",
     "movement {movement_id} was reversed by entry {first_entry}",
     "资金变动 {movement_id} 已由条目 {first_entry} 冲销"},
    {Reason::kMovementIsReversal, kState, "MOVEMENT_IS_REVERSAL",
     "movement {movement_id} of entry {entry} is itself a reversal: record the movement anew",
     "资金变动 {movement_id}（条目 {entry}）本身是冲销，请重新登记该笔变动"},

    // Policies, cover, claims and recoveries.
    {Reason::kPolicyUnknown, kMissing, "POLICY_UNKNOWN",
     "no version of policy {policy_id} is in force on {date}",
     "政策 {policy_id} 在 {date} 没有生效版本"},
    {Reason::kPolicyExists, kTaken, "POLICY_EXISTS",
     "version {version} of policy {policy_id} is already issued with other content, see entry "
     "{first_entry}",
     "政策 {policy_id} 第 {version} 版已发布且内容不同，见条目 {first_entry}"},
    {Reason::kPolicyVersionOrder, kState, "POLICY_VERSION_ORDER",
     "policy {policy_id} comes next as version {want} with an effective date not before {after}, "
     "not as version {got}",
     "政策 {policy_id} 的下一版应为第 {want} 版且生效日不早于 {after}，现为第 {got} 版"},
    {Reason::kPolicyDatePast, kState, "POLICY_DATE_PAST",
     "a policy cannot take effect on {got}, before today {limit}",
     "政策生效日 {got} 不得早于今日 {limit}"},
    {Reason::kPolicyCurrency, kState, "POLICY_CURRENCY",
     "the policy counts in {got}, the programme in {want}",
     "政策币种 {got} 与计划币种 {want} 不同"},
    {Reason::kPolicyRefuses, kState, "POLICY_REFUSES",
     "rule {rule} of policy {policy_id} version {policy_version} refuses: found {found}; limit "
     "{limit}, used {used}, asked {asked}, remaining {remaining}",
     "政策 {policy_id} 第 {policy_version} 版的规则 {rule} 不予通过：{found}；上限 {limit}，已用 "
     "{used}，申请 {asked}，剩余 {remaining}"},
    {Reason::kCoverExists, kTaken, "COVER_EXISTS",
     "cover was already applied for with other content, see entry {first_entry}; it is {state}",
     "该贷款已申请备案且内容不同，见条目 {first_entry}，状态 {state}"},
    {Reason::kCoverUnknown, kMissing, "COVER_UNKNOWN",
     "nobody applied for cover of loan {contract_number} of {bank}",
     "{bank} 的贷款 {contract_number} 未申请备案"},
    {Reason::kCoverState, kState, "COVER_STATE", "the cover is {state}, this needs {want}",
     "备案状态为 {state}，本操作要求 {want}"},
    {Reason::kClaimUnknown, kMissing, "CLAIM_UNKNOWN", "the loan has no claim {claim_number}",
     "该贷款没有赔付申请 {claim_number}"},
    {Reason::kClaimExists, kTaken, "CLAIM_EXISTS",
     "claim {claim_number} is already filed, see entry {first_entry}; it is {state}",
     "赔付申请 {claim_number} 已提交，见条目 {first_entry}，状态 {state}"},
    {Reason::kClaimOpen, kState, "CLAIM_OPEN", "claim {claim_number} of the loan is open: {state}",
     "该贷款的赔付申请 {claim_number} 尚未办结：{state}"},
    {Reason::kClaimState, kState, "CLAIM_STATE", "the claim is {state}, this needs {want}",
     "赔付申请状态为 {state}，本操作要求 {want}"},
    {Reason::kStepNotAllowed, kState, "STEP_NOT_ALLOWED",
     "a claim that is {state} does not take {decision} at step {step}; it waits for {want}",
     "状态为 {state} 的赔付申请不接受 {step} 步骤的 {decision}，当前应办 {want}"},
    {Reason::kSamePerson, kDenied, "SAME_PERSON",
     "{person} has already taken step {step}: another person must take this one",
     "{person} 已办理 {step}，本步骤须由另一人办理"},
    {Reason::kSameBody, kDenied, "SAME_BODY",
     "{organisation} has already taken step {step}: another body must take this one",
     "{organisation} 已办理 {step}，本步骤须由另一机构办理"},
    {Reason::kOwnBody, kDenied, "OWN_BODY",
     "{organisation} claims this money itself and cannot decide on it",
     "{organisation} 是申请机构，不得自行审批"},
    {Reason::kClaimNotRefiled, kState, "CLAIM_NOT_REFILED",
     "a refused claim is not filed again: {rule} of policy {policy_id} version {policy_version}; "
     "limit {limit}, used {used}",
     "被拒的赔付申请不得再次提交：政策 {policy_id} 第 {policy_version} 版 {rule}，上限 "
     "{limit}，已用 {used}"},
    {Reason::kNoticeRunning, kState, "NOTICE_RUNNING", "the public notice runs until {until}",
     "公示期至 {until}"},
    {Reason::kNothingToPay, kState, "NOTHING_TO_PAY",
     "no claim can be paid now: {waiting} wait for money, available {remaining} fen",
     "目前没有可支付的赔款：待资金 {waiting} 笔，可用 {remaining} 分"},
    {Reason::kOrderUnknown, kMissing, "ORDER_UNKNOWN",
     "the claim has no open order {order_number}, but \"{want}\"",
     "该申请没有待付指令 {order_number}，现为“{want}”"},
    {Reason::kRecoveryUnknown, kMissing, "RECOVERY_UNKNOWN",
     "the claim has no recovery {recovery_number}", "该申请没有追偿款 {recovery_number}"},
    {Reason::kRecoveryExists, kTaken, "RECOVERY_EXISTS",
     "recovery {recovery_number} is already recorded with other content, see entry {first_entry}",
     "追偿款 {recovery_number} 已登记且内容不同，见条目 {first_entry}"},
    {Reason::kRemittanceExceeded, kState, "REMITTANCE_EXCEEDED",
     "{asked} fen is more than what is due of the recovery: {limit} fen, {used} fen remitted, "
     "remaining {remaining} fen",
     "{asked} 分超过应缴追偿款：应缴 {limit} 分，已缴 {used} 分，剩余 {remaining} 分"},
    {Reason::kRecoveryClosed, kState, "RECOVERY_CLOSED", "the recovery is closed: {state}",
     "追偿已结束：{state}"},
    {Reason::kClawbackExceeded, kState, "CLAWBACK_EXCEEDED",
     "{asked} fen is more than what is called back: {limit} fen, {used} fen received, remaining "
     "{remaining} fen",
     "{asked} 分超过应追回款：应追回 {limit} 分，已收 {used} 分，剩余 {remaining} 分"},
    {Reason::kDeadlineNotPassed, kState, "DEADLINE_NOT_PASSED",
     "step {step} is not due or was taken", "步骤 {step} 未到期或已办理"},
    {Reason::kMovementIsOfClaim, kState, "MOVEMENT_IS_OF_CLAIM",
     "movement {movement_id} ({kind}) belongs to a claim: correct the claim",
     "资金变动 {movement_id}（{kind}）属于赔付申请，请在申请中更正"},
    {Reason::kEvidenceMissing, kState, "EVIDENCE_MISSING",
     "the evidence must begin with one of: {want}", "核销依据须以下列之一开头：{want}"},
    {Reason::kCoverStands, kState, "COVER_STANDS",
     "the loan is covered ({state}): end its cover first",
     "该贷款仍在备案中（{state}），请先终止备案"},
    {Reason::kCashExceeded, kState, "CASH_EXCEEDED",
     "{asked} fen is more than the fund's cash {limit} fen", "{asked} 分超过专户资金 {limit} 分"},
    {Reason::kFigureExists, kTaken, "FIGURE_EXISTS",
     "the figure is already recorded with other content, see entry {first_entry}",
     "该数据已录入且内容不同，见条目 {first_entry}"},
};

constexpr std::size_t kRowCount = sizeof(kRows) / sizeof(kRows[0]);
constexpr std::size_t kNumberMax = 159;
constexpr std::uint8_t kNoRow = 255;

// Place of each number in kRows; kNoRow where there is none.
constexpr std::array<std::uint8_t, kNumberMax + 1> MakePlaces() {
  std::array<std::uint8_t, kNumberMax + 1> places{};
  for (std::uint8_t& place : places) place = kNoRow;
  for (std::size_t i = 0; i < kRowCount; ++i) {
    places[static_cast<std::size_t>(kRows[i].reason)] = static_cast<std::uint8_t>(i);
  }
  return places;
}
static_assert(kRowCount < kNoRow);
constexpr std::array<std::uint8_t, kNumberMax + 1> kPlaces = MakePlaces();

}  // namespace

absl::Span<const ReasonRow> Reasons() { return absl::MakeConstSpan(kRows, kRowCount); }

const ReasonRow& RowOf(Reason reason) {
  const auto number = static_cast<std::uint32_t>(reason);
  IPPLEDGE_CHECK(number <= kNumberMax);
  const std::uint8_t place = kPlaces[number];
  IPPLEDGE_CHECK(place != kNoRow);
  return kRows[place];
}

Reason ReasonNamed(absl::string_view name) {
  for (const ReasonRow& row : kRows) {
    if (row.name == name) return row.reason;
  }
  return Reason::kNone;
}

}  // namespace ippledge
