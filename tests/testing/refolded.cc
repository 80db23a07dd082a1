#include "tests/testing/refolded.h"

#include <gtest/gtest.h>

#include <algorithm>
#include <variant>

#include "ledger/cover_sums.h"
#include "ledger/decide.h"
#include "ledger/work.h"
#include "proof/hash.h"
#include "proof/merkle.h"
#include "storage/keys.h"
#include "tests/testing/status_matchers.h"

namespace ippledge::engine {

Refolded::Refolded(const ReadView& view) : headlines_(1) {
  proof::Frontier frontier;
  auto stored = view.Entries(1, view.position());
  EXPECT_THAT(stored, IsOk());
  if (!stored.ok()) return;
  EXPECT_EQ(static_cast<std::int64_t>(stored->size()), view.position());
  for (StoredEntry& one : *stored) {
    frontier.Append(proof::LeafHash(one.bytes));
    Fold(one.entry);
    entries_.push_back(std::move(one.entry));
  }
  EXPECT_EQ(proof::HexOf(frontier.Root()), proof::HexOf(view.picture().root));
}

void Refolded::Fold(const Entry& entry) {
  EXPECT_EQ(entry.number, position() + 1);
  if (!entries_.empty()) {
    EXPECT_GE(entry.commit_time_ms, entries_.back().commit_time_ms) << entry.number;
    EXPECT_GE(entry.business_date, entries_.back().business_date) << entry.number;
  }
  for (const Event& event : entry.events) {
    if (const auto* totals = std::get_if<TotalsRecorded>(&event)) CheckTotals(entry, *totals);
    if (const auto* batch = std::get_if<BatchRecorded>(&event)) CheckBatch(entry, *batch);
    if (!std::holds_alternative<BatchRecorded>(event)) {
      const Command command = CommandOf(event);
      for (const std::string& key : ippledge::LoanKeysOf(command, books_.programme)) {
        if (!books_.knows_loan(key)) books_.LoadLoan(key, nullptr);
      }
      for (const std::string& key : RightKeysOf(command, books_)) {
        if (!books_.knows_right(key)) books_.LoadRight(key, 0);
      }
      for (const std::string& key : CoverSumsKeysOf(command, books_)) {
        if (!books_.knows_cover_sums(key)) books_.LoadCoverSums(key, CoverSums());
        sums_keys_.insert(key);
      }
    }
    Apply(event, entry.number, entry.commit_time_ms, books_);
  }
  const Changes changes = books_.TakeChanges();
  for (const Changes::LoanChange& change : changes.loans) {
    loans_[change.key].emplace_back(entry.number, change.loan);
  }
  contributions_.insert(contributions_.end(), changes.contributions.begin(),
                        changes.contributions.end());
  headlines_.push_back(books_.programme.headline);
  EXPECT_EQ(entry.counted_total,
            SumOf(headlines_.back(), books_.programme.constitution.counted_measure));
  if (!entry.has_request_id) return;
  const std::string key = storage::RequestRowKey(entry.caller.organisation, entry.request_id);
  EXPECT_TRUE(requests_.emplace(key, entry.number).second) << "twice: entry " << entry.number;
}

void Refolded::CheckTotals(const Entry& entry, const TotalsRecorded& totals) const {
  const Programme& now = books_.programme;
  const std::optional<CoverTotals> cover =
      now.cover.IsZero() ? std::nullopt : std::optional(now.cover);
  EXPECT_EQ(totals.headline, headlines_.back()) << entry.number;
  EXPECT_EQ(proof::HexOf(totals.what.state_hash),
            proof::HexOf(proof::Sha256(
                CanonicalControlTotals(headlines_.back(), now.fund.totals(), cover))));
  EXPECT_TRUE(totals.fund == now.fund.totals()) << entry.number;
  EXPECT_TRUE(totals.cover == cover) << entry.number;
}

void Refolded::CheckBatch(const Entry& entry, const BatchRecorded& batch) const {
  EXPECT_EQ(batch.first_entry + batch.recorded_rows, entry.number);
  for (std::int64_t number = batch.first_entry; number < entry.number; ++number) {
    EXPECT_EQ(this->entry(number).caller, entry.caller);
    EXPECT_EQ(this->entry(number).commit_time_ms, entry.commit_time_ms);
    EXPECT_FALSE(this->entry(number).has_request_id);
  }
}

LoanRef Refolded::LoanAt(const std::string& key, std::int64_t at) const {
  LoanRef loan;
  const auto versions = loans_.find(key);
  if (versions == loans_.end()) return loan;
  for (const auto& [position, version] : versions->second) {
    if (position <= at) loan = version;
  }
  return loan;
}

std::vector<std::string> Refolded::LoanKeys() const {
  std::vector<std::string> keys;
  for (const auto& [key, versions] : loans_) keys.push_back(key);
  return keys;
}

std::vector<std::int64_t> Refolded::EntriesOf(absl::string_view kind) const {
  std::vector<std::int64_t> numbers;
  for (const Entry& entry : entries_) {
    if (KindOf(entry.events.front()) == kind) numbers.push_back(entry.number);
  }
  return numbers;
}

namespace {

void ExpectSameLoan(const LoanRef& found, const LoanRef& want, const std::string& key) {
  ASSERT_EQ(found == nullptr, want == nullptr) << key;
  if (want != nullptr) {
    EXPECT_TRUE(SameLoan(*found, *want)) << key;
  }
}

void ExpectLoansAsRefolded(const ReadView& view, const Refolded& refolded, std::int64_t at) {
  std::vector<std::string> there;
  for (const std::string& key : refolded.LoanKeys()) {
    const LoanRef want = refolded.LoanAt(key, at);
    const auto found = view.LoanAt(key, at);
    ASSERT_THAT(found, IsOk());
    ExpectSameLoan(*found, want, key);
    if (want != nullptr) there.push_back(key);
  }
  std::vector<std::string> visited;
  const auto visit = [&](const std::string& key, const LoanRef& loan) {
    visited.push_back(key);
    ExpectSameLoan(loan, refolded.LoanAt(key, at), key);
    return true;
  };
  ASSERT_THAT(view.VisitLoans("", "", at, visit), IsOk());
  EXPECT_EQ(visited, there);
  if (there.size() < 4) return;
  // A part, from one key to before another, and a stop on the way.
  const auto from = there.begin() + static_cast<std::ptrdiff_t>(there.size() / 4);
  const auto end = there.end() - 1;
  visited.clear();
  ASSERT_THAT(view.VisitLoans(*from, *end, at, visit), IsOk());
  EXPECT_EQ(visited, std::vector<std::string>(from, end));
  int left = 2;
  visited.clear();
  ASSERT_THAT(view.VisitLoans(*from, "", at,
                              [&](const std::string& key, const LoanRef&) {
                                visited.push_back(key);
                                return --left > 0;
                              }),
              IsOk());
  EXPECT_EQ(visited, std::vector<std::string>(from, from + 2));
}

void ExpectTotalsAsRefolded(const ReadView& view, const Refolded& refolded, std::int64_t at) {
  const TotalsQuery queries[] = {
      {.at = at},
      {.by = {Dimension::kMonth, Dimension::kUnit, Dimension::kIpKind}, .at = at},
      {.by = {Dimension::kBank, Dimension::kIndustry}, .as_of = Date::Of(2024, 1, 17), .at = at},
      {.measures = {Measure::kFirms, Measure::kDisbursed}, .by = {Dimension::kFirmSize}, .at = at},
  };
  for (const TotalsQuery& query : queries) {
    EXPECT_THAT(view.Totals(query),
                IsOkAndHolds(NaiveTotals(query).Answer(refolded.contributions())));
  }
}

std::vector<WorkItem> ItemsOf(const WorkBook& book) {
  std::vector<WorkItem> items;
  book.Visit([&](const WorkItem& item) {
    items.push_back(item);
    return true;
  });
  return items;
}

// Sums and work twice: as the fold kept them, and counted afresh from the loans.
void ExpectCoverAsRefolded(const ReadView& view, const Refolded& refolded) {
  const Programme& programme = refolded.programme();
  EXPECT_TRUE(view.programme().cover == programme.cover);
  std::map<std::string, CoverSums> sums;
  std::vector<WorkItem> work;
  CoverTotals totals;
  for (const std::string& key : refolded.LoanKeys()) {
    const LoanRef loan = refolded.LoanAt(key, refolded.position());
    const std::string unit = UnitCodeOf(programme, loan->terms->borrower.division_code);
    for (const auto& [sums_key, added] : SumsOfCover(*loan, unit)) {
      AddTo(sums[sums_key], added, +1);
    }
    for (WorkItem& item : WorkOf(*loan)) work.push_back(std::move(item));
    AddTo(totals, CoverTotalsOf(*loan), +1);
  }
  EXPECT_TRUE(totals == programme.cover);
  std::sort(work.begin(), work.end());
  EXPECT_TRUE(ItemsOf(programme.work) == work);
  EXPECT_TRUE(ItemsOf(view.programme().work) == work);
  const std::vector<std::string> keys(refolded.sums_keys().begin(), refolded.sums_keys().end());
  const auto found = view.CoverSumsOf(keys);
  ASSERT_THAT(found, IsOk());
  for (std::size_t i = 0; i < keys.size(); ++i) {
    EXPECT_TRUE((*found)[i] == sums[keys[i]]) << keys[i];
    EXPECT_TRUE(refolded.SumsNow(keys[i]) == sums[keys[i]]) << keys[i];
  }
  for (const auto& [key, of_loans] : sums) {
    EXPECT_TRUE(refolded.sums_keys().contains(key)) << key;
  }
}

}  // namespace

void ExpectAsRefolded(const ReadView& view, const Refolded& refolded, std::int64_t step) {
  ASSERT_EQ(view.position(), refolded.position());
  const Picture& picture = view.picture();
  EXPECT_EQ(picture.headline, refolded.HeadlineAt(view.position()));
  if (view.position() == 0) return;
  EXPECT_EQ(picture.commit_time_ms, refolded.entry(view.position()).commit_time_ms);
  EXPECT_EQ(picture.today, refolded.programme().today);
  EXPECT_EQ(view.programme().bodies.size(), refolded.programme().bodies.size());
  EXPECT_EQ(view.programme().units, refolded.programme().units);
  EXPECT_EQ(view.programme().industries.size(), refolded.programme().industries.size());
  const FundBook& fund = view.programme().fund;
  const FundBook& want = refolded.programme().fund;
  ASSERT_EQ(fund.size(), want.size());
  EXPECT_TRUE(fund.accounts() == want.accounts());
  for (std::size_t i = 0; i < fund.size(); ++i) EXPECT_TRUE(*fund.at(i) == *want.at(i)) << i;
  ExpectCoverAsRefolded(view, refolded);
  for (std::int64_t at = view.position(); at > 0; at -= step) {
    SCOPED_TRACE(absl::StrCat("at ", at));
    ExpectLoansAsRefolded(view, refolded, at);
    ExpectTotalsAsRefolded(view, refolded, at);
    if (testing::Test::HasFailure()) return;
  }
}

}  // namespace ippledge::engine
