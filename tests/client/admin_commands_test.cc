// The commands "member …", "key …", "quorum …" and "audit list|run".
#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <filesystem>
#include <fstream>
#include <string>
#include <vector>

#include "ippledge/v1/admin_service.pb.h"
#include "ippledge/v1/programme_service.pb.h"
#include "tests/client/fake_connection.h"
#include "tests/testing/parsed.h"

namespace ippledge::client {
namespace {

using ::testing::AllOf;
using ::testing::HasSubstr;
using ::testing::Not;

class AdminCommandsTest : public ::testing::Test {
 protected:
  AdminCommandsTest() {
    server_.Always<v1::GetProgrammeRequest, v1::GetProgrammeResponse>(
        Parsed<v1::GetProgrammeResponse>(
            R"(programme { programme: "nm" constitution { currency_code: "CNY" } })"));
    const std::string recorded = "recorded { outcome: OUTCOME_RECORDED entry: 91 }";
    server_.Always<v1::AmendMembersRequest, v1::AmendMembersResponse>(
        Parsed<v1::AmendMembersResponse>(recorded));
    server_.Always<v1::AdmitKeyRequest, v1::AdmitKeyResponse>(
        Parsed<v1::AdmitKeyResponse>(recorded));
    server_.Always<v1::RetireKeyRequest, v1::RetireKeyResponse>(
        Parsed<v1::RetireKeyResponse>(recorded));
    server_.Always<v1::SetQuorumRequest, v1::SetQuorumResponse>(
        Parsed<v1::SetQuorumResponse>(recorded));
  }
  RunResult Run(std::vector<std::string> words) {
    words.insert(words.end(), {"--programme", "nm"});
    return RunProgram(std::move(words), server_);
  }
  std::string FileOf(const std::string& name, const std::string& text) {
    const std::string path = ::testing::TempDir() + name;
    std::ofstream(path) << text;
    return path;
  }

