#include "proof/sm2.h"

#include <openssl/bn.h>
#include <openssl/core_names.h>
#include <openssl/ec.h>
#include <openssl/obj_mac.h>
#include <openssl/params.h>

#include <array>
#include <memory>

#include "proof/evp.h"
#include "proof/random.h"
#include "proof/siv.h"

namespace ippledge::proof {
namespace {

constexpr std::size_t kNumberBytes = 32;

void MustHold(bool condition) { evp::MustHold(condition, "proof/sm2.cc"); }

struct Free {
  // Numbers may be secret: all are wiped.
  void operator()(BIGNUM* number) const { BN_clear_free(number); }
  void operator()(BN_CTX* context) const { BN_CTX_free(context); }
  void operator()(EC_POINT* point) const { EC_POINT_clear_free(point); }
  void operator()(ECDSA_SIG* signature) const { ECDSA_SIG_free(signature); }
};
using Number = std::unique_ptr<BIGNUM, Free>;
using NumberContext = std::unique_ptr<BN_CTX, Free>;
using Point = std::unique_ptr<EC_POINT, Free>;
using Signature = std::unique_ptr<ECDSA_SIG, Free>;

// Made once and never freed.
const EC_GROUP* Curve() {
  static const EC_GROUP* const curve = [] {
    const EC_GROUP* made = EC_GROUP_new_by_curve_name(NID_sm2);
    MustHold(made != nullptr);
    return made;
  }();
  return curve;
}

Number NumberOf(absl::string_view bytes) {
  Number number(BN_bin2bn(evp::In(bytes), static_cast<int>(bytes.size()), nullptr));
  MustHold(number != nullptr);
  BN_set_flags(number.get(), BN_FLG_CONSTTIME);
  return number;
}

void AppendNumber(const BIGNUM* number, std::string& bytes) {
  const std::size_t at = bytes.size();
  bytes.resize(at + kNumberBytes);
  MustHold(BN_bn2binpad(number, evp::Out(bytes) + at, kNumberBytes) == kNumberBytes);
}

// Null when OpenSSL does not take `public_key` for a point. `secret` may be empty.
evp::Key NewKey(absl::string_view public_key, absl::string_view secret) {
  char group[] = "SM2";
  std::string point(public_key);
  // OpenSSL wants the number's bytes in the order of the machine.
  std::string number(kNumberBytes, '\0');
  std::array<OSSL_PARAM, 4> params = {
      OSSL_PARAM_construct_utf8_string(OSSL_PKEY_PARAM_GROUP_NAME, group, 0),
      OSSL_PARAM_construct_octet_string(OSSL_PKEY_PARAM_PUB_KEY, point.data(), point.size()),
      OSSL_PARAM_construct_end(), OSSL_PARAM_construct_end()};
  if (!secret.empty()) {
    MustHold(BN_bn2nativepad(NumberOf(secret).get(), evp::Out(number), kNumberBytes) ==
             kNumberBytes);
    params[2] = OSSL_PARAM_construct_BN(OSSL_PKEY_PARAM_PRIV_KEY, evp::Out(number), number.size());
  }
  const evp::KeyContext context(EVP_PKEY_CTX_new_from_name(nullptr, "SM2", nullptr));
  MustHold(context != nullptr && EVP_PKEY_fromdata_init(context.get()) == 1);
  const evp::QuietErrors quiet;
  EVP_PKEY* key = nullptr;
  const int selection = secret.empty() ? EVP_PKEY_PUBLIC_KEY : EVP_PKEY_KEYPAIR;
  const bool made = EVP_PKEY_fromdata(context.get(), &key, selection, params.data()) == 1;
  Wipe(number);
  return evp::Key(made ? key : nullptr);
}

using Init = int (*)(EVP_MD_CTX*, EVP_PKEY_CTX**, const char*, OSSL_LIB_CTX*, const char*,
                     EVP_PKEY*, const OSSL_PARAM*);

evp::DigestContext Begin(Init init, EVP_PKEY* key) {
  evp::DigestContext context(EVP_MD_CTX_new());
  MustHold(context != nullptr);
  // Belongs to the digest context.
  EVP_PKEY_CTX* key_context = nullptr;
  MustHold(init(context.get(), &key_context, "SM3", nullptr, nullptr, key, nullptr) == 1);
  MustHold(EVP_PKEY_CTX_set1_id(key_context, kSm2UserId.data(),
                                static_cast<int>(kSm2UserId.size())) == 1);
  return context;
}

std::string RawOfDer(const std::string& der) {
  const unsigned char* at = evp::In(der);
  const Signature signature(d2i_ECDSA_SIG(nullptr, &at, static_cast<long>(der.size())));
  MustHold(signature != nullptr);
  std::string raw;
  AppendNumber(ECDSA_SIG_get0_r(signature.get()), raw);
  AppendNumber(ECDSA_SIG_get0_s(signature.get()), raw);
  return raw;
}

std::string DerOfRaw(absl::string_view raw) {
  const Signature signature(ECDSA_SIG_new());
  MustHold(signature != nullptr);
  MustHold(ECDSA_SIG_set0(signature.get(), NumberOf(raw.substr(0, kNumberBytes)).release(),
                          NumberOf(raw.substr(kNumberBytes)).release()) == 1);
  std::string der(static_cast<std::size_t>(i2d_ECDSA_SIG(signature.get(), nullptr)), '\0');
  unsigned char* at = evp::Out(der);
  MustHold(i2d_ECDSA_SIG(signature.get(), &at) == static_cast<int>(der.size()));
  return der;
}

}  // namespace

std::string NewSm2Secret() {
  std::string secret = RandomBytes(kSm2SecretBytes);
  // Once in four thousand million times.
  while (!IsSm2Secret(secret)) {
    Wipe(secret);
    secret = RandomBytes(kSm2SecretBytes);
  }
  return secret;
}

bool IsSm2Secret(absl::string_view bytes) {
  if (bytes.size() != kSm2SecretBytes) return false;
  const Number number = NumberOf(bytes);
  const Number last(BN_dup(EC_GROUP_get0_order(Curve())));
  MustHold(last != nullptr && BN_sub_word(last.get(), 2) == 1);
  return !BN_is_zero(number.get()) && BN_cmp(number.get(), last.get()) <= 0;
}

bool IsSm2PublicKey(absl::string_view bytes) {
  return bytes.size() == kSm2PublicKeyBytes && bytes.front() == '\x04' &&
         NewKey(bytes, absl::string_view()) != nullptr;
}

std::string Sm2PublicKey(absl::string_view secret) {
  MustHold(IsSm2Secret(secret));
  const NumberContext context(BN_CTX_secure_new());
  const Point point(EC_POINT_new(Curve()));
  MustHold(context != nullptr && point != nullptr);
  MustHold(EC_POINT_mul(Curve(), point.get(), NumberOf(secret).get(), nullptr, nullptr,
                        context.get()) == 1);
  std::string bytes(kSm2PublicKeyBytes, '\0');
  MustHold(EC_POINT_point2oct(Curve(), point.get(), POINT_CONVERSION_UNCOMPRESSED, evp::Out(bytes),
                              bytes.size(), context.get()) == bytes.size());
  return bytes;
}

std::string SignSm2(absl::string_view secret, absl::string_view message) {
  const evp::Key key = NewKey(Sm2PublicKey(secret), secret);
  MustHold(key != nullptr);
  const evp::DigestContext context = Begin(EVP_DigestSignInit_ex, key.get());
  std::size_t size = 0;
  MustHold(EVP_DigestSignUpdate(context.get(), message.data(), message.size()) == 1);
  MustHold(EVP_DigestSignFinal(context.get(), nullptr, &size) == 1);
  std::string der(size, '\0');
  MustHold(EVP_DigestSignFinal(context.get(), evp::Out(der), &size) == 1 && size <= der.size());
  der.resize(size);
  return RawOfDer(der);
}

bool VerifySm2(absl::string_view public_key, absl::string_view message,
               absl::string_view signature) {
  const evp::Key key = NewKey(public_key, absl::string_view());
  MustHold(key != nullptr && public_key.size() == kSm2PublicKeyBytes);
  if (signature.size() != kSm2SignatureBytes) return false;
  const evp::DigestContext context = Begin(EVP_DigestVerifyInit_ex, key.get());
  const std::string der = DerOfRaw(signature);
  const evp::QuietErrors quiet;
  return EVP_DigestVerifyUpdate(context.get(), message.data(), message.size()) == 1 &&
         EVP_DigestVerifyFinal(context.get(), evp::In(der), der.size()) == 1;
}

}  // namespace ippledge::proof
