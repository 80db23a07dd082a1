#include "ledger/wire_bytes.h"

#include <gtest/gtest.h>

#include <string>

namespace ippledge {
namespace {

using std::string_literals::operator""s;

TEST(WireBytes, Fields) {
  std::string out = "before ";
  WireBytes bytes(out);
  bytes.Number(1, 150);
  bytes.Number(16, 0);
  bytes.Part(2, "text");
  bytes.Part(3, "");
  EXPECT_EQ(out, "before \x08\x96\x01\x80\x01\0\x12\x04text\x1a\0"s);
}

TEST(WireBytes, PartsWhoseLengthComesLater) {
  for (const std::size_t size : {0u, 1u, 127u, 128u, 20'000u}) {
    const std::string text(size, 'x');
    std::string at_once;
    WireBytes(at_once).Part(7, text);
    std::string later;
    WireBytes bytes(later);
    const std::size_t begin = bytes.Begin(7);
    later += text;
    bytes.End(begin);
    EXPECT_EQ(later, at_once) << size;
  }
}

}  // namespace
}  // namespace ippledge
