#include "client/import/request_id.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "ippledge/v1/loan_service.pb.h"

namespace ippledge::client {
namespace {

v1::StreamRecordRequest Request() {
  v1::StreamRecordRequest request;
  request.set_programme("nmg");
  v1::Repayment* repayment = request.add_rows()->mutable_repayment();
  repayment->set_repayment_number("R1");
  repayment->set_principal_fen(5);
  request.mutable_rows(0)->mutable_name()->set_bank("bank-a");
  return request;
}

TEST(RequestIdTest, IsFrozen) {
  RequestIds ids;
  EXPECT_EQ(ids.Of(Request(), 1), "e97e26fe-9145-5e25-ba80-411ab4fcb4cd");
}

TEST(RequestIdTest, IsAUuidOfVersionFive) {
  RequestIds ids;
  EXPECT_THAT(
      ids.Of(Request(), 1),
      ::testing::MatchesRegex("[0-9a-f]{8}-[0-9a-f]{4}-5[0-9a-f]{3}-[89ab][0-9a-f]{3}-[0-9a-f]"
                              "{12}"));
}

TEST(RequestIdTest, DependsOnProgrammeRowsAndOccurrenceOnly) {
  RequestIds ids;
  const std::string id = ids.Of(Request(), 1);
  v1::StreamRecordRequest same = Request();
  same.set_validate_only(true);
  same.set_request_id("x");
  EXPECT_EQ(ids.Of(same, 1), id);
  EXPECT_NE(ids.Of(same, 2), id);
  v1::StreamRecordRequest programme = Request();
  programme.set_programme("other");
  EXPECT_NE(ids.Of(programme, 1), id);
  v1::StreamRecordRequest bank = Request();
  bank.mutable_rows(0)->mutable_name()->set_bank("bank-b");
  EXPECT_NE(ids.Of(bank, 1), id);
  v1::StreamRecordRequest twice = Request();
  *twice.add_rows() = twice.rows(0);
  EXPECT_NE(ids.Of(twice, 1), id);
}

TEST(RequestIdTest, StepsAreFrozen) {
  RequestIds ids;
  const std::string open = ids.OfStep({"special", "abc", "0", "0", "open", ""});
  EXPECT_EQ(open, "0b027f29-6202-582d-8c92-55e0d4404870");
  EXPECT_EQ(ids.OfStep({"special", "abc", "0", "0", "open", ""}), open);
  EXPECT_NE(ids.OfStep({"special", "abc", "0", "1", "open", ""}), open);
  EXPECT_NE(ids.OfStep({"special", "abc", "0", "0", "ope", "n"}), open);
}

}  // namespace
}  // namespace ippledge::client
