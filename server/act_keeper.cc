#include "server/act_keeper.h"

#include <spdlog/spdlog.h>

#include <filesystem>
#include <utility>

#include "absl/strings/str_cat.h"
#include "absl/time/time.h"
#include "ledger/status_macros.h"

namespace ippledge::server {
namespace {

using storage::KeptAct;

constexpr absl::Duration kLookEvery = absl::Seconds(1);
constexpr std::int64_t kDayMs = 86'400'000;

// Whose act it is, for counting; who has no name is known by the machine.
std::string CallerKey(const std::string& programme, const KeptAct& act) {
  const std::string host =
      act.organisation.empty() ? act.peer.substr(0, act.peer.rfind(':')) : std::string();
  return absl::StrCat(programme, "\n", act.organisation, "\n", static_cast<int>(act.role), "\n",
                      act.person, "\n", host);
}

// How many acts a row stands for when it is lost.
std::int64_t ActsIn(const KeptAct& act) { return act.repeated > 0 ? act.repeated : 1; }

std::string NameOfLog(const std::string& programme) {
  return programme.empty() ? "the server" : absl::StrCat("programme ", programme);
}

void TellDropped(const std::string& log, const storage::KeptActs::Done& done, int days) {
  if (done.too_old > 0) {
    spdlog::info("{}: {} kept acts of more than {} days ago were dropped", log, done.too_old, days);
  }
  if (done.no_room > 0) {
    spdlog::warn("{}: the {} oldest kept acts were dropped, their log was full", log, done.no_room);
  }
}

}  // namespace

ActKeeper::ActKeeper(ActKeeperOptions options, const engine::Programmes* programmes,
                     const engine::Clock* clock)
    : options_(std::move(options)),
      programmes_(programmes),
      clock_(clock),
      writer_([this] { Run(); }) {}

ActKeeper::~ActKeeper() { Close(); }

void ActKeeper::Keep(absl::string_view programme, KeptAct act) {
  const bool founded = !programme.empty() && programmes_->Find(programme) != nullptr;
  const std::string log = founded ? std::string(programme) : std::string();
  act.time_ms = clock_->NowMs();
  absl::MutexLock lock(&mutex_);
  if (closing_) return;
  if (!act.reason.empty() && CountLike(log, act)) return;
  Enqueue({.programme = log, .everywhere = false, .act = std::move(act)});
}

void ActKeeper::KeepOfServer(KeptAct act) {
  act.time_ms = clock_->NowMs();
  absl::MutexLock lock(&mutex_);
  if (closing_) return;
  Enqueue({.programme = {}, .everywhere = true, .act = std::move(act)});
}

bool ActKeeper::CountLike(const std::string& programme, KeptAct& act) {
  const std::string key = CallerKey(programme, act);
  if (!minutes_.contains(key) && minutes_.size() >= options_.callers_max) {
    EndMinutes(act.time_ms, false);
    if (minutes_.size() >= options_.callers_max) EndMinutes(act.time_ms, true);
  }
  std::vector<Counted>& counted = minutes_[key];
  const auto count = [&] {
    for (Counted& one : counted) {
      if (one.act.method != act.method || one.act.reason != act.reason) continue;
      ++one.more;
      return true;
    }
    return false;
  };
  if (count()) return true;
  if (counted.size() >= options_.acts_per_caller) {
    act.method = kSeveralMethods;
    act.field.clear();
    if (count()) return true;
  }
  counted.push_back({.programme = programme, .act = act, .since_ms = act.time_ms, .more = 0});
  return false;
}

void ActKeeper::EndMinutes(std::int64_t now_ms, bool all) {
  absl::erase_if(minutes_, [&](auto& of_caller) ABSL_EXCLUSIVE_LOCKS_REQUIRED(mutex_) {
    std::vector<Counted>& counted = of_caller.second;
    std::erase_if(counted, [&](Counted& one) ABSL_EXCLUSIVE_LOCKS_REQUIRED(mutex_) {
      // A clock that was set back ends the minute too.
      const bool over = now_ms < one.since_ms || now_ms - one.since_ms >= options_.minute_ms;
      if (!over && !all) return false;
      if (one.more == 0) return true;
      Queued row{.programme = one.programme, .everywhere = false, .act = one.act};
      row.act.time_ms = now_ms;
      row.act.repeated = std::exchange(one.more, 0);
      Enqueue(std::move(row));
      one.since_ms = now_ms;
      return all;
    });
    return counted.empty();
  });
}

void ActKeeper::Enqueue(Queued queued) {
  if (queue_.size() >= options_.queued_max) {
    lost_[queued.programme] += ActsIn(queued.act);
    return;
  }
  queue_.push_back(std::move(queued));
}

ActKeeper::Batch ActKeeper::BatchOf(std::deque<Queued> queue,
                                    std::map<std::string, std::int64_t> lost,
                                    std::int64_t now_ms) const {
  Batch batch;
  for (Queued& queued : queue) {
    if (queued.everywhere) {
      for (const std::string& id : programmes_->Ids()) batch[id].push_back(queued.act);
    }
    batch[queued.programme].push_back(std::move(queued.act));
  }
  for (const auto& [programme, count] : lost) {
    KeptAct act{.time_ms = now_ms, .method = kActsLost, .repeated = count};
    act.text = "more came than could be written, or the disk refused them";
    batch[programme].push_back(std::move(act));
  }
  // Also where nothing happens, acts become too old.
  if (now_ms / kDayMs != looked_day_) {
    batch[""];
    for (const std::string& id : programmes_->Ids()) batch[id];
  }
  return batch;
}

void ActKeeper::Run() {
  for (bool last = false; !last;) {
    std::deque<Queued> queue;
    std::map<std::string, std::int64_t> lost;
    std::int64_t asked = 0;
    {
      absl::MutexLock lock(&mutex_);
      const auto wanted = [&]() ABSL_EXCLUSIVE_LOCKS_REQUIRED(mutex_) {
        return closing_ || !queue_.empty() || flushes_asked_ > flushes_done_;
      };
      mutex_.AwaitWithTimeout(absl::Condition(&wanted), kLookEvery);
      last = closing_;
      asked = flushes_asked_;
      EndMinutes(clock_->NowMs(), closing_);
      queue.swap(queue_);
      lost.swap(lost_);
    }
    const std::int64_t now_ms = clock_->NowMs();
    for (const auto& [programme, acts] : BatchOf(std::move(queue), std::move(lost), now_ms)) {
      WriteTo(programme, acts, now_ms);
    }
    looked_day_ = now_ms / kDayMs;
    absl::MutexLock lock(&mutex_);
    flushes_done_ = asked;
    closed_ = last;
  }
}

void ActKeeper::WriteTo(const std::string& programme, const std::vector<KeptAct>& acts,
                        std::int64_t now_ms) {
  storage::KeptActs::Done done;
  const absl::StatusOr<storage::KeptActs*> log = LogOf(programme);
  const absl::Status status = log.ok() ? (*log)->Append(acts, now_ms, done) : log.status();
  TellDropped(NameOfLog(programme), done, options_.limits.days);
  std::string& told = faults_[programme];
  if (status.ok()) {
    told.clear();
    return;
  }
  // What stays wrong is told once.
  if (std::exchange(told, std::string(status.message())) != status.message()) {
    spdlog::error("{}: acts are not kept: {}", NameOfLog(programme), status.ToString());
  }
  std::int64_t lost = 0;
  for (auto i = static_cast<std::size_t>(done.written); i < acts.size(); ++i)
    lost += ActsIn(acts[i]);
  if (lost == 0) return;
  absl::MutexLock lock(&mutex_);
  lost_[programme] += lost;
}

absl::StatusOr<storage::KeptActs*> ActKeeper::LogOf(const std::string& programme) {
  absl::MutexLock lock(&logs_mutex_);
  const auto known = logs_.find(programme);
  if (known != logs_.end()) return known->second.get();
  const std::filesystem::path store(options_.store);
  const std::filesystem::path folder =
      programme.empty() ? store / "acts" : store / "programmes" / programme / "evidence" / "acts";
  IPPLEDGE_ASSIGN_OR_RETURN(std::unique_ptr<storage::KeptActs> log,
                            storage::KeptActs::Open(folder.string(), options_.limits));
  return (logs_[programme] = std::move(log)).get();
}

void ActKeeper::Flush() {
  absl::MutexLock lock(&mutex_);
  const std::int64_t asked = ++flushes_asked_;
  const auto done = [&]() ABSL_EXCLUSIVE_LOCKS_REQUIRED(mutex_) {
    return closed_ || flushes_done_ >= asked;
  };
  mutex_.Await(absl::Condition(&done));
}

absl::StatusOr<std::vector<KeptAct>> ActKeeper::Newest(const std::string& programme,
                                                       std::int64_t before, std::size_t count) {
  Flush();
  IPPLEDGE_ASSIGN_OR_RETURN(const storage::KeptActs* const log, LogOf(programme));
  return log->Newest(before, count);
}

void ActKeeper::Close() {
  {
    absl::MutexLock lock(&mutex_);
    closing_ = true;
  }
  if (writer_.joinable()) writer_.join();
}

}  // namespace ippledge::server
