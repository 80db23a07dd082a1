// The command "statement import".
#include <CLI/CLI.hpp>
#include <algorithm>
#include <map>
#include <memory>
#include <string>
#include <utility>

#include "absl/strings/ascii.h"
#include "absl/strings/escaping.h"
#include "absl/strings/str_cat.h"
#include "absl/strings/str_replace.h"
#include "client/commands/commands.h"
#include "client/commands/import_progress.h"
#include "client/commands/option_values.h"
#include "client/commands/pages.h"
#include "client/commands/reconciliation_options.h"
#include "client/commands/recorded.h"
#include "client/commands/statement_sender.h"
#include "client/commands/statement_source.h"
#include "client/session.h"
#include "ledger/status_macros.h"

namespace ippledge::client {
namespace {

constexpr Bilingual kNotImported = {"the file was not imported whole", "文件未能全部导入"};
constexpr int kImportIdHashDigits = 12;

struct ImportOptions {
  StatementSource source;
  std::string account;
  std::string from;
  std::string through;
  std::string progress;
  bool dry_run = false;
};

// What the ledger knows of an import id.
struct KnownStatement {
  v1::RecordedStatement counts;  // unset header: none
  int withdrawn = 0;
};

// A statement of the file, ready to be sent.
struct Task {
  v1::StatementHeader header;
  const Statement* statement = nullptr;
};

// A number as it is compared: 6222-0001 0002 is 622200010002.
std::string PlainNumber(const std::string& number) {
  return absl::AsciiStrToUpper(
      absl::StrReplaceAll(number, {{" ", ""}, {"-", ""}, {"\t", ""}, {"\u3000", ""}}));
}

// Banks mask numbers in some exports: 6222****0001.
bool FitsMask(const std::string& masked, const std::string& number) {
  const std::string first = masked.substr(0, masked.find('*'));
  const std::string last = masked.substr(masked.rfind('*') + 1);
  return number.size() >= first.size() + last.size() && number.starts_with(first) &&
         number.ends_with(last);
}

class Import {
 public:
  Import(Session& session, const ImportOptions& options) : session_(session), options_(options) {}

  int Run() {
    // Between two parts the command itself looks for Ctrl-C.
    session_.FinishCallsWhenInterrupted();
    absl::StatusOr<StatementFile> file = ReadStatementSource(options_.source, session_.language());
    if (!file.ok()) return session_.Fail(kNotImported, file.status());
    file_ = *std::move(file);
    if (const absl::Status status = Prepare(); !status.ok()) {
      return session_.Fail(kNotImported, status);
    }
    const absl::Status sent = SendAll();
    whole_ = sent.ok();
    Tell(sent);
    const int shown = session_.Show(Summary());
    return sent.ok() ? shown : ExitCodeOf(sent);
  }

 private:
  std::string Say(Bilingual text) const { return session_.Text(text); }

  // Everything that can be refused before anything is written.
  absl::Status Prepare() {
    IPPLEDGE_ASSIGN_OR_RETURN(const v1::Programme* programme, session_.Programme());
    programme_ = programme->programme();
    for (const Statement& statement : file_.statements) {
      const std::string& currency = programme->constitution().currency_code();
      if (statement.currency.empty() || statement.currency == currency) continue;
      return absl::InvalidArgumentError(
          absl::StrCat(Say({"the statement is in ", "对账单币种为 "}), statement.currency,
                       Say({", the programme in ", "，本计划为 "}), currency));
    }
    IPPLEDGE_ASSIGN_OR_RETURN(accounts_, AccountsOf(session_));
    IPPLEDGE_RETURN_IF_ERROR(TakeBodies());
    for (std::size_t i = 0; i < file_.statements.size(); ++i) {
      IPPLEDGE_RETURN_IF_ERROR(AddTask(static_cast<int>(i)));
    }
    return absl::OkStatus();
  }

  absl::Status TakeBodies() {
    v1::ListBodiesRequest request;
    request.set_programme(programme_);
    return AskPages<v1::ListBodiesResponse>(session_, request, [&](const auto& page) {
      for (const v1::Body& body : page.bodies()) lines_.AddBody(body);
      return true;
    });
  }

  absl::StatusOr<std::string> AccountFor(const Statement& statement) const {
    const std::string said = PlainNumber(statement.account);
    for (const v1::RegisteredAccount& registered : accounts_.accounts()) {
      const v1::BankAccount& account = registered.account();
      const std::string number = PlainNumber(account.number());
      if (options_.account.empty() ? !said.empty() && number == said
                                   : account.account_id() == options_.account) {
        const bool other = !said.empty() && number != said &&
                           (said.find('*') == std::string::npos || !FitsMask(said, number));
        if (!other) return account.account_id();
        return absl::InvalidArgumentError(
            absl::StrCat(Say({"the statement is of account ", "对账单账号为 "}), statement.account,
                         Say({", not of ", "，不是 "}), account.number()));
      }
    }
    if (!options_.account.empty()) {
      return absl::NotFoundError(
          absl::StrCat(Say({"no account is registered as ", "没有登记账户 "}), options_.account));
    }
    if (said.empty()) {
      return UsageError(Say({"the file does not say which account it is of: give --account",
                             "文件未载明账号：请用 --account 填写"}));
    }
    return absl::NotFoundError(
        absl::StrCat(Say({"no account is registered with the number ", "没有登记账号 "}),
                     statement.account, Say({"; --account chooses one", "；可用 --account 指定"})));
  }

