// client/statement/mt940_tag.h: lines of an MT940 file and the tags they begin with.
//
// Views into the file. Pure; any thread.
#pragma once

#include <cstddef>
#include <cstdint>
#include <string>

#include "absl/strings/string_view.h"
#include "client/statement/fault.h"

namespace ippledge::client {

enum class Mt940Tag : std::uint8_t {
  kNone,            // the line goes on with the field before, or is none
  kReference,       // :20:
  kAccount,         // :25:
  kAccountAndBank,  // :25P:, the BIC on the next line
  kNumber,          // :28:, :28C:
  kOpening,         // :60F:
  kOpeningPage,     // :60M:
  kEntry,           // :61:
  kText,            // :86:
  kNotes,           // :NS:
  kClosing,         // :62F:
  kClosingPage,     // :62M:
  kAvailable,       // :64:
  kForward,         // :65:
  kPassedOver,      // known, and without a use here
  kRefused,         // what looks like a balance or a line and is no known one: ":60:", ":61A:"
  kUnknown,
};

struct Mt940Line {
  absl::string_view text;   // without the line end
  std::int64_t number = 0;  // of the file, from 1
};

struct Mt940Field {
  Mt940Tag tag = Mt940Tag::kNone;
  absl::string_view name;    // ":61:"
  absl::string_view value;   // what follows it on its line
  std::size_t value_at = 0;  // where, in the line
};

// What is wrong with the value of a field, and where in it.
struct Mt940Problem {
  StatementFaultKind kind = StatementFaultKind::kMalformed;
  std::size_t at = 0;
  std::string got;
  std::string want;
};

// Takes the next line off the front of *text; false at the end. CRLF, LF and CR end lines.
bool NextMt940Line(absl::string_view* text, Mt940Line* line);

// `text` without spaces and control characters of ASCII at its ends.
absl::string_view TrimMt940(absl::string_view text);

// One line without control characters, white space at the ends and runs of it inside, of Unicode.
std::string CleanMt940(absl::string_view text);

// True when `text` is so wide that a word may go on behind it. What three bytes tell, a Chinese
// character, takes two columns, and does not fit into one.
bool FillsMt940(absl::string_view text, int columns);

// The tag that a line begins with, white space before it apart.
Mt940Field FieldOfMt940(absl::string_view line);

// True for a line whose beginning ":26:37" goes on with a time of day that `before`, the end of the
// line before it, has begun: free text is broken anywhere.
bool IsMt940TimeBroken(absl::string_view before, absl::string_view line);

// Tells a fault at byte `at` of `line`; `got` is shortened and made printable.
void AddMt940Fault(const Mt940Line& line, std::size_t at, StatementFaultKind kind,
                   absl::string_view field, absl::string_view got, absl::string_view want,
                   StatementFaults& faults);

}  // namespace ippledge::client
