#include "client/advice.h"

namespace ippledge::client {
namespace {

constexpr Bilingual kLookAtLoan = {
    "\"ippledge loan get BANK CONTRACT\" shows what is recorded; a mistake in it is mended with "
    "\"ippledge loan correct\"",
    "用“ippledge loan get 银行 合同号”查看已登记内容；如有错误，用“ippledge loan correct”更正"};
constexpr Bilingual kLookAtBodies = {
    "\"ippledge body list\" shows who is registered; \"ippledge body register\" adds a body",
    "用“ippledge body list”查看已登记机构；用“ippledge body register”登记新机构"};
constexpr Bilingual kLookAtProgramme = {
    "\"ippledge programme show\" lists the reporting units of the programme",
    "用“ippledge programme show”查看本计划的统计单位"};

constexpr Bilingual kLookAtFund = {
    "\"ippledge fund movements\" shows what is recorded; a mistake in it is taken back with "
    "\"ippledge fund reverse\"",
    "用“ippledge fund movements”查看已登记的变动；如有错误，用“ippledge fund reverse”冲销"};
constexpr Bilingual kLookAtPolicies = {"\"ippledge policy list\" shows what is issued",
                                       "用“ippledge policy list”查看已发布的政策"};
constexpr Bilingual kLookAtCover = {"\"ippledge cover show BANK CONTRACT\" shows the cover",
                                    "用“ippledge cover show 银行 合同号”查看备案"};
constexpr Bilingual kLookAtClaim = {
    "\"ippledge claim show BANK CONTRACT\" shows the claim and what is open",
    "用“ippledge claim show 银行 合同号”查看赔付申请及当前步骤"};
constexpr Bilingual kLookAtMoney = {
    "\"ippledge fund status\" shows what the fund has; what comes in must be recorded first",
    "用“ippledge fund status”查看基金资金；应先登记到账资金"};
constexpr Bilingual kLookAtAccounts = {"\"ippledge account list\" shows the accounts",
                                       "用“ippledge account list”查看账户"};
constexpr Bilingual kLookAtStatements = {
    "\"ippledge statement list\" shows what is imported; a wrong one is taken back with "
    "\"ippledge statement withdraw\"",
    "用“ippledge statement list”查看已导入的对账单；有误的用“ippledge statement withdraw”撤回"};
constexpr Bilingual kLookAtLines = {
    "compare the file with the bank's paper; \"ippledge statement check\" shows what is understood",
    "请与银行原件核对；用“ippledge statement check”查看识别结果"};
constexpr Bilingual kLookAtItems = {"\"ippledge reconcile items\" shows what is not matched",
                                    "用“ippledge reconcile items”查看未达账项"};
constexpr Bilingual kLookAtMatches = {
    "\"ippledge reconcile matches\" shows what is matched; \"ippledge reconcile undo\" takes it "
    "back",
    "用“ippledge reconcile matches”查看已勾对项目；用“ippledge reconcile undo”撤销"};
constexpr Bilingual kLookAtPeriods = {
    "\"ippledge period list\" shows the closed months; two persons open one with \"ippledge period "
    "reopen\"",
    "用“ippledge period list”查看已结账月份；须重开时由两人执行“ippledge period reopen”"};

constexpr Bilingual kNewCertificate = {
    "ask who issues your certificates for a new one, and name it with --cert and --key",
    "请向证书签发部门申请新证书，并用 --cert 和 --key 指定"};
constexpr Bilingual kApproveAgain = {
    "have exactly this draft approved: \"ippledge approve show\" and \"ippledge approve sign\"",
    "请由第二人对该草稿重新批准：“ippledge approve show”“ippledge approve sign”"};

constexpr Bilingual kLookAtMembers = {
    "\"ippledge member list\" shows the members; two security officers change them with \"ippledge "
    "member amend\"",
    "用“ippledge member list”查看成员；由两名安全管理员用“ippledge member amend”变更"};
constexpr Bilingual kLookAtKeys = {"\"ippledge key list\" shows the keys",
                                   "用“ippledge key list”查看密钥"};

struct ReasonAdvice {
  Reason reason;
  Bilingual advice;
};

constexpr ReasonAdvice kByReason[] = {
    {Reason::kCheckDigitWrong,
     {"compare the code with its certificate: one character is wrong or two are swapped",
      "请与证书原件核对：有一位录错或两位颠倒"}},
    {Reason::kDateInFuture,
     {"check the date; the ledger accepts a day only once it has begun",
      "请核对日期；账簿只接受已经到来的日期"}},
    {Reason::kIpPartAboveLoan,
     {"check --ip-part against the contract amount", "请核对知识产权部分与合同金额"}},
    {Reason::kPageTokenInvalid, {"begin the list again", "请重新查询列表"}},
    {Reason::kRoleNotAllowed,
     {"choose an allowed role with --as, or ask a colleague who has it",
      "请用 --as 选择允许的角色，或请有权限的同事办理"}},
    {Reason::kNotYourRows,
     {"check BANK, and --organisation: a bank sees and writes only its own loans",
      "请核对银行代号与 --organisation：银行只能查看和写入本行贷款"}},
    {Reason::kCallerUnknown,
     {"say who calls with --as ROLE --organisation BODY (or IPPLEDGE_ROLE, IPPLEDGE_ORGANISATION)",
      "请用 --as 角色 --organisation 机构 表明身份（或设置 "
      "IPPLEDGE_ROLE、IPPLEDGE_ORGANISATION）"}},
    {Reason::kRequestIdReused,
     {"leave --request-id out: it is only for sending the very same command again",
      "请去掉 --request-id：它只用于重发完全相同的命令"}},
    {Reason::kLoanExists, kLookAtLoan},
    {Reason::kDrawExists, kLookAtLoan},
    {Reason::kEventExists, kLookAtLoan},
    {Reason::kProgrammeExists,
     {"\"ippledge programme list\" shows the programmes; found another one with another --id",
      "用“ippledge programme list”查看已有计划；如需新建，请换一个 --id"}},
    {Reason::kBodyExists, kLookAtBodies},
    {Reason::kOpeningExists,
     {"\"ippledge opening list\" shows what is entered; choose another opening id",
      "用“ippledge opening list”查看已录入的期初数；请换一个编号"}},
    {Reason::kProgrammeUnknown,
     {"\"ippledge programme list\" shows the programmes; choose one with --programme",
      "用“ippledge programme list”查看计划，用 --programme 选择"}},
    {Reason::kLoanUnknown,
     {"check bank and contract number; a loan must be recorded before anything happens to it",
      "请核对银行与合同号；须先登记贷款，再登记其后续事项"}},
    {Reason::kDrawUnknown, kLookAtLoan},
    {Reason::kRightUnknown, kLookAtLoan},
    {Reason::kBankUnknown, kLookAtBodies},
    {Reason::kBodyUnknown, kLookAtBodies},
    {Reason::kDivisionUnknown, kLookAtProgramme},
    {Reason::kUnitUnknown, kLookAtProgramme},
    {Reason::kBranchUnknown,
     {"\"ippledge body list -o json\" shows the branches of the bank; the bureau adds new ones",
      "用“ippledge body list -o json”查看该行网点；新网点请主管部门登记"}},
    {Reason::kEntryUnknown,
     {"\"ippledge journal list\" shows the entries", "用“ippledge journal list”查看条目"}},
    {Reason::kRenewedLoanUnknown,
     {"record the loan that is renewed first", "请先登记被续贷的贷款"}},
    {Reason::kBankStanding,
     {"ask the programme's office about the bank's standing", "请向主管部门了解该行状态"}},
    {Reason::kContractAmountExceeded, kLookAtLoan},
    {Reason::kRepaymentExceedsOutstanding, kLookAtLoan},
    {Reason::kRightAlreadyRegistered, kLookAtLoan},
    {Reason::kRightAlreadyReleased, kLookAtLoan},
    {Reason::kCorrectionKindDiffers, kLookAtLoan},
    {Reason::kCorrectionNotOfLoan, kLookAtLoan},
    {Reason::kLoanHasEvents,
     {"take back the loan's draws and events first, the newest before the others",
      "请先撤销该贷款的借据和事项，从最新的开始"}},
    {Reason::kMonthNotOver, {"publish after the last day of the month", "请在月末之后发布"}},
    {Reason::kTooManySlices,
     {"ask for fewer slices with --by, or keep some with --where",
      "请减少 --by 的维度，或用 --where 限定范围"}},
    {Reason::kQueueFull, {"run the same command again in a moment", "请稍后重新执行同一命令"}},
    {Reason::kWritesStopped,
     {"tell the operator of the server: it must be looked at and started again; reading goes on",
      "请联系服务器运维人员检查并重启；查询不受影响"}},
    {Reason::kSecondPersonRequired,
     {"over TLS: --draft FILE, then a colleague's \"ippledge approve sign\", then \"ippledge "
      "submit\"; else say who acts with you, --person and --second-person, two different ones",
      "使用 TLS 时：先用 --draft 存为草稿，由同事执行“ippledge approve sign”批准，再用“ippledge "
      "submit”提交；否则用 --person 和 --second-person 填写两名不同的经办人"}},
    {Reason::kCertificateExpired, kNewCertificate},
    {Reason::kCertificateRevoked, kNewCertificate},
    {Reason::kCertificateSubject, kNewCertificate},
    {Reason::kCertificateUntrusted, kNewCertificate},
    {Reason::kRevocationListOverdue,
     {"tell the operator of the server: it needs the authority's new revocation list",
      "请联系服务器运维人员：须更新证书吊销列表"}},
    {Reason::kIdentityInMetadata,
     {"leave --as, --organisation, --person and --second-person out",
      "请去掉 --as、--organisation、--person、--second-person"}},
    {Reason::kSystemNotAllowed,
     {"a person does it, with a certificate of its own", "请由人员使用本人证书办理"}},
    {Reason::kApprovalInvalid, kApproveAgain},
    {Reason::kApprovalExpired, kApproveAgain},
    {Reason::kApproverNotAllowed,
     {"ask a colleague of the same organisation and role to approve it",
      "请由同一机构、同一角色的同事批准"}},
    {Reason::kMovementExists, kLookAtFund},
    {Reason::kMovementUnknown, kLookAtFund},
    {Reason::kMovementAlreadyReversed, kLookAtFund},
    {Reason::kMovementIsReversal, kLookAtFund},
    {Reason::kAvailableExceeded, kLookAtMoney},
    {Reason::kDepositExceeded, kLookAtMoney},
    {Reason::kPolicyUnknown, kLookAtPolicies},
    {Reason::kPolicyExists, kLookAtPolicies},
    {Reason::kPolicyVersionOrder, kLookAtPolicies},
    {Reason::kPolicyDatePast,
     {"give it an effective date of today or later: what was covered before keeps its version",
      "请将生效日改为今日或以后：此前的备案沿用原版本"}},
    {Reason::kPolicyRefuses,
     {"\"ippledge policy get\" shows the rule; --dry-run shows every rule that is looked at",
      "用“ippledge policy get”查看规则；用 --dry-run 查看逐条审核"}},
    {Reason::kCoverExists, kLookAtCover},
    {Reason::kCoverUnknown,
     {"ask for it first: ippledge cover apply", "请先申请：ippledge cover apply"}},
    {Reason::kCoverState, kLookAtCover},
    {Reason::kCoverStands,
     {"the IP office ends it: ippledge cover decide … cancel",
      "由知识产权局终止：ippledge cover decide … cancel"}},
    {Reason::kClaimUnknown, kLookAtClaim},
    {Reason::kClaimExists, kLookAtClaim},
    {Reason::kClaimOpen, kLookAtClaim},
    {Reason::kClaimState, kLookAtClaim},
    {Reason::kStepNotAllowed, kLookAtClaim},
    {Reason::kSamePerson, {"ask a colleague of another body", "请由另一机构的另一名人员办理"}},
    {Reason::kSameBody, {"ask another body", "请由另一机构办理"}},
    {Reason::kOwnBody, {"ask another body", "请由另一机构办理"}},
    {Reason::kNoticeRunning, {"wait until the notice is over", "请等待公示期结束"}},
    {Reason::kNothingToPay,
     {"\"ippledge claim queue --step payment\" shows who waits; record the money that came in",
      "用“ippledge claim queue --step payment”查看待付申请；请登记到账资金"}},
    {Reason::kOrderUnknown, kLookAtClaim},
    {Reason::kRecoveryUnknown, kLookAtClaim},
    {Reason::kRecoveryExists, kLookAtClaim},
    {Reason::kRecoveryClosed, kLookAtClaim},
    {Reason::kRemittanceExceeded, kLookAtClaim},
    {Reason::kClawbackExceeded, kLookAtClaim},
    {Reason::kCashExceeded, kLookAtMoney},
    {Reason::kAccountUnknown, kLookAtAccounts},
    {Reason::kAccountExists, kLookAtAccounts},
    {Reason::kStatementUnknown, kLookAtStatements},
    {Reason::kStatementExists, kLookAtStatements},
    {Reason::kStatementState, kLookAtStatements},
    {Reason::kStatementLines, kLookAtStatements},
    {Reason::kStatementSum, kLookAtLines},
    {Reason::kStatementChain, kLookAtStatements},
    {Reason::kStatementOverlaps, kLookAtStatements},
    {Reason::kLineExists, kLookAtStatements},
    {Reason::kDateOutside, kLookAtLines},
    {Reason::kLineUnknown, kLookAtItems},
    {Reason::kMatchSum, kLookAtItems},
    {Reason::kAlreadyMatched, kLookAtMatches},
    {Reason::kMatchUnknown, kLookAtMatches},
    {Reason::kPeriodClosed, kLookAtPeriods},
    {Reason::kPeriodOpen, kLookAtPeriods},
    {Reason::kPeriodOrder, kLookAtPeriods},
    {Reason::kNotReconciled,
     {"\"ippledge reconcile sheet\" shows the difference, and how far statements reach",
      "用“ippledge reconcile sheet”查看差额及对账单覆盖情况"}},
    {Reason::kMemberUnknown, kLookAtMembers},
    {Reason::kMemberExists, kLookAtMembers},
    {Reason::kDutiesExclude,
     {"give the duty to another person: nobody runs the system, admits members and audits",
      "请由其他人担任：系统、安全、审计三种职责不得由同一人承担"}},
    {Reason::kOfficersMissing,
     {"admit two security officers in the same command", "请在同一命令中加入两名安全管理员"}},
    {Reason::kKeyUnknown, kLookAtKeys},
    {Reason::kKeyExists, kLookAtKeys},
    {Reason::kKeyInUse,
     {"set a quorum that does without it first: ippledge quorum set",
      "请先用“ippledge quorum set”设定不需该密钥的见证要求"}},
    {Reason::kAuditUnderWay,
     {"wait for it: ippledge audit list", "请等待其完成，见“ippledge audit list”"}},
    {Reason::kTooManyProgrammes,
     {"use another server for a new programme", "请在另一台服务器上新建计划"}},
};

constexpr Bilingual kMend = {"mend it and run the command again", "请改正后重新执行命令"};
constexpr Bilingual kRunAgain = {
    "run the same command again: nothing is booked twice. Check --server if it goes on",
    "请重新执行同一命令，不会重复登记；若仍失败，请检查 --server"};
constexpr Bilingual kSlow = {
    "run the same command again, nothing is booked twice; give it longer with --timeout",
    "请重新执行同一命令，不会重复登记；可用 --timeout 延长等待"};
constexpr Bilingual kTellOperator = {"tell the operator of the server what is said above",
                                     "请将以上信息告知服务器运维人员"};
constexpr Bilingual kOlderServer = {"the server is older than this program: ask its operator",
                                    "服务器版本低于本程序：请联系运维人员"};

}  // namespace

Bilingual AdviceFor(Reason reason, absl::StatusCode code) {
  for (const ReasonAdvice& row : kByReason) {
    if (row.reason == reason) return row.advice;
  }
  switch (code) {
    case absl::StatusCode::kUnavailable:
    case absl::StatusCode::kResourceExhausted:
    case absl::StatusCode::kCancelled:
      return kRunAgain;
    case absl::StatusCode::kDeadlineExceeded:
      return kSlow;
    case absl::StatusCode::kUnimplemented:
      return kOlderServer;
    case absl::StatusCode::kInternal:
    case absl::StatusCode::kUnknown:
    case absl::StatusCode::kDataLoss:
      return kTellOperator;
    default:
      return kMend;
  }
}

}  // namespace ippledge::client
