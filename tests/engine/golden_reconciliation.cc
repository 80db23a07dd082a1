// The part of the golden script that came with statements of banks, matches and closed months
// (golden_script.h).
#include <gtest/gtest.h>

#include <utility>
#include <vector>

#include "tests/engine/golden_script.h"

namespace ippledge::engine {
namespace {

const Caller kBureau = {"finance-bureau", Role::kFinanceBureau, "p-3", "p-4"};
constexpr char kAccount[] = "special";
constexpr int kMay = (2024 - 1970) * 12 + 4;
constexpr std::uint8_t kFirstRequest = 130;
constexpr std::uint8_t kMatchingRequest = 129;

Money Fen(std::int64_t fen) { return Money::OfFen(fen); }
Date May(int day) { return Date::Of(2024, 5, day); }
Date June(int day) { return Date::Of(2024, 6, day); }

BankAccount Account(const std::string& id, FundAccount holds, const std::string& bank) {
  return {.account_id = id,
          .number = "0602000109200001234-" + id,
          .name = "风险补偿资金专户",
          .bank_name = "内蒙古银行",
          .holds = holds,
          .bank = bank,
          .reconcile_from = May(1),
          .two_person_above = Fen(100'000)};
}

BankLine Line(Date date, std::int64_t fen, const std::string& reference) {
  BankLine line;
  line.booking_date = date;
  line.amount = Fen(fen);
  line.bank_reference = reference;
  return line;
}

StatementHeader Header(const std::string& id, Date from, Date to, std::int64_t opening_fen,
                       const std::vector<BankLine>& lines) {
  StatementHeader header{.import_id = id,
                         .account_id = kAccount,
                         .statement_number = "5/1",
                         .format = "camt.053.001.08",
                         .file_bytes = 4'321,
                         .statement_in_file = 2,
                         .from_date = from,
                         .to_date = to,
                         .opening = Fen(opening_fen),
                         .closing = Fen(opening_fen),
                         .line_count = static_cast<std::int64_t>(lines.size())};
  for (const BankLine& line : lines) header.closing = Fen(header.closing.fen() + line.amount.fen());
  header.file_sha256.fill(static_cast<std::uint8_t>(id.back()));
  return header;
}

// Every field of a line, an order's number, a line that is taken back, one that nobody knows.
std::vector<BankLine> LinesOfMay(const std::string& order_number) {
  std::vector<BankLine> lines = {Line(May(21), 20'000'000'000, "L-1"),
                                 Line(May(22), -77, "L-1"),
                                 Line(May(27), -26'730'000, "B-3"),
                                 Line(May(28), -60, "B-4"),
                                 Line(May(28), 60, "B-4"),
                                 Line(May(30), 9, ""),
                                 Line(May(30), -50, "B-7")};
  lines[0].value_date = May(20);
  lines[0].balance = Fen(20'000'000'000);
  lines[0].code = "NTRF";
  lines[0].numbers = {"PZ-1", "内知发-2024"};
  lines[0].words = {"00112233445566778899aabbccddeeff", std::string("\0\x01sealed\xff", 9)};
  lines[1].party = "qingcao";
  lines[2].own_reference = order_number;
  lines[4].reversal = true;
  return lines;
}

}  // namespace

Submission GoldenMatchingRun() {
  return GoldenCommand(kBureau, RunMatching{kAccount}, kMatchingRequest);
}

void WriteGoldenReconciliation(Engine& engine) {
  std::uint8_t next = kFirstRequest;
  const auto ask = [&](Command command) {
    return AskGolden(engine, GoldenCommand(kBureau, std::move(command), next++)).entry;
  };
  ask(RegisterAccount{Account(kAccount, FundAccount::kCash, "")});
  ask(RegisterAccount{Account("deposit-qingcao", FundAccount::kDeposits, "qingcao")});
  const std::int64_t fee = ask(RecordFundMovement{{.movement_id = "PZ-7",
                                                   .kind = FundMovementKind::kFeeOut,
                                                   .amount = Fen(50),
                                                   .date = May(21),
                                                   .counterparty = "",
                                                   .bank_reference = "",
                                                   .memo = "手续费"}});
  // One that is given up.
  const std::vector<BankLine> wrong = {Line(May(3), 5, "B-0")};
  ask(OpenStatement{Header("S-0", May(1), May(31), 0, wrong)});
  ask(AddStatementLines{"S-0", 0, wrong});
  ask(WithdrawStatement{"S-0", "错误的文件"});
  // May, in two parts. The order is the only one of its run.
  const ReadView paid = engine.View();
  const FundBook& fund = paid.programme().fund;
  std::string order_number;
  for (std::size_t i = 0; i < fund.size(); ++i) {
    const FundMovement& movement = fund.at(i)->movement;
    if (movement.kind == FundMovementKind::kClaimPayment) order_number = movement.movement_id;
  }
  ASSERT_FALSE(order_number.empty());
  const std::vector<BankLine> lines = LinesOfMay(order_number);
  const std::int64_t statement = ask(OpenStatement{Header("S-1", May(1), May(31), 0, lines)});
  ask(AddStatementLines{"S-1", 0, {lines.begin(), lines.begin() + 3}});
  ask(AddStatementLines{"S-1", 3, {lines.begin() + 3, lines.end()}});
  ask(CloseStatement{"S-1"});
  AskGolden(engine, GoldenMatchingRun());
  const RecordMatch by_hand = {kAccount, {{statement, 6}}, {{fee, 0}}, "见回单"};
  ask(by_hand);
  ask(UndoMatch{
      static_cast<std::int64_t>(engine.View().programme().reconciliation.matches().size()),
      "勾错"});
  ask(by_hand);
  // One that counts is taken back.
  const std::vector<BankLine> other = {Line(June(3), 1'000, "B-8")};
  const std::int64_t closing = Header("S-1", May(1), May(31), 0, lines).closing.fen();
  ask(OpenStatement{Header("S-2", June(1), June(10), closing, other)});
  ask(AddStatementLines{"S-2", 0, other});
  ask(CloseStatement{"S-2"});
  ask(WithdrawStatement{"S-2", "他户对账单"});
  // May is closed, opened and closed again; a reversal counts today.
  ask(ClosePeriod{kAccount, kMay});
  ask(ReverseFundMovement{{"PZ-8", "PZ-7", "B-9", "误收"}});
  ask(ReopenPeriod{kAccount, kMay, "补记"});
  ask(ClosePeriod{kAccount, kMay});
}

}  // namespace ippledge::engine
