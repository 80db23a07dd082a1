#include "client/import/stable_hash.h"

#include <bit>
#include <cstring>

#include "absl/numeric/int128.h"

namespace ippledge::client {
namespace {

constexpr std::uint64_t kOdd1 = 0x9e3779b97f4a7c15;
constexpr std::uint64_t kOdd2 = 0xd6e8feb86659fd93;

// Multiplies to 128 bits and folds: every bit in moves about half of the bits out.
std::uint64_t Mix(std::uint64_t a, std::uint64_t b) {
  const absl::uint128 product = absl::uint128(a) * b;
  return absl::Uint128High64(product) ^ absl::Uint128Low64(product);
}

// Eight bytes, the first the lowest, on any machine.
std::uint64_t Load(const char* bytes) {
  std::uint64_t word = 0;
  std::memcpy(&word, bytes, sizeof(word));
  if constexpr (std::endian::native == std::endian::big) word = __builtin_bswap64(word);
  return word;
}

}  // namespace

std::uint64_t StableHash(absl::string_view text, std::uint64_t seed) {
  std::uint64_t hash = Mix(seed ^ kOdd1, static_cast<std::uint64_t>(text.size()) ^ kOdd2);
  while (text.size() >= 8) {
    hash = Mix(hash ^ Load(text.data()), kOdd1);
    text.remove_prefix(8);
  }
  if (!text.empty()) {
    char rest[8] = {};
    std::memcpy(rest, text.data(), text.size());
    hash = Mix(hash ^ Load(rest), kOdd1);
  }
  return Mix(hash ^ kOdd2, kOdd1);
}

std::uint64_t StableHash(std::int64_t number, std::uint64_t seed) {
  return Mix(Mix(seed ^ kOdd2, kOdd1) ^ static_cast<std::uint64_t>(number), kOdd2);
}

std::string HexOf(std::uint64_t hash, int digits) {
  std::string text(static_cast<std::size_t>(digits), '0');
  for (char& c : text) {
    c = "0123456789abcdef"[hash >> 60];
    hash <<= 4;
  }
  return text;
}

}  // namespace ippledge::client
