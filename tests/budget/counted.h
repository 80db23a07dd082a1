// tests/budget/counted.h: counts the instructions of a piece of work under callgrind.
//
// Each piece becomes one dump of the counters, which carries the piece's name;
// tests/budget/budget.py reads them. All threads count. Without valgrind the work is done and
// nothing is counted. One thread.
#pragma once

#include <valgrind/callgrind.h>

#include <string>

#include "absl/functional/function_ref.h"
#include "absl/strings/str_cat.h"
#include "absl/strings/string_view.h"

namespace ippledge::budget {

// `kind`: words, no "|". `calls`: what `work` makes of it, above 0; the budget is of one of them.
// No thread is in the midst of anything before, and none after `work`.
inline void Count(absl::string_view kind, int calls, absl::FunctionRef<void()> work) {
  // Goes on until StopCounting(): each start throws away all code that valgrind has translated.
  CALLGRIND_START_INSTRUMENTATION;
  CALLGRIND_ZERO_STATS;
  work();
  const std::string name = absl::StrCat(kind, "|", calls);
  CALLGRIND_DUMP_STATS_AT(name.c_str());
}

// What follows runs a few times faster.
inline void StopCounting() { CALLGRIND_STOP_INSTRUMENTATION; }

}  // namespace ippledge::budget
