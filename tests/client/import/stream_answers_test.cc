#include "client/import/stream_answers.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

namespace ippledge::client {
namespace {

using ::testing::IsEmpty;
using ::testing::SizeIs;

v1::StreamRecordResponse Response(std::int64_t acknowledged) {
  v1::StreamRecordResponse response;
  response.set_acknowledged_through(acknowledged);
  return response;
}

void AddRun(v1::StreamRecordResponse* response, std::int64_t row, std::int64_t entry,
            std::int64_t count) {
  v1::RecordedRun* run = response->add_runs();
  run->set_first_row(row);
  run->set_first_entry(entry);
  run->set_count(count);
}

TEST(StreamAnswersTest, RunsAreCutAtMessages) {
  StreamAnswers answers;
  answers.Sent(70, 3);
  answers.Sent(71, 4);
  v1::StreamRecordResponse response = Response(2);
  AddRun(&response, 1, 500, 5);
  v1::StreamRowVerdict* verdict = response.add_verdicts();
  verdict->set_row(0);
  verdict->set_already_recorded_entry(9);
  verdict = response.add_verdicts();
  verdict->set_row(6);
  verdict->add_violations()->set_reason("DRAW_EXISTS");
  const absl::StatusOr<std::vector<MessageAnswer>> complete = answers.Take(response);
  ASSERT_TRUE(complete.ok());
  ASSERT_THAT(*complete, SizeIs(2));
  const MessageAnswer& first = (*complete)[0];
  EXPECT_EQ(first.sequence, 70);
  ASSERT_THAT(first.runs, SizeIs(1));
  EXPECT_EQ(first.runs[0].first_row, 1);
  EXPECT_EQ(first.runs[0].first_entry, 500);
  EXPECT_EQ(first.runs[0].count, 2);
  EXPECT_EQ(first.verdicts[0].row(), 0);
  const MessageAnswer& second = (*complete)[1];
  EXPECT_EQ(second.runs[0].first_row, 0);
  EXPECT_EQ(second.runs[0].first_entry, 502);
  EXPECT_EQ(second.runs[0].count, 3);
  EXPECT_EQ(second.verdicts[0].row(), 3);
  EXPECT_TRUE(answers.idle());
}

TEST(StreamAnswersTest, AMessageIsCompleteOnlyWhenAcknowledged) {
  StreamAnswers answers;
  answers.Sent(0, 2);
  v1::StreamRecordResponse response = Response(0);
  AddRun(&response, 0, 10, 1);
  EXPECT_THAT(*answers.Take(response), IsEmpty());
  response = Response(1);
  AddRun(&response, 1, 12, 1);
  const std::vector<MessageAnswer> complete = *answers.Take(response);
  ASSERT_THAT(complete, SizeIs(1));
  EXPECT_THAT(complete[0].runs, SizeIs(2));
}

TEST(StreamAnswersTest, RefusedMessages) {
  StreamAnswers answers;
  answers.Sent(5, 2);
  answers.Sent(6, 2);
  v1::StreamRecordResponse response = Response(2);
  response.add_refusals()->set_message(1);
  AddRun(&response, 0, 0, 2);
  const std::vector<MessageAnswer> complete = *answers.Take(response);
  EXPECT_THAT(complete[0].refusal, IsEmpty());
  EXPECT_EQ(complete[0].runs[0].first_entry, 0);
  EXPECT_EQ(complete[1].refusal[0].reason(), "INTERNAL");
}

TEST(StreamAnswersTest, ACutAnswersEverythingOutstanding) {
  StreamAnswers answers;
  answers.Sent(5, 2);
  answers.Sent(6, 2);
  const std::vector<MessageAnswer> cut = answers.Cut(absl::UnavailableError("gone"));
  ASSERT_THAT(cut, SizeIs(2));
  EXPECT_EQ(cut[1].sequence, 6);
  EXPECT_EQ(cut[1].status.code(), absl::StatusCode::kUnavailable);
  // A new stream counts from the beginning.
  answers.Sent(7, 1);
  v1::StreamRecordResponse response = Response(1);
  AddRun(&response, 0, 3, 1);
  EXPECT_EQ((*answers.Take(response))[0].sequence, 7);
}

TEST(StreamAnswersTest, WhatWasNeverSentIsAnError) {
  StreamAnswers answers;
  answers.Sent(5, 2);
  v1::StreamRecordResponse run = Response(0);
  AddRun(&run, 1, 10, 2);
  EXPECT_FALSE(answers.Take(run).ok());
  v1::StreamRecordResponse verdict = Response(0);
  verdict.add_verdicts()->set_row(2);
  EXPECT_FALSE(answers.Take(verdict).ok());
  v1::StreamRecordResponse refusal = Response(0);
  refusal.add_refusals()->set_message(1);
  EXPECT_FALSE(answers.Take(refusal).ok());
  EXPECT_FALSE(answers.Take(Response(2)).ok());
}

}  // namespace
}  // namespace ippledge::client
