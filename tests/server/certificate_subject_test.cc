// Who a certificate says it is of, and everything it might say that is nobody.
#include "server/certificate_subject.h"

#include "ledger/refusal.h"
#include "server/certificate.h"
#include "tests/testing/status_matchers.h"
#include "tests/testing/test_authority.h"

namespace ippledge::server {
namespace {

absl::StatusOr<Subject> Read(const TestName& subject) {
  static const TestAuthority* const authority = new TestAuthority();
  const auto certificates = ReadCertificates(authority->Issue({.subject = subject}).certificate);
  return ReadSubject(*certificates->front());
}

TEST(CertificateSubjectTest, EveryRoleIsReadByItsName) {
  for (const char* role : {"bank_maker", "bank_checker", "fund_manager", "ip_office",
                           "finance_bureau", "auditor", "reporter", "operator"}) {
    const auto subject = Read({{"O", "icbc-nm"}, {"OU", role}, {"CN", "clerk-7"}});
    ASSERT_THAT(subject, IsOk());
    EXPECT_EQ(subject->organisation, "icbc-nm");
    EXPECT_EQ(NameOf(subject->role), role);
    EXPECT_EQ(subject->person, "clerk-7");
    EXPECT_FALSE(subject->is_system);
  }
}

TEST(CertificateSubjectTest, ASecondUnitMarksASystemInEitherOrder) {
  const auto last = Read({{"O", "a"}, {"OU", "bank_maker"}, {"OU", "system"}, {"CN", "core"}});
  const auto first = Read({{"CN", "core"}, {"OU", "system"}, {"OU", "bank_maker"}, {"O", "a"}});
  for (const auto& subject : {last, first}) {
    ASSERT_THAT(subject, IsOk());
    EXPECT_TRUE(subject->is_system);
    EXPECT_EQ(subject->role, Role::kBankMaker);
  }
}

TEST(CertificateSubjectTest, PlacesMeanNothing) {
  EXPECT_THAT(Read({{"C", "CN"},
                    {"ST", "内蒙古"},
                    {"L", "呼和浩特"},
                    {"O", "ip-office"},
                    {"OU", "ip_office"},
                    {"CN", "office-1"}}),
              IsOk());
}

TEST(CertificateSubjectTest, WhatIsMalformedIsRefusedByItsName) {
  struct Case {
    TestName subject;
    std::string field;
    std::string got;
  };
  const std::pair<std::string, std::string> body{"O", "icbc-nm"};
  const std::pair<std::string, std::string> maker{"OU", "bank_maker"};
  const std::pair<std::string, std::string> clerk{"CN", "clerk-7"};
  const std::pair<std::string, std::string> system{"OU", "system"};
  const Case cases[] = {
      {{}, "O", ""},
      {{maker, clerk}, "O", ""},
      {{body, body, maker, clerk}, "O", "icbc-nm, icbc-nm"},
      {{{"O", "ICBC NM"}, maker, clerk}, "O", "ICBC NM"},
      {{{"O", "-icbc"}, maker, clerk}, "O", "-icbc"},
      {{{"O", std::string(33, 'a')}, maker, clerk}, "O", std::string(33, 'a')},
      {{body, clerk}, "OU", ""},
      {{body, {"OU", "director"}, clerk}, "OU", "director"},
      {{body, {"OU", "Bank_Maker"}, clerk}, "OU", "Bank_Maker"},
      // The ledger's own role is nobody's.
      {{body, system, clerk}, "OU", "system"},
      {{body, system, system, clerk}, "OU", "system, system"},
      {{body, maker, system, system, clerk}, "OU", "bank_maker, system, system"},
      {{body, maker, {"OU", "auditor"}, clerk}, "OU", "bank_maker, auditor"},
      {{body, maker, maker, clerk}, "OU", "bank_maker, bank_maker"},
      // Who approves is a person.
      {{body, {"OU", "bank_checker"}, system, clerk}, "OU", "bank_checker, system"},
      {{body, {"OU", "security_officer"}, system, clerk}, "OU", "security_officer, system"},
      {{body, maker}, "CN", ""},
      {{body, maker, clerk, {"CN", "clerk-8"}}, "CN", "clerk-7, clerk-8"},
      {{body, maker, {"CN", "clerk 7"}}, "CN", "clerk 7"},
      {{body, maker, {"CN", "张三"}}, "CN", "张三"},
      {{body, maker, {"CN", "clerk\n7"}}, "CN", "clerk?7"},
      // Names of people have no place here.
      {{body, maker, clerk, {"GN", "Anna"}}, "GN", "Anna"},
      {{body, maker, clerk, {"emailAddress", "a@b.cn"}}, "emailAddress", "a@b.cn"},
      {{body, maker, clerk, {"serialNumber", "7"}}, "serialNumber", "7"},
  };
  for (const Case& one : cases) {
    const auto subject = Read(one.subject);
    ASSERT_EQ(ReasonOf(subject.status()), Reason::kCertificateSubject) << one.field << one.got;
    const Violation violation = ViolationsOf(subject.status()).front();
    EXPECT_EQ(violation.field, one.field) << one.got;
    EXPECT_EQ(violation.metadata.front().second, one.got);
    EXPECT_EQ(violation.metadata.back().first, "want");
  }
}

}  // namespace
}  // namespace ippledge::server
