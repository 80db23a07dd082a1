// The commands "quorum show|set": whose cosignatures payments need.
#include <CLI/CLI.hpp>
#include <cstdint>
#include <memory>
#include <string>
#include <vector>

#include "absl/strings/numbers.h"
#include "absl/strings/str_cat.h"
#include "absl/strings/str_join.h"
#include "absl/strings/str_split.h"
#include "client/commands/commands.h"
#include "client/commands/option_values.h"
#include "client/commands/reconciliation_options.h"
#include "client/commands/recorded.h"
#include "client/exit_code.h"
#include "client/json.h"
#include "client/session.h"
#include "ippledge/v1/admin_service.pb.h"

namespace ippledge::client {
namespace {

constexpr Bilingual kNotSet = {"the quorum was not set", "见证要求未设定"};
constexpr Bilingual kNotShown = {"the quorum cannot be shown", "无法显示见证要求"};

struct SetOptions {
  std::string from;
  std::vector<std::string> parts;
  bool none = false;
  std::string text;
  WriteOptions write;
};

// "2:KEY,KEY,KEY": so many of these.
absl::Status AddPart(const std::string& text, Language language, v1::Quorum& quorum) {
  const std::pair<std::string, std::string> halves = absl::StrSplit(text, absl::MaxSplits(':', 1));
  std::int32_t needed = 0;
  if (!absl::SimpleAtoi(halves.first, &needed) || halves.second.empty()) {
    return UsageError(language == Language::kChinese
                          ? absl::StrCat("“", text, "”不是 数目:密钥,密钥")
                          : absl::StrCat("\"", text, "\" is not NUMBER:KEY,KEY"));
  }
  v1::QuorumPart& part = *quorum.add_parts();
  part.set_needed(needed);
  for (const absl::string_view key : absl::StrSplit(halves.second, ',')) {
    part.add_keys(std::string(key));
  }
  return absl::OkStatus();
}

int Set(Session& session, const SetOptions& options) {
  v1::SetQuorumRequest request;
  if (options.none == !options.parts.empty()) {
    constexpr Bilingual kOneOf = {"say --part, or --none for no witness at all",
                                  "请用 --part 指定，或用 --none 表示不需见证"};
    return session.Fail(kNotSet, UsageError(session.Text(kOneOf)));
  }
  const absl::StatusOr<std::int64_t> from = AmountOf(options.from, session.language());
  if (!from.ok()) return session.Fail(kNotSet, from.status());
  request.mutable_quorum()->set_payments_from_fen(*from);
  for (const std::string& part : options.parts) {
    const absl::Status added = AddPart(part, session.language(), *request.mutable_quorum());
    if (!added.ok()) return session.Fail(kNotSet, added);
  }
  request.set_text(options.text);
  return AskAndShow<v1::SetQuorumResponse>(session, kNotSet, options.write, request);
}

int ShowQuorum(Session& session, std::int64_t at) {
  const absl::StatusOr<const v1::Programme*> programme = session.Programme();
  if (!programme.ok()) return session.Fail(kNotShown, programme.status());
  v1::GetQuorumRequest request;
  request.set_programme((*programme)->programme());
  request.set_at(at);
  const auto answer = session.connection().Ask<v1::GetQuorumResponse>(request);
  if (!answer.ok()) return session.Fail(kNotShown, answer.status());
  using enum ColumnKind;
  Document document;
  document.json = JsonMessage(*answer, JsonStyle::kIndented);
  document.columns = {{"part", session.Text({"part", "部分"}), kCount},
                      {"needed", session.Text({"needed", "需要"}), kCount},
                      {"of", session.Text({"of", "共"}), kCount},
                      {"keys", session.Text({"keys", "密钥"}), kText},
                      {"payments_from", session.Text({"payments from", "付款起点"}), kAmount},
                      {"entry", session.Text({"entry", "条目"}), kCount}};
  std::int64_t number = 0;
  for (const v1::QuorumPart& part : answer->quorum().parts()) {
    document.rows.push_back({Count{++number}, Count{part.needed()}, Count{part.keys_size()},
                             absl::StrJoin(part.keys(), " "),
                             Amount{answer->quorum().payments_from_fen()}, Count{answer->entry()}});
  }
  if (document.rows.empty()) {
    document.notes = {session.Text({"payments need no witness", "付款无须见证"})};
  }
  return session.Show(document);
}

}  // namespace

void AddQuorumCommands(CommandTree& tree) {
  CLI::App& noun = tree.AddNoun("quorum", {"Whose cosignatures payments need", "付款所需的见证"});
  const auto at = std::make_shared<std::int64_t>(0);
  CLI::App& show = tree.Add(noun, "show", {"The quorum that counts", "现行见证要求"},
                            [at](Session& session) { return ShowQuorum(session, *at); });
  AddEntry(tree, show, "--at", *at,
           {"As known at this entry (default: now)", "按该条目时的记录（默认当前）"});

  const auto options = std::make_shared<SetOptions>();
  CLI::App& set =
      tree.Add(noun, "set",
               {"Set it from now on; two persons of the bureau", "设定见证要求（须财政部门两人）"},
               [options](Session& session) { return Set(session, *options); });
  AddAmount(tree, set, "--payments-from", options->from,
            {"For payments of this amount and more (default: all)", "达到此额的付款（默认全部）"});
  set.add_option("--part", options->parts,
                 tree.Text({"So many of these keys; every part has to hold; any number of them",
                            "这些密钥中须有的数目；每部分均须满足；可多次"}))
      ->type_name("NUMBER:KEY,KEY");
  set.add_flag("--none", options->none, tree.Text({"No witness at all", "不需任何见证"}));
  AddWhy(tree, set, options->text)->required();
  AddWriteOptions(tree, set, options->write);
}

}  // namespace ippledge::client
