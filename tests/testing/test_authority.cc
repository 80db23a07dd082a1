#include "tests/testing/test_authority.h"

#include <openssl/pem.h>
#include <openssl/rsa.h>
#include <openssl/x509v3.h>
#include <sys/stat.h>

#include <cstdio>
#include <cstdlib>
#include <filesystem>
#include <fstream>

#include "absl/strings/str_cat.h"

namespace ippledge {
namespace {

void Must(bool held) {
  if (held) return;
  std::fprintf(stderr, "test authority: OpenSSL failed\n");
  std::abort();
}

std::string TextOf(BIO* bio) {
  char* text = nullptr;
  const long size = BIO_get_mem_data(bio, &text);
  std::string copy(text, static_cast<std::size_t>(size));
  BIO_free(bio);
  return copy;
}

template <typename T, typename Write>
std::string PemOf(T* thing, Write write) {
  BIO* bio = BIO_new(BIO_s_mem());
  Must(write(bio, thing) == 1);
  return TextOf(bio);
}

std::string PemOf(X509* certificate) { return PemOf(certificate, PEM_write_bio_X509); }

std::string PemOf(EVP_PKEY* key) {
  return PemOf(key, [](BIO* bio, EVP_PKEY* k) {
    return PEM_write_bio_PrivateKey(bio, k, nullptr, nullptr, 0, nullptr, nullptr);
  });
}

EVP_PKEY* NewKey(TestKey kind) {
  EVP_PKEY* key = nullptr;
  switch (kind) {
    case TestKey::kEc:
      key = EVP_EC_gen("P-256");
      break;
    case TestKey::kRsa:
      key = EVP_RSA_gen(2048);
      break;
    case TestKey::kWeakRsa:
      key = EVP_RSA_gen(1024);
      break;
    case TestKey::kEd25519:
      key = EVP_PKEY_Q_keygen(nullptr, nullptr, "ED25519");
      break;
  }
  Must(key != nullptr);
  return key;
}

void Extend(X509* certificate, int kind, const char* value) {
  X509_EXTENSION* extension = X509V3_EXT_conf_nid(nullptr, nullptr, kind, value);
  Must(extension != nullptr && X509_add_ext(certificate, extension, -1) == 1);
  X509_EXTENSION_free(extension);
}

X509* NewCertificate(const TestName& subject, EVP_PKEY* key, long serial, absl::Time from,
                     absl::Time until) {
  X509* certificate = X509_new();
  Must(X509_set_version(certificate, 2) == 1);
  Must(ASN1_INTEGER_set(X509_get_serialNumber(certificate), serial) == 1);
  ASN1_TIME_set(X509_getm_notBefore(certificate), absl::ToTimeT(from));
  ASN1_TIME_set(X509_getm_notAfter(certificate), absl::ToTimeT(until));
  X509_NAME* name = X509_get_subject_name(certificate);
  for (const auto& [attribute, value] : subject) {
    Must(X509_NAME_add_entry_by_txt(name, attribute.c_str(), MBSTRING_UTF8,
                                    reinterpret_cast<const unsigned char*>(value.data()),
                                    static_cast<int>(value.size()), -1, 0) == 1);
  }
  Must(X509_set_pubkey(certificate, key) == 1);
  return certificate;
}

}  // namespace

TestAuthority::TestAuthority(const std::string& name, const TestAuthority* issuer)
    : key_(NewKey(TestKey::kEc)) {
  certificate_ = NewCertificate({{"CN", name}}, key_, 1, absl::Now() - absl::Hours(2),
                                absl::Now() + absl::Hours(24 * 365));
  Extend(certificate_, NID_basic_constraints, "critical,CA:TRUE");
  Extend(certificate_, NID_key_usage, "critical,keyCertSign,cRLSign");
  (issuer == nullptr ? this : issuer)->Sign(certificate_);
  pem_ = PemOf(certificate_);
}

TestAuthority::~TestAuthority() {
  X509_free(certificate_);
  EVP_PKEY_free(key_);
}

void TestAuthority::Sign(X509* certificate) const {
  Must(X509_set_issuer_name(certificate, X509_get_subject_name(certificate_)) == 1);
  Must(X509_sign(certificate, key_, EVP_sha256()) > 0);
}

Issued TestAuthority::Issue(const Wish& wish) const {
  EVP_PKEY* key = NewKey(wish.key);
  const long serial = ++next_serial_;
  X509* certificate = NewCertificate(wish.subject, key, serial, wish.from, wish.until);
  Extend(certificate, NID_ext_key_usage, wish.is_server ? "serverAuth" : "clientAuth");
  if (wish.is_server) Extend(certificate, NID_subject_alt_name, "DNS:localhost,IP:127.0.0.1");
  Sign(certificate);
  Issued issued{.certificate = PemOf(certificate), .key = PemOf(key), .serial = serial};
  X509_free(certificate);
  EVP_PKEY_free(key);
  return issued;
}

Issued TestAuthority::IssueTo(const std::string& organisation, const std::string& role,
                              const std::string& person) const {
  return Issue({.subject = {{"O", organisation}, {"OU", role}, {"CN", person}}});
}

Issued TestAuthority::IssueToSystem(const std::string& organisation, const std::string& role,
                                    const std::string& person) const {
  return Issue({.subject = {{"O", organisation}, {"OU", role}, {"OU", "system"}, {"CN", person}}});
}

Issued TestAuthority::IssueToServer() const {
  return Issue({.subject = {{"CN", "localhost"}}, .is_server = true});
}

std::string TestAuthority::List(const ListWish& wish) const {
  X509_CRL* list = X509_CRL_new();
  Must(X509_CRL_set_version(list, 1) == 1);
  Must(X509_CRL_set_issuer_name(list, X509_get_subject_name(certificate_)) == 1);
  ASN1_TIME* time = ASN1_TIME_set(nullptr, absl::ToTimeT(wish.from));
  Must(X509_CRL_set1_lastUpdate(list, time) == 1);
  if (wish.next != absl::InfiniteFuture()) {
    ASN1_TIME_set(time, absl::ToTimeT(wish.next));
    Must(X509_CRL_set1_nextUpdate(list, time) == 1);
  }
  if (wish.number >= 0) {
    ASN1_INTEGER* number = ASN1_INTEGER_new();
    ASN1_INTEGER_set(number, wish.number > 0 ? wish.number : next_list_++);
    Must(X509_CRL_add1_ext_i2d(list, NID_crl_number, number, 0, 0) == 1);
    ASN1_INTEGER_free(number);
  }
  ASN1_TIME_set(time, absl::ToTimeT(wish.from));
  for (const long serial : wish.revoked) {
    X509_REVOKED* revoked = X509_REVOKED_new();
    ASN1_INTEGER* number = ASN1_INTEGER_new();
    ASN1_INTEGER_set(number, serial);
    Must(X509_REVOKED_set_serialNumber(revoked, number) == 1);
    Must(X509_REVOKED_set_revocationDate(revoked, time) == 1);
    Must(X509_CRL_add0_revoked(list, revoked) == 1);
    ASN1_INTEGER_free(number);
  }
  ASN1_TIME_free(time);
  X509_CRL_sort(list);
  Must(X509_CRL_sign(list, key_, EVP_sha256()) > 0);
  std::string pem = PemOf(list, PEM_write_bio_X509_CRL);
  X509_CRL_free(list);
  return pem;
}

void ReplaceFile(const std::string& path, const std::string& text) {
  const std::string fresh = absl::StrCat(path, ".new");
  std::ofstream(fresh, std::ios::binary) << text;
  chmod(fresh.c_str(), 0600);
  std::filesystem::rename(fresh, path);
}

}  // namespace ippledge
