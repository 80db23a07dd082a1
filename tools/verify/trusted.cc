#include "tools/verify/trusted.h"

#include <filesystem>
#include <fstream>
#include <iostream>
#include <iterator>
#include <system_error>
#include <utility>

#include "absl/strings/ascii.h"
#include "absl/strings/str_cat.h"
#include "ledger/status_macros.h"

namespace ippledge::verify {
namespace {

absl::StatusOr<proof::VerifierKey> KeyOf(const std::string& word) {
  absl::StatusOr<proof::VerifierKey> key = proof::VerifierKey::Parse(word);
  if (key.ok()) return key;
  const absl::StatusOr<std::string> text = ReadFile(word);
  if (!text.ok()) {
    return absl::InvalidArgumentError(
        absl::StrCat("--key is neither a key (", key.status().message(), ") nor a file"));
  }
  const std::string line(absl::StripAsciiWhitespace(text->substr(0, text->find('\n'))));
  key = proof::VerifierKey::Parse(line);
  if (key.ok()) return key;
  return absl::InvalidArgumentError(
      absl::StrCat(word, " does not begin with a key: ", key.status().message()));
}

}  // namespace

absl::StatusOr<std::string> ReadFile(const std::string& path) {
  std::ifstream file;
  if (path != "-") {
    std::error_code error;
    file.open(path, std::ios::binary);
    if (!file || std::filesystem::is_directory(path, error)) {
      return absl::NotFoundError(absl::StrCat(path, " cannot be read"));
    }
  }
  std::istream& in = path == "-" ? std::cin : file;
  std::string text;
  char buffer[64 * 1024];
  while (in.read(buffer, sizeof(buffer)) || in.gcount() > 0) {
    text.append(buffer, static_cast<std::size_t>(in.gcount()));
    if (text.size() > kFileBytesMax) {
      return absl::InvalidArgumentError(
          absl::StrCat(path, " has more than ", kFileBytesMax, " bytes"));
    }
  }
  return text;
}

std::vector<proof::VerifierKey> Trusted::Keys() const {
  std::vector<proof::VerifierKey> keys = log_keys;
  if (policy) {
    for (proof::VerifierKey& key : proof::KeysOf(*policy)) keys.push_back(std::move(key));
  }
  return keys;
}

absl::StatusOr<Trusted> ReadTrusted(const std::vector<std::string>& keys,
                                    const std::string& policy_file) {
  Trusted trusted;
  for (const std::string& word : keys) {
    IPPLEDGE_ASSIGN_OR_RETURN(proof::VerifierKey key, KeyOf(word));
    trusted.log_keys.push_back(std::move(key));
  }
  if (!policy_file.empty()) {
    IPPLEDGE_ASSIGN_OR_RETURN(const std::string text, ReadFile(policy_file));
    absl::StatusOr<proof::WitnessPolicy> policy = proof::ParsePolicy(text);
    if (!policy.ok()) {
      return absl::InvalidArgumentError(absl::StrCat(policy_file, ": ", policy.status().message()));
    }
    trusted.policy = *std::move(policy);
  }
  if (trusted.Keys().empty()) {
    return absl::InvalidArgumentError("nothing says whom to trust: --key KEY or --policy FILE");
  }
  return trusted;
}

}  // namespace ippledge::verify
