// The command "act list": what was refused because of who asked, and what was administered.
#include <CLI/CLI.hpp>
#include <cstdint>
#include <memory>
#include <string>

#include "absl/strings/str_cat.h"
#include "client/commands/commands.h"
#include "client/commands/cover_answers.h"
#include "client/commands/pages.h"
#include "client/json.h"
#include "client/session.h"
#include "ippledge/v1/admin_service.pb.h"

namespace ippledge::client {
namespace {

constexpr Bilingual kNotListed = {"the acts cannot be listed", "无法列出操作记录"};
constexpr std::int64_t kActsDefault = 100;

Document DocumentOf(const Session& session, const v1::ListKeptActsResponse& all) {
  Document document;
  document.json = JsonMessage(all, JsonStyle::kIndented);
  using enum ColumnKind;
  document.columns = {{"number", session.Text({"number", "序号"}), kCount},
                      {"time", session.Text({"time", "时间"}), kText},
                      {"organisation", session.Text({"organisation", "机构"}), kText},
                      {"role", session.Text({"role", "角色"}), kText},
                      {"person", session.Text({"person", "人员"}), kText},
                      {"method", session.Text({"method", "操作"}), kText},
                      {"reason", session.Text({"refused for", "拒绝原因"}), kText},
                      {"field", session.Text({"field", "字段"}), kText},
                      {"repeated", session.Text({"more of it", "重复次数"}), kCount},
                      {"peer", session.Text({"from", "来源"}), kText},
                      {"text", session.Text({"what else", "说明"}), kText}};
  for (const v1::KeptAct& act : all.acts()) {
    document.rows.push_back(
        {Count{act.number()}, act.has_time() ? FormatTime(act.time()) : "", act.organisation(),
         act.role() == v1::ROLE_UNSPECIFIED ? "" : TermText(session, act.role()), act.person(),
         act.method(), act.reason(), act.field(), Count{act.repeated()}, act.peer(), act.text()});
  }
  return document;
}

int List(Session& session, std::int64_t count) {
  const absl::StatusOr<std::string> programme = session.ProgrammeId();
  if (!programme.ok()) return session.Fail(kNotListed, programme.status());
  v1::ListKeptActsRequest request;
  request.set_programme(*programme);
  v1::ListKeptActsResponse all;
  const absl::Status asked = AskPages<v1::ListKeptActsResponse>(
      session, request, [&](const v1::ListKeptActsResponse& page) {
        AddPage(page, all);
        return count == 0 || all.acts_size() < count;
      });
  if (!asked.ok()) return session.Fail(kNotListed, asked);
  const auto shown = static_cast<int>(count);
  if (count > 0 && all.acts_size() > shown) {
    all.mutable_acts()->DeleteSubrange(shown, all.acts_size() - shown);
  }
  return session.Show(DocumentOf(session, all));
}

}  // namespace

void AddActCommands(CommandTree& tree) {
  CLI::App& noun = tree.AddNoun("act", {"Acts that are no entries", "未入账的操作"});
  const auto count = std::make_shared<std::int64_t>(kActsDefault);
  CLI::App& list = tree.Add(
      noun, "list",
      {"Refused calls and administration, newest first; auditor, security officer or operator",
       "被拒绝的操作与系统管理操作，最新在前（审计、安全、系统管理员）"},
      [count](Session& session) { return List(session, *count); });
  list.add_option("--count", *count,
                  tree.Text({"So many at most, 0 for all (default: 100)",
                             "最多条数，0 为全部（默认 100）"}))
      ->check(CLI::Range(std::int64_t{0}, std::int64_t{10'000'000}));
}

}  // namespace ippledge::client
