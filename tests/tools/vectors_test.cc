// tools/claim_vectors: what it runs, and that it does not pass what it does not understand.
#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <fstream>
#include <sstream>

#include "absl/strings/str_cat.h"
#include "absl/strings/str_replace.h"
#include "tools/claim_vectors/json_value.h"
#include "tools/claim_vectors/run_vectors.h"

namespace ippledge::vectors {
namespace {

using testing::HasSubstr;

constexpr absl::string_view kGood = R"({"vectors": [{"id": "X", "kind": "claim",
  "policy": {"base": "principal", "shares_ppm": {"fund": 400000, "bank": 600000}},
  "inputs": {"principal_loss": 1000}, "expected": {"fund": 400, "bank": 600}}]})";

std::string Outcome(absl::string_view from, absl::string_view to) {
  std::stringstream out;
  const Tally tally = RunVectors(absl::StrReplaceAll(kGood, {{from, to}}), false, out);
  EXPECT_EQ(tally.passed + tally.failed, 1);
  EXPECT_EQ(tally.failed == 0, out.str().find("FAIL") == std::string::npos);
  return tally.failed == 0 ? "pass" : out.str();
}

TEST(RunVectors, OurFilePasses) {
  std::stringstream text;
  text << std::ifstream("tests/vectors/claims.json").rdbuf();
  std::stringstream out;
  const Tally tally = RunVectors(text.str(), false, out);
  EXPECT_EQ(tally.failed, 0) << out.str();
  EXPECT_GE(tally.passed, 34);
}

TEST(RunVectors, NothingIsPassedOver) {
  EXPECT_EQ(Outcome("@", "@"), "pass");
  EXPECT_THAT(Outcome("\"fund\": 400,", "\"fund\": 401,"),
              HasSubstr("fund: expected 401, got 400 (difference -1)"));
  EXPECT_THAT(Outcome("\"base\"", "\"bas\""), HasSubstr("unknown key policy.bas"));
  EXPECT_THAT(Outcome("\"principal_loss\"", "\"principal_los\""),
              HasSubstr("unknown key inputs.principal_los"));
  EXPECT_THAT(Outcome("\"expected\": {", "\"expected\": {\"profit\": 1, "),
              HasSubstr("unknown key expected.profit"));
  EXPECT_THAT(Outcome("\"id\"", "\"colour\": 1, \"id\""), HasSubstr("unknown key colour"));
  EXPECT_THAT(Outcome("1000", "\"1000\""), HasSubstr("is not an amount"));
  EXPECT_THAT(Outcome("600000", "500000"), HasSubstr("the shares make 900000 ppm"));
  EXPECT_THAT(Outcome("\"fund\": 400, \"bank\": 600", ""), HasSubstr("nothing is expected"));
  EXPECT_THAT(Outcome("]}", "}"), HasSubstr("line 3: "));
  EXPECT_THAT(Outcome("vectors", "victors"), HasSubstr("no list of vectors"));
}

TEST(Json, KeepsNumbersExact) {
  const Json json =
      ParseJson(R"({"a": 9007199254740993, "b": [1.5, -2, true, null, "é\u4e2d"]})").value();
  EXPECT_EQ(json.Find("a")->Whole(), 9007199254740993);
  EXPECT_EQ(json.Find("b")->items[0].Millionths(), 1'500'000);
  EXPECT_EQ(json.Find("b")->items[0].Whole(), std::nullopt);
  EXPECT_EQ(json.Find("b")->items[4].text, "é中");
  for (const char* bad :
       {"", "{", "{\"a\":1,}", "[1 2]", "{\"a\":1,\"a\":2}", "tru", "\"a", "1 2"}) {
    EXPECT_FALSE(ParseJson(bad).ok()) << bad;
  }
}

}  // namespace
}  // namespace ippledge::vectors
