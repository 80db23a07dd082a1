// client/statement/sheet_builder.h: rows of a bank's table, one after the other, into statements.
//
// A row below the header is a line when its date cell is a day. All other rows must be known:
// blank, the header again, labels, sums, rows that the profile leaves out, or a note of one cell.
// What is none of these is a fault. One thread.
#pragma once

#include <cstdint>
#include <string>
#include <utility>
#include <vector>

#include "absl/container/flat_hash_map.h"
#include "client/statement/check.h"
#include "client/statement/sheet_facts.h"
#include "client/statement/sheet_header.h"
#include "client/statement/sheet_labels.h"
#include "client/statement/sheet_line.h"
#include "client/statement/statement.h"

namespace ippledge::client {

inline constexpr int kSheetLabelsMax = 10'000;  // of one file

// The statements of a table; `stated` has one for each.
struct SheetStatements {
  std::vector<Statement> statements;
  std::vector<StatedFacts> stated;
  std::vector<std::string> remarks;
};

class SheetBuilder {
 public:
  // All outlive it.
  SheetBuilder(const SheetHeader* header, StatementFaults* faults);

  // The rows above the header, the header not, and then those below it.
  void AddAbove(const TableRow& row);
  void AddBelow(const TableRow& row);
  // False when going on is of no use.
  bool wants_more() const { return !too_large_ && !faults_.full(); }

  SheetStatements Finish();

 private:
  // Lines of one account between two sets of labels.
  struct Account {
    Statement statement;
    std::int64_t last_key = 0;  // day and second of the last line
    bool falls = false;
    bool rises = false;
  };

  void FindLabels(const TableRow& row);
  void AddLine(const TableRow& row);
  bool AddBalanceRow(const TableRow& row, const StatementLine& line);
  void AddSumRow(const TableRow& row);
  void AddHeaderAgain();
  void AddOther(const TableRow& row);
  bool LooksLikeLine(const TableRow& row) const;
  bool IsSumOrSkipped(const TableRow& row, bool* sums) const;
  Account& AccountOf(const LineFacts& facts);
  void Place(Account& account, const StatementLine& line, const LineFacts& facts);
  // Ends the lines to which `labels_` belong.
  void EndSection();
  void LeaveOut(std::int64_t line);

  const SheetHeader& header_;
  StatementFaults& faults_;
  LineReader reader_;
  LabelFinder finder_;
  SheetStatements out_;
  std::vector<PlacedLabel> labels_;  // of this section
  std::vector<PlacedLabel> loose_;   // behind its last line: of this section or the next
  std::vector<Account> accounts_;    // of this section
  absl::flat_hash_map<std::string, std::size_t> account_index_;
  StatedFacts sums_;  // of sum rows of this section
  std::vector<std::int64_t> left_out_;
  std::int64_t left_out_count_ = 0;
  std::int64_t masked_ = 0;
  std::int64_t lines_ = 0;
  std::int64_t labels_count_ = 0;
  std::int64_t section_line_ = 0;
  bool too_large_ = false;
};

}  // namespace ippledge::client
