// Which certificates an authority stands for, and until when.
#include "server/authority.h"

#include "absl/strings/str_cat.h"
#include "ledger/refusal.h"
#include "tests/testing/status_matchers.h"
#include "tests/testing/test_authority.h"

namespace ippledge::server {
namespace {

using ::testing::HasSubstr;

constexpr absl::Duration kDay = absl::Hours(24);

class AuthorityTest : public ::testing::Test {
 protected:
  // What `authority` says of the first certificate of `client`; the others of it came with it.
  absl::Status Check(const absl::StatusOr<std::shared_ptr<const Authority>>& authority,
                     const std::string& client, absl::Time now) {
    EXPECT_THAT(authority, IsOk());
    const auto chain = ReadCertificates(client);
    STACK_OF(X509)* stack = sk_X509_new_null();
    for (std::size_t i = 1; i < chain->size(); ++i) sk_X509_push(stack, (*chain)[i].get());
    const absl::Status status = (*authority)->Check(*chain->front(), stack, now, good_until_);
    sk_X509_free(stack);
    return status;
  }
  Reason ReasonFor(const absl::StatusOr<std::shared_ptr<const Authority>>& authority,
                   const std::string& client, absl::Time now = absl::Now()) {
    return ReasonOf(Check(authority, client, now));
  }

