#include "server/log_keys.h"

#include <spdlog/spdlog.h>

#include <algorithm>
#include <filesystem>
#include <optional>
#include <utility>

#include "absl/strings/str_cat.h"
#include "ledger/status_macros.h"
#include "storage/log_key_file.h"

namespace ippledge::server {
namespace {

absl::StatusOr<proof::SigningKey> KeyOf(const std::string& folder, proof::KeyType type,
                                        const std::string& origin,
                                        absl::Span<const proof::VerifierKey> known) {
  IPPLEDGE_ASSIGN_OR_RETURN(std::optional<proof::SigningKey> key,
                            storage::ReadLogKey(folder, type, origin));
  if (key) return *std::move(key);
  const auto signed_before =
      std::find_if(known.rbegin(), known.rend(),
                   [&](const proof::VerifierKey& one) { return one.type() == type; });
  if (signed_before != known.rend()) {
    return absl::FailedPreconditionError(
        absl::StrCat((std::filesystem::path(folder) / storage::LogKeyFileName(type)).string(),
                     " is missing, but the key ", signed_before->Text(),
                     " has signed: put the file back, or see ippledge-admin keys replace"));
  }
  return storage::MakeLogKey(folder, type, origin);
}

absl::StatusOr<engine::LogIdentity> IdentityOf(const LogKeySettings& settings,
                                               const std::string& programme,
                                               absl::Span<const std::string> known_texts) {
  engine::LogIdentity identity{.origin = absl::StrCat(settings.origin, "/", programme)};
  std::vector<proof::VerifierKey> known;
  for (const std::string& text : known_texts) {
    IPPLEDGE_ASSIGN_OR_RETURN(proof::VerifierKey key, proof::VerifierKey::Parse(text));
    if (key.name() != identity.origin) {
      return absl::FailedPreconditionError(
          absl::StrCat("its checkpoints name the origin ", key.name(), ", so they cannot name ",
                       identity.origin, " from now on: set the origin back"));
    }
    known.push_back(std::move(key));
  }
  const std::string folder = (std::filesystem::path(settings.folder) / programme).string();
  for (const proof::KeyType type : settings.algorithms) {
    IPPLEDGE_ASSIGN_OR_RETURN(proof::SigningKey key, KeyOf(folder, type, identity.origin, known));
    spdlog::info("programme {}: checkpoints are signed by {}", programme, key.verifier().Text());
    identity.keys.push_back(std::move(key));
  }
  return identity;
}

}  // namespace

engine::Notary NotaryOf(LogKeySettings settings) {
  engine::Notary notary;
  notary.identity_of = [settings = std::move(settings)](const std::string& programme,
                                                        absl::Span<const std::string> known) {
    return IdentityOf(settings, programme, known);
  };
  notary.on_failure = [](const std::string& programme, const absl::Status& why) {
    spdlog::error("programme {}: no checkpoint was signed: {}", programme, why.ToString());
  };
  return notary;
}

}  // namespace ippledge::server
