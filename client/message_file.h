// client/message_file.h: messages that a person writes: JSON or text form of Protocol Buffers.
#pragma once

#include <string>

#include "absl/status/status.h"

namespace google::protobuf {
class Message;
}  // namespace google::protobuf

namespace ippledge::client {

// Longest file taken, in bytes.
inline constexpr int kMessageFileBytesMax = 16 * 1024 * 1024;

// Reads `path` into `message`: JSON when the name ends in ".json", else text form. Unknown fields
// are faults. A usage error says file, line and column (line and column only for the text form).
absl::Status ReadMessageFile(const std::string& path, google::protobuf::Message& message);

}  // namespace ippledge::client
