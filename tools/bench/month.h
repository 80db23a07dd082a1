// tools/bench/month.h: a month of a fund's account, from the bank's file to the closed month.
//
// What is timed are the commands of `ippledge` themselves, run in this process against a server in
// its own: the same code, requests and answers as at a desk. Everything before that (recording the
// movements) is told beside.
#pragma once

#include "tools/bench/report.h"
#include "tools/bench/settings.h"

namespace ippledge::bench {

// Ends the process with a message when a step fails, or when the month does not come out as it was
// made: the difference is 0, and what is in transit is what the bank or the books do not have.
void RunMonth(const Settings& settings, Report& report);

}  // namespace ippledge::bench
