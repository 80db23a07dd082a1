// tools/claim_vectors/answers.h: a verdict under the names that a vector's "expected" uses.
#pragma once

#include <optional>
#include <string>
#include <variant>

#include "absl/strings/string_view.h"
#include "ledger/claim_facts.h"
#include "ledger/policy.h"
#include "ledger/verdict.h"

namespace ippledge::vectors {

using Answer = std::variant<std::int64_t, bool, std::string>;

// What a step of the verdict says to `key`: an amount, a rate, "status", a party's name with or
// without an ending ("fund", "city_now", "recovery_bank"), or the limit of a rule of its trace
// ("year_ceiling"). nullopt when it knows no such thing.
std::optional<Answer> AnswerOf(const StepVerdict& step, absl::string_view key);

// True when the words of `expected` ("DEFERRED_BREAKER", "REFUSED_ENTERPRISE_CAP") say the same as
// the outcome and the rule that decided it.
bool StatusMatches(const StepVerdict& step, absl::string_view expected);

// For people: "DEFERRED by bank_year_breaker".
std::string StatusText(const StepVerdict& step);

}  // namespace ippledge::vectors
