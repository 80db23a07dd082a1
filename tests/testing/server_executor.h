// tests/testing/server_executor.h: plays scenarios through the whole server, as an outside client:
// messages over gRPC in, answers and refusals read back from what came over the line.
#pragma once

#include <google/protobuf/message.h>

#include <cstdint>
#include <map>
#include <string>
#include <vector>

#include "tests/testing/rpc.h"
#include "tests/testing/scenario.h"
#include "tests/testing/test_server.h"

namespace ippledge::v1 {
class Recorded;
}  // namespace ippledge::v1

namespace ippledge {

class ServerExecutor final : public ScenarioExecutor {
 public:
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
  // Loans are read three ways, one by one, in pages and as an export; their sums are the totals.
  absl::Status CheckInvariants() override;

 private:
  Rpc As(const Caller& caller) const;
  Rpc Office() const;
  template <typename Response>
  ScenarioAnswer Ask(const ScenarioRequest& request, const google::protobuf::Message& message);
  // That covers are listed as they are read one by one, and claims as their covers show them.
  absl::Status CheckCovers(const Rpc& office);
  ScenarioAnswer ExecuteBatch(const ScenarioRequest& request);
  void Note(const ScenarioRequest& request, const Answer& answered, const v1::Recorded& recorded,
            ScenarioAnswer& answer);

  server::TestServer server_;
  std::map<std::string, std::string> answers_;  // the first ones, by organisation and request id
};

}  // namespace ippledge
