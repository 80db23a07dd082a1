#include "tests/engine/golden_script.h"

#include <gtest/gtest.h>

#include <memory>
#include <utility>
#include <vector>

#include "absl/strings/str_cat.h"
#include "tests/testing/status_matchers.h"

namespace ippledge::engine {
namespace {

const Caller kMaker = {"qingcao", Role::kBankMaker, "p-8", "p-9"};
const Caller kOffice = {"ip-office", Role::kIpOffice, "p-7", ""};
const Caller kOffices = {"ip-office", Role::kIpOffice, "p-7", "p-6"};
const Caller kSystem = {"system", Role::kSystem, "", ""};

Money Fen(std::int64_t fen) { return Money::OfFen(fen); }

RequestId IdOf(std::uint8_t n) {
  RequestId id{};
  id.fill(n);
  return id;
}

Constitution GoldenConstitution() {
  Constitution constitution;
  constitution.title_zh = "知识产权质押融资计划";
  constitution.title_en = "A golden programme";
  constitution.currency_code = "CNY";
  constitution.time_zone = "Asia/Shanghai";
  constitution.target = 1'000'000'000'000;
  constitution.counted_measure = Measure::kDisbursedIpPart;
  constitution.milestones = {{Date::Of(2023, 12, 31), 600'000'000'000},
                             {Date::Of(2025, 12, 31), 1'000'000'000'000}};
  constitution.reporting_units = {{"150100", "呼和浩特市", "Hohhot", ""},
                                  {"150700", "呼伦贝尔市", "Hulunbuir", ""},
                                  {"150781", "满洲里市", "Manzhouli", "150700"}};
  constitution.schemes.industry = CodeScheme::kFreeText;
  constitution.fund_fen = 20'000'000'000;
  return constitution;
}

Body GoldenBank(const std::string& id) {
  return {id,
          BodyKind::kPartnerBank,
          "青草银行",
          "Bank " + id,
          {"102191000018"},
          Date::Of(2021, 8, 1),
          Standing::kActive};
}

NewLoan GoldenLoan(const std::string& contract_number) {
  NewLoan loan;
  loan.id = {"qingcao", contract_number};
  loan.branch_code = "102191000018";
  loan.borrower = {"某科技有限公司", "91150100MA0N000X2D", "150781", FirmSize::kSmall, "mining"};
  loan.contract_amount = Fen(300'000'000);
  loan.ip_part = Fen(200'000'000);
  loan.annual_rate_ppm = 43'500;
  loan.rights = {{IpKind::kPatent, "ZL201710601862.3", GeographicalIndicationForm::kUnspecified,
                  Fen(150'000'000), "Y2024150000001", Date::Of(2024, 3, 5)},
                 {IpKind::kGeographicalIndication, "AGI2020-01-02",
                  GeographicalIndicationForm::kFarmProduct, Fen(50'000'000), "", std::nullopt}};
  loan.draw = {"JJ-1", Date::Of(2024, 3, 1), Date::Of(2025, 3, 1), Fen(100'000'000)};
  return loan;
}

RecordLoan Recording(NewLoan loan) { return {std::make_shared<const NewLoan>(std::move(loan))}; }

// Loan `n` of a batch: dates, places, kinds and rights all follow from the number.
NewLoan LoanOfBatch(int n) {
  NewLoan loan = GoldenLoan(absl::StrCat("HT-", n));
  loan.borrower.division_code = n % 2 == 0 ? "150105" : "150781";
  loan.borrower.unified_social_credit_code = "";
  loan.borrower.name = absl::StrCat("公司", n % 40);
  loan.draw.disbursement_date = Date::Of(2021, 1, 1) + 5 * (n % 248);
  loan.draw.principal = Fen(1'000'000 * (n % 248 + 1));
  loan.rights.resize(static_cast<std::size_t>(1 + n % 2));
  loan.rights[0].kind = static_cast<IpKind>(1 + n % 8);
  loan.rights[0].number = absl::StrCat("R", n % 100);
  return loan;
}

Submission GoldenBatchOf(int first, int last, std::uint8_t request) {
  Submission batch;
  batch.caller = kMaker;
  batch.request_id = IdOf(request);
  batch.is_batch = true;
  for (int n = first; n <= last; ++n) batch.rows.emplace_back(Recording(LoanOfBatch(n)));
  return batch;
}

}  // namespace

Submission GoldenCommand(const Caller& caller, Command command, std::uint8_t request) {
  Submission submission;
  submission.caller = caller;
  if (request != 0) submission.request_id = IdOf(request);
  submission.rows.emplace_back(std::move(command));
  return submission;
}

Outcome AskGolden(Engine& engine, Submission submission) {
  Outcome outcome = engine.Execute(std::move(submission));
  EXPECT_THAT(outcome.status, IsOk());
  EXPECT_FALSE(outcome.already_recorded);
  EXPECT_GT(outcome.entry, 0);
  return outcome;
}

Submission GoldenLoanRecorded(const std::string& contract_number, std::uint8_t request) {
  return GoldenCommand(kMaker, Recording(GoldenLoan(contract_number)), request);
}

Submission GoldenBatch() {
  Submission batch = GoldenBatchOf(10, 9 + kGoldenBatchRows, 30);
  batch.rows.insert(batch.rows.begin(), Command(Recording(GoldenLoan("HT-1"))));
  batch.rows.emplace_back(Refuse({{Reason::kCheckDigitWrong,
                                   "rows[239].loan.branch_code",
                                   {{"got", "102191000019"}, {"want", "102191000018"}}},
                                  {Reason::kFieldRequired, "rows[239].loan.draw", {}}},
                                 2));
  batch.rows.emplace_back(
      RecordRepayment{{"qingcao", "HT-404"}, {"R1", "", Date::Of(2024, 4, 1), Fen(1), Fen(0)}});
  return batch;
}

void WriteGoldenStore(Engine& engine, FakeClock& clock) {
  const LoanId id = {"qingcao", "HT-1"};
  const auto must = [&](const Caller& caller, Command command, std::uint8_t request = 0) {
    return AskGolden(engine, GoldenCommand(caller, std::move(command), request)).entry;
  };
  const auto correct = [&](std::int64_t entry, Replacement replacement) {
    must(kMaker, CorrectLoan{id, entry, "抄写错误", std::move(replacement)});
  };
  must(kOffice, FoundProgramme{kGoldenProgramme, GoldenConstitution(), Date::Of(2024, 5, 20)}, 1);
  must(kOffice, RegisterBody{GoldenBank("qingcao")}, 2);
  must(kOffice, RegisterBody{GoldenBank("yunshan")});
  Body amended = GoldenBank("yunshan");
  amended.standing = Standing::kExpelled;
  must(kOffices, AmendBody{amended, "expelled"});
  must(kOffice, RecordOpeningFigure{{"before-2021", Measure::kDisbursedIpPart, 50'000'000'000,
                                     Date::Of(2020, 12, 31), "150100", "2020年统计报表"}});
  must(kMaker, Recording(GoldenLoan("HT-1")), 20);
  const Draw second = {"JJ-2", Date::Of(2024, 4, 1), Date::Of(2025, 4, 1), Fen(50'000'000)};
  const std::int64_t draw = must(kMaker, RecordDraw{id, second}, 21);
  const Repayment paid = {"R1", "JJ-1", Date::Of(2024, 4, 2), Fen(10'000'000), Fen(77)};
  const std::int64_t repayment = must(kMaker, RecordRepayment{id, paid}, 22);
  const Extension longer = {"JJ-2", Date::Of(2024, 5, 2), Date::Of(2025, 10, 1)};
  const std::int64_t extension = must(kMaker, RecordExtension{id, longer}, 23);
  const ClassChange worse = {Date::Of(2024, 5, 3), LoanClass::kSpecialMention, 31};
  const std::int64_t change = must(kMaker, RecordClassChange{id, worse}, 24);
  const PledgeRegistration registered = {IpKind::kGeographicalIndication, "AGI2020-01-02", "D-1",
                                         Date::Of(2024, 5, 4)};
  const std::int64_t registration = must(kMaker, RecordPledgeRegistration{id, registered}, 25);
  const PledgeRelease released = {IpKind::kPatent, "ZL201710601862.3", Date::Of(2024, 5, 5)};
  const std::int64_t release = must(kMaker, RecordPledgeRelease{id, released}, 26);
  clock.Advance(absl::Hours(50));  // two days later
  engine.Tick();
  Draw smaller = second;
  smaller.principal = Fen(40'000'000);
  correct(draw, smaller);
  Repayment other = paid;
  other.interest = Fen(78);
  correct(repayment, other);
  correct(extension, Extension{"JJ-2", Date::Of(2024, 5, 2), Date::Of(2025, 11, 1)});
  correct(change, ClassChange{Date::Of(2024, 5, 3), LoanClass::kSubstandard, 95});
  correct(registration, PledgeRegistration{IpKind::kGeographicalIndication, "AGI2020-01-02", "D-2",
                                           Date::Of(2024, 5, 4)});
  correct(release, std::monostate());
  NewLoan terms = GoldenLoan("HT-1");
  terms.contract_amount = Fen(310'000'000);
  correct(6 + 1, std::make_shared<const NewLoan>(terms));
  AskGolden(engine, GoldenBatch());
  Submission whole = GoldenBatchOf(1'000, 1'179, 31);
  whole.all_or_nothing = true;
  AskGolden(engine, std::move(whole));
  must(kOffice, PublishReport{(2024 - 1970) * 12 + 3, 20, {1, 2, 3, 4, 5, 6, 7, 8}});
  must(kSystem, CutTail{4'096, "断电后截断"});
  NewLoan renewed = GoldenLoan("HT-2");
  renewed.renews_contract_number = "HT-1";
  must(kMaker, Recording(renewed), 40);
  WriteGoldenCover(engine, clock);
  WriteGoldenReconciliation(engine);
  WriteGoldenTrust(engine);
}

}  // namespace ippledge::engine
