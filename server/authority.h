// server/authority.h: who issues certificates here, and which of them are revoked.
//
// A set of authorities with their revocation lists, read together and never changed: a newer file
// makes a newer Authority. Every authority has a list, signed by it, so that a list that is missing
// is noticed when the files are read. Past the next update of its newest list all certificates of
// an authority are refused, until there is a newer one. Any thread.
#pragma once

#include <openssl/x509.h>

#include <map>
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

  // Whether nothing was taken back that `loaded` knows: INVALID_ARGUMENT when the newest list of an
  // authority of both is older here, by its number, else by its day.
  absl::Status CheckNotOlder(const Authority& loaded) const;

  // When the first of the authorities has no list in time any more.
  absl::Time lists_due() const { return lists_due_; }

 private:
  // The newest list of an authority.
  struct Newest {
    std::string issuer;  // as it is shown
    std::string number;  // big-endian without leading zeros; empty when it has none
    absl::Time made = absl::InfinitePast();
    absl::Time due = absl::InfinitePast();  // of all its lists, the last

    bool IsOlderThan(const Newest& other) const;
  };
  // By name and key of the authority.
  using NewestLists = std::map<std::string, Newest>;

  Authority(OpenSslOwned<X509_STORE> store, NewestLists newest);

  static absl::Status AddList(const std::vector<Certificate>& authorities, RevocationList& list,
                              X509_STORE& store, NewestLists& newest);

  const OpenSslOwned<X509_STORE> store_;
  const NewestLists newest_;
  const absl::Time lists_due_;
};

}  // namespace ippledge::server
