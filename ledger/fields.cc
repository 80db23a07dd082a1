#include "ledger/fields.h"

#include "absl/strings/str_cat.h"

namespace ippledge {
namespace {

constexpr int kFieldNumberMax = (1 << 29) - 1;

}  // namespace

absl::Status WireDoubt::status() const {
  if (newer_) return absl::FailedPreconditionError("newer format: unknown fields");
  if (!lost_.empty()) return absl::DataLossError(absl::StrCat("impossible ", lost_));
  return absl::OkStatus();
}

Date WireReader::DateOf(std::uint64_t code) {
  static const std::int64_t first = Date::Of(1900, 1, 1).days();
  static const std::int64_t last = Date::Of(2199, 12, 31).days();
  const auto days = static_cast<std::int64_t>(code >> 1 ^ (~(code & 1) + 1));
  if (days >= first && days <= last) return Date::OfDays(static_cast<std::int32_t>(days));
  doubt_.Lose("date");
  return Date();
}

Money WireReader::MoneyOf(std::uint64_t code) {
  const auto fen = static_cast<std::int64_t>(code);
  if (fen >= -Money::kFenMax && fen <= Money::kFenMax) return Money::OfFen(fen);
  doubt_.Lose("amount");
  return Money();
}

bool WireReader::At(int number, Type type) {
  for (; number_ != 0 && number_ < number; Next()) strays_.push_back(number_);
  if (number_ != number) return false;
  if (type_ == type) return true;
  doubt_.Lose("type of a field");
  Next();
  return false;
}

void WireReader::Next() {
  number_ = 0;
  if (rest_.empty()) return;
  std::uint64_t tag = 0;
  if (!TakeVarint(rest_, tag)) return;
  if (tag >> 3 == 0 || tag >> 3 > kFieldNumberMax) return Break("field number");
  std::uint64_t length = 0;
  switch (tag & 7) {
    case kVarint:
      if (!TakeVarint(rest_, code_)) return;
      break;
    case kPart:
      if (!TakeVarint(rest_, length)) return;
      break;
    case kFixed64:
      length = 8;
      break;
    case kFixed32:
      length = 4;
      break;
    default:
      return Break("type of a field");
  }
  if (length > rest_.size()) return Break("length");
  part_ = rest_.substr(0, length);
  rest_.remove_prefix(length);
  type_ = static_cast<Type>(tag & 7);
  number_ = static_cast<int>(tag >> 3);
}

bool WireReader::TakeVarint(absl::string_view& bytes, std::uint64_t& code) {
  code = 0;
  for (std::size_t i = 0; i < bytes.size() && i < 10; ++i) {
    const auto byte = static_cast<std::uint8_t>(bytes[i]);
    if (i == 9 && byte > 1) break;
    code |= static_cast<std::uint64_t>(byte & 0x7F) << (7 * i);
    if (byte >= 0x80) continue;
    if (byte == 0 && i > 0) break;  // a shorter form says the same
    bytes.remove_prefix(i + 1);
    return true;
  }
  bytes = {};
  doubt_.Lose("number of bytes");
  return false;
}

void WireReader::Break(absl::string_view what) {
  rest_ = {};
  doubt_.Lose(what);
}

void WireStrays::Remove(int first, int count) {
  const auto known = [&](int number) { return number >= first && number < first + count; };
  numbers_.erase(std::remove_if(numbers_.begin(), numbers_.end(), known), numbers_.end());
}

}  // namespace ippledge
