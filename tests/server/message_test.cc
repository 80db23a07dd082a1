#include "server/message.h"

#include <grpcpp/support/slice.h>

#include <vector>

#include "ledger/reason.h"
#include "tests/server/world.h"
#include "tests/testing/status_matchers.h"

namespace ippledge::server {
namespace {

grpc::ByteBuffer BufferOf(const std::string& bytes) {
  const grpc::Slice slice(bytes);
  return grpc::ByteBuffer(&slice, 1);
}

TEST(MessageTest, WhatIsSerializedIsParsed) {
  const v1::RecordLoanRequest sent = LoanRequest("HT-1");
  v1::RecordLoanRequest got;
  ASSERT_THAT(ParseMessage(SerializeMessage(sent), got), IsOk());
  EXPECT_EQ(got.SerializeAsString(), sent.SerializeAsString());
}

TEST(MessageTest, EqualMessagesHaveEqualBytes) {
  const auto bytes_of = [](const v1::Violation& violation) {
    std::vector<grpc::Slice> slices;
    EXPECT_TRUE(SerializeMessage(violation).Dump(&slices).ok());
    return std::string(reinterpret_cast<const char*>(slices.at(0).begin()), slices.at(0).size());
  };
  v1::Violation rising, falling;
  for (char c = 'a'; c <= 'z'; ++c) {
    (*rising.mutable_metadata())[std::string(1, c)] = "1";
    (*falling.mutable_metadata())[std::string(1, static_cast<char>('a' + 'z' - c))] = "1";
  }
  EXPECT_EQ(bytes_of(rising), bytes_of(falling));
}

TEST(MessageTest, FieldsThatWereMadeAsBytesAreOfIt) {
  // Copied, and as a piece of their own.
  for (const std::size_t size : {std::size_t{0}, std::size_t{10}, std::size_t{5000}}) {
    v1::RecordLoanRequest whole = LoanRequest("HT-1");
    whole.set_programme(std::string(size, 'p'));
    v1::RecordLoanRequest made;
    made.set_programme(whole.programme());
    v1::RecordLoanRequest rest = whole;
    rest.clear_programme();
    v1::RecordLoanRequest got;
    ASSERT_THAT(ParseMessage(SerializeMessage(rest, made.SerializeAsString()), got), IsOk());
    EXPECT_EQ(got.SerializeAsString(), whole.SerializeAsString()) << size;
  }
}

TEST(MessageTest, AnEmptyMessageIsAMessage) {
  v1::GetLoanRequest got;
  EXPECT_THAT(ParseMessage(SerializeMessage(v1::GetLoanRequest()), got), IsOk());
  EXPECT_THAT(ParseMessage(BufferOf(""), got), IsOk());
}

TEST(MessageTest, BytesMayComeInManyPieces) {
  const std::string bytes = LoanRequest("HT-1").SerializeAsString();
  std::vector<grpc::Slice> slices;
  for (const char byte : bytes) slices.emplace_back(&byte, 1);
  v1::RecordLoanRequest got;
  ASSERT_THAT(ParseMessage(grpc::ByteBuffer(slices.data(), slices.size()), got), IsOk());
  EXPECT_EQ(got.SerializeAsString(), bytes);
}

// A message is cut between two fields at some places: there it is another message, never half one.
TEST(MessageTest, AMessageCutAnywhereIsRefusedOrShorter) {
  const std::string bytes = LoanRequest("HT-1").SerializeAsString();
  int refused = 0;
  for (std::size_t size = 0; size < bytes.size(); ++size) {
    v1::RecordLoanRequest got;
    const absl::Status status = ParseMessage(BufferOf(bytes.substr(0, size)), got);
    if (status.ok()) {
      EXPECT_FALSE(got.has_loan()) << size;
    } else {
      EXPECT_THAT(status, ReasonIs(Reason::kMessageMalformed));
      ++refused;
    }
  }
  EXPECT_GT(refused, static_cast<int>(bytes.size()) - 5);
}

TEST(MessageTest, RowsAreTakenOffWhateverPiecesTheyComeIn) {
  const v1::BatchRecordRequest sent = BatchRequest(3, "HT-");
  v1::BatchRecordRequest head = sent;
  head.clear_rows();
  const std::string bytes = sent.SerializeAsString();
  for (const std::size_t piece : {std::size_t{1}, std::size_t{100}, bytes.size()}) {
    std::vector<grpc::Slice> slices;
    for (std::size_t at = 0; at < bytes.size(); at += piece) {
      slices.emplace_back(bytes.substr(at, piece));
    }
    const grpc::ByteBuffer buffer(slices.data(), slices.size());
    const RowsRequest apart = TakeApart(buffer);
    ASSERT_EQ(apart.parts().rows.size(), 3u) << piece;
    EXPECT_EQ(apart.parts().rows[2], sent.rows(2).SerializeAsString()) << piece;
    v1::BatchRecordRequest got;
    ASSERT_THAT(ParseMessage(buffer, got), IsOk());
    EXPECT_EQ(got.SerializeAsString(), head.SerializeAsString()) << piece;
  }
  const RowsRequest shortest = TakeApart(BufferOf(std::string("\x2A\x02\x12\x00", 4)));
  ASSERT_EQ(shortest.parts().rows.size(), 1u);
  EXPECT_EQ(shortest.parts().rows[0], absl::string_view("\x12\x00", 2));
  EXPECT_TRUE(TakeApart(grpc::ByteBuffer()).parts().rows.empty());
}

TEST(MessageTest, TextMustBeUtf8) {
  // Field 1, programme: two bytes that begin no character.
  v1::GetLoanRequest got;
  const absl::Status status = ParseMessage(BufferOf("\x0a\x02\xff\xfe"), got);
  ASSERT_THAT(status, ReasonIs(Reason::kMessageMalformed));
  EXPECT_EQ(status.message(), "request: ippledge.v1.GetLoanRequest cannot be decoded");
}

}  // namespace
}  // namespace ippledge::server
