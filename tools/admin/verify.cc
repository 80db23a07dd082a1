#include "tools/admin/verify.h"

#include <algorithm>
#include <filesystem>
#include <map>
#include <memory>
#include <optional>
#include <utility>
#include <vector>

#include "absl/strings/str_cat.h"
#include "absl/time/clock.h"
#include "absl/time/time.h"
#include "engine/growing_tree.h"
#include "ledger/invariants.h"
#include "ledger/status_macros.h"
#include "storage/codec.h"
#include "storage/index.h"
#include "storage/journal.h"
#include "storage/wal_tail.h"
#include "tools/admin/index_rows.h"
#include "tools/admin/index_totals.h"
#include "tools/admin/month_totals.h"
#include "tools/admin/refold.h"

namespace ippledge::admin {
namespace {

constexpr std::size_t kReadBytes = 4 << 20;
constexpr std::size_t kIndexCacheBytes = 32 << 20;

class Verification {
 public:
  explicit Verification(const ProgrammeFolder& folder) : folder_(folder) {}

  absl::Status Run() {
    IPPLEDGE_RETURN_IF_ERROR(CheckTail());
    IPPLEDGE_ASSIGN_OR_RETURN(
        log_, storage::LocalLog::Open(folder_.journal(), {.create = false, .read_only = true}));
    IPPLEDGE_RETURN_IF_ERROR(OpenIndex());
    for (std::int64_t last = -1; last != last_entry();) {
      last = last_entry();
      IPPLEDGE_ASSIGN_OR_RETURN(const std::vector<storage::Block> blocks,
                                log_->Read(last + 1, kReadBytes));
      for (const storage::Block& block : blocks) IPPLEDGE_RETURN_IF_ERROR(TakeBlock(block));
    }
    if (index_ != nullptr && !index_compared_) {
      return absl::DataLossError(absl::StrCat("index: it says to be that of entry ",
                                              index_->watermark(), ", where no block ends"));
    }
    return CheckInvariants();
  }

  void Report(Sheet& sheet) const {
    const double seconds = absl::ToDoubleSeconds(absl::Now() - began_);
    sheet.Add("entries", last_entry());
    sheet.Add("blocks", blocks_);
    sheet.Add("loans", static_cast<std::int64_t>(refold_.loans().size()));
    sheet.Add("rights", static_cast<std::int64_t>(refold_.rights().size()));
    sheet.Add("requests", refold_.request_count());
    sheet.Add("claims_and_covers_recomputed", refold_.judgement_count());
    sheet.Add("root", proof::HexOf(tree_.frontier().Root()));
    sheet.Add("log_tail", tail_);
    sheet.Add("index", index_ == nullptr ? "none" : index_compared_ ? "equal" : "not compared");
    if (index_ != nullptr) sheet.Add("index_watermark", index_->watermark());
    sheet.Add("milliseconds", static_cast<std::int64_t>(1000 * seconds));
    sheet.Add("entries_per_second", static_cast<std::int64_t>(static_cast<double>(last_entry()) /
                                                              std::max(seconds, 1e-3)));
    if (blamed_entry_ > 0) sheet.Add("difference_entry", blamed_entry_);
  }

 private:
  std::int64_t last_entry() const { return refold_.programme().last_entry; }

  // Names the entry in `status`.
  absl::Status Blame(std::int64_t entry, const absl::Status& status) {
    blamed_entry_ = entry;
    return absl::Status(status.code(), absl::StrCat("entry ", entry, ": ", status.message()));
  }

  absl::Status CheckTail() {
    IPPLEDGE_ASSIGN_OR_RETURN(const storage::WalTail tail, storage::ReadWalTail(folder_.journal()));
    tail_ = std::string(NameOf(tail.state));
    const bool as_written =
        tail.state == storage::WalState::kWhole || tail.state == storage::WalState::kTorn;
    if (as_written) return absl::OkStatus();
    return absl::DataLossError(absl::StrCat(
        "log ", std::filesystem::path(tail.file).filename().string(), ", byte ", tail.offset,
        ", after entry ", tail.last_entry, ": ", tail.what, " (see ippledge-admin tail)"));
  }

  absl::Status OpenIndex() {
    if (!folder_.has_index()) return absl::OkStatus();
    IPPLEDGE_ASSIGN_OR_RETURN(index_, storage::Index::Open(folder_.index(), kIndexCacheBytes));
    const std::int64_t watermark = index_->watermark();
    IPPLEDGE_ASSIGN_OR_RETURN(const storage::Block last, log_->LastBlock());
    if (watermark > last.last_entry) {
      return absl::DataLossError(absl::StrCat("the journal ends at entry ", last.last_entry,
                                              ", but its index holds entry ", watermark));
    }
    index_compared_ = watermark == 0;
    index_totals_.emplace(index_.get());
    return absl::OkStatus();
  }

