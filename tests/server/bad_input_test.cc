// Bytes that are no request, and requests full of faults: every answer is a refusal with a reason.
#include <google/protobuf/message.h>

#include <memory>
#include <vector>

#include "absl/strings/str_cat.h"
#include "absl/strings/str_replace.h"
#include "absl/strings/str_split.h"
#include "server/rights.h"
#include "tests/server/world.h"

namespace ippledge::server {
namespace {

using ::testing::ElementsAre;
using ::testing::Pair;

class BadInputTest : public World {
 protected:
  // Two persons in a role.
  Rpc Two(Role role) const {
    return World::Two(std::string(NameOf(role)), IsBank(role) ? kIcbc : kBureau);
  }
  // An office that may do everything.
  const Rpc office_ = Bureau();
};

constexpr char kRecordLoan[] = "/ippledge.v1.LoanService/RecordLoan";

// A request, and somebody who may make it.
struct Case {
  Role role = Role::kUnspecified;
  std::unique_ptr<google::protobuf::Message> request;
};

void SetText(google::protobuf::Message& message, const char* name, const std::string& text) {
  const auto* const field = message.GetDescriptor()->FindFieldByName(name);
  if (field != nullptr) message.GetReflection()->SetString(&message, field, text);
}

// Every unary method and every stream out.
std::vector<Case> AllCases() {
  std::vector<Case> all;
  const auto* const pool = google::protobuf::DescriptorPool::generated_pool();
  for (const Right& right : Rights()) {
    const auto* const method = pool->FindMethodByName(
        absl::StrCat("ippledge.v1.", absl::StrReplaceAll(right.method, {{"/", "."}})));
    if (method->client_streaming()) continue;
    Case one;
    for (const Role role : {Role::kFinanceBureau, Role::kSecurityOfficer, Role::kAuditor,
                            Role::kBankChecker, Role::kOperator}) {
      if (one.role == Role::kUnspecified && right.Of(role) != Access::kNever) one.role = role;
    }
    one.request.reset(google::protobuf::MessageFactory::generated_factory()
                          ->GetPrototype(method->input_type())
                          ->New());
    SetText(*one.request, "programme", "nm");
    SetText(*one.request, "request_id", NewId());
    const auto* const loan = method->input_type()->FindFieldByName("loan");
    if (loan != nullptr) {
      SetText(*one.request->GetReflection()->MutableMessage(one.request.get(), loan), "bank",
              kIcbc);
    }
    all.push_back(std::move(one));
  }
  return all;
}

// What a method answers first, unary or not.
Answer FirstAnswer(const Rpc& rpc, const std::string& method, const std::string& bytes) {
  const std::unique_ptr<RpcStream> stream = rpc.OpenMethod(method);
  stream->WriteBytes(bytes);
  stream->WritesDone();
  if (stream->ReadBytes()) stream->Cancel();
  return stream->Finish();
}

// ---- bytes ----

TEST_F(BadInputTest, WhatIsNoMessageIsRefusedByEveryMethod) {
  for (const auto& [role, request] : AllCases()) {
    const std::string method = Rpc::MethodOf(*request);
    for (const std::string& bytes : {std::string("\xff\xff\xff"), std::string("\x0a\x20nm"),
                                     std::string("\x0a\x02\xc3\x28")}) {
      if (request->GetDescriptor()->field_count() == 0 && bytes[0] == '\x0a') continue;
      EXPECT_THAT(FirstAnswer(Two(role), method, bytes),
                  Refused(StatusCode::kInvalidArgument, "MESSAGE_MALFORMED"))
          << method;
    }
  }
}

TEST_F(BadInputTest, AnUnknownFieldIsRefusedByEveryMethod) {
  for (const auto& [role, request] : AllCases()) {
    request->GetReflection()->MutableUnknownFields(request.get())->AddVarint(1000, 1);
    const Answer answer =
        FirstAnswer(Two(role), Rpc::MethodOf(*request), request->SerializeAsString());
    EXPECT_EQ(answer.status.code(), StatusCode::kInvalidArgument) << request->GetTypeName();
    ASSERT_FALSE(answer.details_bytes.empty()) << request->GetTypeName();
    bool told = answer.Details().reason == "UNKNOWN_FIELD";
    for (const wire::Details::Line& line : answer.Details().lines) {
      told = told || absl::StrContains(line.text, "has no such field in this version");
    }
    EXPECT_TRUE(told) << request->GetTypeName() << " " << answer.status;
  }
}

TEST_F(BadInputTest, AnUnknownFieldDeepInARequestIsRefused) {
  v1::RecordLoanRequest request = LoanRequest("HT-1");
  v1::IpRight& right = *request.mutable_loan()->mutable_rights(0);
  right.GetReflection()->MutableUnknownFields(&right)->AddLengthDelimited(99, "x");
  const auto answer = office_.Ask<v1::RecordLoanResponse>(request);
  ASSERT_THAT(answer, Refused(StatusCode::kInvalidArgument, "UNKNOWN_FIELD"));
  EXPECT_THAT(answer.Details().metadata,
              ElementsAre(Pair("field", "loan.rights[0]"), Pair("message", "ippledge.v1.IpRight"),
                          Pair("number", "99")));
  v1::GetTotalsRequest totals;
  totals.set_programme("nm");
  v1::TotalsQuery& query = *totals.mutable_query();
  v1::DimensionFilter& filter = *query.add_filters();
  filter.set_dimension(v1::DIMENSION_YEAR);
  filter.add_values("2024");
  filter.GetReflection()->MutableUnknownFields(&filter)->AddVarint(99, 1);
  EXPECT_THAT(office_.Ask<v1::GetTotalsResponse>(totals),
              Refused(StatusCode::kInvalidArgument, "UNKNOWN_FIELD"));
}

TEST_F(BadInputTest, AMessageCutInHalfBooksNothing) {
  const std::int64_t before = Position();
  const std::string bytes = LoanRequest("HT-1").SerializeAsString();
  for (std::size_t size = 0; size < bytes.size(); size += 7) {
    const Answer answer = office_.AskBytes(kRecordLoan, bytes.substr(0, size));
    EXPECT_FALSE(answer.status.ok()) << size;
    EXPECT_FALSE(answer.details_bytes.empty()) << size;
  }
  EXPECT_EQ(Position(), before);
}

TEST_F(BadInputTest, AMessageAboveTheLimitIsRefusedUnread) {
  v1::RecordLoanRequest request = LoanRequest("HT-1");
  request.mutable_loan()->mutable_borrower()->set_name(std::string(kReceiveBytesMax, 'x'));
  EXPECT_EQ(office_.Ask<v1::RecordLoanResponse>(request).status.code(),
            StatusCode::kResourceExhausted);
  request.mutable_loan()->mutable_borrower()->set_name(std::string(kReceiveBytesMax / 2, 'x'));
  EXPECT_THAT(office_.Ask<v1::RecordLoanResponse>(request),
              Refused(StatusCode::kInvalidArgument, "FIELD_TOO_LONG"));
}

TEST_F(BadInputTest, AMethodThatIsNotThereIsUnimplemented) {
  EXPECT_EQ(office_.AskBytes("/ippledge.v1.LoanService/DeleteLoan", "").status.code(),
            StatusCode::kUnimplemented);
}

// ---- many faults at once ----

// A loan of which nothing is right: more than 20 faults.
v1::RecordLoanRequest Spoiled(const std::string& text) {
  v1::RecordLoanRequest request = LoanRequest("HT-1");
  request.set_request_id(text);
  v1::NewLoan& loan = *request.mutable_loan();
  loan.set_contract_number("");
  loan.set_branch_code(text);
  loan.mutable_borrower()->set_name("");
  loan.mutable_borrower()->set_unified_social_credit_code(text);
  loan.mutable_borrower()->set_division_code(text);
  loan.set_annual_rate_ppm(-1);
  loan.clear_rights();
  for (int i = 0; i < 8; ++i) {
    v1::IpRight& right = *loan.add_rights();
    right.set_kind(v1::IP_KIND_PATENT);
    right.set_number(absl::StrCat(text, i));
    right.set_secured_fen(-i);
    right.set_registration_date(text);
  }
  loan.mutable_draw()->set_disbursement_date(text);
  loan.mutable_draw()->set_maturity_date(text);
  return request;
}

TEST_F(BadInputTest, ManyFaultsAreToldTogetherWithinTheTrailersLimit) {
  std::string chinese;
  for (int i = 0; i < 64; ++i) chinese += "质";
  for (const std::string& text : {std::string("?"), std::string(64, 'x'), chinese}) {
    for (const char* language : {"en", "zh-CN"}) {
      const auto answer =
          As("ip_office", "nm-ip-office", language).Ask<v1::RecordLoanResponse>(Spoiled(text));
      ASSERT_EQ(answer.status.code(), StatusCode::kInvalidArgument) << answer.status;
      EXPECT_LE(answer.details_bytes.size(), 6u * 1024);
      const wire::Details details = answer.Details();
      EXPECT_EQ(details.locale, language);
      EXPECT_GE(details.lines.size(), 5u);
      EXPECT_LE(details.lines.size(), 20u);
      EXPECT_GE(details.lines.size() + static_cast<std::size_t>(details.violations_more), 21u);
      for (const wire::Details::Line& line : details.lines) {
        EXPECT_NE(line.field, "");
        EXPECT_NE(line.text, "");
        EXPECT_NE(line.localized, "");
        EXPECT_EQ(line.text == line.localized, std::string(language) == "en");
      }
    }
  }
}

TEST_F(BadInputTest, EachFaultNamesItsField) {
  v1::RecordLoanRequest request = LoanRequest("HT-1");
  v1::NewLoan& loan = *request.mutable_loan();
  loan.mutable_borrower()->set_unified_social_credit_code("91150700561228427C");
  loan.mutable_draw()->set_disbursement_date("2024-02-30");
  loan.mutable_rights(0)->set_secured_fen(0);
  loan.set_ip_part_fen(100'000'001);
  const auto answer = Bank().Ask<v1::RecordLoanResponse>(request);
  ASSERT_EQ(answer.status.code(), StatusCode::kInvalidArgument);
  std::vector<std::string> fields;
  for (const wire::Details::Line& line : answer.Details().lines) fields.push_back(line.field);
  EXPECT_THAT(fields, ::testing::UnorderedElementsAre(
                          "loan.borrower.unified_social_credit_code", "loan.ip_part_fen",
                          "loan.rights[0].secured_fen", "loan.draw.disbursement_date"));
}

TEST_F(BadInputTest, EveryMissingFieldIsNamed) {
  v1::RecordLoanRequest request;
  request.set_programme("nm");
  request.mutable_loan()->set_bank(kIcbc);
  const auto answer = Bank().Ask<v1::RecordLoanResponse>(request);
  ASSERT_EQ(answer.status.code(), StatusCode::kInvalidArgument);
  std::vector<std::string> fields;
  for (const wire::Details::Line& line : answer.Details().lines) fields.push_back(line.field);
  EXPECT_THAT(fields,
              ::testing::IsSupersetOf({"request_id", "loan.contract_number", "loan.borrower",
                                       "loan.contract_amount_fen", "loan.rights", "loan.draw"}));
  EXPECT_THAT(Bank().Ask<v1::RecordLoanResponse>(v1::RecordLoanRequest()),
              Refused(StatusCode::kPermissionDenied, "NOT_YOUR_ROWS"));
  EXPECT_THAT(office_.Ask<v1::RecordLoanResponse>(v1::RecordLoanRequest()),
              Refused(StatusCode::kInvalidArgument, "FIELD_REQUIRED"));
}

TEST_F(BadInputTest, RequestIdsAreUuids) {
  for (const char* id :
       {"", "1", "00000000-0000-0000-0000-000000000000", "6fa459ea-ee8a-4ca4-894e-db77e160355",
        "{6fa459ea-ee8a-4ca4-894e-db77e160355e}"}) {
    v1::RecordLoanRequest request = LoanRequest("HT-1");
    request.set_request_id(id);
    const auto answer = Bank().Ask<v1::RecordLoanResponse>(request);
    EXPECT_EQ(answer.status.code(), StatusCode::kInvalidArgument) << id;
    EXPECT_EQ(answer.Details().lines.at(0).field, "request_id") << id;
  }
}

}  // namespace
}  // namespace ippledge::server
