// server/keyrings.h: the keys of protected texts, a keyring for each programme.
//
// A keyring is a folder of its own, <folder>/<programme>, opened when it is first needed and held
// until the end. Any thread; the first use of a programme and new keys wait for the disk.
#pragma once

#include <map>
#include <memory>
#include <string>

#include "absl/base/thread_annotations.h"
#include "absl/status/status.h"
#include "absl/status/statusor.h"
#include "absl/strings/string_view.h"
#include "absl/synchronization/mutex.h"

namespace ippledge {
struct ProtectedText;
}

namespace ippledge::storage {
class Keyring;
}

namespace ippledge::v1 {
class BankLine;
}

namespace ippledge::wire {
struct LineWords;
}

namespace ippledge::server {

class Keyrings {
 public:
  // Makes nothing yet.
  explicit Keyrings(std::string folder);
  ~Keyrings();
  Keyrings(const Keyrings&) = delete;
  Keyrings& operator=(const Keyrings&) = delete;

  // Of a programme that is founded; valid while this is. UNAVAILABLE, and errors of
  // storage::Keyring::Open.
  absl::StatusOr<storage::Keyring*> Of(const std::string& programme);

 private:
  const std::string folder_;
  absl::Mutex mutex_;
  std::map<std::string, std::unique_ptr<storage::Keyring>> open_ ABSL_GUARDED_BY(mutex_);
};

// What a line says, as the journal keeps it; empty when it says nothing. Errors of
// storage::Keyring::Seal.
absl::StatusOr<ProtectedText> SealWords(storage::Keyring& keyring, const wire::LineWords& words,
                                        absl::string_view import_id);
// Puts what was sealed into `line`, or that its key was erased. DATA_LOSS.
absl::Status OpenWords(const storage::Keyring& keyring, const ProtectedText& words,
                       v1::BankLine& line);

}  // namespace ippledge::server
