// The commands "checkpoint show|list|follow|prove": what the ledger has signed of its journal.
#include "proof/checkpoint.h"

#include <CLI/CLI.hpp>
#include <algorithm>
#include <memory>
#include <string>
#include <utility>
#include <vector>

#include "absl/strings/escaping.h"
#include "absl/strings/str_cat.h"
#include "absl/strings/str_join.h"
#include "absl/time/time.h"
#include "client/commands/commands.h"
#include "client/commands/follow.h"
#include "client/commands/option_values.h"
#include "client/json.h"
#include "client/session.h"
#include "ippledge/v1/journal_service.pb.h"
#include "proof/base64.h"
#include "proof/cosignature.h"
#include "proof/signed_note.h"

namespace ippledge::client {
namespace {

constexpr Bilingual kNotShown = {"the checkpoint cannot be shown", "无法显示检查点"};
constexpr int kPageSize = 1000;

struct CheckpointOptions {
  std::int64_t entry = 0;
  bool witnessed = false;
  std::int64_t from = 0;
  std::int64_t to = 0;
  std::int64_t after = 0;
  std::int64_t limit = 50;
  std::int64_t count = 0;
};

std::vector<Column> Columns(const Session& session) {
  using enum ColumnKind;
  return {{"size", session.Text({"entries", "条目数"}), kCount},
          {"root", session.Text({"root", "根哈希"}), kText},
          {"signatures", session.Text({"signed by", "签名"}), kText}};
}

// What a line of a note says of itself; nothing here is verified.
std::string SignatureText(const Session& session, const proof::NoteSignature& signature,
                          const std::string& origin) {
  const std::string id = absl::StrCat(absl::Hex(signature.key_id, absl::kZeroPad8));
  if (signature.name == origin) {
    return absl::StrCat(session.Text({"the ledger, key ", "账簿，密钥 "}), id);
  }
  const auto time = proof::CosignatureTime(signature.bytes);
  const std::string when =
      !time
          ? std::string()
          : absl::StrCat(", ", absl::FormatTime("%Y-%m-%dT%H:%M:%SZ", absl::FromUnixSeconds(*time),
                                                absl::UTCTimeZone()));
  return absl::StrCat(session.Text({"witness ", "见证 "}), signature.name, when);
}

struct ReadNote {
  std::string origin;
  std::vector<std::string> signatures;
};

// As far as the note can be read: a newer server may write what this program does not know.
ReadNote ReadOf(const Session& session, const v1::Checkpoint& checkpoint) {
  ReadNote read;
  const absl::StatusOr<proof::SignedNote> note = proof::ParseNote(checkpoint.note());
  if (!note.ok()) return read;
  const absl::StatusOr<proof::Checkpoint> shown = proof::ParseCheckpoint(note->text);
  if (shown.ok()) read.origin = shown->origin;
  for (const proof::NoteSignature& signature : note->signatures) {
    read.signatures.push_back(SignatureText(session, signature, read.origin));
  }
  return read;
}

// A hash is told apart by its beginning; machines get all of it.
constexpr std::size_t kHashCharactersShown = 16;

Row RowFor(const Session& session, const v1::Checkpoint& checkpoint, bool table) {
  std::string root = absl::BytesToHexString(checkpoint.root());
  if (table) root.resize(std::min(root.size(), kHashCharactersShown));
  return {Count{checkpoint.size()}, std::move(root),
          absl::StrJoin(ReadOf(session, checkpoint).signatures, "; ")};
}

int Show(Session& session, const CheckpointOptions& options) {
  v1::GetCheckpointRequest request;
  const absl::StatusOr<std::string> programme = session.ProgrammeId();
  if (!programme.ok()) return session.Fail(kNotShown, programme.status());
  request.set_programme(*programme);
  request.set_entry(options.entry);
  request.set_witnessed(options.witnessed);
  request.set_wait(true);
  const auto response = session.connection().Ask<v1::GetCheckpointResponse>(request);
  if (!response.ok()) return session.Fail(kNotShown, response.status());
  const v1::Checkpoint& checkpoint = response->checkpoint();
  const ReadNote read = ReadOf(session, checkpoint);
  std::vector<std::pair<std::string, std::string>> lines = {
      {session.Text({"origin", "来源"}), read.origin},
      {session.Text({"entries", "条目数"}), FormatCount(checkpoint.size())},
      {session.Text({"root", "根哈希"}), absl::BytesToHexString(checkpoint.root())}};
  for (const std::string& signature : read.signatures) {
    lines.emplace_back(session.Text({"signed by", "签名"}), signature);
  }
  for (const std::string& key : response->log_keys()) {
    lines.emplace_back(session.Text({"ledger's key", "账簿密钥"}), key);
  }
  Document document;
  document.heading = AlignedLines(lines);
  document.notes = {checkpoint.note()};
  document.json = JsonMessage(*response, JsonStyle::kIndented);
  // The heading says it all: an empty table would only repeat it.
  if (session.FormatOr(Format::kTable) != Format::kTable) {
    document.columns = Columns(session);
    document.rows = {RowFor(session, checkpoint, false)};
  }
  return session.Show(document);
}

int List(Session& session, const CheckpointOptions& options) {
  const absl::StatusOr<std::string> programme = session.ProgrammeId();
  if (!programme.ok()) return session.Fail(kNotShown, programme.status());
  const bool table = session.FormatOr(Format::kTable) == Format::kTable;
  v1::ListCheckpointsRequest request;
  request.set_programme(*programme);
  request.set_first_size(options.from);
  Document document;
  document.columns = Columns(session);
  std::int64_t left = options.limit;
  do {
    request.set_page_size(static_cast<std::int32_t>(std::min<std::int64_t>(left, kPageSize)));
    const auto page = session.connection().Ask<v1::ListCheckpointsResponse>(request);
    if (!page.ok()) return session.Fail(kNotShown, page.status());
    for (const v1::Checkpoint& checkpoint : page->checkpoints()) {
      document.rows.push_back(RowFor(session, checkpoint, table));
    }
    left -= page->checkpoints_size();
    request.set_first_size(page->next_first_size());
  } while (left > 0 && request.first_size() > 0);
  if (request.first_size() > 0) {
    session.err() << session.Text({"more checkpoints follow: --from ", "还有更多检查点：--from "})
                  << request.first_size() << '\n';
  }
  return session.Show(document);
}

int Follow(Session& session, const CheckpointOptions& options) {
  const absl::StatusOr<std::string> programme = session.ProgrammeId();
  if (!programme.ok()) return session.Fail(kNotShown, programme.status());
  const Format format = session.FormatOr(Format::kTable);
  absl::StatusOr<std::unique_ptr<Output>> output = session.OpenOutput(format);
  if (!output.ok()) return session.Fail(kNotShown, output.status());
  v1::FollowCheckpointsRequest request;
  request.set_programme(*programme);
  request.set_after_size(options.after);
  std::int64_t left = options.count;
  v1::FollowCheckpointsResponse response;
  const absl::Status status = FollowUntilStopped(session, request, response, [&] {
    const v1::Checkpoint& checkpoint = response.checkpoint();
    std::string line;
    if (format == Format::kTable) {
      for (const Cell& cell : RowFor(session, checkpoint, true)) {
        absl::StrAppend(&line, line.empty() ? "" : "  ",
                        TableText(cell, session.LayoutFor(format)));
      }
    } else {
      line = JsonMessage(checkpoint, JsonStyle::kOneLine);
    }
    (*output)->stream() << line << '\n';
    (*output)->stream().flush();
    request.set_after_size(checkpoint.size());  // where to go on after a cut line
    return options.count == 0 || --left > 0;
  });
  (*output)->Close().IgnoreError();
  return status.ok() ? static_cast<int>(kExitOk) : session.Fail(kNotShown, status);
}

// The file that "ippledge-verify consistency" takes: a hash in base64 a line.
int Prove(Session& session, const CheckpointOptions& options) {
  constexpr Bilingual kNotProved = {"there is no proof", "无法取得证明"};
  const absl::StatusOr<std::string> programme = session.ProgrammeId();
  if (!programme.ok()) return session.Fail(kNotProved, programme.status());
  v1::GetConsistencyProofRequest request;
  request.set_programme(*programme);
  request.set_old_size(options.from);
  request.set_new_size(options.to);
  const auto response = session.connection().Ask<v1::GetConsistencyProofResponse>(request);
  if (!response.ok()) return session.Fail(kNotProved, response.status());
  const Format format = session.FormatOr(Format::kTable);
  absl::StatusOr<std::unique_ptr<Output>> output = session.OpenOutput(Format::kTable);
  if (!output.ok()) return session.Fail(kNotProved, output.status());
  if (format == Format::kJson || format == Format::kJsonl) {
    (*output)->stream() << JsonMessage(*response, format == Format::kJson ? JsonStyle::kIndented
                                                                          : JsonStyle::kOneLine)
                        << '\n';
  } else {
    for (const std::string& hash : response->proof()) {
      (*output)->stream() << proof::Base64Of(hash) << '\n';
    }
  }
  const absl::Status closed = (*output)->Close();
  if (!closed.ok()) return session.Fail(kNotProved, closed);
  session.err() << session.Text({"from ", "自 "}) << options.from << session.Text({" to ", " 至 "})
                << response->new_size() << session.Text({" entries\n", " 个条目\n"});
  return kExitOk;
}

}  // namespace

void AddCheckpointCommands(CommandTree& tree) {
  CLI::App& checkpoint = tree.AddNoun(
      "checkpoint", {"What the ledger signed of its journal", "账簿对日志签名的检查点"});
  const auto options = std::make_shared<CheckpointOptions>();
  CLI::App& show =
      tree.Add(checkpoint, "show", {"One checkpoint with its note", "显示一个检查点及其签名文本"},
               [options](Session& session) { return Show(session, *options); });
  AddEntry(tree, show, "--entry", options->entry,
           {"The first that covers this entry (default: the newest)",
            "覆盖该条目的首个检查点（默认最新）"});
  show.add_flag("--witnessed", options->witnessed,
                tree.Text({"Only one that the quorum of witnesses cosigned",
                           "仅限见证法定数已共同签名的检查点"}));
  CLI::App& list = tree.Add(checkpoint, "list", {"Checkpoints by size", "按条目数列出检查点"},
                            [options](Session& session) { return List(session, *options); });
  AddEntry(tree, list, "--from", options->from,
           {"Least number of entries (default: 1)", "最少条目数（默认 1）"});
  list.add_option("--limit", options->limit,
                  tree.Text({"At most so many (default: 50)", "最多显示的个数（默认 50）"}))
      ->check(CLI::Range(std::int64_t{1}, std::int64_t{1'000'000}));
  CLI::App& follow =
      tree.Add(checkpoint, "follow",
               {"Checkpoints as they come, until Ctrl-C", "持续显示新检查点，按 Ctrl-C 结束"},
               [options](Session& session) { return Follow(session, *options); });
  AddEntry(tree, follow, "--after", options->after,
           {"Only of more entries than this (default: the newest, then new ones)",
            "仅显示条目数更多的（默认最新的及其后的）"});
  follow
      .add_option("--count", options->count, tree.Text({"End after so many", "显示若干个后结束"}))
      ->check(CLI::PositiveNumber);
  CLI::App& prove = tree.Add(
      checkpoint, "prove",
      {"Proof that one continues another, for ippledge-verify", "证明后一检查点延续前一检查点"},
      [options](Session& session) { return Prove(session, *options); });
  AddEntry(tree, prove, "--from", options->from, {"Entries of the older one", "较早检查点的条目数"})
      ->required();
  AddEntry(tree, prove, "--to", options->to,
           {"Entries of the newer one (default: the newest)", "较新检查点的条目数（默认最新）"});
}

}  // namespace ippledge::client
