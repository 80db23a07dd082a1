// ledger/matching_subset.h: the only items of a few that sum up to an amount.
//
// Internal to the matching. Two halves are listed and met in the middle: some hundred steps for
// kSumCandidatesMax items.
#pragma once

#include <cstdint>
#include <optional>

#include "absl/types/span.h"
#include "ledger/matching.h"

namespace ippledge {

// Places as bits. Empty when no subset sums up to it, or more than one does, whatever its size.
// Preconditions (checked): all above 0, at most kSumCandidatesMax of them.
std::optional<std::uint32_t> FindOnlySubset(absl::Span<const std::int64_t> fen, std::int64_t total);

}  // namespace ippledge
