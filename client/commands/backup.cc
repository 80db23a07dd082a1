// The command "backup create": a copy of a programme on the server's disk.
#include <CLI/CLI.hpp>
#include <memory>
#include <string>
#include <utility>
#include <vector>

#include "absl/time/time.h"
#include "client/commands/commands.h"
#include "client/json.h"
#include "client/output.h"
#include "client/session.h"
#include "ippledge/v1/admin_service.pb.h"

namespace ippledge::client {
namespace {

constexpr Bilingual kNotMade = {"no backup was made", "未能备份"};
// A backup takes as long as its files take to be read.
constexpr absl::Duration kTimeoutMin = absl::Hours(2);

absl::Status SaveNote(Session& session, const std::string& path, const std::string& note) {
  auto output = Output::Open(path, Format::kTable, session.err());
  if (!output.ok()) return output.status();
  (*output)->stream() << note;
  return (*output)->Close();
}

int Create(Session& session, const std::string& note_path) {
  session.TimeOutAfter(kTimeoutMin);
  const absl::StatusOr<std::string> programme = session.ProgrammeId();
  if (!programme.ok()) return session.Fail(kNotMade, programme.status());
  v1::BackUpRequest request;
  request.set_programme(*programme);
  const auto response = session.connection().Ask<v1::BackUpResponse>(request);
  if (!response.ok()) return session.Fail(kNotMade, response.status());
  using enum ColumnKind;
  Document document;
  document.single = true;
  document.json = JsonMessage(*response, JsonStyle::kIndented);
  document.columns = {{"folder", session.Text({"folder", "目录"}), kText},
                      {"position", session.Text({"signed entries", "已签名条目数"}), kCount},
                      {"last_entry", session.Text({"last entry", "最后条目"}), kCount},
                      {"bytes", session.Text({"bytes", "字节数"}), kCount}};
  document.rows = {{response->folder(), Count{response->position()}, Count{response->last_entry()},
                    Count{response->bytes()}}};
  document.notes = {session.Text(
      {"It lies on the server's machine: copy it to another one, its checkpoint to a third.",
       "备份位于服务器本机：请另存至其他机器，并将其中的检查点文件存于第三处。"})};
  const int shown = session.Show(document);
  if (shown != kExitOk || note_path.empty()) return shown;
  const absl::Status saved = SaveNote(session, note_path, response->checkpoint());
  return saved.ok() ? shown
                    : session.Fail({"the checkpoint was not saved", "检查点未能保存"}, saved);
}

}  // namespace

void AddBackupCommands(CommandTree& tree) {
  CLI::App& noun = tree.AddNoun("backup", {"Copies of a programme", "计划备份"});
  const auto note_path = std::make_shared<std::string>();
  CLI::App& create =
      tree.Add(noun, "create",
               {"A copy on the server's disk, while it runs", "在服务器磁盘上生成备份，期间不停机"},
               [note_path](Session& session) { return Create(session, *note_path); });
  create
      .add_option("--save-checkpoint", *note_path,
                  tree.Text({"Save the checkpoint that is in it here too",
                             "同时将其中的检查点保存到本机文件"}))
      ->type_name("FILE");
}

}  // namespace ippledge::client
