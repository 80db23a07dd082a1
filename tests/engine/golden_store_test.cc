// Stores written by each release, in tests/format/, are opened by all later ones: the same history,
// the same sums, the same answers. What the newest was asked is written again to the same bytes.
#include <gmock/gmock.h>

#include <cstdlib>
#include <filesystem>
#include <fstream>
#include <sstream>

#include "absl/strings/numbers.h"
#include "absl/strings/strip.h"
#include "engine/programmes.h"
#include "ledger/adjustment_sheet.h"
#include "ledger/cover_fields.h"
#include "ledger/fields.h"
#include "ledger/reconciliation_fields.h"
#include "ledger/trust_fields.h"
#include "proof/hash.h"
#include "storage/block.h"
#include "storage/codec.h"
#include "storage/journal.h"
#include "storage/keys.h"
#include "tests/engine/golden_script.h"
#include "tests/testing/fake_clock.h"
#include "tests/testing/refolded.h"
#include "tests/testing/status_matchers.h"
#include "tests/testing/temp_folder.h"

namespace ippledge::engine {
namespace {

namespace fs = std::filesystem;

constexpr char kFormats[] = "tests/format";
constexpr char kWriteVariable[] = "IPPLEDGE_WRITE_GOLDEN_STORE";

// What a store knows of the fund and of cover; nothing of those from before there was any.
void AppendCover(const ReadView& view, std::string& text) {
  const Programme& programme = view.programme();
  if (programme.policies.empty()) return;
  for (int i = 1; i < kFundAccountCount; ++i) {
    const auto account = static_cast<FundAccount>(i);
    absl::StrAppend(&text, "account ", NameOf(account), " ",
                    programme.fund.accounts().balance_fen(account), "\n");
  }
  for (const IssuedPolicy& issued : programme.policies) {
    absl::StrAppend(&text, "policy ", issued.policy->policy_id, " version ", issued.policy->version,
                    " sha256 ", proof::HexOf(proof::Sha256(WireOf(*issued.policy))), "\n");
  }
  const LoanRef loan = *view.LoanAt(LoanKey({"qingcao", "HT-2"}), view.position());
  const Cover& cover = *loan->cover;
  absl::StrAppend(&text, "cover ", NameOf(cover.state), " covered ", cover.covered.fen(),
                  " sha256 ", proof::HexOf(proof::Sha256(WireOf(cover))), "\n");
  for (const Claim& claim : cover.claims) {
    absl::StrAppend(&text, "claim ", claim.filing.claim_number, " ", NameOf(claim.state), " loss ",
                    claim.loss.fen(), " of the fund ", claim.fund_amount.fen(), " paid ",
                    claim.paid.fen(), " reserved ", claim.reserved.fen(), "\n");
  }
  absl::StrAppend(&text, "totals of cover");
  for (const std::int64_t fen : programme.cover.sums.fen) absl::StrAppend(&text, " ", fen);
  absl::StrAppend(&text, "\n");
}

// What a store knows of accounts at banks; nothing of those from before there was any.
void AppendReconciliation(const ReadView& view, std::string& text) {
  const Programme& programme = view.programme();
  const ReconciliationBook& book = programme.reconciliation;
  for (const RecordedAccount& recorded : book.accounts()) {
    absl::StrAppend(&text, "account at a bank ", recorded.account.account_id, " of entry ",
                    recorded.entry, " sha256 ",
                    proof::HexOf(proof::Sha256(WireOf(recorded.account))), "\n");
  }
  for (std::size_t i = 0; i < book.statements().size(); ++i) {
    const RecordedStatement& statement = *book.statements().at(i);
    std::string content = WireOf(statement.header);
    for (std::int64_t line = 0; line < statement.lines; ++line) {
      content += WireOf(statement.line(line));
    }
    absl::StrAppend(&text, "statement ", statement.header.import_id, " of entries ",
                    statement.opened_entry, " ", statement.closed_entry, " ",
                    statement.withdrawn_entry, " lines ", statement.lines, " net ",
                    statement.net_fen, " sha256 ", proof::HexOf(proof::Sha256(content)), "\n");
  }
  for (std::size_t i = 0; i < book.matches().size(); ++i) {
    const RecordedMatch& match = book.matches().at(i);
    absl::StrAppend(&text, "match ", match.number, " ", NameOf(match.match.reason), " entries ",
                    match.entry, " ", match.undone_entry);
    for (const LineName& line : match.match.lines) {
      absl::StrAppend(&text, " line ", line.statement, "/", line.line);
    }
    for (const MovementName& movement : match.match.movements) {
      absl::StrAppend(&text, " movement ", movement.entry, "/", movement.ordinal);
    }
    absl::StrAppend(&text, "\n");
  }
  for (const ClosedPeriod& period : book.periods()) {
    absl::StrAppend(&text, "closed ", period.account_id, " ", FormatMonth(period.month),
                    " entries ", period.closed_entry, " ", period.reopened_entry, "\n");
    const AdjustmentSheet sheet =
        SheetOf(book.FindAccount(period.account_id)->account, book, programme.fund,
                LastDayOfMonth(period.month), period.closed_entry);
    absl::StrAppend(&text, "sheet at ", sheet.position, " books ", sheet.book_balance.fen(),
                    " bank ", sheet.bank_balance->fen(), " classes ", sheet.bank_in_sum.fen(), " ",
                    sheet.bank_out_sum.fen(), " ", sheet.book_in_sum.fen(), " ",
                    sheet.book_out_sum.fen(), " difference ", sheet.difference.fen(), "\n");
  }
}

// What a store knows of members, keys, quorums, audits and erasures; nothing of those from before.
void AppendTrust(const ReadView& view, std::string& text) {
  const TrustBook& trust = *view.programme().trust;
  for (const auto& [member, entry] : trust.members) {
    absl::StrAppend(&text, "member ", member.organisation, " ", NameOf(member.role), " ",
                    member.person.empty() ? "everybody" : member.person, " of entry ", entry, "\n");
  }
  for (const RecordedKey& key : trust.keys) {
    absl::StrAppend(&text, "key ", key.key.name, " ", NameOf(key.key.purpose), " entries ",
                    key.entry, " ", key.retired_entry, " sha256 ",
                    proof::HexOf(proof::Sha256(WireOf(key.key))), "\n");
  }
  for (const RecordedQuorum& quorum : trust.quorums) {
    absl::StrAppend(&text, "quorum of entry ", quorum.entry, " sha256 ",
                    proof::HexOf(proof::Sha256(WireOf(quorum.quorum))), "\n");
  }
  for (const RecordedAudit& audit : trust.audits) {
    absl::StrAppend(&text, "audit of entry ", audit.entry, " findings ", audit.result.findings,
                    " sha256 ", proof::HexOf(proof::Sha256(WireOf(audit.result))), "\n");
  }
  for (const RecordedErasure& erasure : trust.erasures) {
    absl::StrAppend(&text, "erased ", erasure.key_id, " by entry ", erasure.entry, "\n");
  }
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
  for (const char* contract : {"HT-1", "HT-2", "HT-10", "HT-247", "HT-1179", "HT-404"}) {
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
  AppendCover(view, text);
  AppendReconciliation(view, text);
  AppendTrust(view, text);
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

// The number of a release's folder, v1 and so on; 0 for anything else.
int NumberOf(const fs::directory_entry& release) {
  int number = 0;
  const std::string name = release.path().filename().string();
  return release.is_directory() && absl::SimpleAtoi(absl::StripPrefix(name, "v"), &number) ? number
                                                                                           : 0;
}

// The same commands at the same times, into an empty folder of a programme. Small logs and rounds,
// so that tables, logs and several runs of columns are among the files.
void WriteProgramme(const fs::path& programme) {
  fs::create_directories(programme);
  FakeClock clock;
  const auto engine = *Engine::Open(
      *storage::LocalLog::Open((programme / "journal").string(), {.wal_bytes_max = 128 << 10}),
      *storage::Index::Open((programme / "index").string(), 1 << 20), &clock,
      {.round_entries = 20, .lag_entries_max = 1'000, .housekeeping = false});
  WriteGoldenStore(*engine, clock);
}

std::vector<storage::Block> BlocksOf(const fs::path& programme) {
  const auto log = storage::LocalLog::Open((programme / "journal").string(), {.create = false});
  EXPECT_THAT(log, IsOk());
  return *(*log)->Read(1, 1 << 30);
}

// What a release wrote must read as it reads itself, and be written as it stands.
void ExpectEntriesAreWrittenAlike(const ReadView& view) {
  storage::EntryEncoder encoder;
  const std::vector<StoredEntry> entries = *view.Entries(1, view.position());
  for (const StoredEntry& stored : entries) {
    std::string again;
    encoder.Encode(stored.entry, again);
    EXPECT_EQ(again, stored.bytes) << "entry " << stored.entry.number;
  }
}

// What was asked for then is answered as then.
void ExpectRetriesAreAnsweredAlike(Engine& engine) {
  const Outcome loan = engine.Execute(GoldenLoanRecorded("HT-1", 20));
  EXPECT_TRUE(loan.replayed);
  EXPECT_EQ(loan.entry, 7);
  const Outcome batch = engine.Execute(GoldenBatch());
  EXPECT_TRUE(batch.replayed);
  EXPECT_EQ(batch.recorded_rows, kGoldenBatchRows);
  ASSERT_EQ(batch.verdicts.size(), 3u);
  EXPECT_EQ(batch.verdicts[0].already_recorded_entry, 7);
  EXPECT_EQ(batch.verdicts[1].violations.at(0).reason, Reason::kCheckDigitWrong);
  EXPECT_EQ(batch.verdicts[1].violations_more, 2);
  EXPECT_EQ(batch.verdicts[2].violations.at(0).reason, Reason::kLoanUnknown);
  if (engine.View().programme().reconciliation.empty()) return;
  const Outcome run = engine.Execute(GoldenMatchingRun());
  EXPECT_TRUE(run.replayed);
  ASSERT_NE(run.event, nullptr);
  EXPECT_EQ(std::get<MatchesMade>(*run.event).matches.size(), 5u);
}

TEST(GoldenStore, EveryReleaseIsOpened) {
  int releases = 0;
  for (const fs::directory_entry& release : fs::directory_iterator(kFormats)) {
    if (NumberOf(release) == 0) continue;
    ++releases;
    SCOPED_TRACE(release.path().string());
    const std::string want = Slurp(release.path() / "expected.txt");
    const TempFolder folder;
    fs::copy(release.path() / "store", folder.path(), fs::copy_options::recursive);
    FakeClock clock;
    // As it is, then with an index made anew.
    for (int start = 0; start < 2; ++start) {
      const auto programmes = OpenStore(folder.path(), &clock);
      Engine* const engine = programmes->Find(kGoldenProgramme);
      ASSERT_NE(engine, nullptr);
      EXPECT_EQ(TextOf(engine->View()), want);
      ExpectEntriesAreWrittenAlike(engine->View());
      ExpectAsRefolded(engine->View(), Refolded(engine->View()), 25);
      ExpectRetriesAreAnsweredAlike(*engine);
      fs::remove_all(fs::path(folder.path()) / "programmes" / kGoldenProgramme / "index");
    }
    // And it goes on.
    const auto programmes = OpenStore(folder.path(), &clock);
    Engine* const engine = programmes->Find(kGoldenProgramme);
    EXPECT_THAT(engine->Execute(GoldenLoanRecorded("HT-new", 99)).status, IsOk());
  }
  EXPECT_GT(releases, 0) << "run from the root of the repository";
}

// Salts are drawn by chance; with those of the golden store all else must come out byte by byte.
TEST(GoldenStore, NewestIsWrittenAgainToTheSameJournal) {
  fs::directory_entry newest;
  for (const fs::directory_entry& release : fs::directory_iterator(kFormats)) {
    if (NumberOf(release) > NumberOf(newest)) newest = release;
  }
  ASSERT_GT(NumberOf(newest), 0) << "run from the root of the repository";
  const TempFolder folder;
  const fs::path golden = folder / "golden";
  const fs::path again = folder / "again";
  fs::copy(newest.path() / "store" / "programmes" / kGoldenProgramme, golden,
           fs::copy_options::recursive);
  WriteProgramme(again);
  const std::vector<storage::Block> golden_blocks = BlocksOf(golden);
  const std::vector<storage::Block> blocks = BlocksOf(again);
  ASSERT_EQ(blocks.size(), golden_blocks.size());
  proof::Frontier frontier;
  storage::BlockBuilder builder;
  storage::EntryEncoder encoder;
  for (std::size_t i = 0; i < blocks.size(); ++i) {
    const storage::Block& block = blocks[i];
    SCOPED_TRACE(absl::StrCat("block of entry ", block.first_entry));
    ASSERT_EQ(block.first_entry, golden_blocks[i].first_entry);
    ASSERT_EQ(block.last_entry, golden_blocks[i].last_entry);
    const auto golden_view = *storage::BlockView::Parse(block.first_entry, golden_blocks[i].bytes);
    const auto view = *storage::BlockView::Parse(block.first_entry, block.bytes);
    builder.Start(block.first_entry);
    for (std::int64_t number = block.first_entry; number <= block.last_entry; ++number) {
      Entry entry = *storage::DecodeEntry(view.entry(number));
      entry.salt = storage::DecodeEntry(golden_view.entry(number))->salt;
      std::string bytes;
      encoder.Encode(entry, bytes);
      EXPECT_EQ(bytes, golden_view.entry(number)) << "entry " << number;
      builder.Add(bytes);
      frontier.Append(proof::LeafHash(bytes));
    }
    EXPECT_EQ(builder.Finish(frontier, view.headline(), view.commit_time_ms()).bytes,
              golden_blocks[i].bytes);
  }
}

// Makes the golden store of this release: tests/format/README.md.
TEST(GoldenStore, DISABLED_Write) {
  const char* const release = std::getenv(kWriteVariable);
  if (release == nullptr) GTEST_SKIP() << kWriteVariable << " names no folder";
  ASSERT_FALSE(fs::exists(release)) << "a golden store is never written again";
  const fs::path store = fs::path(release) / "store";
  WriteProgramme(store / "programmes" / kGoldenProgramme);
  {
    const FakeClock clock;
    const auto programmes = OpenStore(store.string(), &clock);
    std::ofstream(fs::path(release) / "expected.txt")
        << TextOf(programmes->Find(kGoldenProgramme)->View());
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
