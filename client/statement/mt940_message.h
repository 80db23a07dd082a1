// client/statement/mt940_message.h: one message of MT940, from :20: to its end, into a statement.
//
// Lines come in one by one; the file outlives the message. One thread.
#pragma once

#include <cstddef>
#include <cstdint>
#include <optional>
#include <string>
#include <vector>

#include "absl/strings/string_view.h"
#include "client/statement/fault.h"
#include "client/statement/mt940_field.h"
#include "client/statement/mt940_remarks.h"
#include "client/statement/mt940_tag.h"
#include "client/statement/statement.h"

namespace ippledge::client {

// A statement, or a page of one.
struct Mt940Page {
  Statement statement;
  bool goes_on = false;    // from the page before: :60M:
  bool to_go_on = false;   // on the next: :62M:
  Mt940Line opening_line;  // where the balances that pages share stand
};

class Mt940Message {
 public:
  // `has_reference` is false when :20: was missing, which has been told: what else is missing is
  // not told then. `faults` and `remarks` outlive the message.
  Mt940Message(std::int64_t line, bool has_reference, StatementFaults* faults,
               Mt940Remarks* remarks);

  // A line with a tag other than :20:. Faults as in mt940.h.
  void Field(const Mt940Line& line, const Mt940Field& field);
  // A line that goes on with the field before, or is none: MALFORMED.
  void Continue(const Mt940Line& line);

  // True when `line` is text though it looks like a tag.
  bool IsBrokenTime(const Mt940Line& line) const;
  // True when the line before was free text, in which a line may begin with "-".
  bool in_text() const;
  std::int64_t lines() const { return static_cast<std::int64_t>(page_.statement.lines.size()); }

  // After the last line. What is missing is a fault: FIELD_MISSING.
  Mt940Page End();

 private:
  enum class Stage : std::uint8_t { kHeader, kLines, kClosed };

  void Problem(StatementFaultKind kind, const Mt940Line& line, const Mt940Field& field,
               absl::string_view want);
  // Tells `problem`, if there is one, and whether there was none.
  bool Good(const std::optional<Mt940Problem>& problem, const Mt940Line& line,
            const Mt940Field& field);
  bool Once(bool* seen, const Mt940Line& line, const Mt940Field& field);
  bool OnceBalance(bool* seen, BalanceKind kind, const Mt940Line& line, const Mt940Field& field);
  void Account(const Mt940Line& line, const Mt940Field& field);
  void Number(const Mt940Line& line, const Mt940Field& field);
  void AddBalance(BalanceKind kind, const Mt940Line& line, const Mt940Field& field);
  void Opening(const Mt940Line& line, const Mt940Field& field);
  void Closing(const Mt940Line& line, const Mt940Field& field);
  void Entry(const Mt940Line& line, const Mt940Field& field);
  // Keeps a line of the present field's text.
  void Keep(const Mt940Line& line, std::size_t at, absl::string_view text);
  void Missing(bool seen, absl::string_view name);
  // Gives the texts that were kept to the last entry, or to the statement.
  void Settle();
  void Describe(StatementLine* line);

  StatementFaults* const faults_;
  Mt940Remarks* const remarks_;
  Mt940Page page_;
  Stage stage_ = Stage::kHeader;
  Mt940Tag present_ = Mt940Tag::kReference;
  absl::string_view present_name_ = ":20:";
  bool has_reference_;
  bool has_account_ = false;
  bool has_number_ = false;
  bool has_opening_ = false;
  bool has_closing_ = false;
  bool entry_open_ = false;  // texts that come belong to the last line
  std::size_t kept_bytes_ = 0;
  std::int64_t line_;
  Mt940Line entry_line_;
  Mt940Entry entry_;
  std::vector<absl::string_view> details_;
  std::vector<absl::string_view> texts_;
  std::vector<absl::string_view> notes_;
};

}  // namespace ippledge::client
