// client/commands/option_values.h: options whose values are dates, amounts or words of a list.
//
// A value with a wrong form ends parsing with a usage error. Texts are kept as typed and read when
// the command runs: what was checked cannot fail then.
#pragma once

#include <CLI/CLI.hpp>
#include <cstdint>
#include <string>
#include <vector>

#include "absl/status/statusor.h"
#include "client/command_tree.h"
#include "client/texts.h"
#include "ledger/vocabulary.h"

namespace ippledge::client {

// YYYY-MM-DD.
CLI::Option* AddDate(CommandTree& tree, CLI::App& command, const std::string& name,
                     std::string& date, Bilingual help);
// An amount in units of the currency unless it says 万元 or 亿元; AmountOf() gives fen.
CLI::Option* AddAmount(CommandTree& tree, CLI::App& command, const std::string& name,
                       std::string& amount, Bilingual help);
// A number from 1 on.
CLI::Option* AddEntry(CommandTree& tree, CLI::App& command, const std::string& name,
                      std::int64_t& entry, Bilingual help);
// English keys in any case, with "-" or "_", or the Chinese words.
CLI::Option* AddIpKind(CommandTree& tree, CLI::App& command, const std::string& name, IpKind& kind,
                       Bilingual help);
CLI::Option* AddLoanClass(CommandTree& tree, CLI::App& command, const std::string& name,
                          LoanClass& loan_class, Bilingual help);
// --measure: one, or several with commas, "all" for none.
CLI::Option* AddMeasures(CommandTree& tree, CLI::App& command, std::string& measures,
                         Bilingual help);
// --by: dimensions with commas.
CLI::Option* AddDimensions(CommandTree& tree, CLI::App& command, std::string& dimensions,
                           Bilingual help);

// What these read, in the same words. Usage errors say in that language what is wrong.
// Fen; 0 for an empty text.
absl::StatusOr<std::int64_t> AmountOf(const std::string& text, Language language);
// Empty for "" and "all".
absl::StatusOr<std::vector<Measure>> MeasuresOf(const std::string& text, Language language);
absl::StatusOr<std::vector<Dimension>> DimensionsOf(const std::string& text, Language language);

}  // namespace ippledge::client
