#include "proof/ed25519.h"

#include "proof/evp.h"

namespace ippledge::proof {
namespace {

void MustHold(bool condition) { evp::MustHold(condition, "proof/ed25519.cc"); }

evp::Key KeyOfSecret(absl::string_view secret) {
  MustHold(secret.size() == kEd25519SecretBytes);
  evp::Key key(
      EVP_PKEY_new_raw_private_key_ex(nullptr, "ED25519", nullptr, evp::In(secret), secret.size()));
  MustHold(key != nullptr);
  return key;
}

evp::DigestContext NewContext() {
  evp::DigestContext context(EVP_MD_CTX_new());
  MustHold(context != nullptr);
  return context;
}

}  // namespace

std::string Ed25519PublicKey(absl::string_view secret) {
  const evp::Key key = KeyOfSecret(secret);
  std::string bytes(kEd25519PublicKeyBytes, '\0');
  std::size_t size = bytes.size();
  MustHold(EVP_PKEY_get_raw_public_key(key.get(), evp::Out(bytes), &size) == 1 &&
           size == bytes.size());
  return bytes;
}

std::string SignEd25519(absl::string_view secret, absl::string_view message) {
  const evp::Key key = KeyOfSecret(secret);
  const evp::DigestContext context = NewContext();
  std::string signature(kEd25519SignatureBytes, '\0');
  std::size_t size = signature.size();
  MustHold(EVP_DigestSignInit_ex(context.get(), nullptr, nullptr, nullptr, nullptr, key.get(),
                                 nullptr) == 1);
  MustHold(EVP_DigestSign(context.get(), evp::Out(signature), &size, evp::In(message),
                          message.size()) == 1 &&
           size == signature.size());
  return signature;
}

bool VerifyEd25519(absl::string_view public_key, absl::string_view message,
                   absl::string_view signature) {
  MustHold(public_key.size() == kEd25519PublicKeyBytes);
  if (signature.size() != kEd25519SignatureBytes) return false;
  const evp::Key key(EVP_PKEY_new_raw_public_key_ex(nullptr, "ED25519", nullptr,
                                                    evp::In(public_key), public_key.size()));
  MustHold(key != nullptr);
  const evp::DigestContext context = NewContext();
  MustHold(EVP_DigestVerifyInit_ex(context.get(), nullptr, nullptr, nullptr, nullptr, key.get(),
                                   nullptr) == 1);
  const evp::QuietErrors quiet;
  return EVP_DigestVerify(context.get(), evp::In(signature), signature.size(), evp::In(message),
                          message.size()) == 1;
}

}  // namespace ippledge::proof
