// engine/committer.h: the committing thread: makes groups durable, publishes them, answers.
#pragma once

#include <cstdint>
#include <functional>
#include <memory>
#include <utility>
#include <vector>

#include "absl/base/thread_annotations.h"
#include "absl/status/status.h"
#include "absl/synchronization/mutex.h"
#include "engine/checkpointer.h"
#include "engine/index_writer.h"
#include "engine/lane.h"
#include "engine/read_view.h"
#include "engine/recent.h"
#include "engine/seal.h"
#include "storage/commit_log.h"

namespace ippledge::engine {

// The newest picture, and who waits for a newer one. Thread-safe.
class Pictures {
 public:
  explicit Pictures(std::shared_ptr<const Picture> first) : newest_(std::move(first)) {}

  std::shared_ptr<const Picture> Newest() const;
  void Publish(std::shared_ptr<const Picture> picture);
  // As Engine::NotifyBeyond().
  void NotifyBeyond(std::int64_t position, std::function<void()> wake);
  // Calls those whose position was passed; with `all`, everybody, now and from now on.
  void Wake(bool all = false);

 private:
  mutable absl::Mutex mutex_;
  std::shared_ptr<const Picture> newest_ ABSL_GUARDED_BY(mutex_);
  std::vector<std::pair<std::int64_t, std::function<void()>>> waiters_ ABSL_GUARDED_BY(mutex_);
  bool awake_for_good_ ABSL_GUARDED_BY(mutex_) = false;
};

class Committer {
 public:
  // Borrows all; `checkpointer` may be null. `frontier` is that of the log's head.
  Committer(Lane* lane, storage::CommitLog* log, const storage::Term& term, Recent* recent,
            Pictures* pictures, IndexWriter* index_writer, Checkpointer* checkpointer,
            ReadView::Sources sources, const proof::Frontier& frontier);

  // Until the last group.
  void Run();

 private:
  void Commit(Group& group);
  absl::Status MakeDurable(Group& group);
  void Answer(Group& group);

  Lane* const lane_;
  storage::CommitLog* const log_;
  const storage::Term term_;
  Recent* const recent_;
  Pictures* const pictures_;
  IndexWriter* const index_writer_;
  Checkpointer* const checkpointer_;
  const ReadView::Sources sources_;
  Sealer sealer_;
};

}  // namespace ippledge::engine
