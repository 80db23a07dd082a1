// The second person over TLS: what an approval is good for, and everything that it is not.
#include "server/approval.h"

#include <limits>

#include "ippledge/v1/approval.pb.h"
#include "ippledge/v1/fund_service.pb.h"
#include "ippledge/v1/journal_service.pb.h"
#include "ledger/refusal.h"
#include "proto/wire/approval.h"
#include "tests/server/tls_world.h"
#include "tests/testing/test_approval.h"

namespace ippledge::server {
namespace {

using ::testing::HasSubstr;

constexpr char kRecordMovement[] = "ippledge.v1.FundService.RecordMovement";
constexpr std::int64_t kHourMs = 3'600'000;

std::int64_t NowMs() { return absl::ToUnixMillis(absl::Now()); }

// ---- one refusal after the other ----

class TakeApprovalTest : public ::testing::Test {
 protected:
  TakeApprovalTest() {
    clients_.Trust(*Authority::Make(authority_.pem(), {authority_.List()}));
    request_ = "the bytes of a request";
  }

  Issued Person(const std::string& organisation, const std::string& role,
                const std::string& person) const {
    return authority_.IssueTo(organisation, role, person);
  }
  std::string Good(const Issued& second) const {
    return Approve(second, {kRecordMovement, request_, clock_.NowMs() + kHourMs});
  }
  // What becomes of the approval when bureau-1 sends it.
  absl::Status Take(const std::string& approval) {
    identity_ = {};
    identity_.caller = {kBureau, Role::kFinanceBureau, "bureau-1", ""};
    identity_.is_system = caller_is_system_;
    return TakeApproval(clients_, approval,
                        *wire::MethodTaking(*v1::RecordMovementRequest::descriptor()), request_,
                        identity_);
  }
  // Why it is refused: reason and, where it says so, why.
  std::string FaultOf(const std::string& approval) {
    const absl::Status status = Take(approval);
    EXPECT_EQ(identity_.caller.second_person, "") << status;
    if (status.ok()) return "none";
    const Violation violation = ViolationsOf(status).front();
    const std::string name(RowOf(violation.reason).name);
    return violation.reason == Reason::kApprovalInvalid
               ? absl::StrCat(name, ": ", violation.metadata.front().second)
               : name;
  }