  absl::Status AddTask(int index) {
    const Statement& statement = file_.statements[static_cast<std::size_t>(index)];
    Task task;
    task.statement = &statement;
    v1::StatementHeader& header = task.header;
    IPPLEDGE_ASSIGN_OR_RETURN(*header.mutable_account_id(), AccountFor(statement));
    IPPLEDGE_ASSIGN_OR_RETURN(
        const StatementDays days,
        DaysOf(statement, options_.from, options_.through, session_.language()));
    const std::string hash = absl::BytesToHexString(
        absl::string_view(reinterpret_cast<const char*>(file_.sha256.data()), file_.sha256.size()));
    header.set_import_id(absl::StrCat(hash.substr(0, kImportIdHashDigits), "-", index));
    header.set_statement_number(lines_.Cut(statement.statement_number, kReferenceCharsSent,
                                           statement.source_line, "statement number"));
    header.set_format(
        lines_.Cut(file_.variant.empty() ? NameOf(file_.format) : absl::string_view(file_.variant),
                   kReferenceCharsSent, statement.source_line, "format"));
    header.set_file_sha256(hash);
    header.set_file_bytes(file_.bytes);
    header.set_statement_in_file(index);
    header.set_from_date(days.from.ToString());
    header.set_to_date(days.through.ToString());
    // check.h has seen to it that both are there.
    const Balance* opening = FindBalance(statement, BalanceKind::kOpening);
    const Balance* closing = FindBalance(statement, BalanceKind::kClosing);
    if (opening == nullptr || closing == nullptr) {
      return absl::InvalidArgumentError(
          Say({"the statement has no opening or closing balance", "对账单缺少期初或期末余额"}));
    }
    header.set_opening_fen(opening->amount.fen());
    header.set_closing_fen(closing->amount.fen());
    header.set_line_count(static_cast<std::int64_t>(statement.lines.size()));
    IPPLEDGE_RETURN_IF_ERROR(Learn(header.account_id()));
    tasks_.push_back(std::move(task));
    return absl::OkStatus();
  }

  // What the ledger has of an account's statements, once.
  absl::Status Learn(const std::string& account) {
    if (!learnt_.emplace(account, true).second) return absl::OkStatus();
    v1::ListStatementsRequest request;
    request.set_programme(programme_);
    request.set_account_id(account);
    return AskPages<v1::ListStatementsResponse>(session_, request, [&](const auto& page) {
      for (const v1::RecordedStatement& statement : page.statements()) {
        KnownStatement& known = known_[statement.header().import_id()];
        if (statement.state() == v1::STATEMENT_STATE_COUNTS) known.counts = statement;
        if (statement.state() == v1::STATEMENT_STATE_WITHDRAWN) ++known.withdrawn;
      }
      return true;
    });
  }

  absl::Status SendAll() {
    ImportProgress progress;
    progress.bytes_total = 0;
    for (const Task& task : tasks_) progress.bytes_total += task.header.line_count();
    const auto show = MakeImportProgress(options_.progress, session_.language(), session_.err());
    StatementSender sender(session_.connection(), programme_, [&](std::int64_t lines) {
      progress.rows += lines;
      progress.fresh += lines;
      progress.bytes_done += lines;
      show(progress, false);
    });
    absl::Status status;
    for (const Task& task : tasks_) {
      const KnownStatement& known = known_[task.header.import_id()];
      SentStatement sent;
      if (known.counts.header().SerializeAsString() == task.header.SerializeAsString()) {
        sent.opened = known.counts.opened_entry();
        sent.recorded.set_outcome(v1::OUTCOME_ALREADY_RECORDED);
        sent.recorded.set_entry(known.counts.closed_entry());
        progress.already += task.header.line_count();
        progress.rows += task.header.line_count();
        progress.bytes_done += task.header.line_count();
      } else if (options_.dry_run) {
        status = sender.Check(task.header, known.withdrawn, sent);
      } else {
        status = sender.Send(task.header, *task.statement, known.withdrawn, lines_, sent);
      }
      sent_.push_back(std::move(sent));
      if (!status.ok()) break;
    }
    show(progress, true);
    return status;
  }

