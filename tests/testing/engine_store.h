// tests/testing/engine_store.h: one programme's folders, and the engine on them, opened and closed
// as a test likes. Real RocksDB, a clock and a log that the test governs.
#pragma once

#include <gtest/gtest.h>

#include <filesystem>
#include <memory>
#include <string>
#include <utility>
#include <vector>

#include "engine/engine.h"
#include "proof/signing_key.h"
#include "storage/evidence.h"
#include "storage/journal.h"
#include "tests/testing/fake_clock.h"
#include "tests/testing/faulty_log.h"
#include "tests/testing/status_matchers.h"
#include "tests/testing/submissions.h"
#include "tests/testing/temp_folder.h"

namespace ippledge::engine {

// Rounds, prunes and forgetting happen all the time.
inline constexpr EngineOptions kSmallRounds{
    .round_entries = 7, .lag_entries_max = 50, .housekeeping = false};
// The index takes nothing over until it is told to, or closed.
inline constexpr EngineOptions kNoRounds{.housekeeping = false};

class EngineStore {
 public:
  explicit EngineStore(const EngineOptions& with = kSmallRounds) : options(with) {}

  absl::Status TryOpen() {
    engine_ = nullptr;
    auto log = storage::LocalLog::Open(journal(), {});
    if (!log.ok()) return log.status();
    auto index = storage::Index::Open(this->index(), 1 << 20);
    if (!index.ok()) return index.status();
    absl::StatusOr<Signing> signing = MakeSigning();
    if (!signing.ok()) return signing.status();
    auto engine = Engine::Open(std::make_unique<storage::FaultyLog>(*std::move(log), &faults),
                               *std::move(index), &clock, options, *std::move(signing));
    if (!engine.ok()) return engine.status();
    engine_ = *std::move(engine);
    return absl::OkStatus();
  }
  Engine& Open() {
    const absl::Status opened = TryOpen();
    EXPECT_THAT(opened, IsOk());
    IPPLEDGE_CHECK(opened.ok());
    return *engine_;
  }
  void Close() { engine_ = nullptr; }
  // Opens, founds the programme and registers both banks, by requests 1 to 3.
  Engine& Found() {
    Open();
    Do(Single(IpOffice(), Founding(), 1));
    Do(Single(IpOffice(), RegisterBody{ABank(kBank)}, 2));
    Do(Single(IpOffice(), RegisterBody{ABank(kOtherBank)}, 3));
    return *engine_;
  }
  Engine* operator->() { return engine_.get(); }
  Engine& engine() { return *engine_; }

  // Executes what must succeed.
  Outcome Do(Submission submission) {
    Outcome outcome = engine_->Execute(std::move(submission));
    EXPECT_THAT(outcome.status, IsOk());
    return outcome;
  }
  // Precondition: closed.
  void DeleteIndex() { std::filesystem::remove_all(index()); }

  std::string journal() const { return folder / "journal"; }
  std::string index() const { return folder / "index"; }
  std::string evidence() const { return folder / "evidence"; }

  // Texts of the keys that sign checkpoints from the next opening on; none: none are signed.
  std::vector<std::string> signing_keys;
  std::string origin = "ledger.test/programme-1";
  // As its text, named `origin`.
  std::string NewKey(proof::KeyType type = proof::KeyType::kEd25519) const {
    return proof::SigningKey::Generate(origin, type)->SecretText();
  }

  EngineOptions options;
  TempFolder folder;
  FakeClock clock;
  storage::FaultScript faults;

 private:
  absl::StatusOr<Signing> MakeSigning() {
    Signing signing;
    if (signing_keys.empty()) return signing;
    auto opened = storage::Evidence::Open(evidence(), {});
    if (!opened.ok()) return opened.status();
    LogIdentity identity{.origin = origin};
    for (const std::string& text : signing_keys) {
      identity.keys.push_back(*proof::SigningKey::Parse(text));
    }
    auto checkpoints = Checkpoints::Open(*std::move(opened), std::move(identity));
    if (!checkpoints.ok()) return checkpoints.status();
    signing.checkpoints = *std::move(checkpoints);
    return signing;
  }

  std::unique_ptr<Engine> engine_;
};

}  // namespace ippledge::engine
