#include <algorithm>
#include <array>
#include <bit>
#include <cstring>

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

// Sets `values` to `least` + w bits each and returns the greatest value without `least`.
template <typename T>
std::uint64_t Unpack(absl::string_view bytes, std::uint64_t least, int width,
                     absl::Span<T> values) {
  const std::uint64_t mask = (std::uint64_t{1} << width) - 1;
  const auto step = static_cast<std::size_t>(width);
  std::uint64_t greatest = 0;
  const auto put = [&](std::size_t i, const char* from, std::size_t bit) {
    const std::uint64_t value = LoadLittleEndian(from) >> (bit % 8) & mask;
    greatest = std::max(greatest, value);
    values[i] = static_cast<T>(least + value);
  };
  // While 8 bytes can be loaded.
  const std::size_t safe_bytes = bytes.size() < 8 ? 0 : bytes.size() - 7;
  const std::size_t safe = std::min(values.size(), safe_bytes * 8 / step);
  std::size_t i = 0;
  for (std::size_t bit = 0; i < safe; ++i, bit += step) put(i, bytes.data() + bit / 8, bit);
  for (; i < values.size(); ++i) {
    const std::size_t bit = i * step;
    char last[8] = {};
    std::memcpy(last, bytes.data() + bit / 8, std::min<std::size_t>(8, bytes.size() - bit / 8));
    put(i, last, bit);
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
  return Unpack(bytes, least, width, values) <= max - least;
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

std::uint64_t LoadLittleEndian(const char* bytes) {
  std::uint64_t value = 0;
  std::memcpy(&value, bytes, sizeof(value));
  if constexpr (std::endian::native == std::endian::big) value = __builtin_bswap64(value);
  return value;
}

}  // namespace ippledge::storage
