// tests/testing/scenario_cover_words.h: terms, cover, claims and recoveries as a scenario tells
// them: tests/scenarios/README.md.
#pragma once

#include <optional>
#include <string>

#include "ledger/command.h"
#include "tests/testing/scenario_words.h"

namespace ippledge {

// "issue-policy", "enter-calendar", "enter-rate", "record-figure", "run-payments"; nullopt for
// another verb.
std::optional<Command> TakeTermsCommand(const std::string& verb, Words& words);
// "apply-for-cover", "file-claim" and all others about one loan; nullopt for another verb.
std::optional<Command> TakeCoverCommand(const std::string& verb, const LoanId& loan, Words& words,
                                        const Labels& labels);

// "M-[R]-1": the order of a run by its label instead of the number of its entry, and back. Other
// numbers stay as they are.
std::string WithoutLabel(const std::string& number, const Labels& labels);
std::string WithLabel(const std::string& number, const Labels& labels);

}  // namespace ippledge
