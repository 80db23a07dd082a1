// The commands "fund record|reverse"; reading is in fund_read.cc.
#include <CLI/CLI.hpp>
#include <memory>
#include <string>

#include "client/commands/commands.h"
#include "client/commands/cover_options.h"
#include "client/commands/fund_options.h"
#include "client/commands/option_values.h"
#include "client/commands/recorded.h"
#include "client/session.h"
#include "ippledge/v1/fund_service.pb.h"

namespace ippledge::client {
namespace {

constexpr Bilingual kNotRecorded = {"the movement was not recorded", "资金变动未登记"};
constexpr Bilingual kNotReversed = {"the movement was not reversed", "资金变动未冲销"};

struct RecordOptions {
  std::string id;
  FundMovementKind kind = FundMovementKind::kUnspecified;
  std::string amount;
  std::string date;
  std::string counterparty;
  std::string bank_reference;
  std::string memo;
  WriteOptions write;
};

struct ReverseOptions {
  std::string id;
  std::string reverses;
  std::string bank_reference;
  std::string reason;
  WriteOptions write;
};

int Record(Session& session, const RecordOptions& options) {
  const absl::StatusOr<std::int64_t> fen = AmountOf(options.amount, session.language());
  if (!fen.ok()) return session.Fail(kNotRecorded, fen.status());
  v1::RecordMovementRequest request;
  v1::FundMovement& movement = *request.mutable_movement();
  movement.set_movement_id(options.id);
  movement.set_kind(static_cast<v1::FundMovementKind>(options.kind));
  movement.set_amount_fen(*fen);
  movement.set_movement_date(options.date);
  movement.set_counterparty(options.counterparty);
  movement.set_bank_reference(options.bank_reference);
  movement.set_memo(options.memo);
  return AskAndShow<v1::RecordMovementResponse>(session, kNotRecorded, options.write, request);
}

int Reverse(Session& session, const ReverseOptions& options) {
  v1::ReverseMovementRequest request;
  v1::FundReversal& reversal = *request.mutable_reversal();
  reversal.set_movement_id(options.id);
  reversal.set_reverses_movement_id(options.reverses);
  reversal.set_bank_reference(options.bank_reference);
  reversal.set_reason(options.reason);
  return AskAndShow<v1::ReverseMovementResponse>(session, kNotReversed, options.write, request);
}

void AddRecord(CommandTree& tree, CLI::App& fund) {
  const auto options = std::make_shared<RecordOptions>();
  CLI::App& command =
      tree.Add(fund, "record", {"Record money that came, went or was placed", "登记一笔资金变动"},
               [options](Session& session) { return Record(session, *options); });
  command.add_option("id", options->id, tree.Text({"Number of the voucher, unique", "凭证号"}))
      ->required();
  AddFundKind(tree, command, options->kind, {"What kind", "变动种类"})->required();
  AddAmount(tree, command, "--amount", options->amount, {"Amount (1.5亿元)", "金额（如 1.5亿元）"})
      ->required();
  AddDate(tree, command, "--date", options->date, {"Value date at the bank", "银行起息日期"})
      ->required();
  AddFundCounterparty(tree, command, options->counterparty,
                      {"Bank or body on the other side", "对方银行或机构"});
  AddBankReference(tree, command, options->bank_reference);
  command.add_option("--memo", options->memo, tree.Text({"Free text", "摘要"}))->type_name("TEXT");
  AddWriteOptions(tree, command, options->write);
}

void AddReverse(CommandTree& tree, CLI::App& fund) {
  const auto options = std::make_shared<ReverseOptions>();
  CLI::App& command = tree.Add(
      fund, "reverse", {"Take a movement back, exactly; two persons", "冲销一笔资金变动（须两人）"},
      [options](Session& session) { return Reverse(session, *options); });
  command
      .add_option("id", options->id,
                  tree.Text({"Number of the reversal's own voucher", "冲销凭证号"}))
      ->required();
  command
      .add_option("--of", options->reverses,
                  tree.Text({"Number of the movement", "被冲销的凭证号"}))
      ->type_name("ID")
      ->required();
  command.add_option("--reason", options->reason, tree.Text({"Why", "冲销原因"}))
      ->type_name("TEXT")
      ->required();
  AddBankReference(tree, command, options->bank_reference);
  AddWriteOptions(tree, command, options->write);
}

}  // namespace

void AddFundCommands(CommandTree& tree) {
  CLI::App& fund = tree.AddNoun("fund", {"The fund's money and accounts", "基金资金与账户"});
  AddRecord(tree, fund);
  AddReverse(tree, fund);
  AddFundReadCommands(tree, fund);
}

}  // namespace ippledge::client
