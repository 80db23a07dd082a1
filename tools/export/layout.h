// tools/export/layout.h: the files of an export folder, and what they are called.
//
// docs/format.md has the layout. Writer and verifier share it; what either of them does with the
// files is its own. Pure.
#pragma once

#include <cstddef>
#include <cstdint>
#include <string>

#include "absl/strings/string_view.h"

namespace ippledge::exported {

inline constexpr char kManifestFile[] = "MANIFEST";
inline constexpr char kReadmeFile[] = "README.md";
inline constexpr char kCheckpointFile[] = "checkpoint";
inline constexpr char kKeysFile[] = "keys.txt";
inline constexpr char kWitnessPolicyFile[] = "policy.txt";
inline constexpr char kProgrammeFile[] = "programme.textproto";

// More kept checkpoints than that are thinned: the first at or above each of so many equal steps of
// the size, the newest among them.
inline constexpr std::int64_t kCheckpointsMax = 2'000;

// "checkpoints/41".
std::string CheckpointPath(std::int64_t size);
// "policies/inner-mongolia-2.textproto".
std::string PolicyPath(absl::string_view policy_id, std::int64_t version);
// A schema below proto/ or a text below rules/: no entry gives it, so nothing signed vouches for
// it.
bool IsUnsignedPath(absl::string_view path);

}  // namespace ippledge::exported
