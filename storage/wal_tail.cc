#include "storage/wal_tail.h"

#include <fcntl.h>
#include <sys/mman.h>
#include <sys/stat.h>
#include <unistd.h>

#include <algorithm>
#include <cerrno>
#include <cstring>
#include <filesystem>
#include <fstream>
#include <memory>
#include <optional>
#include <system_error>
#include <utility>
#include <vector>

#include "absl/strings/numbers.h"
#include "absl/strings/str_cat.h"
#include "ledger/check.h"
#include "ledger/status_macros.h"
#include "storage/keys.h"
#include "storage/wal_reader.h"

namespace ippledge::storage {
namespace {

namespace fs = std::filesystem;

struct LogFile {
  fs::path path;
  std::uint64_t number = 0;
};

// NNNNNN.log, by number. RocksDB's own report is called LOG and is none.
absl::StatusOr<std::vector<LogFile>> LogFilesOf(const std::string& folder) {
  std::vector<LogFile> files;
  std::error_code error;
  for (const fs::directory_entry& entry : fs::directory_iterator(folder, error)) {
    LogFile file{.path = entry.path()};
    const bool is_log = file.path.extension() == ".log" &&
                        absl::SimpleAtoi(file.path.stem().string(), &file.number);
    if (is_log) files.push_back(std::move(file));
  }
  if (error) return absl::NotFoundError(absl::StrCat("read ", folder, ": ", error.message()));
  std::sort(files.begin(), files.end(),
            [](const LogFile& a, const LogFile& b) { return a.number < b.number; });
  return files;
}

absl::StatusOr<std::string> ReadFrom(const fs::path& path, std::int64_t offset) {
  std::error_code error;
  const auto size = static_cast<std::int64_t>(fs::file_size(path, error));
  std::string bytes;
  if (!error && size > offset) {
    bytes.resize(static_cast<std::size_t>(size - offset));
    std::ifstream in(path, std::ios::binary);
    in.seekg(offset);
    in.read(bytes.data(), size - offset);
    if (!in) error = std::make_error_code(std::errc::io_error);
  }
  if (error)
    return absl::InternalError(absl::StrCat("read ", path.string(), ": ", error.message()));
  return bytes;
}

// A whole file, as it lies in the memory of files: a log may be as large as the journal allows, and
// a copy of it would cost more than looking through it.
class MappedFile {
 public:
  explicit MappedFile(absl::string_view bytes) : bytes_(bytes) {}
  ~MappedFile() {
    if (!bytes_.empty()) munmap(const_cast<char*>(bytes_.data()), bytes_.size());
  }
  MappedFile(const MappedFile&) = delete;
  MappedFile& operator=(const MappedFile&) = delete;
  absl::string_view bytes() const { return bytes_; }

 private:
  const absl::string_view bytes_;
};

absl::StatusOr<std::unique_ptr<MappedFile>> Map(const fs::path& path) {
  const int fd = open(path.c_str(), O_RDONLY | O_CLOEXEC);
  struct stat file = {};
  void* bytes = nullptr;
  const bool found = fd >= 0 && fstat(fd, &file) == 0;
  const auto size = static_cast<std::size_t>(file.st_size);
  if (found && size > 0) {
    bytes = mmap(nullptr, size, PROT_READ, MAP_PRIVATE | MAP_POPULATE, fd, 0);
  }
  const bool mapped = found && bytes != MAP_FAILED;
  const std::string error = std::strerror(errno);
  if (fd >= 0) close(fd);
  if (!mapped) return absl::InternalError(absl::StrCat("read ", path.string(), ": ", error));
  return std::make_unique<MappedFile>(absl::string_view(static_cast<const char*>(bytes), size));
}

std::uint64_t LoadInteger(absl::string_view bytes, int count) {
  std::uint64_t value = 0;
  for (int i = count; i-- > 0;) {
    value = value << 8 | static_cast<std::uint8_t>(bytes[static_cast<std::size_t>(i)]);
  }
  return value;
}

// What a record says: a write batch of RocksDB: u64 sequence number, u32 count of writes, writes.
constexpr std::size_t kBatchHeaderBytes = 12;
struct Batch {
  std::uint64_t sequence = 0;
  std::uint64_t count = 0;

  std::uint64_t next() const { return sequence + count; }
};

std::optional<Batch> BatchOf(absl::string_view record) {
  if (record.size() < kBatchHeaderBytes) return std::nullopt;
  return Batch{LoadInteger(record, 8), LoadInteger(record.substr(8), 4)};
}

// The journal's last entry after the batch: the last block written ends with its tree size
// (block.h). 0 when the batch writes nothing.
std::int64_t LastEntryOf(absl::string_view record) {
  constexpr std::size_t kBlockFooterBytes = 32;
  if (record.size() < kBatchHeaderBytes + kBlockFooterBytes) return 0;
  return static_cast<std::int64_t>(
      LoadInteger(record.substr(record.size() - kBlockFooterBytes), 8));
}

class TailReader {
 public:
  // Takes the next newer log.
  absl::Status Take(const LogFile& file) {
    IPPLEDGE_ASSIGN_OR_RETURN(const std::unique_ptr<MappedFile> mapped, Map(file.path));
    const absl::string_view bytes = mapped->bytes();
    ++tail_.logs;
    const WalBytes log{bytes, file.number};
    WalReader reader(log);
    for (;;) {
      const WalReader::Found found = reader.Next();
      if (found == WalReader::Found::kRecord) {
        TakeRecord(file, reader, bytes.size());
        if (tail_.state == WalState::kDamaged) return absl::OkStatus();
        continue;
      }
      if (found != WalReader::Found::kEnd) Stop(file, log, reader, found);
      return absl::OkStatus();
    }
  }

