// tests/testing/parsed.h: a message as a test spells it out, in the text format of Protocol
// Buffers.
#pragma once

#include <google/protobuf/text_format.h>
#include <gtest/gtest.h>

#include <string>

namespace ippledge {

// Fails the test when it is no such message.
template <typename Message>
Message Parsed(const std::string& text) {
  Message message;
  EXPECT_TRUE(google::protobuf::TextFormat::ParseFromString(text, &message)) << text;
  return message;
}

}  // namespace ippledge
