#include "server/tls_port.h"

#include <fcntl.h>
#include <grpcpp/security/server_credentials.h>
#include <grpcpp/security/tls_certificate_provider.h>
#include <grpcpp/security/tls_certificate_verifier.h>
#include <grpcpp/security/tls_credentials_options.h>
#include <spdlog/spdlog.h>
#include <stdlib.h>
#include <sys/mman.h>
#include <sys/stat.h>
#include <unistd.h>

#include <algorithm>
#include <utility>

#include "absl/strings/str_cat.h"
#include "ledger/refusal.h"
#include "ledger/status_macros.h"
#include "proof/siv.h"
#include "server/act_keeper.h"
#include "storage/private_folder.h"

namespace ippledge::server {
namespace {

namespace tls = grpc::experimental;

// How long before an end the log speaks of it. Lists may be made daily.
constexpr absl::Duration kWarnOfCertificate = absl::Hours(14 * 24);
constexpr absl::Duration kWarnOfLists = absl::Hours(6);
// What gRPC takes at least.
constexpr unsigned kLookEverySeconds = 1;

absl::string_view View(grpc::string_ref text) { return {text.data(), text.size()}; }

// After gRPC's own check of the chain: ours, which knows what is revoked by now.
class HandshakeVerifier final : public tls::ExternalCertificateVerifier {
 public:
  HandshakeVerifier(std::shared_ptr<const ClientCertificates> clients,
                    std::weak_ptr<ActKeeper> acts)
      : clients_(std::move(clients)), acts_(std::move(acts)) {}

  bool Verify(tls::TlsCustomVerificationCheckRequest* request, std::function<void(grpc::Status)>,
              grpc::Status* verdict) override {
    const absl::Status status =
        clients_->Identify(View(request->peer_cert()), View(request->peer_cert_full_chain()))
            .status();
    *verdict = grpc::Status::OK;
    if (!status.ok()) {
      Keep(View(request->peer_cert()), status);
      // The reason alone: gRPC may log it, and what is wrong may be a person's name.
      *verdict = grpc::Status(grpc::StatusCode::UNAUTHENTICATED,
                              std::string(RowOf(ReasonOf(status)).name));
    }
    return true;  // done
  }
  void Cancel(tls::TlsCustomVerificationCheckRequest*) override {}

 private:
  void Keep(absl::string_view certificate, const absl::Status& status) const {
    const std::shared_ptr<ActKeeper> acts = acts_.lock();
    if (acts == nullptr) return;
    Caller named = clients_->NamedBy(certificate);
    const Violation violation = ViolationsOf(status).front();
    storage::KeptAct act;
    act.organisation = std::move(named.organisation);
    act.role = named.role;
    act.person = std::move(named.person);
    act.method = kHandshake;
    act.reason = std::string(RowOf(violation.reason).name);
    act.field = violation.field;
    acts->Keep("", std::move(act));
  }

