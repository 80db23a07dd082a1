#include "audit/refold.h"

#include <algorithm>
#include <variant>
#include <vector>

#include "absl/strings/str_cat.h"
#include "audit/judgements.h"
#include "audit/shape.h"
#include "ledger/cover_fields.h"
#include "ledger/decide.h"
#include "ledger/invariants.h"
#include "ledger/reconciliation_fields.h"
#include "ledger/status_macros.h"
#include "proof/hash.h"
#include "storage/codec.h"

namespace ippledge::audit {
namespace {

absl::Status Wrong(absl::string_view what) { return absl::DataLossError(what); }

std::string Text(const std::vector<std::int32_t>& indexes) {
  std::string text;
  for (const std::int32_t index : indexes) absl::StrAppend(&text, text.empty() ? "" : ",", index);
  return text.empty() ? "none" : text;
}

absl::Status SameFund(const FundFigures& found, const FundFigures& again) {
  if (found == again) return absl::OkStatus();
  return Wrong(absl::StrCat("the fund after it: cash ", found.cash_fen, ", reserved ",
                            found.reserved_fen, ", deposits ", found.deposits_fen, "; not cash ",
                            again.cash_fen, ", reserved ", again.reserved_fen, ", deposits ",
                            again.deposits_fen));
}

std::string JsonOf(const Event& event) {
  Entry entry;
  entry.events.push_back(event);
  std::string bytes;
  storage::EntryEncoder().Encode(entry, bytes);
  return storage::EntryJson(bytes);
}

// The field in which two events of one kind first differ, as both state it.
std::string DifferenceOf(const Event& found, const Event& again) {
  constexpr std::size_t kShown = 120;
  const std::string a = JsonOf(found);
  const std::string b = JsonOf(again);
  std::size_t at = 0;
  while (at < std::min(a.size(), b.size()) && a[at] == b[at]) ++at;
  // Back to the name of the field.
  std::size_t from = at == 0 ? std::string::npos : a.rfind("\":", at - 1);
  if (from != std::string::npos && from > 0) from = a.rfind('"', from - 1);
  if (from == std::string::npos) from = 0;
  return absl::StrCat(a.substr(from, kShown), ", not ", b.substr(from, kShown));
}

// What Decide() adds to the command: must be the same again.
struct SameParts {
  const Event& decided;

