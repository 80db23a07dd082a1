// Messages as lines for people.
#include "client/message_words.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <set>
#include <string>

#include "ippledge/v1/claim_service.pb.h"
#include "ippledge/v1/fund_service.pb.h"
#include "ippledge/v1/journal_service.pb.h"
#include "ippledge/v1/loan_service.pb.h"
#include "tests/testing/parsed.h"

namespace ippledge::client {
namespace {

using ::testing::ElementsAre;
using ::testing::IsEmpty;
using ::testing::Pair;

TEST(MessageWordsTest, ValuesStandWithTheirPaths) {
  EXPECT_THAT(
      WordsOf(Parsed<v1::RecordMovementRequest>(R"(
                programme: "nm" request_id: "id-1" validate_only: true
                movement { movement_id: "PZ-1" kind: FUND_MOVEMENT_KIND_FEE_OUT
                           amount_fen: 123456789 memo: "fee\x1b[2J" })")),
      ElementsAre(Pair("programme", "nm"), Pair("request_id", "id-1"), Pair("validate_only", "yes"),
                  Pair("movement.movement_id", "PZ-1"),
                  Pair("movement.kind", "FUND_MOVEMENT_KIND_FEE_OUT"),
                  Pair("movement.amount_fen", "1,234,567.89"), Pair("movement.memo", "fee?[2J")));
}

TEST(MessageWordsTest, ListsAreNumberedAndEmptyPartsAreShown) {
  EXPECT_THAT(WordsOf(Parsed<v1::BatchRecordRequest>(R"(
                rows { loan { bank: "a" rights { kind: IP_KIND_PATENT } rights { number: "2" } } }
                rows { })")),
              ElementsAre(Pair("rows[1].loan.bank", "a"),
                          Pair("rows[1].loan.rights[1].kind", "IP_KIND_PATENT"),
                          Pair("rows[1].loan.rights[2].number", "2"), Pair("rows[2]", "")));
}

TEST(MessageWordsTest, RatesTimesAndBytes) {
  EXPECT_THAT(
      WordsOf(Parsed<v1::JournalEntry>(R"(
                commit_time { seconds: 1751342400 } leaf_hash: "\x01\xff" )")),
      ElementsAre(Pair("commit_time", "2025-07-01T04:00:00.000Z"), Pair("leaf_hash", "01ff")));
  EXPECT_THAT(WordsOf(Parsed<v1::ConfirmRemittanceResponse>("rate_ppm: 34501")),
              ElementsAre(Pair("rate_ppm", "3.4501%")));
}

TEST(MessageWordsTest, WhatIsNotKnownIsFoundAtAnyDepth) {
  v1::BatchRecordRequest request;
  request.add_rows()->mutable_loan()->set_bank("a");
  EXPECT_EQ(UnknownIn(request), "");
  v1::NewLoan& loan = *request.mutable_rows(0)->mutable_loan();
  loan.GetReflection()->MutableUnknownFields(&loan)->AddVarint(999, 1);
  EXPECT_EQ(UnknownIn(request), "rows.loan.#999");
}

// A second person reads first of all what the method does.
TEST(MessageWordsTest, EveryWriteHasWordsOfItsOwn) {
  const auto* const pool = google::protobuf::DescriptorPool::generated_pool();
  std::set<std::string> without;
  int writes = 0;
  for (const char* name : {"Programme", "Loan", "Policy", "Cover", "Claim", "Fund",
                           "Reconciliation", "Report", "Journal", "Admin"}) {
    const auto* const service =
        pool->FindServiceByName("ippledge.v1." + std::string(name) + "Service");
    for (int i = 0; service != nullptr && i < service->method_count(); ++i) {
      const auto& method = *service->method(i);
      if (method.client_streaming() || !method.input_type()->FindFieldByName("request_id"))
        continue;
      ++writes;
      if (ActOf(method).en == method.full_name()) without.insert(method.full_name());
    }
  }
  EXPECT_GT(writes, 40);
  EXPECT_THAT(without, IsEmpty());
}

}  // namespace
}  // namespace ippledge::client
