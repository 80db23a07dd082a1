#include "client/import/dispatcher.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "absl/strings/str_cat.h"
#include "tests/client/import/import_text.h"

namespace ippledge::client {
namespace {

using ::testing::HasSubstr;

// Answers every message as it is told to.
class ScriptedSink final : public MemorySink {
 public:
  ScriptedSink() : MemorySink(&ledger_) {}
  void Start(OnAnswer on_answer) override { on_answer_ = std::move(on_answer); }
  void Send(std::int64_t sequence, const v1::StreamRecordRequest& request) override {
    ++sends;
    MessageAnswer answer = script(sends);
    answer.sequence = sequence;
    if (answer.status.ok() && answer.refusal.empty() && answer.runs.empty() &&
        answer.verdicts.empty()) {
      answer.runs.push_back({0, 1000, request.rows_size()});
    }
    on_answer_(std::move(answer));
  }
  void Stop() override {}

  std::function<MessageAnswer(int send)> script;
  int sends = 0;

 private:
  MemoryLedger ledger_;
  OnAnswer on_answer_;
};

MessageAnswer Refusal(const char* reason) {
  MessageAnswer answer;
  answer.refusal.emplace_back().set_reason(reason);
  answer.refusal.back().set_message("because");
  return answer;
}

ImportReport Import(ScriptedSink* sink, absl::Duration* slept = nullptr) {
  ImportOptions options = OptionsFor(Target::kLoans);
  if (slept != nullptr) {
    options.sleep = [slept, sleep = options.sleep](absl::Duration duration) {
      *slept += duration;
      sleep(duration);
    };
  }
  return ImportText(absl::StrCat(kLoanFileHeader, LoanRowText("HT-1", 1, "100")), sink,
                    std::move(options));
}

TEST(DispatcherTest, AFullQueueIsWaitedFor) {
  ScriptedSink sink;
  sink.script = [](int send) { return send < 4 ? Refusal("QUEUE_FULL") : MessageAnswer(); };
  absl::Duration slept;
  const ImportReport report = Import(&sink, &slept);
  EXPECT_TRUE(report.status.ok()) << report.status;
  EXPECT_EQ(report.fresh, 1);
  EXPECT_EQ(report.resent, 3);
  EXPECT_EQ(slept, absl::Milliseconds(200 + 400 + 800));
}

TEST(DispatcherTest, TheServersOwnDelayCounts) {
  ScriptedSink sink;
  sink.script = [](int send) {
    MessageAnswer answer;
    if (send == 1) {
      answer.status = absl::ResourceExhaustedError("later");
      answer.retry_after = absl::Seconds(7);
    }
    return answer;
  };
  absl::Duration slept;
  EXPECT_TRUE(Import(&sink, &slept).status.ok());
  EXPECT_EQ(slept, absl::Seconds(7));
}

TEST(DispatcherTest, PatienceEnds) {
  ScriptedSink sink;
  sink.script = [](int) {
    MessageAnswer answer;
    answer.status = absl::UnavailableError("nobody there");
    return answer;
  };
  const ImportReport report = Import(&sink);
  EXPECT_EQ(report.status.code(), absl::StatusCode::kUnavailable);
  EXPECT_THAT(std::string(report.status.message()), HasSubstr("nobody there"));
  EXPECT_LT(sink.sends, 25);
}

TEST(DispatcherTest, WhatIsNotAboutRowsEndsTheImport) {
  for (const char* reason :
       {"ROLE_NOT_ALLOWED", "CALLER_UNKNOWN", "PROGRAMME_UNKNOWN", "INTERNAL"}) {
    ScriptedSink sink;
    sink.script = [reason](int) { return Refusal(reason); };
    const ImportReport report = Import(&sink);
    EXPECT_THAT(std::string(report.status.message()), HasSubstr(reason));
    EXPECT_EQ(sink.sends, 1);
  }
}

TEST(DispatcherTest, AMessageRefusedForItsRowsRefusesThem) {
  ScriptedSink sink;
  sink.script = [](int) { return Refusal("BATCH_TOO_LARGE"); };
  const ImportReport report = Import(&sink);
  EXPECT_TRUE(report.status.ok());
  EXPECT_EQ(report.refused, 1);
  EXPECT_EQ(report.problems[0].reason, "BATCH_TOO_LARGE");
}

TEST(DispatcherTest, AnAnswerThatDoesNotFitEndsTheImport) {
  ScriptedSink sink;
  sink.script = [](int) {
    MessageAnswer answer;
    answer.runs.push_back({0, 1000, 2});
    return answer;
  };
  EXPECT_EQ(Import(&sink).status.code(), absl::StatusCode::kInternal);
  ScriptedSink other;
  other.script = [](int) {
    MessageAnswer answer;
    answer.verdicts.emplace_back().set_row(17);
    return answer;
  };
  EXPECT_EQ(Import(&other).status.code(), absl::StatusCode::kInternal);
}

}  // namespace
}  // namespace ippledge::client
