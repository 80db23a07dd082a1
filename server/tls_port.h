// server/tls_port.h: the port that banks reach: mutual TLS, and the renewal of all its files while
// connections stay.
//
// Trust changes at once: who is revoked, or of an authority that was removed, is refused from the
// next call on, also over an open connection. What new handshakes show and accept (our certificate,
// clients of an authority that was added) follows within kHandshakeDelay, since gRPC looks only
// once a second. Broken files change nothing.
//
// gRPC can read certificates from files only, and takes what it finds: so it is given copies in
// memory, each put in place as a whole, and only after they were found to belong together.
//
// Any thread.
#pragma once

#include <memory>
#include <string>
#include <thread>

#include "absl/base/thread_annotations.h"
#include "absl/status/status.h"
#include "absl/status/statusor.h"
#include "absl/synchronization/mutex.h"
#include "absl/synchronization/notification.h"
#include "absl/time/time.h"
#include "engine/clock.h"
#include "proof/hash.h"
#include "server/client_certificates.h"
#include "server/tls_files.h"

namespace grpc {
class ServerCredentials;
}

namespace ippledge::server {

class ActKeeper;

inline constexpr absl::Duration kHandshakeDelay = absl::Seconds(2);

// Leaves TLS 1.3 as the only version that can be agreed on, on both ends of this process: Debian's
// gRPC has no setting for it, but takes the ciphers of 1.2 from the environment, and is given one
// that nobody can use. Before the first thread, and before anything of gRPC.
void AllowTls13Only();

class TlsPort {
 public:
  // Reads the files, and again every `reload_every` (infinite: only when told). `clock` outlives
  // this. Errors of ReadTlsFiles(); UNAVAILABLE when there is no memory for files.
  static absl::StatusOr<std::unique_ptr<TlsPort>> Open(TlsPaths paths, absl::Duration reload_every,
                                                       const engine::Clock* clock);
  ~TlsPort();
  TlsPort(const TlsPort&) = delete;
  TlsPort& operator=(const TlsPort&) = delete;

  // Reads the files again. Errors of ReadTlsFiles(), and Authority::CheckNotOlder() against what is
  // in use, so that nobody is un-revoked by an old list: then everything is as it was. Logged.
  absl::Status Reload() ABSL_LOCKS_EXCLUDED(mutex_);
  // From now on keeps as acts that files were changed, or are not used for a fault; and, of
  // Credentials() after this, handshakes that are refused. Not where gRPC itself refuses them.
  void KeepIn(std::weak_ptr<ActKeeper> acts) ABSL_LOCKS_EXCLUDED(mutex_);

  const ClientCertificates& clients() const { return *clients_; }
  // For a server's listening port.
  std::shared_ptr<grpc::ServerCredentials> Credentials() const;

 private:
  // A file in memory that gRPC reads by its path.
  class MemoryFile {
   public:
    // UNAVAILABLE.
    absl::Status Put(absl::string_view bytes);
    std::string path() const;

   private:
    int fd_ = -1;
    proof::Hash content_{};
    int changes_ = 0;
  };

  TlsPort(TlsPaths paths, const engine::Clock* clock);
  void ReloadEvery(absl::Duration interval);
  absl::Status Read() ABSL_EXCLUSIVE_LOCKS_REQUIRED(mutex_);
  void KeepReload(std::string text) const ABSL_EXCLUSIVE_LOCKS_REQUIRED(mutex_);
  void WarnOfEnds(const TlsFiles& files) ABSL_EXCLUSIVE_LOCKS_REQUIRED(mutex_);

  const TlsPaths paths_;
  const engine::Clock* const clock_;
  // Shared with gRPC's handshakes, which may outlive this.
  const std::shared_ptr<ClientCertificates> clients_;
  mutable absl::Mutex mutex_;
  MemoryFile identity_ ABSL_GUARDED_BY(mutex_);  // key and certificate, changed together
  MemoryFile authorities_ ABSL_GUARDED_BY(mutex_);
  std::shared_ptr<const Authority> authority_ ABSL_GUARDED_BY(mutex_);  // in use; null: none yet
  std::string last_fault_ ABSL_GUARDED_BY(mutex_);
  proof::Hash digest_ ABSL_GUARDED_BY(mutex_){};  // of the files that are in use
  std::weak_ptr<ActKeeper> acts_ ABSL_GUARDED_BY(mutex_);
  absl::Time warned_of_ ABSL_GUARDED_BY(mutex_) = absl::InfinitePast();
  absl::Notification stopping_;
  std::thread reloader_;
};

}  // namespace ippledge::server
