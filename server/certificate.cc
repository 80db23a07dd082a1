#include "server/certificate.h"

#include <openssl/asn1.h>
#include <openssl/bn.h>
#include <openssl/err.h>
#include <openssl/pem.h>

#include <ctime>

#include "absl/strings/str_cat.h"
#include "ledger/check.h"

namespace ippledge::server {
namespace {

// Reads one block after the other until there is no more.
template <typename T, typename ReadOne>
absl::StatusOr<std::vector<OpenSslOwned<T>>> ReadAll(absl::string_view pem, const char* what,
                                                     ReadOne read_one) {
  const OpenSslOwned<BIO> bio = Reading(pem);
  std::vector<OpenSslOwned<T>> all;
  ERR_clear_error();
  while (T* one = read_one(bio.get())) all.emplace_back(one);
  const unsigned long error = ERR_peek_last_error();  // NOLINT(runtime/int): OpenSSL's own type
  const bool at_end =
      ERR_GET_LIB(error) == ERR_LIB_PEM && ERR_GET_REASON(error) == PEM_R_NO_START_LINE;
  if (!at_end) {
    return absl::InvalidArgumentError(
        absl::StrCat(what, " ", all.size() + 1, " cannot be decoded: ", TakeOpenSslError()));
  }
  ERR_clear_error();
  if (all.empty()) return absl::InvalidArgumentError(absl::StrCat("holds no ", what, " in PEM"));
  return all;
}

}  // namespace

absl::StatusOr<std::vector<Certificate>> ReadCertificates(absl::string_view pem) {
  return ReadAll<X509>(pem, "certificate",
                       [](BIO* bio) { return PEM_read_bio_X509(bio, nullptr, nullptr, nullptr); });
}

absl::StatusOr<std::vector<RevocationList>> ReadRevocationLists(absl::string_view pem) {
  return ReadAll<X509_CRL>(pem, "revocation list", [](BIO* bio) {
    return PEM_read_bio_X509_CRL(bio, nullptr, nullptr, nullptr);
  });
}

absl::StatusOr<Certificate> ReadDer(absl::string_view der) {
  const auto* const begin = reinterpret_cast<const unsigned char*>(der.data());
  const unsigned char* at = begin;
  Certificate certificate(d2i_X509(nullptr, &at, static_cast<long>(der.size())));
  ERR_clear_error();
  if (certificate == nullptr || at != begin + der.size()) {
    return absl::InvalidArgumentError("these bytes are no certificate");
  }
  return certificate;
}

proof::Hash FingerprintOf(const X509& certificate) {
  unsigned char* der = nullptr;
  const int size = i2d_X509(&certificate, &der);
  IPPLEDGE_CHECK(size > 0);
  const proof::Hash hash =
      proof::Sha256(absl::Span<const std::uint8_t>(der, static_cast<std::size_t>(size)));
  OPENSSL_free(der);
  return hash;
}

std::string SerialOf(const X509& certificate) {
  BIGNUM* number = ASN1_INTEGER_to_BN(X509_get0_serialNumber(&certificate), nullptr);
  IPPLEDGE_CHECK(number != nullptr);
  char* digits = BN_bn2hex(number);
  BN_free(number);
  std::string text(digits);
  OPENSSL_free(digits);
  return text;
}

std::string NameText(const X509_NAME& name) {
  const OpenSslOwned<BIO> bio(BIO_new(BIO_s_mem()));
  X509_NAME_print_ex(bio.get(), &name, 0, XN_FLAG_ONELINE & ~ASN1_STRFLGS_ESC_MSB);
  char* text = nullptr;
  const long size = BIO_get_mem_data(bio.get(), &text);
  return std::string(text, static_cast<std::size_t>(size));
}

absl::Time TimeOf(const ASN1_TIME* time) {
  if (time == nullptr) return absl::InfiniteFuture();
  std::tm fields{};
  if (ASN1_TIME_to_tm(time, &fields) != 1) return absl::InfinitePast();
  return absl::FromTM(fields, absl::UTCTimeZone());
}

std::string TimeText(absl::Time time) {
  return absl::FormatTime("%Y-%m-%dT%H:%M:%SZ", time, absl::UTCTimeZone());
}

OpenSslOwned<BIO> Reading(absl::string_view bytes) {
  OpenSslOwned<BIO> bio(BIO_new_mem_buf(bytes.data(), static_cast<int>(bytes.size())));
  IPPLEDGE_CHECK(bio != nullptr);
  return bio;
}

std::string TakeOpenSslError() {
  const unsigned long error = ERR_peek_last_error();  // NOLINT(runtime/int): OpenSSL's own type
  const char* reason = ERR_reason_error_string(error);
  ERR_clear_error();
  return reason == nullptr ? "an unknown error" : reason;
}

}  // namespace ippledge::server
