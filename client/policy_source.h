// client/policy_source.h: policies that a command reads from files, offline.
#pragma once

#include <string>
#include <utility>
#include <vector>

#include "absl/status/statusor.h"
#include "ippledge/v1/policy.pb.h"
#include "ledger/policy.h"

namespace ippledge::client {

// A checked policy. A file that cannot be read is a usage error; a policy with an impossible value
// is refused (INVALID_ARGUMENT) with one line a fault: "FILE:12:3: SHARES_NOT_WHOLE: ...".
absl::StatusOr<Policy> ReadPolicyFile(const std::string& path);

// Every parameter of a policy under its path, in the order of the API: lists of messages by the
// name of each item, else by its number from 1. Values as people write them: "40%", "1,000.00".
std::vector<std::pair<std::string, std::string>> PolicyParameters(const Policy& policy);

}  // namespace ippledge::client
