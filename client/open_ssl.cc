#include "client/open_ssl.h"

#include <openssl/err.h>
#include <openssl/pem.h>

namespace ippledge::client {
namespace {

OpenSslOwned<BIO> Reading(absl::string_view bytes) {
  return OpenSslOwned<BIO>(BIO_new_mem_buf(bytes.data(), static_cast<int>(bytes.size())));
}

int NoPassword(char*, int, int, void*) { return -1; }

}  // namespace

OpenSslOwned<X509> ReadCertificate(absl::string_view pem) {
  const OpenSslOwned<BIO> bio = Reading(pem);
  OpenSslOwned<X509> certificate(PEM_read_bio_X509(bio.get(), nullptr, nullptr, nullptr));
  ERR_clear_error();
  return certificate;
}

OpenSslOwned<EVP_PKEY> ReadPrivateKey(absl::string_view pem) {
  const OpenSslOwned<BIO> bio = Reading(pem);
  OpenSslOwned<EVP_PKEY> key(PEM_read_bio_PrivateKey(bio.get(), nullptr, NoPassword, nullptr));
  ERR_clear_error();
  return key;
}

}  // namespace ippledge::client
