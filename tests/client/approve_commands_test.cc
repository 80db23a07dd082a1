// "--draft", "approve show|sign", "submit", and the options of TLS.
#include <gmock/gmock.h>
#include <google/protobuf/util/json_util.h>
#include <gtest/gtest.h>
#include <openssl/evp.h>
#include <openssl/pem.h>
#include <openssl/sha.h>
#include <sys/stat.h>

#include <cstdlib>
#include <filesystem>
#include <fstream>
#include <sstream>

#include "absl/strings/escaping.h"
#include "absl/strings/str_cat.h"
#include "client/draft.h"
#include "ippledge/v1/approval.pb.h"
#include "ippledge/v1/fund_service.pb.h"
#include "ippledge/v1/programme_service.pb.h"
#include "tests/client/fake_connection.h"
#include "tests/testing/temp_folder.h"
#include "tests/testing/test_authority.h"

namespace ippledge::client {
namespace {

using ::testing::AllOf;
using ::testing::HasSubstr;
using ::testing::Not;

std::string TextOf(const std::string& path) {
  std::ifstream file(path, std::ios::binary);
  std::stringstream text;
  text << file.rdbuf();
  return text.str();
}

class ApproveCommandsTest : public ::testing::Test {
 protected:
  ApproveCommandsTest() {
    server_.Always<v1::RecordMovementRequest, v1::RecordMovementResponse>([] {
      v1::RecordMovementResponse response;
      response.mutable_recorded()->set_outcome(v1::OUTCOME_RECORDED);
      response.mutable_recorded()->set_entry(42);
      response.mutable_fund()->set_cash_fen(9'800'000);
      return response;
    }());
    ReplaceFile(Path("ca.pem"), authority_.pem());
    Give("bureau-1", authority_.IssueTo("nm-bureau", "finance_bureau", "bureau-1"));
    Give("bureau-2", authority_.IssueTo("nm-bureau", "finance_bureau", "bureau-2"));
  }

  std::string Path(const std::string& name) const {
    return absl::StrCat(folder_.path(), "/", name);
  }
  void Give(const std::string& name, const Issued& issued) {
    ReplaceFile(Path(name + ".pem"), issued.certificate);
    ReplaceFile(Path(name + ".key"), issued.key);
  }
  RunResult Run(std::vector<std::string> words) { return RunProgram(std::move(words), server_); }
  // Over TLS, with the certificate of that name.
  RunResult As(const std::string& name, std::vector<std::string> words) {
    words.insert(words.end(), {"--ca", Path("ca.pem"), "--cert", Path(name + ".pem"), "--key",
                               Path(name + ".key"), "--programme", "nm"});
    return Run(std::move(words));
  }
  RunResult DraftFee(const std::string& file = "pay.json") {
    return As("bureau-1", {"fund", "record", "PZ-1", "--kind", "fee-out", "--amount", "2000",
                           "--date", "2025-06-30", "--draft", Path(file)});
  }

