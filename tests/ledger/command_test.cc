#include "ledger/command.h"

#include <gtest/gtest.h>

#include <fstream>
#include <map>
#include <random>
#include <set>
#include <sstream>
#include <string>
#include <utility>
#include <vector>

#include "absl/strings/escaping.h"
#include "absl/strings/str_cat.h"
#include "tests/ledger/cover_commands.h"
#include "tests/testing/builders.h"
#include "tests/testing/reconciliation_samples.h"
#include "tests/testing/trust_samples.h"

namespace ippledge {
namespace {

constexpr char kGoldenPath[] = "tests/ledger/command_golden.txt";

std::string CanonicalOf(const Command& command) {
  std::string bytes;
  AppendCanonical(command, bytes);
  return bytes;
}

TEST(Command, Examples) {
  EXPECT_EQ(*LoanIdOf(Recording(ADraw())), AnId());
  EXPECT_EQ(LoanIdOf(TurnDay{Day("2024-01-02")}), nullptr);
  // Its place in the list of commands, then days since 1970-01-01.
  EXPECT_EQ(absl::BytesToHexString(CanonicalOf(TurnDay{Day("1970-01-11")})),
            "0400000000000000"
            "0a00000000000000");
  std::string bytes = "before";
  AppendCanonical(TurnDay{Day("1970-01-11")}, bytes);
  EXPECT_EQ(bytes, "before" + CanonicalOf(TurnDay{Day("1970-01-11")}));
}

// A loan whose every field is filled.
NewLoan AFullLoan() {
  NewLoan loan = ANewLoan();
  loan.branch_code = CnapsCode(1);
  loan.rights[0].registration_number = "Y2024980000001";
  loan.rights[0].registration_date = Day("2024-01-08");
  IpRight indication = ATrademark();
  indication.kind = IpKind::kGeographicalIndication;
  indication.number = "AGI02001";
  indication.form = GeographicalIndicationForm::kFarmProduct;
  loan.rights.push_back(indication);
  loan.renews_contract_number = "HT-0";
  return loan;
}

// A command of each kind, and a correction of each kind. Add to the end; never change one.
std::vector<std::pair<std::string, Command>> Samples() {
  RecordTotals totals;
  for (std::size_t i = 0; i < totals.state_hash.size(); ++i) {
    totals.state_hash[i] = static_cast<std::uint8_t>(i);
  }
  Body body = ABank("qingcao");
  body.standing = Standing::kWarned;
  OpeningFigure opening = AnOpeningFigure();
  opening.reporting_unit = "150100";
  Repayment of_draw = ARepayment();
  of_draw.draw_number = "D1";
  Extension of_one = AnExtension();
  of_one.draw_number = "D1";
  FundMovement movement = AMovement("PZ-1", FundMovementKind::kDepositPlaced);
  movement.counterparty = "qingcao";
  movement.bank_reference = "L-7";
  movement.memo = "定期一年";
  FundReversal reversal = AReversal("PZ-2", "PZ-1");
  reversal.bank_reference = "L-8";
  std::vector<std::pair<std::string, Command>> samples = {
      {"FoundProgramme", FoundProgramme{"nm", AConstitution(), Day("2024-06-30")}},
      {"RegisterBody", RegisterBody{body}},
      {"AmendBody", AmendBody{body, "更名"}},
      {"RecordOpeningFigure", RecordOpeningFigure{opening}},
      {"TurnDay", TurnDay{Day("2024-07-01")}},
      {"RecordTotals", totals},
      {"PublishReport", PublishReport{.month = 653, .at = 40, .figures = {1, 2}}},
      {"CutTail", CutTail{.bytes = 4096, .operator_word = "断电"}},
      {"RecordLoan", Recording(AFullLoan())},
      {"RecordDraw", Recording(ADraw())},
      {"RecordRepayment", Recording(of_draw)},
      {"RecordExtension", Recording(of_one)},
      {"RecordClassChange", Recording(AClassChange())},
      {"RecordPledgeRegistration", Recording(ARegistration())},
      {"RecordPledgeRelease", Recording(ARelease())},
      {"CorrectLoan.void", Voiding(12)},
      {"CorrectLoan.loan", Correcting(12, AFullLoan())},
      {"CorrectLoan.draw", Correcting(12, ADraw())},
      {"CorrectLoan.repayment", Correcting(12, of_draw)},
      {"CorrectLoan.extension", Correcting(12, of_one)},
      {"CorrectLoan.class_change", Correcting(12, AClassChange())},
      {"CorrectLoan.pledge_registration", Correcting(12, ARegistration())},
      {"CorrectLoan.pledge_release", Correcting(12, ARelease())},
      {"RecordFundMovement", RecordFundMovement{movement}},
      {"ReverseFundMovement", ReverseFundMovement{reversal}},
  };
  for (auto& sample : CoverCommands()) samples.push_back(std::move(sample));
  for (const Event& event : ReconciliationSamples()) {
    samples.emplace_back(std::string(KindOf(event)), CommandOf(event));
  }
  for (const Event& event : TrustSamples()) {
    samples.emplace_back(std::string(KindOf(event)), CommandOf(event));
  }
  return samples;
}

// A difference means that every request id ever used would be refused as reused: mend the encoding,
// not the file. New kinds add lines.
TEST(CommandCanonical, BytesAreFrozen) {
  std::string text;
  for (const auto& [name, command] : Samples()) {
    absl::StrAppend(&text, name, " ", absl::BytesToHexString(CanonicalOf(command)), "\n");
  }
  std::ifstream file(kGoldenPath);
  std::stringstream golden;
  golden << file.rdbuf();
  EXPECT_EQ(text, golden.str());
}

TEST(CommandCanonical, HasASampleOfEachKind) {
  std::set<std::size_t> kinds;
  for (const auto& [name, command] : Samples()) {
    kinds.insert(command.index());
    EXPECT_EQ(CanonicalOf(command).substr(0, 8),
              std::string(1, static_cast<char>(command.index())) + std::string(7, '\0'));
  }
  EXPECT_EQ(kinds.size(), std::variant_size_v<Command>);
}

TEST(Command, OnlyTermsAndRunsAreOfNoLoan) {
  const std::set<absl::string_view> without = {"IssuePolicy", "EnterCalendar", "EnterLendingRate",
                                               "RunPayments", "RecordPortfolioFigure"};
  for (const auto& [name, command] : CoverCommands()) {
    const LoanId* id = LoanIdOf(command);
    ASSERT_EQ(id == nullptr, without.contains(name)) << name;
    if (id != nullptr) {
      EXPECT_EQ(*id, AnId());
    }
  }
}

TEST(CommandCanonical, LeavesOutWhatTheLedgerItselfAdds) {
  // Founded again on another day, and a report whose figures were read at another position.
  EXPECT_EQ(CanonicalOf(FoundProgramme{"nm", AConstitution(), Day("2024-06-30")}),
            CanonicalOf(FoundProgramme{"nm", AConstitution(), Day("2024-07-01")}));
  EXPECT_EQ(CanonicalOf(PublishReport{.month = 653, .at = 40, .figures = {1}}),
            CanonicalOf(PublishReport{.month = 653, .at = 41, .figures = {}}));
}

// Makes commands of few and small values, and notes each choice: two commands are equal exactly
// when the same choices were made.
class Chooser {
 public:
  explicit Chooser(std::mt19937_64& random) : random_(random) {}