  absl::Status TakeBlock(const storage::Block& block) {
    IPPLEDGE_ASSIGN_OR_RETURN(const storage::BlockView view,
                              storage::BlockView::Parse(block.first_entry, block.bytes));
    const std::int64_t first = last_entry() + 1;
    if (view.first_entry() != first) {
      return Blame(first, absl::DataLossError(
                              absl::StrCat("it is missing, up to ", view.first_entry() - 1)));
    }
    if (view.commit_time_ms() < commit_time_ms_) {
      return Blame(first, absl::DataLossError(
                              absl::StrCat("commit time falls: ", TimeText(view.commit_time_ms()),
                                           " after ", TimeText(commit_time_ms_))));
    }
    commit_time_ms_ = view.commit_time_ms();
    for (std::int64_t number = first; number <= view.last_entry(); ++number) {
      if (absl::Status status = TakeEntry(view, number); !status.ok()) return Blame(number, status);
    }
    ++blocks_;
    if (const proof::Frontier frontier = tree_.frontier(); frontier != view.frontier()) {
      return Blame(first, absl::DataLossError(absl::StrCat(
                              "up to ", view.last_entry(), ": the bytes are not those that were ",
                              "hashed; the root is ", proof::HexOf(frontier.Root()), ", not ",
                              proof::HexOf(view.frontier().Root()))));
    }
    const Headline& headline = refold_.programme().headline;
    if (const std::string sums = DifferenceOf(view.headline(), headline); !sums.empty()) {
      return Blame(view.last_entry(), absl::DataLossError(absl::StrCat("sums after it: ", sums)));
    }
    if (index_ == nullptr || index_->watermark() != last_entry()) return absl::OkStatus();
    return CompareIndex();
  }

  absl::Status TakeEntry(const storage::BlockView& view, std::int64_t number) {
    const absl::string_view bytes = view.entry(number);
    tree_.Append(proof::LeafHash(bytes), growth_);
    IPPLEDGE_RETURN_IF_ERROR(decoder_.Decode(bytes, entry_));
    if (entry_.number != number) {
      return absl::DataLossError(absl::StrCat("it calls itself ", entry_.number));
    }
    if (entry_.commit_time_ms != view.commit_time_ms()) {
      return absl::DataLossError(absl::StrCat("commit time ", TimeText(entry_.commit_time_ms),
                                              ", not ", TimeText(view.commit_time_ms())));
    }
    IPPLEDGE_RETURN_IF_ERROR(refold_.Take(entry_, view.first_entry()));
    if (const auto* report = std::get_if<ReportPublished>(&entry_.events.front())) {
      IPPLEDGE_RETURN_IF_ERROR(CheckPublished(report->what, month_totals_, refold_, *log_));
    }
    for (const ContributionRow& row : refold_.changes().contributions) {
      month_totals_.Add(row.contribution);
      if (index_ != nullptr && !index_compared_) IPPLEDGE_RETURN_IF_ERROR(index_totals_->Take(row));
    }
    return absl::OkStatus();
  }

  absl::Status CompareIndex() {
    IPPLEDGE_RETURN_IF_ERROR(index_totals_->Finish());
    IPPLEDGE_RETURN_IF_ERROR(CompareRows(*index_, refold_, growth_));
    index_compared_ = true;
    return absl::OkStatus();
  }

  absl::Status CheckInvariants() const {
    BooksInvariants invariants(&refold_.programme());
    // In order of entry, so that the first difference is always the same.
    std::vector<const Loan*> loans;
    loans.reserve(refold_.loans().size());
    for (const auto& [key, loan] : refold_.loans()) loans.push_back(loan.get());
    std::sort(loans.begin(), loans.end(),
              [](const Loan* a, const Loan* b) { return a->first_entry() < b->first_entry(); });
    for (const Loan* loan : loans) IPPLEDGE_RETURN_IF_ERROR(invariants.AddLoan(*loan));
    std::optional<std::pair<std::string, absl::Status>> wrong;
    for (const auto& [key, pledges] : refold_.rights()) {
      absl::Status status = invariants.AddRight(key, pledges);
      if (status.ok() || (wrong && wrong->first < key)) continue;
      wrong.emplace(key, std::move(status));
    }
    if (wrong) return wrong->second;
    // In order of key, as above.
    const std::map<std::string, CoverSums> sums(refold_.sums().begin(), refold_.sums().end());
    for (const auto& [key, of_key] : sums) {
      IPPLEDGE_RETURN_IF_ERROR(invariants.AddCoverSums(key, of_key));
    }
    return invariants.Finish();
  }

  const ProgrammeFolder& folder_;
  const absl::Time began_ = absl::Now();
  std::unique_ptr<storage::LocalLog> log_;
  std::unique_ptr<storage::Index> index_;
  bool index_compared_ = false;
  std::optional<IndexTotals> index_totals_;

  storage::EntryDecoder decoder_;
  Entry entry_;
  Refold refold_;
  MonthTotals month_totals_;
  engine::GrowingTree tree_;
  engine::TreeGrowth growth_;  // all of it: 32 bytes an entry
  std::int64_t commit_time_ms_ = 0;
  std::int64_t blocks_ = 0;
  std::int64_t blamed_entry_ = 0;
  std::string tail_ = "not read";
};

}  // namespace

absl::Status Verify(const ProgrammeFolder& folder, Sheet& sheet) {
  Verification verification(folder);
  const absl::Status status = verification.Run();
  verification.Report(sheet);
  return status;
}

}  // namespace ippledge::admin
