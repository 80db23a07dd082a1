#include "audit/shape.h"

#include "absl/strings/str_cat.h"
#include "ledger/limits.h"
#include "ledger/refusal.h"
#include "ledger/share.h"
#include "ledger/text.h"

namespace ippledge::audit {
namespace {

struct Shape {
  const CodeSchemes& schemes;
  Violations& violations;

  void Expect(const absl::Status& status, absl::string_view field) const {
    for (const Violation& v : ViolationsOf(status)) violations.Add(v.reason, field, v.metadata);
  }

  void ExpectAmount(Money amount, absl::string_view field) const {
    if (amount.fen() < 0) violations.Add(Reason::kAmountOutOfRange, field);
  }
  void ExpectRate(std::int64_t ppm, absl::string_view field) const {
    if (ppm < 0 || ppm > kWholePpm) violations.Add(Reason::kValueOutOfRange, field);
  }

  void ExpectWords(absl::string_view text) const {
    Expect(CheckText(text, 1, kReasonCharsMax), "text");
  }

  void operator()(const FoundProgramme& c) const {
    Expect(CheckSlug(c.programme), "programme");
    CheckConstitution(c.constitution, "constitution", violations);
  }
  void operator()(const RegisterBody& c) const { CheckBody(c.body, schemes, "body", violations); }
  void operator()(const AmendBody& c) const {
    CheckBody(c.body, schemes, "body", violations);
    Expect(CheckText(c.reason, 1, kReasonCharsMax), "reason");
  }
  void operator()(const RecordOpeningFigure& c) const {
    CheckOpeningFigure(c.figure, "figure", violations);
  }
  void operator()(const CutTail& c) const {
    Expect(CheckText(c.operator_word, 1, kReasonCharsMax), "operator_word");
    if (c.bytes < 1) violations.Add(Reason::kAmountNotPositive, "bytes");
  }
  void operator()(const RecordLoan& c) const { (*this)(c.loan); }
  void operator()(const RecordDraw& c) const { (*this)(c.draw); }
  void operator()(const RecordRepayment& c) const { (*this)(c.repayment); }
  void operator()(const RecordExtension& c) const { (*this)(c.extension); }
  void operator()(const RecordClassChange& c) const { (*this)(c.class_change); }
  void operator()(const RecordPledgeRegistration& c) const { (*this)(c.registration); }
  void operator()(const RecordPledgeRelease& c) const { (*this)(c.release); }
  void operator()(const CorrectLoan& c) const {
    Expect(CheckText(c.reason, 1, kReasonCharsMax), "correction.reason");
    std::visit(*this, c.replacement);
  }
  void operator()(const RecordFundMovement& c) const {
    CheckFundMovement(c.movement, "movement", violations);
  }
  void operator()(const ReverseFundMovement& c) const {
    CheckFundReversal(c.reversal, "reversal", violations);
  }
  void operator()(const IssuePolicy& c) const { CheckPolicy(*c.policy, "policy", violations); }
  void operator()(const EnterCalendar& c) const { CheckCalendarYear(c.year, "year", violations); }
  void operator()(const EnterLendingRate& c) const { CheckLendingRate(c.rate, "rate", violations); }
  void operator()(const RecordPortfolioFigure& c) const {
    CheckPortfolioFigure(c.figure, "figure", violations);
  }
  void operator()(const ApplyForCover& c) const {
    CheckCoverApplication(c.application, "application", violations);
  }
  void operator()(const DecideCover& c) const { (*this)(c.grounds); }
  void operator()(const ReportRisk& c) const { CheckRiskReport(c.report, "report", violations); }
  void operator()(const FileClaim& c) const { CheckClaimFiling(c.filing, "filing", violations); }
  void operator()(const TakeClaimStep& c) const {
    ExpectRate(c.repair_ppm, "repair_ppm");
    (*this)(c.grounds);
  }
  void operator()(const ConfirmPayment& c) const {
    Expect(CheckText(c.bank_reference, 0, kReasonCharsMax), "bank_reference");
  }
  void operator()(const RecordRecovery& c) const {
    CheckNewRecovery(c.recovery, "recovery", violations);
  }
  void operator()(const ConfirmRemittance& c) const {
    ExpectAmount(c.amount, "amount");
    ExpectAmount(c.late_interest, "late_interest");
    Expect(CheckText(c.bank_reference, 0, kReasonCharsMax), "bank_reference");
  }
  void operator()(const CloseRecovery& c) const {
    Expect(CheckText(c.evidence, 0, kReasonCharsMax), "evidence");
  }
  void operator()(const DemandClawback& c) const {
    ExpectRate(c.repaired_ppm, "repaired_ppm");
    (*this)(c.grounds);
  }
  void operator()(const ConfirmClawback& c) const {
    ExpectAmount(c.amount, "amount");
    Expect(CheckText(c.bank_reference, 0, kReasonCharsMax), "bank_reference");
  }
  void operator()(const DecisionGrounds& grounds) const {
    Expect(CheckText(grounds.text, 0, kReasonCharsMax), "grounds.text");
  }
  void operator()(const RegisterAccount& c) const {
    CheckBankAccount(c.account, "account", violations);
  }
  void operator()(const OpenStatement& c) const {
    CheckStatementHeader(c.header, "header", violations);
  }
  void operator()(const AddStatementLines& c) const {
    for (std::size_t i = 0; i < c.lines.size(); ++i) {
      CheckBankLine(c.lines[i], absl::StrCat("lines[", i, "]"), violations);
    }
  }
  void operator()(const CloseStatement&) const {}
  void operator()(const WithdrawStatement& c) const { ExpectWords(c.text); }
  void operator()(const RunMatching&) const {}
  void operator()(const RecordMatch& c) const { ExpectWords(c.text); }
  void operator()(const UndoMatch& c) const { ExpectWords(c.text); }
  void operator()(const ClosePeriod&) const {}
  void operator()(const ReopenPeriod& c) const { ExpectWords(c.text); }
  void operator()(const AmendMembers& c) const {
    for (const std::vector<Member>* members : {&c.admit, &c.remove}) {
      for (const Member& member : *members) CheckMember(member, "member", violations);
    }
    ExpectWords(c.text);
  }
  void operator()(const AdmitKey& c) const { CheckVerifierKey(c.key, "key", violations); }
  void operator()(const RetireKey& c) const { ExpectWords(c.text); }
  void operator()(const SetQuorum& c) const {
    CheckQuorum(c.quorum, "quorum", violations);
    ExpectWords(c.text);
  }
  void operator()(const RecordAudit& c) const { CheckAuditResult(c.result, "result", violations); }
  void operator()(const EraseSubject& c) const { ExpectWords(c.text); }
  void operator()(const RunPayments&) const {}
  void operator()(const PassDeadline&) const {}
  void operator()(const TurnDay&) const {}
  void operator()(const RecordTotals&) const {}
  void operator()(const PublishReport&) const {}

