#include "engine/programmes.h"

#include <fcntl.h>
#include <sys/file.h>
#include <unistd.h>

#include <filesystem>
#include <fstream>
#include <future>
#include <system_error>
#include <utility>

#include "absl/base/thread_annotations.h"
#include "absl/strings/numbers.h"
#include "absl/strings/str_cat.h"
#include "absl/synchronization/mutex.h"
#include "absl/time/time.h"
#include "ledger/decide.h"
#include "ledger/status_macros.h"
#include "ledger/text.h"
#include "storage/evidence.h"
#include "storage/journal.h"
#include "storage/keys.h"

namespace ippledge::engine {
namespace {

namespace fs = std::filesystem;

constexpr std::size_t kIndexCacheBytes = 64u << 20;

absl::Status CreateFolder(const fs::path& path) {
  std::error_code error;
  fs::create_directories(path, error);
  if (!error) return absl::OkStatus();
  return absl::UnavailableError(absl::StrCat("create ", path.string(), ": ", error.message()));
}

// Holds the store's lock while it lives; the kernel drops it with the process.
class StoreLock {
 public:
  StoreLock() = default;
  ~StoreLock() {
    if (fd_ >= 0) close(fd_);
  }
  StoreLock(const StoreLock&) = delete;
  StoreLock& operator=(const StoreLock&) = delete;

  absl::Status Take(const fs::path& path) {
    fd_ = open(path.c_str(), O_RDWR | O_CREAT | O_CLOEXEC, 0600);
    if (fd_ < 0) return absl::UnavailableError(absl::StrCat("cannot open ", path.string()));
    if (flock(fd_, LOCK_EX | LOCK_NB) != 0) {
      return absl::UnavailableError(
          absl::StrCat(path.string(), " is held by another server on this store"));
    }
    return absl::OkStatus();
  }

 private:
  int fd_ = -1;
};

// Writes FORMAT for a new store, also when power was cut before an earlier start had written it;
// refuses a newer one.
absl::Status CheckFormat(const fs::path& path) {
  std::ifstream in(path);
  if (!in || in.peek() == std::ifstream::traits_type::eof()) {
    std::ofstream out(path);
    out << storage::kFormatVersion << "\n";
    out.close();
    if (!out) return absl::UnavailableError(absl::StrCat("cannot write ", path.string()));
    return absl::OkStatus();
  }
  std::string line;
  std::getline(in, line);
  int version = 0;
  if (!absl::SimpleAtoi(line, &version) || version < 1) {
    return absl::DataLossError(absl::StrCat(path.string(), " names no format"));
  }
  if (version > storage::kFormatVersion) {
    return absl::FailedPreconditionError(absl::StrCat(
        "the store has format ", version, "; this program knows up to ", storage::kFormatVersion));
  }
  return absl::OkStatus();
}

class FolderProgrammes final : public Programmes {
 public:
  FolderProgrammes(fs::path folder, const Clock* clock, const EngineOptions& options,
                   const Notary& notary)
      : folder_(std::move(folder)), clock_(clock), options_(options), notary_(notary) {}

  absl::Status Load() {
    IPPLEDGE_RETURN_IF_ERROR(CreateFolder(folder_ / "programmes"));
    IPPLEDGE_RETURN_IF_ERROR(lock_.Take(folder_ / "LOCK"));
    IPPLEDGE_RETURN_IF_ERROR(CheckFormat(folder_ / "FORMAT"));
    absl::MutexLock lock(&mutex_);
    std::error_code error;
    for (const fs::directory_entry& entry : fs::directory_iterator(folder_ / "programmes", error)) {
      const std::string id = entry.path().filename().string();
      if (!entry.is_directory() || !CheckSlug(id).ok()) continue;
      IPPLEDGE_RETURN_IF_ERROR(OpenEngine(id));
    }
    if (error) return absl::UnavailableError(absl::StrCat("read the store: ", error.message()));
    return absl::OkStatus();
  }

  Engine* Find(absl::string_view id) const override {
    absl::ReaderMutexLock lock(&mutex_);
    const auto found = engines_.find(std::string(id));
    if (found == engines_.end() || found->second->View().position() == 0) return nullptr;
    return found->second.get();
  }

  std::vector<std::string> Ids() const override {
    absl::ReaderMutexLock lock(&mutex_);
    std::vector<std::string> ids;
    for (const auto& [id, engine] : engines_) {
      if (engine->View().position() > 0) ids.push_back(id);
    }
    return ids;
  }

