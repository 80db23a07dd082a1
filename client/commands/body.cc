// The commands "body register|list".
#include <CLI/CLI.hpp>
#include <memory>
#include <string>

#include "absl/strings/str_cat.h"
#include "client/commands/commands.h"
#include "client/commands/pages.h"
#include "client/commands/recorded.h"
#include "client/message_file.h"
#include "client/session.h"
#include "ippledge/v1/programme_service.pb.h"

namespace ippledge::client {
namespace {

constexpr Bilingual kNotRegistered = {"not all bodies were registered", "未能登记全部机构"};
constexpr Bilingual kNotListed = {"the bodies cannot be listed", "无法列出机构"};

struct RegisterOptions {
  std::string file;
  WriteOptions write;
};

std::string NameFor(const v1::Body& body, Language language) {
  return language == Language::kChinese || body.name_en().empty() ? body.name_zh() : body.name_en();
}

// One call a body: each is idempotent by its content, so a broken run is run again whole.
int Register(Session& session, const RegisterOptions& options) {
  v1::ListBodiesResponse bodies;
  if (const absl::Status read = ReadMessageFile(options.file, bodies); !read.ok()) {
    return session.Fail(kNotRegistered, read);
  }
  const absl::StatusOr<std::string> programme = session.ProgrammeId();
  if (!programme.ok()) return session.Fail(kNotRegistered, programme.status());
  const bool table = session.FormatOr(Format::kTable) == Format::kTable;
  Document document;
  document.columns = {{"body_id", session.Text({"body", "机构代号"}), ColumnKind::kText},
                      {"name", session.Text({"name", "名称"}), ColumnKind::kText},
                      {"outcome", session.Text({"outcome", "结果"}), ColumnKind::kText},
                      {"entry", session.Text({"entry", "条目"}), ColumnKind::kCount}};
  int code = kExitOk;
  for (const v1::Body& body : bodies.bodies()) {
    v1::RegisterBodyRequest request;
    request.set_programme(*programme);
    request.set_request_id(NewRequestId());
    request.set_validate_only(options.write.dry_run);
    *request.mutable_body() = body;
    const auto response = session.connection().Ask<v1::RegisterBodyResponse>(request);
    if (!response.ok()) {
      session.err() << body.body_id() << '\n';
      const int failed = session.Fail(kNotRegistered, response.status());
      if (code == kExitOk) code = failed;
      if (failed == kExitUnavailable || failed == kExitDenied) break;  // the others would fail too
      continue;
    }
    const v1::Recorded& recorded = response->recorded();
    document.rows.push_back(
        {body.body_id(), NameFor(body, session.language()),
         table ? session.Text(LabelOf(recorded.outcome())) : KeyOf(recorded.outcome()),
         Count{recorded.entry()}});
  }
  const int shown = session.Show(document);
  return code == kExitOk ? shown : code;
}

int List(Session& session) {
  v1::ListBodiesRequest request;
  const absl::StatusOr<std::string> programme = session.ProgrammeId();
  if (!programme.ok()) return session.Fail(kNotListed, programme.status());
  request.set_programme(*programme);
  const auto fill = [&session](const v1::ListBodiesResponse& all, Document& document) {
    document.columns = {
        {"body_id", session.Text({"body", "机构代号"}), ColumnKind::kText},
        {"kind", session.Text({"kind", "类型"}), ColumnKind::kText},
        {"name", session.Text({"name", "名称"}), ColumnKind::kText},
        {"standing", session.Text({"standing", "状态"}), ColumnKind::kText},
        {"agreement_date", session.Text({"agreement", "协议日期"}), ColumnKind::kText},
        {"branches", session.Text({"branches", "网点数"}), ColumnKind::kCount}};
    const bool table = session.FormatOr(Format::kTable) == Format::kTable;
    for (const v1::Body& body : all.bodies()) {
      const BodyKind kind = static_cast<BodyKind>(body.kind());
      const Standing standing = static_cast<Standing>(body.standing());
      document.rows.push_back(
          {body.body_id(), table ? session.Text(LabelOf(kind)) : std::string(NameOf(kind)),
           NameFor(body, session.language()),
           table ? session.Text(LabelOf(standing)) : std::string(NameOf(standing)),
           body.agreement_date(), Count{body.branch_codes_size()}});
    }
  };
  return ShowPages<v1::ListBodiesResponse>(session, kNotListed, request, fill);
}

}  // namespace

void AddBodyCommands(CommandTree& tree) {
  CLI::App& body = tree.AddNoun(
      "body", {"Register and list the organisations that take part", "登记、列出参与机构"});
  const auto options = std::make_shared<RegisterOptions>();
  CLI::App& command =
      tree.Add(body, "register", {"Register all bodies of a file", "登记文件中的全部机构"},
               [options](Session& session) { return Register(session, *options); });
  command
      .add_option("file", options->file,
                  tree.Text({"ListBodiesResponse in text form or .json: bodies { body_id: … }",
                             "机构文件：文本格式或 .json（bodies { body_id: … }）"}))
      ->required();
  command.add_flag("--dry-run", options->write.dry_run,
                   tree.Text({"Check everything, write nothing", "只检查，不写入"}));
  tree.Add(body, "list", {"All bodies", "全部机构"}, List);
}

}  // namespace ippledge::client
