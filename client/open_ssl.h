// client/open_ssl.h: owners of what OpenSSL makes. For .cc files only.
#pragma once

#include <openssl/bio.h>
#include <openssl/evp.h>
#include <openssl/x509.h>

#include <memory>

#include "absl/strings/string_view.h"

namespace ippledge::client {

struct OpenSslFree {
  void operator()(X509* certificate) const { X509_free(certificate); }
  void operator()(EVP_PKEY* key) const { EVP_PKEY_free(key); }
  void operator()(EVP_MD_CTX* context) const { EVP_MD_CTX_free(context); }
  void operator()(BIO* bio) const { BIO_free(bio); }
};
template <typename T>
using OpenSslOwned = std::unique_ptr<T, OpenSslFree>;

// The first certificate of a PEM text, and its private key; null when there is none. A key that is
// encrypted counts as none: nobody is asked for a password.
OpenSslOwned<X509> ReadCertificate(absl::string_view pem);
OpenSslOwned<EVP_PKEY> ReadPrivateKey(absl::string_view pem);

}  // namespace ippledge::client
