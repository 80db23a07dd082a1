#include "server/message.h"

#include <google/protobuf/io/coded_stream.h>
#include <google/protobuf/io/zero_copy_stream_impl_lite.h>
#include <grpcpp/impl/codegen/proto_utils.h>
#include <grpcpp/support/proto_buffer_reader.h>
#include <grpcpp/support/slice.h>

#include "ledger/refusal.h"

namespace ippledge::server {

absl::Status ParseMessage(const grpc::ByteBuffer& bytes, google::protobuf::Message& message) {
  grpc::ByteBuffer readable(bytes);  // a reference, not a copy
  grpc::ProtoBufferReader reader(&readable);
  if (reader.status().ok() && message.ParseFromZeroCopyStream(&reader)) return absl::OkStatus();
  return Refuse(Reason::kMessageMalformed, "", {{"message", message.GetDescriptor()->full_name()}});
}

grpc::ByteBuffer SerializeMessage(const google::protobuf::Message& message) {
  const std::size_t size = message.ByteSizeLong();
  grpc::Slice slice(size);
  {
    google::protobuf::io::ArrayOutputStream array(const_cast<std::uint8_t*>(slice.begin()),
                                                  static_cast<int>(size));
    google::protobuf::io::CodedOutputStream out(&array);
    // Numbers of violations are a map: in order of key, so that a retry gets the same bytes.
    out.SetSerializationDeterministic(true);
    message.SerializeWithCachedSizes(&out);
  }
  return grpc::ByteBuffer(&slice, 1);
}

}  // namespace ippledge::server
