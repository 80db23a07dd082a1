// tests/testing/scenario.h: stories of a programme, as an accountant reads them, and what plays
// them.
//
// A scenario is a text file (tests/scenarios/README.md has the language). One runner reads it; an
// executor does what it says: decide and apply in memory, the engine over RocksDB, or the whole
// server. Any difference between executors is a failure.
#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <utility>
#include <vector>

#include "absl/status/status.h"
#include "absl/status/statusor.h"
#include "absl/strings/string_view.h"
#include "ledger/caller.h"
#include "ledger/command.h"
#include "ledger/event.h"
#include "ledger/loan.h"
#include "ledger/programme.h"
#include "ledger/vocabulary.h"
#include "tests/testing/shown_reconciliation.h"

namespace ippledge {

// Words and what they say, in order: {"state", "enrolled"}, {"covered", "500,000.00"}.
using Told = std::vector<std::pair<std::string, std::string>>;

// What a caller asks to be recorded. Shapes are not checked yet: an executor does it as the API
// does. `PublishReport` names only the month; `FoundProgramme` no day.
struct ScenarioRequest {
  Caller caller;
  RequestId request_id{};
  bool validate_only = false;
  bool is_batch = false;
  bool all_or_nothing = false;
  std::vector<Command> rows;  // one, unless it is a batch
};

struct ScenarioAnswer {
  absl::Status status;  // the refusal of the whole; then nothing else is set
  bool replayed = false;
  bool already_recorded = false;
  std::int64_t entry = 0;  // the closing one of a batch; 0 for none
  std::int64_t counted_total = 0;
  std::optional<LoanFigures> figures;               // of the loan after it
  std::vector<std::int32_t> rights_pledged_before;  // 0-based
  std::optional<FundFigures> fund;                  // after it, when it moves the fund's money
  Told told;                                        // of cover and claims, statements and matches
  // A batch: rows that made no entry, the others have entries from `first_entry` on.
  std::int64_t first_entry = 0;
  std::int32_t recorded_rows = 0;
  std::vector<BatchRow> verdicts;
};

// A loan with what stands on it.
struct ShownLoan {
  LoanState state = LoanState::kUnspecified;
  Money contract_amount;
  Money ip_part;
  LoanFigures figures;
  Date start_date;
  Date maturity_date;
  std::string renews_contract_number;
  std::vector<Draw> draws;  // maturity after extensions
  std::vector<Repayment> repayments;
  std::vector<Extension> extensions;
  std::vector<ClassChange> class_changes;
  struct Right {
    IpRight right;  // with its registration, however it came
    std::optional<Date> release_date;
    bool also_pledged = false;  // by another loan, as known now
  };
  std::vector<Right> rights;
};

struct ShownFund {
  FundFigures figures;
  struct Account {
    std::string name;  // "CASH"; "DEPOSITS qingcao" for its part
    AccountSums sums;
    std::int64_t balance_fen = 0;
  };
  std::vector<Account> accounts;  // that were used
  std::vector<std::pair<FundMovementKind, KindSums>> kinds;
};

struct ShownMovement {
  FundMovement movement;
  bool takes_back = false;
  std::int64_t entry = 0;
  std::string reverses_id;
  std::int64_t reversed_by = 0;
  FundFigures after;
};

// A loan's cover with all its claims.
struct ShownCover {
  CoverState state = CoverState::kUnspecified;  // as people see it
  Cover cover;
};

struct WorkAsk {
  std::string bank;  // empty: all
  bool overdue_only = false;
};
struct ShownWork {
  Date due_date;  // Date(): none
  WorkStep step = WorkStep::kUnspecified;
  LoanId loan;
  std::string claim_number;
  std::string recovery_number;
  bool overdue = false;
};

struct ShownTerms {
  struct Version {
    std::string policy_id;
    std::int64_t version = 0;
    std::string effective_date;
    std::int64_t entry = 0;
    bool in_force = false;
  };
  std::vector<Version> policies;
  std::vector<CalendarYear> calendars;
  std::vector<LendingRate> rates;
  std::vector<PortfolioFigure> figures;
};

struct TotalsAsk {
  std::vector<Measure> measures;  // none: all
  std::vector<Dimension> by;
  std::optional<Date> as_of;
  std::optional<Date> from;
  std::int64_t at = 0;  // 0: now
  std::vector<std::pair<Dimension, std::vector<std::string>>> filters;
};

struct ShownTotals {
  std::vector<Measure> measures;
  struct Row {
    std::vector<std::string> keys;  // "2024", "qingcao", "PATENT", …
    std::vector<std::int64_t> figures;
  };
  std::vector<Row> rows;  // none without slices
  std::vector<std::int64_t> total;
  std::vector<std::int64_t> opening;  // by measure
};

class ScenarioExecutor {
 public:
  virtual ~ScenarioExecutor() = default;

  // From now on it is noon of `day` at the programme; never earlier than before. Before the
  // founding it only sets the clock.
  virtual void TurnTo(Date day) = 0;
  virtual ScenarioAnswer Execute(const ScenarioRequest& request) = 0;
  // Ends the program and starts it again on what it stored.
  virtual void Restart() = 0;

  // As known at `at` (0: now); nullopt when it was not recorded by then.
  virtual absl::StatusOr<std::optional<ShownLoan>> ShowLoan(const LoanId& id, std::int64_t at) = 0;
  virtual absl::StatusOr<ShownTotals> ShowTotals(const TotalsAsk& ask) = 0;
  // In order of entry.
  virtual std::vector<PublishedReport> ShowReports() = 0;
  // As known at `at` (0: now); of movements dated up to `as_of`.
  virtual absl::StatusOr<ShownFund> ShowFund(std::int64_t at, std::optional<Date> as_of) = 0;
  virtual absl::StatusOr<std::vector<ShownMovement>> ShowMovements(std::int64_t at) = 0;
  // As known at `at` (0: now); nullopt when nobody asked for cover by then.
  virtual absl::StatusOr<std::optional<ShownCover>> ShowCover(const LoanId& id,
                                                              std::int64_t at) = 0;
  // In the order in which it is due.
  virtual absl::StatusOr<std::vector<ShownWork>> ShowWork(const WorkAsk& ask) = 0;
  // Sums and counts over all covered loans; of recoveries only those that are open.
  virtual absl::StatusOr<CoverTotals> ShowExposure() = 0;
  virtual absl::StatusOr<ShownTerms> ShowTerms() = 0;
  virtual absl::StatusOr<ShownReconciliation> ShowReconciliation(const ReconciliationAsk& ask) = 0;
  // That what is kept adds up, counted afresh; as far as the executor can see it.
  virtual absl::Status CheckInvariants() = 0;
};

struct ScenarioResult {
  // One line each: "file:line: what was wanted and what came".
  std::vector<std::string> failures;
  // Everything that was answered and shown, entries by their labels: equal for all executors.
  std::vector<std::string> transcript;
};

// Plays the scenario of `text`; `name` stands in the failures. A mistake of the text itself is a
// failure too, and ends the play.
ScenarioResult PlayScenario(absl::string_view name, absl::string_view text,
                            ScenarioExecutor& executor);

}  // namespace ippledge
