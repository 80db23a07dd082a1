// The command "statement check": offline, what is understood of a bank's file.
#include <CLI/CLI.hpp>
#include <memory>
#include <string>

#include "absl/strings/escaping.h"
#include "absl/strings/str_cat.h"
#include "absl/strings/str_join.h"
#include "client/commands/commands.h"
#include "client/commands/statement_source.h"
#include "client/json.h"
#include "client/session.h"

namespace ippledge::client {
namespace {

constexpr Bilingual kRefused = {"the file is no statement that adds up", "文件不是可核对的对账单"};

std::string HashText(const StatementFile& file) {
  return absl::BytesToHexString(
      absl::string_view(reinterpret_cast<const char*>(file.sha256.data()), file.sha256.size()));
}

std::string FormText(const StatementFile& file) {
  return file.variant.empty() ? std::string(NameOf(file.format)) : file.variant;
}

Cell AmountOf(const Statement& statement, BalanceKind kind) {
  const Balance* balance = FindBalance(statement, kind);
  return balance == nullptr ? Cell() : Cell(Amount{balance->amount.fen()});
}

std::string DayText(const std::optional<Date>& day) {
  return day.has_value() ? day->ToString() : std::string();
}

std::vector<Column> StatementColumns(const Session& session) {
  using enum ColumnKind;
  return {{"account", session.Text({"account", "账号"}), kText},
          {"account_name", session.Text({"holder", "户名"}), kText},
          {"statement_number", session.Text({"number", "对账单号"}), kText},
          {"currency", session.Text({"currency", "币种"}), kText},
          {"from_date", session.Text({"from", "起始"}), kText},
          {"to_date", session.Text({"to", "截止"}), kText},
          {"opening", session.Text({"opening", "期初余额"}), kAmount},
          {"came_in", session.Text({"came in", "收入"}), kAmount},
          {"went_out", session.Text({"went out", "支出"}), kAmount},
          {"closing", session.Text({"closing", "期末余额"}), kAmount},
          {"line_count", session.Text({"lines", "笔数"}), kCount},
          {"turned_round", session.Text({"newest first", "原为倒序"}), kText}};
}

Row RowOf(const Statement& statement) {
  std::int64_t in = 0;
  std::int64_t out = 0;
  for (const StatementLine& line : statement.lines) {
    (line.amount.fen() > 0 ? in : out) += line.amount.fen();
  }
  const absl::StatusOr<StatementDays> days = DaysOf(statement, "", "", Language::kEnglish);
  return {statement.account,
          statement.account_name,
          statement.statement_number,
          statement.currency,
          days.ok() ? days->from.ToString() : DayText(statement.from_date),
          days.ok() ? days->through.ToString() : DayText(statement.to_date),
          AmountOf(statement, BalanceKind::kOpening),
          Amount{in},
          Amount{-out},
          AmountOf(statement, BalanceKind::kClosing),
          Count{static_cast<std::int64_t>(statement.lines.size())},
          statement.turned_round};
}

std::vector<Column> LineColumns(const Session& session) {
  using enum ColumnKind;
  return {{"statement", session.Text({"statement", "对账单序"}), kCount},
          {"source_line", session.Text({"line", "文件行"}), kCount},
          {"booking_date", session.Text({"date", "记账日"}), kText},
          {"value_date", session.Text({"value date", "起息日"}), kText},
          {"amount", session.Text({"amount", "发生额"}), kAmount},
          {"balance", session.Text({"balance", "余额"}), kAmount},
          {"bank_reference", session.Text({"bank reference", "流水号"}), kText},
          {"own_reference", session.Text({"own reference", "凭证号"}), kText},
          {"code", session.Text({"code", "交易类型"}), kText},
          {"reversal", session.Text({"reversal", "冲正"}), kText},
          {"counterparty_name", session.Text({"other side", "对方户名"}), kText},
          {"counterparty_account", session.Text({"its account", "对方账号"}), kText},
          {"counterparty_bank", session.Text({"its bank", "对方开户行"}), kText},
          {"text", session.Text({"text", "摘要"}), kText}};
}

Row RowOf(const StatementLine& line, std::int64_t statement) {
  return {Count{statement},
          Count{line.source_line},
          line.booking_date.ToString(),
          DayText(line.value_date),
          Amount{line.amount.fen()},
          line.balance.has_value() ? Cell(Amount{line.balance->fen()}) : Cell(),
          line.bank_reference,
          line.own_reference,
          line.code,
          line.reversal,
          line.counterparty_name,
          line.counterparty_account,
          line.counterparty_bank,
          line.text};
}

// Rows as a JSON array, for a fact.
std::string JsonRows(const std::vector<Column>& columns, const std::vector<Row>& rows) {
  std::string text = "[";
  for (const Row& row : rows) {
    absl::StrAppend(&text, text.size() > 1 ? "," : "", "\n  {");
    for (std::size_t i = 0; i < row.size(); ++i) {
      absl::StrAppend(&text, i > 0 ? "," : "", JsonString(JsonKey(columns[i])), ":",
                      JsonText(row[i]));
    }
    text += '}';
  }
  return text + "]";
}

int Check(Session& session, const StatementSource& source) {
  const absl::StatusOr<StatementFile> file = ReadStatementSource(source, session.language());
  if (!file.ok()) return session.Fail(kRefused, file.status());
  Document document;
  document.heading = AlignedLines(
      {{session.Text({"file", "文件"}), source.file},
       {session.Text({"format", "格式"}),
        absl::StrCat(FormText(*file), file->encoding.empty() ? "" : ", ", file->encoding)},
       {session.Text({"size", "大小"}),
        absl::StrCat(FormatCount(file->bytes), session.Text({" bytes", " 字节"}))},
       {"SHA-256", HashText(*file)}});
  // People get the statements, programs besides all lines.
  document.table_columns = StatementColumns(session);
  for (const Statement& statement : file->statements) {
    document.table_rows.push_back(RowOf(statement));
  }
  if (session.FormatOr(Format::kTable) != Format::kTable) {
    document.columns = LineColumns(session);
    for (std::size_t i = 0; i < file->statements.size(); ++i) {
      for (const StatementLine& line : file->statements[i].lines) {
        document.rows.push_back(RowOf(line, static_cast<std::int64_t>(i)));
      }
    }
  }
  const auto quote = [](std::string* text, const std::string& remark) {
    text->append(JsonString(remark));
  };
  document.rows_key = "lines";
  document.facts = {{"format", JsonString(FormText(*file))},
                    {"encoding", JsonString(file->encoding)},
                    {"file_sha256", JsonString(HashText(*file))},
                    {"file_bytes", absl::StrCat(file->bytes)},
                    {"remarks", absl::StrCat("[", absl::StrJoin(file->remarks, ", ", quote), "]")},
                    {"statements", JsonRows(document.table_columns, document.table_rows)}};
  for (const std::string& remark : file->remarks) {
    document.notes.push_back(absl::StrCat(session.Text({"remark: ", "说明："}), remark));
  }
  return session.Show(document);
}

}  // namespace

void AddStatementCheckCommand(CommandTree& tree, CLI::App& statement) {
  const auto source = std::make_shared<StatementSource>();
  CLI::App& command =
      tree.Add(statement, "check",
               {"Offline: what is understood of a bank's file, or its faults with line and column",
                "离线检查银行文件：显示识别结果，或指出错误的行列"},
               [source](Session& session) { return Check(session, *source); });
  AddStatementSource(tree, command, *source);
}

}  // namespace ippledge::client
