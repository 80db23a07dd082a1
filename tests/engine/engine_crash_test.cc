// kill -9 at random moments: what was answered is there, nothing is there by halves.
//
// The writer is this very program, started again with a test that never ends. It reports each
// answer through a pipe; what it had reported before it was killed is what its callers knew.
#include <fcntl.h>
#include <gtest/gtest.h>
#include <signal.h>
#include <spawn.h>
#include <sys/wait.h>
#include <unistd.h>

#include <array>
#include <cstdlib>
#include <random>
#include <thread>
#include <vector>

#include "absl/strings/numbers.h"
#include "absl/time/clock.h"
#include "storage/keys.h"
#include "tests/testing/engine_store.h"
#include "tests/testing/refolded.h"
#include "tests/testing/same_answer.h"

extern char** environ;

namespace ippledge::engine {
namespace {

constexpr char kStoreVariable[] = "IPPLEDGE_CRASH_STORE";
constexpr char kFirstVariable[] = "IPPLEDGE_CRASH_FIRST";
constexpr int kReportFd = 3;
constexpr EngineOptions kOptions{
    .round_entries = 20, .lag_entries_max = 100, .totals_interval_ms = 5, .housekeeping = false};

// What the writer reports of a submission that was answered.
struct Report {
  std::uint64_t number = 0;
  std::int64_t entry = 0;
  std::int32_t recorded_rows = 0;
  std::int32_t reserved = 0;
};

constexpr int kLoansPer = 100;  // numbers of loans that a submission may use
int RowsOf(std::uint64_t number) { return 5 + static_cast<int>(number % 50); }

// Submission `number`: a batch, a loan, or a repayment of the batch before it; its request id is
// its number.
Submission Numbered(std::uint64_t number) {
  const int loan = static_cast<int>(number) * kLoansPer;
  if (number % 4 == 0) return Batch(LoanRows(loan, loan + RowsOf(number) - 1), number);
  if (number % 4 == 2) return Single(Repaying(loan - 2 * kLoansPer, "R1", 100), number);
  return Single(RecordingLoan(loan), number);
}

TEST(EngineCrash, DISABLED_Writer) {
  const char* const folder = std::getenv(kStoreVariable);
  const char* const first_text = std::getenv(kFirstVariable);
  std::uint64_t first = 0;
  if (folder == nullptr || first_text == nullptr || !absl::SimpleAtoi(first_text, &first)) {
    GTEST_SKIP() << "started by EngineCrash.AnsweredIsThere only";
  }
  FakeClock clock;
  const auto engine = *Engine::Open(*storage::LocalLog::Open(absl::StrCat(folder, "/journal"), {}),
                                    *storage::Index::Open(absl::StrCat(folder, "/index"), 1 << 20),
                                    &clock, kOptions);
  const auto write = [&](std::uint64_t number) {
    for (;; number += 2) {
      clock.Advance(absl::Milliseconds(1));
      const Outcome outcome = engine->Execute(Numbered(number));
      if (!outcome.status.ok()) continue;
      const Report report{number, outcome.entry, outcome.recorded_rows};
      if (::write(kReportFd, &report, sizeof report) != sizeof report) std::abort();
    }
  };
  std::thread other(write, first + 1);
  write(first);
}

// A writer in a process of its own.
class Writer {
 public:
  Writer(const std::string& folder, std::uint64_t first) {
    int fds[2];
    IPPLEDGE_CHECK(pipe(fds) == 0);
    reports_ = fds[0];
    std::vector<std::string> variables = {absl::StrCat(kStoreVariable, "=", folder),
                                          absl::StrCat(kFirstVariable, "=", first)};
    std::vector<char*> environment;
    for (char** variable = environ; *variable != nullptr; ++variable) {
      environment.push_back(*variable);
    }
    for (std::string& variable : variables) environment.push_back(variable.data());
    environment.push_back(nullptr);
    std::array<std::string, 3> words = {"engine_test", "--gtest_filter=EngineCrash.DISABLED_Writer",
                                        "--gtest_also_run_disabled_tests"};
    char* arguments[] = {words[0].data(), words[1].data(), words[2].data(), nullptr};
    posix_spawn_file_actions_t actions;
    posix_spawn_file_actions_init(&actions);
    posix_spawn_file_actions_addopen(&actions, STDOUT_FILENO, "/dev/null", O_WRONLY, 0);
    posix_spawn_file_actions_addclose(&actions, fds[0]);
    posix_spawn_file_actions_adddup2(&actions, fds[1], kReportFd);
    const int spawned =
        posix_spawn(&pid_, "/proc/self/exe", &actions, nullptr, arguments, environment.data());
    posix_spawn_file_actions_destroy(&actions);
    close(fds[1]);
    IPPLEDGE_CHECK(spawned == 0);
  }
  ~Writer() { close(reports_); }
  Writer(const Writer&) = delete;
  Writer& operator=(const Writer&) = delete;

