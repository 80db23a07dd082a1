#include "storage/log_key_file.h"

#include <unistd.h>

#include <cstdio>
#include <filesystem>
#include <utility>

#include "absl/strings/str_cat.h"
#include "absl/strings/strip.h"
#include "ledger/status_macros.h"
#include "proof/siv.h"
#include "storage/private_folder.h"

namespace ippledge::storage {
namespace {

// Name, type and key in base64: far below.
constexpr std::size_t kFileBytesMax = 4'096;

std::string PathOf(const std::string& folder, proof::KeyType type) {
  return (std::filesystem::path(folder) / LogKeyFileName(type)).string();
}

}  // namespace

std::string LogKeyFileName(proof::KeyType type) {
  return absl::StrCat("checkpoint-", proof::NameOf(type));
}

absl::StatusOr<std::optional<proof::SigningKey>> ReadLogKey(const std::string& folder,
                                                            proof::KeyType type,
                                                            absl::string_view name) {
  IPPLEDGE_ASSIGN_OR_RETURN(const OpenFile opened, OpenPrivateFolder(folder));
  IPPLEDGE_ASSIGN_OR_RETURN(std::optional<std::string> text,
                            ReadPrivateFile(opened, folder, LogKeyFileName(type), kFileBytesMax));
  if (!text) return std::nullopt;
  absl::string_view line = *text;
  const bool whole = absl::ConsumeSuffix(&line, "\n");
  absl::StatusOr<proof::SigningKey> key = proof::SigningKey::Parse(line);
  proof::Wipe(*text);
  if (!whole || !key.ok()) {
    return absl::DataLossError(absl::StrCat(
        PathOf(folder, type), " holds no key",
        key.ok() ? ": its line does not end" : absl::StrCat(": ", key.status().message())));
  }
  if (key->type() != type || key->name() != name) {
    return absl::DataLossError(absl::StrCat(PathOf(folder, type), " holds the ",
                                            proof::NameOf(key->type()), " key ", key->name(),
                                            ", not that of ", name));
  }
  return *std::move(key);
}

absl::StatusOr<proof::SigningKey> MakeLogKey(const std::string& folder, proof::KeyType type,
                                             absl::string_view name) {
  IPPLEDGE_ASSIGN_OR_RETURN(const OpenFile opened, OpenPrivateFolder(folder));
  IPPLEDGE_ASSIGN_OR_RETURN(proof::SigningKey key, proof::SigningKey::Generate(name, type));
  std::string secret = key.SecretText();
  std::string text;
  text.reserve(secret.size() + 1);  // no copy of it stays behind in memory
  text.append(secret).push_back('\n');
  proof::Wipe(secret);
  const absl::Status added = AddPrivateFile(opened, folder, LogKeyFileName(type), text);
  proof::Wipe(text);
  if (!added.ok()) return added;
  return key;
}

absl::Status PutLogKeyAside(const std::string& folder, proof::KeyType type,
                            absl::string_view name) {
  IPPLEDGE_ASSIGN_OR_RETURN(const std::optional<proof::SigningKey> key,
                            ReadLogKey(folder, type, name));
  if (!key) return absl::OkStatus();
  const std::string aside =
      absl::StrCat(LogKeyFileName(type), ".", absl::Hex(key->verifier().id(), absl::kZeroPad8));
  IPPLEDGE_ASSIGN_OR_RETURN(const OpenFile opened, OpenPrivateFolder(folder));
  if (renameat(opened.fd(), LogKeyFileName(type).c_str(), opened.fd(), aside.c_str()) != 0 ||
      fsync(opened.fd()) != 0) {
    return SystemError("put aside", PathOf(folder, type));
  }
  return absl::OkStatus();
}

}  // namespace ippledge::storage
