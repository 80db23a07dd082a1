// storage/message_bytes.h: fields of a proto3 message as bytes, for the few that are written too
// often for a message object.
//
// As protobuf writes them: numbers and texts that are zero or empty are left out; fields are to
// come in order of number.
#pragma once

#include <cstddef>
#include <cstdint>
#include <string>

#include "absl/strings/string_view.h"
#include "ledger/wire_bytes.h"
#include "storage/packed_integers.h"

namespace ippledge::storage {

class MessageBytes {
 public:
  // Appends to `out`.
  explicit MessageBytes(std::string& out) : wire_(out) {}

  // int32, int64 and enums.
  void Integer(int field, std::int64_t value) {
    if (value != 0) wire_.Number(field, static_cast<std::uint64_t>(value));
  }
  // sint32 and sint64.
  void Signed(int field, std::int64_t value) {
    if (value != 0) wire_.Number(field, ZigZag(value));
  }
  // The same of a field that says whether it is there.
  void PresentSigned(int field, std::int64_t value) { wire_.Number(field, ZigZag(value)); }
  // string and bytes.
  void Bytes(int field, absl::string_view value) {
    if (!value.empty()) Message(field, value);
  }
  // A message whose bytes are made already.
  void Message(int field, absl::string_view bytes) { wire_.Part(field, bytes); }
  // A message whose fields `write` appends.
  template <typename Write>
  void Nested(int field, Write write) {
    const std::size_t begin = wire_.Begin(field);
    write();
    wire_.End(begin);
  }

 private:
  WireBytes wire_;
};

}  // namespace ippledge::storage
