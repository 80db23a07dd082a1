#include "proof/hash.h"

#include <openssl/evp.h>

#include <algorithm>
#include <cstdio>
#include <cstdlib>
#include <memory>

namespace ippledge::proof {
namespace {

void MustHold(bool condition) {
  if (condition) return;
  std::fprintf(stderr, "proof/hash.cc: OpenSSL failed\n");
  std::abort();
}

// Fetched once and never freed: looking an algorithm up takes longer than hashing an entry.
const EVP_MD* Algorithm() {
  static const EVP_MD* const algorithm = [] {
    const EVP_MD* fetched = EVP_MD_fetch(nullptr, "SHA256", nullptr);
    MustHold(fetched != nullptr);
    return fetched;
  }();
  return algorithm;
}

struct FreeContext {
  void operator()(EVP_MD_CTX* context) const { EVP_MD_CTX_free(context); }
};

// The thread's context, ready for a new message.
EVP_MD_CTX* Begin() {
  thread_local const std::unique_ptr<EVP_MD_CTX, FreeContext> context(EVP_MD_CTX_new());
  MustHold(context != nullptr);
  MustHold(EVP_DigestInit_ex2(context.get(), Algorithm(), nullptr) == 1);
  return context.get();
}

void Update(EVP_MD_CTX* context, const void* bytes, std::size_t size) {
  MustHold(EVP_DigestUpdate(context, bytes, size) == 1);
}

Hash End(EVP_MD_CTX* context) {
  Hash hash;
  unsigned int size = 0;
  MustHold(EVP_DigestFinal_ex(context, hash.data(), &size) == 1 && size == hash.size());
  return hash;
}

}  // namespace

Hash Sha256(absl::string_view bytes) {
  EVP_MD_CTX* const context = Begin();
  Update(context, bytes.data(), bytes.size());
  return End(context);
}

Hash Sha256(absl::Span<const std::uint8_t> bytes) {
  EVP_MD_CTX* const context = Begin();
  Update(context, bytes.data(), bytes.size());
  return End(context);
}

Hash LeafHash(absl::string_view entry) {
  constexpr std::uint8_t kPrefix = 0;
  EVP_MD_CTX* const context = Begin();
  Update(context, &kPrefix, 1);
  Update(context, entry.data(), entry.size());
  return End(context);
}

Hash NodeHash(const Hash& left, const Hash& right) {
  std::array<std::uint8_t, 1 + 2 * kHashBytes> message;
  message[0] = 1;
  std::copy(left.begin(), left.end(), message.begin() + 1);
  std::copy(right.begin(), right.end(), message.begin() + 1 + kHashBytes);
  return Sha256(absl::MakeConstSpan(message));
}

std::string HexOf(const Hash& hash) {
  constexpr char kDigits[] = "0123456789abcdef";
  std::string hex;
  hex.reserve(2 * hash.size());
  for (const std::uint8_t byte : hash) {
    hex.push_back(kDigits[byte >> 4]);
    hex.push_back(kDigits[byte & 15]);
  }
  return hex;
}

absl::string_view BytesOf(const Hash& hash) {
  return absl::string_view(reinterpret_cast<const char*>(hash.data()), hash.size());
}

}  // namespace ippledge::proof
