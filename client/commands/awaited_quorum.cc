#include "client/commands/awaited_quorum.h"

#include <algorithm>
#include <cstdint>
#include <set>
#include <utility>
#include <vector>

#include "absl/strings/str_cat.h"
#include "absl/strings/str_join.h"
#include "absl/time/clock.h"
#include "client/connection.h"
#include "client/interrupt.h"
#include "ippledge/v1/admin_service.pb.h"
#include "ippledge/v1/journal_service.pb.h"
#include "ledger/reason.h"
#include "ledger/status_macros.h"
#include "proof/checkpoint.h"
#include "proof/verifier_key.h"

namespace ippledge::client {
namespace {

constexpr absl::Duration kPause = absl::Milliseconds(200);

// Those that stand. The ledger's own only where it has admitted some.
absl::StatusOr<std::vector<proof::VerifierKey>> StandingKeys(const v1::ListKeysResponse& list,
                                                             v1::KeyPurpose purpose) {
  std::vector<proof::VerifierKey> keys;
  for (const v1::AdmittedKey& admitted : list.keys()) {
    if (admitted.retired_entry() != 0 || admitted.key().purpose() != purpose) continue;
    absl::StatusOr<proof::VerifierKey> key = proof::VerifierKey::Parse(admitted.key().text());
    if (!key.ok()) {
      return absl::DataLossError(absl::StrCat("the key ", admitted.key().name(),
                                              " of the ledger: ", key.status().message()));
    }
    keys.push_back(*std::move(key));
  }
  return keys;
}

// What is missing of the quorum; empty when it holds.
std::string MissingOf(const v1::Quorum& quorum, const std::set<std::string>& cosigners) {
  for (const v1::QuorumPart& part : quorum.parts()) {
    std::vector<std::string> missing;
    for (const std::string& key : part.keys()) {
      if (cosigners.count(key) == 0) missing.push_back(key);
    }
    const int have = part.keys_size() - static_cast<int>(missing.size());
    if (have < part.needed()) return absl::StrJoin(missing, ", ");
  }
  return "";
}

// What the server found is found again here, with the keys that it lists.
absl::Status Verify(const v1::GetCheckpointResponse& shown, const v1::Quorum& quorum,
                    const v1::ListKeysResponse& list, std::int64_t entry) {
  IPPLEDGE_ASSIGN_OR_RETURN(std::vector<proof::VerifierKey> keys,
                            StandingKeys(list, v1::KEY_PURPOSE_LOG));
  if (keys.empty()) {
    for (const std::string& text : shown.log_keys()) {
      const absl::StatusOr<proof::VerifierKey> key = proof::VerifierKey::Parse(text);
      if (key.ok()) keys.push_back(*key);
    }
  }
  IPPLEDGE_ASSIGN_OR_RETURN(std::vector<proof::VerifierKey> witnesses,
                            StandingKeys(list, v1::KEY_PURPOSE_WITNESS));
  for (proof::VerifierKey& witness : witnesses) keys.push_back(std::move(witness));
  const absl::StatusOr<proof::OpenedCheckpoint> opened =
      proof::OpenCheckpoint(shown.checkpoint().note(), keys);
  if (!opened.ok()) {
    return absl::DataLossError(
        absl::StrCat("the ledger's checkpoint does not hold: ", opened.status().message()));
  }
  if (opened->checkpoint.size < static_cast<std::uint64_t>(entry)) {
    return absl::DataLossError(absl::StrCat("the ledger's checkpoint covers ",
                                            opened->checkpoint.size,
                                            " entries, the order is entry ", entry));
  }
  std::set<std::string> cosigners;
  for (const proof::VerifiedSignature& signature : opened->verified) {
    const proof::VerifierKey& key = keys[signature.key];
    if (key.type() == proof::KeyType::kCosignature) cosigners.insert(key.name());
  }
  const std::string missing = MissingOf(quorum, cosigners);
  if (missing.empty()) return absl::OkStatus();
  return absl::DataLossError(absl::StrCat(
      "the ledger calls a checkpoint witnessed that these have not cosigned: ", missing));
}

// It may be there in a moment.
bool MayCome(const absl::Status& status) {
  const std::optional<wire::Details> details = DetailsOf(status);
  if (!details) return false;
  const Reason reason = ReasonNamed(details->reason);
  return reason == Reason::kQuorumMissing || reason == Reason::kCheckpointUnknown;
}

}  // namespace

absl::StatusOr<std::string> AwaitQuorum(Session& session, const v1::ConfirmPaymentRequest& payment,
                                        absl::Duration within) {
  const absl::Time end = absl::Now() + within;
  Connection& line = session.connection();
  v1::GetQuorumRequest of_quorum;
  IPPLEDGE_ASSIGN_OR_RETURN(*of_quorum.mutable_programme(), session.ProgrammeId());
  IPPLEDGE_ASSIGN_OR_RETURN(const v1::GetQuorumResponse quorum,
                            line.Ask<v1::GetQuorumResponse>(of_quorum));
  if (quorum.quorum().parts().empty()) return std::string();
  v1::GetClaimRequest of_claim;
  of_claim.set_programme(of_quorum.programme());
  *of_claim.mutable_loan() = payment.loan();
  of_claim.set_claim_number(payment.claim_number());
  IPPLEDGE_ASSIGN_OR_RETURN(const v1::GetClaimResponse claim,
                            line.Ask<v1::GetClaimResponse>(of_claim));
  const v1::PaymentOrder& order = claim.claim().order();
  if (order.order_number() != payment.order_number() ||
      order.amount_fen() < quorum.quorum().payments_from_fen()) {
    return std::string();
  }
  v1::ListKeysRequest of_keys;
  of_keys.set_programme(of_quorum.programme());
  IPPLEDGE_ASSIGN_OR_RETURN(const v1::ListKeysResponse keys,
                            line.Ask<v1::ListKeysResponse>(of_keys));
  v1::GetCheckpointRequest of_checkpoint;
  of_checkpoint.set_programme(of_quorum.programme());
  of_checkpoint.set_entry(order.entry());
  of_checkpoint.set_witnessed(true);
  for (;;) {
    const auto shown = line.Ask<v1::GetCheckpointResponse>(of_checkpoint);
    if (shown.ok()) {
      IPPLEDGE_RETURN_IF_ERROR(Verify(*shown, quorum.quorum(), keys, order.entry()));
      return shown->checkpoint().note();
    }
    if (!MayCome(shown.status()) || absl::Now() >= end) return shown.status();
    absl::SleepFor(std::min(kPause, end - absl::Now()));
    if (Interrupted()) return absl::CancelledError("ended while waiting for the witnesses");
  }
}

}  // namespace ippledge::client
