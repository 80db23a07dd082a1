#include "proto/wire/line_words.h"

#include <algorithm>
#include <array>
#include <cstddef>

#include "absl/strings/ascii.h"
#include "absl/strings/str_cat.h"
#include "ledger/bank_statement.h"
#include "ledger/check.h"

namespace ippledge::wire {
namespace {

constexpr char kForm = 1;
constexpr std::size_t kNumberCharsMin = 3;
constexpr std::size_t kPrivateDigitsMin = 10;

bool IsMark(char c) { return c == '-' || c == '_' || c == '/' || c == '.'; }
bool IsOfNumber(char c) {
  return absl::ascii_isalnum(static_cast<unsigned char>(c)) || IsMark(c) || c == '#';
}
bool IsDigits(absl::string_view text) {
  return !text.empty() && std::all_of(text.begin(), text.end(), absl::ascii_isdigit);
}

// A run of characters that numbers are made of.
struct Run {
  std::size_t begin = 0;
  absl::string_view text;
};

std::vector<Run> RunsOf(absl::string_view text) {
  std::vector<Run> runs;
  for (std::size_t i = 0; i < text.size();) {
    if (!IsOfNumber(text[i])) {
      ++i;
      continue;
    }
    std::size_t end = i;
    while (end < text.size() && IsOfNumber(text[end])) ++end;
    runs.push_back({.begin = i, .text = text.substr(i, end - i)});
    i = end;
  }
  return runs;
}

absl::string_view Trimmed(absl::string_view run) {
  while (!run.empty() && IsMark(run.front())) run.remove_prefix(1);
  while (!run.empty() && IsMark(run.back())) run.remove_suffix(1);
  return run;
}

// Digits of a run that is nothing else, but for an X at its end: of an identity card.
std::size_t BareDigits(absl::string_view run) {
  const bool x = run.size() > 1 && (run.back() == 'X' || run.back() == 'x');
  const absl::string_view digits = x ? run.substr(0, run.size() - 1) : run;
  return IsDigits(digits) ? digits.size() : 0;
}

// The end of the runs from `first` on that are digits in groups: "6222 0200 1234 5678".
std::size_t EndOfGroup(absl::string_view text, const std::vector<Run>& runs, std::size_t first) {
  std::size_t end = first + 1;
  while (end < runs.size()) {
    const std::size_t gap = runs[end - 1].begin + runs[end - 1].text.size();
    const bool follows = runs[end].begin == gap + 1 && text[gap] == ' ' &&
                         IsDigits(Trimmed(runs[end - 1].text)) &&
                         BareDigits(Trimmed(runs[end].text)) > 0;
    if (!follows) break;
    ++end;
  }
  return end;
}

bool MayBeNumber(absl::string_view run) {
  return run.size() >= kNumberCharsMin && run.size() <= std::size_t{kReferenceCharsMax} &&
         std::any_of(run.begin(), run.end(), absl::ascii_isdigit);
}

}  // namespace

std::string SubjectOf(const LineWords& words, absl::string_view import_id) {
  if (words.counterparty_name.empty() && words.counterparty_account.empty()) {
    return std::string(import_id);
  }
  return absl::StrCat(words.counterparty_name, absl::string_view("\0", 1),
                      words.counterparty_account);
}

std::string EncodeWords(const LineWords& words) {
  const std::array<absl::string_view, 4> texts = {
      words.text, words.counterparty_name, words.counterparty_account, words.counterparty_bank};
  std::string bytes(1, kForm);
  std::size_t total = 0;
  for (const absl::string_view text : texts) {
    total += text.size();
    bytes.push_back(static_cast<char>(text.size() >> 8));
    bytes.push_back(static_cast<char>(text.size()));
    absl::StrAppend(&bytes, text);
  }
  IPPLEDGE_CHECK(total <= std::size_t{kWordsBytesMax});
  return bytes;
}

std::optional<LineWords> DecodeWords(absl::string_view bytes) {
  LineWords words;
  if (bytes.empty() || bytes.front() != kForm) return std::nullopt;
  bytes.remove_prefix(1);
  for (std::string* const text : {&words.text, &words.counterparty_name,
                                  &words.counterparty_account, &words.counterparty_bank}) {
    if (bytes.size() < 2) return std::nullopt;
    const std::size_t size = static_cast<std::size_t>(static_cast<unsigned char>(bytes[0])) << 8 |
                             static_cast<unsigned char>(bytes[1]);
    bytes.remove_prefix(2);
    if (bytes.size() < size) return std::nullopt;
    *text = std::string(bytes.substr(0, size));
    bytes.remove_prefix(size);
  }
  if (!bytes.empty()) return std::nullopt;
  return words;
}

std::vector<std::string> NumbersIn(absl::string_view text) {
  std::vector<std::string> numbers;
  const std::vector<Run> runs = RunsOf(text);
  for (std::size_t i = 0; i < runs.size();) {
    const std::size_t end = EndOfGroup(text, runs, i);
    std::size_t digits = 0;
    for (std::size_t k = i; k < end; ++k) digits += BareDigits(Trimmed(runs[k].text));
    for (; i < end; ++i) {
      const absl::string_view run = Trimmed(runs[i].text);
      if (!MayBeNumber(run)) continue;
      if (digits >= kPrivateDigitsMin) continue;
      if (std::find(numbers.begin(), numbers.end(), run) != numbers.end()) continue;
      if (numbers.size() == std::size_t{kNumbersPerLineMax}) return numbers;
      numbers.emplace_back(run);
    }
  }
  return numbers;
}

}  // namespace ippledge::wire
