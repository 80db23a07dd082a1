#include "client/statement/camt_value.h"

#include <algorithm>
#include <utility>

#include "absl/strings/ascii.h"
#include "absl/strings/match.h"
#include "absl/strings/str_cat.h"
#include "absl/strings/strip.h"
#include "client/import/amount.h"
#include "ledger/text.h"

namespace ippledge::client {
namespace {

using Kind = StatementFaultKind;

constexpr int kGotCharsMax = 80;

// White space beyond ASCII that a text may not begin or end with.
constexpr absl::string_view kSpaces[] = {
    "\xC2\xA0",     "\xE1\x9A\x80", "\xE2\x80\x80", "\xE2\x80\x81", "\xE2\x80\x82", "\xE2\x80\x83",
    "\xE2\x80\x84", "\xE2\x80\x85", "\xE2\x80\x86", "\xE2\x80\x87", "\xE2\x80\x88", "\xE2\x80\x89",
    "\xE2\x80\x8A", "\xE2\x80\x8B", "\xE2\x80\xAF", "\xE2\x81\x9F", "\xE3\x80\x80", "\xEF\xBB\xBF"};

absl::string_view Trim(absl::string_view text) {
  while (true) {
    const std::size_t before = text.size();
    text = absl::StripAsciiWhitespace(text);
    // Most texts are ASCII at both ends.
    if (text.empty() || ((text.front() | text.back()) & 0x80) == 0) return text;
    for (const absl::string_view space : kSpaces) {
      absl::ConsumePrefix(&text, space);
      absl::ConsumeSuffix(&text, space);
    }
    if (text.size() == before) return text;
  }
}

// Bytes of the control character or line break at the beginning of `text`; 0 when it is none.
std::size_t ControlAt(absl::string_view text) {
  const auto first = static_cast<unsigned char>(text[0]);
  if (first < 0x20 || first == 0x7F) return 1;
  if (first == 0xC2 && text.size() > 1 && static_cast<unsigned char>(text[1]) < 0xA0) return 2;
  return absl::StartsWith(text, "\xE2\x80\xA8") || absl::StartsWith(text, "\xE2\x80\xA9") ? 3 : 0;
}

absl::string_view CutToCharacters(absl::string_view text, int characters) {
  for (std::size_t at = 0; at < text.size(); ++at) {
    if ((text[at] & 0xC0) != 0x80 && characters-- == 0) return text.substr(0, at);
  }
  return text;
}

bool IsDigit(char c) { return c >= '0' && c <= '9'; }

// Takes two digits of at most `max` off the front.
bool ConsumeTwo(absl::string_view* text, int max) {
  if (text->size() < 2 || !IsDigit((*text)[0]) || !IsDigit((*text)[1])) return false;
  const int value = ((*text)[0] - '0') * 10 + ((*text)[1] - '0');
  text->remove_prefix(2);
  return value <= max;
}

bool ConsumeZone(absl::string_view* text) {
  if (absl::ConsumePrefix(text, "Z")) return true;
  if (!absl::ConsumePrefix(text, "+") && !absl::ConsumePrefix(text, "-")) return false;
  return ConsumeTwo(text, 14) && absl::ConsumePrefix(text, ":") && ConsumeTwo(text, 59);
}

// What may stand behind a day: a time, a zone, both or nothing.
bool IsTimeAndZone(absl::string_view text) {
  if (absl::ConsumePrefix(&text, "T")) {
    if (!ConsumeTwo(&text, 24) || !absl::ConsumePrefix(&text, ":") || !ConsumeTwo(&text, 59) ||
        !absl::ConsumePrefix(&text, ":") || !ConsumeTwo(&text, 60)) {
      return false;
    }
    if (absl::ConsumePrefix(&text, ".")) {
      if (text.empty() || !IsDigit(text.front())) return false;
      while (!text.empty() && IsDigit(text.front())) text.remove_prefix(1);
    }
  }
  return text.empty() || (ConsumeZone(&text) && text.empty());
}

StatementFault CurrencyFault(Kind kind, const CamtText& amount, absl::string_view want) {
  StatementFault fault = FaultAt(kind, amount, want);
  absl::StrAppend(&fault.field, "/@Ccy");
  fault.got = std::string(CutToCharacters(amount.currency, kGotCharsMax));
  return fault;
}

}  // namespace

void JoinedText::Add(absl::string_view part, absl::string_view separator) {
  if (part.empty() || std::find(parts.begin(), parts.end(), part) != parts.end()) return;
  const std::size_t size = text.size() + (text.empty() ? 0 : separator.size()) + part.size();
  if (size > kStatementTextBytesMax || parts.size() >= kPartsMax) {
    left_out = true;
    return;
  }
  absl::StrAppend(&text, text.empty() ? "" : separator, part);
  parts.emplace_back(part);
}

void CamtValues::Begin(XmlPlace at) {
  for (CamtText& field : fields) {
    if (field.path != nullptr) field = CamtText();
  }
  texts = JoinedText();
  place = at;
}

void CamtValues::Set(const CamtPath& path, absl::string_view raw, absl::string_view currency,
                     XmlPlace at, StatementFaults& faults) {
  CamtText given{OneLine(raw), std::string(currency), at, &path};
  if (given.text.empty()) return;
  if (given.text.size() > kStatementTextBytesMax) {
    faults.Add(FaultAt(Kind::kFieldTooLong, given, absl::StrCat(kStatementTextBytesMax, " bytes")));
    return;
  }
  // What ISO 20022 writes where the payer gave nothing.
  if (path.field == CamtField::kOwnReference &&
      (given.text == "NOTPROVIDED" || given.text == "NONREF")) {
    return;
  }
  if (path.repeat == CamtRepeat::kAll) return texts.Add(given.text, " ");
  CamtText& field = fields[static_cast<std::size_t>(path.field)];
  if (field.path == nullptr || path.rank < field.path->rank) {
    field = std::move(given);
  } else if (path.repeat == CamtRepeat::kOnce) {
    faults.Add(FaultAt(Kind::kMalformed, given, field.text));
  }
}

StatementFault FaultAt(StatementFaultKind kind, const CamtText& text, absl::string_view want) {
  return {.kind = kind,
          .line = text.place.line,
          .column = text.place.column,
          .field = text.path == nullptr ? "" : text.path->name,
          .got = std::string(CutToCharacters(text.text, kGotCharsMax)),
          .want = std::string(CutToCharacters(want, kGotCharsMax))};
}

StatementFault MissingIn(const CamtValues& values, absl::string_view field) {
  return {.kind = Kind::kFieldMissing,
          .line = values.place.line,
          .column = values.place.column,
          .field = std::string(field)};
}

std::string OneLine(absl::string_view text) {
  text = Trim(text);
  std::string line;
  line.reserve(text.size());
  bool broken = false;  // at a line break, of which indentation may follow
  while (!text.empty()) {
    if (const std::size_t control = ControlAt(text); control > 0) {
      broken = true;
      text.remove_prefix(control);
      while (!line.empty() && line.back() == ' ') line.pop_back();
      continue;
    }
    if (broken && text.front() == ' ') {
      text.remove_prefix(1);
      continue;
    }
    if (std::exchange(broken, false)) line.push_back(' ');
    line.push_back(text.front());
    text.remove_prefix(1);
  }
  // A control character at an end may have hidden white space.
  const absl::string_view trimmed = Trim(line);
  return trimmed.size() == line.size() ? line : std::string(trimmed);
}

std::optional<StatementFaultKind> ParseCamtFen(absl::string_view text, std::int64_t* fen,
                                               bool* negative_zero) {
  *negative_zero = false;
  const bool negative = absl::ConsumePrefix(&text, "-");
  if (!negative) absl::ConsumePrefix(&text, "+");
  int digits = 0;
  int points = 0;
  for (const char c : text) {
    if (IsDigit(c)) {
      ++digits;
    } else if (c != '.' || ++points > 1) {
      return Kind::kAmountMalformed;
    }
  }
  if (digits == 0) return Kind::kAmountMalformed;
  const Fault fault = ParseAmount(text, AmountReading{}, fen);
  if (negative && (fault != Fault::kNone || *fen != 0)) return Kind::kAmountNegative;
  switch (fault) {
    case Fault::kNone:
      *negative_zero = negative;
      return std::nullopt;
    case Fault::kAmountNotWhole:
      return Kind::kAmountNotWhole;
    case Fault::kAmountRange:
      return Kind::kAmountRange;
    default:
      return Kind::kAmountMalformed;
  }
}

std::optional<StatementFaultKind> ParseCamtDate(absl::string_view text, Date* date) {
  constexpr absl::string_view kLayout = "dddd-dd-dd";
  if (text.size() < kLayout.size()) return Kind::kDateMalformed;
  for (std::size_t at = 0; at < kLayout.size(); ++at) {
    if (kLayout[at] == 'd' ? !IsDigit(text[at]) : text[at] != '-') return Kind::kDateMalformed;
  }
  if (!IsTimeAndZone(text.substr(kLayout.size()))) return Kind::kDateMalformed;
  const absl::StatusOr<Date> parsed = Date::Parse(text.substr(0, kLayout.size()));
  if (!parsed.ok()) return Kind::kDateUnreal;
  *date = *parsed;
  return std::nullopt;
}

bool IsCurrencyCode(absl::string_view text) {
  return text.size() == 3 && std::all_of(text.begin(), text.end(), [](char c) {
           return absl::ascii_isupper(static_cast<unsigned char>(c));
         });
}

std::optional<Money> ReadCamtAmount(const CamtValues& values, absl::string_view name,
                                    std::string* currency, std::int64_t* negative_zeros,
                                    StatementFaults& faults) {
  bool good = true;
  const auto refuse = [&](StatementFault fault) {
    faults.Add(std::move(fault));
    good = false;
  };
  const CamtText& amount = values[CamtField::kAmount];
  std::int64_t fen = 0;
  if (amount.path == nullptr) {
    refuse(MissingIn(values, absl::StrCat(name, "/Amt")));
  } else {
    bool negative_zero = false;
    if (const auto fault = ParseCamtFen(amount.text, &fen, &negative_zero)) {
      refuse(FaultAt(*fault, amount, ""));
    }
    if (negative_zero) ++*negative_zeros;
    if (amount.currency.empty()) {
      refuse(CurrencyFault(Kind::kFieldMissing, amount, ""));
    } else if (!IsCurrencyCode(amount.currency)) {
      refuse(CurrencyFault(Kind::kCurrency, amount, "ISO 4217"));
    } else if (!currency->empty() && amount.currency != *currency) {
      refuse(CurrencyFault(Kind::kCurrency, amount, *currency));
    } else {
      *currency = amount.currency;
    }
  }
  const CamtText& direction = values[CamtField::kDirection];
  if (direction.path == nullptr) {
    refuse(MissingIn(values, absl::StrCat(name, "/CdtDbtInd")));
  } else if (direction.text != "CRDT" && direction.text != "DBIT") {
    refuse(FaultAt(Kind::kMalformed, direction, "CRDT, DBIT"));
  }
  if (!good) return std::nullopt;
  return Money::OfFen(direction.text == "CRDT" ? fen : -fen);
}

std::optional<Date> ReadCamtDate(const CamtText& text, StatementFaults& faults) {
  Date date;
  if (const auto fault = ParseCamtDate(text.text, &date)) {
    faults.Add(FaultAt(*fault, text, "YYYY-MM-DD"));
    return std::nullopt;
  }
  return date;
}

}  // namespace ippledge::client
