// tools/export/texts.h: the small text files of an export, made of what the books and the evidence
// say. Pure: who has the same gets the same bytes.
#pragma once

#include <cstdint>
#include <string>
#include <vector>

#include "absl/status/statusor.h"
#include "absl/strings/string_view.h"
#include "absl/types/span.h"
#include "ledger/programme.h"
#include "ledger/trust.h"
#include "proof/verifier_key.h"
#include "proof/witness_policy.h"

namespace ippledge::exported {

// programme.textproto: the constitution in the text form that `ippledge programme found` reads.
std::string ProgrammeText(const Programme& programme);

// A version of a policy in the text form that `ippledge policy check` reads, every parameter
// written out, with the entry that issued it.
std::string PolicyText(const IssuedPolicy& issued);

// keys.txt: the log's keys in the order in which they came into use, then every key that entries
// admitted: "log KEY", "witness KEY admitted ENTRY [retired ENTRY]". Lines that begin with # are
// words.
std::string KeysText(absl::Span<const proof::VerifierKey> log_keys, const TrustBook& trust);
// The log's keys of such a text. DATA_LOSS, with the number of the line.
absl::StatusOr<std::vector<proof::VerifierKey>> LogKeysOf(absl::string_view keys_text);

// The programme's quorum for payments, in force after the last entry, over the log's keys.
struct QuorumPolicy {
  proof::WitnessPolicy policy;
  // The programme has a quorum that a policy of C2SP cannot say, since a witness counts there once:
  // then the policy has no witnesses, and "quorum none".
  bool is_partial = false;
};
QuorumPolicy QuorumOf(absl::Span<const proof::VerifierKey> log_keys, const TrustBook& trust);
// policy.txt, with a line of words before it.
std::string QuorumText(const QuorumPolicy& quorum, const TrustBook& trust);

// README.md.
struct ReadmeFacts {
  std::string programme;
  std::string origin;
  std::int64_t size = 0;
  std::int64_t checkpoints = 0;  // in the folder
  bool checkpoints_thinned = false;
};
std::string ReadmeText(const ReadmeFacts& facts);

}  // namespace ippledge::exported