  FakeServer server_;
};

// ---- members ----

TEST_F(AdminCommandsTest, MembersAreNamedByWordsAndByFiles) {
  const std::string table = FileOf("members.csv",
                                   "role,person,action,organisation\r\n"
                                   "security-officer,s-1,admit,nm\r\n"
                                   "\r\n"
                                   "银行经办,,加入,ccb-nm\r\n"
                                   "AUDITOR,a-9,Remove,audit\r\n");
  const std::string lists = FileOf(
      "members.textproto", R"(admit { organisation: "x" role: ROLE_OPERATOR person: "o-1" })");
  const RunResult run =
      Run({"member", "amend", "--admit", "icbc-nm:bank_maker", "--admit", "nm:ip-office:p-7",
           "--remove", "nm:知识产权局:p-6", "--file", table, "--text", "why"});
  EXPECT_EQ(run.code, 0) << run.err;
  EXPECT_THAT(
      server_.asked().back(),
      AllOf(HasSubstr("admit { organisation: \"icbc-nm\" role: ROLE_BANK_MAKER } "
                      "admit { organisation: \"nm\" role: ROLE_IP_OFFICE person: \"p-7\" } "
                      "admit { organisation: \"nm\" role: ROLE_SECURITY_OFFICER "
                      "person: \"s-1\" } "
                      "admit { organisation: \"ccb-nm\" role: ROLE_BANK_MAKER }"),
            HasSubstr("remove { organisation: \"nm\" role: ROLE_IP_OFFICE person: \"p-6\" } "
                      "remove { organisation: \"audit\" role: ROLE_AUDITOR "
                      "person: \"a-9\" }"),
            HasSubstr("text: \"why\"")));
  EXPECT_EQ(Run({"member", "amend", "--file", lists, "--text", "why"}).code, 0);
  EXPECT_THAT(server_.asked().back(),
              HasSubstr("admit { organisation: \"x\" role: ROLE_OPERATOR person: \"o-1\" }"));
}

TEST_F(AdminCommandsTest, WhatNamesNoMemberIsRefusedWithItsPlace) {
  const auto refused = [&](std::vector<std::string> words) {
    words.insert(words.begin(), {"member", "amend", "--text", "why"});
    const RunResult run = Run(words);
    EXPECT_EQ(run.code, 2);
    EXPECT_TRUE(server_.asked().empty());
    return run.err;
  };
  EXPECT_THAT(refused({"--admit", "icbc-nm"}), HasSubstr("ORGANISATION:ROLE:PERSON"));
  EXPECT_THAT(refused({"--admit", "icbc-nm:king:p"}), HasSubstr("security-officer"));
  EXPECT_THAT(refused({"--admit", "icbc-nm:system:p"}), HasSubstr("is no role"));
  EXPECT_THAT(refused({"--admit", "a:king:p", "--lang", "zh"}), HasSubstr("不是角色"));
  const std::string heading = FileOf("a.csv", "action,organisation,role\nadmit,a,auditor\n");
  EXPECT_THAT(refused({"--file", heading}), HasSubstr("a.csv:1: \"person\" is missing"));
  const std::string action =
      FileOf("b.csv", "action,organisation,role,person\nadmit,a,auditor,p\nkeep,a,auditor,q\n");
  EXPECT_THAT(refused({"--file", action}), HasSubstr("b.csv:3: \"keep\" is neither"));
  const std::string quote =
      FileOf("c.csv", "action,organisation,role,person\nadmit,\"a\"b,auditor,p\n");
  EXPECT_THAT(refused({"--file", quote}), HasSubstr("c.csv:2: "));
  EXPECT_THAT(refused({"--file", "/nowhere/d.csv"}), HasSubstr("d.csv"));
}

TEST_F(AdminCommandsTest, MembersAreListedInEveryForm) {
  int pages = 0;
  server_.On<v1::ListMembersRequest, v1::ListMembersResponse>(
      [&](const v1::ListMembersRequest& request) -> absl::StatusOr<v1::ListMembersResponse> {
        EXPECT_EQ(request.organisation(), "icbc-nm");
        ++pages;
        if (request.page_token().empty()) {
          return Parsed<v1::ListMembersResponse>(
              R"(members { member { organisation: "icbc-nm" role: ROLE_BANK_MAKER } entry: 5 }
                 next_page_token: "t" position: 9)");
        }
        return Parsed<v1::ListMembersResponse>(
            R"(members { member { organisation: "icbc-nm" role: ROLE_BANK_CHECKER person: "c-1" }
                         entry: 6 } position: 9)");
      });
  const RunResult table = Run({"member", "list", "--of", "icbc-nm"});
  EXPECT_EQ(pages, 2);
  EXPECT_THAT(table.out, AllOf(HasSubstr("bank maker"), HasSubstr("everybody"), HasSubstr("c-1")));
  EXPECT_THAT(Run({"member", "list", "--of", "icbc-nm", "--lang", "zh"}).out,
              AllOf(HasSubstr("银行复核"), HasSubstr("全体")));
  const RunResult csv = Run({"member", "list", "--of", "icbc-nm", "-o", "csv"});
  EXPECT_THAT(csv.out, HasSubstr("icbc-nm,bank-maker,,5"));
  const RunResult json = Run({"member", "list", "--of", "icbc-nm", "-o", "json"});
  EXPECT_THAT(json.out, AllOf(HasSubstr("\"person\": \"c-1\""), HasSubstr("\"position\": 9")));
  server_.Always<v1::ListMembersRequest, v1::ListMembersResponse>(v1::ListMembersResponse());
  EXPECT_THAT(Run({"member", "list"}).out, HasSubstr("no members"));
}

// ---- keys, quorums, audits ----

TEST_F(AdminCommandsTest, KeysAreNamedByTheirTexts) {
  const RunResult run = Run({"key", "admit", "nm/log+1234abcd+AQID", "--purpose", "log"});
  EXPECT_EQ(run.code, 0) << run.err;
  EXPECT_THAT(server_.asked().back(),
              HasSubstr("key { name: \"nm/log\" text: \"nm/log+1234abcd+AQID\" "
                        "purpose: KEY_PURPOSE_LOG }"));
  EXPECT_EQ(Run({"key", "admit", "w+1+2", "--purpose", "witness", "--witness", "icbc-nm"}).code, 0);
  EXPECT_THAT(server_.asked().back(),
              AllOf(HasSubstr("KEY_PURPOSE_WITNESS"), HasSubstr("organisation: \"icbc-nm\"")));
  EXPECT_EQ(Run({"key", "retire", "w", "--text", "lost"}).code, 0);
  EXPECT_THAT(server_.asked().back(), HasSubstr("name: \"w\" text: \"lost\""));
  server_.Always<v1::ListKeysRequest, v1::ListKeysResponse>(Parsed<v1::ListKeysResponse>(
      R"(keys { key { name: "w" text: "w+1+2" purpose: KEY_PURPOSE_WITNESS
                      organisation: "icbc-nm" } entry: 4 retired_entry: 8 }
         position: 9)"));
  EXPECT_THAT(Run({"key", "list"}).out, AllOf(HasSubstr("cosignatures"), HasSubstr("w+1+2")));
  EXPECT_THAT(Run({"key", "list", "-o", "csv"}).out, HasSubstr("w,witness,icbc-nm,4,8,w+1+2"));
}

