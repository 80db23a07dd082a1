#include "client/statement/mt940_field.h"

#include <cstdlib>
#include <vector>

#include "absl/strings/ascii.h"
#include "absl/strings/str_join.h"
#include "absl/strings/str_split.h"
#include "client/import/amount.h"
#include "client/statement/currency_word.h"

namespace ippledge::client {
namespace {

using Kind = StatementFaultKind;
using MaybeProblem = std::optional<Mt940Problem>;

constexpr std::size_t kDateDigits = 6;
constexpr std::size_t kEntryDateDigits = 4;
constexpr std::size_t kTypeChars = 4;
constexpr std::size_t kCurrencyChars = 3;
// An entry date is that near to its value date, or it is a 29 February of another year.
constexpr int kEntryDateDaysMax = 190;
// So many digits behind a point may be a thousand's.
constexpr std::size_t kThousandDigits = 3;

bool IsDigit(char c) { return c >= '0' && c <= '9'; }
bool IsUpper(char c) { return c >= 'A' && c <= 'Z'; }

std::size_t DigitsAt(absl::string_view value, std::size_t at) {
  std::size_t count = 0;
  while (at + count < value.size() && IsDigit(value[at + count])) ++count;
  return count;
}

int TwoDigits(absl::string_view value, std::size_t at) {
  return (value[at] - '0') * 10 + (value[at + 1] - '0');
}

MaybeProblem ProblemAt(Kind kind, std::size_t at, absl::string_view got, absl::string_view want) {
  return Mt940Problem{kind, at, std::string(got), std::string(want)};
}

// Six digits at `at`, which are there.
MaybeProblem TakeDate(absl::string_view value, std::size_t at, Date* date) {
  const int short_year = TwoDigits(value, at);
  const int year = short_year + (short_year < kMt940YearPivot ? 2000 : 1900);
  const int month = TwoDigits(value, at + 2);
  const int day = TwoDigits(value, at + 4);
  if (!Date::Exists(year, month, day)) {
    return ProblemAt(Kind::kDateUnreal, at, value.substr(at, kDateDigits), "");
  }
  *date = Date::Of(year, month, day);
  return std::nullopt;
}

// MMDD at `at`, in the year that brings it nearest to `value_date`.
MaybeProblem TakeEntryDate(absl::string_view value, std::size_t at, Date value_date, Date* date) {
  const int month = TwoDigits(value, at);
  const int day = TwoDigits(value, at + 2);
  int nearest = kEntryDateDaysMax + 1;
  for (int year = value_date.year() - 1; year <= value_date.year() + 1; ++year) {
    if (!Date::Exists(year, month, day)) continue;
    const Date candidate = Date::Of(year, month, day);
    const int distance = std::abs(candidate.days() - value_date.days());
    if (distance >= nearest) continue;
    nearest = distance;
    *date = candidate;
  }
  if (nearest <= kEntryDateDaysMax) return std::nullopt;
  return ProblemAt(Kind::kDateUnreal, at, value.substr(at, kEntryDateDigits), "");
}

Kind KindOf(Fault fault) {
  switch (fault) {
    case Fault::kAmountNotWhole:
      return Kind::kAmountNotWhole;
    case Fault::kAmountRange:
      return Kind::kAmountRange;
    default:
      return Kind::kAmountMalformed;
  }
}

// An amount without sign at *at, which is moved behind it. What follows it in `value` is shown,
// too, when it is none.
MaybeProblem TakeAmount(absl::string_view value, std::size_t* at, std::int64_t* fen) {
  const std::size_t begin = *at;
  std::size_t marks = 0;
  std::size_t mark_at = 0;
  for (; *at < value.size(); ++*at) {
    const char c = value[*at];
    if (IsDigit(c)) continue;
    if (c != ',' && c != '.') break;
    ++marks;
    mark_at = *at;
  }
  const absl::string_view text = value.substr(begin, *at - begin);
  const auto problem = [&](Kind kind, absl::string_view want) {
    return ProblemAt(kind, begin, text.empty() ? value.substr(begin) : text, want);
  };
  if (*at < value.size() && value[*at] == '-') {
    return ProblemAt(Kind::kAmountNegative, *at, value.substr(begin), "");
  }
  if (text.empty() || marks > 1) return problem(Kind::kAmountMalformed, "1234,56");
  const bool point = marks == 1 && value[mark_at] == '.';
  if (point && *at - mark_at - 1 == kThousandDigits) {
    return problem(Kind::kAmountMalformed, "1234,56");
  }
  AmountReading reading;
  reading.decimal_comma = !point;
  const Fault fault = ParseAmount(text, reading, fen);
  if (fault != Fault::kNone) {
    return problem(KindOf(fault), fault == Fault::kAmountMalformed ? "1234,56" : "");
  }
  return std::nullopt;
}

// Splits what follows the type into references.
void TakeReferences(absl::string_view rest, Mt940Entry* entry) {
  if (rest.size() > kMt940ReferenceChars && rest[kMt940ReferenceChars - 1] == ' ' &&
      rest[kMt940ReferenceChars - 2] == ' ') {
    entry->name = TrimMt940(rest.substr(kMt940ReferenceChars));
    rest = rest.substr(0, kMt940ReferenceChars);
  }
  const std::size_t slashes = rest.find("//");
  entry->own_reference = Mt940Reference(rest.substr(0, slashes));
  if (slashes != rest.npos) entry->bank_reference = Mt940Reference(rest.substr(slashes + 2));
}

}  // namespace

absl::string_view Mt940Reference(absl::string_view text) {
  text = TrimMt940(text);
  for (const absl::string_view none :
       {"NONREF", "NOTPROVIDED", "NOT PROVIDED", "EREF", "EREF+", "KREF", "KREF+"}) {
    if (text == none) return "";
  }
  return text;
}

std::optional<Mt940Problem> ReadMt940Balance(absl::string_view value, Mt940Balance* balance) {
  std::size_t at = 0;
  while (at < value.size() && value[at] == ' ') ++at;
  if (at == value.size() || (value[at] != 'C' && value[at] != 'D')) {
    return ProblemAt(Kind::kAmountMalformed, at, value.substr(at), "C / D");
  }
  const bool debit = value[at++] == 'D';
  const std::size_t digits = DigitsAt(value, at);
  const bool letters = at + digits < value.size() &&
                       absl::ascii_isalpha(static_cast<unsigned char>(value[at + digits]));
  if (digits < kDateDigits || (letters && digits > kDateDigits)) {
    return ProblemAt(Kind::kDateMalformed, at, value.substr(at, digits), "YYMMDD");
  }
  if (MaybeProblem problem = TakeDate(value, at, &balance->date)) return problem;
  at += kDateDigits;
  balance->currency.clear();
  if (letters) {
    std::size_t end = at;
    while (end < value.size() && absl::ascii_isalpha(static_cast<unsigned char>(value[end]))) ++end;
    const absl::string_view code = value.substr(at, end - at);
    const bool capital =
        code.size() == kCurrencyChars && IsUpper(code[0]) && IsUpper(code[1]) && IsUpper(code[2]);
    if (capital) balance->currency = CurrencyOf(code);
    if (balance->currency.empty()) return ProblemAt(Kind::kCurrency, at, code, "ISO 4217");
    at = end;
  }
  const std::size_t amount_at = at;
  std::int64_t fen = 0;
  if (MaybeProblem problem = TakeAmount(value, &at, &fen)) return problem;
  if (!TrimMt940(value.substr(at)).empty()) {
    return ProblemAt(Kind::kAmountMalformed, amount_at, value.substr(amount_at), "1234,56");
  }
  balance->amount = Money::OfFen(debit ? -fen : fen);
  return std::nullopt;
}

std::optional<Mt940Problem> ReadMt940Entry(absl::string_view value, Mt940Entry* entry) {
  *entry = {};
  std::size_t at = 0;
  while (at < value.size() && value[at] == ' ') ++at;
  const std::size_t digits = DigitsAt(value, at);
  if (digits != kDateDigits && digits != kDateDigits + kEntryDateDigits) {
    return ProblemAt(Kind::kDateMalformed, at, value.substr(at, digits), "YYMMDD[MMDD]");
  }
  if (MaybeProblem problem = TakeDate(value, at, &entry->value_date)) return problem;
  entry->booking_date = entry->value_date;
  at += kDateDigits;
  if (digits > kDateDigits) {
    if (MaybeProblem problem = TakeEntryDate(value, at, entry->value_date, &entry->booking_date)) {
      return problem;
    }
    at += kEntryDateDigits;
  }
  const std::size_t mark_at = at;
  const bool expected = at < value.size() && value[at] == 'E';
  entry->reversal = at < value.size() && value[at] == 'R';
  if (expected || entry->reversal) ++at;
  if (at == value.size() || (value[at] != 'C' && value[at] != 'D')) {
    return ProblemAt(Kind::kAmountMalformed, mark_at, value.substr(mark_at), "C / D / RC / RD");
  }
  const bool debit = value[at++] == 'D';
  if (expected) {
    return ProblemAt(Kind::kStatusNotBooked, mark_at, value.substr(mark_at, 2), "");
  }
  if (at < value.size() && IsUpper(value[at])) ++at;  // funds code
  std::int64_t fen = 0;
  if (MaybeProblem problem = TakeAmount(value, &at, &fen)) return problem;
  entry->amount = Money::OfFen(debit != entry->reversal ? -fen : fen);

  const absl::string_view type = value.substr(at, kTypeChars);
  if (TrimMt940(type).empty()) {
    return ProblemAt(Kind::kFieldMissing, at, "", "NTRF");
  }
  for (std::size_t i = 0; i < type.size(); ++i) {
    const auto c = static_cast<unsigned char>(type[i]);
    if (i == 0 ? !IsUpper(type[i]) : !absl::ascii_isalnum(c) && c != ' ') {
      return ProblemAt(Kind::kMalformed, at, value.substr(at), "NTRF");
    }
  }
  entry->code = TrimMt940(type);
  TakeReferences(value.substr(at + type.size()), entry);
  return std::nullopt;
}

Mt940Account ReadMt940Account(absl::string_view value) {
  std::string plain;
  for (const char c : CleanMt940(value)) {
    if (c != ' ') plain.push_back(c);
  }
  std::vector<absl::string_view> parts = absl::StrSplit(plain, '/', absl::SkipEmpty());
  Mt940Account account;
  if (parts.empty()) return account;
  const absl::string_view last = parts.back();
  if (parts.size() > 1 && last.size() == kCurrencyChars && IsUpper(last[0]) && IsUpper(last[1]) &&
      IsUpper(last[2])) {
    parts.pop_back();
  }
  if (parts.size() > 1) {
    account.bank = std::string(parts.front());
    parts.erase(parts.begin());
  }
  account.account = absl::StrJoin(parts, "/");
  return account;
}

void DropMt940Currency(absl::string_view currency, std::string* account) {
  const absl::string_view text = *account;
  if (currency.empty() || text.size() <= currency.size() ||
      text.substr(text.size() - currency.size()) != currency) {
    return;
  }
  absl::string_view rest = text.substr(0, text.size() - currency.size());
  // An account number may end with letters of its own.
  if (absl::ascii_isalpha(static_cast<unsigned char>(rest.back()))) return;
  while (!rest.empty() && (rest.back() == '-' || rest.back() == '/')) rest.remove_suffix(1);
  if (!rest.empty()) account->resize(rest.size());
}

}  // namespace ippledge::client
