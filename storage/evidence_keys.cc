#include "storage/evidence_keys.h"

#include <string>
#include <utility>

#include "absl/strings/str_cat.h"
#include "ledger/status_macros.h"

namespace ippledge::storage {

absl::StatusOr<std::vector<proof::VerifierKey>> KeysOf(const Evidence& evidence) {
  IPPLEDGE_ASSIGN_OR_RETURN(const std::vector<std::string> texts, evidence.KeyTexts());
  std::vector<proof::VerifierKey> keys;
  for (const std::string& text : texts) {
    absl::StatusOr<proof::VerifierKey> key = proof::VerifierKey::Parse(text);
    if (!key.ok()) {
      return absl::DataLossError(
          absl::StrCat("a key in the evidence is none: ", key.status().message()));
    }
    keys.push_back(*std::move(key));
  }
  return keys;
}

}  // namespace ippledge::storage
