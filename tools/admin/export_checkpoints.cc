#include "tools/admin/export_checkpoints.h"

#include <algorithm>
#include <optional>
#include <string>
#include <utility>

#include "absl/numeric/int128.h"
#include "absl/strings/str_cat.h"
#include "ledger/status_macros.h"
#include "tools/export/layout.h"

namespace ippledge::admin {
namespace {

using exported::kCheckpointsMax;

// The size that the export goes through.
absl::StatusOr<std::int64_t> LastSize(const storage::Evidence& evidence, std::int64_t through) {
  IPPLEDGE_ASSIGN_OR_RETURN(const auto newest, evidence.Newest());
  if (!newest) {
    return absl::FailedPreconditionError(
        "no checkpoint was signed yet: an export without one would prove nothing");
  }
  if (through == 0) return newest->size;
  IPPLEDGE_ASSIGN_OR_RETURN(const auto found, evidence.AtLeast(through));
  if (found && found->size == through) return through;
  return absl::NotFoundError(
      absl::StrCat("no checkpoint has ", through, " entries; the next one has ",
                   found ? found->size : newest->size, ", the newest ", newest->size));
}

}  // namespace

absl::StatusOr<ChosenCheckpoints> ChooseCheckpoints(const storage::Evidence& evidence,
                                                    std::int64_t through) {
  IPPLEDGE_ASSIGN_OR_RETURN(const std::int64_t last, LastSize(evidence, through));
  ChosenCheckpoints chosen;
  IPPLEDGE_ASSIGN_OR_RETURN(chosen.list,
                            evidence.List(0, static_cast<std::size_t>(kCheckpointsMax) + 1));
  const auto beyond = std::find_if(chosen.list.begin(), chosen.list.end(),
                                   [&](const auto& kept) { return kept.size > last; });
  chosen.list.erase(beyond, chosen.list.end());
  if (static_cast<std::int64_t>(chosen.list.size()) <= kCheckpointsMax) return chosen;
  chosen.list.clear();
  chosen.thinned = true;
  for (std::int64_t step = 1; step <= kCheckpointsMax; ++step) {
    const auto wanted = static_cast<std::int64_t>(absl::int128(last) * step / kCheckpointsMax);
    if (!chosen.list.empty() && chosen.list.back().size >= wanted) continue;
    IPPLEDGE_ASSIGN_OR_RETURN(std::optional<storage::StoredCheckpoint> kept,
                              evidence.AtLeast(wanted));
    if (!kept || kept->size > last) break;
    chosen.list.push_back(*std::move(kept));
  }
  return chosen;
}

absl::StatusOr<std::vector<proof::VerifierKey>> LogKeys(const storage::Evidence& evidence) {
  IPPLEDGE_ASSIGN_OR_RETURN(const std::vector<std::string> texts, evidence.KeyTexts());
  std::vector<proof::VerifierKey> keys;
  for (const std::string& text : texts) {
    absl::StatusOr<proof::VerifierKey> key = proof::VerifierKey::Parse(text);
    if (!key.ok()) return absl::DataLossError(key.status().message());
    keys.push_back(*std::move(key));
  }
  return keys;
}

}  // namespace ippledge::admin
