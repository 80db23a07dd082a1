// Request ids as text: proto/wire/parse.h.
#include <algorithm>

#include "proto/wire/parse.h"

namespace ippledge::wire {
namespace {

constexpr std::size_t kTextSize = 36;  // 8-4-4-4-12 digits
constexpr char kDigits[] = "0123456789abcdef";

constexpr bool IsHyphenAt(std::size_t at) { return at == 8 || at == 13 || at == 18 || at == 23; }

// Value of a hexadecimal digit; -1 for another character.
constexpr int ValueOf(char digit) {
  if (digit >= '0' && digit <= '9') return digit - '0';
  if (digit >= 'a' && digit <= 'f') return digit - 'a' + 10;
  if (digit >= 'A' && digit <= 'F') return digit - 'A' + 10;
  return -1;
}

bool ReadUuid(absl::string_view text, RequestId& id) {
  if (text.size() != kTextSize) return false;
  std::size_t at = 0;
  for (std::uint8_t& byte : id) {
    if (IsHyphenAt(at) && text[at++] != '-') return false;
    const int high = ValueOf(text[at]);
    const int low = ValueOf(text[at + 1]);
    if (high < 0 || low < 0) return false;
    byte = static_cast<std::uint8_t>(high << 4 | low);
    at += 2;
  }
  return true;
}

}  // namespace

absl::StatusOr<RequestId> ParseRequestId(absl::string_view text) {
  if (text.empty()) return Refuse(Reason::kFieldRequired, "request_id");
  RequestId id{};
  if (!ReadUuid(text, id) || id == RequestId{}) {
    return Refuse(Reason::kRequestIdMalformed, "request_id", {{"got", std::string(text)}});
  }
  return id;
}

std::string FormatRequestId(const RequestId& request_id) {
  std::string text;
  text.reserve(kTextSize);
  for (const std::uint8_t byte : request_id) {
    if (IsHyphenAt(text.size())) text.push_back('-');
    text.push_back(kDigits[byte >> 4]);
    text.push_back(kDigits[byte & 15]);
  }
  return text;
}

}  // namespace ippledge::wire