  const std::shared_ptr<const ClientCertificates> clients_;
  const std::weak_ptr<ActKeeper> acts_;
};

}  // namespace

void AllowTls13Only() {
  // A cipher of keys shared beforehand, of which neither end has any; 1.3 has its own list.
  setenv("GRPC_SSL_CIPHER_SUITES", "PSK-AES256-GCM-SHA384", /*overwrite=*/1);
}

absl::Status TlsPort::MemoryFile::Put(absl::string_view bytes) {
  const proof::Hash content = proof::Sha256(bytes);
  if (fd_ >= 0 && content == content_) return absl::OkStatus();
  const int fresh = memfd_create("ippledge-tls", MFD_CLOEXEC);
  if (fresh < 0) return storage::SystemError("make", "a file in memory");
  // gRPC reads key and certificate one after the other, and believes that they belong together when
  // the time of change, in seconds, was the same before and after: so each change has its own.
  const timespec changed{.tv_sec = ++changes_, .tv_nsec = 0};
  const timespec times[2] = {changed, changed};
  if (!storage::WriteAt(fresh, bytes, 0) || futimens(fresh, times) != 0) {
    const absl::Status failed = storage::SystemError("write", "a file in memory");
    close(fresh);
    return failed;
  }
  content_ = content;
  if (fd_ < 0) {
    // Stays open for ever: a thread of gRPC may look at the path later than we live.
    fd_ = fresh;
    return absl::OkStatus();
  }
  // The path stays, what it leads to changes at one stroke.
  const bool placed = dup3(fresh, fd_, O_CLOEXEC) >= 0;
  close(fresh);
  return placed ? absl::OkStatus() : storage::SystemError("place", "a file in memory");
}

std::string TlsPort::MemoryFile::path() const { return absl::StrCat("/proc/self/fd/", fd_); }

absl::StatusOr<std::unique_ptr<TlsPort>> TlsPort::Open(TlsPaths paths, absl::Duration reload_every,
                                                       const engine::Clock* clock) {
  std::unique_ptr<TlsPort> port(new TlsPort(std::move(paths), clock));
  {
    absl::MutexLock lock(&port->mutex_);
    IPPLEDGE_RETURN_IF_ERROR(port->Read());
  }
  if (reload_every != absl::InfiniteDuration()) {
    port->reloader_ =
        std::thread([self = port.get(), reload_every] { self->ReloadEvery(reload_every); });
  }
  return port;
}

TlsPort::TlsPort(TlsPaths paths, const engine::Clock* clock)
    : paths_(std::move(paths)),
      clock_(clock),
      clients_(std::make_shared<ClientCertificates>(clock)) {}

TlsPort::~TlsPort() {
  stopping_.Notify();
  if (reloader_.joinable()) reloader_.join();
}

void TlsPort::ReloadEvery(absl::Duration interval) {
  while (!stopping_.WaitForNotificationWithTimeout(interval)) Reload().IgnoreError();
}

absl::Status TlsPort::Reload() {
  absl::MutexLock lock(&mutex_);
  absl::Status status = Read();
  const std::string fault = status.ok() ? "" : std::string(status.message());
  // A fault that stays is told once, not every minute.
  if (fault != std::exchange(last_fault_, fault)) {
    if (status.ok()) {
      spdlog::info("the files of TLS are good again");
    } else {
      spdlog::error("new files of TLS are not used, the old ones stay: {}", fault);
      KeepReload(absl::StrCat("not used: ", fault));
    }
  }
  return status;
}

absl::Status TlsPort::Read() {
  const absl::Time now = absl::FromUnixMillis(clock_->NowMs());
  IPPLEDGE_ASSIGN_OR_RETURN(TlsFiles files, ReadTlsFiles(paths_, now));
  const absl::Status not_older =
      authority_ == nullptr ? absl::OkStatus() : files.authority->CheckNotOlder(*authority_);
  if (!not_older.ok()) {
    proof::Wipe(files.key);
    return absl::InvalidArgumentError(absl::StrCat(paths_.revoked, ": ", not_older.message()));
  }
  std::string identity = absl::StrCat(files.key, "\n", files.certificate);
  const absl::Status put = identity_.Put(identity);
  proof::Wipe(identity);
  proof::Wipe(files.key);
  IPPLEDGE_RETURN_IF_ERROR(put);
  IPPLEDGE_RETURN_IF_ERROR(authorities_.Put(files.authorities));
  if (std::exchange(digest_, files.digest) != files.digest) {
    KeepReload(absl::StrCat("new files; certificate until ", TimeText(files.good_until),
                            ", revocation lists until ", TimeText(files.authority->lists_due())));
  }
  WarnOfEnds(files);
  authority_ = files.authority;
  clients_->Trust(std::move(files.authority));
  return absl::OkStatus();
}

void TlsPort::KeepIn(std::weak_ptr<ActKeeper> acts) {
  absl::MutexLock lock(&mutex_);
  acts_ = std::move(acts);
}

void TlsPort::KeepReload(std::string text) const {
  const std::shared_ptr<ActKeeper> acts = acts_.lock();
  if (acts == nullptr) return;
  storage::KeptAct act;
  act.method = kTlsReloaded;
  act.text = std::move(text);
  acts->KeepOfServer(std::move(act));
}

void TlsPort::WarnOfEnds(const TlsFiles& files) {
  const absl::Time now = absl::FromUnixMillis(clock_->NowMs());
  const absl::Time lists_due = files.authority->lists_due();
  const bool soon = files.good_until - now < kWarnOfCertificate || lists_due - now < kWarnOfLists;
  const absl::Time first_end = std::min(files.good_until, lists_due);
  if (!soon || first_end == std::exchange(warned_of_, first_end)) return;
  spdlog::warn("nobody is let in when our certificate ends, {}, or the revocation lists do, {}",
               TimeText(files.good_until), TimeText(lists_due));
}

std::shared_ptr<grpc::ServerCredentials> TlsPort::Credentials() const {
  std::string identity;
  std::string authorities;
  std::weak_ptr<ActKeeper> acts;
  {
    absl::MutexLock lock(&mutex_);
    acts = acts_;
    identity = identity_.path();
    authorities = authorities_.path();
  }
  tls::TlsServerCredentialsOptions options(std::make_shared<tls::FileWatcherCertificateProvider>(
      identity, identity, authorities, kLookEverySeconds));
  options.watch_root_certs();
  options.watch_identity_key_cert_pairs();
  options.set_cert_request_type(GRPC_SSL_REQUEST_AND_REQUIRE_CLIENT_CERTIFICATE_AND_VERIFY);
  options.set_certificate_verifier(tls::ExternalCertificateVerifier::Create<HandshakeVerifier>(
      std::shared_ptr<const ClientCertificates>(clients_), std::move(acts)));
  return tls::TlsServerCredentials(options);
}

}  // namespace ippledge::server
