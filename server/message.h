// server/message.h: messages and the bytes that gRPC carries.
//
// Methods are registered raw, so that bytes which are no message get a refusal with a reason like
// everything else.
#pragma once

#include <google/protobuf/message.h>
#include <grpcpp/support/byte_buffer.h>

#include <cstddef>

#include "absl/status/status.h"

namespace ippledge::server {

// Pages and messages of streams end at the item that passes this, so that they stay below the 4 MiB
// that clients take by default.
inline constexpr std::size_t kAnswerBytesMax = 2u << 20;

// MESSAGE_MALFORMED for bytes that are not such a message (cut in half, or text that is not UTF-8).
absl::Status ParseMessage(const grpc::ByteBuffer& bytes, google::protobuf::Message& message);
// Equal messages have equal bytes.
grpc::ByteBuffer SerializeMessage(const google::protobuf::Message& message);

}  // namespace ippledge::server
