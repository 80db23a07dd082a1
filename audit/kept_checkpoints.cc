#include "audit/kept_checkpoints.h"

#include <utility>

#include "absl/strings/str_cat.h"
#include "ledger/status_macros.h"
#include "proof/checkpoint.h"
#include "proof/signed_note.h"

namespace ippledge::audit {

absl::Status KeptCheckpoints::Page() {
  constexpr std::size_t kPageCheckpoints = 256;
  if (ended_ || place_ < page_.size()) return absl::OkStatus();
  IPPLEDGE_ASSIGN_OR_RETURN(page_, evidence_.List(from_, kPageCheckpoints));
  place_ = 0;
  ended_ = page_.empty();
  if (!ended_) from_ = page_.back().size + 1;
  return absl::OkStatus();
}

absl::StatusOr<std::optional<storage::StoredCheckpoint>> KeptCheckpoints::Next() {
  IPPLEDGE_RETURN_IF_ERROR(Page());
  if (page_.empty()) return std::nullopt;
  return std::move(page_[place_++]);
}

absl::StatusOr<std::optional<std::int64_t>> KeptCheckpoints::NextSize() {
  IPPLEDGE_RETURN_IF_ERROR(Page());
  if (page_.empty()) return std::nullopt;
  return page_[place_].size;
}

absl::Status CheckRoot(const storage::StoredCheckpoint& checkpoint, const proof::Hash& root) {
  const auto wrong = [&](absl::string_view what) {
    return absl::DataLossError(
        absl::StrCat("the checkpoint of ", checkpoint.size, " entries in the evidence ", what));
  };
  const absl::StatusOr<proof::SignedNote> note = proof::ParseNote(checkpoint.note);
  if (!note.ok()) return wrong(absl::StrCat("is no note: ", note.status().message()));
  const absl::StatusOr<proof::Checkpoint> shown = proof::ParseCheckpoint(note->text);
  if (!shown.ok()) return wrong(absl::StrCat("is none: ", shown.status().message()));
  if (shown->size != static_cast<std::uint64_t>(checkpoint.size)) {
    return wrong(absl::StrCat("says ", shown->size));
  }
  if (shown->root == root) return absl::OkStatus();
  return wrong(absl::StrCat("has another history: its root is ", proof::HexOf(shown->root),
                            ", that of the journal ", proof::HexOf(root)));
}

}  // namespace ippledge::audit
