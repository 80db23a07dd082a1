#include "tools/export/layout.h"

#include "absl/strings/str_cat.h"

namespace ippledge::exported {

std::string CheckpointPath(std::int64_t size) { return absl::StrCat("checkpoints/", size); }

std::string PolicyPath(absl::string_view policy_id, std::int64_t version) {
  return absl::StrCat("policies/", policy_id, "-", version, ".textproto");
}

std::string SchemaPath(absl::string_view name) { return absl::StrCat("proto/", name); }

}  // namespace ippledge::exported
