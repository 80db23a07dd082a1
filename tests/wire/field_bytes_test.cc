#include "proto/wire/field_bytes.h"

#include <gtest/gtest.h>

#include <random>
#include <string>

#include "ippledge/v1/claim_service.pb.h"
#include "ippledge/v1/cover_types.pb.h"
#include "ledger/cover_fields.h"
#include "proto/wire/cover.h"
#include "tests/testing/random_fields.h"

namespace ippledge::wire {
namespace {

template <typename T>
std::string BytesOf(const T& value, const google::protobuf::Descriptor* type) {
  std::string bytes;
  PlainBytes(*type, bytes).Write(value);
  return bytes;
}

TEST(FieldBytes, WriteEveryTypeAsTheMessageHasIt) {
  ClaimFiling filing;
  filing.claim_number = "C1";
  filing.claimed = Money();  // zero, but given
  filing.interest_days = -1;
  filing.recovered_ip = Money::OfFen(-5);
  filing.documents.push_back({.code = "a", .document_date = Date::Of(2024, 2, 29), .issuer = "b"});
  filing.documents[0].sha256.fill(0xAB);
  v1::ClaimFiling message;
  ASSERT_TRUE(message.ParseFromString(BytesOf(filing, message.GetDescriptor())));
  EXPECT_EQ(message.claim_number(), "C1");
  EXPECT_TRUE(message.has_claimed_fen());
  EXPECT_EQ(message.claimed_fen(), 0);
  EXPECT_EQ(message.interest_days(), -1);
  EXPECT_FALSE(message.has_guarantor_payout_fen());
  EXPECT_EQ(message.recovered_ip_fen(), -5);
  EXPECT_EQ(message.documents(0).document_date(), "2024-02-29");
  std::string hex;
  for (int i = 0; i < 32; ++i) hex += "ab";
  EXPECT_EQ(message.documents(0).sha256(), hex);
}

// What follows from a claim is in its bytes too, wherever it lies.
TEST(FieldBytes, ClaimsSayWhatFollows) {
  std::mt19937_64 engine(13);
  for (int i = 0; i < 50; ++i) {
    const Claim claim = AnyOf<Claim>(engine);
    v1::Claim message;
    ASSERT_TRUE(message.ParseFromString(ClaimBytes(claim)));
    EXPECT_EQ(message.open_step(), static_cast<int>(OpenStepOf(claim.state)));
    ASSERT_EQ(message.recoveries_size(), static_cast<int>(claim.recoveries.size()));
    for (int r = 0; r < message.recoveries_size(); ++r) {
      EXPECT_EQ(message.recoveries(r).state(),
                static_cast<int>(claim.recoveries[static_cast<std::size_t>(r)].state()));
    }
    v1::Claim formatted;
    FormatClaim(claim, formatted);
    EXPECT_EQ(formatted.SerializeAsString(), message.SerializeAsString());
  }
}

}  // namespace
}  // namespace ippledge::wire
