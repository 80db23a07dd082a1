// server/audits.h: audits of the server's own histories, beside its work (audit/audit.h).
//
// One thread that gives way to all others audits one programme at a time, from entry 1 up to the
// newest entry at the time when it was asked to: when somebody asks, and each programme so long
// after the ledger's own last audit of it. The result is an entry of the ledger itself, a finding
// is an error in the log too. Journal and evidence are read as they lie on the disk, a megabyte at
// a time; the index, which goes on meanwhile, is not compared. Thread-safe.
#pragma once

#include <cstdint>
#include <deque>
#include <map>
#include <optional>
#include <string>
#include <thread>

#include "absl/base/thread_annotations.h"
#include "absl/status/status.h"
#include "absl/status/statusor.h"
#include "absl/synchronization/mutex.h"
#include "absl/time/time.h"
#include "audit/audit.h"
#include "engine/clock.h"
#include "engine/programmes.h"
#include "ledger/trust.h"

namespace ippledge::server {

struct AuditOptions {
  absl::Duration every = absl::ZeroDuration();  // of each programme; 0: only when asked
  std::string program;                          // that audits, with its version: in the entries
};
inline constexpr int kAuditEveryHoursMax = 24 * 366;

// What the ledger records of an audit.
AuditResult ResultOf(const audit::Report& report, const std::string& program);

class Audits {
 public:
  // Both pointers outlive it.
  Audits(AuditOptions options, const engine::Programmes* programmes, const engine::Clock* clock);
  // As Stop(), and waits for the one under way.
  ~Audits();
  Audits(const Audits&) = delete;
  Audits& operator=(const Audits&) = delete;

  // Has the founded programme audited; the last entry that will be looked at. AUDIT_UNDER_WAY,
  // SHUTTING_DOWN, PROGRAMME_UNKNOWN.
  absl::StatusOr<std::int64_t> Start(const std::string& programme);
  // Ends the one under way soon, without a result; takes no more.
  void Stop();

 private:
  struct Asked {
    std::string programme;
    std::int64_t through = 0;
  };

  void Run();
  // The next one that was asked for, waiting for it; nullopt when one may have become due, or at
  // the end.
  std::optional<Asked> Await() ABSL_LOCKS_EXCLUDED(mutex_);
  void AskForDue();
  // When the programme is due again, in ms since 1970; nothing while it was never audited here.
  std::optional<std::int64_t> DueMs(const std::string& programme, const engine::Engine& engine);
  void Audit(const Asked& asked);
  void Record(const Asked& asked, engine::Engine& engine, AuditResult result);
  bool stopping() const ABSL_LOCKS_EXCLUDED(mutex_);

  const AuditOptions options_;
  const engine::Programmes& programmes_;
  const engine::Clock& clock_;

  // The auditing thread's: by programme, how many audits of it were looked at, and when the last
  // one of the ledger's own was begun or recorded.
  struct Last {
    std::size_t audits = 0;
    std::optional<std::int64_t> ms;
  };
  std::map<std::string, Last> last_;

  mutable absl::Mutex mutex_;
  bool stopping_ ABSL_GUARDED_BY(mutex_) = false;
  std::deque<Asked> asked_ ABSL_GUARDED_BY(mutex_);  // the first one may be under way
  std::thread thread_;
};

}  // namespace ippledge::server
