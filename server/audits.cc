#include "server/audits.h"

#include <spdlog/spdlog.h>

#include <algorithm>
#include <utility>

#include "engine/give_way.h"
#include "engine/submission.h"
#include "ledger/limits.h"
#include "ledger/refusal.h"
#include "ledger/status_macros.h"
#include "ledger/text.h"

namespace ippledge::server {
namespace {

// Whoever records or reads comes first.
void LetOthersFirst() { engine::GiveWay("audit", 19); }

// How often it is looked whether a programme is due.
constexpr absl::Duration kLook = absl::Minutes(1);
constexpr absl::Duration kQueueWait = absl::Seconds(1);

// As much of `text` as a first finding may have.
std::string Shortened(const std::string& text) {
  std::string line = Printable(text);
  std::size_t bytes = 0;
  int characters = 0;
  while (bytes < line.size() && characters < kReasonCharsMax) {
    ++bytes;
    // The rest of a character: 10xxxxxx.
    while (bytes < line.size() && (static_cast<unsigned char>(line[bytes]) & 0xC0) == 0x80) ++bytes;
    ++characters;
  }
  line.resize(bytes);
  return line;
}

}  // namespace

AuditResult ResultOf(const audit::Report& report, const std::string& program) {
  AuditResult result{.through_entry = std::max<std::int64_t>(report.position, 1),
                     .root = report.root,
                     .findings = 0,
                     .first_finding = "",
                     .program = program};
  if (!report.finding) return result;
  result.findings = 1;
  result.first_finding = Shortened(report.finding->Text());
  return result;
}

Audits::Audits(AuditOptions options, const engine::Programmes* programmes,
               const engine::Clock* clock)
    : options_(std::move(options)), programmes_(*programmes), clock_(*clock), thread_([this] {
        LetOthersFirst();
        Run();
      }) {}

Audits::~Audits() {
  Stop();
  thread_.join();
}

void Audits::Stop() {
  absl::MutexLock lock(&mutex_);
  stopping_ = true;
}

bool Audits::stopping() const {
  absl::MutexLock lock(&mutex_);
  return stopping_;
}

absl::StatusOr<std::int64_t> Audits::Start(const std::string& programme) {
  const engine::Engine* const engine = programmes_.Find(programme);
  if (engine == nullptr) {
    return Refuse(Reason::kProgrammeUnknown, "programme", {{"programme", programme}});
  }
  const std::int64_t through = engine->View().position();
  absl::MutexLock lock(&mutex_);
  if (stopping_) return Refuse(Reason::kShuttingDown, "");
  const bool under_way = std::any_of(asked_.begin(), asked_.end(), [&](const Asked& asked) {
    return asked.programme == programme;
  });
  if (under_way) return Refuse(Reason::kAuditUnderWay, "", {{"programme", programme}});
  asked_.push_back({programme, through});
  return through;
}

void Audits::Run() {
  while (!stopping()) {
    const std::optional<Asked> asked = Await();
    if (!asked) {
      AskForDue();
      continue;
    }
    Audit(*asked);
    absl::MutexLock lock(&mutex_);
    asked_.pop_front();
  }
}

std::optional<Audits::Asked> Audits::Await() {
  absl::MutexLock lock(&mutex_);
  const auto wanted = [this]() ABSL_EXCLUSIVE_LOCKS_REQUIRED(mutex_) {
    return stopping_ || !asked_.empty();
  };
  const bool scheduled = options_.every > absl::ZeroDuration();
  mutex_.AwaitWithTimeout(absl::Condition(&wanted),
                          scheduled ? std::min(kLook, options_.every) : absl::InfiniteDuration());
  if (stopping_ || asked_.empty()) return std::nullopt;
  return asked_.front();
}

void Audits::AskForDue() {
  if (options_.every <= absl::ZeroDuration()) return;
  for (const std::string& programme : programmes_.Ids()) {
    if (stopping()) return;
    const engine::Engine* const engine = programmes_.Find(programme);
    if (engine == nullptr) continue;
    const std::optional<std::int64_t> due = DueMs(programme, *engine);
    if (due && *due > clock_.NowMs()) continue;
    // Refused when somebody asked a moment ago: as good.
    Start(programme).IgnoreError();
  }
}

std::optional<std::int64_t> Audits::DueMs(const std::string& programme,
                                          const engine::Engine& engine) {
  Last& last = last_[programme];
  const engine::ReadView view = engine.View();
  const std::vector<RecordedAudit>& audits = view.programme().trust->audits;
  for (std::size_t i = audits.size(); i > last.audits; --i) {
    const auto stored = view.Entries(audits[i - 1].entry, 1);
    if (!stored.ok() || stored->empty()) continue;
    const Entry& entry = stored->front().entry;
    if (entry.caller.role != Role::kSystem) continue;
    last.ms = std::max(last.ms.value_or(0), entry.commit_time_ms);
    break;
  }
  last.audits = audits.size();
  if (!last.ms) return std::nullopt;
  return *last.ms + absl::ToInt64Milliseconds(options_.every);
}

void Audits::Audit(const Asked& asked) {
  engine::Engine* const engine = programmes_.Find(asked.programme);
  if (engine == nullptr) return;
  // Also if it cannot be recorded: then it is tried again when it would be due again.
  last_[asked.programme].ms = clock_.NowMs();
  spdlog::info("programme {}: audit up to entry {} begins", asked.programme, asked.through);
  const engine::Checkpoints* const checkpoints = engine->checkpoints();
  const absl::StatusOr<audit::Report> report =
      audit::Audit({.log = &engine->log(),
                    .through = asked.through,
                    .loans = engine->View().picture().headline.loans,
                    .evidence = checkpoints == nullptr ? nullptr : &checkpoints->evidence(),
                    .stop = [this] { return stopping(); },
                    .on_thread = LetOthersFirst});
  if (absl::IsCancelled(report.status())) return;
  if (!report.ok()) {
    spdlog::error("programme {}: the audit could not be made: {}", asked.programme,
                  report.status().ToString());
    return;
  }
  if (report->finding) {
    // In words it may name a loan: those are for the entry alone.
    spdlog::error("programme {}: the audit found something, at entry {}: see the list of audits",
                  asked.programme, report->finding->entry);
  } else {
    spdlog::info("programme {}: audit of {} entries and {} checkpoints, {} ms: nothing found",
                 asked.programme, report->position, report->checkpoints,
                 absl::ToInt64Milliseconds(report->time));
  }
  Record(asked, *engine, ResultOf(*report, options_.program));
}

void Audits::Record(const Asked& asked, engine::Engine& engine, AuditResult result) {
  for (;;) {
    engine::Submission submission;
    submission.caller = {
        .organisation = "system", .role = Role::kSystem, .person = "", .second_person = ""};
    submission.rows.emplace_back(RecordAudit{result});
    const engine::Outcome outcome = engine.Execute(std::move(submission));
    if (outcome.status.ok()) return;
    if (ReasonOf(outcome.status) != Reason::kQueueFull) {
      spdlog::error("programme {}: the audit's result is not recorded: {}", asked.programme,
                    outcome.status.ToString());
      return;
    }
    absl::MutexLock lock(&mutex_);
    if (mutex_.AwaitWithTimeout(absl::Condition(&stopping_), kQueueWait)) return;
  }
}

}  // namespace ippledge::server
