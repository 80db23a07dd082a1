// The command "subject erase": forgets a person that statements name.
#include <CLI/CLI.hpp>
#include <memory>
#include <string>

#include "client/commands/commands.h"
#include "client/commands/reconciliation_options.h"
#include "client/commands/recorded.h"
#include "client/session.h"
#include "ippledge/v1/admin_service.pb.h"

namespace ippledge::client {
namespace {

constexpr Bilingual kNotErased = {"nobody was forgotten", "未删除任何个人信息"};

struct EraseOptions {
  std::string line;
  std::string text;
  WriteOptions write;
};

int Erase(Session& session, const EraseOptions& options) {
  v1::EraseSubjectRequest request;
  const absl::StatusOr<v1::LineName> line = LineNameOf(options.line, session.language());
  if (!line.ok()) return session.Fail(kNotErased, line.status());
  *request.mutable_line() = *line;
  request.set_text(options.text);
  return AskAndShow<v1::EraseSubjectResponse>(session, kNotErased, options.write, request);
}

}  // namespace

void AddSubjectCommands(CommandTree& tree) {
  CLI::App& noun = tree.AddNoun("subject", {"Persons whom statements name", "对账单涉及的个人"});
  const auto options = std::make_shared<EraseOptions>();
  CLI::App& erase = tree.Add(noun, "erase",
                             {"Forget whom a line names, in all lines; two security officers",
                              "删除某行所涉个人的全部信息（须两名安全管理员）"},
                             [options](Session& session) { return Erase(session, *options); });
  erase
      .add_option("--line", options->line,
                  tree.Text({"A line that names the person", "涉及该个人的任一行"}))
      ->type_name("S/L")
      ->required();
  AddWhy(tree, erase, options->text)->required();
  AddWriteOptions(tree, erase, options->write);
}

}  // namespace ippledge::client
