// Each peer that is installed, at a tiny size: what it holds is what was sent, a request id sent
// again changes nothing, and other content under it is refused.
#include <gtest/gtest.h>
#include <unistd.h>

#include <filesystem>
#include <functional>
#include <string>

#include "tools/bench/peers/duckdb.h"
#include "tools/bench/peers/peer.h"
#include "tools/bench/peers/postgres.h"
#include "tools/bench/peers/sqlite.h"

namespace ippledge::bench {
namespace {

namespace fs = std::filesystem;

const Load kBatches{
    .first_loan = 0, .loans = 2'000, .batch = 500, .in_flight = 2, .streams = 2, .seed = 1};
const Load kSingles{.first_loan = 2'000, .loans = 50, .in_flight = 4, .streams = 4, .seed = 2};

struct Case {
  const char* name;
  std::function<absl::StatusOr<std::unique_ptr<Peer>>(const std::string&)> start;
};

class PeerTest : public testing::TestWithParam<Case> {
 protected:
  void SetUp() override {
    fs::create_directories(folder_);
    absl::StatusOr<std::unique_ptr<Peer>> started = GetParam().start(folder_);
    if (started.status().code() == absl::StatusCode::kUnimplemented) {
      GTEST_SKIP() << started.status().message();
    }
    ASSERT_TRUE(started.ok()) << started.status();
    peer_ = *std::move(started);
  }
  void TearDown() override {
    peer_.reset();
    EXPECT_TRUE(!fs::exists(folder_) || fs::is_empty(folder_)) << "it left something behind";
    fs::remove_all(folder_);
  }

  Measured Record(const Load& load) {
    const absl::StatusOr<Measured> measured = peer_->Record(load);
    EXPECT_TRUE(measured.ok()) << measured.status();
    return measured.value_or(Measured{});
  }
  Held Count() {
    const absl::StatusOr<Held> held = peer_->Count();
    EXPECT_TRUE(held.ok()) << held.status();
    return held.value_or(Held{});
  }

  // Where the server's own user may enter.
  const std::string folder_ =
      (fs::temp_directory_path() / ("ippledge-peers-test." + std::to_string(getpid()))).string();
  std::unique_ptr<Peer> peer_;
};

TEST_P(PeerTest, HoldsWhatWasSent) {
  EXPECT_EQ(Record(kBatches).rows, 2'000u);
  EXPECT_EQ(Count(), HeldAfter(kBatches));
  const Measured singles = Record(kSingles);
  EXPECT_EQ(singles.rows, 50u);
  EXPECT_EQ(singles.refused, 0u);
  EXPECT_GT(singles.p99_ms, 0);
  Held both = HeldAfter(kBatches);
  both.loans += 50;
  both.disbursed_fen += HeldAfter(kSingles).disbursed_fen;
  both.ip_part_fen += HeldAfter(kSingles).ip_part_fen;
  EXPECT_EQ(Count(), both);
}

TEST_P(PeerTest, TakesARequestIdOnce) {
  for (const Load& load : {kBatches, kSingles}) {
    Record(load);
    const Held held = Count();
    // The same again gets the first answer.
    EXPECT_EQ(Record(load).refused, 0u);
    EXPECT_EQ(Count(), held);
    // Other loans under these ids.
    Load other = load;
    other.first_loan += 10'000;
    const Measured reused = Record(other);
    EXPECT_EQ(reused.rows, 0u);
    EXPECT_EQ(reused.refused, other.loans / static_cast<std::uint64_t>(other.batch));
    EXPECT_EQ(Count(), held);
  }
}

TEST_P(PeerTest, KeepsWhatItHeldOverACrash) {
  Record(kBatches);
  const absl::StatusOr<double> seconds = peer_->RestartSeconds();
  ASSERT_TRUE(seconds.ok()) << seconds.status();
  EXPECT_GT(*seconds, 0);
  EXPECT_EQ(Count(), HeldAfter(kBatches));
  Record(kSingles);
  EXPECT_EQ(Count().loans, 2'050u);
  const absl::StatusOr<std::int64_t> bytes = peer_->BytesOnDisk();
  ASSERT_TRUE(bytes.ok()) << bytes.status();
  EXPECT_GT(*bytes, 2'050 * 100);
  EXPECT_TRUE(peer_->TotalsMillis().ok());
}

INSTANTIATE_TEST_SUITE_P(Installed, PeerTest,
                         testing::Values(Case{"Postgres", StartPostgres},
                                         Case{"Sqlite", OpenSqlite}),
                         [](const auto& tested) { return std::string(tested.param.name); });

TEST(DuckDbTest, AnswersWithTheSumsSent) {
  const std::vector<TotalsQuestion> questions = {
      {.by = {"year", "unit", "kind"}, .measures = {"disbursed_ip_part_fen", "loans"}},
      {.by = {"month"}, .measures = {"loans"}, .as_of_date = "2023-06-30"},
      {.by = {"bank", "size", "industry"}, .measures = {"contract_fen"}, .known_loans = 300},
      {.by = {}, .measures = {"loans"}}};
  DuckDbLoans loans(fs::temp_directory_path().string(), 1'000);
  const auto totals = loans.Ask(questions, 3);
  if (totals.status().code() == absl::StatusCode::kUnimplemented) {
    GTEST_SKIP() << totals.status().message();
  }
  ASSERT_TRUE(totals.ok()) << totals.status();
  ASSERT_EQ(totals->answers.size(), questions.size());
  const std::vector<std::int64_t> sent = SumsSent(1'000, questions);
  for (std::size_t q = 0; q < questions.size(); ++q) {
    EXPECT_EQ(totals->answers[q].sum, sent[q]) << q;
  }
  EXPECT_EQ(totals->answers[3].slices, (std::map<std::string, std::int64_t>{{"all", 1'000}}));
  EXPECT_LT(totals->answers[1].sum, 1'000);
  EXPECT_EQ(totals->answers[1].slices.count("202101"), 1u);
  EXPECT_GT(totals->answers[2].slices.size(), 20u);
  for (const TotalsAnswer& answer : totals->answers) EXPECT_LE(answer.min_ms, answer.median_ms);
}

}  // namespace
}  // namespace ippledge::bench
