// Stores written by each release, in tests/format/, are opened by all later ones: the same history,
// the same sums, the same answers.
//
// Everything here is spelt out, so that no change elsewhere changes what is asked of an old store.
#include <gmock/gmock.h>

#include <cstdlib>
#include <filesystem>
#include <fstream>
#include <sstream>

#include "engine/programmes.h"
#include "proof/hash.h"
#include "storage/journal.h"
#include "storage/keys.h"
#include "tests/testing/fake_clock.h"
#include "tests/testing/refolded.h"
#include "tests/testing/status_matchers.h"
#include "tests/testing/temp_folder.h"

namespace ippledge::engine {
namespace {

namespace fs = std::filesystem;

constexpr char kFormats[] = "tests/format";
constexpr char kWriteVariable[] = "IPPLEDGE_WRITE_GOLDEN_STORE";
constexpr char kProgramme[] = "golden";

const Caller kOffice = {"ip-office", Role::kIpOffice, "p-7", ""};
const Caller kMaker = {"qingcao", Role::kBankMaker, "p-8", "p-9"};
const Caller kSystem = {"system", Role::kSystem, "", ""};

Money Fen(std::int64_t fen) { return Money::OfFen(fen); }

RequestId IdOf(std::uint8_t n) {
  RequestId id{};
  id.fill(n);
  return id;
}

Submission One(const Caller& caller, Command command, std::uint8_t request = 0) {
  Submission submission;
  submission.caller = caller;
  if (request != 0) submission.request_id = IdOf(request);
  submission.rows.emplace_back(std::move(command));
  return submission;
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

// A batch with rows of all fates.
Submission GoldenBatch() {
  Submission batch = One(kMaker, Recording(GoldenLoan("HT-1")), 30);  // already recorded
  batch.is_batch = true;
  for (int n = 10; n < 250; ++n) {
    NewLoan loan = GoldenLoan(absl::StrCat("HT-", n));
    loan.borrower.division_code = n % 2 == 0 ? "150105" : "150781";
    loan.borrower.unified_social_credit_code = "";
    loan.borrower.name = absl::StrCat("公司", n % 40);
    loan.draw.disbursement_date = Date::Of(2021, 1, 1) + 5 * n;
    loan.draw.principal = Fen(1'000'000 * n);
    loan.rights.resize(static_cast<std::size_t>(1 + n % 2));
    loan.rights[0].kind = static_cast<IpKind>(1 + n % 8);
    loan.rights[0].number = absl::StrCat("R", n % 100);
    batch.rows.emplace_back(Recording(std::move(loan)));
  }
  batch.rows.emplace_back(Refuse({{Reason::kCheckDigitWrong,
                                   "rows[241].loan.branch_code",
                                   {{"got", "102191000019"}, {"want", "102191000018"}}},
                                  {Reason::kFieldRequired, "rows[241].loan.draw", {}}},
                                 2));
  batch.rows.emplace_back(
      RecordRepayment{{"qingcao", "HT-404"}, {"R1", "", Date::Of(2024, 4, 1), Fen(1), Fen(0)}});
  return batch;
}

// Every kind of entry at least once, in the order of a programme's life. Run once a release.
void WriteStore(Engine& engine, FakeClock& clock) {
  const LoanId id = {"qingcao", "HT-1"};
  const auto must = [&](Submission submission) {
    const Outcome outcome = engine.Execute(std::move(submission));
    EXPECT_THAT(outcome.status, IsOk());
    EXPECT_GT(outcome.entry, 0);
    return outcome.entry;
  };
  const auto correct = [&](std::int64_t entry, Replacement replacement) {
    must(One(kMaker, CorrectLoan{id, entry, "抄写错误", std::move(replacement)}));
  };
  must(One(kOffice, FoundProgramme{kProgramme, GoldenConstitution(), Date::Of(2024, 5, 20)}, 1));
  must(One(kOffice, RegisterBody{GoldenBank("qingcao")}, 2));
  must(One(kOffice, RegisterBody{GoldenBank("yunshan")}));
  Body amended = GoldenBank("yunshan");
  amended.standing = Standing::kExpelled;
  must(One(kOffice, AmendBody{amended, "expelled"}));
  must(One(kOffice, RecordOpeningFigure{{"before-2021", Measure::kDisbursedIpPart, 50'000'000'000,
                                         Date::Of(2020, 12, 31), "150100", "2020年统计报表"}}));
  must(One(kMaker, Recording(GoldenLoan("HT-1")), 20));
  const Draw second = {"JJ-2", Date::Of(2024, 4, 1), Date::Of(2025, 4, 1), Fen(50'000'000)};
  const std::int64_t draw = must(One(kMaker, RecordDraw{id, second}, 21));
  const Repayment paid = {"R1", "JJ-1", Date::Of(2024, 4, 2), Fen(10'000'000), Fen(77)};
  const std::int64_t repayment = must(One(kMaker, RecordRepayment{id, paid}, 22));
  const Extension longer = {"JJ-2", Date::Of(2024, 5, 2), Date::Of(2025, 10, 1)};
  const std::int64_t extension = must(One(kMaker, RecordExtension{id, longer}, 23));
  const ClassChange worse = {Date::Of(2024, 5, 3), LoanClass::kSpecialMention, 31};
  const std::int64_t change = must(One(kMaker, RecordClassChange{id, worse}, 24));
  const PledgeRegistration registered = {IpKind::kGeographicalIndication, "AGI2020-01-02", "D-1",
                                         Date::Of(2024, 5, 4)};
  const std::int64_t registration = must(One(kMaker, RecordPledgeRegistration{id, registered}, 25));
  const PledgeRelease released = {IpKind::kPatent, "ZL201710601862.3", Date::Of(2024, 5, 5)};
  const std::int64_t release = must(One(kMaker, RecordPledgeRelease{id, released}, 26));
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
  must(GoldenBatch());
  must(One(kOffice, PublishReport{(2024 - 1970) * 12 + 3, 20, {1, 2, 3, 4, 5, 6, 7, 8}}));
  must(One(kSystem, CutTail{4'096, "断电后截断"}));
  NewLoan renewed = GoldenLoan("HT-2");
  renewed.renews_contract_number = "HT-1";
  must(One(kMaker, Recording(renewed), 40));
}

// A store as text: what every later release must read from it.
std::string TextOf(const ReadView& view) {
  const Picture& picture = view.picture();
  const Headline& h = picture.headline;
  std::string text = absl::StrCat(
      "position ", picture.position, "\nroot ", proof::HexOf(picture.root), "\ncommit time ",
      picture.commit_time_ms, "\ntoday ", picture.today.ToString(), "\nheadline ", h.contract_fen,
      " ", h.disbursed_fen, " ", h.registered_fen, " ", h.ip_part_fen, " ", h.disbursed_ip_part_fen,
      " ", h.loans, " ", h.registrations, " ", h.loans_open, " ", h.loans_repaid, " ",
      h.loans_voided, " ", h.repaid_fen, "\n");
  const Programme& programme = view.programme();
  for (const RegisteredBody& body : programme.bodies) {
    absl::StrAppend(&text, "body ", body.body.body_id, " ", NameOf(body.body.standing), " ",
                    body.first_entry, " ", body.last_entry, "\n");
  }
  for (const RecordedOpening& opening : programme.openings) {
    absl::StrAppend(&text, "opening ", opening.figure.opening_id, " ", opening.figure.value, "\n");
  }
  for (const PublishedReport& report : programme.reports) {
    absl::StrAppend(&text, "report ", FormatMonth(report.month), " of entry ", report.entry, "\n");
  }
  const Refolded refolded(view);
  std::map<std::string, std::size_t> kinds;
  for (std::int64_t number = 1; number <= view.position(); ++number) {
    ++kinds[std::string(KindOf(refolded.entry(number).events.front()))];
  }
  for (const auto& [kind, count] : kinds) absl::StrAppend(&text, kind, " ", count, "\n");
  for (const char* contract : {"HT-1", "HT-2", "HT-10", "HT-249", "HT-404"}) {
    const LoanRef loan = *view.LoanAt(LoanKey({"qingcao", contract}), view.position());
    absl::StrAppend(&text, "loan ", contract);
    if (loan == nullptr) {
      absl::StrAppend(&text, " unknown\n");
      continue;
    }
    const LoanFigures figures = FiguresOf(*loan);
    absl::StrAppend(&text, " ", NameOf(StateOf(*loan)), " contract ",
                    loan->terms->contract_amount.fen(), " disbursed ", figures.disbursed.fen(),
                    " repaid ", figures.repaid.fen(), " until ", MaturityDateOf(*loan).ToString(),
                    " entries");
    for (const std::int64_t entry : loan->entries) absl::StrAppend(&text, " ", entry);
    absl::StrAppend(&text, "\n");
  }
  for (const std::int64_t at : {std::int64_t{10}, view.position()}) {
    const TotalsQuery query{.measures = {Measure::kDisbursed, Measure::kLoans, Measure::kFirms},
                            .by = {Dimension::kYear, Dimension::kUnit},
                            .at = at};
    const TotalsAnswer answer = *view.Totals(query);
    for (const TotalsSlice& slice : answer.rows) {
      absl::StrAppend(&text, "totals at ", at, " year ", slice.keys[0], " unit ", slice.keys[1]);
      for (const std::int64_t figure : slice.figures) absl::StrAppend(&text, " ", figure);
      absl::StrAppend(&text, "\n");
    }
  }
  return text;
}

std::string Slurp(const fs::path& path) {
  std::ifstream in(path, std::ios::binary);
  std::stringstream text;
  text << in.rdbuf();
  return text.str();
}

std::unique_ptr<Programmes> OpenStore(const std::string& folder, const Clock* clock) {
  auto programmes = Programmes::Open(folder, clock, {.housekeeping = false});
  EXPECT_THAT(programmes, IsOk());
  return *std::move(programmes);
}

TEST(GoldenStore, EveryReleaseIsOpened) {
  int releases = 0;
  for (const fs::directory_entry& release : fs::directory_iterator(kFormats)) {
    if (!release.is_directory()) continue;
    ++releases;
    SCOPED_TRACE(release.path().string());
    const std::string want = Slurp(release.path() / "expected.txt");
    TempFolder folder;
    fs::copy(release.path() / "store", folder.path(), fs::copy_options::recursive);
    FakeClock clock;
    // As it is, then with an index made anew.
    for (int start = 0; start < 2; ++start) {
      const auto programmes = OpenStore(folder.path(), &clock);
      Engine* const engine = programmes->Find(kProgramme);
      ASSERT_NE(engine, nullptr);
      EXPECT_EQ(TextOf(engine->View()), want);
      ExpectAsRefolded(engine->View(), Refolded(engine->View()), 25);
      // What was asked for then is answered as then.
      const Outcome loan = engine->Execute(One(kMaker, Recording(GoldenLoan("HT-1")), 20));
      EXPECT_TRUE(loan.replayed);
      EXPECT_EQ(loan.entry, 7);
      const Outcome batch = engine->Execute(GoldenBatch());
      EXPECT_TRUE(batch.replayed);
      EXPECT_EQ(batch.recorded_rows, 240);
      ASSERT_EQ(batch.verdicts.size(), 3u);
      EXPECT_EQ(batch.verdicts[0].already_recorded_entry, 7);
      EXPECT_EQ(batch.verdicts[1].violations[0].reason, Reason::kCheckDigitWrong);
      EXPECT_EQ(batch.verdicts[1].violations_more, 2);
      fs::remove_all(fs::path(folder.path()) / "programmes" / kProgramme / "index");
    }
    // And it goes on.
    const auto programmes = OpenStore(folder.path(), &clock);
    EXPECT_THAT(programmes->Find(kProgramme)
                    ->Execute(One(kMaker, Recording(GoldenLoan("HT-new")), 99))
                    .status,
                IsOk());
  }
  EXPECT_GT(releases, 0) << "run from the root of the repository";
}

// Makes the golden store of this release: tests/format/README.md.
TEST(GoldenStore, DISABLED_Write) {
  const char* const release = std::getenv(kWriteVariable);
  if (release == nullptr) GTEST_SKIP() << kWriteVariable << " names no folder";
  ASSERT_FALSE(fs::exists(release)) << "a golden store is never written again";
  const fs::path store = fs::path(release) / "store";
  const fs::path programme = store / "programmes" / kProgramme;
  fs::create_directories(programme);
  FakeClock clock;
  {
    // Small logs and rounds, so that tables, logs and several runs of columns are among the files.
    const auto engine = *Engine::Open(
        *storage::LocalLog::Open((programme / "journal").string(), {.wal_bytes_max = 128 << 10}),
        *storage::Index::Open((programme / "index").string(), 1 << 20), &clock,
        {.round_entries = 20, .lag_entries_max = 1'000, .housekeeping = false});
    WriteStore(*engine, clock);
  }
  {
    const auto programmes = OpenStore(store.string(), &clock);
    std::ofstream(fs::path(release) / "expected.txt")
        << TextOf(programmes->Find(kProgramme)->View());
  }
  // Reports of the database, locks and what an open makes anew.
  std::vector<fs::path> needless;
  for (const fs::directory_entry& file : fs::recursive_directory_iterator(store)) {
    const std::string name = file.path().filename().string();
    const bool is_needless = name == "LOCK" || name == "evidence" || name == "IDENTITY" ||
                             name.starts_with("LOG") || name.starts_with("OPTIONS");
    if (is_needless) needless.push_back(file.path());
  }
  for (const fs::path& path : needless) fs::remove_all(path);
}

}  // namespace
}  // namespace ippledge::engine
