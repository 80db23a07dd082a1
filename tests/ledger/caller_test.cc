#include "ledger/caller.h"

#include <gtest/gtest.h>

#include <string>

#include "tests/testing/builders.h"
#include "tests/testing/refusal_text.h"
#include "tests/testing/status_matchers.h"

namespace ippledge {
namespace {

TEST(Caller, Examples) {
  EXPECT_THAT(MayWriteLoansOf(BankMaker("qingcao"), "qingcao"), IsOk());
  EXPECT_THAT(MayWriteLoansOf(BankMaker("qingcao"), "yunshan"), ReasonIs(Reason::kNotYourRows));
  EXPECT_THAT(MayGovern(IpOffice()), IsOk());
  EXPECT_EQ(RoleNamed("bank_checker"), Role::kBankChecker);
}

// What each role may do; a caller of organisation "qingcao".
struct Case {
  Role role;
  absl::string_view write_own;
  absl::string_view write_other;
  absl::string_view govern;
  absl::string_view read_other;
};

TEST(Caller, RolesMayDoWhatTheTableSays) {
  const std::string no_writer =
      " allowed=bank_maker, bank_checker, fund_manager, ip_office, finance_bureau";
  const std::string no_governor = " allowed=ip_office, finance_bureau";
  constexpr absl::string_view kNotYours = "NOT_YOUR_ROWS organisation=qingcao";
  constexpr absl::string_view kNo = "no";
  const Case cases[] = {
      {Role::kUnspecified, kNo, kNo, kNo, "ok"},
      {Role::kBankMaker, "ok", kNotYours, kNo, kNotYours},
      {Role::kBankChecker, "ok", kNotYours, kNo, kNotYours},
      {Role::kFundManager, "ok", "ok", kNo, "ok"},
      {Role::kIpOffice, "ok", "ok", "ok", "ok"},
      {Role::kFinanceBureau, "ok", "ok", "ok", "ok"},
      {Role::kAuditor, kNo, kNo, kNo, "ok"},
      {Role::kReporter, kNo, kNo, kNo, "ok"},
      {Role::kOperator, kNo, kNo, kNo, "ok"},
      {Role::kSystem, kNo, kNo, kNo, "ok"},
      {Role::kSecurityOfficer, kNo, kNo, kNo, "ok"},
  };
  ASSERT_EQ(std::size(cases), std::size_t{kRoleCount});
  for (const Case& c : cases) {
    const Caller caller = CallerOf(c.role);
    const std::string role = absl::StrCat("ROLE_NOT_ALLOWED role=", NameOf(c.role));
    const auto expect = [&](const absl::Status& status, absl::string_view want,
                            const std::string& allowed) {
      EXPECT_EQ(RefusalText(status), want == kNo ? role + allowed : std::string(want));
    };
    expect(MayWriteLoansOf(caller, "qingcao"), c.write_own, no_writer);
    // A bank that nobody knows is like any other bank: its rows are not told from missing ones.
    for (const absl::string_view bank : {"yunshan", "no-such-bank", ""}) {
      expect(MayWriteLoansOf(caller, bank), c.write_other, no_writer);
      expect(MayReadLoansOf(caller, bank), c.read_other, "");
    }
    expect(MayGovern(caller), c.govern, no_governor);
    EXPECT_THAT(MayReadLoansOf(caller, "qingcao"), IsOk()) << NameOf(c.role);
    EXPECT_EQ(IsBank(c.role), c.role == Role::kBankMaker || c.role == Role::kBankChecker);
  }
}

TEST(Caller, RolesAreNamedAndNumbersAreFrozen) {
  constexpr absl::string_view kNames[] = {"unspecified",  "bank_maker",      "bank_checker",
                                          "fund_manager", "ip_office",       "finance_bureau",
                                          "auditor",      "reporter",        "operator",
                                          "system",       "security_officer"};
  ASSERT_EQ(std::size(kNames), std::size_t{kRoleCount});
  for (std::size_t i = 0; i < std::size(kNames); ++i) {
    const auto role = static_cast<Role>(i);
    EXPECT_EQ(NameOf(role), kNames[i]);
    const bool for_callers = role != Role::kUnspecified && role != Role::kSystem;
    EXPECT_EQ(RoleNamed(kNames[i]), for_callers ? role : Role::kUnspecified) << kNames[i];
  }
  EXPECT_EQ(RoleNamed(""), Role::kUnspecified);
  EXPECT_EQ(RoleNamed("BANK_MAKER"), Role::kUnspecified);
  EXPECT_EQ(RoleNamed("bank_maker "), Role::kUnspecified);
}

TEST(Caller, TheBureauMovesTheFundAndBanksDoNotReadIt) {
  for (int i = 1; i < kRoleCount; ++i) {
    Caller caller = CallerOf(static_cast<Role>(i));
    const bool bureau = caller.role == Role::kFinanceBureau;
    EXPECT_EQ(MayMoveFund(caller, false).ok(), bureau) << NameOf(caller.role);
    EXPECT_EQ(MayReadFund(caller).ok(), !IsBank(caller.role)) << NameOf(caller.role);
    EXPECT_FALSE(MayMoveFund(caller, true).ok()) << NameOf(caller.role);
    caller.second_person = "p-9";
    EXPECT_EQ(MayMoveFund(caller, true).ok(), bureau) << NameOf(caller.role);
    caller.second_person = caller.person;
    EXPECT_FALSE(MayMoveFund(caller, true).ok()) << NameOf(caller.role);
  }
}

TEST(Caller, FiguresAreRecordedByThreeRoles) {
  for (int r = 0; r < kRoleCount; ++r) {
    const auto role = static_cast<Role>(r);
    const bool may =
        role == Role::kFundManager || role == Role::kIpOffice || role == Role::kFinanceBureau;
    EXPECT_EQ(RefusalText(MayRecordFigures(CallerOf(role))),
              may ? "ok"
                  : absl::StrCat("ROLE_NOT_ALLOWED role=", NameOf(role),
                                 " allowed=fund_manager, ip_office, finance_bureau"));
  }
}

}  // namespace
}  // namespace ippledge
