// proto/wire/field_bytes.h: structs of ledger/ whose fields have the numbers of a message's
// (ledger/fields.h) as the bytes of that message.
//
// Types as message_fields.h says. A message is made of the bytes where somebody wants one; an
// answer takes them as they are. Any thread.
#pragma once

#include <google/protobuf/descriptor.h>

#include <cstdint>
#include <string>
#include <type_traits>
#include <variant>

#include "absl/strings/escaping.h"
#include "absl/strings/string_view.h"
#include "ledger/check.h"
#include "ledger/fields.h"
#include "ledger/wire_bytes.h"

namespace ippledge::wire {

// The field of that number. Precondition (checked): there is one.
inline const google::protobuf::FieldDescriptor& FieldOf(const google::protobuf::Descriptor& type,
                                                        int number) {
  const google::protobuf::FieldDescriptor* field = type.FindFieldByNumber(number);
  IPPLEDGE_CHECK(field != nullptr);
  return *field;
}
inline bool HoldsBytes(const google::protobuf::FieldDescriptor& field) {
  return field.type() == google::protobuf::FieldDescriptor::TYPE_BYTES;
}

// Appends what it visits. `Self` is the visitor that inherits this: it has a constructor
// (const Self& outer, const Descriptor& type) for the parts of a message, and Write(value), which
// writes a struct by WriteFields() and what the message has besides.
template <typename Self>
class FieldBytes {
 public:
  FieldBytes(const google::protobuf::Descriptor& type, std::string& out)
      : bytes_(out), type_(type), out_(out) {}
  FieldBytes(const FieldBytes& outer, const google::protobuf::Descriptor& type)
      : FieldBytes(type, outer.out_) {}

  template <typename T>
  void operator()(int number, const T& member) {
    if constexpr (kIsFieldOptional<T>) {
      if (member) Put(number, *member);
    } else if constexpr (kIsFieldList<T>) {
      for (const auto& item : member) Put(number, item);
    } else if constexpr (std::is_same_v<T, Date>) {
      if (member != Date()) Put(number, member);
    } else {
      Put(number, member);
    }
  }
  template <typename... Alternatives>
  void OneOf(int first, const std::variant<Alternatives...>& choice) {
    std::visit([&](const auto& value) { Put(first + static_cast<int>(choice.index()), value); },
               choice);
  }

 protected:
  template <typename T>
  void WriteFields(const T& value) {
    // Lists serve reading as well; writing changes nothing.
    VisitFields(static_cast<Self&>(*this), const_cast<T&>(value));
  }

  WireBytes bytes_;

 private:
  // Zeros too: some fields say whether they are there.
  template <typename T>
  void Put(int number, const T& value) {
    if constexpr (std::is_same_v<T, Date>) {
      bytes_.Part(number, value.ToString());
    } else if constexpr (kIsFieldNumber<T>) {
      bytes_.Number(number, WireCodeOf(value));
    } else if constexpr (std::is_same_v<T, std::string>) {
      bytes_.Part(number, value);
    } else if constexpr (kIsFieldBytes<T>) {
      const absl::string_view bytes(reinterpret_cast<const char*>(value.data()), value.size());
      if (HoldsBytes(FieldOf(type_, number))) return bytes_.Part(number, bytes);
      bytes_.Part(number, absl::BytesToHexString(bytes));
    } else {
      const std::size_t begin = bytes_.Begin(number);
      Self inner(static_cast<const Self&>(*this), *FieldOf(type_, number).message_type());
      inner.Write(value);
      bytes_.End(begin);
    }
  }

  const google::protobuf::Descriptor& type_;
  std::string& out_;
};

// Nothing besides.
class PlainBytes final : public FieldBytes<PlainBytes> {
 public:
  using FieldBytes::FieldBytes;
  PlainBytes(const PlainBytes& outer, const google::protobuf::Descriptor& type)
      : FieldBytes(outer, type) {}
  template <typename T>
  void Write(const T& value) {
    WriteFields(value);
  }
};

}  // namespace ippledge::wire
