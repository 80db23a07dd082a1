#include "tools/admin/store.h"

#include <fcntl.h>
#include <sys/file.h>
#include <unistd.h>

#include <algorithm>
#include <cerrno>
#include <cstring>
#include <fstream>
#include <system_error>
#include <utility>

#include "absl/strings/numbers.h"
#include "absl/strings/str_cat.h"
#include "ledger/status_macros.h"
#include "ledger/text.h"
#include "storage/file_copy.h"
#include "storage/keys.h"

namespace ippledge::admin {
namespace {

namespace fs = std::filesystem;

absl::StatusOr<int> ReadFormat(const fs::path& path) {
  std::ifstream in(path);
  std::string line;
  if (!std::getline(in, line)) {
    return absl::NotFoundError(absl::StrCat(path.parent_path().string(), " is no store"));
  }
  int format = 0;
  if (!absl::SimpleAtoi(line, &format) || format < 1) {
    return absl::DataLossError(absl::StrCat(path.string(), " names no format"));
  }
  if (format > storage::kFormatVersion) {
    return absl::FailedPreconditionError(absl::StrCat(
        "the store has format ", format, "; this program knows up to ", storage::kFormatVersion));
  }
  return format;
}

absl::Status Failed(absl::string_view act, const fs::path& path, const std::error_code& error) {
  return absl::InternalError(absl::StrCat(act, " ", path.string(), ": ", error.message()));
}

}  // namespace

absl::StatusOr<StoppedStore> StoppedStore::Open(const std::string& folder) {
  const fs::path path(folder);
  std::error_code error;
  if (!fs::exists(path / "FORMAT", error)) {
    return absl::NotFoundError(absl::StrCat(folder, " is no store"));
  }
  // A store on a medium that cannot be written has its lock file, or needs none.
  const std::string lock_path = (path / "LOCK").string();
  int lock = open(lock_path.c_str(), O_RDWR | O_CREAT | O_CLOEXEC, 0600);
  if (lock < 0) lock = open(lock_path.c_str(), O_RDONLY | O_CLOEXEC);
  if (lock < 0) {
    return absl::UnavailableError(absl::StrCat("open ", lock_path, ": ", std::strerror(errno)));
  }
  StoppedStore store(path, lock, 0);
  if (flock(lock, LOCK_EX | LOCK_NB) != 0) {
    return absl::UnavailableError(
        absl::StrCat(lock_path, " is held: stop the server that runs on this store first"));
  }
  IPPLEDGE_ASSIGN_OR_RETURN(store.format_, ReadFormat(path / "FORMAT"));
  return store;
}

absl::StatusOr<StoppedStore> StoppedStore::OpenOrMake(const std::string& folder) {
  const fs::path path(folder);
  std::error_code error;
  if (fs::exists(path / "FORMAT", error)) {
    fs::create_directories(path / "programmes", error);
    if (error) return Failed("create", path / "programmes", error);
    return Open(folder);
  }
  if (fs::exists(path, error) && !fs::is_empty(path, error)) {
    return absl::FailedPreconditionError(
        absl::StrCat(folder, " is no store, and there are other things in it"));
  }
  const bool was_there = fs::exists(path, error);
  fs::create_directories(path / "programmes", error);
  if (error) return Failed("create", path, error);
  IPPLEDGE_RETURN_IF_ERROR(storage::WriteNewFile((path / "FORMAT").string(),
                                                 absl::StrCat(storage::kFormatVersion, "\n")));
  IPPLEDGE_RETURN_IF_ERROR(storage::SyncFolder(folder, /*below=*/false));
  IPPLEDGE_ASSIGN_OR_RETURN(StoppedStore store, Open(folder));
  store.made_store_ = true;
  store.made_folder_ = !was_there;
  return store;
}

void StoppedStore::Unmake() {
  std::error_code error;
  // A folder that is not empty stays.
  if (!made_store_ || !fs::remove(programmes(), error) || error) return;
  fs::remove(folder_ / "FORMAT", error);
  fs::remove(folder_ / "LOCK", error);
  if (made_folder_) fs::remove(folder_, error);
}

StoppedStore::StoppedStore(StoppedStore&& other) noexcept
    : folder_(std::move(other.folder_)),
      lock_(std::exchange(other.lock_, -1)),
      format_(other.format_),
      made_store_(other.made_store_),
      made_folder_(other.made_folder_) {}

StoppedStore::~StoppedStore() {
  if (lock_ >= 0) close(lock_);
}

absl::StatusOr<std::vector<ProgrammeFolder>> StoppedStore::Programmes(
    const std::string& only) const {
  const fs::path parent = programmes();
  std::vector<ProgrammeFolder> programmes;
  std::error_code error;
  for (const fs::directory_entry& entry : fs::directory_iterator(parent, error)) {
    const std::string id = entry.path().filename().string();
    if (!entry.is_directory() || !CheckSlug(id).ok()) continue;
    if (only.empty() || id == only) programmes.push_back({id, entry.path()});
  }
  if (error) {
    return absl::DataLossError(absl::StrCat("read ", parent.string(), ": ", error.message()));
  }
  if (!only.empty() && programmes.empty()) {
    return absl::NotFoundError(absl::StrCat("there is no programme ", only, " in the store"));
  }
  std::sort(programmes.begin(), programmes.end(),
            [](const ProgrammeFolder& a, const ProgrammeFolder& b) { return a.id < b.id; });
  return programmes;
}

}  // namespace ippledge::admin
