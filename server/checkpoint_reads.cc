#include "server/checkpoint_reads.h"

#include <algorithm>
#include <string>
#include <utility>
#include <vector>

#include "absl/strings/str_cat.h"
#include "ippledge/v1/journal_service.pb.h"
#include "ledger/refusal.h"
#include "ledger/status_macros.h"
#include "ledger/trust.h"
#include "proof/tile.h"
#include "server/cosigning.h"
#include "server/message.h"
#include "server/page_token.h"
#include "server/rights.h"

namespace ippledge::server {
namespace {

// Quorums come within seconds: further on there is no use in looking.
constexpr std::int64_t kWitnessedSearchMax = 1'000;
constexpr std::size_t kSearchPage = 100;

void SetHash(const proof::Hash& hash, std::string& bytes) {
  bytes.assign(hash.begin(), hash.end());
}

template <typename Proof>
void SetProof(const std::vector<proof::Hash>& hashes, Proof& proof) {
  for (const proof::Hash& hash : hashes) proof.Add(std::string(hash.begin(), hash.end()));
}

absl::Status OutOfRange(absl::string_view field, std::int64_t got, std::int64_t min,
                        std::int64_t max) {
  return Refuse(
      Reason::kValueOutOfRange, field,
      {{"got", absl::StrCat(got)}, {"min", absl::StrCat(min)}, {"max", absl::StrCat(max)}});
}

absl::StatusOr<engine::KeptCheckpoint> NewestOf(const engine::Engine& engine) {
  IPPLEDGE_ASSIGN_OR_RETURN(const engine::Checkpoints* const checkpoints, CheckpointsOf(engine));
  std::optional<engine::KeptCheckpoint> newest = checkpoints->Newest();
  if (!newest) return NoCheckpoint("", 1, 0);
  return *std::move(newest);
}

absl::StatusOr<engine::KeptCheckpoint> WitnessedFrom(const engine::Engine& engine,
                                                     const engine::Checkpoints& checkpoints,
                                                     std::int64_t entry) {
  const engine::ReadView view = engine.View();
  const TrustBook& trust = *view.programme().trust;
  absl::Status why = NoCheckpoint("", entry, NewestSize(&checkpoints));
  std::int64_t size = entry;
  for (std::int64_t looked_at = 0; looked_at < kWitnessedSearchMax;) {
    IPPLEDGE_ASSIGN_OR_RETURN(std::vector<engine::KeptCheckpoint> page,
                              checkpoints.List(size, kSearchPage));
    if (page.empty()) break;
    for (engine::KeptCheckpoint& checkpoint : page) {
      IPPLEDGE_ASSIGN_OR_RETURN(const std::vector<std::string> witnesses,
                                WitnessesOf(trust, checkpoints, checkpoint.note));
      why = CheckQuorumHolds(trust.quorum(), witnesses);
      if (why.ok()) return std::move(checkpoint);
    }
    looked_at += static_cast<std::int64_t>(page.size());
    size = page.back().head.size + 1;
  }
  return why;
}

// Size and root of the tree that is asked about: of the newest checkpoint, or any up to the view's.
absl::StatusOr<storage::Head> TreeAsked(const engine::Engine& engine, engine::TreeReader& tree,
                                        std::int64_t size, absl::string_view field) {
  if (size == 0) {
    IPPLEDGE_ASSIGN_OR_RETURN(const engine::KeptCheckpoint newest, NewestOf(engine));
    // The tree may have been looked at before that one was signed.
    if (newest.head.size <= tree.size()) return newest.head;
    size = tree.size();
  }
  if (size < 1 || size > tree.size()) return OutOfRange(field, size, 1, tree.size());
  if (const engine::Checkpoints* const checkpoints = engine.checkpoints(); checkpoints != nullptr) {
    IPPLEDGE_ASSIGN_OR_RETURN(const auto covering, checkpoints->Covering(size));
    if (covering && covering->head.size == size) return covering->head;
  }
  IPPLEDGE_ASSIGN_OR_RETURN(const proof::Hash root, tree.RootAt(size));
  return storage::Head{.size = size, .root = root};
}

class Follower final : public Producer {
 public:
  Follower(engine::Engine* engine, std::int64_t after) : engine_(engine), after_(after) {}

  Produced Next() override {
    const auto newest = engine_->checkpoints()->Newest();
    if (!newest || newest->head.size <= after_) {
      return {
          .kind = Produced::Kind::kWait, .engine = engine_, .position = after_, .checkpoint = true};
    }
    after_ = newest->head.size;
    v1::FollowCheckpointsResponse response;
    FormatCheckpoint(*newest, *response.mutable_checkpoint());
    return {.kind = Produced::Kind::kMessage, .message = SerializeMessage(response)};
  }