  void Found(Submission submission) override {
    absl::StatusOr<Engine*> engine = Prepare(submission);
    if (engine.ok() && *engine != nullptr) {
      (*engine)->Submit(std::move(submission));
      return;
    }
    Outcome outcome;
    outcome.status = engine.status();
    submission.done(std::move(outcome));
  }

 private:
  // The engine that will decide; null when a dry run needs none.
  absl::StatusOr<Engine*> Prepare(Submission& submission) {
    auto& found = std::get<FoundProgramme>(*submission.rows.at(0));
    IPPLEDGE_RETURN_IF_ERROR(MayGovern(submission.caller));
    absl::TimeZone zone;
    if (!absl::LoadTimeZone(found.constitution.time_zone, &zone)) {
      return Refuse(Reason::kFieldMalformed, "constitution.time_zone",
                    {{"got", found.constitution.time_zone}, {"want", "a name as Asia/Shanghai"}});
    }
    const absl::CivilDay day = absl::ToCivilDay(absl::FromUnixMillis(clock_->NowMs()), zone);
    found.today = Date::Of(static_cast<int>(day.year()), day.month(), day.day());

    absl::MutexLock lock(&mutex_);
    if (const auto known = engines_.find(found.programme); known != engines_.end()) {
      return known->second.get();
    }
    if (submission.validate_only) return nullptr;
    if (engines_.size() >= static_cast<std::size_t>(kProgrammesMax)) {
      return Refuse(Reason::kTooManyProgrammes, "programme",
                    {{"limit", absl::StrCat(kProgrammesMax)}});
    }
    IPPLEDGE_RETURN_IF_ERROR(OpenEngine(found.programme));
    return engines_.at(found.programme).get();
  }

  absl::Status OpenEngine(const std::string& id) ABSL_EXCLUSIVE_LOCKS_REQUIRED(mutex_) {
    const fs::path folder = folder_ / "programmes" / id;
    IPPLEDGE_RETURN_IF_ERROR(CreateFolder(folder / "evidence"));
    const auto named = [&](const absl::Status& status) {
      return absl::Status(status.code(), absl::StrCat("programme ", id, ": ", status.message()));
    };
    // At the same time: after a kill both take long, one reads its log, the other its filter.
    auto opening = std::async(std::launch::async, [path = (folder / "index").string()] {
      return storage::Index::Open(path, kIndexCacheBytes);
    });
    auto log = storage::LocalLog::Open((folder / "journal").string(), {});
    auto index = opening.get();
    if (!log.ok()) return named(log.status());
    if (!index.ok()) return named(index.status());
    absl::StatusOr<Signing> signing = SigningOf(id, folder / "evidence" / "checkpoints");
    if (!signing.ok()) return named(signing.status());
    auto engine =
        Engine::Open(*std::move(log), *std::move(index), clock_, options_, *std::move(signing));
    if (!engine.ok()) return named(engine.status());
    engines_[id] = *std::move(engine);
    return absl::OkStatus();
  }

  absl::StatusOr<Signing> SigningOf(const std::string& id, const fs::path& folder) const {
    Signing signing;
    if (notary_.identity_of == nullptr) return signing;
    IPPLEDGE_ASSIGN_OR_RETURN(auto evidence, storage::Evidence::Open(folder.string(), {}));
    IPPLEDGE_ASSIGN_OR_RETURN(const std::vector<std::string> known, evidence->KeyTexts());
    IPPLEDGE_ASSIGN_OR_RETURN(LogIdentity identity, notary_.identity_of(id, known));
    IPPLEDGE_ASSIGN_OR_RETURN(signing.checkpoints,
                              Checkpoints::Open(std::move(evidence), std::move(identity)));
    if (notary_.on_failure != nullptr) {
      signing.on_failure = [tell = notary_.on_failure, id](const absl::Status& why) {
        tell(id, why);
      };
    }
    return signing;
  }

  const fs::path folder_;
  const Clock* const clock_;
  const EngineOptions options_;
  const Notary notary_;
  StoreLock lock_;
  mutable absl::Mutex mutex_;
  std::map<std::string, std::unique_ptr<Engine>> engines_ ABSL_GUARDED_BY(mutex_);
};

}  // namespace

absl::StatusOr<std::unique_ptr<Programmes>> Programmes::Open(const std::string& folder,
                                                             const Clock* clock,
                                                             const EngineOptions& options,
                                                             const Notary& notary) {
  auto programmes = std::make_unique<FolderProgrammes>(folder, clock, options, notary);
  IPPLEDGE_RETURN_IF_ERROR(programmes->Load());
  return programmes;
}

}  // namespace ippledge::engine
