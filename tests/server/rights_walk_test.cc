// Every method, called in every role about own and others' rows, by one person and by two, against
// a real server: the answers are those of the table of rights.
#include <google/protobuf/message.h>

#include <map>
#include <memory>
#include <string>
#include <vector>

#include "absl/strings/match.h"
#include "absl/strings/str_cat.h"
#include "absl/strings/str_split.h"
#include "ippledge/v1/admin_service.pb.h"
#include "ippledge/v1/claim_service.pb.h"
#include "ippledge/v1/journal_service.pb.h"
#include "server/rights.h"
#include "tests/server/cover_world.h"

namespace ippledge::server {
namespace {

using google::protobuf::Message;
using google::protobuf::MethodDescriptor;

// In everything of the other bank that nobody else shall see.
constexpr char kMark[] = "FOREIGN";

void SetText(Message& message, const char* name, const std::string& text) {
  const auto* const field = message.GetDescriptor()->FindFieldByName(name);
  if (field == nullptr || field->is_repeated()) return;
  if (field->cpp_type() != google::protobuf::FieldDescriptor::CPPTYPE_STRING) return;
  message.GetReflection()->SetString(&message, field, text);
}
void SetFlag(Message& message, const char* name) {
  const auto* const field = message.GetDescriptor()->FindFieldByName(name);
  if (field == nullptr) return;
  message.GetReflection()->SetBool(&message, field, true);
}

class RightsWalkTest : public CoverWorld {
 protected:
  RightsWalkTest() {
    RecordLoan("OWN-1", kIcbc);
    v1::RecordLoanRequest foreign = LoanRequest(absl::StrCat(kMark, "-1"), kCcb);
    foreign.mutable_loan()->mutable_borrower()->set_name(absl::StrCat(kMark, " Ltd"));
    v1::IpRight& right = *foreign.mutable_loan()->mutable_rights(0);
    right.set_kind(v1::IP_KIND_TRADE_SECRET);
    right.set_number(absl::StrCat(kMark, "-right"));
    Must<v1::RecordLoanResponse>(Office(), foreign);
    auto apply = LoanWrite<v1::ApplyForCoverRequest>(absl::StrCat(kMark, "-1"), kCcb);
    apply.mutable_application()->set_use_of_funds(kMark);
    Must<v1::ApplyForCoverResponse>(OtherBank(), apply);
    auto figure = Write<v1::RecordPortfolioFigureRequest>();
    figure.mutable_figure()->set_figure_id(absl::StrCat(kMark, "-F"));
    figure.mutable_figure()->set_kind(v1::FIGURE_KIND_COMMITTED_LINE);
    figure.mutable_figure()->set_bank(kCcb);
    figure.mutable_figure()->set_year(2025);
    figure.mutable_figure()->set_amount_fen(1'000);
    figure.mutable_figure()->set_source(kMark);
    Must<v1::RecordPortfolioFigureResponse>(Office(), figure);
  }

  // One connection a role and number of persons.
  const Rpc& Caller(Role role, bool two) {
    std::unique_ptr<Rpc>& rpc = callers_[{role, two}];
    if (rpc == nullptr) {
      const std::string name(NameOf(role));
      rpc = std::make_unique<Rpc>(server_.address(),
                                  Who{.organisation = IsBank(role) ? kIcbc : "nm-office",
                                      .role = name,
                                      .person = name + "-1",
                                      .language = "en",
                                      .second_person = two ? name + "-2" : ""});
    }
    return *rpc;
  }

  static const MethodDescriptor& MethodOf(const Right& right) {
    const std::vector<std::string> names = absl::StrSplit(right.method, '/');
    const auto* const method = google::protobuf::DescriptorPool::generated_pool()->FindMethodByName(
        absl::StrCat("ippledge.v1.", names[0], ".", names[1]));
    EXPECT_NE(method, nullptr) << right.method;
    return *method;
  }

  // A request about that bank's loan, with nothing in it besides: whoever may make it is told what
  // is missing, or answered.
  static std::unique_ptr<Message> RequestAbout(const MethodDescriptor& method,
                                               const std::string& bank,
                                               const std::string& contract) {
    std::unique_ptr<Message> request(google::protobuf::MessageFactory::generated_factory()
                                         ->GetPrototype(method.input_type())
                                         ->New());
    SetText(*request, "programme", "nm");
    SetText(*request, "request_id", NewId());
    SetFlag(*request, "validate_only");
    SetText(*request, "bank", bank);
    SetText(*request, "organisation", bank);
    const auto* const loan = method.input_type()->FindFieldByName("loan");
    if (loan != nullptr) {
      Message& name = *request->GetReflection()->MutableMessage(request.get(), loan);
      SetText(name, "bank", bank);
      SetText(name, "contract_number", contract);
    }
    return request;
  }

  static Answer Ask(const Rpc& rpc, const MethodDescriptor& method, const Message& request) {
    if (!method.server_streaming()) {
      return rpc.AskBytes(Rpc::MethodOf(request), request.SerializeAsString());
    }
    const std::unique_ptr<RpcStream> stream = rpc.OpenMethod(Rpc::MethodOf(request));
    stream->Write(request);
    if (method.name().find("Follow") != 0) stream->WritesDone();
    Answer answer;
    if (const auto message = stream->ReadBytes()) {
      answer.bytes = *message;
      return answer;
    }
    return stream->Finish();
  }

  std::map<std::pair<Role, bool>, std::unique_ptr<Rpc>> callers_;
};

// What the content would refuse, though the table lets it pass: such steps and decisions are filled
// in that are the role's.
void FillIn(Role role, Message& request) {
  if (auto* const step = dynamic_cast<v1::TakeClaimStepRequest*>(&request)) {
    if (IsBank(role)) {
      step->set_step(v1::WORK_STEP_WITHDRAWAL);
      step->set_decision(v1::STEP_DECISION_WITHDRAW);
    }
  }
  if (auto* const follow = dynamic_cast<v1::FollowEntriesRequest*>(&request)) {
    follow->set_first_entry(1);
  }
}

enum class Whose { kOwn, kForeign };

// The reason that the table refuses with; empty when it does not.
std::string RefusalOf(const Right& right, Role role, Whose whose, bool two) {
  const Access access = right.Of(role);
  if (access == Access::kNever) return "ROLE_NOT_ALLOWED";
  const bool named = right.rows == Rows::kNamed || right.rows == Rows::kNamedOrOwn;
  if (access == Access::kOwnRows && named && whose == Whose::kForeign) return "NOT_YOUR_ROWS";
  return right.persons == Persons::kTwo && !two ? "SECOND_PERSON_REQUIRED" : "";
}

TEST_F(RightsWalkTest, AnswersAreThoseOfTheTable) {
  int calls = 0;
  for (const Right& right : Rights()) {
    const MethodDescriptor& method = MethodOf(right);
    for (int i = 1; i < kRoleCount; ++i) {
      const auto role = static_cast<Role>(i);
      if (role == Role::kSystem) continue;  // nobody can say so
      for (const Whose whose : {Whose::kOwn, Whose::kForeign}) {
        for (const bool two : {false, true}) {
          SCOPED_TRACE(absl::StrCat(right.method, " as ", NameOf(role),
                                    whose == Whose::kOwn ? " own" : " foreign", two ? " two" : ""));
          const bool own = whose == Whose::kOwn;
          const auto request =
              RequestAbout(method, own ? kIcbc : kCcb, own ? "OWN-1" : absl::StrCat(kMark, "-1"));
          FillIn(role, *request);
          const Answer answer = Ask(Caller(role, two), method, *request);
          ++calls;
          const std::string expected = RefusalOf(right, role, whose, two);
          if (!expected.empty()) {
            EXPECT_THAT(answer, Refused(StatusCode::kPermissionDenied, expected));
            continue;
          }
          // Whoever may call is answered, or told what else is wrong.
          EXPECT_TRUE(answer.status.ok() || answer.status.code() == StatusCode::kInvalidArgument ||
                      answer.status.code() == StatusCode::kNotFound ||
                      answer.status.code() == StatusCode::kFailedPrecondition)
              << answer.status;
          if (IsBank(role)) {
            EXPECT_THAT(answer.bytes, ::testing::Not(::testing::HasSubstr(kMark)));
          }
        }
      }
    }
  }
  EXPECT_GT(calls, 3'000);
}

// Whether another bank's loan exists is not told: the same bytes either way.
TEST_F(RightsWalkTest, OthersLoansAreRefusedAlikeWhetherTheyExistOrNot) {
  for (const Right& right : Rights()) {
    if (right.rows != Rows::kNamed) continue;
    const MethodDescriptor& method = MethodOf(right);
    for (const Role role : {Role::kBankMaker, Role::kBankChecker}) {
      if (right.Of(role) == Access::kNever) continue;
      SCOPED_TRACE(absl::StrCat(right.method, " as ", NameOf(role)));
      const auto there = RequestAbout(method, kCcb, absl::StrCat(kMark, "-1"));
      const auto not_there = RequestAbout(method, kCcb, absl::StrCat(kMark, "-2"));
      const Answer one = Ask(Caller(role, false), method, *there);
      const Answer other = Ask(Caller(role, false), method, *not_there);
      EXPECT_THAT(one, Refused(StatusCode::kPermissionDenied, "NOT_YOUR_ROWS"));
      EXPECT_EQ(one.status, other.status);
      EXPECT_EQ(one.details_bytes, other.details_bytes);
    }
  }
}

// Rows of a batch and of the stream are judged one by one.
TEST_F(RightsWalkTest, RowsOfOthersInABatchAreRefusedOneByOne) {
  auto batch = Write<v1::BatchRecordRequest>();
  *batch.add_rows() = LoanRow("B-1", kIcbc);
  *batch.add_rows() = LoanRow("B-2", kCcb);
  const auto answer = Caller(Role::kBankMaker, false).Ask<v1::BatchRecordResponse>(batch);
  ASSERT_THAT(answer, Succeeded());
  EXPECT_EQ(answer.response.recorded_rows(), 1);
  ASSERT_EQ(answer.response.verdicts_size(), 1);
  EXPECT_EQ(answer.response.verdicts(0).row(), 1);
  EXPECT_EQ(answer.response.verdicts(0).violations(0).reason(), "NOT_YOUR_ROWS");

  v1::StreamRecordRequest rows;
  rows.set_programme("nm");
  rows.set_request_id(NewId());
  *rows.add_rows() = LoanRow("S-1", kCcb);
  *rows.add_rows() = LoanRow("S-2", kIcbc);
  const auto stream = Caller(Role::kBankMaker, false).Receive(rows);
  const auto message = stream->Read<v1::StreamRecordResponse>();
  ASSERT_TRUE(message);
  ASSERT_EQ(message->verdicts_size(), 1);
  EXPECT_EQ(message->verdicts(0).row(), 0);
  EXPECT_EQ(message->verdicts(0).violations(0).reason(), "NOT_YOUR_ROWS");
  EXPECT_EQ(message->runs(0).first_row(), 1);
}

}  // namespace
}  // namespace ippledge::server
