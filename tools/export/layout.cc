#include "tools/export/layout.h"

#include "absl/strings/match.h"
#include "absl/strings/str_cat.h"

namespace ippledge::exported {

std::string CheckpointPath(std::int64_t size) { return absl::StrCat("checkpoints/", size); }

std::string PolicyPath(absl::string_view policy_id, std::int64_t version) {
  return absl::StrCat("policies/", policy_id, "-", version, ".textproto");
}

bool IsUnsignedPath(absl::string_view path) {
  return (absl::StartsWith(path, "proto/") && absl::EndsWith(path, ".proto")) ||
         (absl::StartsWith(path, "rules/") && absl::EndsWith(path, ".md"));
}

}  // namespace ippledge::exported
