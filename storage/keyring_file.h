// storage/keyring_file.h: the file that a keyring keeps its keys in, and the folder around it.
//
// Private: folder and file belong to this process's user, and nobody else may do anything with
// them. Whole: a record never lies across sectors, so a power cut leaves all of it, zeros, or an
// end of the file before its end; anything else is damage. The layout is in docs/format.md. Not for
// use from two threads at once.
#pragma once

#include <cstddef>
#include <cstdint>
#include <functional>
#include <memory>
#include <string>
#include <vector>

#include "absl/status/status.h"
#include "absl/status/statusor.h"
#include "absl/strings/string_view.h"
#include "proof/siv.h"
#include "storage/private_folder.h"

namespace ippledge::storage {

inline constexpr std::size_t kKeyIdBytes = 16;
inline constexpr std::size_t kSubjectNameBytes = 32;

// A key and whose it is. Its bytes are overwritten when it goes.
struct SubjectKey {
  std::string id;       // kKeyIdBytes
  std::string subject;  // kSubjectNameBytes: HMAC-SHA-256 of the subject under the folder's secret
  std::string key;      // proof::kSivKeyBytes

  SubjectKey() = default;
  SubjectKey(const SubjectKey&) = delete;
  SubjectKey& operator=(const SubjectKey&) = delete;
  ~SubjectKey() { proof::Wipe(key); }
};
using SubjectKeys = std::vector<std::shared_ptr<const SubjectKey>>;

class KeyringFile {
 public:
  // `count` bytes that nobody can guess.
  using Random = std::function<std::string(std::size_t count)>;

  // Opens the file in `folder`, and adds its keys to `keys`. Makes what is missing: the folder with
  // mode 0700, the file with mode 0600 and a new secret. Takes away what a stop in the middle of a
  // write has left: half a record at the end, a file that had not taken the place of this one.
  //
  // Errors: UNAVAILABLE when the system refuses, or another process holds the folder;
  // FAILED_PRECONDITION when folder or file is open to others, is somebody else's, no plain file,
  // or of a newer format; DATA_LOSS when the file is damaged, or has more than keys_max keys.
  static absl::StatusOr<std::unique_ptr<KeyringFile>> Open(const std::string& folder,
                                                           const Random& random,
                                                           std::size_t keys_max, SubjectKeys& keys);
  ~KeyringFile();
  KeyringFile(const KeyringFile&) = delete;
  KeyringFile& operator=(const KeyringFile&) = delete;

  // 32 bytes, made with the file.
  const std::string& secret() const { return secret_; }

  // One more key; durable when it returns. UNAVAILABLE: it was not added, or, once stopped(), that
  // is unknown.
  absl::Status Append(const SubjectKey& key);
  // These keys instead of all before; durable when it returns, and then the bytes of the others are
  // gone from the file. UNAVAILABLE: nothing was changed, or, once stopped(), that is unknown.
  absl::Status Replace(const SubjectKeys& keys);

  // What is on disk is unknown: every later write is refused. Opening it again tells.
  bool stopped() const { return stopped_; }

 private:
  explicit KeyringFile(const std::string& folder);

  absl::Status Lock();
  absl::Status DropLeftOver() const;
  absl::Status MakeFile(const Random& random);
  absl::Status Load(std::size_t keys_max, SubjectKeys& keys);
  absl::Status Parse(absl::string_view bytes, SubjectKeys& keys);
  absl::Status CutTail(std::int64_t size);
  // Writes the file anew beside the present one, then puts it in its place.
  absl::Status Put(absl::string_view content);
  absl::Status CheckGoing() const;
  // UNAVAILABLE with what the system says; Stopped() also stops.
  absl::Status Refusal(absl::string_view what) const;
  absl::Status Stopped(absl::string_view what);

  std::string folder_path_;
  std::string path_;
  OpenFile folder_;
  OpenFile lock_;
  OpenFile file_;
  std::int64_t size_ = 0;
  std::string secret_;
  bool stopped_ = false;
};

}  // namespace ippledge::storage
