// AdminService.EraseSubject: what protected a person's words goes; the history stays.
#include "server/erasure.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <filesystem>
#include <string>

#include "ippledge/v1/admin_service.pb.h"
#include "tests/server/reconciliation_world.h"

namespace ippledge::server {
namespace {

namespace fs = std::filesystem;
using ::testing::SizeIs;

class ErasureTest : public ReconciliationWorld {
 protected:
  ErasureTest() {
    Register();
    Move();
    statement_ = ImportJune();
  }
  Rpc Officers() const { return Two("security_officer", kOffice); }
  v1::EraseSubjectRequest Erasing(std::int64_t line) const {
    auto request = Write<v1::EraseSubjectRequest>();
    request.mutable_line()->set_statement(statement_);
    request.mutable_line()->set_line(line);
    request.set_text("本人申请");
    return request;
  }
  v1::GetStatementResponse Statement() {
    v1::GetStatementRequest request;
    request.set_programme("nm");
    request.set_import_id("S1");
    return Must<v1::GetStatementResponse>(Office(), request);
  }
  void ExpectForgotten() {
    const v1::GetStatementResponse shown = Statement();
    ASSERT_THAT(shown.lines(), SizeIs(3));
    EXPECT_TRUE(shown.lines(2).line().words_erased());
    EXPECT_EQ(shown.lines(2).line().text(), "");
    EXPECT_EQ(shown.lines(2).line().counterparty_name(), "");
    EXPECT_EQ(shown.lines(2).line().amount_fen(), 77);
    EXPECT_EQ(shown.lines(1).line().text(), "手续费 凭证PZ-2");
  }
  fs::path keys() const { return fs::path(server_.folder()) / "keys" / "nm" / "keyring"; }

  std::int64_t statement_ = 0;
};

TEST_F(ErasureTest, IsRefusedInTheOrderOfTheContract) {
  const Rpc one = One("security_officer", kOffice);
  EXPECT_THAT(Bureau().Ask<v1::EraseSubjectResponse>(Erasing(2)),
              Refused(StatusCode::kPermissionDenied, "ROLE_NOT_ALLOWED"));
  EXPECT_THAT(one.Ask<v1::EraseSubjectResponse>(Erasing(2)),
              Refused(StatusCode::kPermissionDenied, "SECOND_PERSON_REQUIRED"));
  EXPECT_THAT(Officers().Ask<v1::EraseSubjectResponse>(Erasing(-1)),
              Refused(StatusCode::kInvalidArgument, "VALUE_OUT_OF_RANGE"));
  EXPECT_THAT(Officers().Ask<v1::EraseSubjectResponse>(Erasing(3)),
              Refused(StatusCode::kNotFound, "LINE_UNKNOWN"));
  EXPECT_THAT(Officers().Ask<v1::EraseSubjectResponse>(Erasing(0)),
              Refused(StatusCode::kNotFound, "SUBJECT_UNKNOWN"));
  EXPECT_EQ(Statement().lines(2).line().counterparty_name(), "张三");
}

TEST_F(ErasureTest, LeavesAnEntryAndTheAmounts) {
  v1::EraseSubjectRequest dry = Erasing(2);
  dry.set_validate_only(true);
  ASSERT_THAT(Officers().Ask<v1::EraseSubjectResponse>(dry), Succeeded());
  EXPECT_EQ(Statement().lines(2).line().counterparty_name(), "张三");

  const v1::EraseSubjectRequest request = Erasing(2);
  const auto answer = Officers().Ask<v1::EraseSubjectResponse>(request);
  ASSERT_THAT(answer, Succeeded());
  EXPECT_EQ(answer.response.recorded().outcome(), v1::OUTCOME_RECORDED);
  ExpectForgotten();
  EXPECT_EQ(Officers().Ask<v1::EraseSubjectResponse>(request).bytes, answer.bytes);
  const auto again = Officers().Ask<v1::EraseSubjectResponse>(Erasing(2));
  ASSERT_THAT(again, Succeeded());
  EXPECT_EQ(again.response.recorded().outcome(), v1::OUTCOME_ALREADY_RECORDED);
  EXPECT_EQ(again.response.recorded().entry(), answer.response.recorded().entry());
  server_.Restart();
  ExpectForgotten();
}

// Whoever puts a backup of the keys back does not undo it.
TEST_F(ErasureTest, HoldsAgainstKeysThatComeBack) {
  const fs::path copy = keys().string() + ".copy";
  fs::copy_file(keys(), copy);
  ASSERT_THAT(Officers().Ask<v1::EraseSubjectResponse>(Erasing(2)), Succeeded());
  server_.Restart([&] { fs::rename(copy, keys()); });
  ExpectForgotten();
}

}  // namespace
}  // namespace ippledge::server
