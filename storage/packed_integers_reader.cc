#include <algorithm>
#include <array>
#include <bit>
#include <cstring>
#include <limits>

#include "storage/packed_integers.h"

namespace ippledge::storage {
namespace {

// Bit i of a byte as byte i of a word.
constexpr std::array<std::uint64_t, 256> kSpreadBits = [] {
  std::array<std::uint64_t, 256> words{};
  for (std::size_t byte = 0; byte < words.size(); ++byte) {
    for (std::size_t bit = 0; bit < 8; ++bit) {
      words[byte] |= std::uint64_t{byte >> bit & 1} << (8 * bit);
    }
  }
  return words;
}();

// Sets `values` to single bits, eight at a time.
void UnpackBits(absl::string_view bytes, absl::Span<std::uint8_t> values) {
  std::size_t i = 0;
  for (; i + 8 <= values.size(); i += 8) {
    std::uint64_t word = kSpreadBits[static_cast<unsigned char>(bytes[i / 8])];
    if constexpr (std::endian::native == std::endian::big) word = __builtin_bswap64(word);
    std::memcpy(&values[i], &word, sizeof(word));
  }
  for (; i < values.size(); ++i) {
    values[i] = static_cast<unsigned char>(bytes[i / 8]) >> (i % 8) & 1;
  }
}

// The 8 bytes from byte `at` on, zeros beyond the end.
std::uint64_t LoadUpTo8(absl::string_view bytes, std::size_t at) {
  if (bytes.size() - at >= 8) return LoadLittleEndian(bytes.data() + at);
  char last[8] = {};
  std::memcpy(last, bytes.data() + at, bytes.size() - at);
  return LoadLittleEndian(last);
}

// Sets `values` to `least` + w bits each, kValuesPerLoad of them from one load of 8 bytes:
// kValuesPerLoad * w <= 56. Returns how many it could load so.
template <std::size_t kValuesPerLoad, typename T>
std::size_t UnpackWhole(absl::string_view bytes, std::uint64_t least, int width,
                        absl::Span<T> values) {
  const std::uint64_t mask = (std::uint64_t{1} << width) - 1;
  const std::size_t step = kValuesPerLoad * static_cast<std::size_t>(width);
  const std::size_t safe_bits = bytes.size() < 8 ? 0 : (bytes.size() - 7) * 8;
  T* to = values.data();
  std::size_t i = 0;
  std::size_t bit = 0;
  for (; i + kValuesPerLoad <= values.size() && bit < safe_bits; i += kValuesPerLoad, bit += step) {
    std::uint64_t word = LoadLittleEndian(bytes.data() + bit / 8) >> (bit % 8);
    for (std::size_t k = 0; k < kValuesPerLoad; ++k) {
      to[i + k] = static_cast<T>(least + (word & mask));
      word >>= width;
    }
  }
  return i;
}

// Sets `values` to `least` + w bits each. A sum that T does not hold is cut off.
template <typename T>
void Unpack(absl::string_view bytes, std::uint64_t least, int width, absl::Span<T> values) {
  const std::uint64_t mask = (std::uint64_t{1} << width) - 1;
  std::size_t i = 0;
  if (width <= 7) {
    i = UnpackWhole<8>(bytes, least, width, values);
  } else if (width <= 14) {
    i = UnpackWhole<4>(bytes, least, width, values);
  } else if (width <= 28) {
    i = UnpackWhole<2>(bytes, least, width, values);
  } else {
    i = UnpackWhole<1>(bytes, least, width, values);
  }
  for (; i < values.size(); ++i) {
    const std::size_t bit = i * static_cast<std::size_t>(width);
    values[i] = static_cast<T>(least + (LoadUpTo8(bytes, bit / 8) >> (bit % 8) & mask));
  }
}

// The greatest of `count` values of w bits.
std::uint64_t GreatestOf(absl::string_view bytes, int width, std::size_t count) {
  const std::uint64_t mask = (std::uint64_t{1} << width) - 1;
  std::uint64_t greatest = 0;
  std::size_t bit = 0;
  for (std::size_t i = 0; i < count; ++i, bit += static_cast<std::size_t>(width)) {
    greatest = std::max(greatest, LoadUpTo8(bytes, bit / 8) >> (bit % 8) & mask);
  }
  return greatest;
}

// The bits that fill up the last byte.
bool FillerIsZero(absl::string_view bytes, std::size_t count, int width) {
  const std::size_t filler = bytes.size() * 8 - count * static_cast<std::size_t>(width);
  return static_cast<unsigned char>(bytes.back()) >> (8 - filler) == 0;
}

template <typename T>
bool ReadPacked(absl::string_view bytes, std::uint64_t max, int width, absl::Span<T> values) {
  std::uint64_t least = 0;
  if (!TakeVarint(bytes, max, least)) return false;
  if (bytes.size() != PackedSize(values.size(), width)) return false;
  if (width == 0) {
    std::fill(values.begin(), values.end(), static_cast<T>(least));
    return true;
  }
  if (values.empty()) return true;
  if (!FillerIsZero(bytes, values.size(), width)) return false;
  if constexpr (sizeof(T) == 1) {
    if (width == 1 && least == 0) {
      UnpackBits(bytes, values);
      return max > 0;
    }
  }
  const std::uint64_t mask = (std::uint64_t{1} << width) - 1;
  const bool any_allowed = mask <= max - least;
  constexpr std::uint64_t kHeldMax = std::numeric_limits<T>::max();
  const bool any_held = mask <= kHeldMax && least <= kHeldMax - mask;
  if (!any_allowed && !any_held && GreatestOf(bytes, width, values.size()) > max - least) {
    return false;
  }
  Unpack(bytes, least, width, values);
  if (any_allowed || !any_held) return true;
  T greatest = 0;
  for (const T value : values) greatest = std::max(greatest, value);
  return greatest <= max;
}

// Reads a varint of up to 8 bytes, where 8 can be loaded, and returns where it ends; null for a
// longer one and for one that is not in its shortest form.
const char* LoadShortVarint(const char* from, std::uint64_t& value) {
  std::uint64_t word = LoadLittleEndian(from);
  const std::uint64_t last_bytes = ~word & 0x8080808080808080u;
  if (last_bytes == 0) return nullptr;
  const int last_bit = std::countr_zero(last_bytes);  // the highest bit of the last byte
  word &= ~std::uint64_t{0} >> (63 - last_bit);
  if (last_bit > 7 && word >> (last_bit - 7) == 0) return nullptr;
  // Joins groups of 7 bits, then of 14, then of 28.
  word = (word & 0x007f007f007f007f) | (word & 0x7f007f007f007f00) >> 1;
  word = (word & 0x00003fff00003fff) | (word & 0x3fff00003fff0000) >> 2;
  value = (word & 0x000000000fffffff) | (word & 0x0fffffff00000000) >> 4;
  return from + (last_bit + 1) / 8;
}

template <typename T>
bool ReadVarints(absl::string_view bytes, std::uint64_t max, absl::Span<T> values) {
  for (T& value : values) {
    std::uint64_t read = 0;
    const char* const end = bytes.size() < 8 ? nullptr : LoadShortVarint(bytes.data(), read);
    if (end != nullptr) {
      bytes.remove_prefix(static_cast<std::size_t>(end - bytes.data()));
    } else if (!TakeVarint(bytes, read)) {
      return false;
    }
    if (read > max) return false;
    value = static_cast<T>(read);
  }
  return bytes.empty();
}

template <typename T>
bool Read(absl::string_view bytes, std::uint64_t max, absl::Span<T> values) {
  std::uint8_t layout = 0;
  if (!TakeByte(bytes, layout)) return false;
  if (layout <= kPackedWidthMax) return ReadPacked(bytes, max, layout, values);
  return layout == kVarintsLayout && ReadVarints(bytes, max, values);
}

}  // namespace

bool TakeByte(absl::string_view& bytes, std::uint8_t& value) {
  if (bytes.empty()) return false;
  value = static_cast<std::uint8_t>(bytes[0]);
  bytes.remove_prefix(1);
  return true;
}

bool TakeVarint(absl::string_view& bytes, std::uint64_t& value) {
  value = 0;
  const std::size_t longest = std::min(bytes.size(), kVarintBytesMax);
  for (std::size_t i = 0; i < longest; ++i) {
    const auto byte = static_cast<unsigned char>(bytes[i]);
    // The tenth byte holds the 64th bit alone; a last byte of 0 is not the shortest form.
    if ((i == kVarintBytesMax - 1 && byte > 1) || (i > 0 && byte == 0)) return false;
    value |= std::uint64_t{byte & 0x7fu} << (7 * i);
    if (byte < 0x80) {
      bytes.remove_prefix(i + 1);
      return true;
    }
  }
  return false;
}

bool TakeVarint(absl::string_view& bytes, std::uint64_t max, std::uint64_t& value) {
  return TakeVarint(bytes, value) && value <= max;
}

bool TakePart(absl::string_view& bytes, absl::string_view& part) {
  std::uint64_t size = 0;
  if (!TakeVarint(bytes, size) || size > bytes.size()) return false;
  part = bytes.substr(0, static_cast<std::size_t>(size));
  bytes.remove_prefix(part.size());
  return true;
}

bool ReadIntegers(absl::string_view bytes, std::uint64_t max, absl::Span<std::uint8_t> values) {
  return Read(bytes, max, values);
}
bool ReadIntegers(absl::string_view bytes, std::uint64_t max, absl::Span<std::uint32_t> values) {
  return Read(bytes, max, values);
}
bool ReadIntegers(absl::string_view bytes, std::uint64_t max, absl::Span<std::uint64_t> values) {
  return Read(bytes, max, values);
}

bool AllAlike(absl::string_view bytes, std::uint64_t& value) {
  std::uint8_t width = 0;
  return TakeByte(bytes, width) && width == 0 && TakeVarint(bytes, value) && bytes.empty();
}

std::uint64_t LoadLittleEndian(const char* bytes) {
  std::uint64_t value = 0;
  std::memcpy(&value, bytes, sizeof(value));
  if constexpr (std::endian::native == std::endian::big) value = __builtin_bswap64(value);
  return value;
}

}  // namespace ippledge::storage
