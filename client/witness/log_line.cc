#include "client/witness/log_line.h"

#include "absl/strings/str_cat.h"
#include "ippledge/v1/journal_service.pb.h"
#include "ledger/status_macros.h"
#include "proof/base64.h"
#include "proof/witness.h"

namespace ippledge::client {
namespace {

absl::StatusOr<proof::Hash> HashIn(absl::string_view field, const std::string& bytes) {
  if (bytes.size() == proof::kHashBytes) return proof::HashOfBytes(bytes);
  return absl::DataLossError(
      absl::StrCat("the ledger's answer: ", field, " has ", bytes.size(), " bytes, not 32"));
}

}  // namespace

bool IsRefusal(const absl::Status& status) {
  switch (status.code()) {
    case absl::StatusCode::kInvalidArgument:
    case absl::StatusCode::kOutOfRange:
    case absl::StatusCode::kFailedPrecondition:
    case absl::StatusCode::kNotFound:
    case absl::StatusCode::kDataLoss:
      return true;
    default:
      return false;
  }
}

absl::StatusOr<ShownCheckpoint> LogLine::Covering(std::uint64_t size) {
  v1::GetCheckpointRequest request;
  request.set_programme(programme_);
  request.set_entry(static_cast<std::int64_t>(size));
  request.set_wait(true);
  IPPLEDGE_ASSIGN_OR_RETURN(const v1::GetCheckpointResponse response,
                            connection_.Ask<v1::GetCheckpointResponse>(request));
  IPPLEDGE_ASSIGN_OR_RETURN(ShownCheckpoint shown,
                            OpenShown(response.checkpoint().note(), witness_.log_keys()));
  if (shown.checkpoint.size >= size) return shown;
  return absl::DataLossError(absl::StrCat("asked for a checkpoint of ", size,
                                          " entries, the ledger shows one of ",
                                          shown.checkpoint.size));
}

absl::StatusOr<proof::Beginning> LogLine::BeginningOf(std::uint64_t old_size, std::uint64_t size) {
  v1::GetConsistencyProofRequest request;
  request.set_programme(programme_);
  request.set_old_size(static_cast<std::int64_t>(old_size));
  request.set_new_size(static_cast<std::int64_t>(size));
  IPPLEDGE_ASSIGN_OR_RETURN(const v1::GetConsistencyProofResponse response,
                            connection_.Ask<v1::GetConsistencyProofResponse>(request));
  proof::Beginning beginning;
  IPPLEDGE_ASSIGN_OR_RETURN(beginning.root, HashIn("old_root", response.old_root()));
  if (static_cast<std::size_t>(response.proof_size()) > proof::kConsistencyProofMax) {
    return absl::DataLossError("the ledger's answer: a proof is never so long");
  }
  for (const std::string& bytes : response.proof()) {
    IPPLEDGE_ASSIGN_OR_RETURN(const proof::Hash hash, HashIn("proof", bytes));
    beginning.proof.push_back(hash);
  }
  return beginning;
}

absl::Status LogLine::AddCosignature(const std::string& note) {
  v1::AddCosignatureRequest request;
  request.set_programme(programme_);
  request.set_note(note);
  return connection_.Ask<v1::AddCosignatureResponse>(request).status();
}

}  // namespace ippledge::client
