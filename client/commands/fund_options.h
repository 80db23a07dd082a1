// client/commands/fund_options.h: options that writing and reading of the fund share.
#pragma once

#include <CLI/CLI.hpp>
#include <string>

#include "client/command_tree.h"
#include "ledger/fund.h"

namespace ippledge::client {

// --kind: "appropriation-in" or 财政拨入.
CLI::Option* AddFundKind(CommandTree& tree, CLI::App& command, FundMovementKind& kind,
                         Bilingual help);
// --with: a body id.
CLI::Option* AddFundCounterparty(CommandTree& tree, CLI::App& command, std::string& counterparty,
                                 Bilingual help);

}  // namespace ippledge::client
