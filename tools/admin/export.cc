#include "tools/admin/export.h"

#include <algorithm>
#include <memory>
#include <utility>
#include <vector>

#include "absl/strings/str_cat.h"
#include "absl/time/clock.h"
#include "absl/time/time.h"
#include "audit/refold.h"
#include "ledger/status_macros.h"
#include "proof/checkpoint.h"
#include "storage/codec.h"
#include "storage/evidence.h"
#include "storage/journal.h"
#include "tools/admin/export_checkpoints.h"
#include "tools/admin/export_folder.h"
#include "tools/admin/export_tiles.h"
#include "tools/admin/journal_scan.h"
#include "tools/export/embedded_files.h"
#include "tools/export/layout.h"
#include "tools/export/tables.h"
#include "tools/export/texts.h"

namespace ippledge::admin {
namespace {

absl::Status Blame(std::int64_t entry, const absl::Status& status) {
  if (status.ok()) return status;
  return absl::Status(status.code(), absl::StrCat("entry ", entry, ": ", status.message()));
}

class Exporting {
 public:
  Exporting(const ProgrammeFolder& programme, ExportFolder* folder)
      : programme_(programme), folder_(*folder), tiles_(folder) {}

  absl::Status Run(std::int64_t through) {
    IPPLEDGE_RETURN_IF_ERROR(ReadEvidence(through));
    IPPLEDGE_RETURN_IF_ERROR(TakeEntries());
    IPPLEDGE_RETURN_IF_ERROR(tiles_.Finish());
    IPPLEDGE_RETURN_IF_ERROR(WriteCheckpoints());
    IPPLEDGE_RETURN_IF_ERROR(WriteTables());
    return WriteTexts();
  }

  std::int64_t size() const { return chosen_.list.back().size; }
  std::int64_t checkpoints() const { return static_cast<std::int64_t>(chosen_.list.size()); }
  const audit::Refold& refold() const { return refold_; }
  proof::Hash Root() const { return tiles_.Root(); }
  const std::string& origin() const { return origin_; }

 private:
  absl::Status ReadEvidence(std::int64_t through) {
    if (!programme_.has_checkpoints()) {
      return absl::FailedPreconditionError("no checkpoint was signed yet");
    }
    IPPLEDGE_ASSIGN_OR_RETURN(
        const auto evidence,
        storage::Evidence::Open(programme_.checkpoints(), {.create = false, .read_only = true}));
    IPPLEDGE_ASSIGN_OR_RETURN(origin_, evidence->Origin());
    IPPLEDGE_ASSIGN_OR_RETURN(keys_, LogKeys(*evidence));
    IPPLEDGE_ASSIGN_OR_RETURN(chosen_, ChooseCheckpoints(*evidence, through));
    return absl::OkStatus();
  }

  absl::Status TakeEntries() {
    IPPLEDGE_ASSIGN_OR_RETURN(
        const std::unique_ptr<storage::LocalLog> log,
        storage::LocalLog::Open(programme_.journal(), {.create = false, .read_only = true}));
    absl::Status status;
    IPPLEDGE_RETURN_IF_ERROR(ScanBlocks(*log, 1, [&](const storage::BlockView& view, std::size_t) {
      status = TakeBlock(view);
      return status.ok() && Taken() < size();
    }));
    IPPLEDGE_RETURN_IF_ERROR(status);
    if (Taken() == size()) return absl::OkStatus();
    return absl::DataLossError(
        absl::StrCat("the journal ends at entry ", Taken(), ", but a checkpoint covers ", size()));
  }

  std::int64_t Taken() const { return static_cast<std::int64_t>(tiles_.size()); }

  absl::Status TakeBlock(const storage::BlockView& view) {
    if (view.first_entry() != Taken() + 1) {
      return Blame(Taken() + 1, absl::DataLossError("it is missing"));
    }
    const std::int64_t last = std::min(view.last_entry(), size());
    for (std::int64_t number = view.first_entry(); number <= last; ++number) {
      IPPLEDGE_RETURN_IF_ERROR(Blame(number, TakeEntry(view, number)));
    }
    return absl::OkStatus();
  }

  absl::Status TakeEntry(const storage::BlockView& view, std::int64_t number) {
    const absl::string_view bytes = view.entry(number);
    IPPLEDGE_RETURN_IF_ERROR(tiles_.Append(bytes));
    IPPLEDGE_RETURN_IF_ERROR(decoder_.Decode(bytes, entry_));
    if (entry_.number != number) {
      return absl::DataLossError(absl::StrCat("it calls itself ", entry_.number));
    }
    IPPLEDGE_RETURN_IF_ERROR(refold_.Take(entry_, view.first_entry()));
    return CheckCheckpointOf(number);
  }

