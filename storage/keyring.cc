#include "storage/keyring.h"

#include <optional>
#include <set>
#include <utility>

#include "absl/strings/escaping.h"
#include "absl/strings/str_cat.h"
#include "ledger/check.h"
#include "ledger/status_macros.h"
#include "proof/hmac.h"

namespace ippledge::storage {
namespace {

// A ciphertext is good for its key's number and this use alone. Frozen.
std::string AssociatedWith(absl::string_view key_id) {
  return absl::StrCat("ippledge/protected-text/1\n", key_id);
}

std::string KeyIdOf(const SubjectKey& key) { return absl::BytesToHexString(key.id); }

}  // namespace

absl::StatusOr<std::unique_ptr<Keyring>> Keyring::Open(const std::string& folder,
                                                       const KeyringOptions& options) {
  SubjectKeys keys;
  IPPLEDGE_ASSIGN_OR_RETURN(std::unique_ptr<KeyringFile> file,
                            KeyringFile::Open(folder, options.random, options.keys_max, keys));
  return std::unique_ptr<Keyring>(new Keyring(options, std::move(file), std::move(keys)));
}

Keyring::Keyring(KeyringOptions options, std::unique_ptr<KeyringFile> file, SubjectKeys keys)
    : options_(std::move(options)), file_(std::move(file)), secret_(file_->secret()) {
  for (KeyPointer& key : keys) Add(std::move(key));
}

Keyring::~Keyring() { proof::Wipe(secret_); }

absl::StatusOr<ProtectedText> Keyring::Seal(absl::string_view subject,
                                            absl::string_view plaintext) {
  IPPLEDGE_ASSIGN_OR_RETURN(const std::string name, NameOf(subject));
  if (plaintext.size() > kPlaintextBytesMax) {
    return absl::InvalidArgumentError(absl::StrCat(
        "a protected text has at most ", kPlaintextBytesMax, " bytes, not ", plaintext.size()));
  }
  if (plaintext.empty()) return ProtectedText();
  IPPLEDGE_ASSIGN_OR_RETURN(const KeyPointer key, FindOrMake(name));
  ProtectedText text{.key_id = KeyIdOf(*key)};
  text.ciphertext = proof::SealSiv(key->key, AssociatedWith(text.key_id), plaintext);
  return text;
}

absl::StatusOr<std::string> Keyring::Open(const ProtectedText& text) const {
  if (text.key_id.empty() && text.ciphertext.empty()) return std::string();
  const KeyPointer key = FindById(text.key_id);
  if (key == nullptr) {
    return absl::NotFoundError(
        absl::StrCat("key ", text.key_id, " was erased, or is of other keys than these"));
  }
  std::optional<std::string> plaintext =
      proof::OpenSiv(key->key, AssociatedWith(text.key_id), text.ciphertext);
  if (plaintext) return *std::move(plaintext);
  return absl::DataLossError(
      absl::StrCat("a text under key ", text.key_id, " is not as it was sealed"));
}

absl::StatusOr<int> Keyring::Erase(absl::Span<const std::string> key_ids) {
  absl::MutexLock writing(&writing_);
  std::set<KeyPointer> gone;
  for (const std::string& key_id : key_ids) {
    if (KeyPointer key = FindById(key_id)) gone.insert(std::move(key));
  }
  if (gone.empty()) return 0;
  SubjectKeys kept;
  {
    absl::ReaderMutexLock lock(&mutex_);
    kept.reserve(by_name_.size());
    for (const auto& [name, key] : by_name_) {
      if (!gone.contains(key)) kept.push_back(key);
    }
  }
  const absl::Status replaced = file_->Replace(kept);
  // What is sealed under a key that may be gone from disk may be lost.
  if (replaced.ok() || file_->stopped()) {
    for (const KeyPointer& key : gone) Drop(*key);
  }
  IPPLEDGE_RETURN_IF_ERROR(replaced);
  return static_cast<int>(gone.size());
}

std::size_t Keyring::keys() const {
  absl::ReaderMutexLock lock(&mutex_);
  return by_name_.size();
}

absl::StatusOr<std::string> Keyring::NameOf(absl::string_view subject) const {
  if (subject.empty() || subject.size() > kSubjectBytesMax) {
    return absl::InvalidArgumentError(
        absl::StrCat("a subject has 1 to ", kSubjectBytesMax, " bytes, not ", subject.size()));
  }
  return proof::HmacSha256(secret_, subject);
}

Keyring::KeyPointer Keyring::Find(const std::string& name) const {
  absl::ReaderMutexLock lock(&mutex_);
  const auto found = by_name_.find(name);
  return found == by_name_.end() ? nullptr : found->second;
}

Keyring::KeyPointer Keyring::FindById(const std::string& key_id) const {
  absl::ReaderMutexLock lock(&mutex_);
  const auto found = by_id_.find(key_id);
  return found == by_id_.end() ? nullptr : found->second;
}

absl::StatusOr<Keyring::KeyPointer> Keyring::FindOrMake(const std::string& name) {
  if (KeyPointer key = Find(name)) return key;
  absl::MutexLock writing(&writing_);
  // Another thread may have made it meanwhile.
  if (KeyPointer key = Find(name)) return key;
  if (keys() >= options_.keys_max) {
    return absl::ResourceExhaustedError(
        absl::StrCat("a programme has keys for at most ", options_.keys_max, " subjects"));
  }
  auto key = std::make_shared<SubjectKey>();
  key->id = options_.random(kKeyIdBytes);
  key->subject = name;
  key->key = options_.random(proof::kSivKeyBytes);
  IPPLEDGE_CHECK(FindById(KeyIdOf(*key)) == nullptr);  // would be chance that is none
  IPPLEDGE_RETURN_IF_ERROR(file_->Append(*key));
  Add(key);
  return key;
}

void Keyring::Add(KeyPointer key) {
  absl::MutexLock lock(&mutex_);
  by_id_.emplace(KeyIdOf(*key), key);
  by_name_.emplace(key->subject, std::move(key));
}

void Keyring::Drop(const SubjectKey& key) {
  absl::MutexLock lock(&mutex_);
  by_id_.erase(KeyIdOf(key));
  by_name_.erase(key.subject);
}

}  // namespace ippledge::storage
