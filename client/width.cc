#include "client/width.h"

#include <unicode/uchar.h>
#include <unicode/utf8.h>

#include <algorithm>
#include <cstddef>
#include <cstdint>

#include "absl/strings/str_cat.h"

namespace ippledge::client {
namespace {

int WidthOf(UChar32 character) {
  if (character < 0) return 1;  // shown as one replacement character
  switch (u_charType(character)) {
    case U_NON_SPACING_MARK:
    case U_ENCLOSING_MARK:
    case U_FORMAT_CHAR:
    case U_CONTROL_CHAR:
      return 0;
    default:
      break;
  }
  const int width = u_getIntPropertyValue(character, UCHAR_EAST_ASIAN_WIDTH);
  return width == U_EA_WIDE || width == U_EA_FULLWIDTH ? 2 : 1;
}

std::string Blanks(absl::string_view utf8, int width) {
  return std::string(static_cast<std::size_t>(std::max(0, width - DisplayWidth(utf8))), ' ');
}

}  // namespace

int DisplayWidth(absl::string_view utf8) {
  const auto* bytes = reinterpret_cast<const std::uint8_t*>(utf8.data());
  const auto size = static_cast<std::int32_t>(utf8.size());
  int width = 0;
  for (std::int32_t at = 0; at < size;) {
    UChar32 character = 0;
    U8_NEXT(bytes, at, size, character);
    width += WidthOf(character);
  }
  return width;
}

std::string PadRight(absl::string_view utf8, int width) {
  return absl::StrCat(utf8, Blanks(utf8, width));
}

std::string PadLeft(absl::string_view utf8, int width) {
  return absl::StrCat(Blanks(utf8, width), utf8);
}

}  // namespace ippledge::client
