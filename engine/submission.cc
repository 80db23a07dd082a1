#include "engine/submission.h"

#include <algorithm>
#include <type_traits>
#include <variant>

#include "absl/strings/str_cat.h"
#include "proof/hash.h"

namespace ippledge::engine {
namespace {

// Place of kind T among all.
template <typename T, typename... Kinds>
constexpr std::size_t PlaceOf(const std::variant<Kinds...>* /*all*/) {
  std::size_t place = 0;
  ((!std::is_same_v<T, Kinds> && ++place > 0) && ...);
  return place;
}

}  // namespace

// Kinds stand in the order in which they came to the ledger.
bool AnswersWithEvent(const Command& command) {
  return command.index() >= PlaceOf<IssuePolicy>(&command);
}
bool AnswersWithEvent(const Event& event) { return event.index() >= PlaceOf<PolicyIssued>(&event); }

Fingerprint FingerprintOf(const Submission& submission) {
  std::string canonical;
  canonical.reserve(512 * submission.rows.size());
  canonical.push_back(submission.is_batch ? 'B' : 'S');
  canonical.push_back(submission.all_or_nothing ? 'A' : 'E');
  for (const absl::StatusOr<Command>& row : submission.rows) {
    if (row.ok()) {
      canonical.push_back('C');
      AppendCanonical(*row, canonical);
      continue;
    }
    // What was wrong stands for the row: mending it makes another request.
    canonical.push_back('R');
    for (const Violation& violation : ViolationsOf(row.status())) {
      absl::StrAppend(&canonical, static_cast<int>(violation.reason), violation.field, ";");
      for (const auto& [key, value] : violation.metadata) {
        absl::StrAppend(&canonical, key.size(), key, value.size(), value);
      }
    }
    canonical.push_back('\0');
  }
  const proof::Hash hash = proof::Sha256(canonical);
  Fingerprint fingerprint;
  std::copy_n(hash.begin(), fingerprint.size(), fingerprint.begin());
  return fingerprint;
}

}  // namespace ippledge::engine
