// proto/wire/approval.h: what a second person signs, the same on both ends of the line.
#pragma once

#include <google/protobuf/descriptor.h>

#include <cstdint>
#include <string>

#include "absl/strings/string_view.h"

namespace ippledge::wire {

inline constexpr char kApprovalMetadata[] = "ippledge-approval-bin";
// Longest life of an approval: who approved a week ago may have left since.
inline constexpr std::int64_t kApprovalLifeMsMax = std::int64_t{7} * 24 * 3'600 * 1'000;

// The text of docs/format.md, frozen. `method`: its full name; `request_digest`: SHA-256 of the
// request's bytes, as they are.
std::string ApprovalText(absl::string_view method, absl::string_view request_digest,
                         std::int64_t expire_time_ms);

// The method of ippledge.v1 that takes messages of that type; null when there is none.
const google::protobuf::MethodDescriptor* MethodTaking(const google::protobuf::Descriptor& request);

}  // namespace ippledge::wire
