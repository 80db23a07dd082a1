#include "client/statement/mt940_text.h"

#include <cstddef>
#include <utility>

#include "absl/strings/ascii.h"
#include "absl/strings/match.h"
#include "absl/strings/str_cat.h"
#include "absl/strings/strip.h"
#include "client/statement/mt940_field.h"
#include "client/statement/mt940_purpose.h"
#include "ledger/text.h"

namespace ippledge::client {
namespace {

constexpr std::size_t kIbanCharsMin = 15;
constexpr std::size_t kIbanCharsMax = 34;
constexpr absl::string_view kSeparators = "?><^~";

bool IsDigit(char c) { return c >= '0' && c <= '9'; }

std::string JoinPlain(absl::Span<const absl::string_view> lines) {
  std::string joined;
  bool full = true;
  for (const absl::string_view line : lines) {
    if (!full) joined.push_back(' ');
    absl::StrAppend(&joined, line);
    full = FillsMt940(line, kMt940LineChars);
  }
  return joined;
}

// Subfields go on in the next line without a space; a line that lacks one character has lost one.
std::string JoinSubfields(absl::Span<const absl::string_view> lines) {
  std::string joined;
  for (const absl::string_view line : lines) {
    absl::StrAppend(&joined, line);
    if (CountCharacters(line) == kMt940LineChars - 1 && !FillsMt940(line, kMt940LineChars)) {
      joined.push_back(' ');
    }
  }
  return joined;
}

// The separator of "166?00…", ">20…"; 0 for other texts.
char SeparatorOf(absl::string_view text) {
  text = TrimMt940(text);
  if (text.size() > 3 && IsDigit(text[0]) && IsDigit(text[1]) && IsDigit(text[2])) {
    text.remove_prefix(3);
  }
  const bool subfield = text.size() >= 3 && absl::StrContains(kSeparators, text[0]) &&
                        IsDigit(text[1]) && IsDigit(text[2]);
  return subfield ? text[0] : '\0';
}

void AddText(absl::string_view text, std::string* all) {
  const std::string clean = CleanMt940(text);
  if (clean.empty()) return;
  if (!all->empty()) all->push_back(' ');
  absl::StrAppend(all, clean);
}

// What a purpose tells, where nothing told it before; its text goes behind what is there.
void Take(const Mt940Purpose& purpose, Mt940Info* info) {
  const auto take = [&](Mt940Word word, std::string* into) {
    if (into->empty()) *into = CleanMt940(purpose[word]);
  };
  AddText(purpose[Mt940Word::kPurpose], &info->text);
  AddText(purpose[Mt940Word::kNone], &info->text);
  info->end_to_end = std::string(Mt940Reference(CleanMt940(purpose[Mt940Word::kEndToEnd])));
  info->own = std::string(Mt940Reference(CleanMt940(purpose[Mt940Word::kOwn])));
  take(Mt940Word::kIban, &info->account);
  take(Mt940Word::kBank, &info->bank);
  take(Mt940Word::kName, &info->name);
}

Mt940Info ReadSubfields(absl::string_view text, char separator) {
  Mt940Info info;
  Mt940Purpose purpose;
  std::string name;
  std::string iban;
  std::string others;
  std::size_t at = text.find(separator);
  while (at < text.size()) {
    const int number = (text[at + 1] - '0') * 10 + (text[at + 2] - '0');
    std::size_t end = at + 3;
    while (end < text.size() && !(text[end] == separator && end + 2 < text.size() &&
                                  IsDigit(text[end + 1]) && IsDigit(text[end + 2]))) {
      ++end;
    }
    const absl::string_view value = text.substr(at + 3, end - at - 3);
    at = end;
    if (number == 0) {
      AddText(value, &info.text);
    } else if ((number >= 20 && number <= 29) || (number >= 60 && number <= 69)) {
      purpose.Add(value);
    } else if (number == 30) {
      info.bank = CleanMt940(value);
    } else if (number == 31) {
      info.account = CleanMt940(value);
    } else if (number == 32 || number == 33) {
      if (!name.empty() && !FillsMt940(name, kMt940SubfieldChars)) name.push_back(' ');
      absl::StrAppend(&name, value);
    } else if (number == 38) {
      iban = CleanMt940(value);
    } else if (number != 10 && number != 34) {
      AddText(value, &others);
    }
  }
  info.name = CleanMt940(name);
  if (!iban.empty()) info.account = std::move(iban);
  Take(purpose, &info);
  AddText(others, &info.text);
  return info;
}

bool IsIban(absl::string_view text) {
  if (text.size() < kIbanCharsMin || text.size() > kIbanCharsMax) return false;
  for (std::size_t i = 0; i < text.size(); ++i) {
    const auto c = static_cast<unsigned char>(text[i]);
    if (i < 2 ? !absl::ascii_isupper(c)
              : !absl::ascii_isdigit(c) && (i < 4 || !absl::ascii_isupper(c))) {
      return false;
    }
  }
  return true;
}

// The number that a line of :NS: begins with, taken off; -1 for none.
int TakeNumber(absl::string_view* line) {
  if (line->size() < 2 || !IsDigit((*line)[0]) || !IsDigit((*line)[1])) return -1;
  const int number = ((*line)[0] - '0') * 10 + ((*line)[1] - '0');
  line->remove_prefix(2);
  return number;
}

}  // namespace

Mt940Info ReadMt940Text(absl::Span<const absl::string_view> lines) {
  const std::string subfields = JoinSubfields(lines);
  if (const char separator = SeparatorOf(subfields); separator != '\0') {
    return ReadSubfields(subfields, separator);
  }
  const std::string plain = JoinPlain(lines);
  Mt940Info info;
  if (ReadMt940Slashes(plain, &info)) return info;
  if (HasMt940Words(plain)) {
    Mt940Purpose purpose;
    purpose.Add(plain);
    Take(purpose, &info);
  } else {
    AddText(plain, &info.text);
  }
  return info;
}

Mt940Info ReadMt940Notes(absl::Span<const absl::string_view> lines) {
  Mt940Info info;
  Mt940Purpose purpose;
  for (absl::string_view line : lines) {
    line = TrimMt940(line);
    const int number = TakeNumber(&line);
    if (number == 17) {
      AddText(line, &info.text);
    } else if (number == 15 || number == 16) {
      AddText(line, &info.name);
    } else if (number == 33) {
      info.bank = CleanMt940(line);
    } else if (number == 34) {
      info.account = CleanMt940(line);
    } else if (number <= 14) {
      purpose.Add(line);
    }
  }
  Take(purpose, &info);
  return info;
}

std::string Mt940AccountName(absl::Span<const absl::string_view> lines) {
  for (absl::string_view line : lines) {
    line = TrimMt940(line);
    if (TakeNumber(&line) == 22) return CleanMt940(line);
  }
  return "";
}

void AddMt940Details(absl::Span<const absl::string_view> lines, Mt940Info* info) {
  if (lines.size() == 1 && info->account.empty() && IsIban(TrimMt940(lines[0]))) {
    info->account = std::string(TrimMt940(lines[0]));
    return;
  }
  AddText(JoinPlain(lines), &info->text);
}

}  // namespace ippledge::client
