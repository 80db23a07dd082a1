// tests/testing/engine_executor.h: plays scenarios on the engine over RocksDB in a folder of its
// own, with a clock that stands still.
#pragma once

#include <atomic>
#include <cstdint>
#include <memory>
#include <string>

#include "absl/time/time.h"
#include "engine/clock.h"
#include "engine/engine.h"
#include "engine/programmes.h"
#include "tests/testing/scenario.h"

namespace ippledge {

class EngineExecutor final : public ScenarioExecutor {
 public:
  struct Options {
    bool reopen_each_step = true;  // everything that is read was stored
    std::string programme = "inner-mongolia";
    std::string time_zone = "Asia/Shanghai";  // of the programme
  };
  EngineExecutor() : EngineExecutor(Options()) {}
  explicit EngineExecutor(Options options);
  ~EngineExecutor() override;

  void TurnTo(Date day) override;
  ScenarioAnswer Execute(const ScenarioRequest& request) override;
  void Restart() override;
  absl::StatusOr<std::optional<ShownLoan>> ShowLoan(const LoanId& id, std::int64_t at) override;
  absl::StatusOr<ShownTotals> ShowTotals(const TotalsAsk& ask) override;
  std::vector<PublishedReport> ShowReports() override;
  absl::StatusOr<ShownFund> ShowFund(std::int64_t at, std::optional<Date> as_of) override;
  absl::StatusOr<std::vector<ShownMovement>> ShowMovements(std::int64_t at) override;
  absl::StatusOr<std::optional<ShownCover>> ShowCover(const LoanId& id, std::int64_t at) override;
  absl::StatusOr<std::vector<ShownWork>> ShowWork(const WorkAsk& ask) override;
  absl::StatusOr<CoverTotals> ShowExposure() override;
  absl::StatusOr<ShownTerms> ShowTerms() override;
  absl::StatusOr<ShownReconciliation> ShowReconciliation(const ReconciliationAsk& ask) override;
  absl::Status CheckInvariants() override;

 private:
  class StillClock final : public engine::Clock {
   public:
    std::int64_t NowMs() const override { return now_ms; }
    std::atomic<std::int64_t> now_ms = 0;
  };

  engine::Engine& engine() const;
  void Step();

  const Options options_;
  std::string folder_;
  absl::TimeZone zone_;
  StillClock clock_;
  std::unique_ptr<engine::Programmes> programmes_;
};

}  // namespace ippledge
