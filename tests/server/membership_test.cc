// Once a programme has members, nobody else may do anything in it.
#include <string>

#include "ippledge/v1/fund_service.pb.h"
#include "ippledge/v1/journal_service.pb.h"
#include "tests/server/admin_world.h"

namespace ippledge::server {
namespace {

using ::testing::IsEmpty;

class MembershipTest : public AdminWorld {};

TEST_F(MembershipTest, WhoIsNoMemberMayDoNothingOnceThereAreMembers) {
  RecordLoan("HT-1", kCcb);
  v1::GetLoanRequest get;
  get.set_programme("nm");
  get.mutable_loan()->set_bank(kCcb);
  get.mutable_loan()->set_contract_number("HT-1");
  ASSERT_THAT(OtherBank().Ask<v1::GetLoanResponse>(get), Succeeded());
  AdmitSome();
  const auto unknown = Refused(StatusCode::kPermissionDenied, "MEMBER_UNKNOWN");
  // Reads and writes, of roles that may and of such that may not.
  EXPECT_THAT(OtherBank().Ask<v1::GetLoanResponse>(get), unknown);
  EXPECT_THAT(OtherBank().Ask<v1::RecordLoanResponse>(LoanRequest("HT-2", kCcb)), unknown);
  EXPECT_THAT(Office().Ask<v1::RecordLoanResponse>(LoanRequest("HT-2", kCcb)), unknown);
  v1::GetFundRequest fund;
  fund.set_programme("nm");
  EXPECT_THAT(OtherBank().Ask<v1::GetFundResponse>(fund), unknown);
  EXPECT_THAT(Office().Ask<v1::FoundProgrammeResponse>(FoundRequest("nm")), unknown);
  v1::FollowEntriesRequest follow;
  follow.set_programme("nm");
  follow.set_first_entry(1);
  const Rpc other = OtherBank();
  const auto refused = other.Receive(follow);
  EXPECT_EQ(refused->ReadBytes(), std::nullopt);
  EXPECT_THAT(refused->Finish(), unknown);
  v1::StreamRecordRequest rows;
  rows.set_programme("nm");
  rows.set_request_id(NewId());
  *rows.add_rows() = LoanRow("HT-3", kCcb);
  const auto stream = other.Receive(rows);
  EXPECT_EQ(stream->ReadBytes(), std::nullopt);
  EXPECT_THAT(stream->Finish(), unknown);
  // The programme is not among those that they are shown.
  const auto listed = OtherBank().Ask<v1::ListProgrammesResponse>(v1::ListProgrammesRequest());
  ASSERT_THAT(listed, Succeeded());
  EXPECT_THAT(listed.response.programmes(), IsEmpty());

  // Members go on: by name, or as anybody of an organisation that was admitted whole.
  EXPECT_THAT(Bank().Ask<v1::RecordLoanResponse>(LoanRequest("HT-2", kIcbc)), Succeeded());
  EXPECT_THAT(Bureau().Ask<v1::GetLoanResponse>(get), Succeeded());
  EXPECT_THAT(As("bank_checker", kIcbc).Ask<v1::RecordLoanResponse>(LoanRequest("HT-4", kIcbc)),
              unknown);
  // Both persons have to be members.
  const Rpc with_stranger(server_.address(), {.organisation = kBureau,
                                              .role = "finance_bureau",
                                              .person = "finance_bureau-1",
                                              .language = "en",
                                              .second_person = "a-stranger"});
  EXPECT_THAT(with_stranger.Ask<v1::GetFundResponse>(fund), unknown);
  server_.Restart();
  EXPECT_THAT(OtherBank().Ask<v1::GetLoanResponse>(get), unknown);
}

TEST_F(MembershipTest, StreamsEndWhenTheirCallerIsRemoved) {
  AdmitSome();
  v1::FollowEntriesRequest follow;
  follow.set_programme("nm");
  follow.set_first_entry(1);
  v1::WatchTotalsRequest watch;
  watch.set_programme("nm");
  const Rpc bank = Bank();
  const auto follower = bank.Receive(follow);
  const auto watcher = bank.Receive(watch);
  ASSERT_TRUE(follower->Read<v1::FollowEntriesResponse>());
  ASSERT_TRUE(watcher->Read<v1::WatchTotalsResponse>());
  v1::StreamRecordRequest rows;
  rows.set_programme("nm");
  rows.set_request_id(NewId());
  *rows.add_rows() = LoanRow("HT-1", kIcbc);
  const auto recorder = bank.OpenMethod(Rpc::MethodOf(rows));
  recorder->Write(rows);
  ASSERT_TRUE(recorder->Read<v1::StreamRecordResponse>());

  ASSERT_THAT(Officers().Ask<v1::AmendMembersResponse>(
                  Amending({}, {MemberOf(kIcbc, v1::ROLE_BANK_MAKER, "")})),
              Succeeded());
  for (RpcStream* const stream : {follower.get(), watcher.get()}) {
    // What was sent before may still be under way.
    while (stream->ReadBytes()) {
    }
    EXPECT_THAT(stream->Finish(), Refused(StatusCode::kPermissionDenied, "MEMBER_UNKNOWN"));
  }
  rows.set_request_id(NewId());
  *rows.mutable_rows(0) = LoanRow("HT-2", kIcbc);
  recorder->Write(rows);
  const auto answer = recorder->Read<v1::StreamRecordResponse>();
  ASSERT_TRUE(answer);
  ASSERT_EQ(answer->refusals_size(), 1);
  EXPECT_EQ(answer->refusals(0).violations(0).reason(), "MEMBER_UNKNOWN");
}

}  // namespace
}  // namespace ippledge::server
