#include "client/json.h"

#include <google/protobuf/descriptor.h>
#include <google/protobuf/message.h>
#include <google/protobuf/timestamp.pb.h>

#include <cstddef>
#include <utility>

#include "absl/strings/escaping.h"
#include "absl/strings/str_cat.h"
#include "absl/strings/str_format.h"
#include "absl/time/time.h"

namespace ippledge::client {
namespace {

using google::protobuf::FieldDescriptor;
using google::protobuf::Message;
using google::protobuf::Reflection;
using google::protobuf::Timestamp;

class Writer {
 public:
  explicit Writer(JsonStyle style) : indented_(style == JsonStyle::kIndented) {}

  void Append(const Message& message) {
    if (message.GetDescriptor() == Timestamp::descriptor()) {
      text_ += JsonString(FormatTime(static_cast<const Timestamp&>(message)));
      return;
    }
    text_ += '{';
    ++depth_;
    bool first = true;
    for (int i = 0; i < message.GetDescriptor()->field_count(); ++i) {
      const FieldDescriptor& field = *message.GetDescriptor()->field(i);
      if (field.has_presence() && !message.GetReflection()->HasField(message, &field)) continue;
      Separate(first);
      absl::StrAppend(&text_, "\"", field.name(), indented_ ? "\": " : "\":");
      AppendField(message, field);
    }
    Close('}', first);
  }

  std::string text() && { return std::move(text_); }

 private:
  void Separate(bool& first) {
    if (!first) text_ += ',';
    first = false;
    NewLine();
  }

  void Close(char bracket, bool empty) {
    --depth_;
    if (!empty) NewLine();
    text_ += bracket;
  }

  void NewLine() {
    if (indented_) absl::StrAppend(&text_, "\n", std::string(2 * depth_, ' '));
  }

  void AppendField(const Message& message, const FieldDescriptor& field) {
    if (!field.is_repeated()) {
      AppendValue(message, field, -1);
      return;
    }
    const int size = message.GetReflection()->FieldSize(message, &field);
    text_ += field.is_map() ? '{' : '[';
    ++depth_;
    bool first = true;
    for (int i = 0; i < size; ++i) {
      Separate(first);
      if (field.is_map()) {
        AppendMapEntry(message.GetReflection()->GetRepeatedMessage(message, &field, i));
      } else {
        AppendValue(message, field, i);
      }
    }
    Close(field.is_map() ? '}' : ']', first);
  }

  void AppendMapEntry(const Message& entry) {
    AppendValue(entry, *entry.GetDescriptor()->map_key(), -1);
    text_ += indented_ ? ": " : ":";
    AppendValue(entry, *entry.GetDescriptor()->map_value(), -1);
  }

  // The value at `index` of a repeated field, or of a single one with -1.
  void AppendValue(const Message& message, const FieldDescriptor& field, int index) {
    const Reflection& reflection = *message.GetReflection();
    const bool one = index < 0;
    switch (field.cpp_type()) {
      case FieldDescriptor::CPPTYPE_INT32:
        absl::StrAppend(&text_, one ? reflection.GetInt32(message, &field)
                                    : reflection.GetRepeatedInt32(message, &field, index));
        return;
      case FieldDescriptor::CPPTYPE_INT64:
        absl::StrAppend(&text_, one ? reflection.GetInt64(message, &field)
                                    : reflection.GetRepeatedInt64(message, &field, index));
        return;
      case FieldDescriptor::CPPTYPE_BOOL:
        text_ += (one ? reflection.GetBool(message, &field)
                      : reflection.GetRepeatedBool(message, &field, index))
                     ? "true"
                     : "false";
        return;
      case FieldDescriptor::CPPTYPE_ENUM:
        text_ += JsonString((one ? reflection.GetEnum(message, &field)
                                 : reflection.GetRepeatedEnum(message, &field, index))
                                ->name());
        return;
      case FieldDescriptor::CPPTYPE_STRING: {
        const std::string value = one ? reflection.GetString(message, &field)
                                      : reflection.GetRepeatedString(message, &field, index);
        text_ += JsonString(
            field.type() == FieldDescriptor::TYPE_BYTES ? absl::BytesToHexString(value) : value);
        return;
      }
      case FieldDescriptor::CPPTYPE_MESSAGE:
        Append(one ? reflection.GetMessage(message, &field)
                   : reflection.GetRepeatedMessage(message, &field, index));
        return;
      default:
        text_ += "null";  // the API has no unsigned or floating-point fields
    }
  }

  const bool indented_;
  std::size_t depth_ = 0;
  std::string text_;
};

}  // namespace

std::string JsonString(absl::string_view utf8) {
  std::string quoted = "\"";
  for (const char c : utf8) {
    switch (c) {
      case '"':
        quoted += "\\\"";
        break;
      case '\\':
        quoted += "\\\\";
        break;
      case '\n':
        quoted += "\\n";
        break;
      case '\t':
        quoted += "\\t";
        break;
      case '\r':
        quoted += "\\r";
        break;
      default:
        if (static_cast<unsigned char>(c) < 0x20 || c == 0x7f) {
          absl::StrAppendFormat(&quoted, "\\u%04x", static_cast<unsigned>(c));
        } else {
          quoted += c;
        }
    }
  }
  return quoted + '"';
}

std::string JsonMessage(const Message& message, JsonStyle style) {
  Writer writer(style);
  writer.Append(message);
  return std::move(writer).text();
}

std::string FormatTime(const Timestamp& time) {
  const absl::Time instant =
      absl::FromUnixSeconds(time.seconds()) + absl::Nanoseconds(time.nanos());
  return absl::FormatTime("%Y-%m-%dT%H:%M:%E3SZ", instant, absl::UTCTimeZone());
}

}  // namespace ippledge::client
