#include "client/statement/sheet_line.h"

#include <algorithm>
#include <tuple>
#include <vector>

#include "absl/strings/match.h"
#include "absl/strings/str_cat.h"
#include "absl/strings/str_join.h"
#include "client/import/cell.h"
#include "client/statement/currency_word.h"
#include "ledger/text.h"

namespace ippledge::client {
namespace {

using Kind = StatementFaultKind;

bool IsOneOf(const std::vector<std::string>& words, const std::string& normal) {
  return std::find(words.begin(), words.end(), normal) != words.end();
}

}  // namespace

std::pair<std::int64_t, std::int64_t> TableRow::PlaceOf(int cell) const {
  const auto at = static_cast<std::size_t>(std::max(cell, 0));
  if (cell < 0) return {line, 0};
  if (begins.empty()) return {line, cell + 1};
  if (at >= begins.size()) return {line, CountCharacters(raw) + 1};
  const absl::string_view before = raw.substr(0, begins[at]);
  const std::size_t newline = before.rfind('\n');
  const absl::string_view tail = newline == before.npos ? before : before.substr(newline + 1);
  return {line + std::count(before.begin(), before.end(), '\n'), CountCharacters(tail) + 1};
}

absl::string_view TableRow::cell(int at) const {
  if (at < 0 || static_cast<std::size_t>(at) >= cells.size()) return "";
  return cells[static_cast<std::size_t>(at)];
}

void LineReader::Add(Kind kind, const TableRow& row, int cell, std::string want) const {
  StatementFault fault{.kind = kind, .want = std::move(want)};
  std::tie(fault.line, fault.column) = row.PlaceOf(cell);
  if (cell >= 0 && static_cast<std::size_t>(cell) < header_->names.size()) {
    fault.field = ShortText(header_->names[static_cast<std::size_t>(cell)]);
  }
  std::string scratch;
  fault.got = ShortText(CleanCell(row.cell(cell), &scratch));
  faults_->Add(std::move(fault));
}

bool LineReader::IsLine(const TableRow& row) const {
  Date date;
  Kind fault = {};
  return ReadDateCell(Cell(row, ColumnIs::kDate), *header_->profile, &date, &fault) ==
         CellReading::kRead;
}

bool LineReader::HasAmount(const TableRow& row, int column) const {
  if (column < 0) return false;
  std::int64_t fen = 0;
  Kind fault = {};
  return ReadAmountCell(row.cell(column), *header_->profile,
                        header_->powers[static_cast<std::size_t>(column)], &fen,
                        &fault) == CellReading::kRead &&
         fen != 0;
}

CellReading LineReader::Amount(const TableRow& row, int column, bool may_be_masked,
                               std::int64_t* fen) const {
  Kind fault = Kind::kAmountMalformed;
  *fen = 0;
  const CellReading reading =
      ReadAmountCell(row.cell(column), *header_->profile,
                     header_->powers[static_cast<std::size_t>(column)], fen, &fault);
  if (reading == CellReading::kFault || (reading == CellReading::kMasked && !may_be_masked)) {
    Add(fault, row, column);
    return CellReading::kFault;
  }
  return reading;
}

bool LineReader::Text(const TableRow& row, ColumnIs is, std::string* text) const {
  *text = ReadTextCell(Cell(row, is));
  if (text->size() <= kStatementTextBytesMax) return true;
  Add(Kind::kFieldTooLong, row, header_->column(is), absl::StrCat(kStatementTextBytesMax));
  return false;
}

// Numbers that a spreadsheet may have spoilt.
bool LineReader::Code(const TableRow& row, ColumnIs is, std::string* text) const {
  if (!Text(row, is, text)) return false;
  if (!LooksScientific(*text)) return true;
  Add(Kind::kMalformed, row, header_->column(is), "all digits, as text");
  return false;
}

// A sum whose direction stands apart.
bool LineReader::SetDirected(const TableRow& row, int column, std::int64_t fen, bool in,
                             StatementLine* line) const {
  if (fen < 0) {
    const MinusIs minus = header_->profile->minus;
    if (minus == MinusIs::kReversal) {
      line->reversal = true;
    } else if (minus == MinusIs::kWentOut && !in) {
      fen = -fen;
    } else {
      Add(Kind::kAmountNegative, row, column);
      return false;
    }
  }
  line->amount = Money::OfFen(in ? fen : -fen);
  return true;
}

bool LineReader::ReadTwoColumns(const TableRow& row, StatementLine* line, LineFacts* facts) const {
  const int in_column = header_->column(ColumnIs::kCameIn);
  const int out_column = header_->column(ColumnIs::kWentOut);
  std::int64_t in = 0;
  std::int64_t out = 0;
  const CellReading read_in = Amount(row, in_column, false, &in);
  const CellReading read_out = Amount(row, out_column, false, &out);
  if (read_in == CellReading::kFault || read_out == CellReading::kFault) return false;
  if (in != 0 && out != 0) {
    Add(Kind::kAmountMalformed, row, out_column, "one of two columns");
    return false;
  }
  facts->moves = read_in == CellReading::kRead || read_out == CellReading::kRead;
  const bool came_in = in != 0;
  return SetDirected(row, came_in ? in_column : out_column, came_in ? in : out, came_in, line);
}

bool LineReader::ReadDirected(const TableRow& row, StatementLine* line, LineFacts* facts) const {
  const StatementProfile& profile = *header_->profile;
  const int column = header_->column(ColumnIs::kAmount);
  std::int64_t fen = 0;
  const CellReading reading = Amount(row, column, false, &fen);
  if (reading == CellReading::kFault) return false;
  facts->moves = reading == CellReading::kRead;
  const std::string word = NormalHeader(Cell(row, ColumnIs::kDirection));
  const bool in = IsOneOf(profile.came_in_words, word);
  if (!in && !IsOneOf(profile.went_out_words, word)) {
    if (fen == 0) return true;  // what moves nothing needs no direction
    Add(Kind::kMalformed, row, header_->column(ColumnIs::kDirection),
        ShortText(absl::StrCat(absl::StrJoin(profile.came_in_words, "/"), ", ",
                               absl::StrJoin(profile.went_out_words, "/"))));
    return false;
  }
  return SetDirected(row, column, fen, in, line);
}

bool LineReader::ReadSum(const TableRow& row, StatementLine* line, LineFacts* facts) const {
  switch (header_->form) {
    case AmountForm::kTwoColumns:
      return ReadTwoColumns(row, line, facts);
    case AmountForm::kDirected:
      return ReadDirected(row, line, facts);
    case AmountForm::kSigned:
      break;
  }
  std::int64_t fen = 0;
  const CellReading reading = Amount(row, header_->column(ColumnIs::kAmount), false, &fen);
  if (reading == CellReading::kFault) return false;
  facts->moves = reading == CellReading::kRead;
  line->amount = Money::OfFen(fen);
  return true;
}

bool LineReader::ReadTexts(const TableRow& row, StatementLine* line) const {
  std::vector<std::string> parts;
  for (const int column : header_->texts) {
    std::string part = ReadTextCell(row.cell(column));
    if (part.empty() || std::find(parts.begin(), parts.end(), part) != parts.end()) continue;
    parts.push_back(std::move(part));
  }
  line->text = absl::StrJoin(parts, " ");
  if (line->text.size() > kStatementTextBytesMax) {
    Add(Kind::kFieldTooLong, row, header_->texts.front(), absl::StrCat(kStatementTextBytesMax));
    return false;
  }
  if (!Text(row, ColumnIs::kCode, &line->code)) return false;
  for (const std::string& word : header_->profile->reversals) {
    if (absl::StrContains(line->text, word) || absl::StrContains(line->code, word)) {
      line->reversal = true;
    }
  }
  return Code(row, ColumnIs::kBankReference, &line->bank_reference) &&
         Code(row, ColumnIs::kOwnReference, &line->own_reference);
}

// Of payer and payee, the one that is not the holder.
bool LineReader::ReadCounterparty(const TableRow& row, StatementLine* line) const {
  const bool in = line->amount.fen() > 0;
  const auto side = [&](ColumnIs plain, ColumnIs payer, ColumnIs payee) {
    if (header_->column(plain) >= 0) return plain;
    return in ? payer : payee;
  };
  if (!Text(row, side(ColumnIs::kCounterpartyName, ColumnIs::kPayerName, ColumnIs::kPayeeName),
            &line->counterparty_name) ||
      !Text(row, side(ColumnIs::kCounterpartyBank, ColumnIs::kPayerBank, ColumnIs::kPayeeBank),
            &line->counterparty_bank)) {
    return false;
  }
  const ColumnIs account =
      side(ColumnIs::kCounterpartyAccount, ColumnIs::kPayerAccount, ColumnIs::kPayeeAccount);
  if (!Code(row, account, &line->counterparty_account)) return false;
  line->counterparty_account = ReadAccountCell(line->counterparty_account);
  return true;
}

bool LineReader::Read(const TableRow& row, StatementLine* line, LineFacts* facts) const {
  *line = StatementLine();
  *facts = LineFacts();
  line->source_line = row.line;
  const StatementProfile& profile = *header_->profile;
  // A cell beyond the header means that an unquoted separator moved the others.
  for (std::size_t i = header_->names.size(); i < row.cells.size(); ++i) {
    std::string scratch;
    if (CleanCell(row.cells[i], &scratch).empty()) continue;
    Add(Kind::kMalformed, row, static_cast<int>(i), absl::StrCat(header_->names.size(), " cells"));
    return false;
  }
  Kind fault = {};
  const int date_column = header_->column(ColumnIs::kDate);
  switch (ReadDateCell(row.cell(date_column), profile, &line->booking_date, &fault)) {
    case CellReading::kRead:
      break;
    case CellReading::kBlank:
      Add(Kind::kFieldMissing, row, date_column);
      return false;
    default:
      Add(fault, row, date_column);
      return false;
  }
  const int time_column = header_->column(ColumnIs::kTime);
  facts->seconds = ReadTimeCell(row.cell(time_column >= 0 ? time_column : date_column));
  Date value_date;
  const int value_column = header_->column(ColumnIs::kValueDate);
  switch (ReadDateCell(row.cell(value_column), profile, &value_date, &fault)) {
    case CellReading::kRead:
      line->value_date = value_date;
      break;
    case CellReading::kFault:
      Add(fault, row, value_column);
      return false;
    default:
      break;
  }
  if (!ReadSum(row, line, facts)) return false;
  if (const int column = header_->column(ColumnIs::kBalance); column >= 0) {
    std::int64_t fen = 0;
    const CellReading reading = Amount(row, column, true, &fen);
    if (reading == CellReading::kFault) return false;
    if (reading == CellReading::kRead) line->balance = Money::OfFen(fen);
    facts->masked = reading == CellReading::kMasked;
  }
  if (const int column = header_->column(ColumnIs::kCurrency); column >= 0) {
    const std::string word = ReadTextCell(row.cell(column));
    facts->currency = CurrencyOf(word);
    if (!word.empty() && facts->currency.empty()) {
      Add(Kind::kCurrency, row, column);
      return false;
    }
  }
  if (!Text(row, ColumnIs::kAccountName, &facts->account_name) ||
      !Code(row, ColumnIs::kAccount, &facts->account)) {
    return false;
  }
  facts->account = ReadAccountCell(facts->account);
  return ReadTexts(row, line) && ReadCounterparty(row, line);
}

}  // namespace ippledge::client
