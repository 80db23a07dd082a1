#include "storage/keyring_file.h"

#include <fcntl.h>
#include <sys/file.h>
#include <sys/stat.h>
#include <unistd.h>

#include <algorithm>
#include <cerrno>
#include <cstring>
#include <filesystem>
#include <utility>

#include "absl/container/flat_hash_set.h"
#include "absl/strings/match.h"
#include "absl/strings/str_cat.h"
#include "ledger/check.h"
#include "ledger/status_macros.h"
#include "storage/crc32c.h"
#include "storage/little_endian.h"

namespace ippledge::storage {
namespace {

namespace fs = std::filesystem;

constexpr char kFileName[] = "keyring";
constexpr char kNewFileName[] = "keyring.new";
constexpr char kLockName[] = "LOCK";

// The header is as long as a record, so that none lies across sectors.
constexpr std::size_t kRecordBytes = 128;
constexpr std::size_t kSumBytes = 4;
constexpr std::size_t kSummedBytes = kRecordBytes - kSumBytes;
constexpr absl::string_view kMagic = "IPLK";
constexpr std::uint32_t kVersion = 1;
constexpr std::size_t kSecretAt = 8;
constexpr std::size_t kSecretBytes = 32;
constexpr std::size_t kSubjectAt = kKeyIdBytes;
constexpr std::size_t kKeyAt = kSubjectAt + kSubjectNameBytes;
constexpr std::size_t kRecordFilledBytes = kKeyAt + proof::kSivKeyBytes;
static_assert(kSecretAt + kSecretBytes <= kSummedBytes && kRecordFilledBytes <= kSummedBytes);
static_assert(512 % kRecordBytes == 0);

bool AllZero(absl::string_view bytes) {
  return std::all_of(bytes.begin(), bytes.end(), [](char byte) { return byte == '\0'; });
}

// Where a record lies is summed with it: one that is lost in the middle does not go unseen.
std::uint32_t SumOf(std::size_t offset, absl::string_view record) {
  const std::uint32_t place = ExtendCrc32c(0, LittleEndian(offset, 8));
  return MaskCrc32c(ExtendCrc32c(place, record.substr(0, kSummedBytes)));
}

// Fills the record that begins at `begin` up to its length.
void Finish(std::string& content, std::size_t begin, std::size_t offset) {
  content.resize(begin + kSummedBytes, '\0');
  const std::uint32_t sum = SumOf(offset, absl::string_view(content).substr(begin));
  content.append(LittleEndian(sum, kSumBytes));
}

void AddHeader(absl::string_view secret, std::string& content) {
  content.append(kMagic.data(), kMagic.size());
  content.append(LittleEndian(kVersion, 4));
  content.append(secret.data(), secret.size());
  Finish(content, 0, 0);
}

// `offset`: of the beginning of `content` in the file.
void AddRecord(const SubjectKey& key, std::size_t offset, std::string& content) {
  const std::size_t begin = content.size();
  content.append(key.id).append(key.subject).append(key.key);
  IPPLEDGE_CHECK(content.size() - begin == kRecordFilledBytes);
  Finish(content, begin, offset + begin);
}

bool Sound(std::size_t offset, absl::string_view record) {
  return FromLittleEndian(record.substr(kSummedBytes, kSumBytes)) == SumOf(offset, record);
}

std::shared_ptr<const SubjectKey> KeyOf(absl::string_view record) {
  auto key = std::make_shared<SubjectKey>();
  key->id = std::string(record.substr(0, kKeyIdBytes));
  key->subject = std::string(record.substr(kSubjectAt, kSubjectNameBytes));
  key->key = std::string(record.substr(kKeyAt, proof::kSivKeyBytes));
  return key;
}

// The old bytes are in blocks that are free now: what a disk that writes in place still has of them
// is written over. Not where a copy of the file shares them.
void OverwriteUnlinked(int fd, std::int64_t size) {
  struct stat found;
  if (fstat(fd, &found) != 0 || found.st_nlink != 0) return;
  // Nothing hangs on it: the file that counts is another one by now.
  if (WriteAt(fd, std::string(static_cast<std::size_t>(size), '\0'), 0)) (void)fdatasync(fd);
}

}  // namespace

KeyringFile::KeyringFile(const std::string& folder)
    : folder_path_(folder), path_((fs::path(folder) / kFileName).string()) {}

KeyringFile::~KeyringFile() { proof::Wipe(secret_); }

absl::Status KeyringFile::Refusal(absl::string_view what) const { return SystemError(what, path_); }

absl::Status KeyringFile::Stopped(absl::string_view what) {
  stopped_ = true;
  return Refusal(what);
}

absl::StatusOr<std::unique_ptr<KeyringFile>> KeyringFile::Open(const std::string& folder,
                                                               const Random& random,
                                                               std::size_t keys_max,
                                                               SubjectKeys& keys) {
  // "keys/" is no other folder than "keys".
  const fs::path given(folder);
  const fs::path clean = given.has_filename() ? given : given.parent_path();
  std::unique_ptr<KeyringFile> made(new KeyringFile(clean.string()));
  IPPLEDGE_ASSIGN_OR_RETURN(made->folder_, OpenPrivateFolder(clean.string()));
  IPPLEDGE_RETURN_IF_ERROR(made->Lock());
  IPPLEDGE_RETURN_IF_ERROR(made->DropLeftOver());
  constexpr int kFlags = O_RDWR | O_NOFOLLOW | O_CLOEXEC | O_NONBLOCK;
  made->file_ = OpenFile(openat(made->folder_.fd(), kFileName, kFlags));
  if (!made->file_.is_open()) {
    if (errno == ELOOP) {
      return absl::FailedPreconditionError(absl::StrCat(made->path_, " is a symbolic link"));
    }
    if (errno != ENOENT) return made->Refusal("open");
    IPPLEDGE_RETURN_IF_ERROR(made->MakeFile(random));
  }
  IPPLEDGE_RETURN_IF_ERROR(CheckPrivate(made->file_.fd(), made->path_, kPrivateFileMode));
  IPPLEDGE_RETURN_IF_ERROR(made->Load(keys_max, keys));
  return made;
}

absl::Status KeyringFile::Lock() {
  lock_ = OpenFile(
      openat(folder_.fd(), kLockName, O_RDWR | O_CREAT | O_NOFOLLOW | O_CLOEXEC, kPrivateFileMode));
  const std::string path = (fs::path(folder_path_) / kLockName).string();
  if (!lock_.is_open()) return SystemError("open", path);
  if (flock(lock_.fd(), LOCK_EX | LOCK_NB) == 0) return absl::OkStatus();
  return absl::UnavailableError(absl::StrCat(path, " is held by another process"));
}

absl::Status KeyringFile::DropLeftOver() const {
  if (unlinkat(folder_.fd(), kNewFileName, 0) == 0 || errno == ENOENT) return absl::OkStatus();
  return SystemError("remove", (fs::path(folder_path_) / kNewFileName).string());
}

absl::Status KeyringFile::MakeFile(const Random& random) {
  std::string secret = random(kSecretBytes);
  IPPLEDGE_CHECK(secret.size() == kSecretBytes);
  std::string content;
  content.reserve(kRecordBytes);  // no copy of it stays behind in memory
  AddHeader(secret, content);
  proof::Wipe(secret);
  const absl::Status put = Put(content);
  proof::Wipe(content);
  return put;
}

absl::Status KeyringFile::Load(std::size_t keys_max, SubjectKeys& keys) {
  struct stat found;
  if (fstat(file_.fd(), &found) != 0) return Refusal("look at");
  if (!S_ISREG(found.st_mode)) {
    return absl::FailedPreconditionError(absl::StrCat(path_, " is no file"));
  }
  size_ = found.st_size;
  // One record more may be the half of one that was being written.
  if (static_cast<std::size_t>(size_) > kRecordBytes * (keys_max + 2)) {
    return absl::DataLossError(absl::StrCat(path_, " has more than ", keys_max, " keys"));
  }
  std::string bytes(static_cast<std::size_t>(size_), '\0');
  std::size_t read = 0;
  while (read < bytes.size()) {
    const ssize_t got =
        pread(file_.fd(), bytes.data() + read, bytes.size() - read, static_cast<off_t>(read));
    if (got < 0 && errno == EINTR) continue;
    if (got <= 0) break;
    read += static_cast<std::size_t>(got);
  }
  absl::Status parsed = read == bytes.size() ? Parse(bytes, keys) : Refusal("read");
  proof::Wipe(bytes);
  IPPLEDGE_RETURN_IF_ERROR(parsed);
  // A key of a process that was killed may be here and not yet on disk. Nothing that is read may
  // be lost.
  if (fsync(file_.fd()) != 0 || fsync(folder_.fd()) != 0) return Refusal("sync");
  return absl::OkStatus();
}

absl::Status KeyringFile::Parse(absl::string_view bytes, SubjectKeys& keys) {
  const auto damaged = [this](std::size_t offset, absl::string_view what) {
    return absl::DataLossError(absl::StrCat(path_, " is damaged at byte ", offset, ": ", what));
  };
  // The header is there from the first moment on: the file is put in place whole.
  if (bytes.size() < kRecordBytes || !absl::StartsWith(bytes, kMagic) ||
      !Sound(0, bytes.substr(0, kRecordBytes))) {
    return damaged(0, "no header");
  }
  const std::uint32_t version = FromLittleEndian(bytes.substr(kMagic.size(), 4));
  if (version != kVersion) {
    return absl::FailedPreconditionError(
        absl::StrCat(path_, " has format ", version, "; this program knows up to ", kVersion));
  }
  secret_ = std::string(bytes.substr(kSecretAt, kSecretBytes));
  absl::flat_hash_set<absl::string_view> seen;
  const std::size_t end = bytes.size() / kRecordBytes * kRecordBytes;
  for (std::size_t at = kRecordBytes; at < end; at += kRecordBytes) {
    const absl::string_view record = bytes.substr(at, kRecordBytes);
    if (!Sound(at, record)) {
      // The file had grown, its last sector was never written.
      if (at + kRecordBytes == bytes.size() && AllZero(record)) {
        return CutTail(static_cast<std::int64_t>(at));
      }
      return damaged(at, "a record does not have its sum");
    }
    if (!AllZero(record.substr(kRecordFilledBytes, kSummedBytes - kRecordFilledBytes))) {
      return damaged(at, "a record has bytes behind its key");
    }
    if (!seen.insert(record.substr(0, kKeyIdBytes)).second ||
        !seen.insert(record.substr(kSubjectAt, kSubjectNameBytes)).second) {
      return damaged(at, "a record stands there twice");
    }
    keys.push_back(KeyOf(record));
  }
  if (end < bytes.size()) return CutTail(static_cast<std::int64_t>(end));
  return absl::OkStatus();
}

absl::Status KeyringFile::CutTail(std::int64_t size) {
  if (ftruncate(file_.fd(), size) != 0) return Refusal("cut the end of");
  size_ = size;
  return absl::OkStatus();
}

absl::Status KeyringFile::CheckGoing() const {
  if (!stopped_) return absl::OkStatus();
  return absl::UnavailableError(
      absl::StrCat(path_, ": an earlier write failed; only a new start tells what is on disk"));
}

absl::Status KeyringFile::Append(const SubjectKey& key) {
  IPPLEDGE_RETURN_IF_ERROR(CheckGoing());
  std::string record;
  record.reserve(kRecordBytes);
  AddRecord(key, static_cast<std::size_t>(size_), record);
  const bool written = WriteAt(file_.fd(), record, size_);
  proof::Wipe(record);
  if (!written) {
    const absl::Status refusal = Refusal("write");
    // A disk that is full today takes the next key tomorrow, in the same place.
    if (ftruncate(file_.fd(), size_) != 0) return Stopped("cut the end of");
    return refusal;
  }
  if (fdatasync(file_.fd()) != 0) return Stopped("sync");
  size_ += static_cast<std::int64_t>(kRecordBytes);
  return absl::OkStatus();
}

absl::Status KeyringFile::Replace(const SubjectKeys& keys) {
  IPPLEDGE_RETURN_IF_ERROR(CheckGoing());
  std::string content;
  content.reserve(kRecordBytes * (1 + keys.size()));
  AddHeader(secret_, content);
  for (const std::shared_ptr<const SubjectKey>& key : keys) AddRecord(*key, 0, content);
  const absl::Status put = Put(content);
  proof::Wipe(content);
  return put;
}

absl::Status KeyringFile::Put(absl::string_view content) {
  IPPLEDGE_RETURN_IF_ERROR(DropLeftOver());
  constexpr int kFlags = O_RDWR | O_CREAT | O_EXCL | O_NOFOLLOW | O_CLOEXEC;
  OpenFile fresh(openat(folder_.fd(), kNewFileName, kFlags, kPrivateFileMode));
  if (!fresh.is_open()) return Refusal("write anew");
  if (!WriteAt(fresh.fd(), content, 0) || fsync(fresh.fd()) != 0 ||
      renameat(folder_.fd(), kNewFileName, folder_.fd(), kFileName) != 0) {
    const absl::Status refusal = Refusal("write anew");
    (void)unlinkat(folder_.fd(), kNewFileName, 0);
    return refusal;
  }
  const OpenFile old = std::exchange(file_, std::move(fresh));
  const std::int64_t old_size = std::exchange(size_, static_cast<std::int64_t>(content.size()));
  // Until the folder is on disk, a power cut may bring the old file back.
  if (fsync(folder_.fd()) != 0) return Stopped("sync the folder of");
  if (old.is_open()) OverwriteUnlinked(old.fd(), old_size);
  return absl::OkStatus();
}

}  // namespace ippledge::storage
