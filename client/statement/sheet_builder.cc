#include "client/statement/sheet_builder.h"

#include <algorithm>
#include <optional>

#include "absl/strings/match.h"
#include "absl/strings/str_cat.h"
#include "absl/strings/str_join.h"
#include "client/import/cell.h"

namespace ippledge::client {
namespace {

using Kind = StatementFaultKind;

constexpr std::int64_t kSecondsOfDay = 24 * 60 * 60;
constexpr std::size_t kYearDigits = 4;
// Longer cells are no words such as 合计.
constexpr std::size_t kWordBytesMax = 60;

// The first cell that is not empty; -1: none.
int FirstCell(const TableRow& row) {
  for (std::size_t i = 0; i < row.cells.size(); ++i) {
    std::string scratch;
    if (!CleanCell(row.cells[i], &scratch).empty()) return static_cast<int>(i);
  }
  return -1;
}

int CellsFilled(const TableRow& row) {
  int filled = 0;
  for (const absl::string_view cell : row.cells) {
    std::string scratch;
    if (!CleanCell(cell, &scratch).empty()) ++filled;
  }
  return filled;
}

bool BeginsWithOneOf(const std::vector<std::string>& words, const std::string& text) {
  return std::any_of(words.begin(), words.end(),
                     [&text](const std::string& word) { return absl::StartsWith(text, word); });
}

bool IsOneOf(const std::vector<std::string>& words, const std::string& text) {
  return std::find(words.begin(), words.end(), text) != words.end();
}

// Facts that begin a statement; others end it.
bool BeginsStatement(LabelIs is) {
  switch (is) {
    case LabelIs::kAccount:
    case LabelIs::kAccountName:
    case LabelIs::kBank:
    case LabelIs::kCurrency:
    case LabelIs::kStatementNumber:
    case LabelIs::kFrom:
    case LabelIs::kTo:
    case LabelIs::kPeriod:
    case LabelIs::kOpening:
      return true;
    default:
      return false;
  }
}

bool Has(const std::vector<PlacedLabel>& labels, const FoundLabel& label) {
  return std::any_of(labels.begin(), labels.end(), [&label](const PlacedLabel& each) {
    return each.label.is == label.is && each.label.value == label.value;
  });
}

// A column may hold only the end of a number, and either may hide a part of it.
bool SameAccount(absl::string_view account, absl::string_view of_lines) {
  if (absl::StrContains(account, '*') || absl::StrContains(of_lines, '*')) return true;
  return absl::EndsWith(account, of_lines) || absl::EndsWith(of_lines, account);
}

}  // namespace

SheetBuilder::SheetBuilder(const SheetHeader* header, StatementFaults* faults)
    : header_(*header), faults_(*faults), reader_(header, faults), finder_(header->profile) {}

void SheetBuilder::FindLabels(const TableRow& row) {
  for (FoundLabel& label : finder_.Find(row.cells)) {
    if (++labels_count_ > kSheetLabelsMax) {
      too_large_ = true;
      faults_.Add({.kind = Kind::kTooLarge,
                   .line = row.line,
                   .want = absl::StrCat(kSheetLabelsMax, " labels")});
      return;
    }
    const auto [line, column] = row.PlaceOf(label.cell);
    loose_.push_back({std::move(label), line, column});
  }
}

void SheetBuilder::AddAbove(const TableRow& row) {
  if (section_line_ == 0) section_line_ = row.line;
  FindLabels(row);
}

void SheetBuilder::LeaveOut(std::int64_t line) {
  ++left_out_count_;
  if (left_out_.size() < kRemarkLinesMax) left_out_.push_back(line);
}

// Words of rows that are no lines: at the beginning, or as the text of a row that has a date too.
bool SheetBuilder::IsSumOrSkipped(const TableRow& row, bool* sums) const {
  const StatementProfile& profile = *header_.profile;
  const int first = FirstCell(row);
  if (first < 0) return false;
  if (reader_.IsLine(row)) {
    *sums = false;
    return std::any_of(header_.texts.begin(), header_.texts.end(), [&](int column) {
      if (row.cell(column).size() > kWordBytesMax) return false;
      const std::string text = NormalHeader(row.cell(column));
      return IsOneOf(profile.total_rows, text) || IsOneOf(profile.skip_rows, text);
    });
  }
  const std::string text = NormalHeader(row.cell(first));
  const bool skipped = BeginsWithOneOf(profile.skip_rows, text);
  *sums = !skipped && BeginsWithOneOf(profile.total_rows, text);
  return skipped || *sums;
}

void SheetBuilder::AddBelow(const TableRow& row) {
  if (section_line_ == 0) section_line_ = row.line;
  if (FirstCell(row) < 0) return;
  if (IsHeaderAgain(header_, row.cells)) {
    finder_.Break();
    AddHeaderAgain();
    return;
  }
  bool sums = false;
  const bool known = IsSumOrSkipped(row, &sums);
  if (!known && reader_.IsLine(row)) {
    finder_.Break();
    AddLine(row);
    return;
  }
  if (!known && LooksLikeLine(row)) {
    StatementLine line;
    LineFacts facts;
    (void)reader_.Read(row, &line, &facts);
    return;
  }
  FindLabels(row);
  if (sums) {
    AddSumRow(row);
  } else if (known) {
    LeaveOut(row.line);
  } else if (!finder_.saw_labels()) {
    AddOther(row);
  }
}

// A day that is none, or was cut off, or a sum without a day: a line gone wrong, not a label or a
// note such as "1、本明细仅供参考".
bool SheetBuilder::LooksLikeLine(const TableRow& row) const {
  std::string cleaned;
  std::string narrowed;
  const absl::string_view day =
      NarrowAll(CleanCell(row.cell(header_.column(ColumnIs::kDate)), &cleaned), &narrowed);
  const std::size_t digits = std::min(day.find_first_not_of("0123456789"), day.size());
  if (digits > 0) {
    return digits >= kYearDigits || CellsFilled(row) > 1 ||
           std::all_of(day.begin(), day.end(), [](char c) { return c > 0; });
  }
  if (!IsBlankMark(day)) return false;
  const int sum = header_.column(header_.form == AmountForm::kTwoColumns ? ColumnIs::kCameIn
                                                                         : ColumnIs::kAmount);
  const int other = header_.column(ColumnIs::kWentOut);
  const int balance = header_.column(ColumnIs::kBalance);
  return (reader_.HasAmount(row, sum) || reader_.HasAmount(row, other)) &&
         (balance < 0 || reader_.HasAmount(row, balance));
}

// A note stands in one cell; a sum, or anything wider, may be a line that lacks its day.
void SheetBuilder::AddOther(const TableRow& row) {
  const bool sum = reader_.HasAmount(row, header_.column(ColumnIs::kAmount)) ||
                   reader_.HasAmount(row, header_.column(ColumnIs::kCameIn)) ||
                   reader_.HasAmount(row, header_.column(ColumnIs::kWentOut));
  if (!sum && CellsFilled(row) == 1) {
    LeaveOut(row.line);
    return;
  }
  const int date = header_.column(ColumnIs::kDate);
  std::string scratch;
  const bool empty = IsBlankMark(CleanCell(row.cell(date), &scratch));
  reader_.Add(empty ? Kind::kFieldMissing : Kind::kDateMalformed, row, date);
}

// "期初余额" and "期末余额" as rows among the lines: a balance, and nothing that moved.
bool SheetBuilder::AddBalanceRow(const TableRow& row, const StatementLine& line) {
  if (!line.balance.has_value()) return false;
  for (const absl::string_view cell : row.cells) {
    if (cell.size() > kWordBytesMax) continue;
    const std::string text = NormalHeader(cell);
    for (const ProfileLabel& label : header_.profile->labels) {
      if (label.name != text || (label.is != LabelIs::kOpening && label.is != LabelIs::kClosing)) {
        continue;
      }
      const int column = header_.column(ColumnIs::kBalance);
      const auto [at, character] = row.PlaceOf(column);
      std::string scratch;
      FoundLabel found{label.is, label.name, std::string(CleanCell(row.cell(column), &scratch)),
                       header_.powers[static_cast<std::size_t>(column)], column};
      labels_.push_back({std::move(found), at, character});
      return true;
    }
  }
  return false;
}

SheetBuilder::Account& SheetBuilder::AccountOf(const LineFacts& facts) {
  const auto [found, is_new] = account_index_.try_emplace(facts.account, accounts_.size());
  if (is_new) {
    accounts_.emplace_back();
    accounts_.back().statement.account = facts.account;
    accounts_.back().statement.account_name = facts.account_name;
    accounts_.back().statement.currency = facts.currency;
  }
  return accounts_[found->second];
}

void SheetBuilder::AddLine(const TableRow& row) {
  if (++lines_ > kStatementLinesMax) {
    too_large_ = true;
    faults_.Add({.kind = Kind::kTooLarge,
                 .line = row.line,
                 .want = absl::StrCat(kStatementLinesMax, " lines")});
    return;
  }
  StatementLine line;
  LineFacts facts;
  if (!reader_.Read(row, &line, &facts)) return;
  if (line.amount == Money() && AddBalanceRow(row, line)) return;
  if (!facts.moves) {
    const bool two = header_.form == AmountForm::kTwoColumns;
    reader_.Add(Kind::kFieldMissing, row,
                header_.column(two ? ColumnIs::kCameIn : ColumnIs::kAmount));
    return;
  }
  // What stood between two lines belongs to them both.
  labels_.insert(labels_.end(), loose_.begin(), loose_.end());
  loose_.clear();
  if (facts.masked) ++masked_;
  if (account_index_.size() >= kStatementsPerFileMax && !account_index_.contains(facts.account)) {
    too_large_ = true;
    faults_.Add({.kind = Kind::kTooLarge,
                 .line = row.line,
                 .want = absl::StrCat(kStatementsPerFileMax, " accounts")});
    return;
  }
  Account& account = AccountOf(facts);
  std::string& currency = account.statement.currency;
  if (currency.empty()) currency = facts.currency;
  if (!facts.currency.empty() && facts.currency != currency) {
    reader_.Add(Kind::kCurrency, row, header_.column(ColumnIs::kCurrency), currency);
    return;
  }
  if (account.statement.source_line == 0) account.statement.source_line = line.source_line;
  Place(account, line, facts);
}

void SheetBuilder::Place(Account& account, const StatementLine& line, const LineFacts& facts) {
  const std::int64_t key = line.booking_date.days() * kSecondsOfDay + std::max(facts.seconds, 0);
  if (!account.statement.lines.empty()) {
    account.falls = account.falls || key < account.last_key;
    account.rises = account.rises || key > account.last_key;
  }
  account.last_key = key;
  account.statement.lines.push_back(line);
}

// The sums of all lines under the columns of what came in and went out.
void SheetBuilder::AddSumRow(const TableRow& row) {
  const int in_column = header_.column(ColumnIs::kCameIn);
  const int out_column = header_.column(ColumnIs::kWentOut);
  bool understood = false;
  if (header_.form == AmountForm::kTwoColumns) {
    const auto read = [&](int column, std::optional<Money>* sum) {
      std::int64_t fen = 0;
      Kind fault = {};
      if (ReadAmountCell(row.cell(column), *header_.profile,
                         header_.powers[static_cast<std::size_t>(column)], &fen,
                         &fault) != CellReading::kRead) {
        return;
      }
      *sum = Money::OfFen(fen < 0 ? -fen : fen);
      sums_.source_line = row.line;
      understood = true;
    };
    read(in_column, &sums_.came_in);
    read(out_column, &sums_.went_out);
  }
  if (!understood && !finder_.saw_labels()) LeaveOut(row.line);
}

// On the next page the labels are the same, or there are none; else a statement begins.
void SheetBuilder::AddHeaderAgain() {
  const auto begin = std::find_if(loose_.begin(), loose_.end(), [](const PlacedLabel& each) {
    return BeginsStatement(each.label.is);
  });
  const bool same = std::all_of(begin, loose_.end(), [this](const PlacedLabel& each) {
    return !BeginsStatement(each.label.is) || Has(labels_, each.label);
  });
  if (same) {
    labels_.insert(labels_.end(), loose_.begin(), begin);
    loose_.clear();
    return;
  }
  std::vector<PlacedLabel> next(begin, loose_.end());
  loose_.erase(begin, loose_.end());
  EndSection();
  section_line_ = next.front().line;
  loose_ = std::move(next);
}

void SheetBuilder::EndSection() {
  labels_.insert(labels_.end(), loose_.begin(), loose_.end());
  loose_.clear();
  if (accounts_.empty() && labels_.empty()) return;
  if (accounts_.empty()) accounts_.emplace_back();
  const bool one = accounts_.size() == 1;
  for (Account& account : accounts_) {
    if (out_.statements.size() >= kStatementsPerFileMax) {
      too_large_ = true;
      faults_.Add({.kind = Kind::kTooLarge,
                   .line = section_line_,
                   .want = absl::StrCat(kStatementsPerFileMax, " statements")});
      break;
    }
    Statement& statement = account.statement;
    StatedFacts stated = one ? sums_ : StatedFacts();
    stated.falling_times = account.falls && !account.rises;
    const std::string of_lines = statement.account;  // by the column
    if (one) statement.account.clear();
    if (statement.source_line == 0) statement.source_line = section_line_;
    const std::string currency = std::move(statement.currency);
    statement.currency.clear();
    ApplyLabels(*header_.profile, labels_, one, &statement, &stated, out_.remarks, faults_);
    if (statement.account.empty()) statement.account = of_lines;
    if (!SameAccount(statement.account, of_lines)) {
      faults_.Add({.kind = Kind::kMalformed,
                   .line = statement.source_line,
                   .got = ShortText(of_lines),
                   .want = ShortText(statement.account)});
    }
    if (!currency.empty() && !statement.currency.empty() && currency != statement.currency) {
      faults_.Add({.kind = Kind::kCurrency,
                   .line = statement.source_line,
                   .got = currency,
                   .want = statement.currency});
    }
    if (statement.currency.empty()) statement.currency = currency;
    if (statement.currency.empty()) statement.currency = header_.profile->currency;
    if (statement.bank.empty()) statement.bank = header_.profile->bank;
    out_.statements.push_back(std::move(statement));
    out_.stated.push_back(stated);
  }
  if (!one) {
    out_.remarks.push_back(
        absl::StrCat("第 ", section_line_, " 行起有 ", accounts_.size(),
                     " 个账号，未采用表外余额和合计 / line ", section_line_, ": ", accounts_.size(),
                     " accounts; balances and sums beside the lines are not used"));
  }
  labels_.clear();
  accounts_.clear();
  account_index_.clear();
  sums_ = StatedFacts();
  section_line_ = 0;
}

SheetStatements SheetBuilder::Finish() {
  EndSection();
  if (masked_ > 0) {
    out_.remarks.push_back(absl::StrCat("余额被遮盖的流水：", masked_,
                                        " / lines whose balance is made unreadable: ", masked_));
  }
  if (left_out_count_ > 0) {
    const auto more = left_out_count_ - static_cast<std::int64_t>(left_out_.size());
    const std::string rows =
        absl::StrCat(absl::StrJoin(left_out_, ", "), more > 0 ? absl::StrCat(" + ", more) : "");
    out_.remarks.push_back(absl::StrCat("未采用的行：", rows, " / rows left out: ", rows));
  }
  return std::move(out_);
}

}  // namespace ippledge::client
