// The commands "policy check|show|diff|evaluate": offline, on files. Those that ask a server are in
// terms.cc.
#include "proto/wire/policy.h"

#include <CLI/CLI.hpp>
#include <map>
#include <memory>
#include <string>

#include "absl/strings/str_cat.h"
#include "client/commands/commands.h"
#include "client/commands/policy_verdict.h"
#include "client/json.h"
#include "client/message_file.h"
#include "client/policy_source.h"
#include "client/session.h"
#include "ippledge/v1/policy_facts.pb.h"
#include "ledger/evaluate.h"

namespace ippledge::client {
namespace {

constexpr Bilingual kNotGood = {"the policy cannot be used", "政策文件不可用"};
constexpr Bilingual kNotEvaluated = {"the facts cannot be evaluated", "无法按政策计算"};

struct PolicyOptions {
  std::string file;
  std::string other;
  std::string facts;
};

std::string TitleOf(const Policy& policy, const Session& session) {
  const bool english = session.language() == Language::kEnglish && !policy.title_en.empty();
  return english ? policy.title_en : policy.title_zh;
}

std::string NameLine(const Policy& policy, const Session& session) {
  return absl::StrCat(policy.policy_id, " ", session.Text({"version ", "版本 "}), policy.version,
                      session.Text({", in force from ", "，自 "}),
                      policy.effective_date.value_or(Date()).ToString(),
                      session.Text({"", " 起施行"}), ": ", TitleOf(policy, session));
}

int Check(Session& session, const PolicyOptions& options) {
  const absl::StatusOr<Policy> policy = ReadPolicyFile(options.file);
  if (!policy.ok()) return session.Fail(kNotGood, policy.status());
  Document document;
  document.single = true;
  document.heading = {session.Text({"no fault found", "未发现问题"}), NameLine(*policy, session)};
  document.facts = {{"policy_id", JsonString(policy->policy_id)},
                    {"version", absl::StrCat(policy->version)},
                    {"faults", "0"}};
  document.json = absl::StrCat("{\"policy_id\": ", JsonString(policy->policy_id),
                               ", \"version\": ", policy->version, ", \"faults\": 0}");
  return session.Show(document);
}

int ShowPolicy(Session& session, const PolicyOptions& options) {
  const absl::StatusOr<Policy> policy = ReadPolicyFile(options.file);
  if (!policy.ok()) return session.Fail(kNotGood, policy.status());
  Document document;
  document.heading = {NameLine(*policy, session)};
  document.columns = {{"parameter", session.Text({"parameter", "参数"}), ColumnKind::kText},
                      {"value", session.Text({"value", "取值"}), ColumnKind::kText}};
  for (const auto& [path, value] : PolicyParameters(*policy)) {
    document.rows.push_back({path, value});
  }
  document.json = JsonMessage(wire::FormatPolicy(*policy), JsonStyle::kIndented);
  return session.Show(document);
}

int Diff(Session& session, const PolicyOptions& options) {
  const absl::StatusOr<Policy> from = ReadPolicyFile(options.file);
  if (!from.ok()) return session.Fail(kNotGood, from.status());
  const absl::StatusOr<Policy> to = ReadPolicyFile(options.other);
  if (!to.ok()) return session.Fail(kNotGood, to.status());
  Document document;
  document.heading = {absl::StrCat("- ", NameLine(*from, session)),
                      absl::StrCat("+ ", NameLine(*to, session))};
  document.columns = {{"parameter", session.Text({"parameter", "参数"}), ColumnKind::kText},
                      {"from", session.Text({"from", "原值"}), ColumnKind::kText},
                      {"to", session.Text({"to", "新值"}), ColumnKind::kText}};
  const auto after = PolicyParameters(*to);
  std::map<std::string, std::string> left(after.begin(), after.end());
  for (const auto& [path, value] : PolicyParameters(*from)) {
    const auto found = left.find(path);
    const std::string other = found == left.end() ? "" : found->second;
    if (found != left.end()) left.erase(found);
    if (other != value) document.rows.push_back({path, value, other});
  }
  for (const auto& [path, value] : after) {
    if (left.count(path) != 0) document.rows.push_back({path, std::string(), value});
  }
  if (document.rows.empty()) document.notes = {session.Text({"no difference", "没有差异"})};
  return session.Show(document);
}

int EvaluateFiles(Session& session, const PolicyOptions& options) {
  const absl::StatusOr<Policy> policy = ReadPolicyFile(options.file);
  if (!policy.ok()) return session.Fail(kNotGood, policy.status());
  v1::PolicyFacts message;
  if (const absl::Status read = ReadMessageFile(options.facts, message); !read.ok()) {
    return session.Fail(kNotEvaluated, read);
  }
  Violations violations;
  const std::optional<PolicyFacts> facts = wire::ParsePolicyFacts(message, "", violations);
  if (!facts.has_value()) {
    std::string text;
    for (const Violation& violation : violations.list()) {
      absl::StrAppend(&text, text.empty() ? "" : "\n       ", options.facts, ": ",
                      RowOf(violation.reason).name, ": ",
                      session.Text({EnglishText(violation), ChineseText(violation)}));
    }
    return session.Fail(kNotEvaluated, absl::InvalidArgumentError(text));
  }
  return session.Show(VerdictDocument(wire::FormatVerdict(Evaluate(*policy, *facts)), session));
}

}  // namespace

void AddPolicyCommands(CommandTree& tree) {
  CLI::App& policy = tree.AddNoun("policy", {"Check, compare, try and issue compensation policies",
                                             "检查、比较、试算和发布补偿政策"});
  const auto add = [&](const std::string& name, Bilingual help,
                       int (*run)(Session&, const PolicyOptions&)) -> auto{
    const auto options = std::make_shared<PolicyOptions>();
    CLI::App& command = tree.Add(
        policy, name, help, [options, run](Session& session) { return run(session, *options); });
    return std::pair<CLI::App*, std::shared_ptr<PolicyOptions>>(&command, options);
  };
  const std::string file = tree.Text({"Policy in text form", "政策文件（文本格式）"});
  const auto [check, check_options] =
      add("check",
          {"Say whether a policy is sound, with line and column", "检查政策文件，指出行列"}, Check);
  check->add_option("file", check_options->file, file)->required();
  const auto [show, show_options] =
      add("show", {"Every parameter, also those left at their default", "列出全部参数（含默认值）"},
          ShowPolicy);
  show->add_option("file", show_options->file, file)->required();
  const auto [diff, diff_options] =
      add("diff", {"What changed from one policy to another", "比较两个政策文件"}, Diff);
  diff->add_option("file", diff_options->file, file)->required();
  diff->add_option("other", diff_options->other, file)->required();
  const auto [evaluate, evaluate_options] =
      add("evaluate",
          {"Apply a policy to facts, with every rule looked at", "按政策试算并列出每条规则"},
          EvaluateFiles);
  evaluate->add_option("--policy", evaluate_options->file, file)->required();
  evaluate
      ->add_option(
          "--facts", evaluate_options->facts,
          tree.Text({"PolicyFacts, .json or text form", "事实文件 PolicyFacts：.json 或文本格式"}))
      ->required();
  AddPolicyTermsCommands(tree, policy);
}

}  // namespace ippledge::client
