// client/json.h: JSON as this program writes it.
//
// Messages as in the JSON of protobuf with the field names of the .proto, but int64 values are
// numbers, bytes are hexadecimal, and fields without presence are always there. What has no bytes
// can be read again as input. Pure functions, any thread.
#pragma once

#include <string>

#include "absl/strings/string_view.h"

namespace google::protobuf {
class Message;
class Timestamp;
}  // namespace google::protobuf

namespace ippledge::client {

enum class JsonStyle { kOneLine, kIndented };

// With quotes; control characters are escaped.
std::string JsonString(absl::string_view utf8);
// Without a newline at the end.
std::string JsonMessage(const google::protobuf::Message& message, JsonStyle style);
// "2025-06-30T08:00:00.123Z".
std::string FormatTime(const google::protobuf::Timestamp& time);

}  // namespace ippledge::client
