// The commands "cover apply|decide|report|show|list".
#include <CLI/CLI.hpp>
#include <algorithm>
#include <memory>
#include <optional>
#include <string>

#include "client/commands/claim_card.h"
#include "client/commands/commands.h"
#include "client/commands/cover_answers.h"
#include "client/commands/cover_options.h"
#include "client/commands/option_values.h"
#include "client/session.h"
#include "ippledge/v1/cover_service.pb.h"

namespace ippledge::client {
namespace {

constexpr Bilingual kNotApplied = {"the application was not recorded", "备案申请未登记"};
constexpr Bilingual kNotDecided = {"the decision was not recorded", "备案决定未登记"};
constexpr Bilingual kNotReported = {"the report was not recorded", "风险报告未登记"};
constexpr Bilingual kNotShown = {"the cover cannot be shown", "无法显示备案"};
constexpr Bilingual kNotListed = {"the covers cannot be listed", "无法列出备案"};
constexpr int kPageSize = 1000;

struct ApplyOptions {
  LoanWords loan;
  v1::CoverApplication application;
  std::vector<std::string> tags;
  std::optional<int> clean_years;
  std::string registered;
  std::string ip_value;
  WriteOptions write;
};

int Apply(Session& session, const ApplyOptions& options) {
  const absl::StatusOr<std::int64_t> value = AmountOf(options.ip_value, session.language());
  if (!value.ok()) return session.Fail(kNotApplied, value.status());
  v1::ApplyForCoverRequest request;
  options.loan.SetTo(*request.mutable_loan());
  v1::CoverApplication& application = *request.mutable_application();
  application = options.application;
  application.mutable_tags()->Assign(options.tags.begin(), options.tags.end());
  application.set_firm_registration_date(options.registered);
  if (options.clean_years) application.set_clean_credit_years(*options.clean_years);
  if (!options.ip_value.empty()) application.set_ip_value_fen(*value);
  return AskAndTell<v1::ApplyForCoverResponse>(
      session, kNotApplied, options.write, request,
      [&](const v1::ApplyForCoverResponse& answer) { return FactsOf(session, answer.cover()); });
}

struct DecideOptions {
  LoanWords loan;
  v1::StepDecision decision = v1::STEP_DECISION_UNSPECIFIED;
  GroundsWords grounds;
  WriteOptions write;
};

int Decide(Session& session, const DecideOptions& options) {
  v1::DecideCoverRequest request;
  options.loan.SetTo(*request.mutable_loan());
  request.set_decision(options.decision);
  options.grounds.SetTo(*request.mutable_grounds());
  return AskAndTell<v1::DecideCoverResponse>(
      session, kNotDecided, options.write, request,
      [&](const v1::DecideCoverResponse& answer) { return FactsOf(session, answer.cover()); });
}

struct ReportOptions {
  LoanWords loan;
  v1::RiskKind kind = v1::RISK_KIND_UNSPECIFIED;
  std::string date;
  std::string reference;
  bool consent = false;
  WriteOptions write;
};

int Report(Session& session, const ReportOptions& options) {
  v1::ReportRiskRequest request;
  options.loan.SetTo(*request.mutable_loan());
  v1::RiskReport& report = *request.mutable_report();
  report.set_kind(options.kind);
  report.set_report_date(options.date);
  report.set_reference(options.reference);
  report.set_consent(options.consent);
  return AskAndTell<v1::ReportRiskResponse>(session, kNotReported, options.write, request,
                                            [&](const v1::ReportRiskResponse& answer) {
                                              AnswerFacts facts = FactsOf(session, answer.cover());
                                              if (answer.withdrawn_claim().empty()) return facts;
                                              facts.push_back({"withdrawn_claim",
                                                               {"withdrawn claim", "撤回的申请"},
                                                               ColumnKind::kText,
                                                               answer.withdrawn_claim()});
                                              facts.push_back({"released",
                                                               {"released", "释放准备"},
                                                               ColumnKind::kAmount,
                                                               Amount{answer.released_fen()}});
                                              return facts;
                                            });
}

struct ShowOptions {
  LoanWords loan;
  std::int64_t at = 0;
};

int Show(Session& session, const ShowOptions& options) {
  const absl::StatusOr<const v1::Programme*> programme = session.Programme();
  if (!programme.ok()) return session.Fail(kNotShown, programme.status());
  v1::GetCoverRequest request;
  request.set_programme((*programme)->programme());
  options.loan.SetTo(*request.mutable_loan());
  request.set_at(options.at);
  const auto response = session.connection().Ask<v1::GetCoverResponse>(request);
  if (!response.ok()) return session.Fail(kNotShown, response.status());
  return session.Show(CoverCard(*response, session));
}

struct ListOptions {
  std::string bank;
  v1::CoverState state = v1::COVER_STATE_UNSPECIFIED;
  std::int64_t at = 0;
  std::int64_t limit = 50;
};

int List(Session& session, const ListOptions& options) {
  const absl::StatusOr<const v1::Programme*> programme = session.Programme();
  if (!programme.ok()) return session.Fail(kNotListed, programme.status());
  v1::ListCoversRequest request;
  request.set_programme((*programme)->programme());
  request.set_bank(options.bank);
  request.set_state(options.state);
  request.set_at(options.at);
  using enum ColumnKind;
  Document document;
  document.columns = {{"bank", session.Text({"bank", "银行"}), kText},
                      {"contract_number", session.Text({"contract", "合同号"}), kText},
                      {"borrower", session.Text({"borrower", "借款企业"}), kText},
                      {"state", session.Text({"state", "状态"}), kText},
                      {"covered", session.Text({"covered", "备案金额"}), kAmount},
                      {"outstanding", session.Text({"outstanding", "未还本金"}), kAmount},
                      {"policy_id", session.Text({"policy", "政策"}), kText},
                      {"policy_version", session.Text({"version", "版本"}), kCount},
                      {"due_date", session.Text({"until", "办理期限"}), kText},
                      {"claims", session.Text({"claims", "代偿申请"}), kCount}};
  std::int64_t left = options.limit;
  do {
    request.set_page_size(static_cast<std::int32_t>(std::min<std::int64_t>(left, kPageSize)));
    const auto page = session.connection().Ask<v1::ListCoversResponse>(request);
    if (!page.ok()) return session.Fail(kNotListed, page.status());
    for (const v1::Cover& cover : page->covers()) {
      document.rows.push_back({cover.loan().bank(), cover.loan().contract_number(),
                               cover.borrower(), TermText(session, cover.state()),
                               Amount{cover.covered_fen()}, Amount{cover.outstanding_fen()},
                               cover.policy_id(), Count{cover.policy_version()}, cover.due().date(),
                               Count{cover.claim_count()}});
    }
    left -= page->covers_size();
    request.set_page_token(page->next_page_token());
  } while (left > 0 && !request.page_token().empty());
  if (!request.page_token().empty()) {
    session.err() << session.Text(
                         {"more covers follow: raise --limit", "还有更多备案：请加大 --limit"})
                  << '\n';
  }
  return session.Show(document);
}

void AddApply(CommandTree& tree, CLI::App& cover) {
  const auto options = std::make_shared<ApplyOptions>();
  CLI::App& command =
      tree.Add(cover, "apply", {"Ask for cover of a loan, or answer a return", "申请备案或补正"},
               [options](Session& session) { return Apply(session, *options); });
  AddLoanWords(tree, command, options->loan);
  v1::CoverApplication& application = options->application;
  const auto text = [&](const char* name, std::string* value, Bilingual help) {
    command.add_option(name, *value, tree.Text(help))->type_name("TEXT");
  };
  text("--policy", application.mutable_policy_id(),
       {"Policy, where the programme has several", "政策编号（计划有多个政策时）"});
  text("--mode", application.mutable_mode(), {"Share model of the policy", "分担模式"});
  text("--group", application.mutable_group(), {"Group of firms", "企业集团"});
  text("--pledge-mode", application.mutable_pledge_mode(),
       {"direct, indirect or counter-guarantee", "质押方式"});
  text("--security-role", application.mutable_security_role(),
       {"sole, main, combined or quasi-credit", "知识产权质押在担保中的地位"});
  text("--risk-class", application.mutable_risk_class(), {"Risk class", "风险等级"});
  text("--collateral", application.mutable_collateral(), {"Kind of collateral", "押品种类"});
  text("--use", application.mutable_use_of_funds(), {"What the money is for", "贷款用途"});
  command
      .add_option("--tag", options->tags,
                  tree.Text({"Tag of firm or loan; may be repeated", "企业或贷款标签，可重复"}))
      ->type_name("TAG")
      ->allow_extra_args(false);
  AddDate(tree, command, "--firm-registered", options->registered,
          {"Day the firm was registered", "企业成立日期"});
  command
      .add_option("--clean-years", options->clean_years,
                  tree.Text({"Years without a bad credit record", "无不良信用记录年数"}))
      ->check(CLI::Range(0, 100));
  AddAmount(tree, command, "--ip-value", options->ip_value,
            {"Value of the pledged IP", "质押知识产权评估值"});
  const auto elsewhere = [options](std::int64_t count) {
    options->application.set_covered_elsewhere(count > 0);
  };
  command.add_flag_function("--covered-elsewhere", elsewhere,
                            tree.Text({"Another scheme covers it", "已享受其他风险补偿"}));
  AddWriteOptions(tree, command, options->write);
}

void AddDecide(CommandTree& tree, CLI::App& cover) {
  const auto options = std::make_shared<DecideOptions>();
  CLI::App& command = tree.Add(
      cover, "decide", {"Confirm, return, refuse or cancel cover", "备案确认、退回、拒绝或取消"},
      [options](Session& session) { return Decide(session, *options); });
  AddLoanWords(tree, command, options->loan);
  AddTerm(
      tree, command, "decision", options->decision,
      {"accept, return, refuse, cancel", "通过 accept、退回 return、不通过 refuse、撤销 cancel"})
      ->required();
  AddGrounds(tree, command, options->grounds);
  AddWriteOptions(tree, command, options->write);
}

void AddReport(CommandTree& tree, CLI::App& cover) {
  const auto options = std::make_shared<ReportOptions>();
  CLI::App& command = tree.Add(
      cover, "report", {"Report what happened to a covered loan", "报告已备案贷款的风险事项"},
      [options](Session& session) { return Report(session, *options); });
  AddLoanWords(tree, command, options->loan);
  AddTerm(tree, command, "kind", options->kind,
          {"What happened: recall, court-accepted, default, cured, …",
           "事项：recall、court-accepted、default、cured 等"})
      ->required();
  AddDate(tree, command, "--date", options->date, {"Day on which it happened", "发生日期"})
      ->required();
  command
      .add_option("--reference", options->reference,
                  tree.Text({"Number of the case or notice", "案号或通知书编号"}))
      ->type_name("TEXT");
  command.add_flag("--consent", options->consent,
                   tree.Text({"The office agreed to the restructuring", "重组已获主管部门同意"}));
  AddWriteOptions(tree, command, options->write);
}

void AddShow(CommandTree& tree, CLI::App& cover) {
  const auto options = std::make_shared<ShowOptions>();
  CLI::App& command =
      tree.Add(cover, "show", {"A loan's cover, reports and claims", "备案、风险报告与代偿申请"},
               [options](Session& session) { return Show(session, *options); });
  AddLoanWords(tree, command, options->loan);
  AddEntry(tree, command, "--at", options->at, {"As known at this entry", "按该条目时的记录"});
}

void AddList(CommandTree& tree, CLI::App& cover) {
  const auto options = std::make_shared<ListOptions>();
  CLI::App& command =
      tree.Add(cover, "list", {"Covers by bank and contract number", "按银行、合同号列出备案"},
               [options](Session& session) { return List(session, *options); });
  command.add_option("--bank", options->bank, tree.Text({"Only of this bank", "仅该银行"}));
  AddTerm(tree, command, "--state", options->state, {"Only in this state", "仅该状态"});
  AddEntry(tree, command, "--at", options->at, {"As known at this entry", "按该条目时的记录"});
  command
      .add_option("--limit", options->limit,
                  tree.Text({"At most so many (default: 50)", "最多显示的笔数（默认 50）"}))
      ->check(CLI::Range(std::int64_t{1}, std::int64_t{1'000'000}));
}

}  // namespace

void AddCoverCommands(CommandTree& tree) {
  CLI::App& cover =
      tree.AddNoun("cover", {"Cover of loans by the fund", "贷款备案（纳入基金补偿范围）"});
  AddApply(tree, cover);
  AddDecide(tree, cover);
  AddReport(tree, cover);
  AddShow(tree, cover);
  AddList(tree, cover);
}

}  // namespace ippledge::client
