// server/authority.h: who issues certificates here, and which of them are revoked.
//
// A set of authorities with their revocation lists, read together and never changed: a newer file
// makes a newer Authority. Every authority has a list, signed by it, so that a list that is missing
// is noticed when the files are read. Past the next update of its newest list all certificates of
// an authority are refused, until there is a newer one. Any thread.
#pragma once

#include <openssl/x509.h>

#include <memory>
#include <string>
#include <vector>

#include "absl/status/status.h"
#include "absl/status/statusor.h"
#include "absl/strings/string_view.h"
#include "absl/time/time.h"
#include "server/certificate.h"

namespace ippledge::server {

class Authority {
 public:
  // `authorities`: PEM, roots and intermediates. `lists`: PEM, each with one revocation list or
  // more; of several of one issuer those count that are in time.
  //
  // INVALID_ARGUMENT for what cannot be decoded, a certificate that may not issue others, a list of
  // an unknown issuer, with another signature than its issuer's or without a next update, and for
  // an authority without a list.
  static absl::StatusOr<std::shared_ptr<const Authority>> Make(
      absl::string_view authorities, const std::vector<std::string>& lists);

  // Whether `certificate`, a client's, is to be believed at `now`; `chain` (may be null) has the
  // intermediates that came with it. `good_until`: until when the answer holds if it is OK.
  //
  // CERTIFICATE_EXPIRED (also not yet good), CERTIFICATE_REVOKED, REVOCATION_LIST_OVERDUE,
  // CERTIFICATE_UNTRUSTED for everything else: another issuer, not for clients, a weak key.
  absl::Status Check(X509& certificate, STACK_OF(X509) * chain, absl::Time now,
                     absl::Time& good_until) const;

  // When the first of the authorities has no list in time any more.
  absl::Time lists_due() const { return lists_due_; }

 private:
  Authority(OpenSslOwned<X509_STORE> store, absl::Time lists_due)
      : store_(std::move(store)), lists_due_(lists_due) {}

  const OpenSslOwned<X509_STORE> store_;
  const absl::Time lists_due_;
};

}  // namespace ippledge::server
