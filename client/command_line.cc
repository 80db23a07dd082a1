#include "client/command_line.h"

#include <CLI/CLI.hpp>
#include <string>
#include <utility>

#include "absl/strings/match.h"
#include "absl/strings/str_cat.h"
#include "absl/strings/str_replace.h"
#include "absl/strings/strip.h"
#include "client/command_tree.h"
#include "client/commands/commands.h"
#include "client/global_options.h"
#include "client/parse_failure.h"

namespace ippledge::client {
namespace {

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

void AddCommands(CommandTree& tree) {
  AddProgrammeCommands(tree);
  AddBodyCommands(tree);
  AddOpeningCommands(tree);
  AddLoanCommands(tree);
  AddImportCommands(tree);
  AddCoverCommands(tree);
  AddClaimCommands(tree);
  AddRecoveryCommands(tree);
  AddFundCommands(tree);
  AddAccountCommands(tree);
  AddStatementCommands(tree);
  AddReconcileCommands(tree);
  AddPeriodCommands(tree);
  AddTotalsCommand(tree);
  AddTrajectoryCommand(tree);
  AddDiffCommand(tree);
  AddWatchCommand(tree);
  AddReportCommands(tree);
  AddExportCommands(tree);
  AddJournalCommands(tree);
  AddCheckpointCommands(tree);
  AddReceiptCommands(tree);
  AddWitnessCommands(tree);
  AddPolicyCommands(tree);
  AddTermsCommands(tree);
  AddFigureCommands(tree);
  AddApproveCommands(tree);
  AddMemberCommands(tree);
  AddKeyCommands(tree);
  AddQuorumCommands(tree);
  AddSubjectCommands(tree);
  AddActCommands(tree);
  AddAuditCommands(tree);
  AddBackupCommands(tree);
}

}  // namespace

int RunCommandLine(int argc, const char* const* argv, std::ostream& out, std::ostream& err,
                   const Connector& connector) {
  GlobalOptions options;
  GlobalWords words;
  const Language language = LanguageOf(argc, argv);
  CLI::App app(std::string(Bilingual{"A ledger of IP pledge loans: what banks lent, against what "
                                     "target, provable for ever.",
                                     "知识产权质押贷款账簿：银行放款、目标进度，永久可查可证。"}
                               .In(language)),
               "ippledge");
  app.require_subcommand(1);
  app.fallthrough();
  CommandTree tree(app, language);
  AddGlobalOptions(tree, options, words);
  AddCommands(tree);
  try {
    app.parse(argc, argv);
  } catch (const CLI::ParseError& error) {
    // Help and version are "errors" with exit code 0.
    if (error.get_exit_code() == 0) return app.exit(error, out, err);
    PrintParseFailure(app, error, language, err);
    return kExitUsage;
  }
  options.command = Quoted(argc, argv);
  FinishGlobalOptions(words, language, options);
  const absl::Status line = FinishTlsOptions(!app.got_subcommand("approve"), err, options);
  Session session(std::move(options), connector, out, err);
  if (!line.ok()) return session.Fail({"the line cannot be prepared", "无法准备连接"}, line);
  return session.FinishReceipts(tree.chosen()(session));
}

}  // namespace ippledge::client
