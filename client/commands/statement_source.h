// client/commands/statement_source.h: a file of a bank as a command names it.
#pragma once

#include <CLI/CLI.hpp>
#include <string>

#include "absl/status/statusor.h"
#include "client/command_tree.h"
#include "client/statement/statement.h"
#include "client/texts.h"

namespace ippledge::client {

struct StatementSource {
  std::string file;
  std::string profile;   // id; empty: found out
  std::string profiles;  // file or folder of further ones
  std::string sheet;
  std::string opening;  // balances that the file does not say
  std::string closing;
};

void AddStatementSource(CommandTree& tree, CLI::App& command, StatementSource& source);

// Reads and checks the file with the shipped profiles and those of `profiles`, which go before
// shipped ones of their id. A usage error when a file cannot be opened; INVALID_ARGUMENT with a
// line a fault when the bank's file is refused: "FILE: line 7, column 3, …".
absl::StatusOr<StatementFile> ReadStatementSource(const StatementSource& source, Language language);

// The days that a statement covers: as it says, else from its first line to its closing balance;
// `from` and `through` (may be empty) say it where the file does not. INVALID_ARGUMENT when nobody
// does.
struct StatementDays {
  Date from;
  Date through;
};
absl::StatusOr<StatementDays> DaysOf(const Statement& statement, const std::string& from,
                                     const std::string& through, Language language);

}  // namespace ippledge::client
