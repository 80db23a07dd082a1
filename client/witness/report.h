// client/witness/report.h: what a running witness says: a line for people on standard error, or
// with -o json or jsonl an object a line on standard output. Any thread.
#pragma once

#include <cstdint>
#include <mutex>
#include <ostream>
#include <string>
#include <utility>
#include <vector>

#include "absl/status/status.h"
#include "client/texts.h"

namespace ippledge::client {

struct WitnessEvent {
  // For machines: "cosigned", "behind", "fork", …; docs/witness.md lists them.
  absl::string_view name;
  Bilingual words;
  // For people and machines, in this order; JSON has values of digits alone as numbers.
  std::vector<std::pair<std::string, std::string>> facts;
};

class WitnessReport {
 public:
  // `out` outlives it.
  WitnessReport(std::ostream& out, bool json, Language language)
      : out_(out), json_(json), language_(language) {}

  // Written at once.
  void Say(const WitnessEvent& event);

 private:
  std::ostream& out_;
  const bool json_;
  const Language language_;
  std::mutex mutex_;  // one line after the other
};

// What the ledger or the system said, on one line and in the caller's language.
std::string WhyOf(const absl::Status& status);

}  // namespace ippledge::client
