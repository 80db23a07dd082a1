#include "engine/replay.h"

#include <algorithm>
#include <utility>

#include "absl/strings/str_cat.h"
#include "engine/decode_ahead.h"
#include "ledger/check.h"
#include "ledger/decide.h"
#include "ledger/status_macros.h"
#include "proof/tile.h"
#include "storage/book_rows.h"
#include "storage/cover_rows.h"
#include "storage/fund_rows.h"
#include "storage/keys.h"
#include "storage/rows.h"
#include "storage/tile_rows.h"

namespace ippledge::engine {
namespace {

absl::Status OutOfOrder(std::int64_t number) {
  return absl::DataLossError(absl::StrCat("entry ", number, " is not where it should be"));
}

// One entry above the watermark: into the books and into `group`.
absl::Status Fold(const Entry& entry, const Prepared& ahead, Stager& stager, Group& group) {
  Books& books = stager.books();
  for (const Event& event : entry.events) {
    if (!std::holds_alternative<BatchRecorded>(event)) {
      IPPLEDGE_RETURN_IF_ERROR(stager.Load(CommandOf(event), ahead));
    }
    Apply(event, entry.number, entry.commit_time_ms, books);
    const std::optional<FundFigures> fund = FundAfter(event);
    if (fund && *fund != books.programme.fund.accounts().figures()) {
      return absl::DataLossError(
          absl::StrCat("entry ", entry.number, " leads to other sums of the fund than its own"));
    }
  }
  if (entry.has_request_id) {
    stager.BindRequest(storage::RequestRowKey(entry.caller.organisation, entry.request_id),
                       entry.number, entry.fingerprint);
  }
  StagedEntry& staged = group.entries.emplace_back();
  staged.entry.number = entry.number;
  staged.headline = books.programme.headline;
  return absl::OkStatus();
}

bool RecordsTotals(const Entry& entry) {
  return std::holds_alternative<TotalsRecorded>(entry.events.front());
}

// Deadlines of the day that it is of may be left to pass: whatever is decided on a day, and its
// totals, come after them. (A tail may have been cut off anywhere.)
bool MayEndWithinTurningDay(const Entry& last) {
  const Event& event = last.events.front();
  return std::holds_alternative<DayTurned>(event) ||
         std::holds_alternative<DeadlinePassed>(event) || std::holds_alternative<TailWasCut>(event);
}

}  // namespace

absl::Status WriteRound(storage::Index& index, TotalsStore& totals, Recent& recent, Round& round) {
  std::vector<storage::Index::Row> rows = RowsOf(round, totals);
  const std::int64_t before = index.watermark();
  const std::int64_t old_tiles = before / proof::kTileWidth;
  const TreeTail::Run tiles = recent.tree().FullTiles(old_tiles, round.through / proof::kTileWidth);
  IPPLEDGE_RETURN_IF_ERROR(storage::AddTileRows(index, old_tiles, tiles.hashes, rows));
  IPPLEDGE_RETURN_IF_ERROR(index.WriteRound(AllRowsOf(round, rows), round.through));
  totals.CommitRound();
  recent.Prune(round.through);
  // What the next round starts from, should it not change.
  Round next;
  next.programme = round.programme;
  next.through = round.through;
  round = std::move(next);
  return absl::OkStatus();
}

absl::StatusOr<Replayed> Replay(const storage::CommitLog& log, storage::Index& index,
                                std::int64_t round_entries, Recent& recent, Round& round) {
  const std::int64_t watermark = index.watermark();
  Books books;
  if (watermark > 0) {
    IPPLEDGE_ASSIGN_OR_RETURN(const auto rows, index.Get({storage::ProgrammeKey()}));
    if (!rows[0]) return absl::DataLossError("the index has no programme");
    IPPLEDGE_ASSIGN_OR_RETURN(books.programme, storage::DecodeProgrammeRow(*rows[0]));
    if (books.programme.last_entry != watermark) {
      return absl::DataLossError("the index's programme is not that of its watermark");
    }
    IPPLEDGE_RETURN_IF_ERROR(storage::LoadMovements(index, books.programme.fund));
    IPPLEDGE_RETURN_IF_ERROR(storage::LoadWork(index, books.programme.work));
    IPPLEDGE_RETURN_IF_ERROR(storage::LoadBooks(index, books.programme));
  }
  Replayed replayed;
  IPPLEDGE_ASSIGN_OR_RETURN(replayed.totals, TotalsStore::Open(&index));
  replayed.stager = std::make_unique<Stager>(&index, &log, std::move(books));
  recent.tree().Start(watermark);
  GrowingTree tree;
  round.through = watermark;
  if (watermark > 0) {
    round.programme = std::make_shared<const Programme>(replayed.stager->programme());
  }

  std::int64_t next = watermark + 1;
  // The last block at or below the watermark gives the tree to go on from.
  DecodeAhead journal(&log, &index, std::max<std::int64_t>(watermark, 1));
  bool seen_watermark = watermark == 0;
  bool day_open = false;
  for (;;) {
    IPPLEDGE_ASSIGN_OR_RETURN(const DecodedRun run, journal.Next());
    if (run.blocks.empty()) break;
    for (const DecodedBlock& block : run.blocks) {
      if (!seen_watermark) {
        if (block.first_entry > watermark) return OutOfOrder(watermark);
        seen_watermark = true;
        replayed.totals_due = !RecordsTotals(block.entries.front());
        day_open = MayEndWithinTurningDay(block.entries.front());
      }
      if (block.last_entry < next) {
        tree = GrowingTree(block.frontier);
        replayed.commit_time_ms = block.commit_time_ms;
        continue;
      }
      // Rounds end where blocks do.
      if (block.first_entry != next) return OutOfOrder(next);
      Group group;
      for (const Entry& entry : block.entries) {
        if (entry.number != next) return OutOfOrder(next);
        IPPLEDGE_RETURN_IF_ERROR(Fold(entry, run.ahead, *replayed.stager, group));
        tree.Append(block.leaves[group.entries.size() - 1], group.tree);
        ++next;
      }
      replayed.totals_due = !RecordsTotals(block.entries.back());
      day_open = MayEndWithinTurningDay(block.entries.back());
      if (tree.frontier() != block.frontier) {
        return absl::DataLossError(
            absl::StrCat("entries up to ", block.last_entry, " are not those that were hashed"));
      }
      if (replayed.stager->programme().headline != block.headline) {
        return absl::DataLossError(
            absl::StrCat("entries up to ", block.last_entry, " fold to other sums than theirs"));
      }
      replayed.stager->Close(group);
      recent.Publish(group.changed_rows, group.changes);
      recent.tree().Append(group.tree);
      round.Add(std::move(group));
      if (round.entries >= round_entries) {
        IPPLEDGE_RETURN_IF_ERROR(WriteRound(index, *replayed.totals, recent, round));
        replayed.stager->ForgetThrough(index.watermark());
      }
      replayed.commit_time_ms = block.commit_time_ms;
    }
  }
  if (!seen_watermark || next <= watermark) {
    return absl::DataLossError(
        absl::StrCat("the journal ends before entry ", watermark, ", which the index holds"));
  }
  if (day_open) replayed.stager->ResumeDay();
  replayed.frontier = tree.frontier();
  return replayed;
}

}  // namespace ippledge::engine