  const TempFolder folder_;
  const TestAuthority authority_;
  FakeServer server_;
};

// ---- options of TLS ----

TEST_F(ApproveCommandsTest, TheCertificateSaysWhoCalls) {
  const RunResult run = As("bureau-1", {"fund", "record", "PZ-1", "--kind", "interest-in",
                                        "--amount", "1", "--date", "2025-06-30"});
  ASSERT_EQ(run.code, 0) << run.err;
  ASSERT_TRUE(server_.options.tls.has_value());
  EXPECT_EQ(server_.options.tls->authorities, authority_.pem());
  EXPECT_EQ(server_.options.credentials.organisation, "nm-bureau");
  EXPECT_EQ(server_.options.credentials.role, "finance_bureau");
  EXPECT_EQ(server_.options.credentials.person, "bureau-1");
}

TEST_F(ApproveCommandsTest, NobodySaysItASecondTime) {
  for (const auto& [option, value] :
       std::vector<std::pair<std::string, std::string>>{{"--as", "auditor"},
                                                        {"--organisation", "nm-bureau"},
                                                        {"--person", "bureau-1"},
                                                        {"--second-person", "bureau-2"}}) {
    const RunResult run = As("bureau-1", {"programme", "list", option, value});
    EXPECT_EQ(run.code, 2);
    EXPECT_THAT(run.err, AllOf(HasSubstr("leave "), HasSubstr(option)));
  }
}

TEST_F(ApproveCommandsTest, FilesThatDoNotServeAreToldBeforeAnythingIsSent) {
  const std::vector<std::string> list = {"programme", "list"};
  const auto with = [&](std::vector<std::string> options) {
    options.insert(options.begin(), list.begin(), list.end());
    const RunResult run = Run(options);
    EXPECT_EQ(run.code, 2) << run.err;
    return run.err;
  };
  const std::string ca = Path("ca.pem"), pem = Path("bureau-1.pem"), key = Path("bureau-1.key");
  EXPECT_THAT(with({"--ca", ca}), HasSubstr("--cert is missing"));
  EXPECT_THAT(with({"--ca", ca, "--cert", pem}), HasSubstr("--key is missing"));
  EXPECT_THAT(with({"--cert", pem, "--key", key}), HasSubstr("--ca is missing"));
  EXPECT_THAT(with({"--ca", ca, "--cert", Path("no.pem"), "--key", key}), HasSubstr("cannot read"));
  EXPECT_THAT(with({"--ca", ca, "--cert", key, "--key", key}),
              HasSubstr("holds no certificate in PEM"));
  EXPECT_THAT(with({"--ca", ca, "--cert", pem, "--key", pem}),
              HasSubstr("holds no private key in PEM"));
  EXPECT_THAT(with({"--ca", key, "--cert", pem, "--key", key}),
              HasSubstr("holds no certificate in PEM"));
  EXPECT_THAT(with({"--ca", ca, "--cert", pem, "--key", Path("bureau-2.key")}),
              HasSubstr("is not the key of"));
  Give("over", authority_.Issue({.subject = {{"O", "a"}, {"OU", "auditor"}, {"CN", "p"}},
                                 .until = absl::Now() - absl::Minutes(1)}));
  EXPECT_THAT(with({"--ca", ca, "--cert", Path("over.pem"), "--key", Path("over.key")}),
              HasSubstr("is good from"));
  EXPECT_TRUE(server_.asked().empty());
}

TEST_F(ApproveCommandsTest, WhatWillGoWrongSoonIsSaid) {
  server_.Always<v1::ListProgrammesRequest, v1::ListProgrammesResponse>(
      v1::ListProgrammesResponse());
  EXPECT_THAT(As("bureau-1", {"programme", "list"}).err, Not(HasSubstr("warning")));
  chmod(Path("bureau-1.key").c_str(), 0644);
  EXPECT_THAT(As("bureau-1", {"programme", "list"}).err,
              HasSubstr("warning: others can read the private key"));
  Give("short", authority_.Issue({.subject = {{"O", "a"}, {"OU", "auditor"}, {"CN", "p"}},
                                  .until = absl::Now() + absl::Hours(24)}));
  EXPECT_THAT(As("short", {"programme", "list"}).err, HasSubstr("warning: the certificate ends"));
}

// ---- drafts ----

TEST_F(ApproveCommandsTest, ADraftedWriteIsNotSent) {
  const RunResult run = DraftFee();
  EXPECT_EQ(run.code, 0) << run.err;
  EXPECT_EQ(run.out, "");
  EXPECT_THAT(run.err, HasSubstr("drafted, not sent: ippledge.v1.FundService.RecordMovement"));
  EXPECT_TRUE(server_.asked().empty());
  const auto opened = ReadDraft(Path("pay.json"));
  ASSERT_TRUE(opened.ok()) << opened.status();
  const auto& request = static_cast<const v1::RecordMovementRequest&>(*opened->request);
  EXPECT_EQ(request.movement().amount_fen(), 200'000);
  EXPECT_EQ(request.request_id().size(), 36u);
}

TEST_F(ApproveCommandsTest, NoDraftIsReplaced) {
  ASSERT_EQ(DraftFee().code, 0);
  const std::string before = TextOf(Path("pay.json"));
  const RunResult again = DraftFee();
  EXPECT_EQ(again.code, 2);
  EXPECT_THAT(again.err, HasSubstr("is there already"));
  EXPECT_EQ(TextOf(Path("pay.json")), before);
}

TEST_F(ApproveCommandsTest, ReadsAreAskedWhileAWriteIsDrafted) {
  server_.Always<v1::ListProgrammesRequest, v1::ListProgrammesResponse>([] {
    v1::ListProgrammesResponse response;
    response.add_programmes()->set_programme("nm");
    return response;
  }());
  const RunResult run = Run({"fund", "record", "PZ-1", "--kind", "interest-in", "--amount", "1",
                             "--date", "2025-06-30", "--draft", Path("d.json")});
  EXPECT_EQ(run.code, 0) << run.err;
  EXPECT_EQ(server_.asked().size(), 1u);
  EXPECT_TRUE(std::filesystem::exists(Path("d.json")));
}

TEST_F(ApproveCommandsTest, ADraftHoldsOneWrite) {
  std::ofstream(Path("bodies.textproto")) << R"(
    bodies { body_id: "a-bank" kind: BODY_KIND_PARTNER_BANK name_zh: "甲" }
    bodies { body_id: "b-bank" kind: BODY_KIND_PARTNER_BANK name_zh: "乙" })";
  const RunResult run =
      As("bureau-1", {"body", "register", Path("bodies.textproto"), "--draft", Path("d.json")});
  EXPECT_EQ(run.code, 2);
  EXPECT_THAT(run.err, HasSubstr("a draft holds one write"));
  EXPECT_FALSE(std::filesystem::exists(Path("d.json")));
  EXPECT_TRUE(server_.asked().empty());
}

TEST_F(ApproveCommandsTest, ADryRunIsNotDrafted) {
  const RunResult run =
      As("bureau-1", {"fund", "record", "PZ-1", "--kind", "interest-in", "--amount", "1", "--date",
                      "2025-06-30", "--dry-run", "--draft", Path("d.json")});
  EXPECT_EQ(run.code, 2);
  EXPECT_FALSE(std::filesystem::exists(Path("d.json")));
}

// ---- approvals ----

TEST_F(ApproveCommandsTest, ShowSaysWhatWouldBeDone) {
  ASSERT_EQ(DraftFee().code, 0);
  const RunResult english = Run({"approve", "show", Path("pay.json")});
  EXPECT_EQ(english.code, 0) << english.err;
  const std::string digest = ReadDraft(Path("pay.json"))->Digest();
  EXPECT_THAT(english.out, AllOf(HasSubstr("record a movement of the fund"), HasSubstr(digest),
                                 HasSubstr("movement.amount_fen"), HasSubstr("2,000.00"),
                                 HasSubstr("FUND_MOVEMENT_KIND_FEE_OUT"), HasSubstr("request_id")));
  EXPECT_THAT(Run({"approve", "show", Path("pay.json"), "--lang", "zh"}).out,
              HasSubstr("登记一笔基金资金变动"));
  EXPECT_THAT(Run({"approve", "show", Path("pay.json"), "-o", "json"}).out,
              HasSubstr("\"amount_fen\": 200000"));
}

TEST_F(ApproveCommandsTest, WhatCannotBeShownIsNotSigned) {
  const auto fault = [&](const v1::Draft& draft) {
    std::string text;
    EXPECT_TRUE(google::protobuf::util::MessageToJsonString(draft, &text).ok());
    ReplaceFile(Path("d.json"), text);
    const RunResult run = As("bureau-2", {"approve", "sign", Path("d.json")});
    EXPECT_EQ(run.code, 2);
    EXPECT_FALSE(std::filesystem::exists(Path("d.approval.json")));
    return run.err;
  };
  v1::Draft draft;
  EXPECT_THAT(fault(draft), HasSubstr("is no write that this program knows"));
  draft.set_method("ippledge.v1.FundService.GetFund");
  EXPECT_THAT(fault(draft), HasSubstr("is no write that this program knows"));
  draft.set_method("ippledge.v1.LoanService.StreamRecord");
  EXPECT_THAT(fault(draft), HasSubstr("is no write that this program knows"));
  draft.set_method("ippledge.v1.FundService.RecordMovement");
  draft.set_request("\xff\xff");
  EXPECT_THAT(fault(draft), HasSubstr("cannot be decoded"));
  v1::RecordMovementRequest request;
  request.mutable_movement()
      ->GetReflection()
      ->MutableUnknownFields(request.mutable_movement())
      ->AddVarint(500, 1);
  draft.set_request(request.SerializeAsString());
  EXPECT_THAT(fault(draft), HasSubstr("movement.#500"));
  ReplaceFile(Path("d.json"), "{\"method\": 5");
  EXPECT_THAT(Run({"approve", "show", Path("d.json")}).err, HasSubstr("is no Draft"));
}

TEST_F(ApproveCommandsTest, SignMakesAnApprovalThatVerifies) {
  ASSERT_EQ(DraftFee().code, 0);
  const RunResult run = Run({"approve", "sign", Path("pay.json"), "--days", "2", "--cert",
                             Path("bureau-2.pem"), "--key", Path("bureau-2.key")});
  ASSERT_EQ(run.code, 0) << run.err;
  EXPECT_THAT(run.out, HasSubstr("2,000.00"));
  EXPECT_THAT(run.err, HasSubstr("approved by nm-bureau/finance_bureau/bureau-2"));
  const auto approval = ReadApproval(Path("pay.approval.json"));
  ASSERT_TRUE(approval.ok());
  const std::int64_t hours =
      (approval->expire_time_ms() - absl::ToUnixMillis(absl::Now())) / 3'600'000;
  EXPECT_GE(hours, 47);
  EXPECT_LE(hours, 48);

  // As docs/format.md lays it out.
  const auto opened = ReadDraft(Path("pay.json"));
  const std::string text =
      absl::StrCat("ippledge/approval/1\nippledge.v1.FundService.RecordMovement\n",
                   opened->Digest(), "\n", approval->expire_time_ms(), "\n");
  const auto* der = reinterpret_cast<const unsigned char*>(approval->certificate().data());
  X509* certificate = d2i_X509(nullptr, &der, static_cast<long>(approval->certificate().size()));
  ASSERT_NE(certificate, nullptr);
  EVP_MD_CTX* context = EVP_MD_CTX_new();
  EVP_DigestVerifyInit(context, nullptr, EVP_sha256(), nullptr, X509_get0_pubkey(certificate));
  EXPECT_EQ(EVP_DigestVerify(context,
                             reinterpret_cast<const unsigned char*>(approval->signature().data()),
                             approval->signature().size(),
                             reinterpret_cast<const unsigned char*>(text.data()), text.size()),
            1);
  EVP_MD_CTX_free(context);
  X509_free(certificate);

  // What was signed is not signed over.
  EXPECT_EQ(As("bureau-2", {"approve", "sign", Path("pay.json")}).code, 2);
}

TEST_F(ApproveCommandsTest, AProgramAndNobodySignNothing) {
  ASSERT_EQ(DraftFee().code, 0);
  Give("robot", authority_.IssueToSystem("nm-bureau", "finance_bureau", "robot"));
  EXPECT_THAT(As("robot", {"approve", "sign", Path("pay.json")}).err,
              HasSubstr("this certificate is of a program"));
  const RunResult nobody = Run({"approve", "sign", Path("pay.json")});
  EXPECT_EQ(nobody.code, 2);
  EXPECT_THAT(nobody.err, HasSubstr("--cert and --key are missing"));
  EXPECT_EQ(As("bureau-2", {"approve", "sign", Path("pay.json"), "--days", "8"}).code, 2);
}

TEST_F(ApproveCommandsTest, SubmitSendsBothAsTheyAre) {
  ASSERT_EQ(DraftFee().code, 0);
  ASSERT_EQ(
      As("bureau-2", {"approve", "sign", Path("pay.json"), "--approval", Path("a.json")}).code, 0);
  const RunResult run = As("bureau-1", {"submit", Path("pay.json"), "--approval", Path("a.json")});
  ASSERT_EQ(run.code, 0) << run.err;
  EXPECT_THAT(run.out, AllOf(HasSubstr("recorded.entry"), HasSubstr("42"), HasSubstr("98,000.00")));
  EXPECT_EQ(server_.sent_bytes, ReadDraft(Path("pay.json"))->draft.request());
  EXPECT_EQ(server_.sent_approval, ReadApproval(Path("a.json"))->SerializeAsString());
  EXPECT_THAT(As("bureau-1", {"submit", Path("pay.json"), "-o", "json"}).out,
              HasSubstr("\"entry\": 42"));
  EXPECT_EQ(server_.sent_approval, "");
  EXPECT_EQ(As("bureau-1", {"submit", Path("pay.json"), "--approval", Path("pay.json")}).code, 2);
}

TEST_F(ApproveCommandsTest, ARefusalIsShownAsOfAnyWrite) {
  server_.Always<v1::RecordMovementRequest, v1::RecordMovementResponse>(
      absl::PermissionDeniedError("two different persons must act"));
  ASSERT_EQ(DraftFee().code, 0);
  const RunResult run = As("bureau-1", {"submit", Path("pay.json")});
  EXPECT_EQ(run.code, 4);
  EXPECT_THAT(run.err, HasSubstr("two different persons must act"));
}

}  // namespace
}  // namespace ippledge::client
