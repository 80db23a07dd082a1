#include "server/message.h"

#include <google/protobuf/io/coded_stream.h>
#include <google/protobuf/io/zero_copy_stream_impl_lite.h>
#include <grpcpp/impl/codegen/proto_utils.h>
#include <grpcpp/support/proto_buffer_reader.h>
#include <grpcpp/support/slice.h>

#include <algorithm>
#include <cstdint>
#include <memory>
#include <utility>

#include "ippledge/v1/loan_service.pb.h"
#include "ledger/refusal.h"

namespace ippledge::server {

namespace {

absl::Status Malformed(const google::protobuf::Message& message) {
  return Refuse(Reason::kMessageMalformed, "", {{"message", message.GetDescriptor()->full_name()}});
}

// The bytes in one piece: a reference when they came so, else a copy.
grpc::Slice InOnePiece(const grpc::ByteBuffer& bytes) {
  grpc::Slice whole;
  // Both fail only for a buffer that is no message of a call, which is then empty.
  if (!bytes.TrySingleSlice(&whole).ok()) (void)bytes.DumpToSingleSlice(&whole);
  return whole;
}

absl::string_view ViewOf(const grpc::Slice& slice) {
  return {reinterpret_cast<const char*>(slice.begin()), slice.size()};
}

}  // namespace

absl::Status ParseMessage(const grpc::ByteBuffer& bytes, google::protobuf::Message& message) {
  grpc::ByteBuffer readable(bytes);  // a reference, not a copy
  grpc::ProtoBufferReader reader(&readable);
  if (reader.status().ok() && message.ParseFromZeroCopyStream(&reader)) return absl::OkStatus();
  return Malformed(message);
}

absl::Status ParseMessage(absl::string_view bytes, google::protobuf::Message& message) {
  const bool parsed = message.ParseFromArray(bytes.data(), static_cast<int>(bytes.size()));
  return parsed ? absl::OkStatus() : Malformed(message);
}

RowsRequest::RowsRequest(const grpc::ByteBuffer& bytes)
    : bytes_(InOnePiece(bytes)), parts_(wire::TakeApart(ViewOf(bytes_))) {}

RowsRequest TakeApart(const grpc::ByteBuffer& bytes) { return RowsRequest(bytes); }

absl::Status ParseMessage(const grpc::ByteBuffer& bytes, v1::BatchRecordRequest& message) {
  const grpc::Slice whole = InOnePiece(bytes);
  return ParseMessage(wire::TakeApart(ViewOf(whole)).rest, message);
}

namespace {

// Bytes that are copied: one piece is sent sooner than two.
constexpr std::size_t kCopiedBytesMax = 4096;

// The bytes themselves, not a copy.
grpc::Slice SliceOf(std::string bytes) {
  const auto destroy = [](void* string) { delete static_cast<std::string*>(string); };
  auto owned = std::make_unique<std::string>(std::move(bytes));
  char* const data = owned->data();
  const std::size_t size = owned->size();
  return grpc::Slice(data, size, destroy, owned.release());
}

}  // namespace

grpc::ByteBuffer SerializeMessage(const google::protobuf::Message& message, std::string made) {
  const std::size_t size = message.ByteSizeLong();
  const std::size_t copied = made.size() <= kCopiedBytesMax ? made.size() : 0;
  grpc::Slice slice(copied + size);
  auto* const begin = const_cast<std::uint8_t*>(slice.begin());
  std::copy_n(made.data(), copied, begin);
  {
    google::protobuf::io::ArrayOutputStream array(begin + copied, static_cast<int>(size));
    google::protobuf::io::CodedOutputStream out(&array);
    // Numbers of violations are a map: in order of key, so that a retry gets the same bytes.
    out.SetSerializationDeterministic(true);
    message.SerializeWithCachedSizes(&out);
  }
  if (copied == made.size()) return grpc::ByteBuffer(&slice, 1);
  const grpc::Slice slices[] = {SliceOf(std::move(made)), slice};
  return grpc::ByteBuffer(slices, 2);
}

}  // namespace ippledge::server
