#include "tests/testing/test_approval.h"

#include <openssl/pem.h>
#include <openssl/rsa.h>
#include <openssl/sha.h>

#include <cstdio>
#include <cstdlib>

#include "ippledge/v1/approval.pb.h"

namespace ippledge {
namespace {

void Must(bool held) {
  if (held) return;
  std::fprintf(stderr, "test approval: OpenSSL failed\n");
  std::abort();
}

const unsigned char* Bytes(const std::string& text) {
  return reinterpret_cast<const unsigned char*>(text.data());
}

std::string HexDigestOf(const std::string& bytes) {
  unsigned char digest[SHA256_DIGEST_LENGTH];
  SHA256(Bytes(bytes), bytes.size(), digest);
  std::string text;
  for (const unsigned char byte : digest) {
    char digits[3];
    std::snprintf(digits, sizeof(digits), "%02x", byte);
    text += digits;
  }
  return text;
}

std::string DerOf(const std::string& pem) {
  BIO* bio = BIO_new_mem_buf(pem.data(), static_cast<int>(pem.size()));
  X509* certificate = PEM_read_bio_X509(bio, nullptr, nullptr, nullptr);
  BIO_free(bio);
  Must(certificate != nullptr);
  unsigned char* der = nullptr;
  const int size = i2d_X509(certificate, &der);
  std::string bytes(reinterpret_cast<char*>(der), static_cast<std::size_t>(size));
  OPENSSL_free(der);
  X509_free(certificate);
  return bytes;
}

std::string SignatureOf(const std::string& key_pem, const std::string& text) {
  BIO* bio = BIO_new_mem_buf(key_pem.data(), static_cast<int>(key_pem.size()));
  EVP_PKEY* key = PEM_read_bio_PrivateKey(bio, nullptr, nullptr, nullptr);
  BIO_free(bio);
  Must(key != nullptr);
  EVP_MD_CTX* context = EVP_MD_CTX_new();
  EVP_PKEY_CTX* parameters = nullptr;
  const bool is_ed25519 = EVP_PKEY_get_id(key) == EVP_PKEY_ED25519;
  Must(EVP_DigestSignInit(context, &parameters, is_ed25519 ? nullptr : EVP_sha256(), nullptr,
                          key) == 1);
  if (EVP_PKEY_get_id(key) == EVP_PKEY_RSA) {
    Must(EVP_PKEY_CTX_set_rsa_padding(parameters, RSA_PKCS1_PSS_PADDING) == 1);
    Must(EVP_PKEY_CTX_set_rsa_pss_saltlen(parameters, 32) == 1);
  }
  std::size_t size = 0;
  Must(EVP_DigestSign(context, nullptr, &size, Bytes(text), text.size()) == 1);
  std::string signature(size, '\0');
  Must(EVP_DigestSign(context, reinterpret_cast<unsigned char*>(signature.data()), &size,
                      Bytes(text), text.size()) == 1);
  signature.resize(size);
  EVP_MD_CTX_free(context);
  EVP_PKEY_free(key);
  return signature;
}

}  // namespace

std::string Approve(const Issued& second, const TestApproval& approval) {
  const std::string text = "ippledge/approval/1\n" + approval.method + "\n" +
                           HexDigestOf(approval.request) + "\n" +
                           std::to_string(approval.expire_time_ms) + "\n";
  v1::Approval message;
  message.set_certificate(DerOf(second.certificate));
  message.set_expire_time_ms(approval.expire_time_ms);
  message.set_signature(SignatureOf(second.key, text));
  return message.SerializeAsString();
}

}  // namespace ippledge
