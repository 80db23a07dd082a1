// client/statement/mt940_remarks.h: what of an MT940 file was left out or read in a way worth
// knowing.
//
// Counted while reading and told once for the file, in Chinese and English. Plain values; any
// thread.
#pragma once

#include <cstddef>
#include <cstdint>
#include <map>
#include <string>
#include <vector>

#include "absl/strings/string_view.h"

namespace ippledge::client {

struct Mt940Remarks {
  static constexpr std::size_t kTagsMax = 16;  // different unknown tags that are named

  std::map<std::string, std::int64_t> unknown_tags;
  std::int64_t other_unknown_tags = 0;
  std::int64_t pages_joined = 0;
  std::int64_t pages_alone = 0;       // without the page before or behind
  std::int64_t currency_assumed = 0;  // balances without one
  std::int64_t texts_cut = 0;

  void AddUnknownTag(absl::string_view name);
  std::vector<std::string> Texts() const;
};

}  // namespace ippledge::client
