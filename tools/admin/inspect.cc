#include "tools/admin/inspect.h"

#include <filesystem>
#include <map>
#include <memory>
#include <string>
#include <system_error>

#include "absl/strings/escaping.h"
#include "absl/strings/str_cat.h"
#include "ledger/money.h"
#include "ledger/status_macros.h"
#include "proof/merkle.h"
#include "storage/codec.h"
#include "storage/index.h"
#include "storage/journal.h"
#include "tools/admin/journal_scan.h"

namespace ippledge::admin {
namespace {

namespace fs = std::filesystem;

std::int64_t BytesOf(const std::string& folder) {
  std::int64_t bytes = 0;
  std::error_code error;
  for (const fs::directory_entry& entry : fs::directory_iterator(folder, error)) {
    if (entry.is_regular_file()) bytes += static_cast<std::int64_t>(entry.file_size());
  }
  return bytes;
}

absl::StatusOr<std::unique_ptr<storage::LocalLog>> OpenLog(const ProgrammeFolder& folder) {
  return storage::LocalLog::Open(folder.journal(), {.create = false, .read_only = true});
}

// What one walk over the journal counts.
struct Counted {
  std::int64_t blocks = 0;
  std::int64_t entry_bytes = 0;
  std::int64_t first_commit_ms = 0;
  std::int64_t last_commit_ms = 0;
  std::int64_t last_entry = 0;
  std::string root;
  Headline headline;
  std::map<std::string, std::int64_t> kinds;
};

absl::StatusOr<Counted> Count(const storage::LocalLog& log) {
  Counted counted;
  counted.root = proof::HexOf(proof::EmptyRoot());
  storage::EntryDecoder decoder;
  Entry entry;
  absl::Status status;
  IPPLEDGE_RETURN_IF_ERROR(ScanBlocks(log, 1, [&](const storage::BlockView& view, std::size_t) {
    if (counted.blocks++ == 0) counted.first_commit_ms = view.commit_time_ms();
    counted.last_commit_ms = view.commit_time_ms();
    counted.headline = view.headline();
    for (std::int64_t number = view.first_entry(); number <= view.last_entry(); ++number) {
      const absl::string_view bytes = view.entry(number);
      counted.entry_bytes += static_cast<std::int64_t>(bytes.size());
      status = decoder.Decode(bytes, entry);
      if (!status.ok()) {
        status =
            absl::Status(status.code(), absl::StrCat("entry ", number, ": ", status.message()));
        return false;
      }
      for (const Event& event : entry.events) ++counted.kinds[std::string(KindOf(event))];
    }
    counted.last_entry = view.last_entry();
    counted.root = proof::HexOf(view.frontier().Root());
    return true;
  }));
  if (!status.ok()) return status;
  return counted;
}

}  // namespace

absl::Status InspectProgramme(const ProgrammeFolder& folder, Sheet& sheet) {
  IPPLEDGE_ASSIGN_OR_RETURN(const auto log, OpenLog(folder));
  IPPLEDGE_ASSIGN_OR_RETURN(const Counted counted, Count(*log));
  sheet.Add("entries", counted.last_entry);
  sheet.Add("root", counted.root);
  if (counted.blocks > 0) {
    sheet.Add("first_commit_time", TimeText(counted.first_commit_ms));
    sheet.Add("last_commit_time", TimeText(counted.last_commit_ms));
  }
  for (const auto& [kind, count] : counted.kinds) sheet.Add(absl::StrCat("entries_", kind), count);
  sheet.Add("loans", counted.headline.loans);
  sheet.Add("contract_fen", counted.headline.contract_fen);
  sheet.Add("disbursed_fen", counted.headline.disbursed_fen);
  sheet.Add("blocks", counted.blocks);
  sheet.Add("entry_bytes", counted.entry_bytes);
  sheet.Add("journal_bytes", BytesOf(folder.journal()));
  if (!folder.has_index()) {
    sheet.Add("index", "none");
    return absl::OkStatus();
  }
  const std::int64_t index_bytes = BytesOf(folder.index());
  IPPLEDGE_ASSIGN_OR_RETURN(const auto index, storage::Index::Open(folder.index(), 1 << 20));
  sheet.Add("index_bytes", index_bytes);
  sheet.Add("index_watermark", index->watermark());
  sheet.Add("index_lag", counted.last_entry - index->watermark());
  return absl::OkStatus();
}

absl::Status InspectEntry(const ProgrammeFolder& folder, std::int64_t number, Sheet& sheet) {
  IPPLEDGE_ASSIGN_OR_RETURN(const auto log, OpenLog(folder));
  IPPLEDGE_ASSIGN_OR_RETURN(const std::vector<storage::Block> blocks, log->Read(number, 1));
  if (blocks.empty()) {
    return absl::NotFoundError(absl::StrCat("entry ", number, " is beyond the journal"));
  }
  IPPLEDGE_ASSIGN_OR_RETURN(
      const storage::BlockView view,
      storage::BlockView::Parse(blocks.front().first_entry, blocks.front().bytes));
  if (number < view.first_entry()) {
    return absl::DataLossError(absl::StrCat("entry ", number, " is missing"));
  }
  const absl::string_view bytes = view.entry(number);
  sheet.Add("entry", number);
  sheet.Add("leaf_hash", proof::HexOf(proof::LeafHash(bytes)));
  sheet.Add("block_first_entry", view.first_entry());
  sheet.Add("block_last_entry", view.last_entry());
  sheet.Add("block_bytes", static_cast<std::int64_t>(blocks.front().bytes.size()));
  sheet.Add("block_root", proof::HexOf(view.frontier().Root()));
  sheet.Add("commit_time", TimeText(view.commit_time_ms()));
  sheet.Add("bytes", static_cast<std::int64_t>(bytes.size()));
  sheet.Add("hex", absl::BytesToHexString(bytes));
  const std::string json = storage::EntryJson(bytes);
  if (!json.empty()) sheet.AddJson("content", json);
  Entry entry;
  return storage::EntryDecoder().Decode(bytes, entry);
}

}  // namespace ippledge::admin
