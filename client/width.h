// client/width.h: how many columns of a terminal a text takes.
//
// East Asian wide and full-width characters take two, combining and format characters none, all
// others one; ambiguous ones count as one. Pure functions, any thread.
#pragma once

#include <string>

#include "absl/strings/string_view.h"

namespace ippledge::client {

int DisplayWidth(absl::string_view utf8);

// `utf8` with blanks on its right (left) up to `width` columns; as it is when it is wider.
std::string PadRight(absl::string_view utf8, int width);
std::string PadLeft(absl::string_view utf8, int width);

}  // namespace ippledge::client
