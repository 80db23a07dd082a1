// tools/admin/backup.h: a backup of a programme whose server is stopped (storage/backup.h).
#pragma once

#include <string>

#include "absl/status/status.h"
#include "engine/clock.h"
#include "tools/admin/sheet.h"
#include "tools/admin/store.h"

namespace ippledge::admin {

// Copies journal and evidence to a new folder below `to`; the store is only read. Errors of
// storage::WriteBackup().
absl::Status BackUp(const ProgrammeFolder& folder, const std::string& to,
                    const engine::Clock& clock, Sheet& sheet);

}  // namespace ippledge::admin
