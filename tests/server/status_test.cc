#include "server/status.h"

#include <gmock/gmock.h>

#include "ledger/refusal.h"

namespace ippledge::server {
namespace {

using ::testing::HasSubstr;
using ::testing::Not;

wire::Details DetailsOf(const grpc::Status& status) {
  return *wire::DecodeDetails(status.error_details());
}

TEST(StatusTest, OkHasNoDetails) {
  const grpc::Status status = ToGrpc(absl::OkStatus(), wire::Locale::kEnglish);
  EXPECT_TRUE(status.ok());
  EXPECT_EQ(status.error_details(), "");
}

TEST(StatusTest, ARefusalKeepsCodeTextAndNumbers) {
  const grpc::Status status = ToGrpc(
      Refuse(Reason::kEntryUnknown, "at", {{"got", "9"}, {"limit", "5"}}), wire::Locale::kChinese);
  EXPECT_EQ(status.error_code(), grpc::StatusCode::NOT_FOUND);
  EXPECT_EQ(status.error_message(), "there is no entry 9, the last one is 5");
  const wire::Details details = DetailsOf(status);
  EXPECT_EQ(details.reason, "ENTRY_UNKNOWN");
  EXPECT_EQ(details.lines.at(0).localized, "没有条目 9，最后一条是 5");
  EXPECT_THAT(details.metadata,
              ::testing::ElementsAre(::testing::Pair("field", "at"), ::testing::Pair("got", "9"),
                                     ::testing::Pair("limit", "5")));
}

TEST(StatusTest, EveryReasonOfTheCatalogueCanBeSent) {
  for (const ReasonRow& row : Reasons()) {
    const grpc::Status status = ToGrpc(Refuse(row.reason), wire::Locale::kEnglish);
    EXPECT_EQ(static_cast<int>(status.error_code()), static_cast<int>(row.code)) << row.name;
    EXPECT_EQ(DetailsOf(status).reason, row.name);
  }
}

// What is wrong inside is for the log alone.
TEST(StatusTest, OurOwnFailureIsToldByAnIncidentOnly) {
  const grpc::Status status =
      ToGrpc(absl::DataLossError("/srv/store/journal/000042.log: block 7"), wire::Locale::kEnglish);
  EXPECT_EQ(status.error_code(), grpc::StatusCode::INTERNAL);
  EXPECT_THAT(status.error_message(), HasSubstr("incident"));
  EXPECT_THAT(status.error_message() + status.error_details(), Not(HasSubstr("000042")));
  const wire::Details details = DetailsOf(status);
  EXPECT_EQ(details.reason, "INTERNAL");
  EXPECT_THAT(details.metadata, ::testing::ElementsAre(::testing::Pair(
                                    "incident", ::testing::MatchesRegex("[0-9a-f]{16}"))));
}

TEST(StatusTest, EachIncidentHasItsOwnNumber) {
  const absl::Status failure = absl::UnknownError("x");
  EXPECT_NE(ToGrpc(failure, wire::Locale::kEnglish).error_message(),
            ToGrpc(failure, wire::Locale::kEnglish).error_message());
}

}  // namespace
}  // namespace ippledge::server
