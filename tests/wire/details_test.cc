#include "proto/wire/details.h"

#include <gtest/gtest.h>

#include "absl/strings/str_cat.h"
#include "ippledge/details/v1/details.pb.h"
#include "ledger/refusal.h"
#include "tests/wire/requests.h"

namespace ippledge::wire {
namespace {

const absl::Status kTwoFaults =
    Refuse({{Reason::kAmountNotPositive, "loan.ip_part_fen", {{"got", "0"}}},
            {Reason::kFieldRequired, "loan.bank", {}}},
           3);

std::vector<std::string> KindsOf(const std::string& bytes) {
  details::v1::Status status;
  EXPECT_TRUE(status.ParseFromString(bytes));
  std::vector<std::string> kinds;
  for (const auto& any : status.details()) kinds.push_back(any.type_url());
  return kinds;
}

TEST(Details, ReadBackWhatWasRefused) {
  const auto details = DecodeDetails(EncodeDetails(kTwoFaults, Locale::kChinese));
  ASSERT_TRUE(details.ok()) << details.status();
  EXPECT_EQ(details->code, absl::StatusCode::kInvalidArgument);
  EXPECT_EQ(details->message, kTwoFaults.message());
  EXPECT_EQ(details->reason, "AMOUNT_NOT_POSITIVE");
  EXPECT_EQ(details->domain, "ippledge");
  const std::vector<std::pair<std::string, std::string>> metadata = {
      {"field", "loan.ip_part_fen"}, {"got", "0"}, {"violations_more", "3"}};
  EXPECT_EQ(details->metadata, metadata);
  EXPECT_EQ(details->violations_more, 3);
  EXPECT_EQ(details->locale, "zh-CN");
  EXPECT_EQ(details->retry_delay, absl::ZeroDuration());
  ASSERT_EQ(details->lines.size(), 2u);
  EXPECT_EQ(details->lines[0].reason, "AMOUNT_NOT_POSITIVE");
  EXPECT_EQ(details->lines[0].field, "loan.ip_part_fen");
  EXPECT_EQ(details->lines[0].text, "loan.ip_part_fen: 0 fen, an amount above 0 is required");
  EXPECT_EQ(details->lines[0].localized, "loan.ip_part_fen：0 分，金额必须大于 0");
  EXPECT_EQ(details->lines[1].field, "loan.bank");
  EXPECT_EQ(details->lines[1].localized, "loan.bank：必填");

  const auto english = DecodeDetails(EncodeDetails(kTwoFaults, Locale::kEnglish));
  EXPECT_EQ(english->locale, "en");
  EXPECT_EQ(english->lines[1].localized, "loan.bank: a value is required");
}

TEST(Details, FitTheCode) {
  const auto kinds = [](Reason reason) {
    return KindsOf(EncodeDetails(Refuse(reason, "f"), Locale::kEnglish));
  };
  const std::string google = "type.googleapis.com/google.rpc.";
  const std::string info = google + "ErrorInfo";
  const std::string text = google + "LocalizedMessage";
  EXPECT_EQ(kinds(Reason::kFieldRequired), (Faults{info, google + "BadRequest", text}));
  EXPECT_EQ(kinds(Reason::kTooManySlices), (Faults{info, google + "BadRequest", text}));
  EXPECT_EQ(kinds(Reason::kLoanVoided), (Faults{info, google + "PreconditionFailure", text}));
  EXPECT_EQ(kinds(Reason::kQueueFull),
            (Faults{info, google + "QuotaFailure", google + "RetryInfo", text}));
  EXPECT_EQ(kinds(Reason::kWritesStopped), (Faults{info, google + "RetryInfo", text}));
  EXPECT_EQ(kinds(Reason::kLoanUnknown), (Faults{info, text}));
  EXPECT_EQ(kinds(Reason::kLoanExists), (Faults{info, text}));
  EXPECT_EQ(kinds(Reason::kNotYourRows), (Faults{info, text}));
}

TEST(Details, EveryReasonIsReadBack) {
  for (const ReasonRow& row : Reasons()) {
    const absl::Status status = Refuse(row.reason, "a.b[2]", {{"limit", "7"}, {"got", "质押"}});
    const auto details = DecodeDetails(EncodeDetails(status, Locale::kChinese));
    ASSERT_TRUE(details.ok());
    EXPECT_EQ(details->code, row.code);
    EXPECT_EQ(details->reason, row.name);
    ASSERT_EQ(details->lines.size(), 1u);
    EXPECT_EQ(details->lines[0].reason, row.name);
    EXPECT_EQ(details->lines[0].field, "a.b[2]");
    EXPECT_EQ(details->lines[0].text, EnglishText(ViolationsOf(status)[0]));
    EXPECT_EQ(details->lines[0].localized, ChineseText(ViolationsOf(status)[0]));
  }
}

TEST(Details, SayWhenToTryAgain) {
  const auto delay = [](Reason reason, absl::Duration given) {
    return DecodeDetails(EncodeDetails(Refuse(reason), Locale::kEnglish, given))->retry_delay;
  };
  EXPECT_EQ(DecodeDetails(EncodeDetails(Refuse(Reason::kQueueFull), Locale::kEnglish))->retry_delay,
            absl::Milliseconds(200));
  EXPECT_EQ(delay(Reason::kQueueFull, absl::Milliseconds(1500)), absl::Milliseconds(1500));
  EXPECT_EQ(delay(Reason::kShuttingDown, absl::Seconds(5)), absl::Seconds(5));
  EXPECT_EQ(delay(Reason::kLoanExists, absl::Seconds(5)), absl::ZeroDuration());
  const absl::Status rate = Refuse(
      Reason::kRateExceeded, "", {{"limit", "9"}, {"retry_after_ms", "340"}, {"unit", "calls/s"}});
  EXPECT_EQ(DecodeDetails(EncodeDetails(rate, Locale::kEnglish))->retry_delay,
            absl::Milliseconds(340));
}

TEST(Details, OfAStatusThatIsNoRefusal) {
  const std::string bytes = EncodeDetails(absl::UnavailableError("gone"), Locale::kEnglish);
  EXPECT_EQ(KindsOf(bytes), Faults{"type.googleapis.com/google.rpc.RetryInfo"});
  const auto details = DecodeDetails(bytes);
  EXPECT_EQ(details->code, absl::StatusCode::kUnavailable);
  EXPECT_EQ(details->message, "gone");
  EXPECT_TRUE(details->lines.empty());
}

// Whatever is wrong, and however long its values are.
TEST(Details, StayWithinTheirLimit) {
  for (const ReasonRow& row : Reasons()) {
    std::vector<Violation> violations;
    for (int i = 0; i < 20; ++i) {
      Violation& violation = violations.emplace_back();
      violation.reason = row.reason;
      violation.field = absl::StrCat("correction.loan.rights[", i, "].", Characters(40));
      for (const char* key : {"got", "limit", "want", "used", "asked", "remaining"}) {
        violation.metadata.emplace_back(key, Characters(100));
      }
    }
    const absl::Status status = Refuse(violations, 5);
    for (const Locale locale : {Locale::kEnglish, Locale::kChinese}) {
      const std::string bytes = EncodeDetails(status, locale);
      EXPECT_LE(bytes.size(), static_cast<std::size_t>(kDetailsBytesMax)) << row.name;
      const auto details = DecodeDetails(bytes);
      ASSERT_TRUE(details.ok());
      ASSERT_FALSE(details->lines.empty());
      if (row.code == absl::StatusCode::kInvalidArgument) {
        EXPECT_EQ(details->lines.size() + static_cast<std::size_t>(details->violations_more), 25u);
      }
    }
  }
  const std::string bytes =
      EncodeDetails(absl::InternalError(std::string(100'000, 'x')), Locale::kEnglish);
  EXPECT_LE(bytes.size(), static_cast<std::size_t>(kDetailsBytesMax));
}

TEST(Details, TwentyUsualFaultsFit) {
  std::vector<Violation> violations;
  for (int i = 0; i < 20; ++i) {
    violations.push_back({Reason::kAmountNotPositive,
                          absl::StrCat("loan.rights[", i, "].secured_fen"),
                          {{"got", "-12345678"}}});
  }
  const auto details = DecodeDetails(EncodeDetails(Refuse(violations, 0), Locale::kChinese));
  EXPECT_EQ(details->lines.size(), 20u);
  EXPECT_EQ(details->violations_more, 0);
}

TEST(Details, AreTheSameBytesEachTime) {
  EXPECT_EQ(EncodeDetails(kTwoFaults, Locale::kChinese),
            EncodeDetails(kTwoFaults, Locale::kChinese));
}

TEST(Details, OfOtherServersAreRead) {
  details::v1::Status status;
  status.set_code(99);
  google::protobuf::Any& unknown = *status.add_details();
  unknown.set_type_url("type.googleapis.com/google.rpc.Help");
  unknown.set_value("no matter");
  details::v1::LocalizedMessage text;
  text.set_message("one\ntwo");
  google::protobuf::Any& any = *status.add_details();
  any.set_type_url("type.googleapis.com/google.rpc.LocalizedMessage");
  any.set_value(text.SerializeAsString());
  const auto details = DecodeDetails(status.SerializeAsString());
  ASSERT_TRUE(details.ok());
  EXPECT_EQ(details->code, absl::StatusCode::kUnknown);
  ASSERT_EQ(details->lines.size(), 1u);
  EXPECT_EQ(details->lines[0].localized, "one\ntwo");

  EXPECT_EQ(DecodeDetails("no status").status().code(), absl::StatusCode::kDataLoss);
  EXPECT_TRUE(DecodeDetails("").ok());
}

TEST(Locale, Examples) {
  EXPECT_EQ(LocaleFor("zh-CN"), Locale::kChinese);
  EXPECT_EQ(LocaleFor("en-GB,zh;q=0.5"), Locale::kEnglish);
  EXPECT_EQ(LocaleFor("fr, EN;q=0.5"), Locale::kEnglish);
  EXPECT_EQ(LocaleFor(""), Locale::kChinese);
  EXPECT_EQ(LocaleFor("fr"), Locale::kChinese);
  EXPECT_EQ(NameOf(Locale::kChinese), "zh-CN");
  EXPECT_EQ(NameOf(Locale::kEnglish), "en");
}

}  // namespace
}  // namespace ippledge::wire
