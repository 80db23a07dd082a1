// tools/admin/keys.h: the keys that sign a programme's checkpoints: shown, and replaced when one is
// lost or no longer to be trusted.
#pragma once

#include <string>

#include "absl/status/status.h"
#include "proof/verifier_key.h"
#include "tools/admin/sheet.h"
#include "tools/admin/store.h"

namespace ippledge::admin {

// Origin, verifier keys in the order in which they came into use, size of the newest checkpoint.
absl::Status ShowKeys(const ProgrammeFolder& folder, Sheet& sheet);

// A new key of that type, which signs from the next start on; the old file is put aside. What the
// old one signed stays as it is. NOT_FOUND: no key of the type has signed yet; errors of
// storage/log_key_file.h.
absl::Status ReplaceKey(const ProgrammeFolder& folder, const std::string& keys_folder,
                        proof::KeyType type, Sheet& sheet);

// Size of the newest checkpoint; 0 when there is none.
absl::StatusOr<std::int64_t> NewestCheckpoint(const ProgrammeFolder& folder);

}  // namespace ippledge::admin
