// client/connection.h: the line to a server, seen from a program.
//
// A call is named by its request: each request type of ippledge.v1 belongs to one method. Calls
// that fail with UNAVAILABLE are sent again, byte for byte, so with the same request id: a retry
// never books twice. Statuses are those of the server; what its trailer "grpc-status-details-bin"
// said is kept and read back by DetailsOf(). No gRPC header is needed to use this one.
//
// Threads: Call and Receive may run on several threads at once. Of a Stream, one thread may write
// while another reads.
#pragma once

#include <atomic>
#include <memory>
#include <optional>
#include <string>

#include "absl/functional/function_ref.h"
#include "absl/status/status.h"
#include "absl/status/statusor.h"
#include "absl/strings/string_view.h"
#include "absl/time/time.h"
#include "proto/wire/details.h"

namespace google::protobuf {
class Descriptor;
class Message;
class MethodDescriptor;
}  // namespace google::protobuf

namespace ippledge::client {

inline constexpr absl::string_view kDefaultServer = "127.0.0.1:7450";
// Largest answer taken: totals of 100,000 slices with all measures fit.
inline constexpr int kAnswerBytesMax = 64 * 1024 * 1024;

// Who calls. On a plain-text line it travels as metadata; over TLS the certificate says it, and a
// second person's approval comes with a call.
struct Credentials {
  std::string organisation;
  std::string role;
  std::string person;
  std::string second_person;  // where two must act
};

// What a line over TLS needs; all PEM.
struct TlsLine {
  std::string authorities;  // who may have issued the server's certificate
  std::string certificate;  // ours, with its intermediates
  std::string key;          // secret
  std::string server_name;  // in the server's certificate; empty: the host of the address
};

struct ConnectionOptions {
  std::string server = std::string(kDefaultServer);  // HOST:PORT
  Credentials credentials;
  std::optional<TlsLine> tls;  // without it the line is plain text
  std::string accept_language = "en";
  absl::Duration timeout = absl::Seconds(30);  // of each try of a call; streams have none
  int tries_max = 4;
  // Then four times as long each, or as long as the server asks for; up to a quarter more by
  // chance.
  absl::Duration backoff_first = absl::Milliseconds(200);
  absl::Duration backoff_max = absl::Seconds(5);
  // Ends waiting early when it turns true (Ctrl-C); may be null, else outlives the connection.
  const std::atomic<bool>* interrupted = nullptr;
};

// Messages in both directions at once. The destructor cancels what is not finished.
class Stream {
 public:
  virtual ~Stream() = default;
  // Blocks until the line takes the message. False when it is cut: Finish() says why.
  virtual bool Write(const google::protobuf::Message& message) = 0;
  // No more will be written.
  virtual void WritesDone() = 0;
  // Blocks. False at the end, cut or not: Finish() says which.
  virtual bool Read(google::protobuf::Message& message) = 0;
  // Makes both directions end soon. Any thread.
  virtual void Cancel() = 0;
  // Waits for the end. Precondition: no thread writes or reads any more.
  virtual absl::Status Finish() = 0;
};

class Connection {
 public:
  virtual ~Connection() = default;

  // Asks once, answered once.
  virtual absl::Status Call(const google::protobuf::Message& request,
                            google::protobuf::Message& response) = 0;

  // Asks once, answered by a stream: `on_message` sees each answer in `response`, and ends the call
  // by returning false (then the result is OK). A cut line is retried until the first answer only.
  virtual absl::Status Receive(const google::protobuf::Message& request,
                               google::protobuf::Message& response,
                               absl::FunctionRef<bool()> on_message) = 0;

  // Call() of bytes as they are, so that what was signed is what is sent; the answer's bytes.
  // `approval`: the second person's, bytes of ippledge.v1.Approval; empty for none.
  virtual absl::StatusOr<std::string> CallBytes(const google::protobuf::MethodDescriptor& method,
                                                absl::string_view request,
                                                absl::string_view approval) = 0;

  // Begins the streaming method of that request type.
  virtual std::unique_ptr<Stream> Open(const google::protobuf::Descriptor& request_type) = 0;

  // Call() by value.
  template <typename Response>
  absl::StatusOr<Response> Ask(const google::protobuf::Message& request) {
    Response response;
    if (absl::Status status = Call(request, response); !status.ok()) return status;
    return response;
  }
};

// Never fails and does not connect yet: the first call does.
std::unique_ptr<Connection> Connect(ConnectionOptions options);

// The method that takes messages of that type. Precondition (checked): there is one.
const google::protobuf::MethodDescriptor& MethodOf(
    const google::protobuf::Descriptor& request_type);

// A status with the trailer's bytes attached; and what they say, nullopt when there were none.
absl::Status WithDetails(absl::Status status, absl::string_view details_bytes);
std::optional<wire::Details> DetailsOf(const absl::Status& status);

// True when the same call may succeed soon.
bool IsWorthRetrying(const absl::Status& status);
// How long to wait before, as the server says; zero when it does not.
absl::Duration RetryDelayOf(const absl::Status& status);

}  // namespace ippledge::client
