// server/client_certificates.h: certificates that callers show, and what was found out about each.
//
// A certificate is examined once and remembered, so that a call costs a look-up and no
// cryptography: until the authority changes, or until something that the answer rests on ends (the
// certificate, its authority's, a revocation list). So a connection that is open when its
// certificate is revoked or ends is refused from its next call on. Refusals are remembered for a
// second, so that who tries again and again costs as little.
//
// Any thread; a look-up takes a shared lock.
#pragma once

#include <openssl/x509.h>

#include <cstddef>
#include <cstdint>
#include <memory>
#include <string>

#include "absl/base/thread_annotations.h"
#include "absl/container/flat_hash_map.h"
#include "absl/status/statusor.h"
#include "absl/strings/string_view.h"
#include "absl/synchronization/mutex.h"
#include "engine/clock.h"
#include "ledger/caller.h"
#include "proof/hash.h"
#include "server/authority.h"

namespace ippledge::server {

// Certificates remembered; about 3 KB each. When they are more all are forgotten, and examined anew
// as they come.
inline constexpr std::size_t kCertificatesMax = 20'000;

// Who calls, and how that is known.
struct Identity {
  enum class Means : std::uint8_t { kMetadata, kCertificate };

  Caller caller;
  Means means = Means::kMetadata;
  bool is_system = false;     // a program: never one of two persons
  proof::Hash fingerprint{};  // SHA-256 of the certificate; zero without one
};

class ClientCertificates {
 public:
  // `clock` outlives this. Until Trust() everything is refused.
  explicit ClientCertificates(const engine::Clock* clock) : clock_(clock) {}

  // From now on that authority counts, for open connections too.
  void Trust(std::shared_ptr<const Authority> authority) ABSL_LOCKS_EXCLUDED(mutex_);

  // Who has the certificate. `chain`: intermediates that came with it, PEM; may be empty. The
  // caller has no second person. CERTIFICATE_UNTRUSTED for what is no certificate, what
  // Authority::Check() refuses, then CERTIFICATE_SUBJECT.
  absl::StatusOr<std::shared_ptr<const Identity>> Identify(absl::string_view pem,
                                                           absl::string_view chain) const
      ABSL_LOCKS_EXCLUDED(mutex_);

  // Whom a certificate names, whether it is believed or not. Empty when its subject is none that is
  // taken here.
  Caller NamedBy(absl::string_view pem) const ABSL_LOCKS_EXCLUDED(mutex_);

  // As Identify() for a certificate that comes by other ways than the connection; not remembered.
  absl::StatusOr<Identity> Examine(X509& certificate) const ABSL_LOCKS_EXCLUDED(mutex_);

  std::size_t remembered() const ABSL_LOCKS_EXCLUDED(mutex_);
  std::int64_t NowMs() const { return clock_->NowMs(); }

 private:
  using Answer = absl::StatusOr<std::shared_ptr<const Identity>>;
  struct Remembered {
    Answer answer;
    Caller named;
    std::int64_t until_ms = 0;
  };

  Remembered ExaminePem(const Authority* authority, absl::string_view pem, absl::string_view chain,
                        std::int64_t now_ms) const;

  const engine::Clock* const clock_;
  mutable absl::Mutex mutex_;
  std::shared_ptr<const Authority> authority_ ABSL_GUARDED_BY(mutex_);
  // By PEM: of one certificate gRPC always makes the same.
  mutable absl::flat_hash_map<std::string, Remembered> remembered_ ABSL_GUARDED_BY(mutex_);
};

}  // namespace ippledge::server
