#include "client/progress.h"

#include <algorithm>
#include <utility>
#include <vector>

#include "absl/strings/str_cat.h"
#include "absl/strings/str_format.h"

namespace ippledge::client {
namespace {

constexpr int kBarColumns = 20;
constexpr int kBarColumnsMin = 8;
constexpr int kNarrowColumns = 60;  // below it pieces stand closer
// Below this nobody needs to be told.
constexpr absl::Duration kWorthALine = absl::Seconds(1);

// A piece of the line; lower ranks stay longer when there is little room.
struct Piece {
  std::string text;
  int columns;
  int rank;
};

// "1,234 new"; a Chinese word takes two columns a character.
Piece Count(std::int64_t number, Bilingual word, Language language, int rank) {
  const std::string digits = Grouped(number);
  const absl::string_view text = word.In(language);
  int columns = static_cast<int>(digits.size()) + 1;
  for (std::size_t i = 0; i < text.size();) {
    const bool wide = (text[i] & 0x80) != 0;
    columns += wide ? 2 : 1;
    i += wide ? 3 : 1;
  }
  return {absl::StrCat(digits, " ", text), columns, rank};
}

// Part of the work that is done, 0 to 1; below 0 when it is not known.
double DonePart(const ImportProgress& progress) {
  if (progress.bytes_total <= 0) return -1;
  const double part =
      static_cast<double>(progress.bytes_done) / static_cast<double>(progress.bytes_total);
  return std::clamp(part, 0.0, 1.0);
}

std::string Bar(double part, int columns) {
  const int inside = columns - 2;
  const int full = static_cast<int>(part * inside);
  return absl::StrCat("[", std::string(static_cast<std::size_t>(full), '#'),
                      std::string(static_cast<std::size_t>(inside - full), '.'), "]");
}

}  // namespace

std::string Grouped(std::int64_t number) {
  const std::string digits = absl::StrCat(number);
  std::string text;
  for (std::size_t i = 0; i < digits.size(); ++i) {
    const bool group = i > 0 && (digits.size() - i) % 3 == 0 && text.back() != '-';
    if (group) text.push_back(',');
    text.push_back(digits[i]);
  }
  return text;
}

std::string Clock(double seconds) {
  const auto whole = static_cast<std::int64_t>(std::clamp(seconds, 0.0, 360'000.0));
  const std::int64_t hours = whole / 3600;
  const std::int64_t minutes = whole / 60 % 60;
  if (hours > 0) return absl::StrFormat("%d:%02d:%02d", hours, minutes, whole % 60);
  return absl::StrFormat("%d:%02d", minutes, whole % 60);
}

std::string ProgressLine(const ImportProgress& progress, int columns, Language language) {
  const double part = DonePart(progress);
  std::vector<Piece> pieces;
  if (part >= 0) {
    const std::string percent = absl::StrFormat("%3d%%", static_cast<int>(part * 100));
    pieces.push_back({percent, static_cast<int>(percent.size()), 0});
  }
  pieces.push_back(Count(progress.rows, {"rows", "行"}, language, 1));
  pieces.push_back(Count(progress.fresh, {"new", "新增"}, language, 4));
  pieces.push_back(Count(progress.already, {"already there", "已有"}, language, 6));
  pieces.push_back(Count(progress.refused, {"refused", "拒绝"}, language, 2));
  pieces.push_back(
      Count(static_cast<std::int64_t>(progress.rows_per_second), {"rows/s", "行/秒"}, language, 5));
  if (progress.seconds_left >= 0) {
    const std::string clock = Clock(progress.seconds_left);
    const bool chinese = language == Language::kChinese;
    pieces.push_back({chinese ? absl::StrCat("剩余 ", clock) : absl::StrCat(clock, " left"),
                      static_cast<int>(clock.size()) + 5, 3});
  }
  const int gap = columns < kNarrowColumns ? 1 : 2;
  const auto width = [&pieces, gap] {
    int sum = 0;
    for (const Piece& piece : pieces) sum += piece.columns + (sum > 0 ? gap : 0);
    return sum;
  };
  while (pieces.size() > 1 && width() > columns) {
    pieces.erase(std::max_element(pieces.begin(), pieces.end(),
                                  [](const Piece& a, const Piece& b) { return a.rank < b.rank; }));
  }
  std::string line;
  const int room = columns - width() - 1;
  if (part >= 0 && room >= kBarColumnsMin) {
    line = absl::StrCat(Bar(part, std::min(room, kBarColumns)), " ");
  }
  for (const Piece& piece : pieces) {
    if (&piece != &pieces.front()) line.append(static_cast<std::size_t>(gap), ' ');
    absl::StrAppend(&line, piece.text);
  }
  return line;
}

ProgressBar::ProgressBar(ProgressStyle style, std::function<void(absl::string_view)> write)
    : style_(style), write_(std::move(write)) {}

void ProgressBar::Draw(const ImportProgress& progress) {
  drew_ = true;
  if (style_.terminal) {
    // The last column stays free: writing into it makes some terminals begin a new line.
    write_(absl::StrCat("\r\x1b[K",
                        ProgressLine(progress, std::max(style_.columns - 1, 1), style_.language)));
  } else {
    write_(absl::StrCat(ProgressLine(progress, 1000, style_.language), "\n"));
  }
}

void ProgressBar::Update(const ImportProgress& progress, absl::Time now) {
  if (started_ == absl::InfiniteFuture()) {
    started_ = now;
    // A log gets its first line after five seconds, a terminal at once.
    if (!style_.terminal) drawn_ = now;
  }
  if (now - drawn_ < (style_.terminal ? kRedrawEvery : kLineEvery)) return;
  drawn_ = now;
  Draw(progress);
}

void ProgressBar::Finish(const ImportProgress& progress, absl::Time now) {
  const bool long_work = started_ != absl::InfiniteFuture() && now - started_ >= kWorthALine;
  if (!drew_ && !long_work) return;
  Draw(progress);
  if (style_.terminal) write_("\n");
}

}  // namespace ippledge::client
