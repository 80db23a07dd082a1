// Signs and opens notes for scripts, so that other implementations can be tried against ours.
//
//   proof_signature_tool keys NAME ed25519|sm2|cosignature   a secret key and its public one
//   proof_signature_tool sign SECRET < TEXT                  the signature line
//   proof_signature_tool cosign SECRET SECONDS < TEXT        the same of a witness
//   proof_signature_tool open PUBLIC... < NOTE               for each line that holds: key and time
//
// Exit code 1, and why on standard error, for what is refused; 2 for another use.
#include <cstdio>
#include <iostream>
#include <iterator>
#include <string>
#include <vector>

#include "absl/strings/numbers.h"
#include "proof/cosignature.h"
#include "proof/signed_note.h"
#include "proof/signing_key.h"

namespace ippledge::proof {
namespace {

int Refuse(const absl::Status& status) {
  std::cerr << status << "\n";
  return 1;
}

int PrintKeys(const std::string& name, const std::string& type) {
  for (const KeyType each : {KeyType::kEd25519, KeyType::kSm2, KeyType::kCosignature}) {
    if (NameOf(each) != type) continue;
    const absl::StatusOr<SigningKey> key = SigningKey::Generate(name, each);
    if (!key.ok()) return Refuse(key.status());
    std::cout << key->SecretText() << "\n" << key->verifier().Text() << "\n";
    return 0;
  }
  return 2;
}

int PrintSignature(const std::string& secret, const std::string* seconds, const std::string& text) {
  const absl::StatusOr<SigningKey> key = SigningKey::Parse(secret);
  if (!key.ok()) return Refuse(key.status());
  std::int64_t time = 0;
  if (seconds != nullptr && !absl::SimpleAtoi(*seconds, &time)) return 2;
  std::cout << FormatSignature(seconds != nullptr ? Cosign(*key, text, time)
                                                  : SignText(*key, text));
  return 0;
}

int PrintVerified(const std::vector<std::string>& publics, const std::string& note) {
  std::vector<VerifierKey> known;
  for (const std::string& text : publics) {
    absl::StatusOr<VerifierKey> key = VerifierKey::Parse(text);
    if (!key.ok()) return Refuse(key.status());
    known.push_back(*std::move(key));
  }
  const absl::StatusOr<OpenedNote> opened = OpenNote(note, known);
  if (!opened.ok()) return Refuse(opened.status());
  for (const VerifiedSignature& signature : opened->verified) {
    std::cout << signature.key << " " << signature.time_seconds.value_or(-1) << "\n";
  }
  return 0;
}

int Run(const std::vector<std::string>& words) {
  if (words.size() == 3 && words[0] == "keys") return PrintKeys(words[1], words[2]);
  const std::string input{std::istreambuf_iterator<char>(std::cin), {}};
  if (words.size() == 2 && words[0] == "sign") return PrintSignature(words[1], nullptr, input);
  if (words.size() == 3 && words[0] == "cosign") return PrintSignature(words[1], &words[2], input);
  if (words.size() >= 2 && words[0] == "open") {
    return PrintVerified({words.begin() + 1, words.end()}, input);
  }
  return 2;
}

}  // namespace
}  // namespace ippledge::proof

int main(int argc, char** argv) {
  const int code = ippledge::proof::Run({argv + 1, argv + argc});
  if (code == 2) std::cerr << "see the head of tests/proof/signature_tool.cc\n";
  return code;
}
