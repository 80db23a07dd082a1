// storage/key_order.h: many rows in order of key.
#pragma once

#include <cstdint>
#include <utility>
#include <vector>

#include "absl/strings/string_view.h"
#include "absl/types/span.h"

namespace ippledge::storage {

// Places in `rows`, of key and value, in order of key; of equal keys the last alone. Breathes
// (breathe.h).
std::vector<std::uint32_t> InKeyOrder(
    absl::Span<const std::pair<absl::string_view, absl::string_view>> rows);

}  // namespace ippledge::storage