  absl::Status operator()(const LoanRecorded& e) const {
    const auto& again = std::get<LoanRecorded>(decided).rights_pledged_before;
    if (e.rights_pledged_before == again) return absl::OkStatus();
    return Wrong(absl::StrCat("rights pledged before: ", Text(e.rights_pledged_before), ", not ",
                              Text(again)));
  }
  absl::Status operator()(const TotalsRecorded& e) const {
    const Headline& again = std::get<TotalsRecorded>(decided).headline;
    if (const std::string difference = DifferenceOf(e.headline, again); !difference.empty()) {
      return Wrong(absl::StrCat("recorded totals: ", difference));
    }
    const std::optional<FundTotals>& fund = std::get<TotalsRecorded>(decided).fund;
    const std::optional<CoverTotals>& cover = std::get<TotalsRecorded>(decided).cover;
    if (e.fund != fund) return Wrong("recorded totals: the fund's accounts differ");
    if (e.cover != cover) return Wrong("recorded totals: the sums over covered loans differ");
    const proof::Hash hash = proof::Sha256(CanonicalControlTotals(again, fund, cover));
    if (e.what.state_hash == hash) return absl::OkStatus();
    return Wrong(absl::StrCat("state hash: ", proof::HexOf(e.what.state_hash), ", not ",
                              proof::HexOf(hash)));
  }
  absl::Status operator()(const FundMovementRecorded& e) const {
    return SameFund(e.after, std::get<FundMovementRecorded>(decided).after);
  }
  absl::Status operator()(const FundMovementReversed& e) const {
    const auto& again = std::get<FundMovementReversed>(decided);
    if (e.reverses_entry != again.reverses_entry) {
      return Wrong(
          absl::StrCat("it reverses entry ", e.reverses_entry, ", not ", again.reverses_entry));
    }
    if (e.date != again.date) return Wrong("it counts on another day");
    return SameFund(e.after, again.after);
  }
  template <typename E>
  absl::Status operator()(const E& e) const {
    if constexpr (HasFields<E>) {
      if (WireOf(e) == WireOf(std::get<E>(decided))) return absl::OkStatus();
      return Wrong(absl::StrCat("the rules decide otherwise: ", DifferenceOf(e, decided)));
    }
    return absl::OkStatus();
  }
};

}  // namespace

absl::Status Refold::Take(const Entry& entry, std::int64_t block_first) {
  if (entry.events.empty()) return Take(entry, block_first, absl::OkStatus());
  const Event& event = entry.events.front();
  const auto* founded = std::get_if<ProgrammeFounded>(&event);
  return Take(entry, block_first,
              CheckShapeOf(event, founded != nullptr ? founded->what.constitution.schemes
                                                     : programme().constitution.schemes));
}

absl::Status Refold::Take(const Entry& entry, std::int64_t block_first, const absl::Status& shape) {
  if (entry.events.size() != 1) {
    return Wrong(absl::StrCat("it holds ", entry.events.size(), " events, not 1"));
  }
  const Event& event = entry.events.front();
  const bool founds = std::holds_alternative<ProgrammeFounded>(event);
  if (founds != (entry.number == 1)) return Wrong("a programme is founded by entry 1, only there");
  if (const auto* batch = std::get_if<BatchRecorded>(&event)) {
    IPPLEDGE_RETURN_IF_ERROR(CheckBatch(entry, *batch, block_first));
  } else {
    if (!shape.ok()) return Wrong(absl::StrCat("no server lets it in: ", shape.message()));
    const Command command = CommandOf(event);
    Load(command);
    if (const Judgement* judgement = JudgementOf(event); judgement != nullptr) {
      IPPLEDGE_RETURN_IF_ERROR(CheckJudgement(*judgement, programme()));
      ++judgement_count_;
    }
    IPPLEDGE_RETURN_IF_ERROR(DecideAgain(entry, event, command));
  }
  Apply(event, entry.number, entry.commit_time_ms, books_);
  Keep();
  if (entry.business_date != programme().today) {
    return Wrong(absl::StrCat("business date: ", entry.business_date.ToString(), ", not ",
                              programme().today.ToString()));
  }
  const std::int64_t total = SumOf(programme().headline, programme().constitution.counted_measure);
  if (entry.counted_total != total) {
    return Wrong(absl::StrCat("counted total: ", entry.counted_total, ", not ", total));
  }
  NoteRun(entry);
  return NoteRequest(entry);
}

absl::Status Refold::DecideAgain(const Entry& entry, const Event& event,
                                 const Command& command) const {
  const absl::StatusOr<Decision> decision = Decide(books_, entry.caller, command);
  if (!decision.ok()) {
    return Wrong(absl::StrCat("the rules refuse it: ", decision.status().message()));
  }
  if (decision->events.empty()) {
    return Wrong(absl::StrCat("entry ", decision->already_recorded_entry, " holds it already"));
  }
  if (decision->events.front().index() != event.index()) {
    return Wrong(absl::StrCat("the rules make it ", KindOf(decision->events.front())));
  }
  return std::visit(SameParts{decision->events.front()}, event);
}

absl::Status Refold::CheckBatch(const Entry& entry, const BatchRecorded& batch,
                                std::int64_t block_first) const {
  if (batch.recorded_rows < 1 || batch.first_entry != entry.number - batch.recorded_rows) {
    return Wrong(absl::StrCat("a batch of ", batch.recorded_rows, " rows from entry ",
                              batch.first_entry, " does not end here"));
  }
  if (batch.first_entry < block_first) return Wrong("its batch is not in one block");
  if (run_first_ == 0 || run_first_ > batch.first_entry || run_caller_ != entry.caller) {
    return Wrong("the entries of its batch are not rows of one");
  }
  const auto rows =
      static_cast<std::int64_t>(batch.rows.size()) + std::int64_t{batch.recorded_rows};
  std::int64_t next_row = 0;
  for (const BatchRow& row : batch.rows) {
    const bool has_verdict = row.already_recorded_entry > 0 || !row.violations.empty();
    if (row.row < next_row || row.row >= rows || !has_verdict ||
        row.already_recorded_entry >= entry.number) {
      return Wrong(absl::StrCat("row ", row.row, " of its batch makes no sense"));
    }
    next_row = row.row + 1;
  }
  return absl::OkStatus();
}

void Refold::NoteRun(const Entry& entry) {
  if (entry.has_request_id || entry.caller.role == Role::kSystem) {
    run_first_ = 0;
  } else if (run_first_ == 0 || run_caller_ != entry.caller) {
    run_first_ = entry.number;
    run_caller_ = entry.caller;
  }
}

absl::Status Refold::NoteRequest(const Entry& entry) {
  if (!entry.has_request_id) return absl::OkStatus();
  const std::uint32_t organisation = organisations_.Intern(entry.caller.organisation);
  const auto [known, is_new] =
      requests_.try_emplace({organisation, entry.request_id}, entry.number);
  if (is_new) return absl::OkStatus();
  return Wrong(absl::StrCat("entry ", known->second, " has its request id"));
}

std::int64_t Refold::EntryOfRequest(absl::string_view organisation, const RequestId& id) const {
  const std::optional<std::uint32_t> known = organisations_.Find(organisation);
  if (!known) return 0;
  const auto found = requests_.find({*known, id});
  return found == requests_.end() ? 0 : found->second;
}

void Refold::VisitRequests(
    const std::function<void(const std::string&, const RequestId&, std::int64_t)>& visit) const {
  for (const auto& [request, entry] : requests_) {
    visit(organisations_.text(request.first), request.second, entry);
  }
}

// What is not here is in no entry before: everything was kept.
void Refold::Load(const Command& command) {
  books_.AssumeRestAbsent(true);
  for (std::string& key : LoanKeysOf(command, programme())) {
    const auto found = loans_.find(key);
    if (found == loans_.end()) continue;
    books_.LoadLoan(key, found->second);
    loaded_loans_.push_back(std::move(key));
  }
  for (std::string& key : RightKeysOf(command, books_)) {
    const auto found = rights_.find(key);
    if (found == rights_.end()) continue;
    books_.LoadRight(key, found->second.pledges);
    loaded_rights_.push_back(std::move(key));
  }
  // The common case: a new loan reads no sums.
  if (loaded_loans_.empty() && std::holds_alternative<RecordLoan>(command)) return;
  for (std::string& key : CoverSumsKeysOf(command, books_)) {
    const auto found = sums_.find(key);
    books_.LoadCoverSums(key, found == sums_.end() ? CoverSums() : found->second);
    loaded_sums_.push_back(std::move(key));
  }
}

void Refold::Keep() {
  changes_ = books_.TakeChanges();
  const std::int64_t through = books_.programme.last_entry;
  for (const std::string& key : loaded_loans_) books_.ForgetLoan(key, through);
  for (const std::string& key : loaded_rights_) books_.ForgetRight(key, through);
  for (const std::string& key : loaded_sums_) books_.ForgetCoverSums(key, through);
  loaded_loans_.clear();
  loaded_rights_.clear();
  loaded_sums_.clear();
  for (const auto& change : changes_.loans) books_.ForgetLoan(change.key, through);
  for (const auto& change : changes_.rights) books_.ForgetRight(change.key, through);
  for (const auto& change : changes_.sums) books_.ForgetCoverSums(change.key, through);
  for (const Changes::LoanChange& change : changes_.loans) loans_[change.key] = change.loan;
  for (const Changes::RightChange& change : changes_.rights) {
    if (change.pledges == 0) {
      rights_.erase(change.key);
    } else {
      rights_[change.key].pledges = change.pledges;
    }
  }
  for (const Changes::BookEvent& change : changes_.book_events) {
    book_events_.push_back(change);
  }
  for (const Changes::SumsChange& change : changes_.sums) {
    if (change.sums.IsZero()) {
      sums_.erase(change.key);
    } else {
      sums_[change.key] = change.sums;
    }
  }
}

}  // namespace ippledge::audit
