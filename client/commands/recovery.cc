// The commands "recovery record|remit|close" and "clawback demand|confirm".
#include <CLI/CLI.hpp>
#include <memory>
#include <string>

#include "client/commands/commands.h"
#include "client/commands/cover_answers.h"
#include "client/commands/cover_options.h"
#include "client/commands/option_values.h"
#include "client/session.h"
#include "ippledge/v1/claim_service.pb.h"

namespace ippledge::client {
namespace {

constexpr Bilingual kNotRecorded = {"the recovery was not recorded", "追偿收回未登记"};
constexpr Bilingual kNotRemitted = {"the remittance was not confirmed", "缴回未确认"};
constexpr Bilingual kNotClosed = {"recovery was not closed", "追偿未终结"};
constexpr Bilingual kNotDemanded = {"nothing was called back", "未下达追回决定"};
constexpr Bilingual kNotConfirmed = {"the money was not confirmed", "退回款未确认"};

struct RecordOptions {
  ClaimWords claim;
  std::string number;
  v1::RecoverySource source = v1::RECOVERY_SOURCE_UNSPECIFIED;
  std::string date;
  std::string gross;
  std::string costs;
  std::vector<std::string> proof;
  WriteOptions write;
};

int Record(Session& session, const RecordOptions& options) {
  const absl::StatusOr<std::int64_t> gross = AmountOf(options.gross, session.language());
  if (!gross.ok()) return session.Fail(kNotRecorded, gross.status());
  const absl::StatusOr<std::int64_t> costs = AmountOf(options.costs, session.language());
  if (!costs.ok()) return session.Fail(kNotRecorded, costs.status());
  v1::RecordRecoveryRequest request;
  options.claim.loan.SetTo(*request.mutable_loan());
  request.set_claim_number(options.claim.number);
  v1::NewRecovery& recovery = *request.mutable_recovery();
  recovery.set_recovery_number(options.number);
  recovery.set_source(options.source);
  recovery.set_received_date(options.date);
  recovery.set_gross_fen(*gross);
  recovery.set_costs_fen(*costs);
  for (const std::string& text : options.proof) {
    const absl::Status read =
        ReadDocument(text, session.language(), *recovery.mutable_costs_proof());
    if (!read.ok()) return session.Fail(kNotRecorded, read);
  }
  return AskAndTell<v1::RecordRecoveryResponse>(
      session, kNotRecorded, options.write, request,
      [&](const v1::RecordRecoveryResponse& answer) -> AnswerFacts {
        using enum ColumnKind;
        return {{"fund_share", {"to the fund", "应缴回"}, kAmount, Amount{answer.fund_share_fen()}},
                {"due_date", {"until", "缴回期限"}, kText, answer.due_date()}};
      });
}

struct RemitOptions {
  ClaimWords claim;
  std::string number;
  std::string voucher;
  std::string date;
  std::string amount;
  std::string late_interest;
  std::string bank_reference;
  WriteOptions write;
};

int Remit(Session& session, const RemitOptions& options) {
  const absl::StatusOr<std::int64_t> amount = AmountOf(options.amount, session.language());
  if (!amount.ok()) return session.Fail(kNotRemitted, amount.status());
  const absl::StatusOr<std::int64_t> interest = AmountOf(options.late_interest, session.language());
  if (!interest.ok()) return session.Fail(kNotRemitted, interest.status());
  v1::ConfirmRemittanceRequest request;
  options.claim.loan.SetTo(*request.mutable_loan());
  request.set_claim_number(options.claim.number);
  request.set_recovery_number(options.number);
  request.set_movement_id(options.voucher);
  request.set_remittance_date(options.date);
  request.set_amount_fen(*amount);
  request.set_late_interest_fen(*interest);
  request.set_bank_reference(options.bank_reference);
  return AskAndTell<v1::ConfirmRemittanceResponse>(
      session, kNotRemitted, options.write, request,
      [&](const v1::ConfirmRemittanceResponse& answer) -> AnswerFacts {
        using enum ColumnKind;
        return {{"days_late", {"days late", "迟缴天数"}, kCount, Count{answer.days_late()}},
                {"late_interest_due",
                 {"interest for it", "应计迟缴利息"},
                 kAmount,
                 Amount{answer.late_interest_due_fen()}}};
      });
}

struct CloseOptions {
  ClaimWords claim;
  v1::RecoveryClosing closing = v1::RECOVERY_CLOSING_UNSPECIFIED;
  std::string date;
  std::string evidence;
  WriteOptions write;
};

int Close(Session& session, const CloseOptions& options) {
  v1::CloseRecoveryRequest request;
  options.claim.loan.SetTo(*request.mutable_loan());
  request.set_claim_number(options.claim.number);
  request.set_closing(options.closing);
  request.set_closing_date(options.date);
  request.set_evidence(options.evidence);
  return AskAndTell<v1::CloseRecoveryResponse>(
      session, kNotClosed, options.write, request,
      [&](const v1::CloseRecoveryResponse& answer) { return FactsOf(session, answer.claim()); });
}

struct DemandOptions {
  ClaimWords claim;
  std::int64_t part_ppm = 0;
  GroundsWords grounds;
  WriteOptions write;
};

int Demand(Session& session, const DemandOptions& options) {
  v1::DemandClawbackRequest request;
  options.claim.loan.SetTo(*request.mutable_loan());
  request.set_claim_number(options.claim.number);
  request.set_repaired_ppm(options.part_ppm);
  options.grounds.SetTo(*request.mutable_grounds());
  return AskAndTell<v1::DemandClawbackResponse>(
      session, kNotDemanded, options.write, request,
      [&](const v1::DemandClawbackResponse& answer) -> AnswerFacts {
        using enum ColumnKind;
        return {{"amount", {"to be returned", "应退回"}, kAmount, Amount{answer.amount_fen()}},
                {"interest", {"interest", "利息"}, kAmount, Amount{answer.interest_fen()}},
                {"due_date", {"until", "退回期限"}, kText, answer.due_date()}};
      });
}

struct ConfirmOptions {
  ClaimWords claim;
  std::string voucher;
  std::string date;
  std::string amount;
  std::string bank_reference;
  WriteOptions write;
};

int Confirm(Session& session, const ConfirmOptions& options) {
  const absl::StatusOr<std::int64_t> amount = AmountOf(options.amount, session.language());
  if (!amount.ok()) return session.Fail(kNotConfirmed, amount.status());
  v1::ConfirmClawbackRequest request;
  options.claim.loan.SetTo(*request.mutable_loan());
  request.set_claim_number(options.claim.number);
  request.set_movement_id(options.voucher);
  request.set_payment_date(options.date);
  request.set_amount_fen(*amount);
  request.set_bank_reference(options.bank_reference);
  return AskAndTell<v1::ConfirmClawbackResponse>(
      session, kNotConfirmed, options.write, request,
      [&](const v1::ConfirmClawbackResponse& answer) { return FactsOf(session, answer.claim()); });
}

void AddNumber(CommandTree& tree, CLI::App& command, std::string& number) {
  command.add_option("number", number, tree.Text({"Number of the recovery", "追偿编号"}))
      ->required();
}

// Voucher, day and bank reference of money that reached the fund.
template <typename Options>
void AddReceipt(CommandTree& tree, CLI::App& command, Options& options) {
  command
      .add_option("--voucher", options.voucher,
                  tree.Text({"Number of the voucher, unique in the fund", "凭证号"}))
      ->type_name("ID")
      ->required();
  AddDate(tree, command, "--date", options.date, {"Day the fund had it", "到账日期"})->required();
  AddBankReference(tree, command, options.bank_reference);
}

void AddRecord(CommandTree& tree, CLI::App& recovery) {
  const auto options = std::make_shared<RecordOptions>();
  CLI::App& command = tree.Add(
      recovery, "record", {"Record money that came back after a payment", "登记代偿后的追偿收回"},
      [options](Session& session) { return Record(session, *options); });
  AddClaimWords(tree, command, options->claim);
  AddNumber(tree, command, options->number);
  AddTerm(tree, command, "--source", options->source,
          {"ip-sale, other-collateral, borrower, guarantor, …",
           "来源：ip-sale、other-collateral、borrower、guarantor 等"})
      ->required();
  AddDate(tree, command, "--date", options->date, {"Day the bank had it", "银行收款日期"})
      ->required();
  AddAmount(tree, command, "--amount", options->gross, {"What came in", "收回金额"})->required();
  AddAmount(tree, command, "--costs", options->costs, {"What it cost", "追偿费用"});
  AddDocuments(tree, command, "--document", options->proof,
               {"Proof of the costs, required with them", "费用凭证，有费用时必填"})
      ->expected(1);
  AddWriteOptions(tree, command, options->write);
}

void AddRemit(CommandTree& tree, CLI::App& recovery) {
  const auto options = std::make_shared<RemitOptions>();
  CLI::App& command =
      tree.Add(recovery, "remit", {"Confirm that the fund got its part", "确认基金收到追偿缴回款"},
               [options](Session& session) { return Remit(session, *options); });
  AddClaimWords(tree, command, options->claim);
  AddNumber(tree, command, options->number);
  AddReceipt(tree, command, *options);
  AddAmount(tree, command, "--amount", options->amount, {"Of the fund's part", "缴回本金"});
  AddAmount(tree, command, "--late-interest", options->late_interest,
            {"Of the interest for lateness", "缴付的迟缴利息"});
  AddWriteOptions(tree, command, options->write);
}

void AddClose(CommandTree& tree, CLI::App& recovery) {
  const auto options = std::make_shared<CloseOptions>();
  CLI::App& command =
      tree.Add(recovery, "close", {"Say that recovery has ended", "登记追偿终结或核销"},
               [options](Session& session) { return Close(session, *options); });
  AddClaimWords(tree, command, options->claim);
  AddTerm(tree, command, "closing", options->closing,
          {"ended, or after that written-off", "ended 终结；其后可 written-off 核销"})
      ->required();
  AddDate(tree, command, "--date", options->date, {"Day", "日期"})->required();
  command.add_option("--evidence", options->evidence, tree.Text({"What shows it", "依据"}))
      ->type_name("TEXT")
      ->required();
  AddWriteOptions(tree, command, options->write);
}

void AddDemand(CommandTree& tree, CLI::App& clawback) {
  const auto options = std::make_shared<DemandOptions>();
  CLI::App& command =
      tree.Add(clawback, "demand", {"Call back what was paid on a false claim", "追回不实代偿"},
               [options](Session& session) { return Demand(session, *options); });
  AddClaimWords(tree, command, options->claim);
  AddPercent(tree, command, "--part", options->part_ppm,
             {"The false part; 100% for all", "不实部分比例，全部为 100%"})
      ->required();
  AddGrounds(tree, command, options->grounds);
  AddWriteOptions(tree, command, options->write);
}

void AddConfirm(CommandTree& tree, CLI::App& clawback) {
  const auto options = std::make_shared<ConfirmOptions>();
  CLI::App& command =
      tree.Add(clawback, "confirm", {"Confirm that money arrived", "确认退回款到账"},
               [options](Session& session) { return Confirm(session, *options); });
  AddClaimWords(tree, command, options->claim);
  AddReceipt(tree, command, *options);
  AddAmount(tree, command, "--amount", options->amount, {"What arrived", "到账金额"})->required();
  AddWriteOptions(tree, command, options->write);
}

}  // namespace

void AddRecoveryCommands(CommandTree& tree) {
  CLI::App& recovery =
      tree.AddNoun("recovery", {"What comes back after a payment", "代偿后的追偿"});
  AddRecord(tree, recovery);
  AddRemit(tree, recovery);
  AddClose(tree, recovery);
  CLI::App& clawback =
      tree.AddNoun("clawback", {"Money that the fund calls back", "不实代偿的追回"});
  AddDemand(tree, clawback);
  AddConfirm(tree, clawback);
}

}  // namespace ippledge::client