  // Why it ended, and what became of the statement that was being sent.
  void Tell(const absl::Status& status) {
    for (const std::string& remark : file_.remarks) Remark(remark);
    for (const std::string& remark : lines_.Remarks()) Remark(remark);
    if (status.ok()) return;
    session_.Fail(kNotImported, status);
    const std::string& id = tasks_[sent_.size() - 1].header.import_id();
    const SentStatement& last = sent_.back();
    if (last.withdrawn) {
      session_.err() << Say({"statement ", "对账单 "}) << id
                     << Say({" was withdrawn: nothing of it counts", " 已撤回：没有任何内容生效"})
                     << std::endl;
    } else if (!last.withdrawing.ok()) {
      session_.err() << Say({"statement ", "对账单 "}) << id
                     << Say({" is still open, without effect, and could not be withdrawn: ",
                             " 仍未导入完毕（未生效），且未能撤回："})
                     << last.withdrawing.message() << "\n  ippledge statement withdraw " << id
                     << " --text …" << std::endl;
    } else if (!options_.dry_run &&
               (ExitCodeOf(status) == kExitUnavailable || ExitCodeOf(status) == kExitInterrupted)) {
      session_.err() << Say({"to go on where it was:\n  ", "继续导入：\n  "})
                     << session_.options().command << std::endl;
    }
  }

  void Remark(const std::string& text) {
    session_.err() << Say({"remark: ", "说明："}) << text << '\n';
  }

  std::string OutcomeText(const SentStatement& sent) const {
    const bool table = session_.FormatOr(Format::kTable) == Format::kTable;
    const v1::Outcome outcome = sent.recorded.outcome();
    if (sent.withdrawn) return table ? Say({"withdrawn", "已撤回"}) : "WITHDRAWN";
    // A write that did not come to its end.
    if (outcome == v1::OUTCOME_UNSPECIFIED || (!whole_ && &sent == &sent_.back())) {
      return table ? Say({"not recorded", "未登记"}) : "NOT_RECORDED";
    }
    return table ? session_.Text(LabelOf(outcome)) : KeyOf(outcome);
  }

  Document Summary() const {
    using enum ColumnKind;
    Document document;
    document.columns = {{"import_id", Say({"statement", "导入编号"}), kText},
                        {"account_id", Say({"account", "账户"}), kText},
                        {"from_date", Say({"from", "起始"}), kText},
                        {"to_date", Say({"to", "截止"}), kText},
                        {"opening", Say({"opening", "期初余额"}), kAmount},
                        {"closing", Say({"closing", "期末余额"}), kAmount},
                        {"lines", Say({"lines", "笔数"}), kCount},
                        {"outcome", Say({"outcome", "结果"}), kText},
                        {"entry", Say({"entry", "条目"}), kCount}};
    for (std::size_t i = 0; i < sent_.size(); ++i) {
      const v1::StatementHeader& header = tasks_[i].header;
      const std::int64_t entry = sent_[i].recorded.entry();
      document.rows.push_back({header.import_id(), header.account_id(), header.from_date(),
                               header.to_date(), Amount{header.opening_fen()},
                               Amount{header.closing_fen()}, Count{header.line_count()},
                               OutcomeText(sent_[i]), entry > 0 ? Cell(Count{entry}) : Cell()});
    }
    return document;
  }

  Session& session_;
  const ImportOptions& options_;
  StatementFile file_;
  std::string programme_;
  v1::ListAccountsResponse accounts_;
  LineMaker lines_;
  std::map<std::string, bool> learnt_;
  std::map<std::string, KnownStatement> known_;  // by import id
  std::vector<Task> tasks_;
  std::vector<SentStatement> sent_;  // as many of the tasks as were begun
  bool whole_ = true;
};

}  // namespace

void AddStatementImportCommand(CommandTree& tree, CLI::App& statement) {
  const auto options = std::make_shared<ImportOptions>();
  CLI::App& command =
      tree.Add(statement, "import",
               {"Take a bank's statement in; may be run again", "导入银行对账单，可重复执行"},
               [options](Session& session) { return Import(session, *options).Run(); });
  AddStatementSource(tree, command, options->source);
  command
      .add_option("--account", options->account,
                  tree.Text({"Account (default: by the number in the file)",
                             "账户（默认按文件中的账号查找）"}))
      ->type_name("ID");
  AddDate(tree, command, "--from", options->from,
          {"First day it covers, where the file does not say", "起始日（文件未载时）"});
  AddDate(tree, command, "--through", options->through,
          {"Last day it covers, where the file does not say", "截止日（文件未载时）"});
  command
      .add_option("--progress", options->progress,
                  tree.Text({"bar, lines, json or none", "进度显示：bar、lines、json、none"}))
      ->check(CLI::IsMember({"bar", "lines", "json", "none"}));
  command.add_flag("--dry-run,--validate-only", options->dry_run,
                   tree.Text({"Check everything, write nothing", "只检查，不写入"}));
}

}  // namespace ippledge::client
