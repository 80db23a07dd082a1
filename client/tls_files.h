// client/tls_files.h: the certificate with which this program calls, from files.
#pragma once

#include <ostream>
#include <string>

#include "absl/status/status.h"
#include "absl/status/statusor.h"
#include "absl/time/time.h"
#include "client/connection.h"
#include "client/texts.h"

namespace ippledge::client {

struct TlsPaths {
  std::string authorities;  // PEM: who issued the server's certificate
  std::string certificate;  // PEM: ours, then its intermediates
  std::string key;          // PEM

  bool any() const { return !authorities.empty() || !certificate.empty() || !key.empty(); }
};

// Who a certificate says it is of; what it does not say stays empty. What counts the server reads.
struct Holder {
  Credentials who;
  bool is_system = false;
  absl::Time good_until;
};

// The files, found to belong together; `need_authorities` is false where no server is called. Says
// on `err` when others can read the key, and when the certificate ends soon.
//
// A usage error: a file that is missing, cannot be read or decoded; a key that is encrypted or of
// another certificate; a certificate that is not good at `now`.
absl::StatusOr<TlsLine> ReadTlsLine(const TlsPaths& paths, bool need_authorities, absl::Time now,
                                    Language language, std::ostream& err);

// Of the first certificate of a text that ReadTlsLine() took.
Holder HolderOf(const std::string& certificate);
// The first certificate of such a text, in DER.
std::string DerOf(const std::string& certificate);

}  // namespace ippledge::client
