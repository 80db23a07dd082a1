// client/statement/sheet_labels.h: facts that stand beside the lines of a table: "账号：1500…".
//
// A label stands at the beginning of a cell or behind white space or a separator. Its fact follows
// behind a colon; else, when the cell ends, in the next cell that is not empty, or in the cell
// below when labels stand side by side. One thread.
#pragma once

#include <string>
#include <utility>
#include <vector>

#include "absl/strings/string_view.h"
#include "absl/types/span.h"
#include "client/statement/profile.h"

namespace ippledge::client {

// Longer cells hold no labels.
inline constexpr int kLabelCellBytesMax = 2'048;

struct FoundLabel {
  LabelIs is = LabelIs::kAccount;
  std::string name;   // as the profile has it
  std::string value;  // narrow, trimmed
  int power = -1;     // of a unit behind the label; -1: none
  int cell = 0;       // in which the fact stands
};

class LabelFinder {
 public:
  // `profile` outlives it.
  explicit LabelFinder(const StatementProfile* profile) : profile_(profile) {}

  // The facts of one row; those of labels in the row before stand below them.
  std::vector<FoundLabel> Find(absl::Span<const absl::string_view> cells);
  // True when the last row had labels, with or without facts.
  bool saw_labels() const { return saw_labels_; }
  // What comes next does not stand below labels.
  void Break() { above_.clear(); }

 private:
  struct Match {
    const ProfileLabel* label;
    std::size_t end;  // behind the colon; npos where there is none
    int power;
  };

  bool MatchAt(absl::string_view text, std::size_t at, Match* match) const;
  // Finds the labels of one cell; the last one may lack its fact.
  void FindInCell(absl::string_view text, int cell, std::vector<FoundLabel>* found) const;

  const StatementProfile* profile_;
  std::vector<FoundLabel> above_;  // labels without facts
  bool saw_labels_ = false;
};

}  // namespace ippledge::client
