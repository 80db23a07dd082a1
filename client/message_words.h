// client/message_words.h: any message as lines that a person can read: what stands where.
//
// Amounts are in units of the currency with two decimals, rates in percent, bytes hexadecimal,
// enums by name. What is not set is left out. Pure; any thread.
#pragma once

#include <google/protobuf/descriptor.h>
#include <google/protobuf/message.h>

#include <string>
#include <utility>
#include <vector>

#include "absl/strings/string_view.h"
#include "client/texts.h"

namespace ippledge::client {

// ("movement.amount_fen", "300,000.00"), in the order of the .proto. Control characters are shown
// as "?": nothing in it can change how the rest looks.
std::vector<std::pair<std::string, std::string>> WordsOf(const google::protobuf::Message& message);

// Path of the first field that this program does not know; empty when it knows all.
std::string UnknownIn(const google::protobuf::Message& message);

// What a write does; its name where there are no words for it.
Bilingual ActOf(const google::protobuf::MethodDescriptor& method);

}  // namespace ippledge::client
