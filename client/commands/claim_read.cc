// The commands "claim show|queue".
#include <CLI/CLI.hpp>
#include <algorithm>
#include <memory>
#include <string>

#include "absl/strings/str_cat.h"
#include "client/commands/claim_card.h"
#include "client/commands/commands.h"
#include "client/commands/cover_answers.h"
#include "client/commands/cover_options.h"
#include "client/commands/option_values.h"
#include "client/session.h"
#include "ippledge/v1/claim_service.pb.h"

namespace ippledge::client {
namespace {

constexpr Bilingual kNotShown = {"the claim cannot be shown", "无法显示代偿申请"};
constexpr Bilingual kNotListed = {"the queue cannot be listed", "无法列出待办"};
constexpr int kPageSize = 1000;

struct ShowOptions {
  LoanWords loan;
  std::string claim;
  std::int64_t at = 0;
};

int Show(Session& session, const ShowOptions& options) {
  const absl::StatusOr<const v1::Programme*> programme = session.Programme();
  if (!programme.ok()) return session.Fail(kNotShown, programme.status());
  v1::GetClaimRequest request;
  request.set_programme((*programme)->programme());
  options.loan.SetTo(*request.mutable_loan());
  request.set_claim_number(options.claim);
  request.set_at(options.at);
  const auto response = session.connection().Ask<v1::GetClaimResponse>(request);
  if (!response.ok()) return session.Fail(kNotShown, response.status());
  return session.Show(ClaimCard(*response, session));
}

struct QueueOptions {
  std::string bank;
  v1::WorkStep step = v1::WORK_STEP_UNSPECIFIED;
  v1::Role role = v1::ROLE_UNSPECIFIED;
  std::string due_through;
  bool overdue = false;
  std::int64_t limit = 50;
};

std::string RolesText(const Session& session, const v1::WorkItem& item) {
  std::string text;
  for (int i = 0; i < item.roles_size(); ++i) {
    absl::StrAppend(&text, i > 0 ? session.Text({", ", "、"}) : "",
                    TermText(session, item.roles(i)));
  }
  return text;
}

int Queue(Session& session, const QueueOptions& options) {
  const absl::StatusOr<std::string> programme = session.ProgrammeId();
  if (!programme.ok()) return session.Fail(kNotListed, programme.status());
  v1::ListWorkRequest request;
  request.set_programme(*programme);
  request.set_bank(options.bank);
  request.set_step(options.step);
  request.set_role(options.role);
  request.set_due_through_date(options.due_through);
  request.set_overdue_only(options.overdue);
  using enum ColumnKind;
  Document document;
  document.columns = {{"due_date", session.Text({"until", "办理期限"}), kText},
                      {"overdue", session.Text({"overdue", "已逾期"}), kText},
                      {"step", session.Text({"to be done", "待办"}), kText},
                      {"roles", session.Text({"by", "办理方"}), kText},
                      {"bank", session.Text({"bank", "银行"}), kText},
                      {"contract_number", session.Text({"contract", "合同号"}), kText},
                      {"claim_number", session.Text({"claim", "代偿申请"}), kText},
                      {"recovery_number", session.Text({"recovery", "追偿"}), kText}};
  std::int64_t left = options.limit;
  do {
    request.set_page_size(static_cast<std::int32_t>(std::min<std::int64_t>(left, kPageSize)));
    const auto page = session.connection().Ask<v1::ListWorkResponse>(request);
    if (!page.ok()) return session.Fail(kNotListed, page.status());
    document.heading = {
        absl::StrCat(session.Text({"business date ", "业务日期 "}), page->business_date())};
    for (const v1::WorkItem& item : page->items()) {
      document.rows.push_back({item.due_date(), item.overdue(), TermText(session, item.step()),
                               RolesText(session, item), item.loan().bank(),
                               item.loan().contract_number(), item.claim_number(),
                               item.recovery_number()});
    }
    left -= page->items_size();
    request.set_page_token(page->next_page_token());
  } while (left > 0 && !request.page_token().empty());
  if (!request.page_token().empty()) {
    session.err() << session.Text(
                         {"more is to be done: raise --limit", "还有更多待办：请加大 --limit"})
                  << '\n';
  }
  return session.Show(document);
}

}  // namespace

void AddClaimReadCommands(CommandTree& tree, CLI::App& claim) {
  const auto show = std::make_shared<ShowOptions>();
  CLI::App& show_command =
      tree.Add(claim, "show", {"A claim, and why it is what it is", "代偿申请及计算依据"},
               [show](Session& session) { return Show(session, *show); });
  AddLoanWords(tree, show_command, show->loan);
  show_command.add_option("claim", show->claim,
                          tree.Text({"Number of the claim (not needed where there is one)",
                                     "代偿申请编号（只有一笔时可省略）"}));
  AddEntry(tree, show_command, "--at", show->at, {"As known at this entry", "按该条目时的记录"});

  const auto queue = std::make_shared<QueueOptions>();
  CLI::App& queue_command =
      tree.Add(claim, "queue", {"What is to be done, by last day", "待办事项，按期限排列"},
               [queue](Session& session) { return Queue(session, *queue); });
  queue_command.add_option("--bank", queue->bank, tree.Text({"Only of this bank", "仅该银行"}));
  AddTerm(tree, queue_command, "--step", queue->step, {"Only this step", "仅该步骤"});
  AddTerm(tree, queue_command, "--role", queue->role,
          {"Only what this role may do", "仅该角色可办理的事项"});
  AddDate(tree, queue_command, "--due-through", queue->due_through,
          {"Only what is due by this day", "仅期限不晚于该日的事项"});
  queue_command.add_flag("--overdue", queue->overdue,
                         tree.Text({"Only what is overdue", "仅已逾期事项"}));
  queue_command
      .add_option("--limit", queue->limit,
                  tree.Text({"At most so many (default: 50)", "最多显示的条数（默认 50）"}))
      ->check(CLI::Range(std::int64_t{1}, std::int64_t{1'000'000}));
}

}  // namespace ippledge::client
