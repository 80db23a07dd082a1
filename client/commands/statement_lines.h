// client/commands/statement_lines.h: a bank's statement as the API takes it.
//
// Texts and numbers beyond the API's limits are cut, and that is told. One thread.
#pragma once

#include <cstdint>
#include <map>
#include <string>
#include <vector>

#include "absl/strings/string_view.h"
#include "client/statement/statement.h"
#include "ippledge/v1/programme_service.pb.h"
#include "ippledge/v1/reconciliation_types.pb.h"

namespace ippledge::client {

inline constexpr std::size_t kReferenceCharsSent = 64;
inline constexpr std::size_t kTextCharsSent = 1'000;
// Of name and account of the other side together: the name is cut first.
inline constexpr std::size_t kSubjectBytesSent = 1'000;
// Of the four protected texts together.
inline constexpr std::size_t kTextBytesSent = 3'900;

class LineMaker {
 public:
  // Lines whose other side has the id or a name of a body bear its id.
  void AddBody(const v1::Body& body);

  v1::BankLine Make(const StatementLine& line);
  // "line 7: reference cut to 64 characters", up to kRemarkLinesMax of them, then how many more.
  std::vector<std::string> Remarks() const;

  // `text` cut to so many characters; a cut is told with the place in the file and that name.
  std::string Cut(absl::string_view text, std::size_t chars, std::int64_t source_line,
                  absl::string_view name);

 private:
  // To so many bytes, and at most kTextCharsSent characters.
  std::string CutText(absl::string_view text, std::size_t bytes, std::int64_t source_line,
                      absl::string_view name);
  void Tell(std::int64_t source_line, absl::string_view what);

  std::map<std::string, std::string> bodies_;  // by normal name
  std::vector<std::string> remarks_;
  std::int64_t more_ = 0;
};

// The first so many characters, or bytes without cutting a character, of UTF-8.
absl::string_view FirstChars(absl::string_view text, std::size_t chars);
absl::string_view FirstBytes(absl::string_view text, std::size_t bytes);

}  // namespace ippledge::client