  // Kills it once it has reported `count` answers; returns all that it reported.
  std::vector<Report> KillAfter(std::size_t count) {
    std::vector<Report> reports;
    const auto read_one = [&] {
      Report report;
      if (read(reports_, &report, sizeof report) != sizeof report) return false;
      reports.push_back(report);
      return true;
    };
    bool alive = true;
    while (alive && reports.size() < count) alive = read_one();
    kill(pid_, SIGKILL);
    while (read_one()) {
    }
    int status = 0;
    waitpid(pid_, &status, 0);
    EXPECT_TRUE(WIFSIGNALED(status) && WTERMSIG(status) == SIGKILL) << status;
    return reports;
  }

 private:
  pid_t pid_ = 0;
  int reports_ = -1;
};

// Loans of a batch are there all or none: their batch's request is known.
void ExpectNoHalfBatch(const Refolded& refolded) {
  for (const std::string& key : refolded.LoanKeys()) {
    const LoanRef loan = refolded.LoanAt(key, refolded.position());
    std::int64_t number = 0;
    ASSERT_TRUE(absl::SimpleAtoi(loan->terms->id.contract_number.substr(3), &number));
    const auto request = static_cast<std::uint64_t>(number / kLoansPer);
    EXPECT_TRUE(refolded.requests().contains(storage::RequestRowKey(kBank, IdNumbered(request))))
        << key;
  }
  for (const std::int64_t number : refolded.EntriesOf("BATCH_RECORDED")) {
    const auto& batch = std::get<BatchRecorded>(refolded.entry(number).events.front());
    const auto request = static_cast<std::uint64_t>(refolded.entry(number).request_id[15]) |
                         static_cast<std::uint64_t>(refolded.entry(number).request_id[14]) << 8 |
                         static_cast<std::uint64_t>(refolded.entry(number).request_id[13]) << 16;
    EXPECT_EQ(batch.recorded_rows, RowsOf(request)) << number;
  }
}

TEST(EngineCrash, AnsweredIsThere) {
  constexpr int kRoundsMin = 3, kRoundsMax = 15;
  constexpr absl::Duration kTimeMax = absl::Seconds(8);
  const auto seed = static_cast<unsigned>(absl::ToUnixMillis(absl::Now()));
  SCOPED_TRACE(absl::StrCat("seed ", seed));
  std::mt19937 random(seed);
  EngineStore store(kOptions);
  store.Found();
  store.Close();

  std::vector<Report> all;
  const absl::Time start = absl::Now();
  for (int round = 0; round < kRoundsMax; ++round) {
    if (round >= kRoundsMin && absl::Now() - start > kTimeMax) break;
    SCOPED_TRACE(absl::StrCat("round ", round));
    // Numbers are never used twice, so that no answer of one round is taken for another's.
    Writer writer(store.folder.path(), 4 * 5'000 * static_cast<std::uint64_t>(round) + 8);
    const std::vector<Report> reports = writer.KillAfter(random() % 60);

    store.Open();
    store->Tick();  // totals that were due are an entry: now, so that retries make none at all
    const ReadView view = store->View();
    const Refolded refolded(view);
    ExpectNoHalfBatch(refolded);
    for (const Report& report : reports) {
      const Outcome again = store.Do(Numbered(report.number));
      EXPECT_TRUE(again.replayed) << report.number;
      EXPECT_EQ(again.entry, report.entry);
      EXPECT_EQ(again.recorded_rows, report.recorded_rows);
    }
    EXPECT_EQ(store->View().position(), view.position());
    ExpectAsRefolded(view, refolded, view.position());
    store.Close();
    all.insert(all.end(), reports.begin(), reports.end());
    if (testing::Test::HasFailure()) return;
  }
  EXPECT_GT(all.size(), 20u);

  // At the end all of it once more, with the index made anew.
  store.DeleteIndex();
  store.Open();
  const Refolded refolded(store->View());
  for (const Report& report : all) {
    const auto found =
        refolded.requests().find(storage::RequestRowKey(kBank, IdNumbered(report.number)));
    ASSERT_NE(found, refolded.requests().end()) << report.number;
    EXPECT_EQ(found->second, report.entry);
  }
  ExpectAsRefolded(store->View(), refolded, store->View().position() / 2);
}

}  // namespace
}  // namespace ippledge::engine
