#include "tools/admin/keys.h"

#include <algorithm>
#include <filesystem>
#include <memory>
#include <optional>
#include <utility>
#include <vector>

#include "absl/strings/str_cat.h"
#include "ledger/status_macros.h"
#include "storage/evidence.h"
#include "storage/log_key_file.h"

namespace ippledge::admin {
namespace {

absl::StatusOr<std::vector<proof::VerifierKey>> KeysOf(const storage::Evidence& evidence) {
  std::vector<proof::VerifierKey> keys;
  IPPLEDGE_ASSIGN_OR_RETURN(const std::vector<std::string> texts, evidence.KeyTexts());
  for (const std::string& text : texts) {
    IPPLEDGE_ASSIGN_OR_RETURN(proof::VerifierKey key, proof::VerifierKey::Parse(text));
    keys.push_back(std::move(key));
  }
  return keys;
}

// True for the last of its type.
bool Signs(const std::vector<proof::VerifierKey>& keys, std::size_t at) {
  return std::none_of(keys.begin() + static_cast<long>(at) + 1, keys.end(),
                      [&](const auto& later) { return later.type() == keys[at].type(); });
}

}  // namespace

absl::StatusOr<std::int64_t> NewestCheckpoint(const ProgrammeFolder& folder) {
  if (!folder.has_checkpoints()) return 0;
  IPPLEDGE_ASSIGN_OR_RETURN(const auto evidence,
                            storage::Evidence::Open(folder.checkpoints(), {.read_only = true}));
  IPPLEDGE_ASSIGN_OR_RETURN(const auto newest, evidence->Newest());
  return newest ? newest->size : 0;
}

absl::Status ShowKeys(const ProgrammeFolder& folder, Sheet& sheet) {
  if (!folder.has_checkpoints()) {
    sheet.Add("keys", "none");
    return absl::OkStatus();
  }
  IPPLEDGE_ASSIGN_OR_RETURN(const auto evidence,
                            storage::Evidence::Open(folder.checkpoints(), {.read_only = true}));
  IPPLEDGE_ASSIGN_OR_RETURN(const std::string origin, evidence->Origin());
  sheet.Add("origin", origin);
  IPPLEDGE_ASSIGN_OR_RETURN(const std::vector<proof::VerifierKey> keys, KeysOf(*evidence));
  for (std::size_t i = 0; i < keys.size(); ++i) {
    const std::string name = absl::StrCat("key_", i + 1);
    sheet.Add(name, keys[i].Text());
    sheet.Add(absl::StrCat(name, "_algorithm"), proof::NameOf(keys[i].type()));
    sheet.Add(absl::StrCat(name, "_state"), Signs(keys, i) ? "signs" : "replaced");
  }
  IPPLEDGE_ASSIGN_OR_RETURN(const auto newest, evidence->Newest());
  sheet.Add("newest_checkpoint", newest ? newest->size : 0);
  return absl::OkStatus();
}

absl::Status ReplaceKey(const ProgrammeFolder& folder, const std::string& keys_folder,
                        proof::KeyType type, Sheet& sheet) {
  if (!folder.has_checkpoints()) return absl::NotFoundError("nothing was signed yet");
  IPPLEDGE_ASSIGN_OR_RETURN(const auto evidence,
                            storage::Evidence::Open(folder.checkpoints(), {.create = false}));
  IPPLEDGE_ASSIGN_OR_RETURN(const std::string origin, evidence->Origin());
  IPPLEDGE_ASSIGN_OR_RETURN(const std::vector<proof::VerifierKey> keys, KeysOf(*evidence));
  const auto old =
      std::find_if(keys.rbegin(), keys.rend(), [&](const auto& key) { return key.type() == type; });
  if (old == keys.rend()) {
    return absl::NotFoundError(absl::StrCat("no key of ", proof::NameOf(type), " has signed yet"));
  }
  const std::string own = (std::filesystem::path(keys_folder) / folder.id).string();
  IPPLEDGE_RETURN_IF_ERROR(storage::PutLogKeyAside(own, type, origin));
  IPPLEDGE_ASSIGN_OR_RETURN(const proof::SigningKey key, storage::MakeLogKey(own, type, origin));
  IPPLEDGE_RETURN_IF_ERROR(evidence->AddKeyText(key.verifier().Text()));
  sheet.Add("origin", origin);
  sheet.Add("replaced_key", old->Text());
  sheet.Add("new_key", key.verifier().Text());
  return absl::OkStatus();
}

}  // namespace ippledge::admin
