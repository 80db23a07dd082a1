// proto/wire/message_fields.h: structs of ledger/ whose fields have the numbers of a message's
// (ledger/fields.h), filled from that message and into it.
//
// In the message a Date is "YYYY-MM-DD" and the day 0 is empty, Money is fen, an array of bytes is
// hexadecimal in a text and itself in a field of bytes, where zeros may be left out; a variant is
// the field of its alternative; the rest is itself. Reading notes everything that the ledger's type
// cannot hold, as field_reader.h says, with the path of its field. Any thread.
#pragma once

#include <google/protobuf/descriptor.h>
#include <google/protobuf/message.h>

#include <cstdint>
#include <optional>
#include <string>
#include <type_traits>
#include <variant>
#include <vector>

#include "ledger/check.h"
#include "ledger/fields.h"
#include "proto/wire/field_bytes.h"
#include "proto/wire/field_reader.h"

namespace ippledge::wire {

// A part of a message that may be left out: it is then read as empty.
template <typename T>
inline constexpr bool kMayBeLeftOut = false;

// An int32 or int64 field.
std::int64_t ReadInteger(const google::protobuf::Message& message,
                         const google::protobuf::FieldDescriptor& field, int index);
std::string ReadText(const google::protobuf::Message& message,
                     const google::protobuf::FieldDescriptor& field, int index);
int ReadEnumNumber(const google::protobuf::Message& message,
                   const google::protobuf::FieldDescriptor& field, int index);
// The message in a field; of a repeated field the one at `index`.
const google::protobuf::Message& PartOf(const google::protobuf::Message& message,
                                        const google::protobuf::FieldDescriptor& field, int index);
// `size` bytes as twice as many digits of either case; FIELD_REQUIRED, FIELD_MALFORMED.
bool ReadHex(absl::string_view text, absl::string_view field, const FieldReader& reader,
             std::uint8_t* bytes, std::size_t size);
// `size` bytes, or none, which leaves them as they are; FIELD_MALFORMED.
void ReadBytes(absl::string_view got, absl::string_view field, const FieldReader& reader,
               std::uint8_t* bytes, std::size_t size);
// AMOUNT_OUT_OF_RANGE beyond what Money holds.
Money ReadMoney(std::int64_t fen, absl::string_view field, const FieldReader& reader);

// Fills members from a message. `offset` is added to the numbers of the outermost struct; `reader`
// outlives this.
class MessageReader {
 public:
  MessageReader(const google::protobuf::Message& message, const FieldReader& reader, int offset = 0)
      : message_(message), reader_(reader), offset_(offset) {}

  template <typename T>
  void operator()(int number, T& member) {
    const google::protobuf::FieldDescriptor& field =
        FieldOf(*message_.GetDescriptor(), number + offset_);
    if constexpr (kIsFieldOptional<T>) {
      if (IsGiven(field)) Read(field, -1, member.emplace());
    } else if constexpr (kIsFieldList<T>) {
      const int size = message_.GetReflection()->FieldSize(message_, &field);
      for (int i = 0; i < size; ++i) Read(field, i, member.emplace_back());
    } else {
      Read(field, -1, member);
    }
  }

 private:
  // An optional date has no presence of its own: it is given unless it is empty.
  bool IsGiven(const google::protobuf::FieldDescriptor& field) const {
    if (field.has_presence()) return message_.GetReflection()->HasField(message_, &field);
    return !ReadText(message_, field, -1).empty();
  }

  template <typename T>
  void Read(const google::protobuf::FieldDescriptor& field, int index, T& value) {
    const FieldReader at(reader_, field.name(), index);
    if constexpr (std::is_same_v<T, Date>) {
      value = at.ReadDate(ReadText(message_, field, index), "").value_or(Date());
    } else if constexpr (std::is_same_v<T, Money>) {
      value = ReadMoney(ReadInteger(message_, field, index), "", at);
    } else if constexpr (std::is_same_v<T, bool>) {
      value = message_.GetReflection()->GetBool(message_, &field);
    } else if constexpr (std::is_enum_v<T>) {
      value = at.ReadOptionalEnum<T>(ReadEnumNumber(message_, field, index), EnumCount(T{}), "");
    } else if constexpr (std::is_integral_v<T>) {
      value = static_cast<T>(ReadInteger(message_, field, index));
    } else if constexpr (std::is_same_v<T, std::string>) {
      value = ReadText(message_, field, index);
    } else if constexpr (kIsFieldBytes<T>) {
      const std::string text = ReadText(message_, field, index);
      if (HoldsBytes(field)) return ReadBytes(text, "", at, value.data(), value.size());
      ReadHex(text, "", at, value.data(), value.size());
    } else {
      const bool given = index >= 0 || message_.GetReflection()->HasField(message_, &field);
      if (!given && !kMayBeLeftOut<T>) return at.Add(Reason::kFieldRequired, "");
      const google::protobuf::Message& part = PartOf(message_, field, index);
      at.ExpectKnown(part);
      MessageReader inner(part, at);
      VisitFields(inner, value);
    }
  }

  const google::protobuf::Message& message_;
  const FieldReader& reader_;
  int offset_;
};

// Sets what the message says of `value`; unknown fields of the message and its parts are noted.
template <typename T>
void ReadFields(const google::protobuf::Message& message, const FieldReader& reader, T& value,
                int offset = 0) {
  reader.ExpectKnown(message);
  MessageReader visitor(message, reader, offset);
  VisitFields(visitor, value);
}

// Fills an empty message. Precondition (checked): texts are UTF-8.
template <typename T>
void FillFields(const T& value, google::protobuf::Message& message) {
  std::string bytes;
  PlainBytes(*message.GetDescriptor(), bytes).Write(value);
  IPPLEDGE_CHECK(message.ParseFromString(bytes));
}

}  // namespace ippledge::wire
