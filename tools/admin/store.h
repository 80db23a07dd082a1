// tools/admin/store.h: a store whose server is stopped, held so that none starts meanwhile.
#pragma once

#include <filesystem>
#include <string>
#include <vector>

#include "absl/status/statusor.h"

namespace ippledge::admin {

// The folder of one programme.
struct ProgrammeFolder {
  std::string id;
  std::filesystem::path path;

  std::string journal() const { return (path / "journal").string(); }
  std::string index() const { return (path / "index").string(); }
  std::string evidence() const { return (path / "evidence").string(); }
  std::string checkpoints() const { return (path / "evidence" / "checkpoints").string(); }
  bool has_checkpoints() const {
    return std::filesystem::exists(path / "evidence" / "checkpoints" / "CURRENT");
  }
  bool has_index() const { return std::filesystem::exists(path / "index" / "CURRENT"); }
};

class StoppedStore {
 public:
  // Takes the store's lock. NOT_FOUND: there is no store. FAILED_PRECONDITION: its format is newer.
  // UNAVAILABLE: a server has it. DATA_LOSS: it names no format.
  static absl::StatusOr<StoppedStore> Open(const std::string& folder);
  // The same; where the folder is empty, or not there, an empty store is made. FAILED_PRECONDITION
  // also: there are other things in it. INTERNAL, RESOURCE_EXHAUSTED: it cannot be made.
  static absl::StatusOr<StoppedStore> OpenOrMake(const std::string& folder);

  StoppedStore(StoppedStore&& other) noexcept;
  StoppedStore& operator=(StoppedStore&& other) = delete;
  ~StoppedStore();

  // The programme `only`, or all of them in order when it is empty. NOT_FOUND.
  absl::StatusOr<std::vector<ProgrammeFolder>> Programmes(const std::string& only) const;
  // The folder that holds one of each programme.
  std::filesystem::path programmes() const { return folder_ / "programmes"; }
  int format() const { return format_; }
  // Takes away what OpenOrMake() has made, if anything, as long as no programme is in it.
  void Unmake();

 private:
  StoppedStore(std::filesystem::path folder, int lock, int format)
      : folder_(std::move(folder)), lock_(lock), format_(format) {}

  std::filesystem::path folder_;
  int lock_ = -1;
  int format_ = 0;
  bool made_store_ = false;
  bool made_folder_ = false;
};

}  // namespace ippledge::admin
