#include "client/commands/import_summary.h"

#include <cstdint>
#include <limits>

#include "absl/strings/str_cat.h"
#include "client/json.h"

namespace ippledge::client {
namespace {

// Sums of a file may pass what a cell holds; no real one does.
Amount AmountOf(absl::int128 fen) {
  const absl::int128 most = std::numeric_limits<std::int64_t>::max();
  return Amount{static_cast<std::int64_t>(fen > most ? most : fen)};
}

std::int64_t RowsPerSecond(const ImportReport& report) {
  const std::int64_t answered = report.fresh + report.already + report.refused;
  return report.seconds > 0
             ? static_cast<std::int64_t>(static_cast<double>(answered) / report.seconds)
             : answered;
}

std::vector<std::string> Heading(const ImportReport& report, const Session& session) {
  const bool chinese = session.language() == Language::kChinese;
  std::vector<std::string> lines;
  if (report.dry_run) {
    lines.push_back(session.Text({"dry run: nothing was written", "试运行：未写入任何数据"}));
    for (const std::string& column : report.understood) lines.push_back(absl::StrCat("  ", column));
  }
  lines.push_back(
      chinese ? absl::StrCat(FormatCount(report.rows), " 行：新增 ", FormatCount(report.fresh),
                             "，已有 ", FormatCount(report.already), "，拒绝 ",
                             FormatCount(report.refused), "；略过 ", FormatCount(report.skipped),
                             "；每秒 ", FormatCount(RowsPerSecond(report)), " 行")
              : absl::StrCat(FormatCount(report.rows), " rows: ", FormatCount(report.fresh),
                             " new, ", FormatCount(report.already), " already there, ",
                             FormatCount(report.refused), " refused; ", FormatCount(report.skipped),
                             " skipped; ", FormatCount(RowsPerSecond(report)), " rows/s"));
  for (const std::string& bank : report.banks_registered) {
    lines.push_back(absl::StrCat(session.Text({"registered bank ", "已登记银行 "}), bank));
  }
  if (!report.refused_path.empty()) {
    lines.push_back(absl::StrCat(session.Text({"refused rows, to mend and import again: ",
                                               "被拒绝的行（改正后可重新导入）："}),
                                 report.refused_path));
  }
  return lines;
}

std::string ProblemsJson(const ImportReport& report, Language language) {
  std::string text;
  for (const Problem& problem : report.problems) {
    absl::StrAppend(&text, text.empty() ? "" : ",", "\n  {\"row\":", problem.row,
                    ",\"column\":", JsonString(problem.column),
                    ",\"reason\":", JsonString(problem.reason), ",\"message\":",
                    JsonString(language == Language::kChinese ? problem.chinese : problem.english),
                    "}");
  }
  return absl::StrCat("[", text, "]");
}

std::vector<std::pair<std::string, std::string>> Facts(const ImportReport& report,
                                                       const std::string& file, Language language) {
  return {{"target", JsonString(NameOf(report.target))},
          {"file", JsonString(file)},
          {"dry_run", report.dry_run ? "true" : "false"},
          {"complete", report.status.ok() ? "true" : "false"},
          {"rows", absl::StrCat(report.rows)},
          {"new", absl::StrCat(report.fresh)},
          {"already", absl::StrCat(report.already)},
          {"refused", absl::StrCat(report.refused)},
          {"skipped", absl::StrCat(report.skipped)},
          {"rows_per_second", absl::StrCat(RowsPerSecond(report))},
          {"messages_resent", absl::StrCat(report.resent)},
          {"last_entry", absl::StrCat(report.last_entry)},
          {"refused_file", report.refused_path.empty() ? "null" : JsonString(report.refused_path)},
          {"problems", ProblemsJson(report, language)},
          {"problems_more", absl::StrCat(report.problems_more)}};
}

}  // namespace

Document ImportSummary(const ImportReport& report, const std::string& file,
                       const std::map<std::string, std::string>& names, const Session& session) {
  using enum ColumnKind;
  Document document;
  document.heading = Heading(report, session);
  document.facts = Facts(report, file, session.language());
  document.rows_key = "banks";
  document.columns = {{"bank", session.Text({"bank", "银行"}), kText},
                      {"bank_name", session.Text({"name", "名称"}), kText},
                      {"rows", session.Text({"rows", "行数"}), kCount},
                      {"new", session.Text({"new", "新增"}), kCount},
                      {"already", session.Text({"already there", "已有"}), kCount},
                      {"refused", session.Text({"refused", "拒绝"}), kCount},
                      {"amount", session.Text({"amount", "金额"}), kAmount},
                      {"new_amount", session.Text({"new amount", "新增金额"}), kAmount}};
  BankFigures sum;
  for (const BankFigures& bank : report.banks) {
    const auto name = names.find(bank.bank);
    document.rows.push_back({bank.bank, name == names.end() ? std::string() : name->second,
                             Count{bank.rows}, Count{bank.fresh}, Count{bank.already},
                             Count{bank.refused}, AmountOf(bank.amount_fen),
                             AmountOf(bank.fresh_fen)});
    sum.rows += bank.rows;
    sum.fresh += bank.fresh;
    sum.already += bank.already;
    sum.refused += bank.refused;
    sum.amount_fen += bank.amount_fen;
    sum.fresh_fen += bank.fresh_fen;
  }
  if (report.banks.size() > 1) {
    document.table_columns = document.columns;
    document.table_rows = document.rows;
    document.table_rows.push_back({session.Text({"total", "合计"}), std::string(), Count{sum.rows},
                                   Count{sum.fresh}, Count{sum.already}, Count{sum.refused},
                                   AmountOf(sum.amount_fen), AmountOf(sum.fresh_fen)});
  }
  return document;
}

void PrintImportProblems(const ImportReport& report, Language language, std::ostream& err) {
  const bool chinese = language == Language::kChinese;
  for (const Problem& problem : report.problems) {
    err << (chinese ? absl::StrCat("第 ", problem.row, " 行") : absl::StrCat("row ", problem.row));
    if (!problem.column.empty()) err << (chinese ? "，" : ", ") << problem.column;
    err << (chinese ? "：" : ": ") << (chinese ? problem.chinese : problem.english) << " ("
        << problem.reason << ")\n";
  }
  if (report.problems_more > 0) {
    err << (chinese ? absl::StrCat("另有 ", FormatCount(report.problems_more), " 处问题")
                    : absl::StrCat("and ", FormatCount(report.problems_more), " more problems"))
        << '\n';
  }
  for (const ImportNote& note : report.notes) {
    err << (chinese ? absl::StrCat("第 ", note.row, " 行：", note.chinese)
                    : absl::StrCat("row ", note.row, ": ", note.english))
        << '\n';
  }
}

}  // namespace ippledge::client
