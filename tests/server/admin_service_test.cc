// AdminService: members, keys, quorums, audits.
#include <string>
#include <vector>

#include "proof/signing_key.h"
#include "tests/server/admin_world.h"

namespace ippledge::server {
namespace {

using ::testing::ElementsAre;
using ::testing::IsEmpty;
using ::testing::SizeIs;

class AdminServiceTest : public AdminWorld {
 protected:
  static std::string KeyText(const std::string& name, proof::KeyType type) {
    return proof::SigningKey::Generate(name, type)->verifier().Text();
  }
  static v1::AdmitKeyRequest Admitting(const std::string& name, v1::KeyPurpose purpose,
                                       proof::KeyType type) {
    auto request = Write<v1::AdmitKeyRequest>();
    request.mutable_key()->set_name(name);
    request.mutable_key()->set_text(KeyText(name, type));
    request.mutable_key()->set_purpose(purpose);
    if (purpose == v1::KEY_PURPOSE_WITNESS) request.mutable_key()->set_organisation(kIcbc);
    return request;
  }
  static v1::AdmitKeyRequest Witness(const std::string& name) {
    return Admitting(name, v1::KEY_PURPOSE_WITNESS, proof::KeyType::kCosignature);
  }
  v1::GetQuorumResponse Quorum(std::int64_t at = 0) const {
    v1::GetQuorumRequest request;
    request.set_programme("nm");
    request.set_at(at);
    const auto answer = Bank().Ask<v1::GetQuorumResponse>(request);
    EXPECT_THAT(answer, Succeeded());
    return answer.response;
  }
};

// ---- members ----

TEST_F(AdminServiceTest, MembersAreAdmittedAndRemovedAllOrNone) {
  EXPECT_THAT(Members(Office()), IsEmpty());
  AdmitSome();
  const std::vector<std::string> all = {
      absl::StrCat(kIcbc, " 1 "),
      absl::StrCat(kBureau, " 5 finance_bureau-1"),
      absl::StrCat(kBureau, " 5 finance_bureau-2"),
      absl::StrCat(kOffice, " 10 security_officer-1"),
      absl::StrCat(kOffice, " 10 security_officer-2"),
  };
  EXPECT_EQ(Members(Officers()), all);
  for (const int page_size : {1, 2, 3}) EXPECT_EQ(Members(Officers(), "", page_size), all);
  EXPECT_THAT(Members(Bureau(), kOffice, 1), ElementsAre(all[3], all[4]));

  // One of them is there already: nothing of it happens.
  const std::vector<v1::Member> more = {MemberOf(kCcb, v1::ROLE_BANK_MAKER, ""),
                                        MemberOf(kIcbc, v1::ROLE_BANK_MAKER, "")};
  EXPECT_THAT(Officers().Ask<v1::AmendMembersResponse>(Amending(more)),
              Refused(StatusCode::kAlreadyExists, "MEMBER_EXISTS"));
  EXPECT_EQ(Members(Officers()), all);
  // A dry run neither.
  auto dry = Amending({more[0]}, {more[1]});
  dry.set_validate_only(true);
  const auto tried = Officers().Ask<v1::AmendMembersResponse>(dry);
  ASSERT_THAT(tried, Succeeded());
  EXPECT_EQ(tried.response.recorded().outcome(), v1::OUTCOME_VALID);
  EXPECT_EQ(Members(Officers()), all);

  const v1::AmendMembersRequest swap = Amending({more[0]}, {more[1]});
  const auto swapped = Officers().Ask<v1::AmendMembersResponse>(swap);
  ASSERT_THAT(swapped, Succeeded());
  EXPECT_EQ(Members(Officers()).front(), absl::StrCat(kCcb, " 1 "));
  // The same request again gets the same answer.
  EXPECT_EQ(Officers().Ask<v1::AmendMembersResponse>(swap).bytes, swapped.bytes);
  EXPECT_THAT(Officers().Ask<v1::AmendMembersResponse>(
                  Amending({}, TwoOfEach(kOffice, v1::ROLE_SECURITY_OFFICER, "security_officer"))),
              Refused(StatusCode::kFailedPrecondition, "OFFICERS_MISSING"));
}

TEST_F(AdminServiceTest, AMembersShapeIsToldFieldByField) {
  auto request = Amending(
      {MemberOf("No Slug", v1::ROLE_BANK_MAKER, ""), MemberOf(kOffice, v1::ROLE_SYSTEM, "p"),
       MemberOf(kOffice, v1::ROLE_AUDITOR, ""), MemberOf(kOffice, v1::ROLE_UNSPECIFIED, "p"),
       MemberOf(kOffice, static_cast<v1::Role>(99), "p"), MemberOf(kIcbc, v1::ROLE_BANK_MAKER, ""),
       MemberOf(kIcbc, v1::ROLE_BANK_MAKER, "")});
  request.clear_text();
  const auto answer = Officers().Ask<v1::AmendMembersResponse>(request);
  ASSERT_EQ(answer.status.code(), StatusCode::kInvalidArgument);
  std::vector<std::string> told;
  for (const wire::Details::Line& line : answer.Details().lines) told.push_back(line.field);
  EXPECT_THAT(told, ::testing::UnorderedElementsAre("admit[0].organisation", "admit[1].role",
                                                    "admit[2].person", "admit[3].role",
                                                    "admit[4].role", "admit[6]", "text"));
  EXPECT_THAT(Officers().Ask<v1::AmendMembersResponse>(Amending({})),
              Refused(StatusCode::kInvalidArgument, "FIELD_REQUIRED"));
}

TEST_F(AdminServiceTest, ABankSeesTheMembersOfItsOwnOrganisation) {
  AdmitSome();
  EXPECT_THAT(Members(Bank()), ElementsAre(absl::StrCat(kIcbc, " 1 ")));
  v1::ListMembersRequest request;
  request.set_programme("nm");
  request.set_organisation(kBureau);
  EXPECT_THAT(Bank().Ask<v1::ListMembersResponse>(request),
              Refused(StatusCode::kPermissionDenied, "NOT_YOUR_ROWS"));
  // A page of somebody else is no way to the rest.
  request.set_organisation("");
  request.set_page_size(1);
  const auto page = Officers().Ask<v1::ListMembersResponse>(request);
  ASSERT_NE(page.response.next_page_token(), "");
  request.set_page_token(page.response.next_page_token());
  EXPECT_THAT(Bank().Ask<v1::ListMembersResponse>(request),
              Refused(StatusCode::kInvalidArgument, "PAGE_TOKEN_INVALID"));
}

// ---- keys and quorums ----

TEST_F(AdminServiceTest, KeysAreAdmittedForWhatTheyCanSign) {
  const auto ask = [&](const v1::AdmitKeyRequest& request) {
    return Officers().Ask<v1::AdmitKeyResponse>(request);
  };
  EXPECT_THAT(ask(Admitting("log-1", v1::KEY_PURPOSE_LOG, proof::KeyType::kEd25519)), Succeeded());
  EXPECT_THAT(ask(Admitting("log-2", v1::KEY_PURPOSE_LOG, proof::KeyType::kSm2)), Succeeded());
  const v1::AdmitKeyRequest witness = Witness("icbc-1");
  EXPECT_THAT(ask(witness), Succeeded());
  const auto malformed = Refused(StatusCode::kInvalidArgument, "FIELD_MALFORMED");
  EXPECT_THAT(ask(Admitting("log-3", v1::KEY_PURPOSE_LOG, proof::KeyType::kCosignature)),
              malformed);
  EXPECT_THAT(ask(Admitting("w-2", v1::KEY_PURPOSE_WITNESS, proof::KeyType::kEd25519)), malformed);
  auto renamed = witness;
  renamed.set_request_id(NewId());
  renamed.mutable_key()->set_name("icbc-2");
  EXPECT_THAT(ask(renamed), malformed);
  auto garbage = witness;
  garbage.mutable_key()->set_text("icbc-1+00000000+AAAA");
  EXPECT_THAT(ask(garbage), malformed);
  // A secret key is refused, and not shown.
  const auto secret = proof::SigningKey::Generate("w-3", proof::KeyType::kCosignature);
  auto leaked = Witness("w-3");
  leaked.mutable_key()->set_text(secret->SecretText());
  const auto refused = ask(leaked);
  EXPECT_THAT(refused, malformed);
  const std::string half = secret->SecretText().substr(secret->SecretText().size() - 20);
  EXPECT_EQ(refused.details_bytes.find(half), std::string::npos);
  EXPECT_EQ(refused.status.message().find(half), absl::string_view::npos);

  // Equal content is no error; another key of that name is.
  auto again = witness;
  again.set_request_id(NewId());
  const auto known = ask(again);
  ASSERT_THAT(known, Succeeded());
  EXPECT_EQ(known.response.recorded().outcome(), v1::OUTCOME_ALREADY_RECORDED);
  EXPECT_THAT(ask(Witness("icbc-1")), Refused(StatusCode::kAlreadyExists, "KEY_EXISTS"));

  auto retire = Write<v1::RetireKeyRequest>();
  retire.set_name("log-1");
  retire.set_text("a new one");
  ASSERT_THAT(Officers().Ask<v1::RetireKeyResponse>(retire), Succeeded());
  v1::ListKeysRequest list;
  list.set_programme("nm");
  const auto listed = Bank().Ask<v1::ListKeysResponse>(list);
  ASSERT_THAT(listed, Succeeded());
  ASSERT_THAT(listed.response.keys(), SizeIs(3));
  EXPECT_EQ(listed.response.keys(0).key().name(), "log-1");
  EXPECT_EQ(listed.response.keys(0).retired_entry(), Position());
  EXPECT_EQ(listed.response.keys(2).key().SerializeAsString(), witness.key().SerializeAsString());
  EXPECT_EQ(listed.response.keys(2).retired_entry(), 0);
}

TEST_F(AdminServiceTest, QuorumsAreKnownAtEveryPosition) {
  EXPECT_FALSE(Quorum().has_quorum());
  auto set = Write<v1::SetQuorumRequest>();
  set.mutable_quorum()->set_payments_from_fen(1'000);
  v1::QuorumPart& part = *set.mutable_quorum()->add_parts();
  part.set_needed(1);
  part.add_keys("icbc-1");
  set.set_text("from now on");
  EXPECT_THAT(Bureau().Ask<v1::SetQuorumResponse>(set),
              Refused(StatusCode::kNotFound, "KEY_UNKNOWN"));
  ASSERT_THAT(Officers().Ask<v1::AdmitKeyResponse>(Witness("icbc-1")), Succeeded());
  set.set_request_id(NewId());
  const auto first = Bureau().Ask<v1::SetQuorumResponse>(set);
  ASSERT_THAT(first, Succeeded());
  const std::int64_t entry = first.response.recorded().entry();
  EXPECT_EQ(Quorum().quorum().SerializeAsString(), set.quorum().SerializeAsString());
  EXPECT_EQ(Quorum().entry(), entry);
  EXPECT_FALSE(Quorum(entry - 1).has_quorum());
  EXPECT_EQ(Quorum(entry - 1).position(), entry - 1);

  v1::SetQuorumRequest none = set;
  none.set_request_id(NewId());
  none.mutable_quorum()->clear_parts();
  ASSERT_THAT(Bureau().Ask<v1::SetQuorumResponse>(none), Succeeded());
  EXPECT_EQ(Quorum().quorum().parts_size(), 0);
  EXPECT_EQ(Quorum(entry).quorum().SerializeAsString(), set.quorum().SerializeAsString());

  auto bad = set;
  bad.set_request_id(NewId());
  bad.mutable_quorum()->mutable_parts(0)->set_needed(2);
  bad.mutable_quorum()->mutable_parts(0)->add_keys("icbc-1");
  bad.mutable_quorum()->set_payments_from_fen(-1);
  const auto answer = Bureau().Ask<v1::SetQuorumResponse>(bad);
  ASSERT_EQ(answer.status.code(), StatusCode::kInvalidArgument);
  std::vector<std::string> told;
  for (const wire::Details::Line& line : answer.Details().lines) told.push_back(line.field);
  EXPECT_THAT(
      told, ::testing::UnorderedElementsAre("quorum.payments_from_fen", "quorum.parts[0].keys[1]"));
  v1::SetQuorumRequest nothing = set;
  nothing.clear_quorum();
  EXPECT_THAT(Bureau().Ask<v1::SetQuorumResponse>(nothing),
              Refused(StatusCode::kInvalidArgument, "FIELD_REQUIRED"));
}

// ---- audits ----

TEST_F(AdminServiceTest, AuditsAreListedInPages) {
  const Rpc auditor = As("auditor", "audit-office");
  const auto record = [&](std::int64_t findings) {
    auto request = Write<v1::RecordAuditRequest>();
    v1::AuditResult& result = *request.mutable_result();
    result.set_through_entry(2);
    result.set_root(std::string(32, '\7'));
    result.set_findings(findings);
    if (findings > 0) result.set_first_finding("entry 2: the leaf differs");
    result.set_program("ippledge-admin 1.0");
    return auditor.Ask<v1::RecordAuditResponse>(request);
  };
  for (std::int64_t i = 0; i < 5; ++i) ASSERT_THAT(record(i), Succeeded());
  v1::ListAuditsRequest list;
  list.set_programme("nm");
  list.set_page_size(2);
  std::vector<std::int64_t> findings;
  do {
    const auto page = Bank().Ask<v1::ListAuditsResponse>(list);
    ASSERT_THAT(page, Succeeded());
    EXPECT_LE(page.response.audits_size(), 2);
    for (const auto& audit : page.response.audits()) {
      EXPECT_EQ(audit.result().root(), std::string(32, '\7'));
      findings.push_back(audit.result().findings());
    }
    // What comes in between is of no page.
    if (findings.size() == 2) {
      ASSERT_THAT(record(9), Succeeded());
    }
    list.set_page_token(page.response.next_page_token());
  } while (!list.page_token().empty());
  EXPECT_THAT(findings, ElementsAre(0, 1, 2, 3, 4));

  auto bad = Write<v1::RecordAuditRequest>();
  bad.mutable_result()->set_through_entry(2);
  bad.mutable_result()->set_root("short");
  bad.mutable_result()->set_program("p");
  EXPECT_THAT(auditor.Ask<v1::RecordAuditResponse>(bad),
              Refused(StatusCode::kInvalidArgument, "FIELD_MALFORMED"));
  bad.mutable_result()->clear_root();
  EXPECT_THAT(auditor.Ask<v1::RecordAuditResponse>(bad),
              Refused(StatusCode::kInvalidArgument, "FIELD_REQUIRED"));
  bad.mutable_result()->set_root(std::string(32, '\7'));
  bad.mutable_result()->set_through_entry(Position() + 1);
  EXPECT_THAT(auditor.Ask<v1::RecordAuditResponse>(bad),
              Refused(StatusCode::kNotFound, "ENTRY_UNKNOWN"));
}

}  // namespace
}  // namespace ippledge::server
