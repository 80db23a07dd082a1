// Certificates that are remembered, and what makes them forgotten.
#include "server/client_certificates.h"

#include <chrono>

#include "ledger/refusal.h"
#include "tests/testing/status_matchers.h"
#include "tests/testing/test_authority.h"
#include "tests/testing/test_server.h"

namespace ippledge::server {
namespace {

class ClientCertificatesTest : public ::testing::Test {
 protected:
  ClientCertificatesTest() {
    clock_.Set(now_);
    Trust({});
  }

  void Trust(const TestAuthority::ListWish& list) {
    clients_.Trust(*Authority::Make(authority_.pem(), {authority_.List(list)}));
  }
  Reason ReasonFor(const std::string& pem) { return ReasonOf(clients_.Identify(pem, "").status()); }

  const absl::Time now_ = absl::FromTimeT(absl::ToTimeT(absl::Now()));
  TestClock clock_;
  const TestAuthority authority_;
  ClientCertificates clients_{&clock_};
};

TEST_F(ClientCertificatesTest, ACertificateSaysWhoCalls) {
  const Issued maker = authority_.IssueTo("icbc-nm", "bank_maker", "clerk-7");
  const auto identity = clients_.Identify(maker.certificate, "");
  ASSERT_THAT(identity, IsOk());
  EXPECT_EQ((*identity)->caller, (Caller{"icbc-nm", Role::kBankMaker, "clerk-7", ""}));
  EXPECT_EQ((*identity)->means, Identity::Means::kCertificate);
  EXPECT_FALSE((*identity)->is_system);
  EXPECT_EQ((*identity)->fingerprint, FingerprintOf(*ReadCertificates(maker.certificate)->front()));
  const Issued system = authority_.IssueToSystem("icbc-nm", "bank_maker", "core");
  EXPECT_TRUE((*clients_.Identify(system.certificate, ""))->is_system);
}

TEST_F(ClientCertificatesTest, ItIsExaminedOnce) {
  const std::string pem = authority_.IssueTo("icbc-nm", "bank_maker", "clerk-7").certificate;
  const auto first = clients_.Identify(pem, "");
  const auto second = clients_.Identify(pem, "");
  ASSERT_THAT(first, IsOk());
  EXPECT_EQ(first->get(), second->get());
  EXPECT_EQ(clients_.remembered(), 1u);
}

TEST_F(ClientCertificatesTest, ANewListCountsAtOnceInBothDirections) {
  const Issued maker = authority_.IssueTo("icbc-nm", "bank_maker", "clerk-7");
  EXPECT_EQ(ReasonFor(maker.certificate), Reason::kNone);
  Trust({.revoked = {maker.serial}});
  EXPECT_EQ(ReasonFor(maker.certificate), Reason::kCertificateRevoked);
  Trust({});
  EXPECT_EQ(ReasonFor(maker.certificate), Reason::kNone);
}

TEST_F(ClientCertificatesTest, WhatIsRememberedEndsWithTheCertificate) {
  const std::string pem = authority_
                              .Issue({.subject = {{"O", "a"}, {"OU", "auditor"}, {"CN", "p"}},
                                      .until = now_ + absl::Minutes(10)})
                              .certificate;
  EXPECT_EQ(ReasonFor(pem), Reason::kNone);
  clock_.Advance(absl::Minutes(9));
  EXPECT_EQ(ReasonFor(pem), Reason::kNone);
  clock_.Advance(absl::Minutes(2));
  EXPECT_EQ(ReasonFor(pem), Reason::kCertificateExpired);
}

TEST_F(ClientCertificatesTest, WhatIsRememberedEndsWithTheList) {
  Trust({.next = now_ + absl::Minutes(10)});
  const std::string pem = authority_.IssueTo("a", "auditor", "p").certificate;
  EXPECT_EQ(ReasonFor(pem), Reason::kNone);
  clock_.Advance(absl::Minutes(11));
  EXPECT_EQ(ReasonFor(pem), Reason::kRevocationListOverdue);
}

TEST_F(ClientCertificatesTest, ARefusalIsRememberedForASecond) {
  const std::string early = authority_
                                .Issue({.subject = {{"O", "a"}, {"OU", "auditor"}, {"CN", "p"}},
                                        .from = now_ + absl::Milliseconds(500)})
                                .certificate;
  // Certificates count whole seconds: this one begins at once, or in the next second.
  clock_.Advance(-absl::Seconds(5));
  EXPECT_EQ(ReasonFor(early), Reason::kCertificateExpired);
  clock_.Advance(absl::Milliseconds(999));
  EXPECT_EQ(ReasonFor(early), Reason::kCertificateExpired);
  clock_.Advance(absl::Seconds(6));
  EXPECT_EQ(ReasonFor(early), Reason::kNone);
}

TEST_F(ClientCertificatesTest, WhatIsNoCertificateIsNobody) {
  EXPECT_EQ(ReasonFor(""), Reason::kCertificateUntrusted);
  EXPECT_EQ(ReasonFor("-----BEGIN CERTIFICATE-----\nMIIB\n-----END CERTIFICATE-----\n"),
            Reason::kCertificateUntrusted);
  EXPECT_EQ(ReasonFor(authority_.IssueTo("a", "director", "p").certificate),
            Reason::kCertificateSubject);
  EXPECT_EQ(ReasonFor(TestAuthority().IssueTo("a", "auditor", "p").certificate),
            Reason::kCertificateUntrusted);
}

TEST_F(ClientCertificatesTest, BeforeAnAuthorityIsKnownNobodyIs) {
  const ClientCertificates clients(&clock_);
  EXPECT_EQ(
      ReasonOf(clients.Identify(authority_.IssueTo("a", "auditor", "p").certificate, "").status()),
      Reason::kCertificateUntrusted);
}

TEST_F(ClientCertificatesTest, IntermediatesMayComeWithIt) {
  const TestAuthority middle("middle", &authority_);
  clients_.Trust(
      *Authority::Make(authority_.pem() + middle.pem(), {authority_.List(), middle.List()}));
  const std::string pem = middle.IssueTo("a", "auditor", "p").certificate;
  EXPECT_THAT(clients_.Identify(pem, middle.pem()), IsOk());
}

// An order of magnitude, so that cryptography in each call does not go unseen: it would take some
// hundred microseconds.
TEST_F(ClientCertificatesTest, ARememberedOneCostsNoCryptography) {
  const std::string pem = authority_.IssueTo("icbc-nm", "bank_maker", "clerk-7").certificate;
  constexpr int kTimes = 20'000;
  const auto begin = std::chrono::steady_clock::now();
  for (int i = 0; i < kTimes; ++i) ASSERT_TRUE(clients_.Identify(pem, "").ok());
  const std::chrono::duration<double, std::micro> each =
      (std::chrono::steady_clock::now() - begin) / kTimes;
  RecordProperty("microseconds", std::to_string(each.count()));
  EXPECT_LT(each.count(), 30);
}

}  // namespace
}  // namespace ippledge::server
