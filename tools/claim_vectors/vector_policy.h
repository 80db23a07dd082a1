// tools/claim_vectors/vector_policy.h: the policy that a vector brings, as a checked Policy.
#pragma once

#include "ledger/policy.h"
#include "tools/claim_vectors/loose_keys.h"

namespace ippledge::vectors {

// What the loose form leaves out is taken so that it changes nothing: no trigger, no limit on
// liability unless the vector's inputs state the money, the bank bears what no party does. Problems
// name unknown keys, values of the wrong kind, and what CheckPolicy() finds.
Policy ReadPolicy(const Value& object);

}  // namespace ippledge::vectors
