#include "client/witness/key_file.h"

#include <sys/stat.h>
#include <unistd.h>

#include <algorithm>
#include <utility>

#include "absl/strings/ascii.h"
#include "absl/strings/str_cat.h"
#include "absl/strings/str_format.h"
#include "client/exit_code.h"
#include "client/witness/durable_file.h"
#include "ledger/status_macros.h"
#include "proof/siv.h"
#include "proof/witness_policy.h"

namespace ippledge::client {
namespace {

absl::Status CheckOwn(const std::string& path) {
  struct stat found;
  if (stat(path.c_str(), &found) != 0) {
    return UsageError(absl::StrCat(path, " cannot be read; \"ippledge witness key ", path,
                                   " --name NAME\" makes it"));
  }
  if (found.st_uid != geteuid()) {
    return UsageError(absl::StrCat(path, " belongs to another user"));
  }
  if ((found.st_mode & 077u) != 0) {
    return UsageError(absl::StrFormat("%s has mode %04o: others may use the key; it needs 0600",
                                      path, found.st_mode & 07777u));
  }
  return absl::OkStatus();
}

absl::StatusOr<proof::VerifierKey> LogKeyOf(const std::string& word) {
  absl::StatusOr<proof::VerifierKey> key = proof::VerifierKey::Parse(word);
  if (key.ok()) return key;
  const absl::StatusOr<std::string> text = ReadSmallFile(word, proof::kPolicyBytesMax);
  if (!text.ok()) {
    return UsageError(absl::StrCat("--log-key ", word, " is neither a key (",
                                   key.status().message(), ") nor a file that can be read"));
  }
  const std::string line(absl::StripAsciiWhitespace(text->substr(0, text->find('\n'))));
  key = proof::VerifierKey::Parse(line);
  if (key.ok()) return key;
  return UsageError(absl::StrCat(word, " does not begin with a key: ", key.status().message()));
}

}  // namespace

absl::StatusOr<proof::SigningKey> MakeKeyFile(const std::string& path, const std::string& name) {
  absl::StatusOr<proof::SigningKey> key =
      proof::SigningKey::Generate(name, proof::KeyType::kCosignature);
  if (!key.ok()) return UsageError(key.status().message());
  std::string text = key->SecretText();
  std::string line = absl::StrCat(text, "\n");
  const absl::Status written = AddDurably(path, line);
  proof::Wipe(text);
  proof::Wipe(line);
  if (!written.ok()) return UsageError(written.message());
  return key;
}

absl::StatusOr<proof::SigningKey> ReadKeyFile(const std::string& path) {
  IPPLEDGE_RETURN_IF_ERROR(CheckOwn(path));
  absl::StatusOr<std::string> text = ReadSmallFile(path, proof::kKeyTextBytesMax);
  if (!text.ok()) return UsageError(text.status().message());
  absl::StatusOr<proof::SigningKey> key =
      proof::SigningKey::Parse(absl::StripAsciiWhitespace(*text));
  proof::Wipe(*text);
  if (!key.ok()) return UsageError(absl::StrCat(path, ": ", key.status().message()));
  if (key->type() != proof::KeyType::kCosignature) {
    return UsageError(absl::StrCat(path, " holds a key of type ", proof::NameOf(key->type()),
                                   ", a witness has one of type cosignature"));
  }
  return key;
}

absl::StatusOr<std::vector<proof::VerifierKey>> ReadLogKeys(const std::vector<std::string>& words,
                                                            const std::string& policy_path) {
  std::vector<proof::VerifierKey> keys;
  for (const std::string& word : words) {
    IPPLEDGE_ASSIGN_OR_RETURN(proof::VerifierKey key, LogKeyOf(word));
    keys.push_back(std::move(key));
  }
  if (!policy_path.empty()) {
    const absl::StatusOr<std::string> text = ReadSmallFile(policy_path, proof::kPolicyBytesMax);
    if (!text.ok()) return UsageError(text.status().message());
    const absl::StatusOr<proof::WitnessPolicy> policy = proof::ParsePolicy(*text);
    if (!policy.ok()) {
      return UsageError(absl::StrCat(policy_path, ": ", policy.status().message()));
    }
    for (const proof::PolicyLog& log : policy->logs) keys.push_back(log.key);
  }
  if (keys.empty()) {
    return UsageError(
        "nothing says which ledger to believe: --log-key KEY, or --policy FILE with its log");
  }
  for (const proof::VerifierKey& key : keys) {
    if (key.type() == proof::KeyType::kCosignature) {
      return UsageError(absl::StrCat(key.name(), " is a witness's key, not a ledger's"));
    }
    if (key.name() != keys.front().name()) {
      return UsageError(absl::StrCat("keys of two ledgers: ", keys.front().name(), " and ",
                                     key.name(), "; one witness follows one"));
    }
  }
  return keys;
}

}  // namespace ippledge::client
