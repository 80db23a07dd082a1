// ledger/refusal.h: how anything is refused: an absl::Status that carries its violations.
//
// A refusal has 1 to kViolationsMax violations; the first one's reason gives the status code. The
// violations travel as a payload, so that ledger/ needs no protobuf and every layer above can show
// field, numbers and both languages. Regular values; any thread.
#pragma once

#include <string>
#include <utility>
#include <vector>

#include "absl/status/status.h"
#include "absl/strings/string_view.h"
#include "ledger/reason.h"

namespace ippledge {

inline constexpr int kViolationsMax = 20;
// Longest metadata value kept; what is longer is cut, so that details stay within a status trailer.
inline constexpr int kMetadataValueBytesMax = 120;

struct Violation {
  Reason reason = Reason::kNone;
  std::string field;  // path in the request; empty when no field is at fault
  std::vector<std::pair<std::string, std::string>> metadata;

  friend bool operator==(const Violation&, const Violation&) = default;
};

// The texts of a violation, with its numbers filled in.
std::string EnglishText(const Violation& violation);
std::string ChineseText(const Violation& violation);

// What is wrong with a request, collected while it is parsed.
class Violations {
 public:
  // Keeps the first kViolationsMax, counts the rest.
  void Add(Reason reason, absl::string_view field,
           std::vector<std::pair<std::string, std::string>> metadata = {});
  bool empty() const { return list_.empty(); }
  const std::vector<Violation>& list() const { return list_; }
  int more() const { return more_; }
  // OK when empty, else the refusal.
  absl::Status ToStatus() const;

 private:
  std::vector<Violation> list_;
  int more_ = 0;
};

// A refusal with one violation.
absl::Status Refuse(Reason reason, absl::string_view field = "",
                    std::vector<std::pair<std::string, std::string>> metadata = {});
// A refusal with several. Precondition (checked): not empty.
absl::Status Refuse(const std::vector<Violation>& violations, int more);

// The violations of a status made here; empty for any other status.
std::vector<Violation> ViolationsOf(const absl::Status& status);
// How many there were beyond those.
int ViolationsMoreOf(const absl::Status& status);
// The first violation's reason; kNone when there is none.
Reason ReasonOf(const absl::Status& status);

}  // namespace ippledge