 private:
  engine::Engine* const engine_;
  std::int64_t after_;
};

}  // namespace

absl::Status CheckEntry(const engine::ReadView& view, std::int64_t entry) {
  if (entry >= 1 && entry <= view.position()) return absl::OkStatus();
  return Refuse(Reason::kEntryUnknown, "entry",
                {{"got", absl::StrCat(entry)}, {"limit", absl::StrCat(view.position())}});
}

std::int64_t NewestSize(const engine::Checkpoints* checkpoints) {
  const auto newest = checkpoints == nullptr ? std::nullopt : checkpoints->Newest();
  return newest ? newest->head.size : 0;
}

absl::Status NoCheckpoint(absl::string_view field, std::int64_t asked, std::int64_t newest) {
  return Refuse(Reason::kCheckpointUnknown, field,
                {{"asked", absl::StrCat(asked)}, {"newest", absl::StrCat(newest)}});
}

absl::StatusOr<engine::Checkpoints*> CheckpointsOf(const engine::Engine& engine) {
  if (engine.checkpoints() == nullptr) return NoCheckpoint("", 1, 0);
  return engine.checkpoints();
}

absl::StatusOr<engine::KeptCheckpoint> CheckpointCovering(const engine::Engine& engine,
                                                          std::int64_t entry, bool witnessed) {
  IPPLEDGE_ASSIGN_OR_RETURN(const engine::Checkpoints* const checkpoints, CheckpointsOf(engine));
  if (witnessed) return WitnessedFrom(engine, *checkpoints, entry);
  IPPLEDGE_ASSIGN_OR_RETURN(std::optional<engine::KeptCheckpoint> covering,
                            checkpoints->Covering(entry));
  if (!covering) return NoCheckpoint("", entry, NewestSize(checkpoints));
  return *std::move(covering);
}

void FormatCheckpoint(const engine::KeptCheckpoint& checkpoint, v1::Checkpoint& message) {
  message.set_size(checkpoint.head.size);
  SetHash(checkpoint.head.root, *message.mutable_root());
  message.set_note(checkpoint.note);
}

absl::Status ReadCheckpoint(const engine::Engine& engine, const v1::GetCheckpointRequest& request,
                            v1::GetCheckpointResponse& response) {
  if (request.entry() != 0) {
    IPPLEDGE_RETURN_IF_ERROR(CheckEntry(engine.View(), request.entry()));
  }
  const bool newest = request.entry() == 0 && !request.witnessed();
  IPPLEDGE_ASSIGN_OR_RETURN(
      const engine::KeptCheckpoint checkpoint,
      newest ? NewestOf(engine)
             : CheckpointCovering(engine, std::max<std::int64_t>(request.entry(), 1),
                                  request.witnessed()));
  FormatCheckpoint(checkpoint, *response.mutable_checkpoint());
  for (const proof::VerifierKey& key : engine.checkpoints()->keys()) {
    response.add_log_keys(key.Text());
  }
  return absl::OkStatus();
}

absl::Status ReadCheckpoints(const engine::Engine& engine,
                             const v1::ListCheckpointsRequest& request,
                             v1::ListCheckpointsResponse& response) {
  IPPLEDGE_ASSIGN_OR_RETURN(const int page_size, PageSizeOf(request.page_size()));
  if (request.first_size() < 0) {
    return OutOfRange("first_size", request.first_size(), 0, engine.View().position());
  }
  IPPLEDGE_ASSIGN_OR_RETURN(const engine::Checkpoints* const checkpoints, CheckpointsOf(engine));
  // One more tells whether there is another page.
  IPPLEDGE_ASSIGN_OR_RETURN(
      const std::vector<engine::KeptCheckpoint> list,
      checkpoints->List(request.first_size(), static_cast<std::size_t>(page_size) + 1));
  std::size_t bytes = 0;
  for (const engine::KeptCheckpoint& checkpoint : list) {
    if (response.checkpoints_size() == page_size || bytes >= kAnswerBytesMax) {
      response.set_next_first_size(checkpoint.head.size);
      break;
    }
    FormatCheckpoint(checkpoint, *response.add_checkpoints());
    bytes += response.checkpoints().rbegin()->ByteSizeLong();
  }
  return absl::OkStatus();
}

absl::StatusOr<std::unique_ptr<Producer>> MakeCheckpointFollower(
    engine::Engine& engine, const v1::FollowCheckpointsRequest& request) {
  IPPLEDGE_RETURN_IF_ERROR(CheckpointsOf(engine).status());
  if (request.after_size() < 0) {
    return OutOfRange("after_size", request.after_size(), 0, engine.View().position());
  }
  return std::make_unique<Follower>(&engine, request.after_size());
}

absl::Status ReadInclusionProof(const engine::Engine& engine,
                                const v1::GetInclusionProofRequest& request,
                                v1::GetInclusionProofResponse& response) {
  const engine::ReadView view = engine.View();
  IPPLEDGE_RETURN_IF_ERROR(CheckEntry(view, request.entry()));
  engine::TreeReader tree = view.Tree();
  IPPLEDGE_ASSIGN_OR_RETURN(const storage::Head head,
                            TreeAsked(engine, tree, request.size(), "size"));
  if (request.entry() > head.size) {
    if (request.size() == 0) return NoCheckpoint("", request.entry(), head.size);
    return OutOfRange("size", head.size, request.entry(), view.position());
  }
  IPPLEDGE_ASSIGN_OR_RETURN(const proof::LeafProof proved,
                            tree.ProveInclusion(request.entry(), head.size, head.root));
  response.set_size(head.size);
  SetHash(head.root, *response.mutable_root());
  SetHash(proved.leaf, *response.mutable_leaf_hash());
  SetProof(proved.proof, *response.mutable_proof());
  return absl::OkStatus();
}

absl::Status ReadConsistencyProof(const engine::Engine& engine,
                                  const v1::GetConsistencyProofRequest& request,
                                  v1::GetConsistencyProofResponse& response) {
  engine::TreeReader tree = engine.View().Tree();
  IPPLEDGE_ASSIGN_OR_RETURN(const storage::Head head,
                            TreeAsked(engine, tree, request.new_size(), "new_size"));
  if (request.old_size() < 1 || request.old_size() > head.size) {
    return OutOfRange("old_size", request.old_size(), 1, head.size);
  }
  IPPLEDGE_ASSIGN_OR_RETURN(const storage::Head old,
                            TreeAsked(engine, tree, request.old_size(), "old_size"));
  IPPLEDGE_ASSIGN_OR_RETURN(const std::vector<proof::Hash> proof,
                            tree.ProveConsistency(old.size, old.root, head.size, head.root));
  SetHash(old.root, *response.mutable_old_root());
  response.set_new_size(head.size);
  SetHash(head.root, *response.mutable_new_root());
  SetProof(proof, *response.mutable_proof());
  return absl::OkStatus();
}

absl::Status ReadTile(const engine::Engine& engine, const Caller& caller,
                      const v1::GetTileRequest& request, v1::GetTileResponse& response) {
  const Right& right = RightFor(*request.GetDescriptor());
  if (request.entries() && right.Of(caller.role) != Access::kAllRows) {
    return Refuse(
        Reason::kRoleNotAllowed, "entries",
        {{"role", std::string(NameOf(caller.role))}, {"allowed", NamesOf(right.all_rows)}});
  }
  constexpr std::int64_t kWidth = proof::kTileWidth;
  if (request.width() < 0 || request.width() > kWidth) {
    return OutOfRange("width", request.width(), 0, kWidth);
  }
  if (request.entries() && request.level() != 0) {
    return OutOfRange("level", request.level(), 0, 0);
  }
  engine::TreeReader tree = engine.View().Tree();
  const auto size = static_cast<std::uint64_t>(tree.size());
  if (request.level() < 0 || proof::TileAt(request.level(), 0, size).width == 0) {
    return OutOfRange("level", request.level(), 0, 7);
  }
  const std::int64_t last = (tree.size() >> (8 * request.level())) / kWidth;
  if (request.index() < 0 || request.index() > last) {
    return OutOfRange("index", request.index(), 0, last);
  }
  const proof::TilePath has =
      proof::TileAt(request.level(), static_cast<std::uint64_t>(request.index()), size);
  const std::int64_t width = request.width() == 0 ? kWidth : request.width();
  if (width > static_cast<std::int64_t>(has.width)) return OutOfRange("width", width, 1, has.width);
  IPPLEDGE_ASSIGN_OR_RETURN(*response.mutable_tile(),
                            tree.Tile({.entries = request.entries(),
                                       .level = has.level,
                                       .index = has.index,
                                       .width = static_cast<std::uint32_t>(width)}));
  return absl::OkStatus();
}

}  // namespace ippledge::server
