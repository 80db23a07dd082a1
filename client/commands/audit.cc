// The commands "audit list|run": what audits of the journal found, and one by the server itself.
#include <CLI/CLI.hpp>
#include <cstdint>
#include <memory>
#include <string>

#include "absl/strings/escaping.h"
#include "client/commands/commands.h"
#include "client/commands/option_values.h"
#include "client/commands/pages.h"
#include "client/json.h"
#include "client/session.h"
#include "ippledge/v1/admin_service.pb.h"

namespace ippledge::client {
namespace {

constexpr Bilingual kNotBegun = {"no audit was begun", "审计未开始"};
constexpr Bilingual kNotListed = {"the audits cannot be listed", "无法列出审计结果"};

int List(Session& session, std::int64_t at) {
  const absl::StatusOr<std::string> programme = session.ProgrammeId();
  if (!programme.ok()) return session.Fail(kNotListed, programme.status());
  v1::ListAuditsRequest request;
  request.set_programme(*programme);
  request.set_at(at);
  const auto fill = [&session](const v1::ListAuditsResponse& all, Document& document) {
    using enum ColumnKind;
    document.columns = {{"entry", session.Text({"entry", "条目"}), kCount},
                        {"through_entry", session.Text({"through entry", "审至条目"}), kCount},
                        {"findings", session.Text({"findings", "问题数"}), kCount},
                        {"first_finding", session.Text({"first finding", "首个问题"}), kText},
                        {"program", session.Text({"program", "程序"}), kText},
                        {"root", session.Text({"root", "树根"}), kText}};
    for (const v1::RecordedAudit& audit : all.audits()) {
      const v1::AuditResult& result = audit.result();
      document.rows.push_back({Count{audit.entry()}, Count{result.through_entry()},
                               Count{result.findings()}, result.first_finding(), result.program(),
                               absl::BytesToHexString(result.root())});
    }
  };
  return ShowPages<v1::ListAuditsResponse>(session, kNotListed, request, fill);
}

int Begin(Session& session) {
  const absl::StatusOr<std::string> programme = session.ProgrammeId();
  if (!programme.ok()) return session.Fail(kNotBegun, programme.status());
  v1::StartAuditRequest request;
  request.set_programme(*programme);
  const auto answer = session.connection().Ask<v1::StartAuditResponse>(request);
  if (!answer.ok()) return session.Fail(kNotBegun, answer.status());
  Document document;
  document.json = JsonMessage(*answer, JsonStyle::kIndented);
  document.columns = {
      {"through_entry", session.Text({"through entry", "审至条目"}), ColumnKind::kCount}};
  document.rows.push_back({Count{answer->through_entry()}});
  return session.Show(document);
}

}  // namespace

void AddAuditCommands(CommandTree& tree) {
  CLI::App& noun = tree.AddNoun("audit", {"What audits of the journal found", "账簿审计结果"});
  const auto at = std::make_shared<std::int64_t>(0);
  CLI::App& list = tree.Add(noun, "list", {"All audits, in order", "按顺序列出全部审计"},
                            [at](Session& session) { return List(session, *at); });
  AddEntry(tree, list, "--at", *at,
           {"As known at this entry (default: now)", "按该条目时的记录（默认当前）"});
  tree.Add(noun, "run",
           {"Have the server audit itself up to now; the result comes into the list",
            "让服务器审计自身账簿至当前，结果记入列表"},
           Begin);
}

}  // namespace ippledge::client
