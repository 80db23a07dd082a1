// tools/admin/restore.h: a programme brought back from a backup, after everything in it was looked
// at; else nothing of it.
#pragma once

#include <string>
#include <vector>

#include "absl/status/status.h"
#include "tools/admin/sheet.h"

namespace ippledge::admin {

struct RestoreOptions {
  std::string from;                // folder of the backup
  std::string programme;           // empty: that of the backup
  std::vector<std::string> known;  // checkpoints that somebody else keeps: files, or folders
  std::vector<std::string> keys;   // verifier keys of the log; empty: those in the backup
};

// Puts the programme into the store, which is made when its folder is empty or not there. There is
// no index: the next start makes it. Unless this is OK, the store is as it was. Errors, in this
// order: those of storage::ReadBackup(); INVALID_ARGUMENT: another programme, a key that is none;
// those of ReadKnownNotes(); FAILED_PRECONDITION: the folder is no store and has other things in
// it, or the store has the programme; UNAVAILABLE: a server has it; DATA_LOSS: a file of the backup
// is not as it was written, it does not hold by the keys, CompareWithKnown() refuses it, or the
// audit found something.
absl::Status Restore(const std::string& store, const RestoreOptions& options, Sheet& sheet);

}  // namespace ippledge::admin
