// client/statement/decoded_text.h: the bytes of a file as one UTF-8 text.
//
// Encodings and strictness: client/import/text_source.h. One thread.
#pragma once

#include <optional>
#include <string>

#include "client/statement/fault.h"

namespace ippledge::client {

struct DecodedText {
  std::string text;      // without a byte order mark
  std::string encoding;  // "UTF-8", "GB18030", …
};

// kUnreadable, with line and column, for a byte that no character has and for NUL.
std::optional<DecodedText> DecodeText(std::string bytes, StatementFaults& faults);

}  // namespace ippledge::client
