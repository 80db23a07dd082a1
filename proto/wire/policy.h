// proto/wire/policy.h: policies, facts and verdicts between messages, text files and ledger values.
//
// Any thread.
#pragma once

#include <optional>
#include <string>
#include <vector>

#include "absl/strings/string_view.h"
#include "ippledge/v1/policy.pb.h"
#include "ippledge/v1/policy_facts.pb.h"
#include "ippledge/v1/policy_verdict.pb.h"
#include "ledger/claim_facts.h"
#include "ledger/policy.h"
#include "ledger/refusal.h"
#include "ledger/verdict.h"

namespace ippledge::wire {

inline constexpr int kPolicyFileBytesMax = 1024 * 1024;

// nullopt when violations were added: what the message cannot say (UNKNOWN_FIELD, ENUM_UNKNOWN,
// DATE_MALFORMED, AMOUNT_OUT_OF_RANGE, FIELD_REQUIRED) and what CheckPolicy() finds.
std::optional<Policy> ParsePolicy(const v1::Policy& message, absl::string_view path,
                                  Violations& violations);
// The same with CheckPolicyFacts().
std::optional<PolicyFacts> ParsePolicyFacts(const v1::PolicyFacts& message, absl::string_view path,
                                            Violations& violations);

// Every parameter, also those left at their default.
v1::Policy FormatPolicy(const Policy& policy);
v1::PolicyVerdict FormatVerdict(const Verdict& verdict);

// Something wrong in a file, and where: from 1.
struct FileFault {
  int line = 1;
  int column = 1;
  Violation violation;
  // What the parser of the text form said; else empty.
  std::string syntax;
};
// "12:3: SHARES_NOT_WHOLE: modes[0].parties: ...".
std::string TextOf(const FileFault& fault);

// Reads a policy in text form. nullopt when faults were added, in the order of the file; what has
// no place of its own (a missing field) stands where the message around it does. A file that is no
// text form has one fault, MESSAGE_MALFORMED.
std::optional<Policy> ReadPolicyText(const std::string& text, std::vector<FileFault>& faults);

}  // namespace ippledge::wire
