#include "storage/packed_integers.h"

#include <algorithm>
#include <bit>
#include <cstring>

namespace ippledge::storage {
namespace {

std::size_t VarintSize(std::uint64_t value) {
  return static_cast<std::size_t>((std::bit_width(value | 1) + 6) / 7);
}

char* PutVarint(std::uint64_t value, char* to) {
  for (; value >= 0x80; value >>= 7) *to++ = static_cast<char>(value | 0x80);
  *to++ = static_cast<char>(value);
  return to;
}

void StoreLittleEndian(std::uint64_t value, char* bytes) {
  if constexpr (std::endian::native == std::endian::big) value = __builtin_bswap64(value);
  std::memcpy(bytes, &value, sizeof(value));
}

void AppendPacked(absl::Span<const std::uint64_t> values, std::uint64_t least, int width,
                  std::string& out) {
  const std::size_t begin = out.size();
  const std::size_t end = begin + PackedSize(values.size(), width);
  out.resize(end + 8);  // whole words are stored, the last one goes beyond the end
  char* to = out.data() + begin;
  std::uint64_t bits = 0;  // not yet passed by `to`: `filled` of them, less than 8
  int filled = 0;
  for (const std::uint64_t value : values) {
    bits |= (value - least) << filled;
    filled += width;
    StoreLittleEndian(bits, to);
    const int whole_bytes = filled / 8;
    to += whole_bytes;
    // Twice half of it: a shift by 64 is undefined.
    bits = bits >> (4 * whole_bytes) >> (4 * whole_bytes);
    filled %= 8;
  }
  out.resize(end);
}

}  // namespace

std::size_t PackedSize(std::size_t count, int width) {
  return (count * static_cast<std::size_t>(width) + 7) / 8;
}

void AppendVarint(std::uint64_t value, std::string& out) {
  char bytes[kVarintBytesMax];
  out.append(bytes, static_cast<std::size_t>(PutVarint(value, bytes) - bytes));
}

void AppendPart(absl::string_view part, std::string& out) {
  AppendVarint(part.size(), out);
  out.append(part.data(), part.size());
}

void AppendIntegers(absl::Span<const std::uint64_t> values, std::string& out) {
  std::uint64_t least = values.empty() ? 0 : values[0];
  std::uint64_t greatest = least;
  std::size_t varint_bytes = 0;
  for (const std::uint64_t value : values) {
    least = std::min(least, value);
    greatest = std::max(greatest, value);
    varint_bytes += VarintSize(value);
  }
  const int width = static_cast<int>(std::bit_width(greatest - least));
  const std::size_t packed_bytes = VarintSize(least) + PackedSize(values.size(), width);
  if (width <= kPackedWidthMax && packed_bytes <= varint_bytes + 1) {
    out.push_back(static_cast<char>(width));
    AppendVarint(least, out);
    return AppendPacked(values, least, width, out);
  }
  out.push_back(static_cast<char>(kVarintsLayout));
  const std::size_t begin = out.size();
  out.resize(begin + varint_bytes);
  char* to = out.data() + begin;
  for (const std::uint64_t value : values) to = PutVarint(value, to);
}

void AppendLittleEndian(std::uint64_t value, std::string& out) {
  char bytes[8];
  StoreLittleEndian(value, bytes);
  out.append(bytes, sizeof(bytes));
}

}  // namespace ippledge::storage
