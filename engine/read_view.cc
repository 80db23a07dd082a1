#include "engine/read_view.h"

#include <algorithm>

#include "absl/strings/str_cat.h"
#include "engine/submission.h"
#include "ledger/check.h"
#include "ledger/decide.h"
#include "ledger/loan_fold.h"
#include "ledger/status_macros.h"
#include "storage/codec.h"
#include "storage/cover_rows.h"
#include "storage/journal.h"
#include "storage/keys.h"
#include "storage/rows.h"

namespace ippledge::engine {
namespace {

// The first string after all that begin with `prefix`.
std::string EndOfPrefix(std::string prefix) {
  prefix.back() = static_cast<char>(prefix.back() + 1);
  return prefix;
}

}  // namespace

const Programme& ReadView::programme() const {
  IPPLEDGE_CHECK(picture_->programme != nullptr);
  return *picture_->programme;
}

absl::StatusOr<std::int64_t> ReadView::PositionOf(std::int64_t at) const {
  if (at == 0) return position();
  if (at > 0 && at <= position()) return at;
  return Refuse(Reason::kEntryUnknown, "at",
                {{"got", absl::StrCat(at)}, {"limit", absl::StrCat(position())}});
}

namespace {

// Folds a loan again from the journal: only the entries up to `position`.
absl::StatusOr<LoanRef> Refold(const storage::CommitLog& log, const Loan& newer,
                               std::int64_t position) {
  LoanRef loan;
  storage::EntryDecoder decoder;
  Entry entry;
  for (const std::int64_t number : newer.entries) {
    if (number > position) break;
    IPPLEDGE_ASSIGN_OR_RETURN(const std::string bytes, storage::ReadEntry(log, number));
    IPPLEDGE_RETURN_IF_ERROR(decoder.Decode(bytes, entry));
    for (const Event& event : entry.events) {
      loan = std::make_shared<const Loan>(LoanAfter(loan.get(), event, number));
    }
  }
  return loan;
}

}  // namespace

absl::StatusOr<LoanRef> ReadView::LoanAt(absl::string_view key, std::int64_t at) const {
  // Recent first, the index second: see recent.h.
  const Recent::FoundLoan recent = sources_.recent->FindLoan(key, at);
  if (recent.loan != nullptr) return recent.loan;
  IPPLEDGE_ASSIGN_OR_RETURN(const auto rows, sources_.index->Get({storage::LoanRowKey(key)}));
  LoanRef indexed;
  if (rows[0]) {
    IPPLEDGE_ASSIGN_OR_RETURN(indexed, storage::DecodeLoanRow(*rows[0]));
    if (indexed->last_entry() <= at) return indexed;
  }
  const LoanRef& newer = recent.newer != nullptr ? recent.newer : indexed;
  if (newer == nullptr || newer->first_entry() > at) return nullptr;
  return Refold(*sources_.log, *newer, at);
}

absl::Status ReadView::VisitLoans(
    absl::string_view from, absl::string_view end, std::int64_t at,
    const std::function<bool(const std::string&, const LoanRef&)>& visit) const {
  const std::vector<std::string> recent =
      sources_.recent->LoanKeys(from, end, static_cast<std::size_t>(-1));
  auto next_recent = recent.begin();
  absl::Status status;
  bool go_on = true;
  const auto visit_key = [&](const std::string& key) {
    absl::StatusOr<LoanRef> loan = LoanAt(key, at);
    if (!loan.ok()) {
      status = loan.status();
    } else if (*loan != nullptr) {
      go_on = visit(key, *loan);
    }
    return status.ok() && go_on;
  };
  storage::LoanRowCodec codec;
  const auto visit_row = [&](absl::string_view row_key, absl::string_view value) {
    const absl::string_view key = row_key.substr(1);
    for (; next_recent != recent.end() && *next_recent < key; ++next_recent) {
      if (!visit_key(*next_recent)) return false;
    }
    if (next_recent != recent.end() && *next_recent == key) {
      return visit_key(*next_recent++);
    }
    absl::StatusOr<LoanRef> loan = codec.Decode(value);
    if (!loan.ok()) {
      status = loan.status();
      return false;
    }
    if ((*loan)->last_entry() > at) return visit_key(std::string(key));
    go_on = visit(std::string(key), *loan);
    return go_on;
  };
  IPPLEDGE_RETURN_IF_ERROR(sources_.index->Scan(
      storage::LoanRowKey(from),
      end.empty() ? EndOfPrefix(storage::LoanRowKey("")) : storage::LoanRowKey(end), visit_row));
  for (; status.ok() && go_on && next_recent != recent.end(); ++next_recent) {
    visit_key(*next_recent);
  }
  return status;
}

absl::StatusOr<std::vector<std::int64_t>> ReadView::Pledges(
    const std::vector<std::string>& keys) const {
  std::vector<std::int64_t> pledges(keys.size());
  std::vector<std::size_t> indexed;
  std::vector<std::string> rows_wanted;
  for (std::size_t i = 0; i < keys.size(); ++i) {
    if (keys[i].empty()) continue;
    if (const auto recent = sources_.recent->FindPledges(keys[i]); recent) {
      pledges[i] = *recent;
    } else {
      indexed.push_back(i);
      rows_wanted.push_back(storage::RightRowKey(keys[i]));
    }
  }
  IPPLEDGE_ASSIGN_OR_RETURN(const auto rows, sources_.index->Get(rows_wanted));
  for (std::size_t i = 0; i < indexed.size(); ++i) {
    if (!rows[i]) continue;
    IPPLEDGE_ASSIGN_OR_RETURN(pledges[indexed[i]], storage::DecodePledges(*rows[i]));
  }
  return pledges;
}

absl::StatusOr<std::vector<std::vector<bool>>> ReadView::AlsoPledged(
    absl::Span<const LoanRef> loans, std::int64_t at) const {
  std::vector<std::string> keys;
  for (const LoanRef& loan : loans) {
    for (const IpRight& right : loan->terms->rights) {
      keys.push_back(RightKey(right.kind, right.number));
    }
  }
  IPPLEDGE_ASSIGN_OR_RETURN(const std::vector<std::int64_t> pledges, Pledges(keys));
  std::vector<std::vector<bool>> answer;
  std::size_t next = 0;
  for (const LoanRef& loan : loans) {
    // Counts are of now, so what the loan itself pledges must be of now too.
    LoanRef now = loan;
    if (at < position()) {
      IPPLEDGE_ASSIGN_OR_RETURN(now, LoanAt(LoanKey(loan->terms->id), position()));
      IPPLEDGE_CHECK(now != nullptr);
    }
    const std::vector<std::string> own = PledgedKeysOf(*now);
    std::vector<bool>& also = answer.emplace_back();
    for (std::size_t i = 0; i < loan->terms->rights.size(); ++i, ++next) {
      also.push_back(pledges[next] > std::count(own.begin(), own.end(), keys[next]));
    }
  }
  return answer;
}

absl::StatusOr<std::vector<CoverSums>> ReadView::CoverSumsOf(
    const std::vector<std::string>& keys) const {
  std::vector<CoverSums> sums(keys.size());
  std::vector<std::size_t> indexed;
  std::vector<std::string> rows_wanted;
  for (std::size_t i = 0; i < keys.size(); ++i) {
    if (const auto recent = sources_.recent->FindCoverSums(keys[i]); recent) {
      sums[i] = *recent;
    } else {
      indexed.push_back(i);
      rows_wanted.push_back(storage::CoverSumsRowKey(keys[i]));
    }
  }
  IPPLEDGE_ASSIGN_OR_RETURN(const auto rows, sources_.index->Get(rows_wanted));
  for (std::size_t i = 0; i < indexed.size(); ++i) {
    if (!rows[i]) continue;
    IPPLEDGE_ASSIGN_OR_RETURN(sums[indexed[i]], storage::DecodeCoverSums(*rows[i]));
  }
  return sums;
}

absl::StatusOr<TotalsAnswer> ReadView::Totals(TotalsQuery query) const {
  IPPLEDGE_ASSIGN_OR_RETURN(const TotalsTable table, TotalsFlat(std::move(query)));
  return AnswerOf(table);
}

absl::StatusOr<TotalsTable> ReadView::TotalsFlat(TotalsQuery query) const {
  IPPLEDGE_ASSIGN_OR_RETURN(query.at, PositionOf(query.at));
  const Tail tail = sources_.recent->Contributions();
  std::vector<absl::Span<const ContributionRow>> spans;
  spans.reserve(tail.size());
  for (const ChunkView& chunk : tail) spans.push_back(chunk.rows);
  return sources_.totals->QueryTable(query, spans);
}

absl::StatusOr<std::int64_t> ReadView::CommitTimeOf(std::int64_t number) const {
  if (number == position()) return picture_->commit_time_ms;
  return storage::CommitTimeOf(*sources_.log, number);
}

absl::StatusOr<std::vector<StoredEntry>> ReadView::Entries(std::int64_t first,
                                                           std::int64_t count) const {
  std::vector<StoredEntry> entries;
  const std::int64_t last = std::min(position(), first + count - 1);
  storage::EntryDecoder decoder;
  // A block at a time for a few entries, more for a run.
  const std::size_t read_bytes = count <= 64 ? 1 : 1 << 20;
  while (first <= last) {
    IPPLEDGE_ASSIGN_OR_RETURN(const std::vector<storage::Block> blocks,
                              sources_.log->Read(first, read_bytes));
    if (blocks.empty()) return absl::DataLossError(absl::StrCat("entry ", first, " is missing"));
    for (const storage::Block& block : blocks) {
      if (first > last) break;
      IPPLEDGE_ASSIGN_OR_RETURN(const storage::BlockView view,
                                storage::BlockView::Parse(block.first_entry, block.bytes));
      if (first < view.first_entry()) {
        return absl::DataLossError(absl::StrCat("entry ", first, " is missing"));
      }
      for (; first <= last && first <= view.last_entry(); ++first) {
        StoredEntry& stored = entries.emplace_back();
        stored.bytes = std::string(view.entry(first));
        IPPLEDGE_RETURN_IF_ERROR(decoder.Decode(stored.bytes, stored.entry));
      }
    }
  }
  return entries;
}

absl::StatusOr<Outcome> ReadView::OutcomeOf(std::int64_t number) const {
  IPPLEDGE_ASSIGN_OR_RETURN(const std::string bytes, storage::ReadEntry(*sources_.log, number));
  IPPLEDGE_ASSIGN_OR_RETURN(const Entry entry, storage::DecodeEntry(bytes));
  Outcome outcome;
  outcome.replayed = true;
  outcome.entry = number;
  outcome.commit_time_ms = entry.commit_time_ms;
  outcome.counted_total = entry.counted_total;
  const Event& event = entry.events.front();
  if (const auto* batch = std::get_if<BatchRecorded>(&event)) {
    outcome.first_entry = batch->first_entry;
    outcome.recorded_rows = batch->recorded_rows;
    outcome.verdicts = batch->rows;
  } else if (const auto* recorded = std::get_if<LoanRecorded>(&event)) {
    outcome.rights_pledged_before = recorded->rights_pledged_before;
  }
  outcome.fund = FundAfter(event);
  if (AnswersWithEvent(event)) outcome.event = std::make_shared<const Event>(event);
  if (const LoanId* id = LoanIdOf(event); id != nullptr) {
    IPPLEDGE_ASSIGN_OR_RETURN(outcome.loan, LoanAt(LoanKey(*id), number));
  }
  return outcome;
}

}  // namespace ippledge::engine
