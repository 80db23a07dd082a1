// The command "act list".
#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <string>
#include <vector>

#include "ippledge/v1/admin_service.pb.h"
#include "tests/client/fake_connection.h"
#include "tests/testing/parsed.h"

namespace ippledge::client {
namespace {

using ::testing::AllOf;
using ::testing::HasSubstr;
using ::testing::Not;

class ActCommandsTest : public ::testing::Test {
 protected:
  ActCommandsTest() {
    server_.On<v1::ListKeptActsRequest, v1::ListKeptActsResponse>(
        [](const v1::ListKeptActsRequest& request) -> absl::StatusOr<v1::ListKeptActsResponse> {
          if (request.page_token().empty()) {
            return Parsed<v1::ListKeptActsResponse>(
                R"(acts { number: 9 time { seconds: 1751342400 nanos: 123000000 }
                                  organisation: "ccb-nm" role: ROLE_BANK_MAKER person: "m-1"
                                  method: "LoanService/GetLoan" reason: "NOT_YOUR_ROWS"
                                  field: "loan.bank" peer: "ipv4:10.0.0.7:4" repeated: 41 }
                           acts { number: 8 time { seconds: 1751342399 }
                                  method: "ippledged start" text: "version 1" }
                           kept_days: 180 next_page_token: "older")");
          }
          EXPECT_EQ(request.page_token(), "older");
          return Parsed<v1::ListKeptActsResponse>(
              R"(acts { number: 7 method: "ippledged acts unreadable" repeated: 2 }
                         kept_days: 180)");
        });
  }
  RunResult Run(std::vector<std::string> words) {
    words.insert(words.begin(), {"act", "list"});
    words.insert(words.end(), {"--programme", "nm"});
    return RunProgram(std::move(words), server_);
  }

  FakeServer server_;
};

TEST_F(ActCommandsTest, ActsAreListedInEveryForm) {
  const RunResult table = Run({});
  EXPECT_EQ(table.code, 0) << table.err;
  EXPECT_THAT(table.out, AllOf(HasSubstr("2025-07-01T04:00:00.123Z"), HasSubstr("NOT_YOUR_ROWS"),
                               HasSubstr("ippledged start"), HasSubstr("version 1"),
                               HasSubstr("acts unreadable"), HasSubstr("ipv4:10.0.0.7:4")));
  const RunResult csv = Run({"-o", "csv"});
  EXPECT_THAT(csv.out,
              AllOf(HasSubstr("number,time,organisation,role,person,method,reason,field,repeated,"
                              "peer,text\n"),
                    HasSubstr("9,2025-07-01T04:00:00.123Z,ccb-nm,bank-maker,m-1,"
                              "LoanService/GetLoan,NOT_YOUR_ROWS,loan.bank,41,ipv4:10.0.0.7:4,"),
                    HasSubstr("8,2025-07-01T03:59:59.000Z,,,,ippledged start,,,0,,version 1"),
                    HasSubstr("7,,,,,ippledged acts unreadable,,,2,,")));
  const RunResult json = Run({"-o", "json"});
  EXPECT_THAT(json.out, AllOf(HasSubstr("\"kept_days\": 180"), HasSubstr("\"number\": 7"),
                              HasSubstr("\"next_page_token\": \"\"")));
  EXPECT_THAT(Run({"--lang", "zh"}).out, HasSubstr("拒绝原因"));
}

TEST_F(ActCommandsTest, AsManyAsAskedFor) {
  const RunResult one = Run({"--count", "1", "-o", "csv"});
  EXPECT_THAT(one.out, AllOf(HasSubstr("\n9,"), Not(HasSubstr("\n8,"))));
  EXPECT_EQ(server_.asked().size(), 1u) << "no page more than needed";
  EXPECT_THAT(Run({"--count", "0", "-o", "csv"}).out, HasSubstr("\n7,"));
  EXPECT_EQ(Run({"--count", "-1"}).code, 2);
}

TEST_F(ActCommandsTest, ARefusalIsTold) {
  server_.Always<v1::ListKeptActsRequest, v1::ListKeptActsResponse>(
      absl::PermissionDeniedError("no"));
  const RunResult run = Run({});
  EXPECT_EQ(run.code, 4);
  EXPECT_THAT(run.err, HasSubstr("the acts cannot be listed"));
}

}  // namespace
}  // namespace ippledge::client
