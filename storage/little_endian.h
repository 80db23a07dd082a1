// storage/little_endian.h: numbers in the bytes of our files, lowest byte first.
#pragma once

#include <cstddef>
#include <cstdint>
#include <string>

#include "absl/strings/string_view.h"

namespace ippledge::storage {

// The lowest `count` bytes of it.
inline std::string LittleEndian(std::uint64_t number, std::size_t count) {
  std::string bytes;
  for (std::size_t i = 0; i < count; ++i) bytes.push_back(static_cast<char>(number >> (8 * i)));
  return bytes;
}

// Of 4 bytes at most.
inline std::uint32_t FromLittleEndian(absl::string_view bytes) {
  std::uint32_t number = 0;
  for (std::size_t i = bytes.size(); i-- > 0;) {
    number = number << 8 | static_cast<std::uint8_t>(bytes[i]);
  }
  return number;
}

}  // namespace ippledge::storage
