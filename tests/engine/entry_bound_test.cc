// What EntryBytesBound() and FitVerdicts() promise: whatever is decided can be stored.
#include <gtest/gtest.h>

#include "engine/stager.h"
#include "ledger/limits.h"
#include "ledger/open_items.h"
#include "storage/codec.h"
#include "tests/storage/random_values.h"
#include "tests/testing/submissions.h"

namespace ippledge::engine {
namespace {

// `count` characters of four bytes each.
std::string Wide(int count) {
  std::string text;
  for (int i = 0; i < count; ++i) text += "𠀀";
  return text;
}

std::size_t BytesOf(const Event& event) {
  Entry entry;
  entry.number = 1'000'000'000'000;
  entry.commit_time_ms = 4'000'000'000'000;
  entry.business_date = Date::Of(2199, 12, 31);
  entry.caller = {std::string(32, 'o'), Role::kSystem, Wide(64), ""};
  entry.has_request_id = true;
  entry.request_id.fill(255);
  entry.fingerprint.fill(255);
  entry.salt.fill(255);
  entry.counted_total = Money::kFenMax;
  entry.events.push_back(event);
  std::string bytes;
  return storage::EntryEncoder().Encode(entry, bytes);
}

TEST(EntryBytesBound, Examples) {
  const LoanRecorded event{RecordingLoan(7), {0, 1}};
  EXPECT_LE(BytesOf(event), EntryBytesBound(event.what));
  EXPECT_LT(EntryBytesBound(event.what), 1'000u);
}

TEST(EntryBytesBound, HoldsForEveryKind) {
  RandomValues random(1);
  constexpr std::size_t kKinds = std::variant_size_v<Event>;
  for (int i = 0; i < 4'000; ++i) {
    const Event event = random.AnyEvent(static_cast<std::size_t>(i) % kKinds);
    if (std::holds_alternative<BatchRecorded>(event)) continue;  // no command asks for it
    const std::size_t bound =
        AnswersWithEvent(event) ? EventBytesBound(event) : EntryBytesBound(CommandOf(event));
    EXPECT_LE(BytesOf(event), bound) << KindOf(event);
  }
}

// The largest that pass the limits of their fields.
NewLoan LargestLoan() {
  NewLoan loan;
  loan.id = {std::string(32, 'b'), Wide(kNumberCharsMax)};
  loan.branch_code = Wide(kCodeCharsMax);
  loan.borrower = {Wide(kNameCharsMax), Wide(kNumberCharsMax), Wide(kCodeCharsMax),
                   FirmSize::kMicro, Wide(kCodeCharsMax)};
  loan.contract_amount = loan.ip_part = Fen(kLoanFenMax);
  loan.annual_rate_ppm = kRatePpmMax;
  loan.draw = {Wide(kNumberCharsMax), Date::Of(1900, 1, 1), Date::Of(1900, 1, 2), Fen(kLoanFenMax)};
  loan.renews_contract_number = Wide(kNumberCharsMax);
  IpRight right;
  right.kind = IpKind::kDataIp;
  right.number = right.registration_number = Wide(kNumberCharsMax);
  right.form = GeographicalIndicationForm::kFarmProduct;
  right.secured = Fen(kLoanFenMax);
  right.registration_date = Date::Of(1900, 1, 1);
  loan.rights.assign(kRightsPerLoanMax, right);
  return loan;
}

TEST(EntryBytesBound, LargestLoanAndItsCorrectionFitAnEntry) {
  const NewLoan loan = LargestLoan();
  LoanRecorded recorded{Recording(loan), {}};
  for (int i = 0; i < kRightsPerLoanMax; ++i) recorded.rights_pledged_before.push_back(i);
  EXPECT_LE(BytesOf(recorded), EntryBytesBound(recorded.what));
  const LoanCorrected corrected{{.loan = loan.id,
                                 .corrects_entry = 1'000'000'000'000,
                                 .reason = Wide(kReasonCharsMax),
                                 .replacement = std::make_shared<const NewLoan>(loan)}};
  EXPECT_LE(BytesOf(corrected), EntryBytesBound(corrected.what));
  EXPECT_LE(EntryBytesBound(corrected.what), static_cast<std::size_t>(kEntryBytesMax));
}

TEST(EntryBytesBound, LargestRunOfMatchesFitsAnEntry) {
  MatchesMade event{.what = {std::string(32, 'a')},
                    .first_number = kMatchesMax,
                    .more = true,
                    .lines_left = kLinesPerStatementMax,
                    .movements_left = kFundMovementsMax};
  static_assert(kNamesPerRunMax == 2 * kMatchesPerRunMax);
  const Match match{.lines = {{.statement = 1'000'000'000'000, .line = kLinesPerStatementMax}},
                    .movements = {{.entry = 1'000'000'000'000, .ordinal = 1'000}},
                    .reason = MatchReason::kByHand};
  event.matches.assign(kMatchesPerRunMax, match);
  EXPECT_LE(BytesOf(event), EventBytesBound(event));
  EXPECT_LE(EventBytesBound(event), static_cast<std::size_t>(kEntryBytesMax));
}

RowVerdict RefusedRow(std::int32_t row, int violations, int metadata) {
  RowVerdict verdict{.row = row};
  for (int i = 0; i < violations; ++i) {
    Violation& violation = verdict.violations.emplace_back();
    violation.reason = Reason::kFieldMalformed;
    violation.field = absl::StrCat("rows[", row, "].loan.rights[", i, "].registration_number");
    for (int k = 0; k < metadata; ++k) {
      violation.metadata.emplace_back("got", std::string(kMetadataValueBytesMax, 'x'));
    }
  }
  return verdict;
}

TEST(FitVerdicts, Examples) {
  std::vector<RowVerdict> verdicts = {RefusedRow(0, 3, 2), {.row = 1, .already_recorded_entry = 9}};
  FitVerdicts(verdicts);
  EXPECT_EQ(verdicts[0].violations.size(), 3u);
  EXPECT_EQ(verdicts[0].violations[2].metadata.size(), 2u);
  EXPECT_EQ(verdicts[0].violations_more, 0);
}

TEST(FitVerdicts, FurtherViolationsGoFirst) {
  std::vector<RowVerdict> verdicts;
  for (int row = 0; row < 40; ++row) verdicts.push_back(RefusedRow(row, kViolationsMax, 1));
  FitVerdicts(verdicts);
  // From the last row backwards.
  EXPECT_EQ(verdicts.front().violations.size(), static_cast<std::size_t>(kViolationsMax));
  EXPECT_EQ(verdicts.back().violations.size(), 1u);
  EXPECT_EQ(verdicts.back().violations_more, kViolationsMax - 1);
  EXPECT_EQ(verdicts.back().violations[0].metadata.size(), 1u);
}

TEST(FitVerdicts, ThenMetadataThenFields) {
  std::vector<RowVerdict> verdicts;
  for (int row = 0; row < kBatchRowsMax; ++row) verdicts.push_back(RefusedRow(row, 2, 2));
  FitVerdicts(verdicts);
  EXPECT_EQ(verdicts.front().violations.size(), 1u);
  EXPECT_TRUE(verdicts.back().violations[0].metadata.empty());
  EXPECT_TRUE(verdicts.back().violations[0].field.empty());
  EXPECT_FALSE(verdicts.front().violations[0].field.empty());
}

TEST(FitVerdicts, LargestBatchFitsItsClosingEntry) {
  for (const int violations : {1, 2, kViolationsMax}) {
    for (const int metadata : {0, 1, 6}) {
      std::vector<RowVerdict> verdicts;
      for (int row = 0; row < kBatchRowsMax - 1; ++row) {
        verdicts.push_back(RefusedRow(row, violations, metadata));
        verdicts.back().violations_more = 1'000;
      }
      FitVerdicts(verdicts);
      EXPECT_EQ(verdicts.size(), static_cast<std::size_t>(kBatchRowsMax - 1));
      EXPECT_LE(BytesOf(BatchRecorded{1'000'000'000'000, 1, verdicts}),
                static_cast<std::size_t>(kEntryBytesMax));
    }
  }
}

}  // namespace
}  // namespace ippledge::engine
