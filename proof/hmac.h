// proof/hmac.h: HMAC-SHA-256 (RFC 2104), for what only we must be able to make.
#pragma once

#include <string>

#include "absl/strings/string_view.h"

namespace ippledge::proof {

// 32 bytes.
std::string HmacSha256(absl::string_view key, absl::string_view message);

// Compares without telling by its time how much is equal.
bool EqualInConstantTime(absl::string_view a, absl::string_view b);

}  // namespace ippledge::proof
