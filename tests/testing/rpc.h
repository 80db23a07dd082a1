// tests/testing/rpc.h: calls of any server as an outside client makes them: bytes in, bytes out.
//
// Nothing of client/ is used, and gRPC's limits stay at their defaults, so that what works here
// works for anybody. Any thread, but a stream: one may write while another reads.
#pragma once

#include <gmock/gmock.h>
#include <google/protobuf/message.h>

#include <memory>
#include <optional>
#include <ostream>
#include <string>

#include "absl/status/status.h"
#include "absl/strings/string_view.h"
#include "absl/time/time.h"
#include "proto/wire/details.h"

namespace ippledge {

// What the caller says of itself; what is empty is not sent.
struct Who {
  std::string organisation;
  std::string role;
  std::string person = "p-1";
  std::string language = "en";  // accept-language
  std::string second_person = "";
  std::string approval = "";  // bytes of ippledge.v1.Approval
};

// The client's end of TLS, all PEM; without a certificate none is shown.
struct TlsEnd {
  std::string authorities;  // of the server
  std::string certificate = "";
  std::string key = "";
  std::string server_name = "";  // expected instead of the address
};

struct Answer {
  absl::Status status;        // code and message
  std::string bytes;          // the response, when OK
  std::string details_bytes;  // trailer grpc-status-details-bin

  // What the trailer says. Crashes when it says nothing.
  wire::Details Details() const;
};

template <typename Response>
struct Answered : Answer {
  Response response;
};

// Both directions of one call.
class RpcStream {
 public:
  // Cancels what is not finished.
  virtual ~RpcStream() = default;
  // Blocks until the line takes it; false when the line is cut.
  virtual bool WriteBytes(const std::string& bytes) = 0;
  virtual void WritesDone() = 0;
  // The next message; nullopt at the end.
  virtual std::optional<std::string> ReadBytes() = 0;
  virtual void Cancel() = 0;
  // Waits for the end and tells it. Reads and writes must be over.
  virtual Answer Finish() = 0;

  bool Write(const google::protobuf::Message& message);
  // The next message. Crashes when it is no `Message`.
  template <typename Message>
  std::optional<Message> Read() {
    const std::optional<std::string> bytes = ReadBytes();
    if (!bytes) return std::nullopt;
    Message message;
    if (!message.ParseFromString(*bytes)) std::abort();
    return message;
  }
};

class Rpc {
 public:
  Rpc(const std::string& address, Who who);
  // That takes little from the line ahead of what is read.
  enum Width { kNarrow };
  Rpc(const std::string& address, Who who, Width width);
  // Over TLS.
  Rpc(const std::string& address, Who who, const TlsEnd& tls);
  ~Rpc();

  // `method` as "/ippledge.v1.LoanService/GetLoan".
  Answer AskBytes(const std::string& method, const std::string& bytes,
                  absl::Duration timeout = absl::Seconds(60)) const;
  // The method is that of the request's type.
  template <typename Response>
  Answered<Response> Ask(const google::protobuf::Message& request) const {
    Answered<Response> answered{AskBytes(MethodOf(request), request.SerializeAsString()), {}};
    if (!answered.response.ParseFromString(answered.bytes)) std::abort();
    return answered;
  }
  std::unique_ptr<RpcStream> OpenMethod(const std::string& method) const;
  // Asks a method that answers with a stream.
  std::unique_ptr<RpcStream> Receive(const google::protobuf::Message& request) const;

  // Crashes when no method of ippledge.v1 takes such a request.
  static std::string MethodOf(const google::protobuf::Message& request);

 private:
  struct Line;
  const Who who_;
  const std::unique_ptr<Line> line_;
};

MATCHER(Succeeded, negation ? "failed" : "succeeded") {
  *result_listener << arg.status;
  return arg.status.ok();
}

// Code and reason, as an outside client reads them.
MATCHER_P2(Refused, code, reason,
           absl::StrCat(negation ? "is not" : "is", " refused with ",
                        absl::StatusCodeToString(code), " for ", reason)) {
  *result_listener << arg.status;
  if (arg.status.code() != code || arg.details_bytes.empty()) return false;
  const wire::Details details = arg.Details();
  *result_listener << " " << details.reason;
  return details.reason == reason && details.domain == "ippledge" && details.code == code;
}

}  // namespace ippledge