  // The kept checkpoint of that size, if there is one: its root is the tree's, its keys are ours.
  absl::Status CheckCheckpointOf(std::int64_t size) {
    if (next_ == chosen_.list.size() || chosen_.list[next_].size != size) return absl::OkStatus();
    const auto opened = proof::OpenCheckpoint(chosen_.list[next_++].note, keys_);
    if (!opened.ok()) {
      return absl::DataLossError(absl::StrCat("its checkpoint: ", opened.status().message()));
    }
    if (opened->checkpoint.origin != origin_ || opened->checkpoint.root != tiles_.Root() ||
        opened->checkpoint.size != tiles_.size()) {
      return absl::DataLossError("its checkpoint is that of another tree");
    }
    return absl::OkStatus();
  }

  absl::Status WriteCheckpoints() {
    if (next_ != chosen_.list.size()) {
      return absl::DataLossError(
          absl::StrCat("checkpoint ", chosen_.list[next_].size, " is that of no entry"));
    }
    for (const storage::StoredCheckpoint& kept : chosen_.list) {
      IPPLEDGE_RETURN_IF_ERROR(folder_.Write(exported::CheckpointPath(kept.size), kept.note));
    }
    return folder_.Write(exported::kCheckpointFile, chosen_.list.back().note);
  }

  absl::Status WriteTables() {
    const exported::Books books =
        exported::BooksOf(refold_.programme(), refold_.loans(), entry_.commit_time_ms);
    for (const exported::Table& table : exported::Tables()) {
      IPPLEDGE_RETURN_IF_ERROR(
          folder_.WritePieces(std::string(table.path),
                              [&](exported::LineSink sink) { return table.write(books, sink); }));
    }
    return absl::OkStatus();
  }

  absl::Status WriteTexts() {
    const Programme& programme = refold_.programme();
    IPPLEDGE_RETURN_IF_ERROR(
        folder_.Write(exported::kProgrammeFile, exported::ProgrammeText(programme)));
    for (const IssuedPolicy& issued : programme.policies) {
      IPPLEDGE_RETURN_IF_ERROR(
          folder_.Write(exported::PolicyPath(issued.policy->policy_id, issued.policy->version),
                        exported::PolicyText(issued)));
    }
    for (const exported::EmbeddedFile& file : exported::EmbeddedFiles()) {
      IPPLEDGE_RETURN_IF_ERROR(folder_.Write(std::string(file.path), file.text));
    }
    IPPLEDGE_RETURN_IF_ERROR(
        folder_.Write(exported::kKeysFile, exported::KeysText(keys_, *programme.trust)));
    const exported::QuorumPolicy quorum = exported::QuorumOf(keys_, *programme.trust);
    IPPLEDGE_RETURN_IF_ERROR(folder_.Write(exported::kWitnessPolicyFile,
                                           exported::QuorumText(quorum, *programme.trust)));
    return folder_.Write(exported::kReadmeFile,
                         exported::ReadmeText({.programme = programme.id,
                                               .origin = origin_,
                                               .size = size(),
                                               .checkpoints = checkpoints(),
                                               .checkpoints_thinned = chosen_.thinned}));
  }

  const ProgrammeFolder& programme_;
  ExportFolder& folder_;
  ExportTiles tiles_;
  std::string origin_;
  std::vector<proof::VerifierKey> keys_;
  ChosenCheckpoints chosen_;
  std::size_t next_ = 0;  // of the chosen: the next to be compared with the tree
  storage::EntryDecoder decoder_;
  Entry entry_;
  audit::Refold refold_;
};

}  // namespace

absl::Status Export(const ProgrammeFolder& programme, const ExportOptions& options, Sheet& sheet) {
  const absl::Time began = absl::Now();
  IPPLEDGE_ASSIGN_OR_RETURN(ExportFolder folder, ExportFolder::Begin(options.folder));
  Exporting exporting(programme, &folder);
  IPPLEDGE_RETURN_IF_ERROR(exporting.Run(options.through));
  IPPLEDGE_RETURN_IF_ERROR(folder.Publish());
  sheet.Add("folder", options.folder);
  sheet.Add("origin", exporting.origin());
  sheet.Add("entries", exporting.size());
  sheet.Add("root", proof::HexOf(exporting.Root()));
  sheet.Add("checkpoints", exporting.checkpoints());
  sheet.Add("loans", static_cast<std::int64_t>(exporting.refold().loans().size()));
  sheet.Add("files", folder.files());
  sheet.Add("bytes", folder.bytes());
  sheet.Add("milliseconds", absl::ToInt64Milliseconds(absl::Now() - began));
  return absl::OkStatus();
}

}  // namespace ippledge::admin
