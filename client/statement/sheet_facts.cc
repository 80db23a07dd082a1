#include "client/statement/sheet_facts.h"

#include <utility>

#include "absl/strings/str_cat.h"
#include "client/import/amount.h"
#include "client/import/cell.h"
#include "client/statement/currency_word.h"
#include "client/statement/sheet_cell.h"

namespace ippledge::client {
namespace {

using Kind = StatementFaultKind;

void AddFault(Kind kind, const PlacedLabel& at, std::string want, StatementFaults& faults) {
  faults.Add({.kind = kind,
              .line = at.line,
              .column = at.column,
              .field = ShortText(at.label.name),
              .got = ShortText(at.label.value),
              .want = std::move(want)});
}

// "2025-01-01 至 2025-03-31", "20250101-20250331", "2025年1月1日—2025年3月31日".
bool ReadPeriod(absl::string_view text, const StatementProfile& profile, Date* from, Date* to) {
  Kind ignored = {};
  for (const absl::string_view between : {"至", "到", "~", "—", "–", " - ", "--", " to ", "-"}) {
    const std::size_t at = text.find(between);
    if (at == text.npos) continue;
    const std::size_t last = text.rfind(between);
    if (ReadDateCell(text.substr(0, at), profile, from, &ignored) == CellReading::kRead &&
        ReadDateCell(text.substr(last + between.size()), profile, to, &ignored) ==
            CellReading::kRead) {
      return *from <= *to;
    }
  }
  return false;
}

class Labels {
 public:
  Labels(const StatementProfile& profile, Statement* statement, StatedFacts* stated,
         std::vector<std::string>& remarks, StatementFaults& faults)
      : profile_(profile),
        statement_(*statement),
        stated_(*stated),
        remarks_(remarks),
        faults_(faults) {}

  void ApplyPlain(const PlacedLabel& at);
  void ApplySums(const PlacedLabel& at);

 private:
  void LeaveOut(const PlacedLabel& at);
  void SetText(const PlacedLabel& at, std::string text, std::string* field);
  void SetDay(const PlacedLabel& at, std::optional<Date>* day);
  bool ReadSum(const PlacedLabel& at, Money* sum);
  void AddBalance(const PlacedLabel& at, BalanceKind kind);
  void SetSum(const PlacedLabel& at, std::optional<Money>* sum);
  void SetCount(const PlacedLabel& at, std::optional<std::int64_t>* count);

