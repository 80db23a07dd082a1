// ledger/caller.h: who acts, and what a role may do.
//
// Identity comes from the connection, never from the message. Role numbers are stored and frozen.
#pragma once

#include <cstdint>
#include <string>

#include "absl/status/status.h"
#include "absl/strings/string_view.h"

namespace ippledge {

enum class Role : std::uint8_t {
  kUnspecified = 0,
  kBankMaker = 1,
  kBankChecker = 2,
  kFundManager = 3,
  kIpOffice = 4,
  kFinanceBureau = 5,
  kAuditor = 6,
  kReporter = 7,
  kOperator = 8,
  kSystem = 9,           // the ledger itself: DayTurned, TotalsRecorded
  kSecurityOfficer = 10,  // admits members and keys
};
inline constexpr int kRoleCount = 11;
inline constexpr int kPersonCharsMax = 64;

// "bank_maker", …; and back, kUnspecified for an unknown name.
absl::string_view NameOf(Role role);
Role RoleNamed(absl::string_view name);

struct Caller {
  std::string organisation;  // body id; "system" for the ledger itself
  Role role = Role::kUnspecified;
  std::string person;         // pseudonymous
  std::string second_person;  // where two acted

  friend bool operator==(const Caller&, const Caller&) = default;
};

bool IsBank(Role role);

// Loans are written by the bank's maker or checker, for its own bank only, or by the IP office, the
// finance bureau or the fund manager for any bank (migrations).
// ROLE_NOT_ALLOWED, then NOT_YOUR_ROWS.
absl::Status MayWriteLoansOf(const Caller& caller, absl::string_view bank);
// Programmes, bodies, opening figures, published reports: IP office or finance bureau.
// ROLE_NOT_ALLOWED.
absl::Status MayGovern(const Caller& caller);
// Figures that the ledger cannot know: fund manager, IP office or finance bureau. ROLE_NOT_ALLOWED.
absl::Status MayRecordFigures(const Caller& caller);
// The fund's money is moved by the finance bureau. What leaves the special account, and every
// reversal, needs two different persons. ROLE_NOT_ALLOWED, then SECOND_PERSON_REQUIRED.
absl::Status MayMoveFund(const Caller& caller, bool two_persons);
// Banks do not read the fund, the other roles do. ROLE_NOT_ALLOWED.
absl::Status MayReadFund(const Caller& caller);
// A bank reads its own rows, the other roles all. NOT_YOUR_ROWS.
absl::Status MayReadLoansOf(const Caller& caller, absl::string_view bank);

}  // namespace ippledge
