// client/import/cell.h: what spreadsheets do to a cell, undone.
//
// All functions return views of their argument or of `scratch`, and touch `scratch` only when the
// text has to change. Input is valid UTF-8. Pure; any thread.
#pragma once

#include <string>

#include "absl/strings/string_view.h"

namespace ippledge::client {

// Without white space at both ends (ASCII, U+00A0, U+3000, U+FEFF, zero-width), without the
// wrapping
// ="..." and without one leading apostrophe.
absl::string_view CleanCell(absl::string_view cell, std::string* scratch);

// Only the trimming of CleanCell.
absl::string_view TrimCell(absl::string_view cell);

// Line breaks and other control characters inside to spaces.
void MakeOneLine(std::string* text);

// Full-width digits and letters to ASCII. For codes: signs such as （） stay as the bank writes
// them.
absl::string_view NarrowLetters(absl::string_view text, std::string* scratch);

// Every full-width form of ASCII and the ideographic space to ASCII. For numbers, dates and words.
absl::string_view NarrowAll(absl::string_view text, std::string* scratch);

// True for what a spreadsheet makes of a long number: "1.23457E+17", "9.1E17", "5E+3".
bool LooksScientific(absl::string_view text);

// One spelling of a header for comparing: narrow, lower case, without white space, "_", "-" and the
// "*" that marks required columns.
std::string NormalHeader(absl::string_view header);

}  // namespace ippledge::client
