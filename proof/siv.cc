#include "proof/siv.h"

#include <openssl/crypto.h>
#include <openssl/err.h>
#include <openssl/evp.h>

#include <cstdio>
#include <cstdlib>
#include <memory>

namespace ippledge::proof {
namespace {

void MustHold(bool condition) {
  if (condition) return;
  std::fprintf(stderr, "proof/siv.cc: OpenSSL failed, or a broken promise\n");
  std::abort();
}

// Fetched once and never freed.
const EVP_CIPHER* Algorithm() {
  static const EVP_CIPHER* const algorithm = [] {
    const EVP_CIPHER* fetched = EVP_CIPHER_fetch(nullptr, "AES-256-SIV", nullptr);
    MustHold(fetched != nullptr);
    return fetched;
  }();
  return algorithm;
}

struct FreeContext {
  void operator()(EVP_CIPHER_CTX* context) const { EVP_CIPHER_CTX_free(context); }
};
// One for each text: OpenSSL 3.0 does not set a context of this mode back whole.
using Context = std::unique_ptr<EVP_CIPHER_CTX, FreeContext>;

Context NewContext() {
  Context context(EVP_CIPHER_CTX_new());
  MustHold(context != nullptr);
  return context;
}

const unsigned char* In(absl::string_view bytes) {
  return reinterpret_cast<const unsigned char*>(bytes.data());
}

unsigned char* Out(std::string& bytes) { return reinterpret_cast<unsigned char*>(bytes.data()); }

int Size(absl::string_view bytes) { return static_cast<int>(bytes.size()); }

}  // namespace

std::string SealSiv(absl::string_view key, absl::string_view associated,
                    absl::string_view plaintext) {
  MustHold(key.size() == kSivKeyBytes && !associated.empty() && !plaintext.empty());
  const Context context = NewContext();
  std::string sealed(kSivTagBytes + plaintext.size(), '\0');
  int size = 0;
  MustHold(EVP_EncryptInit_ex2(context.get(), Algorithm(), In(key), nullptr, nullptr) == 1);
  MustHold(EVP_EncryptUpdate(context.get(), nullptr, &size, In(associated), Size(associated)) == 1);
  MustHold(EVP_EncryptUpdate(context.get(), Out(sealed) + kSivTagBytes, &size, In(plaintext),
                             Size(plaintext)) == 1);
  MustHold(size == Size(plaintext));
  MustHold(EVP_EncryptFinal_ex(context.get(), nullptr, &size) == 1);
  MustHold(EVP_CIPHER_CTX_ctrl(context.get(), EVP_CTRL_AEAD_GET_TAG, kSivTagBytes, Out(sealed)) ==
           1);
  return sealed;
}

std::optional<std::string> OpenSiv(absl::string_view key, absl::string_view associated,
                                   absl::string_view ciphertext) {
  MustHold(key.size() == kSivKeyBytes && !associated.empty());
  if (ciphertext.size() <= kSivTagBytes) return std::nullopt;
  std::string tag(ciphertext.substr(0, kSivTagBytes));
  const absl::string_view body = ciphertext.substr(kSivTagBytes);
  const Context context = NewContext();
  std::string plaintext(body.size(), '\0');
  int size = 0;
  MustHold(EVP_DecryptInit_ex2(context.get(), Algorithm(), In(key), nullptr, nullptr) == 1);
  MustHold(EVP_CIPHER_CTX_ctrl(context.get(), EVP_CTRL_AEAD_SET_TAG, kSivTagBytes, Out(tag)) == 1);
  MustHold(EVP_DecryptUpdate(context.get(), nullptr, &size, In(associated), Size(associated)) == 1);
  // A changed text is no error of this thread's other uses of OpenSSL.
  ERR_set_mark();
  const bool opened =
      EVP_DecryptUpdate(context.get(), Out(plaintext), &size, In(body), Size(body)) == 1 &&
      size == Size(body) && EVP_DecryptFinal_ex(context.get(), nullptr, &size) == 1;
  ERR_pop_to_mark();
  if (opened) return plaintext;
  Wipe(plaintext);
  return std::nullopt;
}

void Wipe(std::string& bytes) {
  OPENSSL_cleanse(bytes.data(), bytes.size());
  bytes.clear();
}

}  // namespace ippledge::proof
