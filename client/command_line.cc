#include "client/command_line.h"

#include <CLI/CLI.hpp>
#include <algorithm>
#include <cstddef>
#include <map>
#include <string>
#include <utility>
#include <vector>

#include "absl/strings/match.h"
#include "absl/strings/str_cat.h"
#include "absl/strings/str_replace.h"
#include "absl/strings/strip.h"
#include "client/command_tree.h"
#include "client/commands/commands.h"
#include "client/failure.h"
#include "client/interrupt.h"
#include "ledger/caller.h"

namespace ippledge::client {
namespace {

constexpr Bilingual kCannotRun = {"the command line cannot be understood", "命令行无法识别"};
constexpr char kVersion[] = "ippledge 0.1.0";
// A word of a command is taken for another one when so many letters differ.
constexpr std::size_t kEditsMax = 2;

// --lang decides in which language the help is, so it is looked for before anything is parsed.
Language LanguageOf(int argc, const char* const* argv) {
  for (int i = 1; i < argc; ++i) {
    absl::string_view value = argv[i];
    if (value == "--lang" && i + 1 < argc) {
      value = argv[i + 1];
    } else if (!absl::ConsumePrefix(&value, "--lang=")) {
      continue;
    }
    return absl::StartsWithIgnoreCase(value, "zh") ? Language::kChinese : Language::kEnglish;
  }
  return LanguageOfEnvironment();
}

struct GlobalTexts {
  std::string format;
  std::string lang;
  double timeout_seconds = 30;
};

const std::map<std::string, AmountUnit>& Units() {
  static const auto* const units = new std::map<std::string, AmountUnit>{
      {"fen", AmountUnit::kFen},  {"yuan", AmountUnit::kYuan}, {"wan", AmountUnit::kWan},
      {"yi", AmountUnit::kYi},    {"分", AmountUnit::kFen},    {"元", AmountUnit::kYuan},
      {"万元", AmountUnit::kWan}, {"亿元", AmountUnit::kYi}};
  return *units;
}

std::string RoleFault(const std::string& text) {
  const Role role = RoleNamed(text);
  if (role != Role::kUnspecified && role != Role::kSystem) return "";
  std::string known;
  for (int i = 1; i < static_cast<int>(Role::kSystem); ++i) {
    absl::StrAppend(&known, i > 1 ? ", " : "", NameOf(static_cast<Role>(i)));
  }
  return absl::StrCat("\"", text, "\" is none of ", known);
}

void AddGlobalOptions(CommandTree& tree, GlobalOptions& options, GlobalTexts& texts) {
  CLI::App& app = tree.root();
  ConnectionOptions& connection = options.connection;
  app.add_option("--server", connection.server, tree.Text({"Server", "服务器"}))
      ->type_name("HOST:PORT")
      ->envname("IPPLEDGE_SERVER")
      ->capture_default_str();
  app.add_option("--programme", options.programme,
                 tree.Text({"Programme; default: the server's only one", "计划；默认唯一的计划"}))
      ->envname("IPPLEDGE_PROGRAMME");
  app.add_option(
         "--as", connection.credentials.role,
         tree.Text({"Role: bank_maker, bank_checker, fund_manager, ip_office, "
                    "finance_bureau, auditor, reporter, operator",
                    "角色：bank_maker 银行经办、bank_checker 银行复核、fund_manager 基金管理、"
                    "ip_office 知识产权局、finance_bureau 财政、auditor 审计、reporter 报表、"
                    "operator 运维"}))
      ->type_name("ROLE")
      ->envname("IPPLEDGE_ROLE")
      ->check(RoleFault, "");
  app.add_option("--organisation", connection.credentials.organisation,
                 tree.Text({"Body that calls", "机构代号"}))
      ->type_name("BODY")
      ->envname("IPPLEDGE_ORGANISATION");
  app.add_option("--person", connection.credentials.person,
                 tree.Text({"Person or system id, a pseudonym", "人员或系统编号（化名）"}))
      ->envname("IPPLEDGE_PERSON");
  app.add_option("-o,--output", texts.format,
                 tree.Text({"table, json, jsonl or csv", "输出格式：table、json、jsonl、csv"}))
      ->type_name("FORMAT")
      ->check(CLI::IsMember({"table", "json", "jsonl", "csv"}));
  app.add_option(
         "--out", options.out_path,
         tree.Text({"Write to a file; its ending says the form", "写入文件，按扩展名定格式"}))
      ->type_name("FILE");
  app.add_option("--unit", options.unit,
                 tree.Text({"Amounts in yuan, wan (万元), yi (亿元) or fen",
                            "金额单位：yuan 元、wan 万元、yi 亿元、fen 分"}))
      ->type_name("UNIT")
      ->transform(CLI::CheckedTransformer(Units(), CLI::ignore_case).description(""));
  app.add_option("--lang", texts.lang, tree.Text({"zh or en (default: LANG)", "语言：zh 或 en"}))
      ->check(CLI::IsMember({"zh", "en"}));
  app.add_option("--timeout", texts.timeout_seconds,
                 tree.Text({"Seconds for each try of a call", "每次调用的时限（秒）"}))
      ->type_name("SECONDS")
      ->check(CLI::Range(0.001, 86'400.0))
      ->capture_default_str();
  app.add_flag("--verbose", options.verbose,
               tree.Text({"Errors with reason, request id and numbers", "显示错误的全部细节"}));
  app.set_version_flag("--version", kVersion);
}

// The words as a shell would take them again.
std::string Quoted(int argc, const char* const* argv) {
  std::string command;
  for (int i = 0; i < argc; ++i) {
    const std::string word = argv[i];
    const bool plain =
        !word.empty() && word.find_first_of(" \t\n\"'\\$`!*?[]{}()<>|&;#~") == std::string::npos;
    absl::StrAppend(
        &command, i > 0 ? " " : "",
        plain ? word : absl::StrCat("'", absl::StrReplaceAll(word, {{"'", "'\\''"}}), "'"));
  }
  return command;
}

// Letters to insert, delete, replace or swap with their neighbour.
std::size_t Edits(absl::string_view a, absl::string_view b) {
  std::vector<std::vector<std::size_t>> cost(a.size() + 1, std::vector<std::size_t>(b.size() + 1));
  for (std::size_t i = 0; i <= a.size(); ++i) cost[i][0] = i;
  for (std::size_t j = 0; j <= b.size(); ++j) cost[0][j] = j;
  for (std::size_t i = 1; i <= a.size(); ++i) {
    for (std::size_t j = 1; j <= b.size(); ++j) {
      cost[i][j] = std::min({cost[i - 1][j] + 1, cost[i][j - 1] + 1,
                             cost[i - 1][j - 1] + (a[i - 1] == b[j - 1] ? 0 : 1)});
      const bool swapped = i > 1 && j > 1 && a[i - 1] == b[j - 2] && a[i - 2] == b[j - 1];
      if (swapped) cost[i][j] = std::min(cost[i][j], cost[i - 2][j - 2] + 1);
    }
  }
  return cost[a.size()][b.size()];
}

// The command below the deepest one understood that is most like `word`; empty when none is.
std::string MostLike(const CLI::App& app, const std::string& word) {
  std::string best;
  std::size_t best_edits = kEditsMax + 1;
  for (const CLI::App* command : app.get_subcommands(nullptr)) {
    const std::size_t edits = Edits(word, command->get_name());
    if (edits < best_edits) {
      best_edits = edits;
      best = command->get_name();
    }
  }
  return best;
}

int Refuse(const CLI::App& root, const CLI::ParseError& error, Language language,
           std::ostream& err) {
  const CLI::App* deepest = &root;
  std::string path = "ippledge";
  while (!deepest->get_subcommands().empty()) {
    deepest = deepest->get_subcommands().front();
    absl::StrAppend(&path, " ", deepest->get_name());
  }
  std::string why = error.what();
  std::string to_do = language == Language::kChinese ? absl::StrCat("用“", path, " --help”查看用法")
                                                     : absl::StrCat("see \"", path, " --help\"");
  for (const std::string& word : root.remaining(true)) {
    if (absl::StartsWith(word, "-")) continue;
    const std::string like = MostLike(*deepest, word);
    if (like.empty()) continue;
    why = language == Language::kChinese ? absl::StrCat("没有命令“", path, " ", word, "”")
                                         : absl::StrCat("there is no \"", path, " ", word, "\"");
    to_do = language == Language::kChinese
                ? absl::StrCat("您是否要用“", path, " ", like, "”？")
                : absl::StrCat("did you mean \"", path, " ", like, "\"?");
    break;
  }
  PrintProblem(kCannotRun.In(language), why, to_do, language, err);
  return kExitUsage;
}

void AddCommands(CommandTree& tree) {
  AddProgrammeCommands(tree);
  AddBodyCommands(tree);
  AddOpeningCommands(tree);
  AddLoanCommands(tree);
  AddImportCommands(tree);
  AddTotalsCommand(tree);
  AddTrajectoryCommand(tree);
  AddDiffCommand(tree);
  AddWatchCommand(tree);
  AddReportCommands(tree);
  AddExportCommands(tree);
  AddJournalCommands(tree);
}

}  // namespace

int RunCommandLine(int argc, const char* const* argv, std::ostream& out, std::ostream& err,
                   const Connector& connector) {
  GlobalOptions options;
  GlobalTexts texts;
  options.language = LanguageOf(argc, argv);
  CLI::App app(std::string(Bilingual{"A ledger of IP pledge loans: what banks lent, against what "
                                     "target, provable for ever.",
                                     "知识产权质押贷款账簿：银行放款、目标进度，永久可查可证。"}
                               .In(options.language)),
               "ippledge");
  app.require_subcommand(1);
  app.fallthrough();
  CommandTree tree(app, options.language);
  AddGlobalOptions(tree, options, texts);
  AddCommands(tree);
  try {
    app.parse(argc, argv);
  } catch (const CLI::ParseError& error) {
    // Help and version are "errors" with exit code 0.
    if (error.get_exit_code() == 0) return app.exit(error, out, err);
    return Refuse(app, error, options.language, err);
  }
  options.command = Quoted(argc, argv);
  options.format = FormatNamed(texts.format);
  options.connection.timeout = absl::Seconds(texts.timeout_seconds);
  options.connection.accept_language = std::string(LanguageTag(options.language));
  options.connection.interrupted = &Interrupted();
  Session session(std::move(options), connector, out, err);
  return tree.chosen()(session);
}

}  // namespace ippledge::client
