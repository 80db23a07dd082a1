// tests/testing/scenario_reconciliation_words.h: accounts at banks, statements, matches and months
// as a scenario tells them: tests/scenarios/README.md.
#pragma once

#include <optional>
#include <string>
#include <vector>

#include "ledger/command.h"
#include "tests/testing/scenario_words.h"

namespace ippledge {

// "register-account", "open-statement", "run-matching" and so on; nullopt for another verb.
std::optional<Command> TakeReconciliationCommand(const std::string& verb, Words& words,
                                                 const Labels& labels);

// "S1 of special 2024-06-01..2024-06-30 from 0.00 to 10.00 line …": a whole statement as the
// commands that import it, in parts of three lines.
std::vector<Command> TakeImport(Words& words, const Labels& labels);

// "2024-06", as Date::month_index().
int TakeMonth(Words& words);

// "[S]/2": line 2 of the statement that entry [S] opened; "[A]" or "[A]/0": the first movement of
// an entry.
std::string NameText(const LineName& name, const Labels& labels);
std::string NameText(const MovementName& name, const Labels& labels);

}  // namespace ippledge
