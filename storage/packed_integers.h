// storage/packed_integers.h: columns of unsigned integers as few bytes, quick to read.
//
// A column is written in the shorter of two layouts; the reader knows how many values there are:
//   width w (byte, 0 to 56), least (varint), then each value - least in w bits, lowest first,
//     packed without gaps from the lowest bit of each byte on, the last byte filled up with zeros
//   255 (byte), then each value as a varint
// Bytes are not trusted: each reader says false to what no writer makes, and reads nothing beyond.
#pragma once

#include <cstddef>
#include <cstdint>
#include <string>

#include "absl/strings/string_view.h"
#include "absl/types/span.h"

namespace ippledge::storage {

inline constexpr std::size_t kVarintBytesMax = 10;
// A value of this width lies within the 8 bytes that begin with its lowest bit.
inline constexpr int kPackedWidthMax = 56;
inline constexpr std::uint8_t kVarintsLayout = 255;
// Bytes of `count` packed values.
std::size_t PackedSize(std::size_t count, int width);

void AppendVarint(std::uint64_t value, std::string& out);
// `part` with its length (varint) before it.
void AppendPart(absl::string_view part, std::string& out);
void AppendIntegers(absl::Span<const std::uint64_t> values, std::string& out);

constexpr std::uint64_t ZigZag(std::int64_t value) {
  return static_cast<std::uint64_t>(value) << 1 ^ static_cast<std::uint64_t>(value >> 63);
}
constexpr std::int64_t FromZigZag(std::uint64_t code) {
  return static_cast<std::int64_t>(code >> 1 ^ (~(code & 1) + 1));
}

// Takes bytes from the front of `bytes`.
bool TakeByte(absl::string_view& bytes, std::uint8_t& value);
bool TakeVarint(absl::string_view& bytes, std::uint64_t& value);
bool TakeVarint(absl::string_view& bytes, std::uint64_t max, std::uint64_t& value);
bool TakePart(absl::string_view& bytes, absl::string_view& part);

// Reads exactly values.size() integers from exactly `bytes`. False as well when one is above `max`.
bool ReadIntegers(absl::string_view bytes, std::uint64_t max, absl::Span<std::uint8_t> values);
bool ReadIntegers(absl::string_view bytes, std::uint64_t max, absl::Span<std::uint32_t> values);
bool ReadIntegers(absl::string_view bytes, std::uint64_t max, absl::Span<std::uint64_t> values);
// True when `bytes` are a column of one value alone, whatever its length, and which one.
bool AllAlike(absl::string_view bytes, std::uint64_t& value);

// 8 bytes, lowest first.
void AppendLittleEndian(std::uint64_t value, std::string& out);
std::uint64_t LoadLittleEndian(const char* bytes);

}  // namespace ippledge::storage
