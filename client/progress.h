// client/progress.h: how far long work has come, on standard error.
//
// At a terminal one line is drawn again and again, at most ten times a second and never wider than
// the terminal; elsewhere a line is written every five seconds. Time comes in as an argument. One
// thread.
#pragma once

#include <cstdint>
#include <functional>
#include <string>

#include "absl/strings/string_view.h"
#include "absl/time/time.h"
#include "client/import/report.h"
#include "client/texts.h"

namespace ippledge::client {

inline constexpr absl::Duration kRedrawEvery = absl::Milliseconds(100);
inline constexpr absl::Duration kLineEvery = absl::Seconds(5);

struct ProgressStyle {
  bool terminal = false;  // redraw one line
  int columns = 80;       // of the terminal
  Language language = Language::kEnglish;
};

class ProgressBar {
 public:
  // `write` takes text for standard error.
  ProgressBar(ProgressStyle style, std::function<void(absl::string_view)> write);

  // Draws when it is time to.
  void Update(const ImportProgress& progress, absl::Time now);
  // Draws the last state and ends the line, if anything was drawn or the work took long enough.
  void Finish(const ImportProgress& progress, absl::Time now);

 private:
  void Draw(const ImportProgress& progress);

  const ProgressStyle style_;
  const std::function<void(absl::string_view)> write_;
  absl::Time drawn_ = absl::InfinitePast();
  absl::Time started_ = absl::InfiniteFuture();
  bool drew_ = false;
};

// The line, at most `columns` wide: with less room first the bar goes, then the parts from the
// least important on.
std::string ProgressLine(const ImportProgress& progress, int columns, Language language);

// "1,234,567".
std::string Grouped(std::int64_t number);
// "0:07", "12:34", "3:02:01".
std::string Clock(double seconds);

}  // namespace ippledge::client
