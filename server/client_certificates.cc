#include "server/client_certificates.h"

#include <openssl/err.h>
#include <spdlog/spdlog.h>

#include <utility>

#include "absl/strings/str_cat.h"
#include "ledger/refusal.h"
#include "ledger/status_macros.h"
#include "server/certificate_subject.h"

namespace ippledge::server {
namespace {

// How long a refusal is remembered: one that would be lifted by time is lifted as late.
constexpr std::int64_t kRefusalMs = 1'000;

struct StackFree {
  void operator()(STACK_OF(X509) * stack) const { sk_X509_free(stack); }
};
using Stack = std::unique_ptr<STACK_OF(X509), StackFree>;

absl::Status RefuseUntrusted(absl::string_view why) {
  return Refuse(Reason::kCertificateUntrusted, "", {{"why", std::string(why)}});
}

absl::StatusOr<Identity> IdentityOf(const Authority* authority, X509& certificate,
                                    STACK_OF(X509) * chain, absl::Time now,
                                    absl::Time& good_until) {
  if (authority == nullptr) return RefuseUntrusted("no authority is known");
  IPPLEDGE_RETURN_IF_ERROR(authority->Check(certificate, chain, now, good_until));
  IPPLEDGE_ASSIGN_OR_RETURN(Subject subject, ReadSubject(certificate));
  Identity identity;
  identity.caller = {.organisation = std::move(subject.organisation),
                     .role = subject.role,
                     .person = std::move(subject.person),
                     .second_person = {}};
  identity.means = Identity::Means::kCertificate;
  identity.is_system = subject.is_system;
  identity.fingerprint = FingerprintOf(certificate);
  return identity;
}

Caller NamedIn(const X509& certificate) {
  absl::StatusOr<Subject> subject = ReadSubject(certificate);
  if (!subject.ok()) return Caller();
  return {.organisation = std::move(subject->organisation),
          .role = subject->role,
          .person = std::move(subject->person),
          .second_person = {}};
}

// A subject that is not as subjects here are may hold a person's name: that is told to who shows
// the certificate, and not to the log.
void LogRefusal(const X509& certificate, const Caller& named, const absl::Status& why) {
  const Reason reason = ReasonOf(why);
  const bool has_name = reason == Reason::kCertificateSubject;
  spdlog::warn("certificate {}, serial number {}, of {} refused: {}: {}",
               proof::HexOf(FingerprintOf(certificate)), SerialOf(certificate),
               named.organisation.empty()
                   ? "nobody that can be told"
                   : absl::StrCat(named.organisation, "/", NameOf(named.role), "/", named.person),
               std::string(RowOf(reason).name),
               has_name ? absl::StrCat("its ", ViolationsOf(why).front().field)
                        : std::string(why.message()));
}

}  // namespace

void ClientCertificates::Trust(std::shared_ptr<const Authority> authority) {
  absl::MutexLock lock(&mutex_);
  authority_ = std::move(authority);
  remembered_.clear();
}

absl::StatusOr<std::shared_ptr<const Identity>> ClientCertificates::Identify(
    absl::string_view pem, absl::string_view chain) const {
  const std::int64_t now_ms = clock_->NowMs();
  std::shared_ptr<const Authority> authority;
  {
    absl::ReaderMutexLock lock(&mutex_);
    const auto found = remembered_.find(pem);
    if (found != remembered_.end() && now_ms < found->second.until_ms) {
      return found->second.answer;
    }
    authority = authority_;
  }
  Remembered fresh = ExaminePem(authority.get(), pem, chain, now_ms);
  absl::MutexLock lock(&mutex_);
  // Found with an authority that counts no more: good for nobody but who asked before it changed.
  if (authority != authority_) return std::move(fresh.answer);
  if (remembered_.size() >= kCertificatesMax) remembered_.clear();
  return remembered_.insert_or_assign(std::string(pem), std::move(fresh)).first->second.answer;
}

ClientCertificates::Remembered ClientCertificates::ExaminePem(const Authority* authority,
                                                              absl::string_view pem,
                                                              absl::string_view chain,
                                                              std::int64_t now_ms) const {
  Remembered result{.answer = RefuseUntrusted("it cannot be decoded"),
                    .named = {},
                    .until_ms = now_ms + kRefusalMs};
  const auto certificates = ReadCertificates(pem);
  if (!certificates.ok()) return result;
  X509& certificate = *certificates->front();
  // Intermediates that cannot be read are as good as none.
  const auto intermediates = ReadCertificates(chain);
  const Stack stack(sk_X509_new_null());
  if (intermediates.ok()) {
    for (const Certificate& one : *intermediates) sk_X509_push(stack.get(), one.get());
  }
  absl::Time good_until = absl::InfinitePast();
  absl::StatusOr<Identity> identity =
      IdentityOf(authority, certificate, stack.get(), absl::FromUnixMillis(now_ms), good_until);
  result.named = NamedIn(certificate);
  if (identity.ok()) {
    result.answer = std::make_shared<const Identity>(*std::move(identity));
    result.until_ms = absl::ToUnixMillis(good_until);
    return result;
  }
  LogRefusal(certificate, result.named, identity.status());
  result.answer = identity.status();
  return result;
}

Caller ClientCertificates::NamedBy(absl::string_view pem) const {
  {
    absl::ReaderMutexLock lock(&mutex_);
    const auto found = remembered_.find(pem);
    if (found != remembered_.end()) return found->second.named;
  }
  // It was examined a moment ago, but everything has been forgotten since.
  const auto certificates = ReadCertificates(pem);
  return certificates.ok() ? NamedIn(*certificates->front()) : Caller();
}

absl::StatusOr<Identity> ClientCertificates::Examine(X509& certificate) const {
  std::shared_ptr<const Authority> authority;
  {
    absl::ReaderMutexLock lock(&mutex_);
    authority = authority_;
  }
  absl::Time good_until;
  return IdentityOf(authority.get(), certificate, nullptr, absl::FromUnixMillis(clock_->NowMs()),
                    good_until);
}

std::size_t ClientCertificates::remembered() const {
  absl::ReaderMutexLock lock(&mutex_);
  return remembered_.size();
}

}  // namespace ippledge::server
