#include "client/global_options.h"

#include <CLI/CLI.hpp>
#include <map>
#include <utility>

#include "absl/strings/str_cat.h"
#include "absl/time/clock.h"
#include "client/exit_code.h"
#include "client/interrupt.h"
#include "client/tls_files.h"
#include "ledger/caller.h"
#include "ledger/status_macros.h"

namespace ippledge::client {
namespace {

constexpr char kVersion[] = "ippledge " IPPLEDGE_VERSION;

const std::map<std::string, AmountUnit>& Units() {
  static const auto* const units = new std::map<std::string, AmountUnit>{
      {"fen", AmountUnit::kFen},  {"yuan", AmountUnit::kYuan}, {"wan", AmountUnit::kWan},
      {"yi", AmountUnit::kYi},    {"分", AmountUnit::kFen},    {"元", AmountUnit::kYuan},
      {"万元", AmountUnit::kWan}, {"亿元", AmountUnit::kYi}};
  return *units;
}

// What goes into a header of the line: gRPC takes nothing else there.
std::string PlainFault(const std::string& text) {
  for (const char c : text) {
    if (c <= ' ' || c > '~') return absl::StrCat("\"", text, "\": ASCII only, without spaces");
  }
  return "";
}

std::string RoleFault(const std::string& text) {
  const Role role = RoleNamed(text);
  if (role != Role::kUnspecified && role != Role::kSystem) return "";
  std::string known;
  for (int i = 1; i < kRoleCount; ++i) {
    if (static_cast<Role>(i) == Role::kSystem) continue;
    absl::StrAppend(&known, i > 1 ? ", " : "", NameOf(static_cast<Role>(i)));
  }
  return absl::StrCat("\"", text, "\" is none of ", known);
}

// What CLI11 itself says in help; commands take it over as they are added.
void TranslateHelp(CommandTree& tree) {
  CLI::App& app = tree.root();
  app.option_defaults()->group(tree.Text({"Options", "选项"}));
  app.set_help_flag("-h,--help", tree.Text({"Show this and end", "显示帮助"}));
  const auto label = [&](const char* key, Bilingual text) {
    app.get_formatter()->label(key, tree.Text(text));
  };
  label("Usage", {"Usage", "用法"});
  label("OPTIONS", {"OPTIONS", "选项"});
  label("SUBCOMMAND", {"COMMAND", "命令"});
  label("Positionals", {"Arguments", "参数"});
  label("REQUIRED", {"REQUIRED", "必填"});
  label("Env", {"Env", "环境变量"});
}

void AddTlsOptions(CommandTree& tree, GlobalOptions& options) {
  CLI::App& app = tree.root();
  app.add_option("--ca", options.tls.authorities,
                 tree.Text({"Who issued the server's certificate; makes the line TLS",
                            "服务器证书的签发机构证书；指定后使用 TLS"}))
      ->type_name("FILE")
      ->envname("IPPLEDGE_CA");
  app.add_option("--cert", options.tls.certificate,
                 tree.Text({"Certificate of who calls; it says role, organisation and person",
                            "调用方证书（含角色、机构、人员）"}))
      ->type_name("FILE")
      ->envname("IPPLEDGE_CERT");
  app.add_option("--key", options.tls.key, tree.Text({"Its private key", "证书私钥"}))
      ->type_name("FILE")
      ->envname("IPPLEDGE_KEY");
  app.add_option("--server-name", options.server_name,
                 tree.Text({"Name in the server's certificate, if it is not that of --server",
                            "服务器证书中的名称（与 --server 不同时）"}))
      ->type_name("NAME")
      ->envname("IPPLEDGE_SERVER_NAME");
  app.add_option("--receipt", options.receipt_path,
                 tree.Text({"Keep the receipt of what a command records in this file, for "
                            "ippledge-verify",
                            "将登记结果的回执存入此文件，供 ippledge-verify 验证"}))
      ->type_name("FILE");
  app.add_option("--draft", options.draft_path,
                 tree.Text({"Put a write into this new file instead of sending it, for a second "
                            "person to approve",
                            "将写入操作存为草稿文件，供第二人批准，暂不提交"}))
      ->type_name("FILE");
}

// Over TLS nobody says who calls but the certificate.
absl::Status CheckSaidOnce(const GlobalOptions& options) {
  const Credentials& who = options.connection.credentials;
  const std::pair<const std::string*, const char*> said[] = {
      {&who.role, "--as (IPPLEDGE_ROLE)"},
      {&who.organisation, "--organisation (IPPLEDGE_ORGANISATION)"},
      {&who.person, "--person (IPPLEDGE_PERSON)"}};
  for (const auto& [value, name] : said) {
    if (value->empty()) continue;
    return UsageError(absl::StrCat("leave ", name, " out: the certificate of --cert says it"));
  }
  if (who.second_person.empty()) return absl::OkStatus();
  return UsageError(
      "leave --second-person (IPPLEDGE_SECOND_PERSON) out: over TLS the second person approves a "
      "draft, see --draft and \"ippledge approve\"");
}

}  // namespace

absl::Status FinishTlsOptions(bool calls_server, std::ostream& err, GlobalOptions& options) {
  if (!options.tls.any()) return absl::OkStatus();
  IPPLEDGE_RETURN_IF_ERROR(CheckSaidOnce(options));
  IPPLEDGE_ASSIGN_OR_RETURN(
      TlsLine line, ReadTlsLine(options.tls, calls_server, absl::Now(), options.language, err));
  line.server_name = options.server_name;
  options.connection.credentials = HolderOf(line.certificate).who;
  options.connection.tls = std::move(line);
  return absl::OkStatus();
}

void AddGlobalOptions(CommandTree& tree, GlobalOptions& options, GlobalWords& words) {
  TranslateHelp(tree);
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
                    "finance_bureau, auditor, reporter, operator, security_officer",
                    "角色：bank_maker 银行经办、bank_checker 银行复核、fund_manager 基金管理、"
                    "ip_office 知识产权局、finance_bureau 财政、auditor 审计、reporter 报表、"
                    "operator 运维、security_officer 安全管理"}))
      ->type_name("ROLE")
      ->envname("IPPLEDGE_ROLE")
      ->check(RoleFault, "");
  app.add_option("--organisation", connection.credentials.organisation,
                 tree.Text({"Body that calls", "机构代号"}))
      ->type_name("BODY")
      ->envname("IPPLEDGE_ORGANISATION")
      ->check(PlainFault, "");
  app.add_option("--person", connection.credentials.person,
                 tree.Text({"Person or system id, a pseudonym", "人员或系统编号（化名）"}))
      ->envname("IPPLEDGE_PERSON")
      ->check(PlainFault, "");
  app.add_option("--second-person", connection.credentials.second_person,
                 tree.Text({"Who acts with that person, where two must: money out of the fund",
                            "共同办理的第二人（基金付款须两人）"}))
      ->type_name("PERSON")
      ->envname("IPPLEDGE_SECOND_PERSON")
      ->check(PlainFault, "");
  AddTlsOptions(tree, options);
  app.add_option("-o,--output", words.format,
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
  app.add_option("--lang", words.language,
                 tree.Text({"zh or en (default: LANG)", "语言：zh 或 en"}))
      ->check(CLI::IsMember({"zh", "en"}));
  app.add_option("--timeout", words.timeout_seconds,
                 tree.Text({"Seconds for each try of a call", "每次调用的时限（秒）"}))
      ->type_name("SECONDS")
      ->check(CLI::Range(0.001, 86'400.0))
      ->capture_default_str();
  app.add_flag("--verbose", options.verbose,
               tree.Text({"Errors with reason, request id and numbers", "显示错误的全部细节"}));
  app.set_version_flag("--version", kVersion, tree.Text({"Show the version", "显示版本"}));
}

void FinishGlobalOptions(const GlobalWords& words, Language language, GlobalOptions& options) {
  options.language = language;
  options.format = FormatNamed(words.format);
  options.connection.timeout = absl::Seconds(words.timeout_seconds);
  options.connection.accept_language = std::string(LanguageTag(language));
  options.connection.interrupted = &Interrupted();
}

}  // namespace ippledge::client
