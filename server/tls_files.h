// server/tls_files.h: the files of mutual TLS, read and found to belong together.
//
// Nothing is used before all of it was checked: gRPC itself would take a certificate without its
// key and then serve nobody.
#pragma once

#include <memory>
#include <string>
#include <vector>

#include "absl/status/statusor.h"
#include "absl/time/time.h"
#include "proof/hash.h"
#include "server/authority.h"

namespace ippledge::server {

struct TlsPaths {
  std::string certificate;  // PEM: ours, then its intermediates
  std::string key;          // PEM, not encrypted: 0600, or in the folder of systemd's credentials
  std::string authorities;  // PEM: who issues clients' certificates
  std::string revoked;      // PEM: their revocation lists; a file, or a folder of such files

  bool any() const;
  // The settings' names of those that are missing.
  std::vector<std::string> Missing() const;
};

struct TlsFiles {
  std::string certificate;
  std::string key;  // secret
  std::string authorities;
  std::shared_ptr<const Authority> authority;
  absl::Time good_until;  // of our own certificate
  proof::Hash digest{};   // of what all the files hold: equal files, equal digests
};

// INVALID_ARGUMENT, with the path: a file that cannot be read or decoded, a key of another
// certificate, a certificate that is not good at `now`, and what Authority::Make() refuses.
// FAILED_PRECONDITION: a key that others could read.
absl::StatusOr<TlsFiles> ReadTlsFiles(const TlsPaths& paths, absl::Time now);

}  // namespace ippledge::server
