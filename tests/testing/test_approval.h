// tests/testing/test_approval.h: approvals of a second person, made after docs/format.md alone:
// nothing of client/ is used.
#pragma once

#include <cstdint>
#include <string>

#include "tests/testing/test_authority.h"

namespace ippledge {

struct TestApproval {
  std::string method;   // "ippledge.v1.FundService.RecordMovement"
  std::string request;  // its bytes
  std::int64_t expire_time_ms = 0;
};

// Bytes of ippledge.v1.Approval, signed with the key of `second` and bearing its certificate.
std::string Approve(const Issued& second, const TestApproval& approval);

}  // namespace ippledge