  bool damaged() const { return tail_.state == WalState::kDamaged; }
  WalTail Result() && { return std::move(tail_); }

 private:
  void Blame(WalState state, const LogFile& file, std::size_t offset, std::size_t size,
             std::string what) {
    tail_.state = state;
    tail_.file = file.path.string();
    tail_.offset = static_cast<std::int64_t>(offset);
    tail_.bytes = static_cast<std::int64_t>(size - offset);
    tail_.what = std::move(what);
  }

  void TakeRecord(const LogFile& file, const WalReader& reader, std::size_t size) {
    const std::optional<Batch> batch = BatchOf(reader.record());
    if (!batch) {
      return Blame(WalState::kDamaged, file, reader.record_offset(), size,
                   "a record is no write of the database");
    }
    // Writes are numbered without gaps, from one log to the next.
    if (next_ && batch->sequence != *next_) {
      const std::string what = absl::StrCat("write ", batch->sequence, " follows, where ", *next_,
                                            " was to be: writes in between are lost");
      // The fault lies where reading stopped, if it did.
      if (tail_.state == WalState::kWhole) {
        return Blame(WalState::kDamaged, file, reader.record_offset(), size, what);
      }
      tail_.state = WalState::kDamaged;
      absl::StrAppend(&tail_.what, "; in ", file.path.filename().string(), " ", what);
      return;
    }
    next_ = batch->next();
    ++tail_.records;
    if (batch->count == 0) return;
    tail_.last_entry = LastEntryOf(reader.record());
    // An older log ended in a torn record that was never counted: the database went on without it.
    if (tail_.state != WalState::kTorn) return;
    tail_ = {.logs = tail_.logs,
             .records = tail_.records,
             .last_entry = tail_.last_entry,
             .cuts = std::move(tail_.cuts)};
  }

  // Reading stopped before the end of the log.
  void Stop(const LogFile& file, const WalBytes& log, const WalReader& reader,
            WalReader::Found found) {
    const std::size_t offset = reader.record_offset();
    const std::size_t size = log.bytes.size();
    if (const std::optional<std::size_t> behind = FindWalRecord(log, offset)) {
      return Blame(WalState::kDamaged, file, offset, size,
                   absl::StrCat("a readable record follows at byte ", *behind));
    }
    if (OneBitHealsWal(log, reader.fragment_offset())) {
      return Blame(WalState::kDamaged, file, offset, size, "a single bit of the record is wrong");
    }
    if (found == WalReader::Found::kTorn) {
      tail_.cuts.push_back({.path = file.path.string(), .bytes = offset});
      return Blame(WalState::kTorn, file, offset, size,
                   "the last record was not written to its end");
    }
    Blame(WalState::kUnreadable, file, offset, size,
          "the last record is unreadable, nothing readable follows");
  }

  WalTail tail_;
  std::optional<std::uint64_t> next_;  // sequence number of the next write
};

absl::Status Failed(absl::string_view doing, const std::string& path) {
  return absl::InternalError(absl::StrCat(doing, " ", path, ": ", std::strerror(errno)));
}

}  // namespace

absl::string_view NameOf(WalState state) {
  switch (state) {
    case WalState::kWhole:
      return "whole";
    case WalState::kTorn:
      return "torn";
    case WalState::kUnreadable:
      return "unreadable";
    case WalState::kDamaged:
      return "damaged";
  }
  IPPLEDGE_CHECK(false && "not a state");
}

absl::StatusOr<WalTail> ReadWalTail(const std::string& folder) {
  IPPLEDGE_ASSIGN_OR_RETURN(const std::vector<LogFile> files, LogFilesOf(folder));
  TailReader reader;
  for (const LogFile& file : files) {
    IPPLEDGE_RETURN_IF_ERROR(reader.Take(file));
    if (reader.damaged()) break;
  }
  return std::move(reader).Result();
}

absl::Status CheckWal(const std::string& folder) {
  const absl::StatusOr<WalTail> tail = ReadWalTail(folder);
  if (absl::IsNotFound(tail.status())) return absl::OkStatus();
  IPPLEDGE_RETURN_IF_ERROR(tail.status());
  if (tail->state == WalState::kWhole || tail->state == WalState::kTorn) return absl::OkStatus();
  return absl::DataLossError(
      absl::StrCat("open ", folder, ": ", tail->file, ", byte ", tail->offset, ": ", tail->what));
}

absl::StatusOr<std::string> ReadCutBytes(const WalTail& tail) {
  return ReadFrom(tail.file, tail.offset);
}

absl::Status CutWalTail(const WalTail& tail) {
  IPPLEDGE_CHECK(tail.state == WalState::kTorn || tail.state == WalState::kUnreadable);
  const int fd = open(tail.file.c_str(), O_WRONLY | O_CLOEXEC);
  if (fd < 0) return Failed("open", tail.file);
  const bool cut = ftruncate(fd, tail.offset) == 0 && fsync(fd) == 0;
  const absl::Status status = cut ? absl::OkStatus() : Failed("cut", tail.file);
  close(fd);
  return status;
}

}  // namespace ippledge::storage