  const std::vector<int>& choices() const { return choices_; }
  int Below(int n) {
    choices_.push_back(static_cast<int>(random_() % static_cast<unsigned>(n)));
    return choices_.back();
  }
  std::string AnyText() {
    std::string text;
    for (int i = Below(3); i > 0; --i) text.push_back("a\0\1"[Below(3)]);
    return text;
  }
  Date AnyDate() { return Date::OfDays(Below(3) - 1); }
  Money AnyMoney() { return Money::OfFen(Below(3) - 1); }
  template <typename E>
  E AnyEnum() {
    return static_cast<E>(Below(3));
  }
  std::optional<Date> MaybeDate() {
    if (Below(2) == 0) return std::nullopt;
    return AnyDate();
  }
  LoanId AnyId() { return {AnyText(), AnyText()}; }
  Draw AnyDraw() { return {AnyText(), AnyDate(), AnyDate(), AnyMoney()}; }
  Repayment AnyRepayment() { return {AnyText(), AnyText(), AnyDate(), AnyMoney(), AnyMoney()}; }
  Extension AnyExtension() { return {AnyText(), AnyDate(), AnyDate()}; }
  ClassChange AnyClassChange() { return {AnyDate(), AnyEnum<LoanClass>(), Below(3)}; }
  PledgeRegistration AnyRegistration() {
    return {AnyEnum<IpKind>(), AnyText(), AnyText(), AnyDate()};
  }
  PledgeRelease AnyRelease() { return {AnyEnum<IpKind>(), AnyText(), AnyDate()}; }
  std::shared_ptr<const NewLoan> AnyLoan() {
    auto loan = std::make_shared<NewLoan>();
    loan->id = AnyId();
    loan->branch_code = AnyText();
    loan->borrower = {AnyText(), AnyText(), AnyText(), AnyEnum<FirmSize>(), AnyText()};
    loan->contract_amount = AnyMoney();
    loan->ip_part = AnyMoney();
    loan->annual_rate_ppm = Below(3);
    for (int i = Below(3); i > 0; --i) {
      loan->rights.push_back({AnyEnum<IpKind>(), AnyText(), AnyEnum<GeographicalIndicationForm>(),
                              AnyMoney(), AnyText(), MaybeDate()});
    }
    loan->draw = AnyDraw();
    loan->renews_contract_number = AnyText();
    return loan;
  }
  Body AnyBody() {
    Body body{AnyText(), AnyEnum<BodyKind>(), AnyText(), AnyText(), {}, {}, Standing::kActive};
    for (int i = Below(3); i > 0; --i) body.branch_codes.push_back(AnyText());
    body.agreement_date = MaybeDate();
    body.standing = AnyEnum<Standing>();
    return body;
  }
  Constitution AnyConstitution() {
    Constitution c;
    c.title_zh = AnyText();
    c.title_en = AnyText();
    c.currency_code = AnyText();
    c.time_zone = AnyText();
    c.target = Below(3);
    c.counted_measure = AnyEnum<Measure>();
    for (int i = Below(3); i > 0; --i) c.milestones.push_back({AnyDate(), Below(3)});
    for (int i = Below(3); i > 0; --i) {
      c.reporting_units.push_back({AnyText(), AnyText(), AnyText(), AnyText()});
    }
    c.schemes = {AnyEnum<CodeScheme>(), AnyEnum<CodeScheme>(), AnyEnum<CodeScheme>(),
                 AnyEnum<CodeScheme>(), AnyEnum<CodeScheme>()};
    c.fund_fen = Below(3);
    return c;
  }
  Replacement AnyReplacement() {
    switch (Below(8)) {
      case 0:
        return std::monostate();
      case 1:
        return AnyLoan();
      case 2:
        return AnyDraw();
      case 3:
        return AnyRepayment();
      case 4:
        return AnyExtension();
      case 5:
        return AnyClassChange();
      case 6:
        return AnyRegistration();
      default:
        return AnyRelease();
    }
  }
  Command AnyCommand() {
    switch (Below(19)) {
      case 16:
        return ConfirmPayment{AnyId(), AnyText(), AnyText(), AnyDate(), AnyText()};
      case 17:
        return TakeClaimStep{AnyId(),
                             AnyText(),
                             AnyEnum<WorkStep>(),
                             AnyEnum<StepDecision>(),
                             Below(3),
                             {AnyEnum<DecisionReason>(), AnyText()}};
      case 18:
        return ReportRisk{AnyId(), {AnyEnum<RiskKind>(), AnyDate(), AnyText(), Below(2) == 1}};
      case 0:
        return FoundProgramme{AnyText(), AnyConstitution(), Date()};
      case 1:
        return RegisterBody{AnyBody()};
      case 2:
        return AmendBody{AnyBody(), AnyText()};
      case 3:
        return RecordOpeningFigure{
            {AnyText(), AnyEnum<Measure>(), Below(3), AnyDate(), AnyText(), AnyText()}};
      case 4:
        return TurnDay{AnyDate()};
      case 5:
        return PublishReport{.month = Below(3), .at = 0, .figures = {}};
      case 6:
        return CutTail{.bytes = Below(3), .operator_word = AnyText()};
      case 7:
        return RecordLoan{AnyLoan()};
      case 8:
        return RecordDraw{AnyId(), AnyDraw()};
      case 9:
        return RecordRepayment{AnyId(), AnyRepayment()};
      case 10:
        return RecordExtension{AnyId(), AnyExtension()};
      case 11:
        return RecordClassChange{AnyId(), AnyClassChange()};
      case 12:
        return Below(2) == 0 ? Command(RecordPledgeRegistration{AnyId(), AnyRegistration()})
                             : Command(RecordPledgeRelease{AnyId(), AnyRelease()});
      case 13:
        return RecordFundMovement{{AnyText(), AnyEnum<FundMovementKind>(), AnyMoney(), AnyDate(),
                                   AnyText(), AnyText(), AnyText()}};
      case 14:
        return ReverseFundMovement{{AnyText(), AnyText(), AnyText(), AnyText()}};
      default:
        return CorrectLoan{AnyId(), Below(3), AnyText(), AnyReplacement()};
    }
  }