  engine::SystemClock clock_;
  const TestAuthority authority_;
  ClientCertificates clients_{&clock_};
  std::string request_;
  Identity identity_;
  bool caller_is_system_ = false;
};

TEST_F(TakeApprovalTest, AColleagueOfTheSameRoleIsTheSecondPerson) {
  EXPECT_TRUE(Take(Good(Person(kBureau, "finance_bureau", "bureau-2"))).ok());
  EXPECT_EQ(identity_.caller.second_person, "bureau-2");
}

TEST_F(TakeApprovalTest, EveryKindOfKeySigns) {
  for (const TestKey key : {TestKey::kEc, TestKey::kRsa, TestKey::kEd25519}) {
    const Issued second = authority_.Issue(
        {.subject = {{"O", kBureau}, {"OU", "finance_bureau"}, {"CN", "b-2"}}, .key = key});
    EXPECT_TRUE(Take(Good(second)).ok());
  }
}

// Each case has all faults that come after it, too: it is the first that is told.
TEST_F(TakeApprovalTest, RefusalsComeInTheirOrder) {
  const TestAuthority stranger;
  const Issued system = authority_.IssueToSystem("other", "auditor", "bureau-1");
  const std::int64_t far = clock_.NowMs() + wire::kApprovalLifeMsMax + kHourMs;
  const std::int64_t past = clock_.NowMs() - 1;
  const std::string other_request = "another request";

  caller_is_system_ = true;
  EXPECT_EQ(FaultOf("\xff\xff"), "SYSTEM_NOT_ALLOWED");
  caller_is_system_ = false;
  EXPECT_EQ(FaultOf("\xff\xff"), "APPROVAL_INVALID: it cannot be decoded");
  EXPECT_EQ(FaultOf(Good(system) + "\x78\x01"), "APPROVAL_INVALID: it cannot be decoded");
  EXPECT_EQ(FaultOf(""), "APPROVAL_INVALID: its certificate cannot be decoded");
  EXPECT_THAT(FaultOf(Approve(stranger.IssueToSystem("other", "auditor", "bureau-1"),
                              {kRecordMovement, other_request, far})),
              HasSubstr("APPROVAL_INVALID: the certificate is not accepted"));
  EXPECT_EQ(FaultOf(Approve(system, {kRecordMovement, other_request, far})),
            "APPROVAL_INVALID: its signature is not of this request");
  EXPECT_EQ(FaultOf(Approve(system, {kRecordMovement, request_, far})),
            "APPROVAL_INVALID: it would be good for more than 7 days");
  EXPECT_EQ(FaultOf(Approve(system, {kRecordMovement, request_, past})), "APPROVAL_EXPIRED");
  EXPECT_EQ(FaultOf(Good(system)), "SYSTEM_NOT_ALLOWED");
  EXPECT_EQ(FaultOf(Good(Person("other", "finance_bureau", "bureau-1"))), "APPROVER_NOT_ALLOWED");
  EXPECT_EQ(FaultOf(Good(Person(kBureau, "auditor", "bureau-1"))), "APPROVER_NOT_ALLOWED");
  EXPECT_EQ(FaultOf(Good(Person(kBureau, "finance_bureau", "bureau-1"))), "SECOND_PERSON_REQUIRED");
}

TEST_F(TakeApprovalTest, ACertificateThatIsNoLongerGoodApprovesNothing) {
  const TestName bureau = {{"O", kBureau}, {"OU", "finance_bureau"}, {"CN", "bureau-2"}};
  const Issued over =
      authority_.Issue({.subject = bureau, .until = absl::Now() - absl::Minutes(1)});
  EXPECT_THAT(FaultOf(Good(over)), HasSubstr("APPROVAL_INVALID: the certificate is good from"));
  const Issued second = authority_.Issue({.subject = bureau});
  const std::string approval = Good(second);
  EXPECT_EQ(Take(approval).code(), absl::StatusCode::kOk);
  clients_.Trust(
      *Authority::Make(authority_.pem(), {authority_.List({.revoked = {second.serial}})}));
  EXPECT_THAT(FaultOf(approval), HasSubstr("has been revoked"));
  EXPECT_THAT(FaultOf(Good(Person(kBureau, "director", "bureau-2"))),
              HasSubstr("of the certificate's subject"));
  EXPECT_THAT(FaultOf(Good(authority_.IssueToServer())),
              HasSubstr("the certificate is not accepted"));
}

TEST_F(TakeApprovalTest, TheSignatureHoldsAllOfIt) {
  const Issued second = Person(kBureau, "finance_bureau", "bureau-2");
  const std::int64_t until = clock_.NowMs() + kHourMs;
  const char* const unsigned_request = "APPROVAL_INVALID: its signature is not of this request";
  EXPECT_EQ(FaultOf(Approve(second, {"ippledge.v1.FundService.ReverseMovement", request_, until})),
            unsigned_request);
  EXPECT_EQ(FaultOf(Approve(second, {kRecordMovement, request_ + " ", until})), unsigned_request);
  v1::Approval message;
  ASSERT_TRUE(message.ParseFromString(Good(second)));
  const v1::Approval good = message;
  message.set_expire_time_ms(message.expire_time_ms() + 1);
  EXPECT_EQ(FaultOf(message.SerializeAsString()), unsigned_request);
  message = good;
  message.clear_signature();
  EXPECT_EQ(FaultOf(message.SerializeAsString()), unsigned_request);
  // Somebody else's certificate beside one's own signature.
  v1::Approval other;
  ASSERT_TRUE(other.ParseFromString(Good(Person(kBureau, "finance_bureau", "bureau-3"))));
  message = good;
  message.set_certificate(other.certificate());
  EXPECT_EQ(FaultOf(message.SerializeAsString()), unsigned_request);
  // Each byte of the signature counts.
  for (std::size_t i = 0; i < good.signature().size(); ++i) {
    message = good;
    (*message.mutable_signature())[i] ^= 1;
    EXPECT_EQ(FaultOf(message.SerializeAsString()), unsigned_request) << i;
  }
}

TEST_F(TakeApprovalTest, TimesBeyondTheCalendarAreRefused) {
  const Issued second = Person(kBureau, "finance_bureau", "bureau-2");
  const auto fault = [&](std::int64_t until) {
    return FaultOf(Approve(second, {kRecordMovement, request_, until}));
  };
  EXPECT_EQ(fault(std::numeric_limits<std::int64_t>::min()), "APPROVAL_EXPIRED");
  EXPECT_EQ(fault(0), "APPROVAL_EXPIRED");
  EXPECT_EQ(fault(std::numeric_limits<std::int64_t>::max()),
            "APPROVAL_INVALID: it would be good for more than 7 days");
}

// ---- over the line ----

class ApprovalTest : public TlsWorld {
 protected:
  ApprovalTest() {
    EXPECT_THAT(Send(Movement("PZ-1", v1::FUND_MOVEMENT_KIND_APPROPRIATION_IN, 100'000)),
                Succeeded());
  }

  static v1::RecordMovementRequest Movement(const std::string& id, v1::FundMovementKind kind,
                                            std::int64_t fen) {
    auto request = Write<v1::RecordMovementRequest>();
    v1::FundMovement& movement = *request.mutable_movement();
    movement.set_movement_id(id);
    movement.set_kind(kind);
    movement.set_amount_fen(fen);
    movement.set_movement_date("2025-06-30");
    return request;
  }
  static v1::RecordMovementRequest Fee(const std::string& id) {
    return Movement(id, v1::FUND_MOVEMENT_KIND_FEE_OUT, 2'000);
  }
  Answered<v1::RecordMovementResponse> Send(const v1::RecordMovementRequest& request,
                                            const std::string& approval = "") const {
    return As(first_, Silent(approval)).Ask<v1::RecordMovementResponse>(request);
  }
  static std::string ApprovalOf(const v1::RecordMovementRequest& request, const Issued& second) {
    return Approve(second, {kRecordMovement, request.SerializeAsString(), NowMs() + kHourMs});
  }

  const Issued first_ = Person(kBureau, "finance_bureau", "bureau-1");
  const Issued second_ = Person(kBureau, "finance_bureau", "bureau-2");
};

TEST_F(ApprovalTest, MoneyLeavesTheFundWithASecondPersonsApproval) {
  const v1::RecordMovementRequest fee = Fee("PZ-2");
  EXPECT_THAT(Send(fee), Refused(StatusCode::kPermissionDenied, "SECOND_PERSON_REQUIRED"));
  const std::string approval = ApprovalOf(fee, second_);
  const auto recorded = Send(fee, approval);
  ASSERT_THAT(recorded, Succeeded());
  EXPECT_EQ(recorded.response.fund().cash_fen(), 98'000);

  v1::GetEntryRequest look;
  look.set_programme("nm");
  look.set_entry(recorded.response.recorded().entry());
  const auto entry = As(office_).Ask<v1::GetEntryResponse>(look);
  ASSERT_THAT(entry, Succeeded());
  EXPECT_EQ(entry.response.entry().person(), "bureau-1");
  EXPECT_THAT(entry.response.entry().json(), HasSubstr("bureau-2"));

  // Sent again it is the same act: nothing is booked twice.
  const auto again = Send(fee, approval);
  ASSERT_THAT(again, Succeeded());
  EXPECT_EQ(again.bytes, recorded.bytes);
}

TEST_F(ApprovalTest, AnApprovalIsOfOneRequestAlone) {
  const v1::RecordMovementRequest fee = Fee("PZ-2");
  const std::string approval = ApprovalOf(fee, second_);
  ASSERT_THAT(Send(fee, approval), Succeeded());
  const auto refused = Refused(StatusCode::kPermissionDenied, "APPROVAL_INVALID");
  EXPECT_THAT(Send(Fee("PZ-3"), approval), refused);
  // The same content under another request id is another request.
  v1::RecordMovementRequest same = fee;
  same.set_request_id(NewId());
  EXPECT_THAT(Send(same, approval), refused);
  v1::RecordMovementRequest more = fee;
  more.mutable_movement()->set_amount_fen(3'000);
  EXPECT_THAT(Send(more, approval), refused);
}

TEST_F(ApprovalTest, AProgramApprovesNothingAndNeedsNoApproval) {
  const v1::RecordMovementRequest fee = Fee("PZ-2");
  const auto refused = Refused(StatusCode::kPermissionDenied, "SYSTEM_NOT_ALLOWED");
  const Issued robot = authority_.IssueToSystem(kBureau, "finance_bureau", "robot");
  EXPECT_THAT(Send(fee, ApprovalOf(fee, robot)), refused);
  EXPECT_THAT(As(robot, Silent(ApprovalOf(fee, second_))).Ask<v1::RecordMovementResponse>(fee),
              refused);
  EXPECT_THAT(As(robot).Ask<v1::RecordMovementResponse>(fee),
              Refused(StatusCode::kPermissionDenied, "SECOND_PERSON_REQUIRED"));
}

TEST_F(ApprovalTest, OneselfAndOthersAreNoSecondPerson) {
  const v1::RecordMovementRequest fee = Fee("PZ-2");
  EXPECT_THAT(Send(fee, ApprovalOf(fee, first_)),
              Refused(StatusCode::kPermissionDenied, "SECOND_PERSON_REQUIRED"));
  EXPECT_THAT(Send(fee, ApprovalOf(fee, office_)),
              Refused(StatusCode::kPermissionDenied, "APPROVER_NOT_ALLOWED"));
}

TEST_F(ApprovalTest, NoApprovalIsOfAStream) {
  const Rpc bank = As(Maker(), Silent("x"));
  const auto stream = bank.OpenMethod("/ippledge.v1.LoanService/StreamRecord");
  EXPECT_EQ(stream->ReadBytes(), std::nullopt);
  EXPECT_THAT(stream->Finish(), Refused(StatusCode::kPermissionDenied, "APPROVAL_INVALID"));
}

TEST_F(ApprovalTest, OnAPlainTextLineThereAreNone) {
  TestServer plain;
  v1::GetProgrammeRequest request;
  request.set_programme("nm");
  Who who{.organisation = kIcbc, .role = "bank_maker"};
  who.approval = "x";
  EXPECT_THAT(Rpc(plain.address(), who).Ask<v1::GetProgrammeResponse>(request),
              Refused(StatusCode::kPermissionDenied, "APPROVAL_INVALID"));
}

}  // namespace
}  // namespace ippledge::server
