#include "client/failure.h"

#include <gtest/gtest.h>

#include <sstream>
#include <string>

#include "client/connection.h"
#include "client/exit_code.h"
#include "ledger/refusal.h"
#include "proto/wire/details.h"

namespace ippledge::client {
namespace {

// A refusal as it arrives over the line.
absl::Status Received(const absl::Status& refusal, wire::Locale locale) {
  return WithDetails(absl::Status(refusal.code(), refusal.message()),
                     wire::EncodeDetails(refusal, locale));
}

absl::Status Exceeded() {
  return Refuse(Reason::kContractAmountExceeded, "draw.principal_fen",
                {{"limit", "100000000"},
                 {"used", "80000000"},
                 {"asked", "30000000"},
                 {"remaining", "20000000"}});
}

std::string Printed(const Failure& failure, Language language, bool verbose = false) {
  std::ostringstream err;
  PrintFailure(failure, language, verbose, err);
  return err.str();
}

TEST(FailureTest, ThreeLinesInEnglish) {
  EXPECT_EQ(Printed({"the draw was not recorded", Received(Exceeded(), wire::Locale::kEnglish), ""},
                    Language::kEnglish),
            "error: the draw was not recorded\n"
            "why:   drawing 30000000 fen exceeds the contract: limit 100000000 fen, used 80000000 "
            "fen, remaining 20000000 fen\n"
            "to do: \"ippledge loan get BANK CONTRACT\" shows what is recorded; a mistake in it is "
            "mended with \"ippledge loan correct\"\n");
}

TEST(FailureTest, ThreeLinesInChinese) {
  EXPECT_EQ(
      Printed({"借据未登记", Received(Exceeded(), wire::Locale::kChinese), ""}, Language::kChinese),
      "错误：借据未登记\n"
      "原因：本次发放 30000000 分超过合同金额：上限 100000000 分，已用 80000000 分，剩余 "
      "20000000 分\n"
      "办法：用“ippledge loan get 银行 合同号”查看已登记内容；如有错误，用“ippledge loan "
      "correct”更正\n");
}

TEST(FailureTest, VerboseAddsReasonAndNumbers) {
  const std::string text =
      Printed({"the draw was not recorded", Received(Exceeded(), wire::Locale::kEnglish), "id-1"},
              Language::kEnglish, true);
  EXPECT_NE(text.find("       code: FAILED_PRECONDITION\n"), std::string::npos) << text;
  EXPECT_NE(text.find("       reason: CONTRACT_AMOUNT_EXCEEDED\n"), std::string::npos) << text;
  EXPECT_NE(text.find("       request id: id-1\n"), std::string::npos) << text;
  EXPECT_NE(text.find("       remaining: 20000000\n"), std::string::npos) << text;
}

TEST(FailureTest, EveryViolationIsALine) {
  Violations violations;
  violations.Add(Reason::kFieldRequired, "loan.bank");
  violations.Add(Reason::kDateMalformed, "loan.draw.maturity_date", {{"got", "2024-02-30"}});
  const std::string text = Printed(
      {"the loan was not recorded", Received(violations.ToStatus(), wire::Locale::kEnglish), ""},
      Language::kEnglish);
  EXPECT_NE(text.find("why:   loan.bank: a value is required\n"
                      "       loan.draw.maturity_date: \"2024-02-30\" is not a date of the "
                      "calendar\n"),
            std::string::npos)
      << text;
}

TEST(FailureTest, AnUnknownOutcomeTellsHowToRepeat) {
  const std::string text =
      Printed({"the draw was not recorded", absl::UnavailableError("failed to connect"), "7d44-id"},
              Language::kEnglish);
  EXPECT_EQ(text,
            "error: the draw was not recorded\n"
            "why:   failed to connect\n"
            "to do: run the same command again: nothing is booked twice. Check --server if it goes "
            "on; add --request-id 7d44-id to it\n");
  EXPECT_NE(
      Printed({"借据未登记", absl::DeadlineExceededError("timeout"), "7d44-id"}, Language::kChinese)
          .find("重发时加上 --request-id 7d44-id"),
      std::string::npos);
}

TEST(ExitCodeTest, FollowsTheServersCode) {
  EXPECT_EQ(ExitCodeOf(absl::OkStatus()), 0);
  EXPECT_EQ(ExitCodeOf(UsageError("x")), 2);
  EXPECT_EQ(ExitCodeOf(absl::NotFoundError("x")), 3);
  EXPECT_EQ(ExitCodeOf(absl::PermissionDeniedError("x")), 4);
  EXPECT_EQ(ExitCodeOf(absl::UnauthenticatedError("x")), 4);
  EXPECT_EQ(ExitCodeOf(absl::AlreadyExistsError("x")), 5);
  EXPECT_EQ(ExitCodeOf(absl::AbortedError("x")), 5);
  EXPECT_EQ(ExitCodeOf(absl::InvalidArgumentError("x")), 6);
  EXPECT_EQ(ExitCodeOf(absl::FailedPreconditionError("x")), 6);
  EXPECT_EQ(ExitCodeOf(absl::OutOfRangeError("x")), 6);
  EXPECT_EQ(ExitCodeOf(absl::UnavailableError("x")), 7);
  EXPECT_EQ(ExitCodeOf(absl::DeadlineExceededError("x")), 7);
  EXPECT_EQ(ExitCodeOf(absl::ResourceExhaustedError("x")), 7);
  EXPECT_EQ(ExitCodeOf(absl::InternalError("x")), 7);
  EXPECT_EQ(ExitCodeOf(absl::CancelledError("x")), 130);
}

TEST(ExitCodeTest, ACapIsNotAFullQueue) {
  EXPECT_EQ(ExitCodeOf(Received(Refuse(Reason::kQueueFull, "", {{"limit", "4096"}}),
                                wire::Locale::kEnglish)),
            7);
  EXPECT_EQ(ExitCodeOf(Received(Refuse(Reason::kTooManyProgrammes, "", {{"limit", "1000"}}),
                                wire::Locale::kEnglish)),
            6);
}

TEST(RetryTest, OnlyWhatMaySucceedSoon) {
  EXPECT_TRUE(IsWorthRetrying(absl::UnavailableError("cut line")));
  EXPECT_TRUE(IsWorthRetrying(Received(Refuse(Reason::kShuttingDown), wire::Locale::kEnglish)));
  EXPECT_TRUE(IsWorthRetrying(
      Received(Refuse(Reason::kQueueFull, "", {{"limit", "1"}}), wire::Locale::kEnglish)));
  const absl::Status rate =
      Received(Refuse(Reason::kRateExceeded, "",
                      {{"limit", "9"}, {"retry_after_ms", "340"}, {"unit", "calls/s"}}),
               wire::Locale::kEnglish);
  EXPECT_TRUE(IsWorthRetrying(rate));
  EXPECT_EQ(RetryDelayOf(rate), absl::Milliseconds(340));
  EXPECT_EQ(RetryDelayOf(absl::UnavailableError("cut line")), absl::ZeroDuration());
  EXPECT_FALSE(IsWorthRetrying(
      Received(Refuse(Reason::kWritesStopped, "", {{"why", "disk"}}), wire::Locale::kEnglish)));
  EXPECT_FALSE(IsWorthRetrying(absl::ResourceExhaustedError("message too large")));
  EXPECT_FALSE(IsWorthRetrying(absl::DeadlineExceededError("slow")));
  EXPECT_FALSE(IsWorthRetrying(absl::OkStatus()));
}

}  // namespace
}  // namespace ippledge::client
