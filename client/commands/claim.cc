// The commands "claim file|step|pay-run|confirm-payment"; reading is in claim_read.cc.
#include <CLI/CLI.hpp>
#include <memory>
#include <optional>
#include <string>

#include "client/commands/awaited_quorum.h"
#include "client/commands/commands.h"
#include "client/commands/cover_answers.h"
#include "client/commands/cover_options.h"
#include "client/commands/option_values.h"
#include "client/json.h"
#include "client/message_file.h"
#include "client/session.h"
#include "client/witness/durable_file.h"
#include "ippledge/v1/claim_service.pb.h"
#include "ledger/trust.h"

namespace ippledge::client {
namespace {

constexpr Bilingual kNotFiled = {"the claim was not filed", "代偿申请未登记"};
constexpr Bilingual kNotTaken = {"the step was not taken", "该步骤未登记"};
constexpr Bilingual kNotRun = {"no payment was ordered", "未下达支付指令"};
constexpr Bilingual kNotConfirmed = {"the payment was not confirmed", "支付未确认"};

// An amount of a filing: its option and where it goes.
struct AmountWord {
  const char* option;
  Bilingual help;
  void (v1::ClaimFiling::*set)(std::int64_t);
};
constexpr AmountWord kAmounts[] = {
    {"--claimed",
     {"Loss to be shared (default: all of it)", "申报分担的损失（默认全部）"},
     &v1::ClaimFiling::set_claimed_fen},
    {"--interest", {"Unpaid interest", "未付利息"}, &v1::ClaimFiling::set_interest_unpaid_fen},
    {"--penalty-interest",
     {"Penalty interest", "罚息"},
     &v1::ClaimFiling::set_penalty_interest_fen},
    {"--costs", {"Costs of the bank", "银行费用"}, &v1::ClaimFiling::set_costs_fen},
    {"--guarantor-payout",
     {"What the guarantor paid out", "担保机构代偿金额"},
     &v1::ClaimFiling::set_guarantor_payout_fen},
    {"--recovered-ip",
     {"Proceeds of the IP so far", "已收回：处置知识产权"},
     &v1::ClaimFiling::set_recovered_ip_fen},
    {"--recovered-other",
     {"Proceeds of other collateral so far", "已收回：其他押品"},
     &v1::ClaimFiling::set_recovered_other_fen},
    {"--recovered-unnamed",
     {"Other recoveries so far", "已收回：其他"},
     &v1::ClaimFiling::set_recovered_unnamed_fen},
    {"--recovery-costs",
     {"What these recoveries cost", "上述收回的费用"},
     &v1::ClaimFiling::set_recovery_costs_fen},
    {"--insurer-paid",
     {"Paid by an insurer so far", "保险人已赔付"},
     &v1::ClaimFiling::set_insurer_paid_fen},
    {"--guarantor-paid",
     {"Paid by a guarantor so far", "担保人已支付"},
     &v1::ClaimFiling::set_guarantor_paid_fen},
};

struct FileOptions {
  ClaimWords claim;
  std::string from;
  std::string amounts[std::size(kAmounts)];
  std::optional<int> interest_days;
  std::vector<std::string> documents;
  WriteOptions write;
};

int File(Session& session, const FileOptions& options) {
  v1::FileClaimRequest request;
  options.claim.loan.SetTo(*request.mutable_loan());
  v1::ClaimFiling& filing = *request.mutable_filing();
  if (!options.from.empty()) {
    const absl::Status read = ReadMessageFile(options.from, filing);
    if (!read.ok()) return session.Fail(kNotFiled, read);
  }
  filing.set_claim_number(options.claim.number);
  for (std::size_t i = 0; i < std::size(kAmounts); ++i) {
    if (options.amounts[i].empty()) continue;
    const absl::StatusOr<std::int64_t> fen = AmountOf(options.amounts[i], session.language());
    if (!fen.ok()) return session.Fail(kNotFiled, fen.status());
    (filing.*kAmounts[i].set)(*fen);
  }
  if (options.interest_days) filing.set_interest_days(*options.interest_days);
  for (const std::string& text : options.documents) {
    const absl::Status read = ReadDocument(text, session.language(), *filing.add_documents());
    if (!read.ok()) return session.Fail(kNotFiled, read);
  }
  return AskAndTell<v1::FileClaimResponse>(
      session, kNotFiled, options.write, request,
      [&](const v1::FileClaimResponse& answer) { return FactsOf(session, answer.claim()); });
}

struct StepOptions {
  ClaimWords claim;
  v1::WorkStep step = v1::WORK_STEP_UNSPECIFIED;
  v1::StepDecision decision = v1::STEP_DECISION_UNSPECIFIED;
  std::int64_t cut_ppm = 0;
  GroundsWords grounds;
  WriteOptions write;
};

int TakeStep(Session& session, const StepOptions& options) {
  v1::TakeClaimStepRequest request;
  options.claim.loan.SetTo(*request.mutable_loan());
  request.set_claim_number(options.claim.number);
  request.set_step(options.step);
  request.set_decision(options.decision);
  request.set_repair_ppm(options.cut_ppm);
  options.grounds.SetTo(*request.mutable_grounds());
  return AskAndTell<v1::TakeClaimStepResponse>(
      session, kNotTaken, options.write, request,
      [&](const v1::TakeClaimStepResponse& answer) { return FactsOf(session, answer.claim()); });
}

struct RunOptions {
  std::string run_id;
  WriteOptions write;
};

// Outcome and figures as a heading, the orders as rows.
int ShowRun(Session& session, const v1::RunPaymentsResponse& answer) {
  using enum ColumnKind;
  Document document;
  document.json = JsonMessage(answer, JsonStyle::kIndented);
  document.columns = {{"order_number", session.Text({"order", "指令号"}), kText},
                      {"bank", session.Text({"bank", "银行"}), kText},
                      {"contract_number", session.Text({"contract", "合同号"}), kText},
                      {"claim_number", session.Text({"claim", "代偿申请"}), kText},
                      {"amount", session.Text({"amount", "金额"}), kAmount},
                      {"newly_reserved", session.Text({"reserved now", "本次预留"}), kAmount},
                      {"refused", session.Text({"refused", "不予支付"}), kAmount},
                      {"due_date", session.Text({"until", "办理期限"}), kText}};
  std::int64_t total = 0;
  for (const v1::OrderedPayment& payment : answer.orders()) {
    total += payment.order().amount_fen();
    document.rows.push_back({payment.order().order_number(), payment.loan().bank(),
                             payment.loan().contract_number(), payment.claim_number(),
                             Amount{payment.order().amount_fen()},
                             Amount{payment.newly_reserved_fen()}, Amount{payment.refused_fen()},
                             payment.due().date()});
  }
  const Layout layout = session.LayoutFor(Format::kTable);
  const auto money = [&](std::int64_t fen) { return TableText(Amount{fen}, layout); };
  std::vector<std::pair<std::string, std::string>> lines = {
      {session.Text({"outcome", "结果"}), session.Text(LabelOf(answer.recorded().outcome()))},
      {session.Text({"entry", "条目"}), FormatCount(answer.recorded().entry())},
      {session.Text({"available before", "此前可用"}), money(answer.available_fen())},
      {session.Text({"ordered", "指令合计"}), money(total)},
      {session.Text({"claims still waiting", "仍待资金的申请"}),
       FormatCount(answer.waiting_claims())}};
  if (answer.has_fund()) {
    lines.emplace_back(session.Text({"available now", "现可用"}),
                       money(answer.fund().available_fen()));
  }
  document.heading = AlignedLines(lines);
  return session.Show(document);
}

int Run(Session& session, const RunOptions& options) {
  const absl::StatusOr<const v1::Programme*> programme = session.Programme();
  if (!programme.ok()) return session.Fail(kNotRun, programme.status());
  v1::RunPaymentsRequest request;
  request.set_programme((*programme)->programme());
  request.set_request_id(RequestIdOr(options.write.request_id));
  request.set_validate_only(options.write.dry_run);
  request.set_run_id(options.run_id);
  const auto answer = session.connection().Ask<v1::RunPaymentsResponse>(request);
  if (!answer.ok()) return session.Fail(kNotRun, answer.status(), request.request_id());
  return ShowRun(session, *answer);
}

struct ConfirmOptions {
  ClaimWords claim;
  std::string order;
  std::string date;
  std::string bank_reference;
  std::string checkpoint_file;
  double await_quorum_seconds = 0;
  WriteOptions write;
};

// The cosigned checkpoint, from a file or waited for, into the request.
absl::Status AddCheckpoint(Session& session, const ConfirmOptions& options,
                           v1::ConfirmPaymentRequest& request) {
  absl::StatusOr<std::string> note;
  if (!options.checkpoint_file.empty()) {
    note = ReadSmallFile(options.checkpoint_file, kCheckpointNoteBytesMax);
    if (!note.ok()) return UsageError(note.status().message());
  } else if (options.await_quorum_seconds > 0) {
    note = AwaitQuorum(session, request, absl::Seconds(options.await_quorum_seconds));
    if (!note.ok()) return note.status();
  } else {
    return absl::OkStatus();
  }
  if (!note->empty()) request.mutable_checkpoint()->set_note(*note);
  return absl::OkStatus();
}

int Confirm(Session& session, const ConfirmOptions& options) {
  v1::ConfirmPaymentRequest request;
  options.claim.loan.SetTo(*request.mutable_loan());
  request.set_claim_number(options.claim.number);
  request.set_order_number(options.order);
  request.set_payment_date(options.date);
  request.set_bank_reference(options.bank_reference);
  const absl::Status added = AddCheckpoint(session, options, request);
  if (!added.ok()) {
    const int code = session.Fail(kNotConfirmed, added);
    return absl::IsDataLoss(added) ? static_cast<int>(kExitProofFails) : code;
  }
  return AskAndTell<v1::ConfirmPaymentResponse>(
      session, kNotConfirmed, options.write, request,
      [&](const v1::ConfirmPaymentResponse& answer) { return FactsOf(session, answer.claim()); });
}

void AddFile(CommandTree& tree, CLI::App& claim) {
  const auto options = std::make_shared<FileOptions>();
  CLI::App& command =
      tree.Add(claim, "file", {"File a claim, or answer a return", "申报代偿或补正"},
               [options](Session& session) { return File(session, *options); });
  AddClaimWords(tree, command, options->claim);
  for (std::size_t i = 0; i < std::size(kAmounts); ++i) {
    AddAmount(tree, command, kAmounts[i].option, options->amounts[i], kAmounts[i].help);
  }
  command
      .add_option("--interest-days", options->interest_days,
                  tree.Text({"Days for which the interest ran", "利息天数"}))
      ->check(CLI::NonNegativeNumber);
  AddDocuments(tree, command, "--document", options->documents,
               {"A paper of the file; the hash of FILE is computed here; may be repeated",
                "一份材料，文件摘要在本机计算，可重复"});
  command
      .add_option("--from", options->from,
                  tree.Text({"Begin with this ClaimFiling, in text form or .json",
                             "以该 ClaimFiling 文件为底：文本格式或 .json"}))
      ->type_name("FILE");
  AddWriteOptions(tree, command, options->write);
}

void AddStep(CommandTree& tree, CLI::App& claim) {
  const auto options = std::make_shared<StepOptions>();
  CLI::App& command =
      tree.Add(claim, "step", {"Take the open step of a claim", "办理代偿申请的当前步骤"},
               [options](Session& session) { return TakeStep(session, *options); });
  AddClaimWords(tree, command, options->claim);
  AddTerm(tree, command, "step", options->step,
          {"completeness, first-review, second-review, notice, …",
           "步骤：completeness、first-review、second-review、notice 等"})
      ->required();
  AddTerm(tree, command, "decision", options->decision,
          {"accept, return, refuse, repair, object, cancel, withdraw",
           "决定：accept、return、refuse、repair、object、cancel、withdraw"})
      ->required();
  AddPercent(tree, command, "--cut", options->cut_ppm,
             {"With repair: how much of the payment is cut", "扣减比例（repair 时）"});
  AddGrounds(tree, command, options->grounds);
  AddWriteOptions(tree, command, options->write);
}

void AddRun(CommandTree& tree, CLI::App& claim) {
  const auto options = std::make_shared<RunOptions>();
  CLI::App& command =
      tree.Add(claim, "pay-run",
               {"Order the payment of all that is due; two persons", "下达到期支付指令（须两人）"},
               [options](Session& session) { return Run(session, *options); });
  command
      .add_option("run", options->run_id, tree.Text({"Number of the run, unique", "支付批次号"}))
      ->required();
  AddWriteOptions(tree, command, options->write);
}

void AddConfirm(CommandTree& tree, CLI::App& claim) {
  const auto options = std::make_shared<ConfirmOptions>();
  CLI::App& command = tree.Add(
      claim, "confirm-payment",
      {"Record that an order was carried out; two persons", "确认支付指令已执行（须两人）"},
      [options](Session& session) { return Confirm(session, *options); });
  AddClaimWords(tree, command, options->claim);
  command.add_option("order", options->order, tree.Text({"Number of the order", "指令号"}))
      ->required();
  AddDate(tree, command, "--date", options->date, {"Day the money left", "付款日期"})->required();
  AddBankReference(tree, command, options->bank_reference);
  CLI::Option* const file =
      command
          .add_option(
              "--checkpoint", options->checkpoint_file,
              tree.Text({"The cosigned checkpoint that covers the order, where witnesses are "
                         "wanted",
                         "覆盖该指令且经见证共同签名的检查点文件（须见证时）"}))
          ->type_name("FILE");
  command
      .add_option("--await-quorum", options->await_quorum_seconds,
                  tree.Text({"Or wait so long for it, verify it here and send it",
                             "或在此时限内等待、本机验证后随同提交（秒）"}))
      ->type_name("SECONDS")
      ->check(CLI::Range(0.1, 86'400.0))
      ->excludes(file);
  AddWriteOptions(tree, command, options->write);
}

}  // namespace

void AddClaimCommands(CommandTree& tree) {
  CLI::App& claim = tree.AddNoun("claim", {"Claims on the fund", "代偿申请"});
  AddFile(tree, claim);
  AddStep(tree, claim);
  AddRun(tree, claim);
  AddConfirm(tree, claim);
  AddClaimReadCommands(tree, claim);
}

}  // namespace ippledge::client
