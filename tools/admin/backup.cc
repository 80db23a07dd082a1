#include "tools/admin/backup.h"

#include <filesystem>
#include <utility>

#include "ledger/status_macros.h"
#include "proof/hash.h"
#include "storage/backup.h"

namespace ippledge::admin {

absl::Status BackUp(const ProgrammeFolder& folder, const std::string& to,
                    const engine::Clock& clock, Sheet& sheet) {
  storage::BackupPlan plan{.folder = to, .programme = folder.id, .made_ms = clock.NowMs()};
  plan.copy = [&](const std::string& programme_folder) -> absl::Status {
    const ProgrammeFolder copy{folder.id, programme_folder};
    IPPLEDGE_RETURN_IF_ERROR(storage::CopyPlainFiles(folder.journal(), copy.journal(), nullptr));
    IPPLEDGE_RETURN_IF_ERROR(storage::CopyPlainFiles(folder.evidence(), copy.evidence(), nullptr));
    if (!folder.has_checkpoints()) return absl::OkStatus();
    return storage::CopyPlainFiles(folder.checkpoints(), copy.checkpoints(), nullptr);
  };
  IPPLEDGE_ASSIGN_OR_RETURN(const storage::Backup backup, storage::WriteBackup(plan));
  const storage::BackupManifest& manifest = backup.manifest;
  sheet.Add("folder", backup.folder);
  sheet.Add("entries", manifest.last_entry);
  sheet.Add("position", manifest.position);
  sheet.Add("root", proof::HexOf(manifest.root));
  sheet.Add("files", static_cast<std::int64_t>(manifest.files.size()));
  sheet.Add("bytes", manifest.bytes());
  return absl::OkStatus();
}

}  // namespace ippledge::admin
