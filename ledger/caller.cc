#include "ledger/caller.h"

#include <array>

#include "ledger/refusal.h"

namespace ippledge {
namespace {

constexpr std::array<absl::string_view, kRoleCount> kNames = {
    "unspecified", "bank_maker",     "bank_checker",    "fund_manager",
    "ip_office",   "finance_bureau", "auditor",         "reporter",
    "operator",    "system",         "security_officer"};

}  // namespace

absl::string_view NameOf(Role role) { return kNames[static_cast<std::size_t>(role)]; }

Role RoleNamed(absl::string_view name) {
  // "system" is not for callers: it cannot be claimed.
  for (std::size_t i = 1; i < kNames.size(); ++i) {
    const auto role = static_cast<Role>(i);
    if (kNames[i] == name && role != Role::kSystem) return role;
  }
  return Role::kUnspecified;
}

bool IsBank(Role role) { return role == Role::kBankMaker || role == Role::kBankChecker; }

absl::Status MayWriteLoansOf(const Caller& caller, absl::string_view bank) {
  switch (caller.role) {
    case Role::kBankMaker:
    case Role::kBankChecker:
      if (caller.organisation == bank) return absl::OkStatus();
      return Refuse(Reason::kNotYourRows, "", {{"organisation", caller.organisation}});
    case Role::kFundManager:
    case Role::kIpOffice:
    case Role::kFinanceBureau:
      return absl::OkStatus();
    default:
      return Refuse(
          Reason::kRoleNotAllowed, "",
          {{"role", std::string(NameOf(caller.role))},
           {"allowed", "bank_maker, bank_checker, fund_manager, ip_office, finance_bureau"}});
  }
}

absl::Status MayGovern(const Caller& caller) {
  if (caller.role == Role::kIpOffice || caller.role == Role::kFinanceBureau) {
    return absl::OkStatus();
  }
  return Refuse(
      Reason::kRoleNotAllowed, "",
      {{"role", std::string(NameOf(caller.role))}, {"allowed", "ip_office, finance_bureau"}});
}

absl::Status MayRecordFigures(const Caller& caller) {
  if (caller.role == Role::kFundManager || MayGovern(caller).ok()) return absl::OkStatus();
  return Refuse(Reason::kRoleNotAllowed, "",
                {{"role", std::string(NameOf(caller.role))},
                 {"allowed", "fund_manager, ip_office, finance_bureau"}});
}

absl::Status MayMoveFund(const Caller& caller, bool two_persons) {
  if (caller.role != Role::kFinanceBureau) {
    return Refuse(Reason::kRoleNotAllowed, "",
                  {{"role", std::string(NameOf(caller.role))}, {"allowed", "finance_bureau"}});
  }
  const bool two = !caller.person.empty() && !caller.second_person.empty() &&
                   caller.person != caller.second_person;
  if (two || !two_persons) return absl::OkStatus();
  return Refuse(Reason::kSecondPersonRequired, "",
                {{"person", caller.person}, {"second_person", caller.second_person}});
}

absl::Status MayReadFund(const Caller& caller) {
  if (!IsBank(caller.role)) return absl::OkStatus();
  return Refuse(
      Reason::kRoleNotAllowed, "",
      {{"role", std::string(NameOf(caller.role))},
       {"allowed", "fund_manager, ip_office, finance_bureau, auditor, reporter, operator"}});
}

absl::Status MayReadLoansOf(const Caller& caller, absl::string_view bank) {
  if (!IsBank(caller.role) || caller.organisation == bank) return absl::OkStatus();
  return Refuse(Reason::kNotYourRows, "", {{"organisation", caller.organisation}});
}

}  // namespace ippledge
