#include "proto/wire/message_fields.h"

#include <algorithm>
#include <utility>

#include "absl/strings/ascii.h"
#include "absl/strings/escaping.h"
#include "absl/strings/str_cat.h"
#include "ledger/check.h"

namespace ippledge::wire {
namespace {

using google::protobuf::FieldDescriptor;
using google::protobuf::Message;

bool IsNarrow(const FieldDescriptor& field) {
  return field.cpp_type() == FieldDescriptor::CPPTYPE_INT32;
}

}  // namespace

std::int64_t ReadInteger(const Message& message, const FieldDescriptor& field, int index) {
  const google::protobuf::Reflection& reflection = *message.GetReflection();
  if (IsNarrow(field)) {
    return index < 0 ? reflection.GetInt32(message, &field)
                     : reflection.GetRepeatedInt32(message, &field, index);
  }
  return index < 0 ? reflection.GetInt64(message, &field)
                   : reflection.GetRepeatedInt64(message, &field, index);
}

std::string ReadText(const Message& message, const FieldDescriptor& field, int index) {
  const google::protobuf::Reflection& reflection = *message.GetReflection();
  return index < 0 ? reflection.GetString(message, &field)
                   : reflection.GetRepeatedString(message, &field, index);
}

int ReadEnumNumber(const Message& message, const FieldDescriptor& field, int index) {
  const google::protobuf::Reflection& reflection = *message.GetReflection();
  return index < 0 ? reflection.GetEnumValue(message, &field)
                   : reflection.GetRepeatedEnumValue(message, &field, index);
}

const Message& PartOf(const Message& message, const FieldDescriptor& field, int index) {
  const google::protobuf::Reflection& reflection = *message.GetReflection();
  return index < 0 ? reflection.GetMessage(message, &field)
                   : reflection.GetRepeatedMessage(message, &field, index);
}

bool ReadHex(absl::string_view text, absl::string_view field, const FieldReader& reader,
             std::uint8_t* bytes, std::size_t size) {
  if (!reader.Require(!text.empty(), field)) return false;
  if (text.size() != 2 * size || !std::all_of(text.begin(), text.end(), absl::ascii_isxdigit)) {
    reader.Add(
        Reason::kFieldMalformed, field,
        {{"got", std::string(text)}, {"want", absl::StrCat(2 * size, " hexadecimal digits")}});
    return false;
  }
  const std::string decoded = absl::HexStringToBytes(text);
  std::copy(decoded.begin(), decoded.end(), bytes);
  return true;
}

void ReadBytes(absl::string_view got, absl::string_view field, const FieldReader& reader,
               std::uint8_t* bytes, std::size_t size) {
  if (got.size() == size) {
    std::copy(got.begin(), got.end(), bytes);
  } else if (!got.empty()) {
    reader.Add(
        Reason::kFieldMalformed, field,
        {{"got", absl::StrCat(got.size(), " bytes")}, {"want", absl::StrCat(size, " bytes")}});
  }
}

Money ReadMoney(std::int64_t fen, absl::string_view field, const FieldReader& reader) {
  if (fen >= -Money::kFenMax && fen <= Money::kFenMax) return Money::OfFen(fen);
  reader.Add(Reason::kAmountOutOfRange, field,
             {{"got", absl::StrCat(fen)}, {"limit", absl::StrCat(Money::kFenMax)}});
  return Money();
}

}  // namespace ippledge::wire
