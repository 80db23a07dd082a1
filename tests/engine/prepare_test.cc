#include "engine/prepare.h"

#include <gmock/gmock.h>

#include "engine/hashed_key.h"
#include "storage/keys.h"
#include "storage/rows.h"
#include "storage/terms_bytes.h"
#include "tests/testing/memory_index.h"
#include "tests/testing/submissions.h"

namespace ippledge::engine {
namespace {

std::string RightRowOf(const IpRight& right) {
  return storage::RightRowKey(RightKey(right.kind, right.number));
}

TEST(Prepare, ALoan) {
  const RecordLoan loan = RecordingLoan(1);
  storage::MemoryIndex index;
  index.Put(RightRowOf(loan.loan->rights[0]), storage::EncodePledges(3));
  Submission submission = Single(loan, 10);
  Prepare(index, submission);
  EXPECT_EQ(submission.fingerprint, FingerprintOf(submission));
  const Prepared& prepared = submission.prepared;
  EXPECT_EQ(prepared.watermark, 0);
  std::vector<std::string> wanted = {
      storage::RequestRowKey(submission.caller.organisation, IdNumbered(10)),
      storage::LoanRowKey(LoanKey(loan.loan->id))};
  for (const IpRight& right : loan.loan->rights) wanted.push_back(RightRowOf(right));
  std::vector<std::string> keys;
  for (const Prepared::Key& key : prepared.keys) {
    EXPECT_EQ(key.hash, HashOfKey(key.text));
    EXPECT_EQ(key.found, key.text == wanted[2]) << key.text;
    keys.push_back(key.text);
  }
  EXPECT_EQ(keys, wanted);
  EXPECT_EQ(prepared.ends, std::vector<std::uint32_t>{static_cast<std::uint32_t>(keys.size())});
  EXPECT_EQ(prepared.found.at(wanted[2]), storage::EncodePledges(3));
  std::string terms;
  storage::AppendTerms(*loan.loan, terms);
  EXPECT_EQ(prepared.terms, std::vector<std::string>{terms});
}

TEST(Prepare, ABatchOfSeveralKinds) {
  storage::MemoryIndex index;
  std::vector<absl::StatusOr<Command>> rows = LoanRows(1, 2);
  rows.emplace_back(absl::InvalidArgumentError("a row that is none"));
  rows.emplace_back(Repaying(1, "R1", 5));
  Submission submission = Batch(std::move(rows), 10);
  Prepare(index, submission);
  const Prepared& prepared = submission.prepared;
  ASSERT_EQ(prepared.ends.size(), submission.rows.size());
  const std::size_t count = submission.rows.size();
  EXPECT_EQ(prepared.ends[count - 2], prepared.ends[count - 3]);      // nothing to read
  EXPECT_EQ(prepared.ends[count - 1], prepared.ends[count - 2] + 1);  // its loan
  EXPECT_EQ(prepared.keys.size(), prepared.ends.back());
  EXPECT_FALSE(prepared.terms[0].empty());
  EXPECT_TRUE(prepared.terms[count - 2].empty());
  EXPECT_TRUE(prepared.terms[count - 1].empty());
}

}  // namespace
}  // namespace ippledge::engine
