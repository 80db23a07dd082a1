// The commands "import
// loans|draws|repayments|classes|extensions|registrations|releases|corrections".
#include <CLI/CLI.hpp>
#include <map>
#include <memory>
#include <string>
#include <utility>

#include "absl/strings/str_cat.h"
#include "client/commands/commands.h"
#include "client/commands/import_progress.h"
#include "client/commands/import_summary.h"
#include "client/commands/pages.h"
#include "client/import/cell.h"
#include "client/import/mapping.h"
#include "client/import/pipeline.h"
#include "client/import/refused_file.h"
#include "client/import_stream.h"
#include "client/interrupt.h"
#include "client/session.h"
#include "ippledge/v1/programme_service.pb.h"
#include "ledger/caller.h"
#include "ledger/status_macros.h"

namespace ippledge::client {
namespace {

constexpr Bilingual kNotImported = {"the file was not imported whole", "文件未能全部导入"};

struct ImportCommandOptions {
  Target target = Target::kLoans;
  std::string file;
  std::string mapping;
  std::string bank;
  std::string refused;
  std::string progress;
  bool dry_run = false;
};

// The partner banks that the programme knows, so that a file may name them.
struct Banks {
  absl::flat_hash_map<std::string, std::string> ids;  // by normal name
  std::map<std::string, std::string> names;           // by id, for the summary
};

absl::StatusOr<Banks> BanksOf(Session& session, const std::string& programme) {
  Banks banks;
  v1::ListBodiesRequest request;
  request.set_programme(programme);
  const auto add = [&](const v1::ListBodiesResponse& page) {
    for (const v1::Body& body : page.bodies()) {
      if (body.kind() != v1::BODY_KIND_PARTNER_BANK) continue;
      for (const std::string& name : {body.name_zh(), body.name_en()}) {
        if (!name.empty()) banks.ids.emplace(NormalHeader(name), body.body_id());
      }
      const bool english = session.language() == Language::kEnglish && !body.name_en().empty();
      banks.names[body.body_id()] = english ? body.name_en() : body.name_zh();
    }
    return true;
  };
  IPPLEDGE_RETURN_IF_ERROR(AskPages<v1::ListBodiesResponse>(session, request, add));
  return banks;
}

// A bank's own file need not say which bank it is.
std::string DefaultBank(const ImportCommandOptions& options, const Session& session) {
  if (!options.bank.empty()) return options.bank;
  const Credentials& caller = session.options().connection.credentials;
  return IsBank(RoleNamed(caller.role)) ? caller.organisation : "";
}

// A fault of the file is one of the command line.
absl::Status AsUsage(const absl::Status& status) { return UsageError(status.message()); }

absl::StatusOr<ImportOptions> OptionsOf(const ImportCommandOptions& options, Session& session) {
  ImportOptions import;
  import.mapping = BuiltInMapping(options.target);
  if (!options.mapping.empty()) {
    absl::StatusOr<CompiledMapping> mapping = LoadMapping(options.mapping, options.target);
    if (!mapping.ok()) return AsUsage(mapping.status());
    import.mapping = *std::move(mapping);
  }
  IPPLEDGE_ASSIGN_OR_RETURN(import.programme, session.ProgrammeId());
  import.rows.default_bank = DefaultBank(options, session);
  import.dry_run = options.dry_run;
  import.refused_path = options.refused;
  if (options.refused.empty() && options.file != "-") {
    import.refused_path = RefusedPathOf(options.file);
  }
  import.interrupted = &Interrupted();
  return import;
}

// What ended the import before its end, and how to go on.
int Stopped(Session& session, const ImportReport& report) {
  const bool chinese = session.language() == Language::kChinese;
  const std::string done = FormatCount(report.fresh + report.already);
  int code = kExitInterrupted;
  if (report.interrupted) {
    session.err() << (chinese ? absl::StrCat("已中断：", done, " 行已入账")
                              : absl::StrCat("interrupted: ", done, " rows are in"))
                  << '\n';
  } else {
    const bool of_file = absl::IsInvalidArgument(report.status);
    code = session.Fail(kNotImported, of_file ? AsUsage(report.status) : report.status);
    // Nothing can go on before the file is mended.
    if (of_file) return code;
  }
  session.err() << (chinese ? "继续导入（已入账的行会自动略过）：\n  "
                            : "to go on (what is in is skipped):\n  ")
                << session.options().command << std::endl;
  return code;
}

int Import(Session& session, const ImportCommandOptions& options) {
  // The pipeline takes the answers that are on their way when it is interrupted.
  session.FinishCallsWhenInterrupted();
  absl::StatusOr<std::unique_ptr<ByteSource>> bytes = OpenFile(options.file);
  if (!bytes.ok()) return session.Fail(kNotImported, AsUsage(bytes.status()));
  absl::StatusOr<ImportOptions> import = OptionsOf(options, session);
  if (!import.ok()) return session.Fail(kNotImported, import.status());
  absl::StatusOr<Banks> banks = BanksOf(session, import->programme);
  if (!banks.ok()) return session.Fail(kNotImported, banks.status());
  import->rows.bank_ids = std::move(banks->ids);

  const auto show = MakeImportProgress(options.progress, session.language(), session.err());
  ImportProgress last;
  import->on_progress = [&](const ImportProgress& progress) { last = progress;
  show(progress, false);
};
TextSource source(*std::move(bytes), import->mapping.encoding);
const std::unique_ptr<RowSink> sink = MakeImportStream(session.connection(), import->programme);
const ImportReport report = RunImport(&source, sink.get(), *std::move(import));
show(last, true);

PrintImportProblems(report, session.language(), session.err());
const int shown = session.Show(ImportSummary(report, options.file, banks->names, session));
if (!report.status.ok()) return Stopped(session, report);
if (shown != kExitOk) return shown;
return report.refused > 0 ? kExitRowsRefused : kExitOk;
}  // namespace

struct TargetHelp {
  Target target;
  Bilingual help;
};

constexpr TargetHelp kTargets[] = {
    {Target::kLoans, {"Loans with their draws", "贷款及借据"}},
    {Target::kDraws, {"Further draws", "后续借据"}},
    {Target::kRepayments, {"Repayments", "还款"}},
    {Target::kClasses, {"Loan classes", "五级分类"}},
    {Target::kExtensions, {"Extensions", "展期"}},
    {Target::kRegistrations, {"Pledge registrations", "质押登记"}},
    {Target::kReleases, {"Pledge releases", "解除质押"}},
    {Target::kCorrections, {"Corrections", "更正"}},
};

}  // namespace ippledge::client

void AddImportCommands(CommandTree& tree) {
  CLI::App& noun = tree.AddNoun(
      "import", {"Take a bank's spreadsheet export (CSV)", "导入银行导出的表格（CSV）"});
  for (const TargetHelp& target : kTargets) {
    const auto options = std::make_shared<ImportCommandOptions>();
    options->target = target.target;
    CLI::App& command = tree.Add(noun, std::string(NameOf(target.target)), target.help,
                                 [options](Session& session) { return Import(session, *options); });
    command.add_option("file", options->file, tree.Text({"CSV file, or -", "CSV 文件，或 -"}))
        ->required();
    command.add_option("--map", options->mapping,
                       tree.Text({"Mapping of another layout", "其他格式的映射文件"}));
    command.add_option("--bank", options->bank,
                       tree.Text({"Bank of rows that name none", "未注明银行的行所属银行"}));
    command.add_option("--refused", options->refused,
                       tree.Text({"Where refused rows go (default: FILE.refused.csv)",
                                  "被拒绝的行写入何处（默认 FILE.refused.csv）"}));
    command
        .add_option("--progress", options->progress,
                    tree.Text({"bar, lines, json or none", "进度显示：bar、lines、json、none"}))
        ->check(CLI::IsMember({"bar", "lines", "json", "none"}));
    command.add_flag("--dry-run", options->dry_run,
                     tree.Text({"Check everything, write nothing", "只检查，不写入"}));
  }
}

}  // namespace ippledge::client
