#include "storage/kept_acts.h"

#include <fcntl.h>
#include <sys/stat.h>
#include <unistd.h>

#include <algorithm>
#include <filesystem>
#include <limits>
#include <optional>
#include <utility>

#include "absl/strings/numbers.h"
#include "absl/strings/str_cat.h"
#include "absl/strings/str_format.h"
#include "absl/time/time.h"
#include "ledger/check.h"
#include "ledger/status_macros.h"
#include "storage/file_copy.h"
#include "storage/private_folder.h"

namespace ippledge::storage {
namespace {

namespace fs = std::filesystem;

// "0000000000000042-20250701.acts": number of the first act, day.
constexpr std::size_t kNumberDigits = 16;
constexpr std::size_t kNameBytes = kNumberDigits + 1 + 8 + 5;
constexpr char kSuffix[] = ".acts";
// A file may be as long as its first opening allowed, whatever the limits are now.
constexpr std::size_t kReadBytesMax = 64u << 20;

absl::CivilDay DayOf(std::int64_t time_ms) {
  return absl::ToCivilDay(absl::FromUnixMillis(time_ms), absl::UTCTimeZone());
}

std::string NameOf(std::int64_t first, absl::CivilDay day) {
  return absl::StrFormat("%016d-%04d%02d%02d%s", first, day.year(), day.month(), day.day(),
                         kSuffix);
}

// What a name says; nullopt for a file that is not ours.
std::optional<std::pair<std::int64_t, absl::CivilDay>> ReadName(const std::string& name) {
  std::int64_t first = 0;
  int date = 0;
  if (name.size() != kNameBytes || !absl::SimpleAtoi(name.substr(0, kNumberDigits), &first) ||
      !absl::SimpleAtoi(name.substr(kNumberDigits + 1, 8), &date) || first < 1) {
    return std::nullopt;
  }
  const absl::CivilDay day(date / 10'000, date / 100 % 100, date % 100);
  if (NameOf(first, day) != name) return std::nullopt;
  return std::make_pair(first, day);
}

absl::Status MakeFolder(const fs::path& folder) {
  std::error_code error;
  if (fs::is_directory(folder, error)) return absl::OkStatus();
  fs::create_directories(folder.parent_path(), error);
  if (mkdir(folder.c_str(), kPrivateFolderMode) != 0) return SystemError("create", folder.string());
  return SyncFolder(folder.parent_path().string(), /*below=*/false);
}

KeptAct Unreadable(std::int64_t first, std::int64_t end, std::int64_t time_ms) {
  KeptAct act{.number = first, .time_ms = time_ms, .method = kActsUnreadable};
  act.repeated = end - first;
  act.text = absl::StrCat("acts ", first, " to ", end - 1, " were changed or taken away");
  return act;
}

// Adds the acts of one file, newest first, to `page`: numbers from `first` to below `end`, of which
// those from `before` on are known already.
void AddNewest(std::vector<KeptAct> acts, std::int64_t first, std::int64_t end, std::int64_t before,
               std::size_t count, std::vector<KeptAct>& page) {
  const auto add = [&](KeptAct act) {
    if (act.number < before && page.size() < count) page.push_back(std::move(act));
  };
  for (auto act = acts.rbegin(); act != acts.rend() && page.size() < count; ++act) {
    if (act->number < first || act->number >= end) continue;
    if (act->number + 1 < end) add(Unreadable(act->number + 1, end, act->time_ms));
    end = act->number;
    add(std::move(*act));
  }
  if (first < end) add(Unreadable(first, end, 0));
}

}  // namespace

std::string KeptActs::PathOf(const File& file) const {
  return (fs::path(folder_) / NameOf(file.first, file.day)).string();
}

absl::StatusOr<std::unique_ptr<KeptActs>> KeptActs::Open(const std::string& folder,
                                                         const ActLimits& limits) {
  IPPLEDGE_CHECK(limits.days > 0 && limits.bytes_max >= 2 * limits.file_bytes_max);
  IPPLEDGE_RETURN_IF_ERROR(MakeFolder(folder));
  std::unique_ptr<KeptActs> log(new KeptActs(folder, limits));
  IPPLEDGE_RETURN_IF_ERROR(log->Load(/*to_read=*/false));
  return log;
}

absl::StatusOr<std::unique_ptr<KeptActs>> KeptActs::OpenToRead(const std::string& folder) {
  std::error_code error;
  if (!fs::is_directory(folder, error)) {
    return absl::NotFoundError(absl::StrCat("there is no folder ", folder));
  }
  std::unique_ptr<KeptActs> log(new KeptActs(folder, {}));
  IPPLEDGE_RETURN_IF_ERROR(log->Load(/*to_read=*/true));
  return log;
}

absl::Status KeptActs::Load(bool to_read) {
  absl::MutexLock lock(&mutex_);
  std::error_code error;
  for (const fs::directory_entry& entry : fs::directory_iterator(folder_, error)) {
    const auto named = ReadName(entry.path().filename().string());
    if (!named) continue;
    const auto bytes = static_cast<std::int64_t>(entry.file_size(error));
    if (!error) files_.push_back({.first = named->first, .day = named->second, .bytes = bytes});
  }
  // A server may forget while another program reads.
  if (error && !to_read) {
    return absl::InternalError(absl::StrCat("read ", folder_, ": ", error.message()));
  }
  std::sort(files_.begin(), files_.end(), [](const File& one, const File& other) {
    return std::make_pair(one.first, one.day) < std::make_pair(other.first, other.day);
  });
  return files_.empty() ? absl::OkStatus() : LoadNewest(to_read);
}

absl::Status KeptActs::LoadNewest(bool to_read) {
  File& newest = files_.back();
  const std::string path = PathOf(newest);
  IPPLEDGE_ASSIGN_OR_RETURN(const std::string bytes, ReadSmallFile(path, kReadBytesMax));
  // Records say themselves whether they are good: a damaged head costs nothing.
  const absl::Status head = CheckActHead(bytes);
  if (absl::IsFailedPrecondition(head)) return head;
  const ScannedActs scanned = ScanActs(bytes);
  next_ =
      scanned.acts.empty() ? newest.first : std::max(newest.first, scanned.acts.back().number + 1);
  newest.bytes = static_cast<std::int64_t>(std::min(bytes.size(), scanned.end));
  if (to_read || bytes.size() == scanned.end) return absl::OkStatus();
  if (bytes.size() < kActHeadBytes) {
    // A file that a stop left unfinished: begun anew.
    if (unlink(path.c_str()) != 0) return SystemError("remove", path);
    const absl::CivilDay day = newest.day;
    files_.pop_back();
    return BeginFile(day);
  }
  if (truncate(path.c_str(), newest.bytes) != 0) return SystemError("cut", path);
  return absl::OkStatus();
}

absl::Status KeptActs::BeginFile(absl::CivilDay day) {
  File file{.first = next_, .day = day, .bytes = kActHeadBytes};
  if (!files_.empty() && files_.back().first == next_) {
    // Without acts: it goes on under the new day.
    const std::string old = PathOf(files_.back());
    if (rename(old.c_str(), PathOf(file).c_str()) != 0) return SystemError("rename", old);
    files_.back().day = day;
    return SyncFolder(folder_, /*below=*/false);
  }
  const std::string path = PathOf(file);
  const OpenFile fresh(
      open(path.c_str(), O_WRONLY | O_CREAT | O_TRUNC | O_CLOEXEC, kPrivateFileMode));
  if (!fresh.is_open() || !WriteAt(fresh.fd(), ActHead(), 0) || fsync(fresh.fd()) != 0) {
    const absl::Status failed = SystemError("write", path);
    (void)unlink(path.c_str());
    return failed;
  }
  files_.push_back(file);
  return SyncFolder(folder_, /*below=*/false);
}

absl::Status KeptActs::Write(const std::string& records, std::int64_t count) {
  File& newest = files_.back();
  const std::string path = PathOf(newest);
  const OpenFile file(open(path.c_str(), O_WRONLY | O_CLOEXEC));
  if (!file.is_open()) return SystemError("open", path);
  if (!WriteAt(file.fd(), records, newest.bytes) || fsync(file.fd()) != 0) {
    const absl::Status failed = SystemError("write", path);
    // Where it fails too, the next opening cuts, or the next write covers it.
    (void)!ftruncate(file.fd(), newest.bytes);
    return failed;
  }
  newest.bytes += static_cast<std::int64_t>(records.size());
  next_ += count;
  return absl::OkStatus();
}

absl::Status KeptActs::DropOldest(std::int64_t& dropped) {
  const std::string path = PathOf(files_.front());
  if (unlink(path.c_str()) != 0 && errno != ENOENT) return SystemError("remove", path);
  dropped += files_[1].first - files_[0].first;
  files_.erase(files_.begin());
  return absl::OkStatus();
}

absl::Status KeptActs::DropTooOld(absl::CivilDay today, Done& done) {
  while (!files_.empty() && today - files_.front().day > limits_.days) {
    if (files_.size() == 1) {
      // The number of the next act has to stay.
      if (files_.front().first == next_) break;
      IPPLEDGE_RETURN_IF_ERROR(BeginFile(today));
    }
    IPPLEDGE_RETURN_IF_ERROR(DropOldest(done.too_old));
  }
  return absl::OkStatus();
}

absl::Status KeptActs::MakeRoom(Done& done) {
  // As if the newest were full, so that what is dropped is dropped once a file.
  while (files_.size() > 1 &&
         BytesLocked() - files_.back().bytes + limits_.file_bytes_max > limits_.bytes_max) {
    IPPLEDGE_RETURN_IF_ERROR(DropOldest(done.no_room));
  }
  return absl::OkStatus();
}

absl::Status KeptActs::AppendLocked(absl::Span<const KeptAct> acts, std::int64_t now_ms,
                                    Done& done) {
  const absl::CivilDay today = DayOf(now_ms);
  IPPLEDGE_RETURN_IF_ERROR(DropTooOld(today, done));
  std::string records;
  std::int64_t count = 0;
  const auto write = [&]() ABSL_EXCLUSIVE_LOCKS_REQUIRED(mutex_) {
    if (count == 0) return absl::OkStatus();
    IPPLEDGE_RETURN_IF_ERROR(Write(records, count));
    done.written += count;
    records.clear();
    count = 0;
    return absl::OkStatus();
  };
  for (KeptAct act : acts) {
    act.number = next_ + count;
    std::string record = EncodeAct(act);
    const auto grown = static_cast<std::int64_t>(records.size() + record.size());
    if (files_.empty() || files_.back().day != today ||
        files_.back().bytes + grown > limits_.file_bytes_max) {
      IPPLEDGE_RETURN_IF_ERROR(write());
      IPPLEDGE_RETURN_IF_ERROR(BeginFile(today));
      const std::int64_t dropped_before = done.no_room;
      IPPLEDGE_RETURN_IF_ERROR(MakeRoom(done));
      if (const std::int64_t dropped = done.no_room - dropped_before; dropped > 0) {
        KeptAct told{.number = next_, .time_ms = now_ms, .method = kActsDropped};
        told.repeated = dropped;
        told.text =
            absl::StrCat("the oldest, since the log has at most ", limits_.bytes_max, " bytes");
        IPPLEDGE_RETURN_IF_ERROR(Write(EncodeAct(told), 1));
      }
      act.number = next_;
      record = EncodeAct(act);
    }
    records += record;
    ++count;
  }
  return write();
}

absl::Status KeptActs::Append(absl::Span<const KeptAct> acts, std::int64_t now_ms, Done& done) {
  absl::MutexLock lock(&mutex_);
  return AppendLocked(acts, now_ms, done);
}

absl::StatusOr<std::vector<KeptAct>> KeptActs::Newest(std::int64_t before,
                                                      std::size_t count) const {
  absl::MutexLock lock(&mutex_);
  if (before <= 0) before = std::numeric_limits<std::int64_t>::max();
  std::vector<KeptAct> page;
  std::int64_t end = next_;
  for (auto file = files_.rbegin(); file != files_.rend() && page.size() < count; ++file) {
    if (file->first < before) {
      absl::StatusOr<std::string> bytes = ReadSmallFile(PathOf(*file), kReadBytesMax);
      // A file that was taken away is told like bytes that were changed.
      if (absl::IsNotFound(bytes.status())) bytes = std::string();
      IPPLEDGE_RETURN_IF_ERROR(bytes.status());
      AddNewest(ScanActs(*bytes).acts, file->first, end, before, count, page);
    }
    end = file->first;
  }
  return page;
}

std::int64_t KeptActs::BytesLocked() const {
  std::int64_t bytes = 0;
  for (const File& file : files_) bytes += file.bytes;
  return bytes;
}

std::int64_t KeptActs::bytes() const {
  absl::MutexLock lock(&mutex_);
  return BytesLocked();
}

std::int64_t KeptActs::first_number() const {
  absl::MutexLock lock(&mutex_);
  return files_.empty() ? next_ : files_.front().first;
}

}  // namespace ippledge::storage
