#include "audit/month_totals.h"

#include <algorithm>
#include <memory>
#include <set>

#include "absl/strings/str_cat.h"
#include "ledger/loan_fold.h"
#include "ledger/status_macros.h"
#include "storage/block.h"
#include "storage/codec.h"
#include "storage/journal.h"

namespace ippledge::audit {
namespace {

constexpr std::size_t kReadBytes = 1 << 20;

// Keys of the loans that entries above `position` are about. A payment run, which is about many,
// contributes nothing.
absl::StatusOr<std::set<std::string>> LoansAbove(std::int64_t position, std::int64_t last,
                                                 const storage::CommitLog& log) {
  std::set<std::string> keys;
  storage::EntryDecoder decoder;
  Entry entry;
  while (position < last) {
    IPPLEDGE_ASSIGN_OR_RETURN(const std::vector<storage::Block> blocks,
                              log.Read(position + 1, kReadBytes));
    if (blocks.empty())
      return absl::DataLossError(absl::StrCat("entry ", position + 1, " is gone"));
    for (const storage::Block& block : blocks) {
      IPPLEDGE_ASSIGN_OR_RETURN(const storage::BlockView view,
                                storage::BlockView::Parse(block.first_entry, block.bytes));
      for (; position < std::min(last, view.last_entry()); ++position) {
        IPPLEDGE_RETURN_IF_ERROR(decoder.Decode(view.entry(position + 1), entry));
        const LoanId* id = LoanIdOf(entry.events.front());
        if (id != nullptr) keys.insert(LoanKey(*id));
      }
    }
  }
  return keys;
}

// The loan as it was at `position`; null when it was not there yet.
absl::StatusOr<LoanRef> LoanAt(std::int64_t position, const Loan& loan,
                               const storage::CommitLog& log) {
  LoanRef then;
  for (const std::int64_t number : loan.entries) {
    if (number > position) break;
    IPPLEDGE_ASSIGN_OR_RETURN(const std::string bytes, storage::ReadEntry(log, number));
    IPPLEDGE_ASSIGN_OR_RETURN(const Entry entry, storage::DecodeEntry(bytes));
    then = std::make_shared<const Loan>(LoanAfter(then.get(), entry.events.front(), number));
  }
  return then;
}

}  // namespace

void MonthTotals::Add(const Contribution& row) {
  const int month = row.slice.date.month_index();
  months_[month] += row.sums;
  if (row.sums.loans != 0) loans_[{row.slice.firm, month}] += row.sums.loans;
}

std::vector<std::int64_t> MonthTotals::FiguresThrough(
    int month, absl::Span<const Contribution> taken_back) const {
  Sums sums;
  for (const auto& [dated, of_month] : months_) {
    if (dated <= month) sums += of_month;
  }
  absl::flat_hash_map<std::uint64_t, std::int64_t> firms;
  for (const auto& [firm_month, loans] : loans_) {
    if (firm_month.second <= month) firms[firm_month.first] += loans;
  }
  for (const Contribution& row : taken_back) {
    if (row.slice.date.month_index() > month) continue;
    sums -= row.sums;
    firms[row.slice.firm] -= row.sums.loans;
  }
  std::vector<std::int64_t> figures;
  for (int i = 1; i < kMeasureCount; ++i) {
    const auto measure = static_cast<Measure>(i);
    if (measure != Measure::kFirms) {
      figures.push_back(SumOf(sums, measure, /*by_kind=*/false));
      continue;
    }
    figures.push_back(std::count_if(firms.begin(), firms.end(),
                                    [](const auto& firm) { return firm.second > 0; }));
  }
  return figures;
}

absl::StatusOr<std::vector<Contribution>> ContributionsAbove(std::int64_t position,
                                                             const Refold& refold,
                                                             const storage::CommitLog& log) {
  std::vector<Contribution> rows;
  IPPLEDGE_ASSIGN_OR_RETURN(const std::set<std::string> keys,
                            LoansAbove(position, refold.programme().last_entry, log));
  for (const std::string& key : keys) {
    const LoanRef& now = refold.loans().at(key);
    IPPLEDGE_ASSIGN_OR_RETURN(const LoanRef then, LoanAt(position, *now, log));
    const std::vector<Contribution> of_loan =
        ContributionsOfChange(then.get(), *now, refold.programme());
    rows.insert(rows.end(), of_loan.begin(), of_loan.end());
  }
  return rows;
}

absl::Status CheckPublished(const PublishReport& report, const MonthTotals& totals,
                            const Refold& refold, const storage::CommitLog& log) {
  const std::int64_t last = refold.programme().last_entry;
  if (report.at < 1 || report.at >= last) {
    return absl::DataLossError(absl::StrCat("a report at entry ", report.at, " of the journal"));
  }
  // Nearly always none: whoever publishes has just read the figures.
  IPPLEDGE_ASSIGN_OR_RETURN(const std::vector<Contribution> later,
                            ContributionsAbove(report.at, refold, log));
  const std::vector<std::int64_t> figures = totals.FiguresThrough(report.month, later);
  for (std::size_t i = 0; i < figures.size(); ++i) {
    if (i < report.figures.size() && report.figures[i] == figures[i]) continue;
    return absl::DataLossError(
        absl::StrCat("published report of ", FormatMonth(report.month), " at entry ", report.at,
                     ": ", NameOf(static_cast<Measure>(i + 1)), " is ",
                     i < report.figures.size() ? absl::StrCat(report.figures[i]) : "missing",
                     ", not ", figures[i]));
  }
  return absl::OkStatus();
}

}  // namespace ippledge::audit
