#include "tests/ledger/reconciliation_refusals.h"

#include <utility>
#include <vector>

#include "tests/testing/bank_account_life.h"

namespace ippledge {
namespace {

const Date kJune5 = Date::Of(2025, 6, 5);
const Date kJuly9 = Date::Of(2025, 7, 9);
const int kJune = kJune5.month_index();

// On 9 July, with June imported: 500.00 on the 5th, matched or not.
absl::Status After(const std::vector<Command>& before, const Command& command) {
  BankAccountLife life;
  life.TurnTo(kJuly9);
  life.Move(MovementOn(kJune5, 500, "PZ-1", FundMovementKind::kAppropriationIn, "B-1"));
  life.Import({.lines = {ALine(kJune5, 500, "B-1")}});
  for (const Command& each : before) life.Must(FinanceBureau(), each);
  return life.Decide(FinanceBureau(), command).status();
}

StatementHeader Another(Date from, Date to, std::int64_t opening_yuan) {
  return HeaderOf(
      {.import_id = "S2", .from = from, .to = to, .opening_yuan = opening_yuan, .lines = {}});
}

const RunMatching kRun = {"special"};
const ClosePeriod kClose = {"special", kJune};

}  // namespace

const std::map<Reason, std::function<absl::Status()>>& ReconciliationRefusals() {
  const Date july1 = Date::Of(2025, 7, 1);
  const Date june30 = Date::Of(2025, 6, 30);
  static const auto* const kRefusals = new std::map<Reason, std::function<absl::Status()>>{
      {Reason::kAccountUnknown, [] { return After({}, RunMatching{"none"}); }},
      {Reason::kAccountExists,
       [] {
         BankAccount other = SpecialAccount();
         other.name = "another";
         return After({}, RegisterAccount{other});
       }},
      {Reason::kStatementUnknown, [] { return After({}, CloseStatement{"S9"}); }},
      {Reason::kStatementExists,
       [] {
         StatementHeader header = HeaderOf({.lines = {ALine(kJune5, 500, "B-1")}});
         header.format = "other";
         return After({}, OpenStatement{header});
       }},
      {Reason::kStatementState,
       [] {
         return After({}, AddStatementLines{"S1", 1, {ALine(kJune5, 1)}});
       }},
      {Reason::kStatementLines,
       [=] {
         return After({OpenStatement{Another(july1, kJuly9, 500)}},
                      AddStatementLines{"S2", 0, {ALine(july1, 1)}});
       }},
      {Reason::kStatementSum,
       [=] {
         StatementHeader header = Another(july1, kJuly9, 500);
         header.closing = Yuan(501);
         return After({OpenStatement{header}}, CloseStatement{"S2"});
       }},
      {Reason::kStatementChain,
       [=] { return After({OpenStatement{Another(july1, kJuly9, 499)}}, CloseStatement{"S2"}); }},
      {Reason::kStatementOverlaps,
       [=] { return After({OpenStatement{Another(kJune5, kJuly9, 500)}}, CloseStatement{"S2"}); }},
      {Reason::kLineExists,
       [=] {
         const BankLine line = ALine(june30, 1, "N-1");
         BankAccountLife life;
         life.TurnTo(kJuly9);
         life.Import({.lines = {line}});
         life.Must(FinanceBureau(), OpenStatement{HeaderOf({.import_id = "S2",
                                                            .from = june30,
                                                            .to = kJuly9,
                                                            .opening_yuan = 1,
                                                            .lines = {line}})});
         life.Must(FinanceBureau(), AddStatementLines{"S2", 0, {line}});
         return life.Decide(FinanceBureau(), CloseStatement{"S2"}).status();
       }},
      {Reason::kLineUnknown,
       [] {
         return After({}, RecordMatch{"special", {{1, 0}}, {}, "x"});
       }},
      {Reason::kAlreadyMatched,
       [] {
         return After({kRun}, WithdrawStatement{"S1", "x"});
       }},
      {Reason::kMatchSum,
       [] {
         BankAccountLife life;
         const std::int64_t entry = life.Move(MovementOn(Date::Of(2025, 6, 2), 1, "PZ-1"));
         return life.Decide(FinanceBureau(), RecordMatch{"special", {}, {{entry, 0}}, "x"})
             .status();
       }},
      {Reason::kMatchUnknown,
       [] {
         return After({}, UndoMatch{1, "x"});
       }},
      {Reason::kNothingToMatch, [] { return After({kRun}, kRun); }},
      {Reason::kPeriodClosed,
       [=] { return After({kClose}, RecordFundMovement{MovementOn(june30, 1, "PZ-9")}); }},
      {Reason::kPeriodOpen,
       [] {
         return After({}, ReopenPeriod{"special", kJune, "x"});
       }},
      {Reason::kPeriodOrder,
       [] {
         return After({}, ClosePeriod{"special", kJune + 1});
       }},
      {Reason::kNotReconciled,
       [] {
         BankAccountLife life;
         life.TurnTo(kJuly9);
         return life.Decide(FinanceBureau(), kClose).status();
       }},
      {Reason::kDateOutside,
       [=] {
         return After({OpenStatement{HeaderOf({.import_id = "S2",
                                               .from = july1,
                                               .to = kJuly9,
                                               .opening_yuan = 500,
                                               .lines = {ALine(july1, 1)}})}},
                      AddStatementLines{"S2", 0, {ALine(june30, 1)}});
       }},
  };
  return *kRefusals;
}

}  // namespace ippledge
