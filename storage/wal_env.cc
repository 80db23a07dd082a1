#include "storage/wal_env.h"

#include <fcntl.h>
#include <rocksdb/file_system.h>
#include <sys/uio.h>
#include <unistd.h>

#include <algorithm>
#include <array>
#include <atomic>
#include <cerrno>
#include <cstring>
#include <filesystem>
#include <map>
#include <utility>

#include "absl/base/thread_annotations.h"
#include "absl/strings/match.h"
#include "absl/synchronization/mutex.h"
#include "storage/wal_tail.h"

namespace ippledge::storage {
namespace {

using rocksdb::FileOptions;
using rocksdb::IODebugContext;
using rocksdb::IOOptions;
using rocksdb::IOStatus;
using rocksdb::Slice;

IOStatus Failed(const char* doing, const std::string& path) {
  const int why = errno;
  const std::string what = path + ": " + std::strerror(why);
  return why == ENOSPC ? IOStatus::NoSpace(doing, what) : IOStatus::IOError(doing, what);
}

// One log being written. As RocksDB uses it: appended by one thread at a time, asked for its size
// by any.
class WalFile final : public rocksdb::FSWritableFile {
 public:
  WalFile(int fd, std::string path, std::shared_ptr<std::atomic<std::uint64_t>> size)
      : fd_(fd), path_(std::move(path)), size_(std::move(size)) {}
  ~WalFile() override {
    if (fd_ >= 0) close(fd_);
  }

  using FSWritableFile::Append;
  IOStatus Append(const Slice& bytes, const IOOptions&, IODebugContext*) override {
    static const std::array<char, kWalZeroBytes> kZeros{};
    const std::uint64_t end = *size_ + bytes.size();
    unsynced_ += bytes.size();
    const bool zeros = end > reached_ && unsynced_ <= kWalSmallBytes;
    std::array<iovec, 2> parts = {{{const_cast<char*>(bytes.data()), bytes.size()},
                                   {const_cast<char*>(kZeros.data()), zeros ? kZeros.size() : 0}}};
    for (std::uint64_t at = *size_; at < end;) {
      const ssize_t written = pwritev(fd_, parts.data(), parts.size(), static_cast<off_t>(at));
      if (written < 0 && errno == EINTR) continue;
      if (written < 0) return Failed("append", path_);
      const auto count = static_cast<std::uint64_t>(written);
      at += count;
      reached_ = std::max(reached_, at);
      // Zeros that did not find room come with a later write.
      const std::size_t of_bytes = std::min<std::size_t>(count, parts[0].iov_len);
      parts[0].iov_base = static_cast<char*>(parts[0].iov_base) + of_bytes;
      parts[0].iov_len -= of_bytes;
    }
    *size_ = end;
    return IOStatus::OK();
  }

  // Nothing waits here: it is in the page cache.
  IOStatus Flush(const IOOptions&, IODebugContext*) override { return IOStatus::OK(); }
  IOStatus Sync(const IOOptions&, IODebugContext*) override {
    unsynced_ = 0;
    return fdatasync(fd_) == 0 ? IOStatus::OK() : Failed("sync", path_);
  }
  IOStatus Fsync(const IOOptions&, IODebugContext*) override {
    unsynced_ = 0;
    return fsync(fd_) == 0 ? IOStatus::OK() : Failed("sync", path_);
  }
  // The zeros stay: a copy may have been made of the file as it is, by a link.
  IOStatus Close(const IOOptions&, IODebugContext*) override {
    return close(std::exchange(fd_, -1)) == 0 ? IOStatus::OK() : Failed("close", path_);
  }
  std::uint64_t GetFileSize(const IOOptions&, IODebugContext*) override { return *size_; }
  // Zeros are written, so nothing need be set aside.
  IOStatus Allocate(std::uint64_t, std::uint64_t, const IOOptions&, IODebugContext*) override {
    return IOStatus::OK();
  }

 private:
  int fd_;
  const std::string path_;
  const std::shared_ptr<std::atomic<std::uint64_t>> size_;  // written, without the zeros
  std::uint64_t reached_ = 0;                               // of the file, zeros included
  std::size_t unsynced_ = 0;
};

// A file as if it ended early.
class CutFile final : public rocksdb::FSSequentialFile {
 public:
  CutFile(std::unique_ptr<rocksdb::FSSequentialFile> file, std::uint64_t bytes)
      : file_(std::move(file)), left_(bytes) {}

