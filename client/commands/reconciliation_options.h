// client/commands/reconciliation_options.h: what commands about statements, matches and periods
// share: the account, months, names of lines and movements.
//
// A line is "S/L": the entry that opened its statement, and its place from 0. A movement is "E/O":
// its entry, and its place among the entry's movements from 0.
#pragma once

#include <CLI/CLI.hpp>
#include <string>
#include <vector>

#include "absl/status/status.h"
#include "absl/status/statusor.h"
#include "client/command_tree.h"
#include "client/session.h"
#include "ippledge/v1/reconciliation_service.pb.h"

namespace ippledge::client {

// --account: may be left out when the programme has just one.
void AddAccountOption(CommandTree& tree, CLI::App& command, std::string& account);
// --month 2025-06.
CLI::Option* AddMonth(CommandTree& tree, CLI::App& command, std::string& month);
// --text: why, in words.
CLI::Option* AddWhy(CommandTree& tree, CLI::App& command, std::string& text);

// Items that are named one by one: --line S/L …, --movement E/O …
struct ItemWords {
  std::vector<std::string> lines;
  std::vector<std::string> movements;
};
void AddItemWords(CommandTree& tree, CLI::App& command, ItemWords& items);

// Usage errors when the text is no such name.
absl::StatusOr<v1::LineName> LineNameOf(const std::string& text, Language language);
absl::StatusOr<v1::MovementName> MovementNameOf(const std::string& text, Language language);
// "12/0". Names of a match are joined by blanks.
std::string NameText(const v1::LineName& name);
std::string NameText(const v1::MovementName& name);
std::string LinesText(const v1::Match& match);
std::string MovementsText(const v1::Match& match);

absl::StatusOr<v1::ListAccountsResponse> AccountsOf(Session& session);

// `given`, else the programme's only one: a usage error when it has none or several.
absl::StatusOr<std::string> AccountOr(Session& session, const std::string& given);

// Sets programme and account of a request.
template <typename Request>
absl::Status SetAccount(Session& session, const std::string& account, Request& request) {
  // The programme also says the currency that amounts are shown in.
  const absl::StatusOr<const v1::Programme*> programme = session.Programme();
  if (!programme.ok()) return programme.status();
  request.set_programme((*programme)->programme());
  absl::StatusOr<std::string> id = AccountOr(session, account);
  if (!id.ok()) return id.status();
  request.set_account_id(*std::move(id));
  return absl::OkStatus();
}

}  // namespace ippledge::client
