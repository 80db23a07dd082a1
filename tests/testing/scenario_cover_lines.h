// tests/testing/scenario_cover_lines.h: terms, cover, claims and open work as a scenario writes
// them.
#pragma once

#include <optional>
#include <string>
#include <vector>

#include "absl/status/statusor.h"
#include "tests/testing/scenario.h"
#include "tests/testing/scenario_words.h"

namespace ippledge {

std::vector<std::string> CoverLines(const absl::StatusOr<std::optional<ShownCover>>& found);
std::vector<std::string> ClaimLines(const absl::StatusOr<std::optional<ShownCover>>& found,
                                    const std::string& claim_number, const Labels& labels);
std::vector<std::string> WorkLines(const absl::StatusOr<std::vector<ShownWork>>& found);
std::vector<std::string> ExposureLines(const absl::StatusOr<CoverTotals>& found);
std::vector<std::string> TermsLines(const absl::StatusOr<ShownTerms>& found, const Labels& labels);

// "show cover …", "show claim …", "show work …", "show exposure", "show terms": its lines; nullopt
// when it is something else. The words are all taken, or the first mistake is in them.
std::optional<std::vector<std::string>> TakeCoverShow(const std::string& what, Words& words,
                                                      const Labels& labels,
                                                      ScenarioExecutor& executor);

}  // namespace ippledge
