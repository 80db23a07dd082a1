// The commands "reconcile run|match|accept|undo"; reading is in reconcile_read.cc, the sheet in
// reconcile_sheet.cc.
#include <CLI/CLI.hpp>
#include <algorithm>
#include <map>
#include <memory>
#include <optional>
#include <string>

#include "absl/strings/numbers.h"
#include "absl/strings/str_cat.h"
#include "client/commands/commands.h"
#include "client/commands/cover_answers.h"
#include "client/commands/pages.h"
#include "client/commands/reconciliation_options.h"
#include "client/commands/recorded.h"
#include "client/json.h"
#include "client/session.h"
#include "ippledge/v1/reconciliation_service.pb.h"
#include "ledger/reason.h"
#include "ledger/status_macros.h"

namespace ippledge::client {
namespace {

constexpr Bilingual kNotRun = {"the matching did not come to its end", "自动勾对未能完成"};
constexpr Bilingual kNotMatched = {"the match was not recorded", "勾对未登记"};
constexpr Bilingual kNotUndone = {"the match was not undone", "勾对未撤销"};

struct RunOptions {
  std::string account;
  WriteOptions write;
};

struct MatchOptions {
  std::string account;
  ItemWords items;
  std::string text;
  WriteOptions write;
};

struct UndoOptions {
  std::int64_t number = 0;
  std::string text;
  WriteOptions write;
};

// What all runs together found.
struct Found {
  std::vector<v1::Match> matches;
  std::int64_t first_number = 0;
  std::int64_t lines_left = 0;
  std::int64_t movements_left = 0;
  bool more = false;
};

// Nothing was left to match: how much is unmatched, else the failure.
absl::Status TakeNothing(const absl::Status& status, Found& found) {
  const std::optional<wire::Details> details = DetailsOf(status);
  if (!details.has_value() || ReasonNamed(details->reason) != Reason::kNothingToMatch) {
    return status;
  }
  for (const auto& [key, value] : details->metadata) {
    std::int64_t number = 0;
    if (!absl::SimpleAtoi(value, &number)) continue;
    if (key == "lines") found.lines_left = number;
    if (key == "movements") found.movements_left = number;
  }
  found.more = false;
  return absl::OkStatus();
}

absl::Status RunAll(Session& session, const RunOptions& options, v1::RunMatchingRequest& request,
                    Found& found) {
  request.set_validate_only(options.write.dry_run);
  request.set_request_id(RequestIdOr(options.write.request_id));
  do {
    const auto response = session.connection().Ask<v1::RunMatchingResponse>(request);
    if (!response.ok()) return TakeNothing(response.status(), found);
    if (found.first_number == 0) found.first_number = response->first_number();
    found.matches.insert(found.matches.end(), response->matches().begin(),
                         response->matches().end());
    found.lines_left = response->lines_left();
    found.movements_left = response->movements_left();
    found.more = response->more();
    request.set_request_id(NewRequestId());
    // What is only tried leaves the same for the next run.
  } while (found.more && !options.write.dry_run);
  return absl::OkStatus();
}

Document RunDocument(const Session& session, const Found& found, bool dry_run) {
  struct Sums {
    std::int64_t matches = 0;
    std::int64_t lines = 0;
    std::int64_t movements = 0;
  };
  std::map<int, Sums> by_reason;
  std::string matches = "[";
  for (const v1::Match& match : found.matches) {
    Sums& sums = by_reason[match.reason()];
    ++sums.matches;
    sums.lines += match.lines_size();
    sums.movements += match.movements_size();
    absl::StrAppend(&matches, matches.size() > 1 ? ",\n  " : "\n  ",
                    JsonMessage(match, JsonStyle::kOneLine));
  }
  using enum ColumnKind;
  Document document;
  document.rows_key = "reasons";
  document.facts = {{"matched", absl::StrCat(found.matches.size())},
                    {"first_number", absl::StrCat(found.first_number)},
                    {"lines_left", absl::StrCat(found.lines_left)},
                    {"movements_left", absl::StrCat(found.movements_left)},
                    {"more", found.more ? "true" : "false"},
                    {"written", dry_run ? "false" : "true"},
                    {"matches", matches + "]"}};
  document.columns = {{"reason", session.Text({"matched by", "勾对依据"}), kText},
                      {"matches", session.Text({"matches", "勾对数"}), kCount},
                      {"lines", session.Text({"lines", "流水笔数"}), kCount},
                      {"movements", session.Text({"movements", "账目笔数"}), kCount}};
  for (const auto& [reason, sums] : by_reason) {
    document.rows.push_back({TermText(session, static_cast<v1::MatchReason>(reason)),
                             Count{sums.matches}, Count{sums.lines}, Count{sums.movements}});
  }
  if (found.matches.empty()) {
    document.heading.push_back(session.Text({"nothing new is certain", "没有可确定的新勾对"}));
  } else if (dry_run) {
    document.heading.push_back(session.Text({"tried, not written", "试算，未写入"}));
  }
  document.notes.push_back(
      absl::StrCat(session.Text({"left: ", "未达："}), FormatCount(found.lines_left),
                   session.Text({" lines, ", " 笔流水，"}), FormatCount(found.movements_left),
                   session.Text({" movements; \"ippledge reconcile items\" shows them",
                                 " 笔账目；用“ippledge reconcile items”查看"})));
  return document;
}

int Run(Session& session, const RunOptions& options) {
  v1::RunMatchingRequest request;
  if (const absl::Status set = SetAccount(session, options.account, request); !set.ok()) {
    return session.Fail(kNotRun, set);
  }
  Found found;
  const absl::Status ran = RunAll(session, options, request, found);
  if (!ran.ok()) return session.Fail(kNotRun, ran, request.request_id());
  return session.Show(RunDocument(session, found, options.write.dry_run));
}

absl::Status SetItems(const ItemWords& items, Language language, v1::RecordMatchRequest& request) {
  for (const std::string& text : items.lines) {
    IPPLEDGE_ASSIGN_OR_RETURN(*request.add_lines(), LineNameOf(text, language));
  }
  for (const std::string& text : items.movements) {
    IPPLEDGE_ASSIGN_OR_RETURN(*request.add_movements(), MovementNameOf(text, language));
  }
  if (request.lines_size() + request.movements_size() > 0) return absl::OkStatus();
  return UsageError(language == Language::kChinese ? "请用 --line、--movement 指明项目"
                                                   : "name items with --line and --movement");
}

int Send(Session& session, const MatchOptions& options, v1::RecordMatchRequest& request) {
  request.set_text(options.text);
  return AskAndTell<v1::RecordMatchResponse>(
      session, kNotMatched, options.write, request, [](const v1::RecordMatchResponse& response) {
        const std::int64_t number = response.number();
        return AnswerFacts{{"number",
                            {"match", "勾对号"},
                            ColumnKind::kCount,
                            number > 0 ? Cell(Count{number}) : Cell()}};
      });
}

int Match(Session& session, const MatchOptions& options) {
  v1::RecordMatchRequest request;
  absl::Status set = SetItems(options.items, session.language(), request);
  if (set.ok()) set = SetAccount(session, options.account, request);
  if (!set.ok()) return session.Fail(kNotMatched, set);
  return Send(session, options, request);
}

bool HasAll(const v1::Match& match, const v1::RecordMatchRequest& wanted) {
  const auto has_line = [&](const v1::LineName& name) {
    return std::any_of(match.lines().begin(), match.lines().end(), [&](const auto& each) {
      return each.statement() == name.statement() && each.line() == name.line();
    });
  };
  const auto has_movement = [&](const v1::MovementName& name) {
    return std::any_of(match.movements().begin(), match.movements().end(), [&](const auto& each) {
      return each.entry() == name.entry() && each.ordinal() == name.ordinal();
    });
  };
  return std::all_of(wanted.lines().begin(), wanted.lines().end(), has_line) &&
         std::all_of(wanted.movements().begin(), wanted.movements().end(), has_movement);
}

// The suggestion that names those items, as the ledger makes it now.
absl::Status FindSuggestion(Session& session, v1::RecordMatchRequest& request) {
  v1::ListOpenItemsRequest list;
  list.set_programme(request.programme());
  list.set_account_id(request.account_id());
  std::optional<v1::Match> found;
  IPPLEDGE_RETURN_IF_ERROR(
      AskPages<v1::ListOpenItemsResponse>(session, list, [&](const auto& page) {
        for (const v1::Suggestion& suggestion : page.suggestions()) {
          if (HasAll(suggestion.match(), request)) found = suggestion.match();
        }
        return !found.has_value();
      }));
  if (!found.has_value()) {
    return absl::NotFoundError(
        session.Text({"nothing is suggested for it: \"ippledge reconcile items\" shows suggestions",
                      "对此没有建议：用“ippledge reconcile items”查看建议"}));
  }
  *request.mutable_lines() = found->lines();
  *request.mutable_movements() = found->movements();
  return absl::OkStatus();
}

int Accept(Session& session, const MatchOptions& options) {
  v1::RecordMatchRequest request;
  absl::Status set = SetItems(options.items, session.language(), request);
  if (set.ok()) set = SetAccount(session, options.account, request);
  if (set.ok()) set = FindSuggestion(session, request);
  if (!set.ok()) return session.Fail(kNotMatched, set);
  return Send(session, options, request);
}

int Undo(Session& session, const UndoOptions& options) {
  v1::UndoMatchRequest request;
  request.set_number(options.number);
  request.set_text(options.text);
  return AskAndTell<v1::UndoMatchResponse>(
      session, kNotUndone, options.write, request,
      [](const v1::UndoMatchResponse&) { return AnswerFacts(); });
}

void AddMatching(CommandTree& tree, CLI::App& noun, const std::string& name, Bilingual help,
                 int (*run)(Session&, const MatchOptions&)) {
  const auto options = std::make_shared<MatchOptions>();
  CLI::App& command = tree.Add(noun, name, help,
                               [options, run](Session& session) { return run(session, *options); });
  AddAccountOption(tree, command, options->account);
  AddItemWords(tree, command, options->items);
  AddWhy(tree, command, options->text)->required();
  AddWriteOptions(tree, command, options->write);
}

}  // namespace

void AddReconcileCommands(CommandTree& tree) {
  CLI::App& noun = tree.AddNoun(
      "reconcile", {"Make statements and books agree", "银行对账：勾对、未达账项、余额调节表"});
  const auto run = std::make_shared<RunOptions>();
  CLI::App& run_command = tree.Add(noun, "run", {"Match what is certain", "自动勾对可确定的项目"},
                                   [run](Session& session) { return Run(session, *run); });
  AddAccountOption(tree, run_command, run->account);
  AddWriteOptions(tree, run_command, run->write);
  AddMatching(
      tree, noun, "match",
      {"Match by hand; two persons above the account's limit", "人工勾对（超过账户限额须两人）"},
      Match);
  AddMatching(tree, noun, "accept",
              {"Record what is suggested for a line or movement", "采纳对某笔流水或账目的建议"},
              Accept);
  const auto undo = std::make_shared<UndoOptions>();
  CLI::App& undo_command = tree.Add(
      noun, "undo", {"Take a match back; two persons above the limit", "撤销勾对（超限须两人）"},
      [undo](Session& session) { return Undo(session, *undo); });
  undo_command.add_option("number", undo->number, tree.Text({"Number of the match", "勾对号"}))
      ->required();
  AddWhy(tree, undo_command, undo->text)->required();
  AddWriteOptions(tree, undo_command, undo->write);
  AddReconcileReadCommands(tree, noun);
  AddReconcileSheetCommand(tree, noun);
}

}  // namespace ippledge::client
