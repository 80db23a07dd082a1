// Messages of members, keys, quorums and audits: what is filled can be read again, and every fault
// of a request is told.
#include "proto/wire/trust.h"

#include <gmock/gmock.h>
#include <google/protobuf/text_format.h>
#include <gtest/gtest.h>

#include <random>
#include <string>
#include <variant>
#include <vector>

#include "absl/strings/str_cat.h"
#include "ippledge/v1/admin_service.pb.h"
#include "ledger/trust_fields.h"
#include "proto/wire/message_fields.h"
#include "tests/testing/random_fields.h"

namespace ippledge::wire {
namespace {

using ::testing::ElementsAre;
using ::testing::UnorderedElementsAre;

constexpr char kHead[] = R"(
  programme: "nm" request_id: "6fa459ea-ee8a-4ca4-894e-db77e160355e" )";

template <typename Request>
Request Parsed(const std::string& text) {
  Request request;
  EXPECT_TRUE(google::protobuf::TextFormat::ParseFromString(absl::StrCat(kHead, text), &request));
  return request;
}
template <typename Command, typename Request>
Command CommandOf(const std::string& text) {
  const absl::StatusOr<Write> write = ParseWrite(Parsed<Request>(text));
  EXPECT_TRUE(write.ok()) << write.status();
  return write.ok() ? std::get<Command>(write->command) : Command();
}
template <typename Request>
std::vector<std::string> FaultsOf(const std::string& text) {
  const absl::StatusOr<Write> write = ParseWrite(Parsed<Request>(text));
  EXPECT_FALSE(write.ok());
  std::vector<std::string> faults;
  for (const Violation& violation : ViolationsOf(write.status())) {
    faults.push_back(absl::StrCat(RowOf(violation.reason).name, " ", violation.field));
  }
  return faults;
}

template <typename T, typename Message>
void ExpectRoundTrips() {
  std::mt19937_64 engine(3);
  for (int i = 0; i < 200; ++i) {
    const T value = AnyOf<T>(engine);
    Message message;
    FillFields(value, message);
    T again;
    Violations found;
    const FieldReader reader("it", found);
    ReadFields(message, reader, again);
    EXPECT_TRUE(again == value) << message.DebugString();
    EXPECT_TRUE(found.empty()) << found.ToStatus();
  }
}

TEST(TrustMessages, RoundTripAnyValue) {
  ExpectRoundTrips<Member, v1::Member>();
  ExpectRoundTrips<VerifierKey, v1::VerifierKey>();
  ExpectRoundTrips<Quorum, v1::Quorum>();
  ExpectRoundTrips<AuditResult, v1::AuditResult>();
  ExpectRoundTrips<CosignedCheckpoint, v1::CosignedCheckpoint>();
}

TEST(ParseTrust, ReadsEveryField) {
  const auto amend = CommandOf<AmendMembers, v1::AmendMembersRequest>(R"(
    admit { organisation: "icbc-nm" role: ROLE_BANK_CHECKER person: "p-7" }
    admit { organisation: "icbc-nm" role: ROLE_BANK_MAKER }
    remove { organisation: "nm" role: ROLE_SECURITY_OFFICER person: "s-1" }
    text: "why")");
  EXPECT_THAT(amend.admit, ElementsAre(Member{"icbc-nm", Role::kBankChecker, "p-7"},
                                       Member{"icbc-nm", Role::kBankMaker, ""}));
  EXPECT_THAT(amend.remove, ElementsAre(Member{"nm", Role::kSecurityOfficer, "s-1"}));
  EXPECT_EQ(amend.text, "why");
  const auto admit = CommandOf<AdmitKey, v1::AdmitKeyRequest>(R"(
    key { name: "w" text: "w+1+2" purpose: KEY_PURPOSE_WITNESS organisation: "icbc-nm" })");
  EXPECT_EQ(admit.key, (VerifierKey{"w", "w+1+2", KeyPurpose::kWitness, "icbc-nm"}));
  const auto retire = CommandOf<RetireKey, v1::RetireKeyRequest>(R"(name: "w" text: "lost")");
  EXPECT_EQ(retire.name + "/" + retire.text, "w/lost");
  const auto set = CommandOf<SetQuorum, v1::SetQuorumRequest>(R"(
    quorum { payments_from_fen: 500 parts { needed: 1 keys: "a" keys: "b" } } text: "why")");
  EXPECT_EQ(set.quorum, (Quorum{Money::OfFen(500), {{1, {"a", "b"}}}}));
  const auto erasure = CommandOf<EraseSubject, v1::EraseSubjectRequest>(
      R"(line { statement: 12 line: 3 } text: "why")");
  EXPECT_EQ(erasure.line, (LineName{12, 3}));
  EXPECT_EQ(erasure.text, "why");
  const auto audit = CommandOf<RecordAudit, v1::RecordAuditRequest>(R"(
    result { through_entry: 9 root: "abcdefghijklmnopqrstuvwxyz012345" findings: 1
             first_finding: "entry 4" program: "p 1" })");
  EXPECT_EQ(audit.result.through_entry, 9);
  EXPECT_EQ(audit.result.root[0], 'a');
  EXPECT_EQ(audit.result.root[31], '5');
  EXPECT_EQ(audit.result.first_finding, "entry 4");
}

TEST(ParseTrust, TellsEveryFault) {
  EXPECT_THAT(FaultsOf<v1::AmendMembersRequest>(""),
              UnorderedElementsAre("FIELD_REQUIRED admit", "FIELD_REQUIRED text"));
  EXPECT_THAT(FaultsOf<v1::AmendMembersRequest>(R"(
                admit { organisation: "A" role: ROLE_OPERATOR }
                remove { organisation: "a" role: ROLE_BANK_MAKER }
                remove { organisation: "a" role: ROLE_BANK_MAKER }
                text: "why")"),
              UnorderedElementsAre("FIELD_MALFORMED admit[0].organisation",
                                   "FIELD_REQUIRED admit[0].person", "DUPLICATE_ITEM remove[1]"));
  std::string many = R"(text: "why")";
  for (int i = 0; i <= kMembersPerCommandMax; ++i) {
    absl::StrAppend(&many, "admit { organisation: \"a", i, "\" role: ROLE_BANK_MAKER }");
  }
  EXPECT_THAT(FaultsOf<v1::AmendMembersRequest>(many), ElementsAre("TOO_MANY_ITEMS admit"));
  EXPECT_THAT(FaultsOf<v1::AdmitKeyRequest>(""), ElementsAre("FIELD_REQUIRED key"));
  EXPECT_THAT(
      FaultsOf<v1::AdmitKeyRequest>(R"(key { purpose: KEY_PURPOSE_LOG organisation: "a" })"),
      UnorderedElementsAre("FIELD_REQUIRED key.name", "FIELD_REQUIRED key.text",
                           "FIELD_NOT_ALLOWED key.organisation"));
  EXPECT_THAT(FaultsOf<v1::RetireKeyRequest>(""),
              UnorderedElementsAre("FIELD_REQUIRED name", "FIELD_REQUIRED text"));
  EXPECT_THAT(FaultsOf<v1::SetQuorumRequest>(R"(
                quorum { payments_from_fen: -1 parts { needed: 0 keys: "a" } parts { needed: 1 } }
                text: "why")"),
              UnorderedElementsAre("VALUE_OUT_OF_RANGE quorum.payments_from_fen",
                                   "VALUE_OUT_OF_RANGE quorum.parts[0].needed",
                                   "VALUE_OUT_OF_RANGE quorum.parts[1].needed"));
  EXPECT_THAT(FaultsOf<v1::RecordAuditRequest>(R"(
                result { through_entry: 0 root: "short" first_finding: "none" })"),
              UnorderedElementsAre(
                  "VALUE_OUT_OF_RANGE result.through_entry", "FIELD_MALFORMED result.root",
                  "FIELD_NOT_ALLOWED result.first_finding", "FIELD_REQUIRED result.program"));
  EXPECT_THAT(FaultsOf<v1::EraseSubjectRequest>(R"(line { line: -1 })"),
              UnorderedElementsAre("VALUE_OUT_OF_RANGE line.statement",
                                   "VALUE_OUT_OF_RANGE line.line", "FIELD_REQUIRED text"));
  EXPECT_THAT(FaultsOf<v1::RecordAuditRequest>(R"(result { through_entry: 1 program: "p" })"),
              ElementsAre("FIELD_REQUIRED result.root"));
}

}  // namespace
}  // namespace ippledge::wire
