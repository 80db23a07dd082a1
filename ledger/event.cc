#include "ledger/event.h"

#include <iterator>

#include "ledger/check.h"

namespace ippledge {

bool ConcernsCover(const Event& event) {
  return std::visit([](const auto& e) { return IsOfCover<std::decay_t<decltype(e)>>(); }, event);
}

bool ConcernsBook(const Event& event) {
  return std::visit([](const auto& e) { return IsOfBook<std::decay_t<decltype(e)>>(); }, event);
}

absl::string_view KindOf(const Event& event) {
  // In the order of the variant.
  static constexpr absl::string_view kNames[] = {
      "PROGRAMME_FOUNDED",
      "BODY_REGISTERED",
      "BODY_AMENDED",
      "OPENING_FIGURE_RECORDED",
      "DAY_TURNED",
      "TOTALS_RECORDED",
      "REPORT_PUBLISHED",
      "TAIL_CUT",
      "LOAN_RECORDED",
      "LOAN_DRAWN",
      "LOAN_REPAID",
      "LOAN_EXTENDED",
      "LOAN_CLASS_CHANGED",
      "PLEDGE_REGISTERED",
      "PLEDGE_RELEASED",
      "LOAN_CORRECTED",
      "BATCH_RECORDED",
      "FUND_MOVEMENT_RECORDED",
      "FUND_MOVEMENT_REVERSED",
      "POLICY_ISSUED",
      "CALENDAR_ENTERED",
      "LENDING_RATE_ENTERED",
      "COVER_APPLIED",
      "COVER_DECIDED",
      "RISK_REPORTED",
      "CLAIM_FILED",
      "CLAIM_STEP_TAKEN",
      "PAYMENTS_ORDERED",
      "PAYMENT_CONFIRMED",
      "RECOVERY_RECORDED",
      "REMITTANCE_CONFIRMED",
      "RECOVERY_CLOSED",
      "CLAWBACK_DEMANDED",
      "CLAWBACK_RECEIVED",
      "DEADLINE_PASSED",
      "PORTFOLIO_FIGURE_RECORDED",
      "ACCOUNT_REGISTERED",
      "STATEMENT_OPENED",
      "STATEMENT_LINES_ADDED",
      "STATEMENT_CLOSED",
      "STATEMENT_WITHDRAWN",
      "MATCHES_MADE",
      "MATCH_RECORDED",
      "MATCH_UNDONE",
      "PERIOD_CLOSED",
      "PERIOD_REOPENED",
      "MEMBERS_AMENDED",
      "KEY_ADMITTED",
      "KEY_RETIRED",
      "QUORUM_SET",
      "AUDIT_RECORDED",
      "SUBJECT_ERASED"};
  static_assert(std::size(kNames) == std::variant_size_v<Event>);
  return kNames[event.index()];
}

std::optional<FundFigures> FundAfter(const Event& event) {
  return std::visit(
      [](const auto& e) -> std::optional<FundFigures> {
        if constexpr (requires { e.after; }) {
          return e.after;
        } else {
          return std::nullopt;
        }
      },
      event);
}

const LoanId* LoanIdOf(const Event& event) {
  return std::visit(
      [](const auto& e) -> const LoanId* {
        using E = std::decay_t<decltype(e)>;
        if constexpr (std::is_same_v<E, LoanRecorded>) {
          return &e.what.loan->id;
        } else if constexpr (requires {
                               { e.what.loan } -> std::convertible_to<const LoanId&>;
                             }) {
          return &e.what.loan;
        } else {
          return nullptr;
        }
      },
      event);
}

Command CommandOf(const Event& event) {
  return std::visit(
      [](const auto& e) -> Command {
        if constexpr (requires { e.what; }) {
          return e.what;
        } else {
          IPPLEDGE_CHECK(false && "no command asks for BatchRecorded");
        }
      },
      event);
}

}  // namespace ippledge
