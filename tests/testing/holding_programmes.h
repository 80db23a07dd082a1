// tests/testing/holding_programmes.h: engines whose writes wait until the test lets them through.
#pragma once

#include <algorithm>
#include <cstdint>
#include <functional>
#include <limits>
#include <map>
#include <memory>
#include <string>
#include <utility>
#include <vector>

#include "absl/base/thread_annotations.h"
#include "absl/synchronization/mutex.h"
#include "engine/programmes.h"

namespace ippledge::engine {

// What waits at the gate, of all programmes. Open at first. Any thread.
class Gate {
 public:
  // From now on submissions wait.
  void Close() {
    absl::MutexLock lock(&mutex_);
    open_ = false;
  }
  // The same, and who can wait for room is told to, once so many wait.
  void CloseFullAt(std::size_t count) {
    absl::MutexLock lock(&mutex_);
    open_ = false;
    full_at_ = count;
  }
  // Lets all through that wait and that come, in their order: what comes meanwhile queues behind.
  void Open() {
    for (;;) {
      std::vector<Waiting> released;
      {
        absl::MutexLock lock(&mutex_);
        released.swap(waiting_);
        full_at_ = std::numeric_limits<std::size_t>::max();
        open_ = released.empty();
        if (open_) return;
      }
      for (Waiting& one : released) {
        if (one.is_outside) one.submission.let_in();
        one.engine->Submit(std::move(one.submission));
      }
    }
  }
  // Answers all that wait with `status`, and what comes with it too.
  void RefuseAll(const absl::Status& status) {
    std::vector<Waiting> refused;
    {
      absl::MutexLock lock(&mutex_);
      refusal_ = status;
      refused.swap(waiting_);
    }
    for (Waiting& one : refused) one.submission.done(Outcome{.status = status});
  }
  // Waits until so many submissions wait.
  void AwaitWaiting(std::size_t count) {
    absl::MutexLock lock(&mutex_);
    const auto reached = [&]() ABSL_EXCLUSIVE_LOCKS_REQUIRED(mutex_) {
      return waiting_.size() >= count;
    };
    mutex_.Await(absl::Condition(&reached));
  }
  // Most submissions that ever waited together.
  std::size_t most_waiting() const {
    absl::MutexLock lock(&mutex_);
    return most_waiting_;
  }

  bool Submit(Engine* engine, Submission submission) {
    absl::Status refusal;
    {
      absl::MutexLock lock(&mutex_);
      refusal = refusal_;
      if (refusal_.ok() && !open_) {
        const bool is_outside = submission.let_in && waiting_.size() >= full_at_;
        waiting_.push_back({engine, std::move(submission), is_outside});
        most_waiting_ = std::max(most_waiting_, waiting_.size());
        return !is_outside;
      }
    }
    if (refusal.ok()) return engine->Submit(std::move(submission));
    submission.done(Outcome{.status = refusal});
    return true;
  }
  // What is refused by RefuseAll() is refused before it is read.
  absl::Status CheckRoom() const {
    absl::MutexLock lock(&mutex_);
    return refusal_;
  }

 private:
  struct Waiting {
    Engine* engine;
    Submission submission;
    bool is_outside = false;
  };
  mutable absl::Mutex mutex_;
  bool open_ ABSL_GUARDED_BY(mutex_) = true;
  absl::Status refusal_ ABSL_GUARDED_BY(mutex_);
  std::vector<Waiting> waiting_ ABSL_GUARDED_BY(mutex_);
  std::size_t full_at_ ABSL_GUARDED_BY(mutex_) = std::numeric_limits<std::size_t>::max();
  std::size_t most_waiting_ ABSL_GUARDED_BY(mutex_) = 0;
};

// An engine behind the gate.
class HoldingEngine final : public Engine {
 public:
  HoldingEngine(Engine* engine, Gate* gate) : engine_(engine), gate_(gate) {}

  bool Submit(Submission submission) override {
    return gate_->Submit(engine_, std::move(submission));
  }
  absl::Status CheckRoom(absl::string_view) const override { return gate_->CheckRoom(); }
  ReadView View() const override { return engine_->View(); }
  void NotifyBeyond(std::int64_t position, std::function<void()> wake) override {
    engine_->NotifyBeyond(position, std::move(wake));
  }
  Checkpoints* checkpoints() const override { return engine_->checkpoints(); }
  bool accepts_writes() const override { return engine_->accepts_writes(); }
  const storage::CommitLog& log() const override { return engine_->log(); }
  void CatchUpIndex() override { engine_->CatchUpIndex(); }
  DiskBytes disk_bytes() const override { return engine_->disk_bytes(); }
  absl::Status CopyTo(const std::string& journal, const std::string& checkpoints) const override {
    return engine_->CopyTo(journal, checkpoints);
  }

 private:
  Engine* const engine_;
  Gate* const gate_;
};

// Every programme of `programmes` behind one gate; founding is not held. The gate must outlive it.
class HoldingProgrammes final : public Programmes {
 public:
  HoldingProgrammes(std::unique_ptr<Programmes> programmes, Gate* gate)
      : programmes_(std::move(programmes)), gate_(gate) {}

  Engine* Find(absl::string_view id) const override {
    Engine* const engine = programmes_->Find(id);
    if (engine == nullptr) return nullptr;
    absl::MutexLock lock(&mutex_);
    std::unique_ptr<HoldingEngine>& holding = holding_[std::string(id)];
    if (holding == nullptr) holding = std::make_unique<HoldingEngine>(engine, gate_);
    return holding.get();
  }
  std::vector<std::string> Ids() const override { return programmes_->Ids(); }
  void Found(Submission submission) override { programmes_->Found(std::move(submission)); }

 private:
  const std::unique_ptr<Programmes> programmes_;
  Gate* const gate_;
  mutable absl::Mutex mutex_;
  mutable std::map<std::string, std::unique_ptr<HoldingEngine>> holding_ ABSL_GUARDED_BY(mutex_);
};

// What TestServer's `wrap` takes.
inline auto Holding(Gate* gate) {
  return [gate](std::unique_ptr<Programmes> programmes) -> std::unique_ptr<Programmes> {
    return std::make_unique<HoldingProgrammes>(std::move(programmes), gate);
  };
}

}  // namespace ippledge::engine
