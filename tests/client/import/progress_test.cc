#include "client/progress.h"

#include <gtest/gtest.h>

#include <vector>

namespace ippledge::client {
namespace {

ImportProgress Halfway() {
  ImportProgress progress;
  progress.bytes_done = 50;
  progress.bytes_total = 100;
  progress.rows = 123'456;
  progress.fresh = 120'000;
  progress.already = 3'400;
  progress.refused = 56;
  progress.rows_per_second = 52'341.7;
  progress.seconds_left = 72;
  return progress;
}

TEST(ProgressTest, NumbersAndClocks) {
  EXPECT_EQ(Grouped(0), "0");
  EXPECT_EQ(Grouped(999), "999");
  EXPECT_EQ(Grouped(1'000), "1,000");
  EXPECT_EQ(Grouped(1'234'567), "1,234,567");
  EXPECT_EQ(Grouped(-123'456), "-123,456");
  EXPECT_EQ(Clock(7.9), "0:07");
  EXPECT_EQ(Clock(754), "12:34");
  EXPECT_EQ(Clock(10'921), "3:02:01");
  EXPECT_EQ(Clock(-1), "0:00");
}

TEST(ProgressTest, TheLineFitsTheTerminal) {
  EXPECT_EQ(
      ProgressLine(Halfway(), 120, Language::kEnglish),
      "[#########.........]  50%  123,456 rows  120,000 new  3,400 already there  56 refused  "
      "52,341 rows/s  1:12 left");
  EXPECT_EQ(ProgressLine(Halfway(), 79, Language::kEnglish),
            "[###....]  50%  123,456 rows  120,000 new  56 refused  52,341 rows/s  1:12 left");
  EXPECT_EQ(ProgressLine(Halfway(), 39, Language::kEnglish),
            " 50% 123,456 rows 56 refused 1:12 left");
  EXPECT_EQ(ProgressLine(Halfway(), 79, Language::kChinese),
            " 50%  123,456 行  120,000 新增  3,400 已有  56 拒绝  52,341 行/秒  剩余 1:12");
  for (int columns = 10; columns < 200; ++columns) {
    EXPECT_LE(ProgressLine(Halfway(), columns, Language::kEnglish).size(),
              static_cast<std::size_t>(columns));
  }
}

TEST(ProgressTest, APipeHasNoEndInSight) {
  ImportProgress progress = Halfway();
  progress.bytes_total = -1;
  progress.seconds_left = -1;
  EXPECT_EQ(ProgressLine(progress, 80, Language::kEnglish),
            "123,456 rows  120,000 new  3,400 already there  56 refused  52,341 rows/s");
}

// What a bar writes while it is told every `step` for `steps` times.
std::vector<std::string> Written(bool terminal, absl::Duration step, int steps) {
  std::vector<std::string> lines;
  ProgressBar bar({terminal, 80, Language::kEnglish},
                  [&lines](absl::string_view text) { lines.emplace_back(text); });
  absl::Time now = absl::UnixEpoch();
  for (int i = 0; i < steps; ++i) {
    bar.Update(Halfway(), now);
    now += step;
  }
  bar.Finish(Halfway(), now);
  return lines;
}

TEST(ProgressTest, ATerminalIsRedrawnTenTimesASecond) {
  const std::vector<std::string> lines = Written(true, absl::Milliseconds(10), 100);
  EXPECT_EQ(lines.size(), 12u);  // 10 in the second, the last state, the line end
  EXPECT_EQ(lines[0].substr(0, 4), "\r\x1b[K");
  EXPECT_EQ(lines[0].find('\n'), std::string::npos);
  EXPECT_EQ(lines.back(), "\n");
}

TEST(ProgressTest, ALogGetsALineEveryFiveSeconds) {
  const std::vector<std::string> lines = Written(false, absl::Seconds(1), 12);
  EXPECT_EQ(lines.size(), 3u);  // after 5 and 10 seconds, and at the end
  for (const std::string& line : lines) {
    EXPECT_EQ(line.find('\r'), std::string::npos);
    EXPECT_EQ(line.find('\x1b'), std::string::npos);
    EXPECT_EQ(line.back(), '\n');
  }
}

TEST(ProgressTest, QuickWorkIsNotTalkedAboutInALog) {
  EXPECT_TRUE(Written(false, absl::Milliseconds(10), 5).empty());
}

}  // namespace
}  // namespace ippledge::client
