#include "engine/committer.h"

#include "absl/container/flat_hash_set.h"

namespace ippledge::engine {

std::shared_ptr<const Picture> Pictures::Newest() const {
  absl::MutexLock lock(&mutex_);
  return newest_;
}

void Pictures::Publish(std::shared_ptr<const Picture> picture) {
  absl::MutexLock lock(&mutex_);
  newest_ = std::move(picture);
}

void Pictures::NotifyBeyond(std::int64_t position, std::function<void()> wake) {
  {
    absl::MutexLock lock(&mutex_);
    if (newest_->position <= position && !awake_for_good_) {
      waiters_.emplace_back(position, std::move(wake));
      return;
    }
  }
  wake();
}

void Pictures::Wake(bool all) {
  std::vector<std::function<void()>> woken;
  {
    absl::MutexLock lock(&mutex_);
    awake_for_good_ = awake_for_good_ || all;
    std::erase_if(waiters_, [&](auto& waiter) {
      if (!all && waiter.first >= newest_->position) return false;
      woken.push_back(std::move(waiter.second));
      return true;
    });
  }
  for (const std::function<void()>& wake : woken) wake();
}

namespace {

bool RecordsTotals(const Group& group) {
  return std::holds_alternative<TotalsRecorded>(group.entries.back().entry.events.front());
}

// Of each sender all answers but its last: to write one costs more than to make it.
void MarkFollowed(std::vector<Decided>& all) {
  absl::flat_hash_set<const void*> seen;
  for (auto decided = all.rbegin(); decided != all.rend(); ++decided) {
    if (decided->sender == nullptr) continue;
    decided->followed = !seen.insert(decided->sender).second;
  }
}

}  // namespace

Committer::Committer(Lane* lane, storage::CommitLog* log, const storage::Term& term, Recent* recent,
                     Pictures* pictures, IndexWriter* index_writer, Checkpointer* checkpointer,
                     ReadView::Sources sources, const proof::Frontier& frontier)
    : lane_(lane),
      log_(log),
      term_(term),
      recent_(recent),
      pictures_(pictures),
      index_writer_(index_writer),
      checkpointer_(checkpointer),
      sources_(sources),
      sealer_(frontier) {}

void Committer::Run() {
  for (bool more = true; more;) {
    Group group;
    more = lane_->AwaitGroup(group);
    Commit(group);
  }
}

void Committer::Commit(Group& group) {
  absl::Status status = lane_->stopped();
  if (status.ok() && !group.entries.empty()) {
    status = MakeDurable(group);
    // Never guess what reached the disk: only a reopen knows.
    if (!status.ok()) lane_->Stop(status);
  }
  if (!status.ok()) {
    for (Decided& decided : group.decided) {
      Outcome outcome;
      outcome.status = WritesStopped(status);
      decided.done(std::move(outcome));
    }
    return;
  }
  lane_->WantGroup();
  Answer(group);
  if (group.entries.empty()) return;
  pictures_->Wake();
  if (checkpointer_ != nullptr && RecordsTotals(group)) {
    checkpointer_->Offer(pictures_->Newest()->totals);
  }
  index_writer_->Add(std::move(group));
}

absl::Status Committer::MakeDurable(Group& group) {
  const std::shared_ptr<const Picture> before = pictures_->Newest();
  const storage::Head expect{.size = before->position, .root = before->root};
  const std::vector<storage::Block> blocks = sealer_.Seal(group);
  const StagedEntry& last = group.entries.back();
  const storage::Head after{.size = last.entry.number, .root = sealer_.frontier().Root()};
  const absl::Status appended = log_->Append(term_, expect, after, blocks);
  if (!appended.ok()) return appended;
  recent_->Publish(group.changed_rows, group.changes);
  recent_->tree().Append(group.tree);
  auto picture = std::make_shared<Picture>(*before);
  picture->position = after.size;
  picture->commit_time_ms = group.commit_time_ms;
  picture->headline = last.headline;
  picture->root = after.root;
  if (RecordsTotals(group)) picture->totals = after;
  if (group.programme != nullptr) picture->programme = group.programme;
  picture->today = picture->programme->today;
  pictures_->Publish(std::move(picture));
  return absl::OkStatus();
}

void Committer::Answer(Group& group) {
  const ReadView view(pictures_->Newest(), sources_);
  MarkFollowed(group.decided);
  for (Decided& decided : group.decided) {
    if (decided.replay_entry > 0) {
      absl::StatusOr<Outcome> first = view.OutcomeOf(decided.replay_entry);
      if (first.ok()) {
        decided.outcome = *std::move(first);
      } else {
        decided.outcome.status = first.status();
      }
    }
    decided.outcome.more = decided.followed;
    decided.done(std::move(decided.outcome));
  }
}

}  // namespace ippledge::engine
