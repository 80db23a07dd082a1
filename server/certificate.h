// server/certificate.h: X.509 certificates: read, named, timed.
//
// For the files about TLS only. Certificates are never changed once read; any thread.
#pragma once

#include <openssl/x509.h>

#include <memory>
#include <string>
#include <vector>

#include "absl/status/statusor.h"
#include "absl/strings/string_view.h"
#include "absl/time/time.h"
#include "proof/hash.h"

namespace ippledge::server {

struct OpenSslFree {
  void operator()(X509* certificate) const { X509_free(certificate); }
  void operator()(X509_CRL* list) const { X509_CRL_free(list); }
  void operator()(X509_STORE* store) const { X509_STORE_free(store); }
  void operator()(X509_STORE_CTX* context) const { X509_STORE_CTX_free(context); }
  void operator()(EVP_PKEY* key) const { EVP_PKEY_free(key); }
  void operator()(EVP_MD_CTX* context) const { EVP_MD_CTX_free(context); }
  void operator()(BIO* bio) const { BIO_free(bio); }
};
template <typename T>
using OpenSslOwned = std::unique_ptr<T, OpenSslFree>;
using Certificate = OpenSslOwned<X509>;
using RevocationList = OpenSslOwned<X509_CRL>;

// All of a PEM text, in order; blocks of other kinds are passed over. INVALID_ARGUMENT when there
// is none, or one that cannot be decoded.
absl::StatusOr<std::vector<Certificate>> ReadCertificates(absl::string_view pem);
absl::StatusOr<std::vector<RevocationList>> ReadRevocationLists(absl::string_view pem);
// INVALID_ARGUMENT for bytes that are no certificate, and just one.
absl::StatusOr<Certificate> ReadDer(absl::string_view der);

// SHA-256 of the DER.
proof::Hash FingerprintOf(const X509& certificate);
// Hexadecimal, as openssl prints it.
std::string SerialOf(const X509& certificate);
// "CN = …, O = …", for logs and messages.
std::string NameText(const X509_NAME& name);

// InfiniteFuture when there is none, InfinitePast when it is malformed: it then never holds.
absl::Time TimeOf(const ASN1_TIME* time);
// "2025-06-30T08:00:00Z".
std::string TimeText(absl::Time time);

// A view of memory for OpenSSL's readers.
OpenSslOwned<BIO> Reading(absl::string_view bytes);
// What OpenSSL had to say of the last failure on this thread; its list of errors is empty after it.
std::string TakeOpenSslError();

}  // namespace ippledge::server
