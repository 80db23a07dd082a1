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
// One measure; or several with commas, "all" for none.
CLI::Option* AddMeasure(CommandTree& tree, CLI::App& command, const std::string& name,
                        std::string& measure, Bilingual help);

// Fen; 0 for an empty text. INVALID_ARGUMENT when it is none.
absl::StatusOr<std::int64_t> AmountOf(const std::string& text);
// The measures of "contract,disbursed"; empty for "" and "all". A usage error names what is
// unknown.
absl::StatusOr<std::vector<Measure>> MeasuresOf(const std::string& text);
absl::StatusOr<std::vector<Dimension>> DimensionsOf(const std::string& text);

}  // namespace ippledge::client
