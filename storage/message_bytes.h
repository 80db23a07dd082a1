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
#include "storage/packed_integers.h"

namespace ippledge::storage {

class MessageBytes {
 public:
  // Appends to `out`.
  explicit MessageBytes(std::string& out) : out_(out) {}

  // int32, int64 and enums.
  void Integer(int field, std::int64_t value) {
    if (value != 0) Varint(field, static_cast<std::uint64_t>(value));
  }
  // sint32 and sint64.
  void Signed(int field, std::int64_t value) {
    if (value != 0) Varint(field, ZigZag(value));
  }
  // The same of a field that says whether it is there.
  void PresentSigned(int field, std::int64_t value) { Varint(field, ZigZag(value)); }
  // string and bytes.
  void Bytes(int field, absl::string_view value) {
    if (!value.empty()) Message(field, value);
  }
  // A message whose bytes are made already.
  void Message(int field, absl::string_view bytes) {
    char head[2 * kVarintBytesMax];
    char* end = PutVarint(static_cast<std::uint64_t>(field) << 3 | kLength, head);
    end = PutVarint(bytes.size(), end);
    out_.append(head, static_cast<std::size_t>(end - head));
    out_.append(bytes.data(), bytes.size());
  }
  // A message whose fields `write` appends.
  template <typename Write>
  void Nested(int field, Write write) {
    AppendVarint(static_cast<std::uint64_t>(field) << 3 | kLength, out_);
    const std::size_t at = out_.size();
    out_.push_back('\0');  // its length, mostly one byte
    write();
    const std::size_t size = out_.size() - at - 1;
    if (size < 0x80) {
      out_[at] = static_cast<char>(size);
      return;
    }
    char length[kVarintBytesMax];
    const char* const end = PutVarint(size, length);
    out_.replace(at, 1, length, static_cast<std::size_t>(end - length));
  }

 private:
  static constexpr std::uint64_t kLength = 2;  // wire type: length-delimited

  static char* PutVarint(std::uint64_t value, char* at) {
    for (; value >= 0x80; value >>= 7) *at++ = static_cast<char>(value | 0x80);
    *at++ = static_cast<char>(value);
    return at;
  }
  void Varint(int field, std::uint64_t value) {
    char bytes[2 * kVarintBytesMax];
    char* end = PutVarint(static_cast<std::uint64_t>(field) << 3, bytes);
    end = PutVarint(value, end);
    out_.append(bytes, static_cast<std::size_t>(end - bytes));
  }

  std::string& out_;
};

}  // namespace ippledge::storage