  // Whole seconds, as certificates have them.
  const absl::Time now_ = absl::FromTimeT(absl::ToTimeT(absl::Now()));
  const TestAuthority authority_;
  absl::Time good_until_;
};

TEST_F(AuthorityTest, AGoodCertificateIsGoodUntilTheFirstEndOfAll) {
  const Issued client = authority_.Issue({.subject = {{"CN", "a"}}, .until = now_ + 10 * kDay});
  const auto by_list = Authority::Make(authority_.pem(), {authority_.List({.next = now_ + kDay})});
  EXPECT_THAT(Check(by_list, client.certificate, now_), IsOk());
  EXPECT_EQ(good_until_, now_ + kDay);
  EXPECT_EQ((*by_list)->lists_due(), now_ + kDay);
  const auto by_client =
      Authority::Make(authority_.pem(), {authority_.List({.next = now_ + 20 * kDay})});
  EXPECT_THAT(Check(by_client, client.certificate, now_), IsOk());
  EXPECT_EQ(good_until_, now_ + 10 * kDay);
}

TEST_F(AuthorityTest, KindsOfKeys) {
  const auto authority = Authority::Make(authority_.pem(), {authority_.List()});
  for (const TestKey key : {TestKey::kEc, TestKey::kRsa, TestKey::kEd25519}) {
    EXPECT_THAT(Check(authority,
                      authority_.Issue({.subject = {{"CN", "a"}}, .key = key}).certificate, now_),
                IsOk());
  }
  EXPECT_EQ(
      ReasonFor(authority,
                authority_.Issue({.subject = {{"CN", "a"}}, .key = TestKey::kWeakRsa}).certificate),
      Reason::kCertificateUntrusted);
}

TEST_F(AuthorityTest, OutsideOfItsDaysACertificateIsRefused) {
  const auto authority = Authority::Make(authority_.pem(), {authority_.List()});
  const Issued client = authority_.Issue(
      {.subject = {{"CN", "a"}}, .from = now_ - absl::Minutes(5), .until = now_ + kDay});
  EXPECT_EQ(ReasonFor(authority, client.certificate, now_ - absl::Minutes(6)),
            Reason::kCertificateExpired);
  const absl::Status over = Check(authority, client.certificate, now_ + kDay + absl::Seconds(1));
  ASSERT_EQ(ReasonOf(over), Reason::kCertificateExpired);
  EXPECT_EQ(ViolationsOf(over).front().metadata.back().second, TimeText(now_ + kDay));
}

TEST_F(AuthorityTest, ARevokedCertificateIsRefusedAndNoOther) {
  const Issued client = authority_.IssueTo("a", "auditor", "p");
  const Issued other = authority_.IssueTo("a", "auditor", "p");
  const auto authority =
      Authority::Make(authority_.pem(), {authority_.List({.revoked = {client.serial}})});
  const absl::Status revoked = Check(authority, client.certificate, now_);
  ASSERT_EQ(ReasonOf(revoked), Reason::kCertificateRevoked);
  EXPECT_EQ(ViolationsOf(revoked).front().metadata.front().second,
            absl::StrCat(absl::Hex(client.serial)));
  EXPECT_THAT(Check(authority, other.certificate, now_), IsOk());
}

TEST_F(AuthorityTest, NobodyIsLetInOnceTheListIsOverdue) {
  const auto authority =
      Authority::Make(authority_.pem(), {authority_.List({.next = now_ + kDay})});
  const std::string client = authority_.IssueTo("a", "auditor", "p").certificate;
  EXPECT_THAT(Check(authority, client, now_ + kDay - absl::Seconds(1)), IsOk());
  const absl::Status overdue = Check(authority, client, now_ + kDay + absl::Seconds(1));
  ASSERT_EQ(ReasonOf(overdue), Reason::kRevocationListOverdue);
  EXPECT_EQ(ViolationsOf(overdue).front().metadata.front().second, TimeText(now_ + kDay));
}

TEST_F(AuthorityTest, OfSeveralListsThoseInTimeCount) {
  const Issued client = authority_.IssueTo("a", "auditor", "p");
  const std::string old = authority_.List({.from = now_ - 9 * kDay, .next = now_ - 8 * kDay});
  const std::string young = authority_.List({.revoked = {client.serial}, .next = now_ + kDay});
  for (const auto& lists : {std::vector{old, young}, {young, old}, {absl::StrCat(old, young)}}) {
    const auto authority = Authority::Make(authority_.pem(), lists);
    EXPECT_EQ(ReasonFor(authority, client.certificate), Reason::kCertificateRevoked);
    EXPECT_EQ((*authority)->lists_due(), now_ + kDay);
  }
}

TEST_F(AuthorityTest, AnOlderListIsToldByItsNumberElseByItsDay) {
  const auto with = [&](const TestAuthority::ListWish& list) {
    return *Authority::Make(authority_.pem(), {authority_.List(list)});
  };
  const auto loaded = with({.from = now_ - kDay, .number = 0x1000});
  EXPECT_THAT(with({.from = now_ - kDay, .number = 0x1000})->CheckNotOlder(*loaded), IsOk());
  // The number is the authority's own word on order, whatever its clock said.
  EXPECT_THAT(with({.from = now_ - 2 * kDay, .number = 0x1001})->CheckNotOlder(*loaded), IsOk());
  EXPECT_THAT(with({.from = now_ - kDay, .number = 0x10000})->CheckNotOlder(*loaded), IsOk());
  const absl::Status older = with({.from = now_, .number = 0xfff})->CheckNotOlder(*loaded);
  EXPECT_THAT(older, StatusIs(absl::StatusCode::kInvalidArgument));
  EXPECT_THAT(older.message(),
              HasSubstr(absl::StrCat("CN = test authority, 0x0fff of ", TimeText(now_),
                                     ", is older than the one in use, 0x1000 of ")));
  // One of the two has no number.
  EXPECT_THAT(with({.from = now_, .number = -1})->CheckNotOlder(*loaded), IsOk());
  EXPECT_THAT(with({.from = now_ - 2 * kDay, .number = -1})->CheckNotOlder(*loaded),
              StatusIs(absl::StatusCode::kInvalidArgument));
  // Of several lists the newest counts, in any order.
  const std::string newest = authority_.List({.number = 0x2000});
  const std::string oldest = authority_.List({.number = 0x20});
  for (const auto& lists : {std::vector{newest, oldest}, {oldest, newest}}) {
    EXPECT_THAT((*Authority::Make(authority_.pem(), lists))->CheckNotOlder(*loaded), IsOk());
    EXPECT_THAT(loaded->CheckNotOlder(**Authority::Make(authority_.pem(), lists)),
                StatusIs(absl::StatusCode::kInvalidArgument));
  }
  // Of another authority, or of another key with the same name, nothing is known.
  const TestAuthority same_name("test authority");
  const auto other = *Authority::Make(same_name.pem(), {same_name.List({.number = 1})});
  EXPECT_THAT(other->CheckNotOlder(*loaded), IsOk());
}

TEST_F(AuthorityTest, OthersAreNotBelieved) {
  const auto authority = Authority::Make(authority_.pem(), {authority_.List()});
  // Its name alone makes no authority.
  const TestAuthority pretender("test authority");
  EXPECT_EQ(ReasonFor(authority, pretender.IssueTo("a", "auditor", "p").certificate),
            Reason::kCertificateUntrusted);
  // A server's certificate is no client's, and a client issues nothing.
  EXPECT_EQ(ReasonFor(authority, authority_.IssueToServer().certificate),
            Reason::kCertificateUntrusted);
  EXPECT_EQ(ReasonFor(authority, pretender.pem()), Reason::kCertificateUntrusted);
}

TEST_F(AuthorityTest, IntermediatesComeWithTheCertificateOrLieBesideTheRoot) {
  const TestAuthority middle("middle", &authority_);
  const std::string client = middle.IssueTo("a", "auditor", "p").certificate;
  const auto both = Authority::Make(absl::StrCat(authority_.pem(), middle.pem()),
                                    {authority_.List(), middle.List()});
  EXPECT_THAT(Check(both, client, now_), IsOk());
  EXPECT_THAT(Check(both, client + middle.pem(), now_), IsOk());
  // Alone an intermediate is no root.
  const auto alone = Authority::Make(middle.pem(), {middle.List()});
  EXPECT_EQ(ReasonFor(alone, client), Reason::kCertificateUntrusted);
  // Its own list is missing when only the root is known here.
  const auto root = Authority::Make(authority_.pem(), {authority_.List()});
  EXPECT_EQ(ReasonFor(root, client + middle.pem()), Reason::kCertificateUntrusted);
  const auto revoked = Authority::Make(absl::StrCat(authority_.pem(), middle.pem()),
                                       {authority_.List({.revoked = {1}}), middle.List()});
  EXPECT_EQ(ReasonFor(revoked, client), Reason::kCertificateUntrusted);
}

TEST_F(AuthorityTest, WhatDoesNotBelongTogetherIsNotTaken) {
  const TestAuthority other("another authority");
  const TestAuthority same_name("test authority");
  const std::string client = authority_.IssueTo("a", "auditor", "p").certificate;
  const auto fault = [](const std::string& authorities, const std::vector<std::string>& lists) {
    const auto made = Authority::Make(authorities, lists);
    EXPECT_THAT(made, StatusIs(absl::StatusCode::kInvalidArgument));
    return std::string(made.status().message());
  };
  EXPECT_THAT(fault("", {authority_.List()}), HasSubstr("holds no certificate"));
  EXPECT_THAT(fault(authority_.pem().substr(0, 200), {authority_.List()}),
              HasSubstr("cannot be decoded"));
  EXPECT_THAT(fault(absl::StrCat(authority_.pem(), client), {authority_.List()}),
              HasSubstr("may not issue certificates"));
  EXPECT_THAT(fault(authority_.pem(), {"nothing"}), HasSubstr("holds no revocation list"));
  EXPECT_THAT(fault(authority_.pem(), {}), HasSubstr("no revocation list of CN = test authority"));
  EXPECT_THAT(fault(authority_.pem(), {authority_.List(), other.List()}),
              HasSubstr("of CN = another authority is of an issuer that is none"));
  EXPECT_THAT(fault(authority_.pem(), {same_name.List()}),
              HasSubstr("has a signature that is not its issuer's"));
  EXPECT_THAT(fault(authority_.pem(), {authority_.List({.next = absl::InfiniteFuture()})}),
              HasSubstr("does not say when the next one comes"));
  EXPECT_THAT(fault(absl::StrCat(authority_.pem(), other.pem()), {authority_.List()}),
              HasSubstr("no revocation list of CN = another authority"));
}

}  // namespace
}  // namespace ippledge::server