  void operator()(std::monostate) const {}
  void operator()(const std::shared_ptr<const NewLoan>& loan) const {
    CheckNewLoan(*loan, schemes, "loan", violations);
  }
  void operator()(const Draw& draw) const { CheckDraw(draw, "draw", violations); }
  void operator()(const Repayment& repayment) const {
    CheckRepayment(repayment, "repayment", violations);
  }
  void operator()(const Extension& extension) const {
    CheckExtension(extension, "extension", violations);
  }
  void operator()(const ClassChange& change) const {
    CheckClassChange(change, "class_change", violations);
  }
  void operator()(const PledgeRegistration& registration) const {
    CheckPledgeRegistration(registration, "pledge_registration", violations);
  }
  void operator()(const PledgeRelease& release) const {
    CheckPledgeRelease(release, "pledge_release", violations);
  }
};

}  // namespace

absl::Status CheckShape(const Command& command, const CodeSchemes& schemes) {
  Violations violations;
  std::visit(Shape{schemes, violations}, command);
  return violations.ToStatus();
}

absl::Status CheckShapeOf(const Event& event, const CodeSchemes& schemes) {
  if (std::holds_alternative<BatchRecorded>(event)) return absl::OkStatus();
  return CheckShape(CommandOf(event), schemes);
}

}  // namespace ippledge::audit
