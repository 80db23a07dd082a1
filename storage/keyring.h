// storage/keyring.h: keys of subjects, so that what names a natural person can be forgotten though
// the journal forgets nothing.
//
// A subject is whoever a text is about: text of the caller's making, the same for the same person.
// Each has a key of its own, made when it is first needed. The journal keeps ciphertexts, this
// folder the keys; a copy of the one without the other tells nothing but how long a text is, and
// which texts of one subject are equal. Nothing in the folder tells who has a key.
//
// Any thread. Readers never wait for the disk. Limits are below; sizes in bytes.
#pragma once

#include <cstddef>
#include <map>
#include <memory>
#include <string>

#include "absl/base/thread_annotations.h"
#include "absl/status/statusor.h"
#include "absl/strings/string_view.h"
#include "absl/synchronization/mutex.h"
#include "absl/types/span.h"
#include "ledger/bank_statement.h"
#include "proof/random.h"
#include "storage/keyring_file.h"

namespace ippledge::storage {

inline constexpr std::size_t kSubjectBytesMax = 1'024;
inline constexpr std::size_t kPlaintextBytesMax = 4'000;
static_assert(kPlaintextBytesMax + proof::kSivTagBytes <= kProtectedBytesMax);
// As many as a programme can have lines. In memory some 500 bytes each.
inline constexpr std::size_t kSubjectKeysMax = 1'000'000;

struct KeyringOptions {
  KeyringFile::Random random = proof::RandomBytes;
  std::size_t keys_max = kSubjectKeysMax;
};

class Keyring {
 public:
  // Opens `folder`, or makes it. Holds it while it lives: no other process can open it.
  //
  // Errors: UNAVAILABLE when the system refuses or the folder is held; FAILED_PRECONDITION, with
  // path and mode, when group or others may use folder or file or they are somebody else's, and for
  // a newer format; DATA_LOSS when the file is damaged anywhere but where a power cut would.
  static absl::StatusOr<std::unique_ptr<Keyring>> Open(const std::string& folder,
                                                       const KeyringOptions& options = {});
  ~Keyring();
  Keyring(const Keyring&) = delete;
  Keyring& operator=(const Keyring&) = delete;

  // `plaintext` under the key of `subject`. The same two give the same bytes until Erase(), so that
  // a request sent again has the same fingerprint. A new key is on disk when it returns. Empty
  // plaintext is empty protected text, and makes no key.
  //
  // Errors: INVALID_ARGUMENT unless the sizes are 1 to kSubjectBytesMax and 0 to
  // kPlaintextBytesMax; RESOURCE_EXHAUSTED when there are keys_max keys; UNAVAILABLE when a new key
  // cannot be written.
  absl::StatusOr<ProtectedText> Seal(absl::string_view subject, absl::string_view plaintext);

  // What was sealed; empty for empty text. Errors: NOT_FOUND when its key was erased or never here;
  // DATA_LOSS when the ciphertext is not what Seal() made.
  absl::StatusOr<std::string> Open(const ProtectedText& text) const;

  // Forgets these keys for ever, named as in ProtectedText: they are gone from disk when this
  // returns, and no text under them can be read again. The next Seal() of their subjects makes new
  // ones. How many there were; others are passed over.
  //
  // Errors: UNAVAILABLE when the file cannot be written anew. Then the keys are as they were, or,
  // if even that is unknown, no longer used until the next Open().
  absl::StatusOr<int> Erase(absl::Span<const std::string> key_ids);

  // How many subjects have a key.
  std::size_t keys() const;

 private:
  using KeyPointer = std::shared_ptr<const SubjectKey>;

  Keyring(KeyringOptions options, std::unique_ptr<KeyringFile> file, SubjectKeys keys);

  // The subject's name in the file; INVALID_ARGUMENT unless it has a size that is allowed.
  absl::StatusOr<std::string> NameOf(absl::string_view subject) const;
  KeyPointer Find(const std::string& name) const ABSL_LOCKS_EXCLUDED(mutex_);
  KeyPointer FindById(const std::string& key_id) const ABSL_LOCKS_EXCLUDED(mutex_);
  absl::StatusOr<KeyPointer> FindOrMake(const std::string& name);
  void Add(KeyPointer key) ABSL_LOCKS_EXCLUDED(mutex_);
  void Drop(const SubjectKey& key) ABSL_LOCKS_EXCLUDED(mutex_);

  const KeyringOptions options_;
  // One write at a time; whoever needs both takes this one first.
  absl::Mutex writing_ ABSL_ACQUIRED_BEFORE(mutex_);
  const std::unique_ptr<KeyringFile> file_ ABSL_PT_GUARDED_BY(writing_);
  std::string secret_;  // of the file, never changed
  mutable absl::Mutex mutex_;
  std::map<std::string, KeyPointer> by_name_ ABSL_GUARDED_BY(mutex_);
  std::map<std::string, KeyPointer> by_id_ ABSL_GUARDED_BY(mutex_);  // as in ProtectedText
};

}  // namespace ippledge::storage
