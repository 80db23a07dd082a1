#include "tools/admin/rebuild.h"

#include <fcntl.h>
#include <unistd.h>

#include <cerrno>
#include <cstring>
#include <filesystem>
#include <memory>
#include <system_error>
#include <utility>

#include "absl/strings/str_cat.h"
#include "absl/time/clock.h"
#include "absl/time/time.h"
#include "audit/index_rows.h"
#include "audit/index_totals.h"
#include "engine/recent.h"
#include "engine/replay.h"
#include "engine/round.h"
#include "ledger/status_macros.h"
#include "storage/index.h"
#include "storage/journal.h"
#include "tools/admin/log_prefix.h"

namespace ippledge::admin {
namespace {

namespace fs = std::filesystem;

constexpr std::size_t kIndexCacheBytes = 64u << 20;

// Brings `index` up to the end of `log`.
absl::Status FoldInto(storage::Index& index, const storage::CommitLog& log,
                      std::int64_t round_entries) {
  engine::Recent recent;
  engine::Round round;
  IPPLEDGE_ASSIGN_OR_RETURN(const engine::Replayed replayed,
                            engine::Replay(log, index, round_entries, recent, round));
  if (round.entries == 0) return absl::OkStatus();
  return engine::WriteRound(index, *replayed.totals, recent, round);
}

// Contributions lie in other runs in each index, so they are compared one by one.
absl::Status CompareIndexes(const storage::Index& old, const storage::Index& made) {
  IPPLEDGE_RETURN_IF_ERROR(audit::CompareRows(old, made));
  audit::IndexTotals totals(&old);
  IPPLEDGE_RETURN_IF_ERROR(audit::VisitContributions(
      made, [&](const audit::ContributionRow& row) { return totals.Take(row); }));
  return totals.Finish();
}

absl::Status Remove(const fs::path& path) {
  std::error_code error;
  fs::remove_all(path, error);
  if (!error) return absl::OkStatus();
  return absl::InternalError(absl::StrCat("remove ", path.string(), ": ", error.message()));
}

absl::Status Rename(const fs::path& from, const fs::path& to) {
  std::error_code error;
  fs::rename(from, to, error);
  if (!error) return absl::OkStatus();
  return absl::InternalError(absl::StrCat("rename ", from.string(), ": ", error.message()));
}

absl::Status SyncFolder(const fs::path& path) {
  const int fd = open(path.c_str(), O_RDONLY | O_DIRECTORY | O_CLOEXEC);
  const bool synced = fd >= 0 && fsync(fd) == 0;
  const absl::Status status =
      synced
          ? absl::OkStatus()
          : absl::InternalError(absl::StrCat("sync ", path.string(), ": ", std::strerror(errno)));
  if (fd >= 0) close(fd);
  return status;
}

// What the new index is compared with; null, and why in `finding`, when there is nothing.
std::unique_ptr<storage::Index> OpenOld(const ProgrammeFolder& folder, std::int64_t head,
                                        absl::Status& finding) {
  if (!folder.has_index()) return nullptr;
  auto old = storage::Index::Open(folder.index(), kIndexCacheBytes);
  if (!old.ok()) {
    finding = absl::DataLossError(
        absl::StrCat("the old index cannot be opened: ", old.status().message()));
    return nullptr;
  }
  if ((*old)->watermark() > head) {
    finding =
        absl::DataLossError(absl::StrCat("the journal ends at entry ", head,
                                         ", but the old index holds entry ", (*old)->watermark()));
    return nullptr;
  }
  return *std::move(old);
}

absl::Status Swap(const ProgrammeFolder& folder, const fs::path& made, bool keep_old) {
  const fs::path index = folder.index();
  const fs::path old = folder.path / "index.old";
  IPPLEDGE_RETURN_IF_ERROR(Remove(old));
  if (fs::exists(index)) IPPLEDGE_RETURN_IF_ERROR(Rename(index, old));
  IPPLEDGE_RETURN_IF_ERROR(Rename(made, index));
  IPPLEDGE_RETURN_IF_ERROR(SyncFolder(folder.path));
  return keep_old ? absl::OkStatus() : Remove(old);
}

struct Made {
  std::int64_t entries = 0;
  std::int64_t bytes = 0;
  std::string old_index = "nothing to compare with";
  absl::Status finding;  // what is wrong with the old index
};

// Makes the new index at `path` and compares the old one with it.
absl::StatusOr<Made> Make(const ProgrammeFolder& folder, const RebuildOptions& options,
                          const fs::path& path) {
  IPPLEDGE_ASSIGN_OR_RETURN(
      const std::unique_ptr<storage::LocalLog> log,
      storage::LocalLog::Open(folder.journal(), {.create = false, .read_only = true}));
  IPPLEDGE_ASSIGN_OR_RETURN(const storage::Block last, log->LastBlock());
  Made result;
  const std::unique_ptr<storage::Index> old = OpenOld(folder, last.last_entry, result.finding);
  IPPLEDGE_ASSIGN_OR_RETURN(const std::unique_ptr<storage::Index> made,
                            storage::Index::Open(path.string(), kIndexCacheBytes));
  if (old != nullptr && old->watermark() > 0) {
    const LogPrefix beginning(log.get(), old->watermark());
    IPPLEDGE_RETURN_IF_ERROR(FoldInto(*made, beginning, options.round_entries));
    result.finding =
        made->watermark() == old->watermark()
            ? CompareIndexes(*old, *made)
            : absl::DataLossError(absl::StrCat("the old index says to be that of entry ",
                                               old->watermark(), ", where no block ends"));
    result.old_index =
        absl::StrCat(result.finding.ok() ? "equal" : "different", " at entry ", old->watermark());
  } else if (!result.finding.ok()) {
    result.old_index = "not comparable";
  }
  IPPLEDGE_RETURN_IF_ERROR(FoldInto(*made, *log, options.round_entries));
  result.entries = made->watermark();
  result.bytes = made->size_bytes();
  return result;
}

}  // namespace

absl::Status Rebuild(const ProgrammeFolder& folder, const RebuildOptions& options, Sheet& sheet) {
  const absl::Time began = absl::Now();
  const fs::path path = folder.path / "index.new";
  IPPLEDGE_RETURN_IF_ERROR(Remove(path));
  const absl::StatusOr<Made> made = Make(folder, options, path);
  if (!made.ok() || options.compare_only) IPPLEDGE_RETURN_IF_ERROR(Remove(path));
  if (!made.ok()) return made.status();
  if (!options.compare_only) {
    IPPLEDGE_RETURN_IF_ERROR(Swap(folder, path, /*keep_old=*/!made->finding.ok()));
  }
  sheet.Add("entries", made->entries);
  sheet.Add("bytes", made->bytes);
  sheet.Add("old_index", made->old_index);
  sheet.Add("index", options.compare_only ? "as it was" : "made anew");
  sheet.Add("milliseconds", absl::ToInt64Milliseconds(absl::Now() - began));
  return made->finding;
}

}  // namespace ippledge::admin