  const StatementProfile& profile_;
  Statement& statement_;
  StatedFacts& stated_;
  std::vector<std::string>& remarks_;
  StatementFaults& faults_;
};

void Labels::SetText(const PlacedLabel& at, std::string text, std::string* field) {
  if (!field->empty()) return;
  if (text.size() > kStatementTextBytesMax) {
    AddFault(Kind::kFieldTooLong, at, absl::StrCat(kStatementTextBytesMax), faults_);
    return;
  }
  *field = std::move(text);
}

void Labels::LeaveOut(const PlacedLabel& at) {
  if (remarks_.size() >= kSheetRemarksMax) return;
  const std::string fact =
      absl::StrCat(ShortText(at.label.name), " “", ShortText(at.label.value), "”");
  remarks_.push_back(absl::StrCat("第 ", at.line, " 行无法识别、未采用：", fact, " / line ",
                                  at.line, ", not understood and left out: ", fact));
}

void Labels::SetDay(const PlacedLabel& at, std::optional<Date>* day) {
  Date date;
  Kind ignored = {};
  if (ReadDateCell(at.label.value, profile_, &date, &ignored) == CellReading::kRead) {
    if (!day->has_value()) *day = date;
  } else {
    LeaveOut(at);
  }
}

bool Labels::ReadSum(const PlacedLabel& at, Money* sum) {
  std::int64_t fen = 0;
  Kind fault = Kind::kAmountMalformed;
  switch (ReadAmountCell(at.label.value, profile_, at.label.power, &fen, &fault)) {
    case CellReading::kRead:
      *sum = Money::OfFen(fen);
      return true;
    case CellReading::kFault:
      AddFault(fault, at, "", faults_);
      return false;
    default:
      return false;
  }
}

void Labels::AddBalance(const PlacedLabel& at, BalanceKind kind) {
  Balance balance{.kind = kind, .source_line = at.line};
  if (!ReadSum(at, &balance.amount)) return;
  const std::vector<StatementLine>& lines = statement_.lines;
  const bool opening = kind == BalanceKind::kOpening;
  if (const std::optional<Date>& day = opening ? statement_.from_date : statement_.to_date) {
    balance.date = *day;
  } else if (!lines.empty()) {
    const Date first = lines.front().booking_date;
    const Date last = lines.back().booking_date;
    balance.date = (first <= last) == opening ? first : last;
  }
  statement_.balances.push_back(balance);
}

void Labels::SetSum(const PlacedLabel& at, std::optional<Money>* sum) {
  Money told;
  if (!ReadSum(at, &told)) return;
  // Some banks print what went out with a minus.
  *sum = told.fen() < 0 ? Money::OfFen(-told.fen()) : told;
  stated_.source_line = at.line;
}

void Labels::SetCount(const PlacedLabel& at, std::optional<std::int64_t>* count) {
  absl::string_view text = at.label.value;
  if (text.size() >= 3 && text.substr(text.size() - 3) == "笔") text.remove_suffix(3);
  std::int64_t number = 0;
  if (text.empty() || !ParseWhole(text, &number) || number < 0) {
    LeaveOut(at);
    return;
  }
  *count = number;
  stated_.source_line = at.line;
}

void Labels::ApplyPlain(const PlacedLabel& at) {
  const FoundLabel& label = at.label;
  switch (label.is) {
    case LabelIs::kAccount:
      if (LooksScientific(label.value)) {
        AddFault(Kind::kMalformed, at, "all digits, as text", faults_);
        return;
      }
      return SetText(at, ReadAccountCell(label.value), &statement_.account);
    case LabelIs::kAccountName:
      return SetText(at, ReadTextCell(label.value), &statement_.account_name);
    case LabelIs::kBank:
      return SetText(at, ReadTextCell(label.value), &statement_.bank);
    case LabelIs::kStatementNumber:
      return SetText(at, ReadTextCell(label.value), &statement_.statement_number);
    case LabelIs::kCurrency:
      if (statement_.currency.empty()) statement_.currency = CurrencyOf(label.value);
      if (statement_.currency.empty()) AddFault(Kind::kCurrency, at, "", faults_);
      return;
    case LabelIs::kFrom:
      return SetDay(at, &statement_.from_date);
    case LabelIs::kTo:
      return SetDay(at, &statement_.to_date);
    case LabelIs::kPeriod: {
      Date from;
      Date to;
      if (!ReadPeriod(label.value, profile_, &from, &to)) {
        LeaveOut(at);
      } else if (!statement_.from_date.has_value() && !statement_.to_date.has_value()) {
        statement_.from_date = from;
        statement_.to_date = to;
      }
      return;
    }
    default:
      return;
  }
}

void Labels::ApplySums(const PlacedLabel& at) {
  switch (at.label.is) {
    case LabelIs::kOpening:
      return AddBalance(at, BalanceKind::kOpening);
    case LabelIs::kClosing:
      return AddBalance(at, BalanceKind::kClosing);
    case LabelIs::kCount:
      return SetCount(at, &stated_.count);
    case LabelIs::kCameInCount:
      return SetCount(at, &stated_.came_in_count);
    case LabelIs::kWentOutCount:
      return SetCount(at, &stated_.went_out_count);
    case LabelIs::kCameIn:
      return SetSum(at, &stated_.came_in);
    case LabelIs::kWentOut:
      return SetSum(at, &stated_.went_out);
    default:
      return;
  }
}

}  // namespace

void ApplyLabels(const StatementProfile& profile, const std::vector<PlacedLabel>& labels,
                 bool balances_too, Statement* statement, StatedFacts* stated,
                 std::vector<std::string>& remarks, StatementFaults& faults) {
  Labels into(profile, statement, stated, remarks, faults);
  for (const PlacedLabel& label : labels) into.ApplyPlain(label);
  if (!balances_too) return;
  for (const PlacedLabel& label : labels) into.ApplySums(label);
}

}  // namespace ippledge::client
