#include "tests/testing/scenario_callers.h"

#include <utility>

#include "absl/strings/match.h"
#include "absl/strings/str_split.h"
#include "absl/strings/strip.h"
#include "tests/testing/scenario_words.h"

namespace ippledge {
namespace {

Role RoleOfWord(const std::string& word) {
  for (const Role role : {Role::kBankMaker, Role::kBankChecker, Role::kFundManager, Role::kIpOffice,
                          Role::kFinanceBureau, Role::kAuditor, Role::kReporter, Role::kOperator}) {
    if (WordOf(NameOf(role)) == word) return role;
  }
  return Role::kUnspecified;
}

// Offices have persons of their own, so that two of them are never one person by accident.
std::string PersonOf(Role role) {
  switch (role) {
    case Role::kBankChecker:
      return "c-1";
    case Role::kFundManager:
      return "g-1";
    case Role::kFinanceBureau:
      return "b-1";
    default:
      return "p-1";
  }
}

}  // namespace

Caller CallerNamed(const std::string& words) {
  const std::pair<std::string, std::string> with_second =
      absl::StrSplit(words, absl::MaxSplits('+', 1));
  const std::pair<std::string, std::string> with_person =
      absl::StrSplit(with_second.first, absl::MaxSplits(':', 1));
  std::string name = with_person.first;
  Caller caller;
  caller.second_person = with_second.second;
  if (const std::size_t at = name.find('@'); at != std::string::npos) {
    caller.organisation = name.substr(0, at);
    name = name.substr(at + 1);
  }
  caller.role = RoleOfWord(name);
  if (caller.role == Role::kUnspecified) {
    const bool checks = absl::EndsWith(name, "-checker");
    caller.role = checks ? Role::kBankChecker : Role::kBankMaker;
    name = std::string(absl::StripSuffix(name, "-checker"));
  }
  if (caller.organisation.empty()) caller.organisation = name;
  caller.person = with_person.second.empty() ? PersonOf(caller.role) : with_person.second;
  return caller;
}

}  // namespace ippledge
