#include "tests/testing/scenario_words.h"

#include <algorithm>
#include <utility>

#include "absl/strings/ascii.h"
#include "absl/strings/numbers.h"
#include "absl/strings/str_cat.h"
#include "absl/strings/str_replace.h"
#include "absl/strings/str_split.h"
#include "absl/strings/strip.h"
#include "tests/testing/builders.h"
#include "tests/testing/scenario_cover_words.h"
#include "tests/testing/scenario_reconciliation_words.h"

namespace ippledge {

std::string WordOf(absl::string_view name) {
  return absl::StrReplaceAll(absl::AsciiStrToLower(name), {{"_", "-"}});
}

const std::string& Words::Peek() const {
  static const auto* const kNone = new std::string;
  return done() ? *kNone : words_[next_];
}

std::string Words::Take(absl::string_view what) {
  if (done()) {
    Fail(absl::StrCat(what, " is missing"));
    return "";
  }
  return words_[next_++];
}

bool Words::TakeIf(absl::string_view word) {
  if (done() || words_[next_] != word) return false;
  ++next_;
  return true;
}

void Words::Expect(absl::string_view word) {
  if (!TakeIf(word)) Fail(absl::StrCat("\"", word, "\" is missing before \"", Peek(), "\""));
}

std::optional<std::int64_t> ParseAmount(absl::string_view text) {
  const bool negative = absl::ConsumePrefix(&text, "-");
  const std::pair<absl::string_view, absl::string_view> parts =
      absl::StrSplit(text, absl::MaxSplits('.', 1));
  std::int64_t yuan = 0, fen = 0;
  if (parts.second.size() != 2 || !absl::SimpleAtoi(parts.second, &fen) ||
      !absl::SimpleAtoi(absl::StrReplaceAll(parts.first, {{",", ""}}), &yuan)) {
    return std::nullopt;
  }
  return (negative ? -1 : 1) * (yuan * 100 + fen);
}

std::int64_t Words::TakeFen() {
  const std::string word = Take("an amount");
  const std::optional<std::int64_t> fen = ParseAmount(word);
  if (!fen) Fail("no amount: " + word);
  return fen.value_or(0);
}

Money Words::TakeMoney() {
  const absl::StatusOr<Money> money = Money::FromFen(TakeFen());
  if (!money.ok()) Fail("an amount beyond any amount");
  return money.value_or(Money());
}

std::int64_t Words::TakeNumber() {
  const std::string word = Take("a number");
  std::int64_t number = 0;
  if (!absl::SimpleAtoi(word, &number)) Fail("no number: " + word);
  return number;
}

Date Words::TakeDate() {
  const std::string word = Take("a date");
  const absl::StatusOr<Date> date = Date::Parse(word);
  if (!date.ok()) Fail("no date: " + word);
  return date.value_or(Date());
}

std::int64_t Words::TakeEntry(const Labels& labels) {
  const std::string word = Take("an entry");
  const auto found = labels.find(word);
  if (found == labels.end()) Fail("no entry is called " + word);
  return found == labels.end() ? 0 : found->second;
}

std::vector<std::string> Words::TakeList(absl::string_view what) {
  return absl::StrSplit(Take(what), ',');
}

std::string LabelOf(const Labels& labels, std::int64_t entry) {
  for (const auto& [label, number] : labels) {
    if (number == entry) return label;
  }
  return "[?]";
}

namespace {

// "D1 500,000.00 2024-01-05..2025-01-05"
Draw TakeDraw(Words& words) {
  Draw draw;
  draw.draw_number = words.Take("the number of the draw");
  draw.principal = words.TakeMoney();
  const std::vector<std::string> dates = absl::StrSplit(words.Take("from..to"), "..");
  if (dates.size() != 2) {
    words.Fail("no from..to");
    return draw;
  }
  Words both(dates);
  draw.disbursement_date = both.TakeDate();
  draw.maturity_date = both.TakeDate();
  words.Fail(both.error());
  return draw;
}

// "R1 principal 50,000.00 interest 1,000.00 on 2024-03-01 draw D1"
Repayment TakeRepayment(Words& words) {
  Repayment repayment;
  repayment.repayment_number = words.Take("the number of the repayment");
  if (words.TakeIf("principal")) repayment.principal = words.TakeMoney();
  if (words.TakeIf("interest")) repayment.interest = words.TakeMoney();
  words.Expect("on");
  repayment.repayment_date = words.TakeDate();
  if (words.TakeIf("draw")) repayment.draw_number = words.Take("the number of the draw");
  return repayment;
}

// "agreed 2024-05-01 to 2026-01-05 draw D1"
Extension TakeExtension(Words& words) {
  Extension extension;
  words.Expect("agreed");
  extension.agreed_date = words.TakeDate();
  words.Expect("to");
  extension.maturity_date = words.TakeDate();
  if (words.TakeIf("draw")) extension.draw_number = words.Take("the number of the draw");
  return extension;
}

// "special-mention on 2024-04-01 overdue 35"
ClassChange TakeClassChange(Words& words) {
  ClassChange change;
  change.loan_class = words.TakeEnum<LoanClass>("class", kLoanClassCount);
  words.Expect("on");
  change.change_date = words.TakeDate();
  if (words.TakeIf("overdue")) change.overdue_days = static_cast<std::int32_t>(words.TakeNumber());
  return change;
}

// "patent ZL… as Y2024980000001 on 2024-01-10"
PledgeRegistration TakeRegistration(Words& words) {
  PledgeRegistration registration;
  registration.kind = words.TakeEnum<IpKind>("kind of right", kIpKindCount);
  registration.number = words.Take("the number of the right");
  words.Expect("as");
  registration.registration_number = words.Take("the number of the registration");
  words.Expect("on");
  registration.registration_date = words.TakeDate();
  return registration;
}

// "patent ZL… on 2024-06-01"
PledgeRelease TakeRelease(Words& words) {
  PledgeRelease release;
  release.kind = words.TakeEnum<IpKind>("kind of right", kIpKindCount);
  release.number = words.Take("the number of the right");
  words.Expect("on");
  release.release_date = words.TakeDate();
  return release;
}

// "patent ZL… 800,000.00 registered Y2024980000001 2024-01-10"
IpRight TakeRight(Words& words) {
  IpRight right;
  right.kind = words.TakeEnum<IpKind>("kind of right", kIpKindCount);
  right.number = words.Take("the number of the right");
  right.secured = words.TakeMoney();
  if (words.TakeIf("registered")) {
    right.registration_number = words.Take("the number of the registration");
    right.registration_date = words.TakeDate();
  }
  return right;
}

// "4.35%" in ppm.
std::int32_t TakeRate(Words& words) {
  std::string word = words.Take("a rate");
  double percent = 0;
  if (!absl::EndsWith(word, "%") || !absl::SimpleAtod(word.substr(0, word.size() - 1), &percent)) {
    words.Fail("no rate: " + word);
  }
  return static_cast<std::int32_t>(percent * 10'000 + 0.5);
}

// The clauses of a loan, in any order. What is not said: a small firm of Hohhot, all of the
// contract amount secured on IP rights.
std::shared_ptr<const NewLoan> TakeNewLoan(Words& words, LoanId id) {
  auto loan = std::make_shared<NewLoan>(ANewLoan());
  loan->id = std::move(id);
  loan->rights.clear();
  loan->draw = Draw();
  bool ip_part_given = false;
  while (!words.done()) {
    if (words.TakeIf("contract")) {
      loan->contract_amount = words.TakeMoney();
    } else if (words.TakeIf("ip-part")) {
      loan->ip_part = words.TakeMoney();
      ip_part_given = true;
    } else if (words.TakeIf("draw")) {
      loan->draw = TakeDraw(words);
    } else if (words.TakeIf("right")) {
      loan->rights.push_back(TakeRight(words));
    } else if (words.TakeIf("form")) {
      constexpr absl::string_view kForms[] = {"", "trademark", "product", "farm-product"};
      const std::string form = words.Take("form");
      const auto* found = std::find(std::begin(kForms), std::end(kForms), form);
      if (found == std::end(kForms) || loan->rights.empty()) {
        words.Fail("no form: " + form);
      } else {
        loan->rights.back().form =
            static_cast<GeographicalIndicationForm>(found - std::begin(kForms));
      }
    } else if (words.TakeIf("branch")) {
      loan->branch_code = words.Take("branch");
    } else if (words.TakeIf("firm")) {
      loan->borrower.unified_social_credit_code = words.Take("credit code");
      loan->borrower.name = words.Take("name of the firm");
    } else if (words.TakeIf("division")) {
      loan->borrower.division_code = words.Take("division");
    } else if (words.TakeIf("size")) {
      loan->borrower.firm_size = words.TakeEnum<FirmSize>("size", kFirmSizeCount);
    } else if (words.TakeIf("industry")) {
      loan->borrower.industry_code = words.Take("industry");
    } else if (words.TakeIf("rate")) {
      loan->annual_rate_ppm = TakeRate(words);
    } else if (words.TakeIf("renews")) {
      loan->renews_contract_number = words.Take("contract");
    } else {
      words.Fail("no clause of a loan: " + words.Peek());
    }
  }
  if (!ip_part_given) loan->ip_part = loan->contract_amount;
  return loan;
}

Replacement TakeReplacement(Words& words, const LoanId& id) {
  if (words.TakeIf("void")) return std::monostate();
  if (words.TakeIf("loan")) return TakeNewLoan(words, id);
  if (words.TakeIf("draw")) return TakeDraw(words);
  if (words.TakeIf("repayment")) return TakeRepayment(words);
  if (words.TakeIf("extension")) return TakeExtension(words);
  if (words.TakeIf("class")) return TakeClassChange(words);
  if (words.TakeIf("registration")) return TakeRegistration(words);
  if (words.TakeIf("release")) return TakeRelease(words);
  words.Fail("no replacement: " + words.Peek());
  return std::monostate();
}

// "qingcao partner-bank branch 313651027012 standing warned"
Body TakeBody(Words& words) {
  const std::string id = words.Take("body");
  Body body = ABody(id, words.TakeEnum<BodyKind>("kind of body", kBodyKindCount));
  while (words.TakeIf("branch")) body.branch_codes.push_back(words.Take("branch"));
  if (words.TakeIf("name")) body.name_zh = words.Take("name");
  if (words.TakeIf("standing")) {
    body.standing = words.TakeEnum<Standing>("standing", kStandingCount);
  }
  return body;
}

// "before-2021 disbursed-ip-part 500,000,000.00 through 2020-12-31 unit 150100"
OpeningFigure TakeOpeningFigure(Words& words) {
  OpeningFigure figure = AnOpeningFigure(words.Take("name of the figure"));
  figure.measure = words.TakeEnum<Measure>("measure", kMeasureCount);
  const bool counts = figure.measure >= Measure::kLoans;
  figure.value = counts ? words.TakeNumber() : words.TakeFen();
  words.Expect("through");
  figure.through_date = words.TakeDate();
  if (words.TakeIf("unit")) figure.reporting_unit = words.Take("unit");
  if (words.TakeIf("source")) figure.source = words.Take("source");
  return figure;
}

}  // namespace

// "M1 deposit-placed 1,000.00 on 2024-01-05 with qingcao reference R1 memo text"
FundMovement TakeMovement(Words& words) {
  FundMovement movement = AMovement(words.Take("number of the voucher"));
  movement.kind = words.TakeEnum<FundMovementKind>("kind of movement", kFundMovementKindCount);
  movement.amount = words.TakeMoney();
  words.Expect("on");
  movement.date = words.TakeDate();
  if (words.TakeIf("with")) movement.counterparty = words.Take("body");
  if (words.TakeIf("reference")) movement.bank_reference = words.Take("reference");
  if (words.TakeIf("memo")) movement.memo = words.Take("memo");
  return movement;
}

// "X1 of M1 because text reference R1"
FundReversal TakeReversal(Words& words) {
  FundReversal reversal = AReversal(words.Take("number of the voucher"));
  words.Expect("of");
  reversal.reverses_id = words.Take("number of the movement");
  words.Expect("because");
  reversal.reason = words.Take("reason");
  if (words.TakeIf("reference")) reversal.bank_reference = words.Take("reference");
  return reversal;
}

Command TakeCommand(Words& words, const std::string& bank, const Labels& labels) {
  const std::string verb = words.Take("what to do");
  if (verb == "register-body") return RegisterBody{TakeBody(words)};
  if (verb == "amend-body") return AmendBody{TakeBody(words), "变更"};
  if (verb == "record-opening-figure") return RecordOpeningFigure{TakeOpeningFigure(words)};
  if (verb == "publish-report") {
    const std::string month = words.Take("month");
    if (!ParseMonth(month).ok()) words.Fail("no month: " + month);
    return PublishReport{.month = ParseMonth(month).value_or(0), .at = 0, .figures = {}};
  }
  if (verb == "record-movement") return RecordFundMovement{TakeMovement(words)};
  if (verb == "reverse-movement") return ReverseFundMovement{TakeReversal(words)};
  if (std::optional<Command> command = TakeTermsCommand(verb, words)) return *std::move(command);
  if (std::optional<Command> command = TakeReconciliationCommand(verb, words, labels)) {
    return *std::move(command);
  }
  // The rest is about a loan: "C1", or "yunshan/C1" when the caller is no bank.
  LoanId id{bank, words.Take("contract number")};
  if (const std::size_t slash = id.contract_number.find('/'); slash != std::string::npos) {
    id = {id.contract_number.substr(0, slash), id.contract_number.substr(slash + 1)};
  }
  if (verb == "record-loan") return RecordLoan{TakeNewLoan(words, id)};
  if (verb == "record-draw") return RecordDraw{id, TakeDraw(words)};
  if (verb == "record-repayment") return RecordRepayment{id, TakeRepayment(words)};
  if (verb == "record-extension") return RecordExtension{id, TakeExtension(words)};
  if (verb == "record-class-change") return RecordClassChange{id, TakeClassChange(words)};
  if (verb == "record-pledge-registration") {
    return RecordPledgeRegistration{id, TakeRegistration(words)};
  }
  if (verb == "record-pledge-release") return RecordPledgeRelease{id, TakeRelease(words)};
  if (verb == "correct-loan") {
    CorrectLoan correction{
        .loan = id, .corrects_entry = words.TakeEntry(labels), .reason = "", .replacement = {}};
    words.Expect("because");
    correction.reason = words.Take("reason");
    correction.replacement = TakeReplacement(words, id);
    return correction;
  }
  if (std::optional<Command> command = TakeCoverCommand(verb, id, words, labels)) {
    return *std::move(command);
  }
  words.Fail("nothing is called " + verb);
  return TurnDay{};
}

}  // namespace ippledge
