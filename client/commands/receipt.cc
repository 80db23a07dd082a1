// The command "receipt get": the file that proves an entry without server or network.
#include <CLI/CLI.hpp>
#include <memory>
#include <string>
#include <utility>

#include "absl/strings/escaping.h"
#include "absl/strings/str_cat.h"
#include "client/commands/commands.h"
#include "client/commands/option_values.h"
#include "client/json.h"
#include "client/session.h"
#include "ippledge/v1/journal_service.pb.h"

namespace ippledge::client {
namespace {

constexpr Bilingual kNotGot = {"there is no receipt", "无法取得回执"};

struct ReceiptOptions {
  std::int64_t entry = 0;
  bool witnessed = false;
};

int Get(Session& session, const ReceiptOptions& options) {
  v1::GetReceiptRequest request;
  const absl::StatusOr<std::string> programme = session.ProgrammeId();
  if (!programme.ok()) return session.Fail(kNotGot, programme.status());
  request.set_programme(*programme);
  request.set_entry(options.entry);
  request.set_witnessed(options.witnessed);
  const auto response = session.connection().Ask<v1::GetReceiptResponse>(request);
  if (!response.ok()) return session.Fail(kNotGot, response.status());
  const Format format = session.FormatOr(Format::kTable);
  absl::StatusOr<std::unique_ptr<Output>> output = session.OpenOutput(Format::kTable);
  if (!output.ok()) return session.Fail(kNotGot, output.status());
  std::ostream& out = (*output)->stream();
  // A receipt is a text with a form of its own: tables and CSV have none better.
  if (format == Format::kJson || format == Format::kJsonl) {
    out << JsonMessage(*response,
                       format == Format::kJson ? JsonStyle::kIndented : JsonStyle::kOneLine)
        << '\n';
  } else {
    out << response->receipt();
  }
  if (const absl::Status closed = (*output)->Close(); !closed.ok()) {
    return session.Fail(kNotGot, closed);
  }
  const std::string file = session.options().out_path.empty() ? "FILE" : session.options().out_path;
  session.err() << session.Text({"entry ", "条目 "}) << options.entry
                << session.Text({", under the checkpoint of ", "，检查点条目数 "})
                << response->size()
                << session.Text({" entries; to verify it: ippledge-verify receipt ",
                                 "；验证：ippledge-verify receipt "})
                << file << " --key KEY";
  // Without the entry's bytes the hash has to come from elsewhere.
  if (response->receipt().find("\nextra ") == std::string::npos) {
    session.err() << " --leaf " << absl::BytesToHexString(response->leaf_hash());
  }
  session.err() << '\n';
  return kExitOk;
}

}  // namespace

void AddReceiptCommands(CommandTree& tree) {
  CLI::App& receipt = tree.AddNoun(
      "receipt", {"What proves an entry without the ledger", "可脱离账簿验证条目的回执"});
  const auto options = std::make_shared<ReceiptOptions>();
  CLI::App& get =
      tree.Add(receipt, "get", {"The receipt of an entry, for ippledge-verify", "取得条目的回执"},
               [options](Session& session) { return Get(session, *options); });
  AddEntry(tree, get, "--entry", options->entry, {"Its number", "条目号"})->required();
  get.add_flag("--witnessed", options->witnessed,
               tree.Text({"Under a checkpoint that the quorum of witnesses cosigned",
                          "采用见证法定数已共同签名的检查点"}));
}

}  // namespace ippledge::client
