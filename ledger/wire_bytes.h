// ledger/wire_bytes.h: fields as Protocol Buffers' wire format, one after the other.
//
// One thread at a time.
#pragma once

#include <cstddef>
#include <cstdint>
#include <string>

#include "absl/strings/string_view.h"

namespace ippledge {

class WireBytes {
 public:
  // Appends to `out`.
  explicit WireBytes(std::string& out) : out_(out) {}

  void Varint(std::uint64_t code);
  // A field that is one varint.
  void Number(int number, std::uint64_t code);
  // A field of bytes: text, message or packed list.
  void Part(int number, absl::string_view bytes);
  // The same whose length is not known yet: Begin(), its bytes, End() of what Begin() returned.
  std::size_t Begin(int number);
  void End(std::size_t begin);

 private:
  std::string& out_;
};

}  // namespace ippledge
