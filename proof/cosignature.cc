#include "proof/cosignature.h"

#include <cstdlib>
#include <limits>

#include "absl/strings/str_cat.h"

namespace ippledge::proof {
namespace {

constexpr std::size_t kTimeBytes = 8;

std::string MessageOf(absl::string_view text, std::int64_t time_seconds) {
  return absl::StrCat("cosignature/v1\ntime ", time_seconds, "\n", text);
}

void MustHold(bool condition) {
  if (!condition) std::abort();
}

}  // namespace

NoteSignature Cosign(const SigningKey& key, absl::string_view text, std::int64_t time_seconds) {
  MustHold(key.type() == KeyType::kCosignature && time_seconds >= 0);
  NoteSignature signature = {.name = key.name(), .key_id = key.verifier().id()};
  for (int shift = 56; shift >= 0; shift -= 8) {
    signature.bytes.push_back(static_cast<char>(time_seconds >> shift));
  }
  signature.bytes += key.Sign(MessageOf(text, time_seconds));
  return signature;
}

std::optional<std::int64_t> CosignatureTime(absl::string_view signature) {
  if (signature.size() != kCosignatureBytes) return std::nullopt;
  std::uint64_t time = 0;
  for (std::size_t i = 0; i < kTimeBytes; ++i) {
    time = time << 8 | static_cast<unsigned char>(signature[i]);
  }
  constexpr std::uint64_t kTimeMax = std::numeric_limits<std::int64_t>::max();
  if (time > kTimeMax) return std::nullopt;
  return static_cast<std::int64_t>(time);
}

std::optional<std::int64_t> VerifyCosignature(const VerifierKey& key, absl::string_view text,
                                              absl::string_view signature) {
  MustHold(key.type() == KeyType::kCosignature);
  const std::optional<std::int64_t> time = CosignatureTime(signature);
  if (!time || !key.Verifies(MessageOf(text, *time), signature.substr(kTimeBytes))) {
    return std::nullopt;
  }
  return time;
}

}  // namespace ippledge::proof
