// The commands "loan draw|repay|extend|class|register-pledge|release".
#include <CLI/CLI.hpp>
#include <memory>
#include <string>

#include "client/commands/commands.h"
#include "client/commands/option_values.h"
#include "client/commands/recorded.h"
#include "client/session.h"
#include "ippledge/v1/loan_service.pb.h"

namespace ippledge::client {
namespace {

// All that any of these commands takes; each uses its own.
struct EventOptions {
  std::string bank;
  std::string contract;
  std::string number;
  std::string draw_number;
  std::string date;
  std::string maturity;
  std::string principal;
  std::string interest;
  IpKind kind = IpKind::kUnspecified;
  std::string registration_number;
  LoanClass loan_class = LoanClass::kUnspecified;
  std::int32_t overdue_days = 0;
  WriteOptions write;
};

// The values of amount options were checked when they were parsed.
std::int64_t Fen(const std::string& amount) {
  return AmountOf(amount, Language::kEnglish).value_or(0);
}

template <typename Request>
Request RequestFor(const EventOptions& options) {
  Request request;
  request.mutable_loan()->set_bank(options.bank);
  request.mutable_loan()->set_contract_number(options.contract);
  return request;
}

int Draw(Session& session, const EventOptions& options) {
  auto request = RequestFor<v1::RecordDrawRequest>(options);
  v1::Draw& draw = *request.mutable_draw();
  draw.set_draw_number(options.number);
  draw.set_disbursement_date(options.date);
  draw.set_maturity_date(options.maturity);
  draw.set_principal_fen(Fen(options.principal));
  return AskAndShow<v1::RecordDrawResponse>(session, {"the draw was not recorded", "借据未登记"},
                                            options.write, request);
}

int Repay(Session& session, const EventOptions& options) {
  auto request = RequestFor<v1::RecordRepaymentRequest>(options);
  v1::Repayment& repayment = *request.mutable_repayment();
  repayment.set_repayment_number(options.number);
  repayment.set_draw_number(options.draw_number);
  repayment.set_repayment_date(options.date);
  repayment.set_principal_fen(Fen(options.principal));
  repayment.set_interest_fen(Fen(options.interest));
  return AskAndShow<v1::RecordRepaymentResponse>(
      session, {"the repayment was not recorded", "还款未登记"}, options.write, request);
}

int Extend(Session& session, const EventOptions& options) {
  auto request = RequestFor<v1::RecordExtensionRequest>(options);
  v1::Extension& extension = *request.mutable_extension();
  extension.set_draw_number(options.draw_number);
  extension.set_agreed_date(options.date);
  extension.set_maturity_date(options.maturity);
  return AskAndShow<v1::RecordExtensionResponse>(
      session, {"the extension was not recorded", "展期未登记"}, options.write, request);
}

int Class(Session& session, const EventOptions& options) {
  auto request = RequestFor<v1::RecordClassChangeRequest>(options);
  v1::ClassChange& change = *request.mutable_class_change();
  change.set_change_date(options.date);
  change.set_loan_class(static_cast<v1::LoanClass>(options.loan_class));
  change.set_overdue_days(options.overdue_days);
  return AskAndShow<v1::RecordClassChangeResponse>(
      session, {"the class was not recorded", "分类未登记"}, options.write, request);
}

int RegisterPledge(Session& session, const EventOptions& options) {
  auto request = RequestFor<v1::RecordPledgeRegistrationRequest>(options);
  v1::PledgeRegistration& registration = *request.mutable_pledge_registration();
  registration.set_kind(static_cast<v1::IpKind>(options.kind));
  registration.set_number(options.number);
  registration.set_registration_number(options.registration_number);
  registration.set_registration_date(options.date);
  return AskAndShow<v1::RecordPledgeRegistrationResponse>(
      session, {"the registration was not recorded", "质押登记未录入"}, options.write, request);
}

int Release(Session& session, const EventOptions& options) {
  auto request = RequestFor<v1::RecordPledgeReleaseRequest>(options);
  v1::PledgeRelease& release = *request.mutable_pledge_release();
  release.set_kind(static_cast<v1::IpKind>(options.kind));
  release.set_number(options.number);
  release.set_release_date(options.date);
  return AskAndShow<v1::RecordPledgeReleaseResponse>(
      session, {"the release was not recorded", "解除质押未登记"}, options.write, request);
}

// A command with what all have: BANK CONTRACT and the options of writes.
struct EventCommand {
  CLI::App& app;
  EventOptions& options;
};

EventCommand AddEvent(CommandTree& tree, CLI::App& loan, const std::string& name, Bilingual help,
                      int (*run)(Session&, const EventOptions&)) {
  const auto options = std::make_shared<EventOptions>();
  CLI::App& app = tree.Add(loan, name, help,
                           [options, run](Session& session) { return run(session, *options); });
  app.add_option("bank", options->bank, tree.Text({"Bank", "银行代号"}))->required();
  app.add_option("contract", options->contract, tree.Text({"Contract number", "合同号"}))
      ->required();
  AddWriteOptions(tree, app, options->write);
  // The action, which the app keeps, keeps the options.
  return {app, *options};
}

void AddRight(CommandTree& tree, EventCommand command) {
  AddIpKind(tree, command.app, "--kind", command.options.kind,
            {"Kind of the right: patent, 商标, …", "权利类型：专利、商标……"})
      ->required();
  command.app
      .add_option("--number", command.options.number,
                  tree.Text({"Number of the right as recorded", "权利号（与登记时一致）"}))
      ->required();
}

}  // namespace

void AddLoanEventCommands(CommandTree& tree, CLI::App& loan) {
  constexpr Bilingual kAmountHelp = {"Amount: 500000, 50万元", "金额：500000、50万元"};

  const EventCommand draw =
      AddEvent(tree, loan, "draw", {"Record a further draw", "登记后续借据"}, Draw);
  draw.app.add_option("--number", draw.options.number, tree.Text({"Draw number", "借据号"}))
      ->required();
  AddDate(tree, draw.app, "--date", draw.options.date, {"Day of paying out", "放款日"})->required();
  AddDate(tree, draw.app, "--maturity", draw.options.maturity, {"Due day", "到期日"})->required();
  AddAmount(tree, draw.app, "--principal", draw.options.principal, kAmountHelp)->required();

  const EventCommand repay =
      AddEvent(tree, loan, "repay", {"Record a repayment", "登记还款"}, Repay);
  repay.app
      .add_option("--number", repay.options.number, tree.Text({"Repayment number", "还款编号"}))
      ->required();
  repay.app.add_option("--draw-number", repay.options.draw_number,
                       tree.Text({"Draw it repays", "所还借据号"}));
  AddDate(tree, repay.app, "--date", repay.options.date, {"Day", "还款日"})->required();
  AddAmount(tree, repay.app, "--principal", repay.options.principal, kAmountHelp);
  AddAmount(tree, repay.app, "--interest", repay.options.interest, kAmountHelp);

  const EventCommand extend =
      AddEvent(tree, loan, "extend", {"Record a later maturity", "登记展期"}, Extend);
  extend.app.add_option("--draw-number", extend.options.draw_number,
                        tree.Text({"Only this draw", "仅该借据"}));
  AddDate(tree, extend.app, "--agreed", extend.options.date, {"Day agreed", "协议日"})->required();
  AddDate(tree, extend.app, "--maturity", extend.options.maturity, {"New due day", "新到期日"})
      ->required();

  const EventCommand classing =
      AddEvent(tree, loan, "class", {"Record a new loan class", "登记五级分类"}, Class);
  AddDate(tree, classing.app, "--date", classing.options.date, {"Day of the change", "变更日"})
      ->required();
  AddLoanClass(tree, classing.app, "--class", classing.options.loan_class,
               {"normal, special_mention, 次级, …", "正常、关注、次级、可疑、损失"})
      ->required();
  classing.app
      .add_option("--overdue-days", classing.options.overdue_days,
                  tree.Text({"Days overdue on that day", "当日逾期天数"}))
      ->type_name("DAYS");

  const EventCommand registration =
      AddEvent(tree, loan, "register-pledge",
               {"Record the registration of a right", "登记质押登记号"}, RegisterPledge);
  AddRight(tree, registration);
  registration.app
      .add_option("--registration-number", registration.options.registration_number,
                  tree.Text({"Number of the registration", "质押登记号"}))
      ->required();
  AddDate(tree, registration.app, "--date", registration.options.date,
          {"Day it took effect", "生效日"})
      ->required();

  const EventCommand release =
      AddEvent(tree, loan, "release", {"Record the release of a right", "登记解除质押"}, Release);
  AddRight(tree, release);
  AddDate(tree, release.app, "--date", release.options.date, {"Day of the release", "解除日"})
      ->required();
}

}  // namespace ippledge::client
