// server/message.h: messages and the bytes that gRPC carries.
//
// Methods are registered raw, so that bytes which are no message get a refusal with a reason like
// everything else.
#pragma once

#include <google/protobuf/message.h>
#include <grpcpp/support/byte_buffer.h>
#include <grpcpp/support/slice.h>

#include <cstddef>
#include <string>

#include "absl/status/status.h"
#include "absl/strings/string_view.h"
#include "proto/wire/row_bytes.h"

namespace ippledge::v1 {
class BatchRecordRequest;
}

namespace ippledge::server {

// Pages and messages of streams end at the item that passes this, so that they stay below the 4 MiB
// that clients take by default.
inline constexpr std::size_t kAnswerBytesMax = 2u << 20;

// MESSAGE_MALFORMED for bytes that are not such a message (cut in half, or text that is not UTF-8).
absl::Status ParseMessage(const grpc::ByteBuffer& bytes, google::protobuf::Message& message);
absl::Status ParseMessage(absl::string_view bytes, google::protobuf::Message& message);

// A request of rows as it came: the rows apart, still serialised, for wire::ParseBatch().
class RowsRequest {
 public:
  RowsRequest(const RowsRequest&) = delete;  // short bytes lie in the slice itself
  RowsRequest& operator=(const RowsRequest&) = delete;

  const wire::RequestParts& parts() const { return parts_; }

 private:
  explicit RowsRequest(const grpc::ByteBuffer& bytes);
  friend RowsRequest TakeApart(const grpc::ByteBuffer& bytes);

  grpc::Slice bytes_;  // in one piece: what the parts refer to
  wire::RequestParts parts_;
};
RowsRequest TakeApart(const grpc::ByteBuffer& bytes);
// Such a request without its rows.
absl::Status ParseMessage(const grpc::ByteBuffer& bytes, v1::BatchRecordRequest& message);

// Equal messages have equal bytes. `made` are further fields of the message, serialised already;
// they come first.
grpc::ByteBuffer SerializeMessage(const google::protobuf::Message& message, std::string made = "");

}  // namespace ippledge::server
