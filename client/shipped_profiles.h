// client/shipped_profiles.h: the profiles of programmes/statements, as they were at the build: the
// program reads banks' exports wherever it is installed.
#pragma once

#include "absl/strings/string_view.h"
#include "absl/types/span.h"

namespace ippledge::client {

struct ShippedProfile {
  absl::string_view name;  // "icbc-corporate.textproto"
  absl::string_view text;
};

// In order of name. Defined in a source that CMake writes.
absl::Span<const ShippedProfile> ShippedProfiles();

}  // namespace ippledge::client
