// storage/evidence.h: what cannot be derived from the journal: the signed checkpoints of one
// programme, by size, with their cosignatures; the origin that they name; the keys that signed.
//
// A small RocksDB of its own, each write synced. Keys: 0x01 name: "format" (decimal) and "origin";
// 0x02 and a number from 0, 4 bytes big-endian: the text of a verifier key, in the order in which
// they came into use; 0x10 and the size, 8 bytes big-endian: the note (proof/checkpoint.h) as it is
// handed out. Knows nothing of signatures: what it holds was verified by who put it there.
// Reads: any thread. Writes: one thread at a time.
#pragma once

#include <cstdint>
#include <memory>
#include <optional>
#include <string>
#include <vector>

#include "absl/status/status.h"
#include "absl/status/statusor.h"
#include "absl/strings/string_view.h"

namespace ippledge::storage {

inline constexpr int kEvidenceVersion = 1;

struct StoredCheckpoint {
  std::int64_t size = 0;
  std::string note;

  friend bool operator==(const StoredCheckpoint&, const StoredCheckpoint&) = default;
};

class Evidence {
 public:
  virtual ~Evidence() = default;

  struct Options {
    bool create = true;
    bool read_only = false;  // never writes, not even recovery
  };
  // UNAVAILABLE: open in another process. FAILED_PRECONDITION: a newer format. DATA_LOSS: damaged;
  // a torn last record is none. NOT_FOUND: there is none and `create` is false.
  static absl::StatusOr<std::unique_ptr<Evidence>> Open(const std::string& folder,
                                                        const Options& options);

  // Empty before it was pinned.
  virtual absl::StatusOr<std::string> Origin() const = 0;
  // Once and for ever. Precondition (checked): none was pinned.
  virtual absl::Status PinOrigin(absl::string_view origin) = 0;

  virtual absl::StatusOr<std::vector<std::string>> KeyTexts() const = 0;
  virtual absl::Status AddKeyText(absl::string_view text) = 0;

  // Puts the note in the place of one of its size. Durable when it returns.
  virtual absl::Status Put(const StoredCheckpoint& checkpoint) = 0;
  // The newest; the first of at least `size`; nullopt when there is none.
  virtual absl::StatusOr<std::optional<StoredCheckpoint>> Newest() const = 0;
  virtual absl::StatusOr<std::optional<StoredCheckpoint>> AtLeast(std::int64_t size) const = 0;
  // Those of at least `size`, in order, `count` at most.
  virtual absl::StatusOr<std::vector<StoredCheckpoint>> List(std::int64_t size,
                                                             std::size_t count) const = 0;
  // Copies all of it into a folder that is yet to be made, beside all else. INTERNAL,
  // RESOURCE_EXHAUSTED.
  virtual absl::Status CopyTo(const std::string& folder) const = 0;
};

}  // namespace ippledge::storage