TEST_F(AdminCommandsTest, AQuorumIsSetPartByPart) {
  const RunResult run = Run({"quorum", "set", "--payments-from", "1万元", "--part", "1:bureau/w",
                             "--part", "2:icbc-nm/w,ccb-nm/w,boc-nm/w", "--text", "why"});
  EXPECT_EQ(run.code, 0) << run.err;
  EXPECT_THAT(server_.asked().back(),
              HasSubstr("quorum { payments_from_fen: 1000000 "
                        "parts { needed: 1 keys: \"bureau/w\" } "
                        "parts { needed: 2 keys: \"icbc-nm/w\" keys: \"ccb-nm/w\" "
                        "keys: \"boc-nm/w\" } } text: \"why\""));
  EXPECT_EQ(Run({"quorum", "set", "--none", "--text", "why"}).code, 0);
  EXPECT_THAT(server_.asked().back(), Not(HasSubstr("parts")));
  const std::size_t asked = server_.asked().size();
  EXPECT_EQ(Run({"quorum", "set", "--text", "why"}).code, 2);
  EXPECT_EQ(Run({"quorum", "set", "--none", "--part", "1:a", "--text", "why"}).code, 2);
  EXPECT_THAT(Run({"quorum", "set", "--part", "a,b", "--text", "why"}).err,
              HasSubstr("is not NUMBER:KEY,KEY"));
  EXPECT_EQ(server_.asked().size(), asked);

  server_.Always<v1::GetQuorumRequest, v1::GetQuorumResponse>(Parsed<v1::GetQuorumResponse>(
      R"(quorum { payments_from_fen: 1000000 parts { needed: 2 keys: "a" keys: "b" keys: "c" } }
         entry: 7 position: 9)"));
  EXPECT_THAT(Run({"quorum", "show"}).out, AllOf(HasSubstr("a b c"), HasSubstr("10,000.00")));
  EXPECT_THAT(Run({"quorum", "show", "-o", "csv"}).out, HasSubstr("1,2,3,a b c,10000.00,7"));
  server_.Always<v1::GetQuorumRequest, v1::GetQuorumResponse>(v1::GetQuorumResponse());
  EXPECT_THAT(Run({"quorum", "show", "--lang", "zh"}).out, HasSubstr("付款无须见证"));
}

TEST_F(AdminCommandsTest, AuditsAreListed) {
  server_.Always<v1::ListAuditsRequest, v1::ListAuditsResponse>(Parsed<v1::ListAuditsResponse>(
      R"(audits { result { through_entry: 80 root: "\001\002" findings: 1
                           first_finding: "entry 4: the leaf differs" program: "ippledge-admin 1" }
                  entry: 81 } position: 90)"));
  EXPECT_THAT(Run({"audit", "list"}).out,
              AllOf(HasSubstr("entry 4: the leaf differs"), HasSubstr("0102")));
  EXPECT_THAT(Run({"audit", "list", "-o", "jsonl"}).out, HasSubstr("\"through_entry\":80"));
}

TEST_F(AdminCommandsTest, TheServerIsAskedToAuditItself) {
  server_.Always<v1::StartAuditRequest, v1::StartAuditResponse>(
      Parsed<v1::StartAuditResponse>("through_entry: 80"));
  EXPECT_THAT(Run({"audit", "run"}).out, AllOf(HasSubstr("through entry"), HasSubstr("80")));
  EXPECT_THAT(server_.asked().back(), HasSubstr("programme: \"nm\""));
  EXPECT_THAT(Run({"audit", "run", "-o", "json"}).out, HasSubstr("through_entry"));
}

}  // namespace
}  // namespace ippledge::client
