#include "audit/block_stream.h"

#include <utility>
#include <variant>

#include "absl/strings/str_cat.h"
#include "audit/shape.h"
#include "ledger/status_macros.h"
#include "proof/hash.h"

namespace ippledge::audit {

BlockStream::BlockStream(const Sources& sources, KeptCheckpoints* checkpoints,
                         std::int64_t tiles_through)
    : sources_(sources), checkpoints_(checkpoints), tiles_through_(tiles_through) {
  for (std::size_t i = 0; i < kRunsAhead + 1; ++i) empty_.push_back(std::make_unique<Run>());
  thread_ = std::thread([this] {
    sources_.on_thread();
    Fill();
  });
}

BlockStream::~BlockStream() {
  {
    absl::MutexLock lock(&mutex_);
    abandoned_ = true;
  }
  thread_.join();
}

const Run* BlockStream::Next() {
  absl::MutexLock lock(&mutex_);
  if (given_ != nullptr) empty_.push_back(std::move(given_));
  const auto ready = [this]() ABSL_EXCLUSIVE_LOCKS_REQUIRED(mutex_) {
    return ended_ || !filled_.empty();
  };
  mutex_.Await(absl::Condition(&ready));
  if (filled_.empty()) return nullptr;
  given_ = std::move(filled_.front());
  filled_.erase(filled_.begin());
  return given_.get();
}

std::unique_ptr<Run> BlockStream::Empty() {
  absl::MutexLock lock(&mutex_);
  const auto ready = [this]() ABSL_EXCLUSIVE_LOCKS_REQUIRED(mutex_) {
    return abandoned_ || !empty_.empty();
  };
  mutex_.Await(absl::Condition(&ready));
  if (abandoned_) return nullptr;
  std::unique_ptr<Run> run = std::move(empty_.back());
  empty_.pop_back();
  run->blocks.clear();
  entries_used_ = 0;
  return run;
}

void BlockStream::Give(std::unique_ptr<Run> run) {
  absl::MutexLock lock(&mutex_);
  filled_.push_back(std::move(run));
}

void BlockStream::Fill() {
  End end = ReadAll();
  absl::MutexLock lock(&mutex_);
  end_ = std::move(end);
  ended_ = true;
}

BlockStream::End BlockStream::ReadAll() {
  std::size_t bytes = kRunBytes;
  for (;;) {
    if (sources_.stop()) return {absl::CancelledError("it was stopped")};
    std::unique_ptr<Run> run = Empty();
    if (run == nullptr) return {absl::CancelledError("it was stopped")};
    if (sources_.through > 0 && next_ > sources_.through) return {};
    const auto blocks = sources_.log->Read(next_, bytes);
    if (!blocks.ok()) {
      // One block at a time, so that those before the fault are looked at first.
      if (bytes == 1) return {blocks.status()};
      bytes = 1;
      absl::MutexLock lock(&mutex_);
      empty_.push_back(std::move(run));
      continue;
    }
    if (blocks->empty()) {
      if (sources_.through == 0) return {};
      return {absl::DataLossError(
          absl::StrCat("the journal ends at entry ", next_ - 1, ", before ", sources_.through))};
    }
    End end;
    for (const storage::Block& block : *blocks) {
      if (sources_.through > 0 && next_ > sources_.through) break;
      if (block.first_entry != next_) {
        end = {absl::DataLossError(absl::StrCat("it is missing, up to ", block.first_entry - 1)),
               next_};
        break;
      }
      if (end.status = Add(block, *run); !end.status.ok()) break;
    }
    Give(std::move(run));
    if (!end.status.ok()) return end;
  }
}

absl::Status BlockStream::Add(const storage::Block& block, Run& run) {
  IPPLEDGE_ASSIGN_OR_RETURN(const storage::BlockView view,
                            storage::BlockView::Parse(block.first_entry, block.bytes));
  if (sources_.through > 0 && view.last_entry() > sources_.through) {
    return absl::InvalidArgumentError(
        absl::StrCat("no block ends at entry ", sources_.through, " of the journal"));
  }
  ReadBlock& read = run.blocks.emplace_back();
  read.first_entry = view.first_entry();
  read.last_entry = view.last_entry();
  read.commit_time_ms = view.commit_time_ms();
  read.headline = view.headline();
  read.frontier = view.frontier();
  Hash(view, read);
  Decode(view, read, run);
  next_ = view.last_entry() + 1;
  if (!read.undecodable.ok()) return absl::DataLossError("an entry cannot be read");
  return absl::OkStatus();
}

void BlockStream::Hash(const storage::BlockView& view, ReadBlock& read) {
  std::optional<std::int64_t> signed_size;
  const auto look_for_next = [&] {
    if (checkpoints_ == nullptr) return;
    absl::StatusOr<std::optional<std::int64_t>> next = checkpoints_->NextSize();
    if (next.ok()) {
      signed_size = *next;
    } else if (read.forked_at == 0) {
      read.forked_at = view.last_entry();
      read.forked = next.status();
    }
  };
  look_for_next();
  for (std::int64_t number = view.first_entry(); number <= view.last_entry(); ++number) {
    const bool keep = number <= tiles_through_;
    tree_.Append(proof::LeafHash(view.entry(number)), keep ? tiles_ : passing_);
    if (signed_size != number) continue;
    const auto checkpoint = checkpoints_->Next();
    const absl::Status root =
        checkpoint.ok() ? CheckRoot(**checkpoint, tree_.frontier().Root()) : checkpoint.status();
    if (!root.ok() && read.forked_at == 0) {
      read.forked_at = number;
      read.forked = root;
    }
    signed_size.reset();
    look_for_next();
  }
  passing_.full_tiles.clear();
  const proof::Frontier frontier = tree_.frontier();
  if (frontier == view.frontier()) return;
  read.tree = absl::DataLossError(absl::StrCat(
      "up to ", view.last_entry(), ": the bytes are not those that were hashed; the root is ",
      proof::HexOf(frontier.Root()), ", not ", proof::HexOf(view.frontier().Root())));
}

void BlockStream::Decode(const storage::BlockView& view, ReadBlock& read, Run& run) {
  read.entries_at = entries_used_;
  for (std::int64_t number = view.first_entry(); number <= view.last_entry(); ++number) {
    if (entries_used_ == run.entries.size()) {
      run.entries.emplace_back();
      run.shapes.emplace_back();
    }
    Entry& entry = run.entries[entries_used_];
    read.undecodable = decoder_.Decode(view.entry(number), entry);
    if (!read.undecodable.ok()) return;
    absl::Status& shape = run.shapes[entries_used_];
    shape = absl::OkStatus();
    if (entry.events.size() == 1) {
      const auto* founded = std::get_if<ProgrammeFounded>(&entry.events.front());
      if (founded != nullptr && number == 1) schemes_ = founded->what.constitution.schemes;
      shape = CheckShapeOf(entry.events.front(), schemes_);
    }
    ++entries_used_;
    ++read.decoded;
  }
}

}  // namespace ippledge::audit
