// server/door.h: takes connections from the network, so many and no more, and hands them on.
//
// gRPC's own listener knows no bound, and the first connection for which the process has no file
// left ends it for good. This one stays: it takes in `connections` in all and so many of one
// address, turns the others away at once, and lets them wait when files are short. An address is an
// IPv4 address or the /64 of an IPv6 address. Connections are counted as long as their socket is
// there; whoever they were handed to closes it.
//
// Any thread.
#pragma once

#include <netinet/in.h>
#include <sys/types.h>

#include <cstdint>
#include <functional>
#include <memory>
#include <string>
#include <thread>
#include <vector>

#include "absl/base/thread_annotations.h"
#include "absl/container/flat_hash_map.h"
#include "absl/status/statusor.h"
#include "absl/time/time.h"
#include "storage/private_folder.h"

namespace ippledge::server {

// Raises the limit of files that the process may have open as far as it is allowed to: what shells
// and services give by default, 1,024, is few for connections and a store.
void AllowManyFiles();

struct DoorOptions {
  // A connection with TLS takes about 40 KB. Never more than half of the files that the process may
  // have open: the store needs the others.
  int connections = 4'096;
  // A bank's clerks may all come through one gateway; a flood from one address leaves room for
  // others.
  int connections_of_address = 1'024;
};

class Door {
 public:
  // Given each connection's socket, which it owns from then on, and the listener's.
  using Take = std::function<void(int listener, int connection)>;

  // Listens on HOST:PORT, on every address that the host has; port 0 takes a free one. Nobody is
  // taken in before Open(). INVALID_ARGUMENT for what is no address, UNAVAILABLE when the port is
  // taken or the host not known.
  static absl::StatusOr<std::unique_ptr<Door>> Make(const std::string& address,
                                                    const DoorOptions& options);
  // Close()s.
  ~Door();
  Door(const Door&) = delete;
  Door& operator=(const Door&) = delete;

  int port() const { return port_; }
  // Once. `take` is called on one thread of the door's own.
  void Open(Take take);
  // Takes in nobody from now on; who waits to be taken in is turned away. Returns when `take` is
  // not called any more.
  void Close();

 private:
  // Whose place it is; the address as bytes.
  struct Guest {
    std::string address;
    int connection = -1;
    ino_t socket = 0;  // tells it from a later one with the same number
  };

  Door(const DoorOptions& options);
  void Run(const Take& take);
  // False when there is nothing more to accept now (errno EAGAIN), or no file for it.
  bool Accept(int listener, const Take& take);
  bool HasRoom(const std::string& address);
  void ForgetGone();
  void TellRefused(const char* why);

  const int connections_max_;
  const int of_address_max_;
  int port_ = 0;
  std::vector<storage::OpenFile> listeners_;
  storage::OpenFile stop_;  // an eventfd that Close() sets
  std::thread thread_;

  // Of the door's thread.
  std::vector<Guest> guests_;
  absl::flat_hash_map<std::string, int> of_address_;
  absl::Time counted_ = absl::InfinitePast();
  absl::Time told_ = absl::InfinitePast();
  std::int64_t refused_ = 0;  // since that was told
};

}  // namespace ippledge::server
