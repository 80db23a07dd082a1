// storage/fund_facts.h: entries without what they say of the fund as a whole.
//
// An entry about one bank's loan may hold facts of all: the portfolio that a policy was applied to,
// what its firm has enrolled elsewhere, the rules that were looked at, and what the fund has
// afterwards. Who may see only the loan is shown the rest. Not the salt either: with it, what is
// left out could be guessed and tried against the leaf hash. Pure functions.
#pragma once

#include <string>

#include "absl/strings/string_view.h"

namespace ippledge::storage {

// Whether there are such facts in an entry's bytes; true for bytes that are no entry.
bool HoldsFundFacts(absl::string_view bytes);

// EntryJson() without them and without the salt.
std::string JsonWithoutFundFacts(absl::string_view bytes);

}  // namespace ippledge::storage