 private:
  std::mt19937_64& random_;
  std::vector<int> choices_;
};

// Text moves between neighbouring fields, lists grow and shrink, bytes of lengths appear in texts:
// different commands never give the same bytes.
// However long its texts are: what is written bit by bit is not cut anywhere.
TEST(CommandCanonical, TakesTextsOfAnyLength) {
  const auto correction = [](std::size_t size) {
    return CorrectLoan{.loan = {.bank = "b", .contract_number = std::string(size, 'c')},
                       .corrects_entry = 7,
                       .reason = std::string(size / 2, 'r'),
                       .replacement = {}};
  };
  const auto number = [](std::uint64_t value) {
    std::string bytes;
    for (int i = 0; i < 8; ++i) bytes.push_back(static_cast<char>(value >> (8 * i)));
    return bytes;
  };
  const std::string kind = CanonicalOf(correction(0)).substr(0, 8);
  for (std::size_t size = 0; size < 3000; ++size) {
    const CorrectLoan command = correction(size);
    ASSERT_EQ(CanonicalOf(command), kind + number(1) + "b" + number(size) +
                                        command.loan.contract_number + number(7) +
                                        number(size / 2) + command.reason + number(0))
        << size;
  }
}

TEST(CommandCanonical, DifferentCommandsGiveDifferentBytes) {
  constexpr std::uint64_t kSeed = 20240630;
  std::mt19937_64 random(kSeed);
  std::map<std::string, std::vector<int>> seen;
  int repeated = 0;
  for (int i = 0; i < 30'000; ++i) {
    Chooser chooser(random);
    // Braces of an initialiser list are evaluated in order: so are the choices.
    const std::string bytes = CanonicalOf(chooser.AnyCommand());
    const auto [at, is_new] = seen.emplace(bytes, chooser.choices());
    repeated += is_new ? 0 : 1;
    ASSERT_EQ(at->second, chooser.choices()) << "seed " << kSeed << " step " << i;
  }
  EXPECT_GT(repeated, 1'000) << "equal commands came as well";
}

// One change of one field at a time, over a full loan.
TEST(CommandCanonical, EveryFieldOfALoanCounts) {
  using L = NewLoan;
  const std::vector<void (*)(L&)> changes = {
      [](L&) {},
      [](L& l) { l.id.bank += "x"; },
      [](L& l) { l.id.contract_number += "x"; },
      [](L& l) { l.branch_code += "x"; },
      [](L& l) { l.borrower.name += "x"; },
      [](L& l) { l.borrower.unified_social_credit_code += "x"; },
      [](L& l) { l.borrower.division_code += "x"; },
      [](L& l) { l.borrower.firm_size = FirmSize::kMicro; },
      [](L& l) { l.borrower.industry_code += "x"; },
      [](L& l) { l.contract_amount = Fen(1); },
      [](L& l) { l.ip_part = Fen(1); },
      [](L& l) { l.annual_rate_ppm = 1; },
      [](L& l) { l.rights.pop_back(); },
      [](L& l) { l.rights[0].kind = IpKind::kDataIp; },
      [](L& l) { l.rights[0].number += "x"; },
      [](L& l) { l.rights[1].form = GeographicalIndicationForm::kProduct; },
      [](L& l) { l.rights[0].secured = Fen(1); },
      [](L& l) { l.rights[0].registration_number += "x"; },
      [](L& l) { l.rights[0].registration_date.reset(); },
      [](L& l) { l.rights[0].registration_date = Date(); },
      [](L& l) { std::swap(l.rights[0], l.rights[1]); },
      [](L& l) { l.draw.draw_number += "x"; },
      [](L& l) { l.draw.disbursement_date = Date(); },
      [](L& l) { l.draw.maturity_date = Date(); },
      [](L& l) { l.draw.principal = Fen(1); },
      [](L& l) { l.renews_contract_number += "x"; },
  };
  std::map<std::string, std::size_t> seen;
  for (std::size_t i = 0; i < changes.size(); ++i) {
    NewLoan loan = AFullLoan();
    changes[i](loan);
    const auto [at, is_new] = seen.emplace(CanonicalOf(Recording(loan)), i);
    EXPECT_TRUE(is_new) << i << " and " << at->second;
  }
}

}  // namespace
}  // namespace ippledge
