// tools/claim_vectors/vector_facts.h: the inputs of a vector as checked PolicyFacts.
#pragma once

#include <string>

#include "ledger/claim_facts.h"
#include "ledger/policy.h"
#include "tools/claim_vectors/loose_keys.h"

namespace ippledge::vectors {

// Steps in this order: "enrol", "claims" (or one claim from the inputs themselves), "recoveries"
// (or one from the inputs). A key that is no list's and ends with "_" and the id of an enrolled
// loan belongs to the claim on that loan. Problems name unknown keys and what CheckPolicyFacts()
// finds. `policy` may be adapted where inputs state a ratio instead of its parts.
PolicyFacts ReadFacts(const std::string& kind, const Value& inputs, Policy& policy,
                      bool has_recovery_terms);

}  // namespace ippledge::vectors
