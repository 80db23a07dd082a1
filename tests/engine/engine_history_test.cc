// Every past position, whatever rounds, starts and rebuilds lie between: always what the journal
// folds to from entry 1.
#include <gmock/gmock.h>

#include <filesystem>
#include <fstream>
#include <vector>

#include "storage/index.h"
#include "storage/keys.h"
#include "tests/testing/engine_store.h"
#include "tests/testing/log_bytes.h"
#include "tests/testing/random_commands.h"
#include "tests/testing/refolded.h"
#include "tests/testing/refusal_text.h"
#include "tests/testing/same_answer.h"

namespace ippledge::engine {
namespace {

namespace fs = std::filesystem;
using testing::HasSubstr;

struct Answered {
  Submission submission;
  Outcome outcome;
};

// Submissions by chance, with days, rounds and starts in between.
class EngineHistoryTest : public testing::TestWithParam<int> {
 protected:
  EngineHistoryTest() : commands_(static_cast<std::uint64_t>(GetParam())) {}

  void Write(int submissions) {
    for (int i = 0; i < submissions; ++i) {
      if (commands_.Chance(10)) store_.clock.Advance(absl::Milliseconds(commands_.Below(900)));
      if (commands_.Chance(30)) store_.clock.Advance(absl::Hours(commands_.Below(60)));
      if (commands_.Chance(25)) store_->CatchUpIndex();
      if (commands_.Chance(40)) store_.Open();
      const Submission submission = commands_.NextSubmission(store_->View(), 12, 1'000);
      const Outcome outcome = store_->Execute(submission);
      if (outcome.status.ok() && outcome.entry > 0 && !outcome.already_recorded) {
        answered_.push_back({submission, outcome});
      }
    }
  }
  void ExpectRetriesAreAnsweredAlike(std::size_t step) {
    for (std::size_t i = 0; i < answered_.size(); i += step) {
      SCOPED_TRACE(answered_[i].outcome.entry);
      ExpectSameAnswer(answered_[i].outcome, store_.Do(answered_[i].submission));
    }
  }

  EngineStore store_;
  RandomCommands commands_;
  std::vector<Answered> answered_;
};

INSTANTIATE_TEST_SUITE_P(Seeds, EngineHistoryTest, testing::Range(1, 7));

TEST_P(EngineHistoryTest, EveryPositionIsAsRefolded) {
  store_.Found();
  for (int part = 0; part < 3; ++part) {
    Write(40);
    const ReadView view = store_->View();
    ExpectAsRefolded(view, Refolded(view), part == 2 ? 1 : 7);
    ExpectRetriesAreAnsweredAlike(3);
  }
  const std::int64_t position = store_->View().position();
  ASSERT_GT(position, 150);
  ExpectRetriesAreAnsweredAlike(1);
  EXPECT_EQ(store_->View().position(), position);

  // Nothing in the index; all in the index; no index at all.
  store_.options = kNoRounds;
  store_.Open();
  ExpectAsRefolded(store_->View(), Refolded(store_->View()), 11);
  store_.Close();
  store_.DeleteIndex();
  store_.Open();
  ExpectAsRefolded(store_->View(), Refolded(store_->View()), 11);
  store_->CatchUpIndex();
  ExpectAsRefolded(store_->View(), Refolded(store_->View()), 11);
  ExpectRetriesAreAnsweredAlike(2);
}

// A journal of single and batch entries, whose last state each test asks for its own way.
class StoredHistoryTest : public testing::Test {
 protected:
  StoredHistoryTest() : commands_(77) {
    store_.Found();
    Write(70);
  }
  void Write(int submissions) {
    for (int i = 0; i < submissions; ++i) {
      store_->Execute(commands_.NextSubmission(store_->View(), 12, 1'000));
    }
  }
  // Rows of loans, rights, requests and the programme; roll-ups depend on how rounds fell.
  std::vector<storage::Index::Row> IndexRows() {
    store_.Close();
    std::vector<storage::Index::Row> rows;
    const auto index = *storage::Index::Open(store_.index(), 1 << 20);
    EXPECT_THAT(
        index->Scan(std::string(1, storage::kMetaKind), std::string(1, storage::kColumnsKind),
                    [&](absl::string_view key, absl::string_view value) {
                      rows.emplace_back(key, value);
                      return true;
                    }),
        IsOk());
    return rows;
  }

  EngineStore store_;
  RandomCommands commands_;
};

TEST_F(StoredHistoryTest, DeletedIndexIsRebuiltEqual) {
  const std::vector<storage::Index::Row> rows = IndexRows();
  EXPECT_GT(rows.size(), 100u);
  for (const std::int64_t round_entries : {1, 7, 100'000}) {
    store_.DeleteIndex();
    store_.options.round_entries = round_entries;
    store_.options.lag_entries_max = 2 * round_entries;
    store_.Open();
    const std::vector<storage::Index::Row> again = IndexRows();
    ASSERT_EQ(again.size(), rows.size());
    for (std::size_t i = 0; i < rows.size(); ++i) EXPECT_EQ(again[i], rows[i]) << i;
  }
}

TEST_F(StoredHistoryTest, IndexAheadOfTheJournalIsRefused) {
  store_.Close();
  const std::string old = store_.folder / "old journal";
  fs::copy(store_.journal(), old, fs::copy_options::recursive);
  store_.Open();
  const std::int64_t known = store_->View().position();
  Write(20);
  store_.Close();
  fs::remove_all(store_.journal());
  fs::rename(old, store_.journal());
  const absl::Status opened = store_.TryOpen();
  EXPECT_THAT(opened, StatusIs(absl::StatusCode::kDataLoss));
  EXPECT_THAT(opened.message(), HasSubstr("the journal ends before entry"));
  // Without the index that knows better it is a journal like any other.
  store_.Close();
  store_.DeleteIndex();
  store_.Open();
  EXPECT_EQ(store_->View().position(), known);
}

TEST_F(StoredHistoryTest, FlippedBitInTheLogIsRefused) {
  store_.Close();
  fs::path wal;
  for (const fs::directory_entry& entry : fs::directory_iterator(store_.journal())) {
    const bool larger = entry.path().extension() == ".log" &&
                        (wal.empty() || entry.file_size() > fs::file_size(wal));
    if (larger) wal = entry.path();
  }
  const auto flip = [&](std::uintmax_t at) {
    std::fstream file(wal, std::ios::in | std::ios::out | std::ios::binary);
    file.seekg(static_cast<std::streamoff>(at));
    const char byte = static_cast<char>(file.get() ^ 1);
    file.seekp(static_cast<std::streamoff>(at));
    file.put(byte);
  };
  const std::uintmax_t size = storage::LogBytes(wal).size();
  for (const std::uintmax_t at : {std::uintmax_t{0}, size / 3, size / 2, size - 1}) {
    flip(at);
    EXPECT_THAT(store_.TryOpen(), StatusIs(absl::StatusCode::kDataLoss)) << at;
    store_.Close();
    flip(at);
  }
  EXPECT_THAT(store_.TryOpen(), IsOk());
}

TEST_F(StoredHistoryTest, StartsLeaveNoTrace) {
  store_.Open();
  const std::int64_t position = store_->View().position();
  const std::string root = proof::HexOf(store_->View().picture().root);
  for (int i = 0; i < 5; ++i) store_.Open();
  EXPECT_EQ(store_->View().position(), position);
  EXPECT_EQ(proof::HexOf(store_->View().picture().root), root);
}

}  // namespace
}  // namespace ippledge::engine
