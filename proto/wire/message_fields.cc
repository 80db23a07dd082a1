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

const FieldDescriptor& FieldOf(const Message& message, int number) {
  const FieldDescriptor* field = message.GetDescriptor()->FindFieldByNumber(number);
  IPPLEDGE_CHECK(field != nullptr);
  return *field;
}

std::int64_t ReadInteger(const Message& message, const FieldDescriptor& field, int index) {
  const google::protobuf::Reflection& reflection = *message.GetReflection();
  if (IsNarrow(field)) {
    return index < 0 ? reflection.GetInt32(message, &field)
                     : reflection.GetRepeatedInt32(message, &field, index);
  }
  return index < 0 ? reflection.GetInt64(message, &field)
                   : reflection.GetRepeatedInt64(message, &field, index);
}

void PutInteger(Message& message, const FieldDescriptor& field, std::int64_t value) {
  const google::protobuf::Reflection& reflection = *message.GetReflection();
  if (field.is_repeated()) return reflection.AddInt64(&message, &field, value);
  if (IsNarrow(field)) {
    return reflection.SetInt32(&message, &field, static_cast<std::int32_t>(value));
  }
  reflection.SetInt64(&message, &field, value);
}

std::string ReadText(const Message& message, const FieldDescriptor& field, int index) {
  const google::protobuf::Reflection& reflection = *message.GetReflection();
  return index < 0 ? reflection.GetString(message, &field)
                   : reflection.GetRepeatedString(message, &field, index);
}

void PutText(Message& message, const FieldDescriptor& field, std::string text) {
  const google::protobuf::Reflection& reflection = *message.GetReflection();
  if (field.is_repeated()) return reflection.AddString(&message, &field, std::move(text));
  reflection.SetString(&message, &field, std::move(text));
}

int ReadEnumNumber(const Message& message, const FieldDescriptor& field, int index) {
  const google::protobuf::Reflection& reflection = *message.GetReflection();
  return index < 0 ? reflection.GetEnumValue(message, &field)
                   : reflection.GetRepeatedEnumValue(message, &field, index);
}

void PutEnumNumber(Message& message, const FieldDescriptor& field, int number) {
  const google::protobuf::Reflection& reflection = *message.GetReflection();
  if (field.is_repeated()) return reflection.AddEnumValue(&message, &field, number);
  reflection.SetEnumValue(&message, &field, number);
}

const Message& PartOf(const Message& message, const FieldDescriptor& field, int index) {
  const google::protobuf::Reflection& reflection = *message.GetReflection();
  return index < 0 ? reflection.GetMessage(message, &field)
                   : reflection.GetRepeatedMessage(message, &field, index);
}

Message& AddPart(Message& message, const FieldDescriptor& field) {
  const google::protobuf::Reflection& reflection = *message.GetReflection();
  return field.is_repeated() ? *reflection.AddMessage(&message, &field)
                             : *reflection.MutableMessage(&message, &field);
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

std::string HexOf(const std::uint8_t* bytes, std::size_t size) {
  return absl::BytesToHexString(absl::string_view(reinterpret_cast<const char*>(bytes), size));
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
