#include "engine/submission.h"

#include <gtest/gtest.h>

#include <functional>
#include <set>

#include "ledger/refusal.h"
#include "tests/testing/submissions.h"

namespace ippledge::engine {
namespace {

TEST(FingerprintOf, Examples) {
  const Fingerprint fingerprint = FingerprintOf(Single(RecordingLoan(1), 7));
  EXPECT_EQ(fingerprint, FingerprintOf(Single(RecordingLoan(1), 7)));
  EXPECT_NE(fingerprint, FingerprintOf(Single(RecordingLoan(2), 7)));
}

TEST(FingerprintOf, OnlyContentCounts) {
  const Submission submission = Batch(LoanRows(1, 3), 7);
  Submission other = Batch(LoanRows(1, 3), 8);
  other.caller = IpOffice();
  other.validate_only = true;
  other.deadline = absl::UnixEpoch();
  other.prepared.watermark = 5;
  EXPECT_EQ(FingerprintOf(submission), FingerprintOf(other));
}

absl::StatusOr<Command> RefusedRow(Violation violation) { return Refuse({violation}, 0); }

TEST(FingerprintOf, EveryPartOfTheContentCounts) {
  const Violation violation{Reason::kDateMalformed, "rows[1].loan.draw", {{"got", "1"}}};
  SubmittedRows rows = LoanRows(1, 2);
  rows.emplace_back(RefusedRow(violation));
  const auto changed = [&](const std::function<void(SubmittedRows&)>& change) {
    SubmittedRows other = rows;
    change(other);
    return Batch(std::move(other));
  };
  const auto refused = [&](const std::function<void(Violation&)>& change) {
    Violation other = violation;
    change(other);
    return changed([&](SubmittedRows& r) { r[2] = RefusedRow(other); });
  };
  const std::pair<const char*, Submission> cases[] = {
      {"as it is", Batch(rows)},
      {"all or nothing", AllOrNothing(Batch(rows))},
      {"a single command", Single(RecordingLoan(1))},
      {"a batch of it", Batch(LoanRows(1, 1))},
      {"no rows", Batch({})},
      {"a row less", changed([](SubmittedRows& r) { r.pop_back(); })},
      {"a row twice", changed([](SubmittedRows& r) { r.push_back(r[0]); })},
      {"another order", changed([](SubmittedRows& r) { std::swap(r[0], r[1]); })},
      {"another loan", changed([](SubmittedRows& r) { r[0] = RecordingLoan(3); })},
      {"another command", changed([](SubmittedRows& r) { r[0] = Repaying(1, "R1", 5); })},
      {"refused for another reason",
       refused([](Violation& v) { v.reason = Reason::kEnumUnknown; })},
      {"refused in another field", refused([](Violation& v) { v.field = "rows[2].loan.bank"; })},
      {"refused with other numbers", refused([](Violation& v) { v.metadata[0].second = "2"; })},
      {"refused with less said", refused([](Violation& v) { v.metadata.clear(); })},
  };
  std::set<Fingerprint> seen;
  for (const auto& [name, submission] : cases) {
    EXPECT_TRUE(seen.insert(FingerprintOf(submission)).second) << name;
  }
}

}  // namespace
}  // namespace ippledge::engine
