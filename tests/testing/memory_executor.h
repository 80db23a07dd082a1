// tests/testing/memory_executor.h: plays scenarios on bare Decide() and Apply(), with the plainest
// memory of request ids: the model that the engine is compared with.
#pragma once

#include <map>
#include <optional>
#include <string>

#include "ledger/totals_query.h"
#include "tests/testing/ledger_books.h"
#include "tests/testing/scenario.h"

namespace ippledge {

class MemoryExecutor final : public ScenarioExecutor {
 public:
  void TurnTo(Date day) override;
  ScenarioAnswer Execute(const ScenarioRequest& request) override;
  // Decides the whole journal again, in new books.
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
  struct Remembered {
    std::string content;
    ScenarioAnswer answer;
  };

  ScenarioAnswer Decide(const ScenarioRequest& request);
  ScenarioAnswer DecideSingle(const ScenarioRequest& request);
  ScenarioAnswer DecideBatch(const ScenarioRequest& request);
  CodeSchemes Schemes() const;
  static bool IsAbout(const Event& event, const LoanId& id);
  LoanRef LoanAt(const LoanId& id, std::int64_t at) const;
  TotalsAnswer TotalsOf(const TotalsQuery& query);

  Date today_;
  std::optional<LedgerBooks> ledger_;
  std::map<std::string, Remembered> requests_;  // by organisation and id
  std::map<std::int64_t, Caller> callers_;  // by entry; of undone ones until they are made again
};

}  // namespace ippledge
