// tools/bench/document.h: the document of results as JSON, as tables of Markdown, and as small
// files that pictures are drawn from.
#pragma once

#include <string>

#include "absl/status/statusor.h"
#include "tools/bench/results.pb.h"

namespace ippledge::bench {

std::string ToJson(const results::Results& results);
// kInvalidArgument: not such a document.
absl::StatusOr<results::Results> FromJson(const std::string& json);

// The goals, then machine and run, then every comparison, curve, growth, figure and check.
std::string ToMarkdown(const results::Results& results);
// The goals alone, for the screen.
std::string GoalLines(const results::Results& results);

// Lines of "x y …" in blocks with a title, as gnuplot reads them with `index` and columnheader.
std::string CurvesText(const results::Results& results);
std::string GrowthText(const results::Results& results);

// Writes results.json, results.md, open_loop.txt and growth.txt into a folder, which is made.
absl::Status WriteDocument(const results::Results& results, const std::string& folder);

}  // namespace ippledge::bench
