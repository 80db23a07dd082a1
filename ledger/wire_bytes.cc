#include "ledger/wire_bytes.h"

namespace ippledge {
namespace {

constexpr std::size_t kVarintBytesMax = 10;

std::size_t VarintSize(std::uint64_t code) {
  std::size_t size = 1;
  for (; code >= 0x80; code >>= 7) ++size;
  return size;
}

// Returns where it ends.
char* WriteVarint(std::uint64_t code, char* at) {
  for (; code >= 0x80; code >>= 7) *at++ = static_cast<char>(code | 0x80);
  *at++ = static_cast<char>(code);
  return at;
}

}  // namespace

void WireBytes::Varint(std::uint64_t code) {
  char bytes[kVarintBytesMax];
  out_.append(bytes, static_cast<std::size_t>(WriteVarint(code, bytes) - bytes));
}

void WireBytes::Number(int number, std::uint64_t code) {
  char bytes[2 * kVarintBytesMax];
  char* end = WriteVarint(static_cast<std::uint64_t>(number) << 3, bytes);
  end = WriteVarint(code, end);
  out_.append(bytes, static_cast<std::size_t>(end - bytes));
}

void WireBytes::Part(int number, absl::string_view bytes) {
  char head[2 * kVarintBytesMax];
  char* end = WriteVarint(static_cast<std::uint64_t>(number) << 3 | 2, head);
  end = WriteVarint(bytes.size(), end);
  out_.append(head, static_cast<std::size_t>(end - head));
  out_.append(bytes.data(), bytes.size());
}

std::size_t WireBytes::Begin(int number) {
  Part(number, "");  // most lengths take one byte
  return out_.size();
}

void WireBytes::End(std::size_t begin) {
  std::uint64_t length = out_.size() - begin;
  out_.insert(begin, VarintSize(length) - 1, '\0');
  for (std::size_t at = begin - 1;; ++at, length >>= 7) {
    out_[at] = static_cast<char>(length < 0x80 ? length : length | 0x80);
    if (length < 0x80) return;
  }
}

}  // namespace ippledge