  IOStatus Read(std::size_t count, const IOOptions& options, Slice* result, char* scratch,
                IODebugContext* debug) override {
    IOStatus status =
        file_->Read(std::min<std::uint64_t>(count, left_), options, result, scratch, debug);
    if (status.ok()) left_ -= result->size();
    return status;
  }
  IOStatus Skip(std::uint64_t count) override {
    const std::uint64_t skipped = std::min(count, left_);
    left_ -= skipped;
    return file_->Skip(skipped);
  }

 private:
  const std::unique_ptr<rocksdb::FSSequentialFile> file_;
  std::uint64_t left_;
};

class WalFiles final : public rocksdb::FileSystemWrapper {
 public:
  explicit WalFiles(std::string folder)
      : FileSystemWrapper(rocksdb::FileSystem::Default()), folder_(std::move(folder)) {}
  const char* Name() const override { return "ippledge.WalFiles"; }

  IOStatus NewWritableFile(const std::string& path, const FileOptions& options,
                           std::unique_ptr<rocksdb::FSWritableFile>* file,
                           IODebugContext* debug) override {
    if (!IsLog(path)) return FileSystemWrapper::NewWritableFile(path, options, file, debug);
    const int fd = open(path.c_str(), O_WRONLY | O_CREAT | O_TRUNC | O_CLOEXEC, 0644);
    if (fd < 0) return Failed("create", path);
    auto size = std::make_shared<std::atomic<std::uint64_t>>(0);
    {
      absl::MutexLock lock(&mutex_);
      sizes_[Key(path)] = size;
    }
    *file = std::make_unique<WalFile>(fd, path, std::move(size));
    return IOStatus::OK();
  }

  IOStatus NewSequentialFile(const std::string& path, const FileOptions& options,
                             std::unique_ptr<rocksdb::FSSequentialFile>* file,
                             IODebugContext* debug) override {
    IOStatus status = FileSystemWrapper::NewSequentialFile(path, options, file, debug);
    if (!status.ok() || !IsLog(path)) return status;
    absl::MutexLock lock(&mutex_);
    // One that is being written ends where it does.
    if (sizes_.contains(Key(path))) return status;
    if (!looked_) LookForCuts();
    if (const auto cut = cuts_.find(Key(path)); cut != cuts_.end()) {
      *file = std::make_unique<CutFile>(std::move(*file), cut->second);
    }
    return status;
  }

  IOStatus GetFileSize(const std::string& path, const IOOptions& options, std::uint64_t* bytes,
                       IODebugContext* debug) override {
    if (IsLog(path)) {
      absl::MutexLock lock(&mutex_);
      if (const auto size = sizes_.find(Key(path)); size != sizes_.end()) {
        *bytes = *size->second;
        return IOStatus::OK();
      }
    }
    return FileSystemWrapper::GetFileSize(path, options, bytes, debug);
  }

  IOStatus DeleteFile(const std::string& path, const IOOptions& options,
                      IODebugContext* debug) override {
    if (IsLog(path)) {
      absl::MutexLock lock(&mutex_);
      sizes_.erase(Key(path));
    }
    return FileSystemWrapper::DeleteFile(path, options, debug);
  }

 private:
  static bool IsLog(const std::string& path) { return absl::EndsWith(path, ".log"); }
  static std::string Key(const std::string& path) {
    return std::filesystem::path(path).lexically_normal().string();
  }

  // Not before a log is read: only then has the database locked the folder, and nobody else is
  // still writing there.
  void LookForCuts() ABSL_EXCLUSIVE_LOCKS_REQUIRED(mutex_) {
    looked_ = true;
    const absl::StatusOr<WalTail> tail = ReadWalTail(folder_);
    if (!tail.ok()) return;  // then it reads all that is there
    for (const WalCut& cut : tail->cuts) cuts_[Key(cut.path)] = cut.bytes;
  }

  const std::string folder_;
  absl::Mutex mutex_;
  bool looked_ ABSL_GUARDED_BY(mutex_) = false;
  std::map<std::string, std::uint64_t> cuts_ ABSL_GUARDED_BY(mutex_);
  // Of the logs that were begun here and not deleted since.
  std::map<std::string, std::shared_ptr<std::atomic<std::uint64_t>>> sizes_ ABSL_GUARDED_BY(mutex_);
};

}  // namespace

std::unique_ptr<rocksdb::Env> MakeWalEnv(const std::string& folder) {
  return rocksdb::NewCompositeEnv(std::make_shared<WalFiles>(folder));
}

}  // namespace ippledge::storage
