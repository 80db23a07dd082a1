#include "tests/testing/scenario_facts.h"

#include <algorithm>
#include <optional>
#include <string>
#include <utility>

#include "absl/strings/numbers.h"
#include "absl/strings/str_cat.h"
#include "ledger/check.h"
#include "tests/testing/scenario_cover_facts.h"
#include "tests/testing/scenario_reconciliation_facts.h"

namespace ippledge {
namespace {

struct Shapes {
  const CodeSchemes& schemes;
  Violations& found;

  void operator()(const FoundProgramme& c) const {
    CheckConstitution(c.constitution, "constitution", found);
  }
  void operator()(const RegisterBody& c) const { CheckBody(c.body, schemes, "body", found); }
  void operator()(const AmendBody& c) const { CheckBody(c.body, schemes, "body", found); }
  void operator()(const RecordOpeningFigure& c) const {
    CheckOpeningFigure(c.figure, "figure", found);
  }
  void operator()(const RecordLoan& c) const { CheckNewLoan(*c.loan, schemes, "loan", found); }
  void operator()(const RecordDraw& c) const { CheckDraw(c.draw, "draw", found); }
  void operator()(const RecordRepayment& c) const {
    CheckRepayment(c.repayment, "repayment", found);
  }
  void operator()(const RecordExtension& c) const {
    CheckExtension(c.extension, "extension", found);
  }
  void operator()(const RecordClassChange& c) const {
    CheckClassChange(c.class_change, "class_change", found);
  }
  void operator()(const RecordPledgeRegistration& c) const {
    CheckPledgeRegistration(c.registration, "pledge_registration", found);
  }
  void operator()(const RecordPledgeRelease& c) const {
    CheckPledgeRelease(c.release, "pledge_release", found);
  }
  void operator()(const CorrectLoan& c) const { std::visit(*this, c.replacement); }
  void operator()(const std::shared_ptr<const NewLoan>& loan) const {
    CheckNewLoan(*loan, schemes, "correction.loan", found);
  }
  void operator()(const Draw& draw) const { CheckDraw(draw, "correction.draw", found); }
  void operator()(const Repayment& repayment) const {
    CheckRepayment(repayment, "correction.repayment", found);
  }
  void operator()(const Extension& extension) const {
    CheckExtension(extension, "correction.extension", found);
  }
  void operator()(const ClassChange& change) const {
    CheckClassChange(change, "correction.class_change", found);
  }
  void operator()(const PledgeRegistration& registration) const {
    CheckPledgeRegistration(registration, "correction.pledge_registration", found);
  }
  void operator()(const PledgeRelease& release) const {
    CheckPledgeRelease(release, "correction.pledge_release", found);
  }
  void operator()(const RecordFundMovement& c) const {
    CheckFundMovement(c.movement, "movement", found);
  }
  void operator()(const ReverseFundMovement& c) const {
    CheckFundReversal(c.reversal, "reversal", found);
  }
  void operator()(const IssuePolicy& c) const { CheckPolicy(*c.policy, "policy", found); }
  void operator()(const EnterCalendar& c) const { CheckCalendarYear(c.year, "year", found); }
  void operator()(const EnterLendingRate& c) const { CheckLendingRate(c.rate, "rate", found); }
  void operator()(const RecordPortfolioFigure& c) const {
    CheckPortfolioFigure(c.figure, "figure", found);
  }
  void operator()(const ApplyForCover& c) const {
    CheckCoverApplication(c.application, "application", found);
  }
  void operator()(const ReportRisk& c) const { CheckRiskReport(c.report, "report", found); }
  void operator()(const FileClaim& c) const { CheckClaimFiling(c.filing, "filing", found); }
  void operator()(const RecordRecovery& c) const {
    CheckNewRecovery(c.recovery, "recovery", found);
  }
  void operator()(const DecideCover&) const {}
  void operator()(const TakeClaimStep&) const {}
  void operator()(const RunPayments&) const {}
  void operator()(const ConfirmPayment&) const {}
  void operator()(const ConfirmRemittance&) const {}
  void operator()(const CloseRecovery&) const {}
  void operator()(const DemandClawback&) const {}
  void operator()(const ConfirmClawback&) const {}
  void operator()(const PassDeadline&) const {}
  void operator()(const RegisterAccount& c) const { CheckBankAccount(c.account, "account", found); }
  void operator()(const OpenStatement& c) const { CheckStatementHeader(c.header, "header", found); }
  void operator()(const AddStatementLines& c) const {
    for (const BankLine& line : c.lines) CheckBankLine(line, "lines", found);
  }
  void operator()(const CloseStatement&) const {}
  void operator()(const WithdrawStatement&) const {}
  void operator()(const RunMatching&) const {}
  void operator()(const RecordMatch&) const {}
  void operator()(const UndoMatch&) const {}
  void operator()(const ClosePeriod&) const {}
  void operator()(const ReopenPeriod&) const {}
  void operator()(const AmendMembers& c) const {
    for (const Member& member : c.admit) CheckMember(member, "admit", found);
  }
  void operator()(const AdmitKey& c) const { CheckVerifierKey(c.key, "key", found); }
  void operator()(const RetireKey&) const {}
  void operator()(const SetQuorum& c) const { CheckQuorum(c.quorum, "quorum", found); }
  void operator()(const RecordAudit& c) const { CheckAuditResult(c.result, "result", found); }
  void operator()(const EraseSubject&) const {}
  // What the ledger itself asks for, and what takes no shape.
  void operator()(const TurnDay&) const {}
  void operator()(const RecordTotals&) const {}
  void operator()(const PublishReport&) const {}
  void operator()(const CutTail&) const {}
  void operator()(const std::monostate&) const {}
};

template <typename T>
std::vector<T> NotVoided(const std::vector<Fact<T>>& facts) {
  std::vector<T> values;
  for (const Fact<T>& fact : facts) {
    if (!fact.voided) values.push_back(fact.value);
  }
  return values;
}

template <typename Enum>
std::optional<std::int64_t> NumberNamed(absl::string_view name, int count) {
  for (int i = 0; i < count; ++i) {
    if (NameOf(static_cast<Enum>(i)) == name) return i;
  }
  return std::nullopt;
}

std::optional<std::int64_t> Widen(std::optional<std::uint32_t> number) {
  if (!number) return std::nullopt;
  return std::int64_t{*number};
}

std::optional<std::int64_t> NumberOf(const Programme& programme, Dimension dimension,
                                     const std::string& text) {
  switch (dimension) {
    case Dimension::kYear: {
      int year = 0;
      return absl::SimpleAtoi(text, &year) ? std::optional<std::int64_t>(year) : std::nullopt;
    }
    case Dimension::kMonth:
      return ParseMonth(text).value_or(-1);
    case Dimension::kDay:
      return Date::Parse(text).value_or(Date()).days();
    case Dimension::kUnit:
      return Widen(programme.unit_numbers.Find(text));
    case Dimension::kBank:
      return Widen(programme.body_numbers.Find(text));
    case Dimension::kIpKind:
      return NumberNamed<IpKind>(text, kIpKindCount);
    case Dimension::kFirmSize:
      return NumberNamed<FirmSize>(text, kFirmSizeCount);
    case Dimension::kIndustry:
      return Widen(programme.industries.Find(text));
    case Dimension::kUnspecified:
      break;
  }
  return std::nullopt;
}

std::string TextOf(const Programme& programme, Dimension dimension, std::int64_t value) {
  const auto index = static_cast<std::size_t>(value);
  switch (dimension) {
    case Dimension::kYear:
      return absl::StrCat(value);
    case Dimension::kMonth:
      return FormatMonth(static_cast<int>(value));
    case Dimension::kDay:
      return Date::OfDays(static_cast<std::int32_t>(value)).ToString();
    case Dimension::kUnit:
      return programme.units.at(index).code;
    case Dimension::kBank:
      return programme.bodies.at(index).body.body_id;
    case Dimension::kIpKind:
      return std::string(NameOf(static_cast<IpKind>(value)));
    case Dimension::kFirmSize:
      return std::string(NameOf(static_cast<FirmSize>(value)));
    case Dimension::kIndustry:
      return programme.industries.text(static_cast<std::uint32_t>(value));
    case Dimension::kUnspecified:
      break;
  }
  IPPLEDGE_CHECK(false && "no dimension");
}

}  // namespace

absl::Status CheckRights(const ScenarioRequest& request) {
  const Caller& caller = request.caller;
  // Whose the rows of a batch are is judged row by row.
  if (request.is_batch) return MayWriteLoansOf(caller, caller.organisation);
  if (auto rights = CheckCoverRights(caller, request.rows.at(0))) return *std::move(rights);
  if (auto rights = CheckReconciliationRights(caller, request.rows.at(0))) {
    return *std::move(rights);
  }
  if (const auto* record = std::get_if<RecordFundMovement>(&request.rows.at(0))) {
    return MayMoveFund(caller, TakesCashOut(record->movement.kind));
  }
  if (std::holds_alternative<ReverseFundMovement>(request.rows.at(0))) {
    return MayMoveFund(caller, true);
  }
  const LoanId* id = LoanIdOf(request.rows.at(0));
  return id == nullptr ? MayGovern(caller) : MayWriteLoansOf(caller, id->bank);
}

absl::Status CheckShape(const Command& command, const CodeSchemes& schemes) {
  Violations found;
  std::visit(Shapes{schemes, found}, command);
  return found.ToStatus();
}

ShownFund ShowFundOf(const FundBook& fund, std::int64_t at, std::optional<Date> as_of) {
  // Everything is posted again: no sum that was kept is trusted.
  FundAccounts accounts;
  for (std::size_t i = 0; i < fund.size(); ++i) {
    const RecordedMovement& movement = *fund.at(i);
    if (at > 0 && movement.entry > at) break;
    if (!as_of || movement.movement.date <= *as_of) {
      accounts.Post(movement.movement, movement.sign());
    }
  }
  ShownFund shown;
  shown.figures = accounts.figures();
  for (int i = 1; i < kFundAccountCount; ++i) {
    const auto account = static_cast<FundAccount>(i);
    const auto add = [&](const std::string& name, const AccountSums& sums) {
      const std::int64_t net = sums.debit_fen - sums.credit_fen;
      shown.accounts.push_back({name, sums, IsDebitAccount(account) ? net : -net});
    };
    if (accounts.sums(account) == AccountSums()) continue;
    add(std::string(NameOf(account)), accounts.sums(account));
    for (const auto& [key, sums] : accounts.parties()) {
      if (key.first == account && !key.second.empty()) {
        add(absl::StrCat(NameOf(account), " ", key.second), sums);
      }
    }
  }
  for (const FundPosting& posting : FundPostings()) {
    const KindSums& sums = accounts.sums(posting.kind);
    if (sums.count > 0) shown.kinds.emplace_back(posting.kind, sums);
  }
  return shown;
}

std::vector<ShownMovement> ShowMovementsOf(const FundBook& fund, std::int64_t at) {
  std::vector<ShownMovement> shown;
  for (std::size_t i = 0; i < fund.size(); ++i) {
    const RecordedMovement& movement = *fund.at(i);
    if (at > 0 && movement.entry > at) break;
    ShownMovement& to = shown.emplace_back();
    to.movement = movement.movement;
    to.takes_back = movement.sign() < 0;
    to.entry = movement.entry;
    if (to.takes_back) to.reverses_id = fund.OfEntry(movement.reverses_entry)->movement.movement_id;
    const std::int64_t by = fund.ReversedBy(movement.entry);
    if (at == 0 || by <= at) to.reversed_by = by;
    to.after = movement.after;
  }
  return shown;
}

ShownLoan ShowLoanOf(const Loan& loan, const std::vector<bool>& also_pledged) {
  ShownLoan shown;
  shown.state = StateOf(loan);
  shown.contract_amount = loan.terms->contract_amount;
  shown.ip_part = loan.terms->ip_part;
  shown.figures = FiguresOf(loan);
  shown.start_date = StartDateOf(loan);
  shown.maturity_date = MaturityDateOf(loan);
  shown.renews_contract_number = loan.terms->renews_contract_number;
  for (const Draw* draw : DrawsOf(loan)) {
    shown.draws.push_back(*draw);
    shown.draws.back().maturity_date = MaturityDateOf(loan, *draw);
  }
  shown.repayments = NotVoided(loan.repayments);
  shown.extensions = NotVoided(loan.extensions);
  shown.class_changes = NotVoided(loan.class_changes);
  for (std::size_t i = 0; i < loan.terms->rights.size(); ++i) {
    ShownLoan::Right right{.right = loan.terms->rights[i], .release_date = {}, .also_pledged = {}};
    if (const auto registration = RegistrationOf(loan, right.right)) {
      right.right.registration_number = std::string(registration->number);
      right.right.registration_date = registration->date;
    }
    right.release_date = ReleaseDateOf(loan, right.right);
    right.also_pledged = also_pledged.at(i);
    shown.rights.push_back(std::move(right));
  }
  return shown;
}

TotalsQuery QueryOf(const TotalsAsk& ask, const Programme& programme, std::int64_t at) {
  TotalsQuery query{.measures = ask.measures,
                    .by = ask.by,
                    .as_of = ask.as_of,
                    .from = ask.from,
                    .at = ask.at == 0 ? at : ask.at,
                    .filters = {}};
  for (const auto& [dimension, values] : ask.filters) {
    SliceFilter& filter = query.filters.emplace_back(SliceFilter{dimension, {}});
    for (const std::string& value : values) {
      if (const auto number = NumberOf(programme, dimension, value)) {
        filter.values.push_back(*number);
      }
    }
  }
  return query;
}

ShownTotals ShowTotalsOf(const TotalsQuery& query, const TotalsAnswer& answer,
                         const Programme& programme) {
  ShownTotals shown{.measures = answer.measures, .rows = {}, .total = answer.total, .opening = {}};
  for (const TotalsSlice& slice : answer.rows) {
    if (query.by.empty()) break;
    ShownTotals::Row& row = shown.rows.emplace_back(ShownTotals::Row{{}, slice.figures});
    for (std::size_t i = 0; i < query.by.size(); ++i) {
      row.keys.push_back(TextOf(programme, query.by[i], slice.keys[i]));
    }
  }
  for (const Measure measure : answer.measures) {
    std::int64_t& sum = shown.opening.emplace_back(0);
    for (const RecordedOpening& opening : programme.openings) {
      if (opening.figure.measure == measure && opening.entry <= query.at) {
        sum += opening.figure.value;
      }
    }
  }
  return shown;
}

TotalsQuery QueryOfMonth(int month, std::int64_t at) {
  TotalsQuery query;
  query.as_of = LastDayOfMonth(month);
  query.at = at;
  return query;
}

}  // namespace ippledge
