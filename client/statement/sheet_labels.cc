#include "client/statement/sheet_labels.h"

#include <algorithm>

#include "absl/strings/ascii.h"
#include "client/import/amount.h"
#include "client/import/cell.h"

namespace ippledge::client {
namespace {

// A bracket behind a label holds no more than that: "(人民币元)".
constexpr std::size_t kBracketBytesMax = 40;

bool IsLabelFiller(char c) { return c == ' ' || c == '\t' || c == '_' || c == '-' || c == '*'; }
bool IsSeparator(char c) { return c == ' ' || c == '\t' || c == ',' || c == ';' || c == '|'; }
bool IsDigit(char c) { return c >= '0' && c <= '9'; }

// Behind `label` (normal) at `at`; npos when it does not stand there.
std::size_t EndOfLabel(absl::string_view text, std::size_t at, absl::string_view label) {
  std::size_t matched = 0;
  while (matched < label.size()) {
    if (at == text.size()) return text.npos;
    if (absl::ascii_tolower(static_cast<unsigned char>(text[at])) == label[matched]) {
      ++matched;
    } else if (matched == 0 || !IsLabelFiller(text[at])) {
      return text.npos;
    }
    ++at;
  }
  return at;
}

std::size_t SkipSpaces(absl::string_view text, std::size_t at) {
  while (at < text.size() && (text[at] == ' ' || text[at] == '\t')) ++at;
  return at;
}

// True when an unknown label begins at `at`: text up to a colon that is not one of a time.
bool LooksLikeLabel(absl::string_view text, std::size_t at) {
  const std::size_t begin = at;
  while (at < text.size() && !IsSeparator(text[at]) && text[at] != ':') ++at;
  return at < text.size() && text[at] == ':' && at > begin && !IsDigit(text[at - 1]);
}

}  // namespace

bool LabelFinder::MatchAt(absl::string_view text, std::size_t at, Match* match) const {
  for (const ProfileLabel& label : profile_->labels) {
    std::size_t end = EndOfLabel(text, at, label.name);
    if (end == text.npos) continue;
    match->power = -1;
    end = SkipSpaces(text, end);
    if (end < text.size() && (text[end] == '(' || text[end] == '[')) {
      const absl::string_view rest = text.substr(end, kBracketBytesMax);
      const std::size_t close = rest.find(text[end] == '(' ? ')' : ']');
      if (close == rest.npos) continue;
      match->power = AmountPowerOf(NormalHeader(rest.substr(1, close - 1)));
      end = SkipSpaces(text, end + close + 1);
    }
    match->label = &label;
    if (end < text.size() && text[end] == ':') {
      match->end = end + 1;
      return true;
    }
    if (end == text.size() && at == 0) {
      match->end = text.npos;
      return true;
    }
  }
  return false;
}

void LabelFinder::FindInCell(absl::string_view text, int cell,
                             std::vector<FoundLabel>* found) const {
  std::size_t at = 0;
  Match match = {};
  while (at < text.size()) {
    if (!MatchAt(text, at, &match)) {
      // On to what follows the next separator.
      while (at < text.size() && !IsSeparator(text[at])) ++at;
      while (at < text.size() && IsSeparator(text[at])) ++at;
      continue;
    }
    FoundLabel label{match.label->is, match.label->name, "", match.power, cell};
    if (match.end == text.npos) {
      found->push_back(std::move(label));
      return;
    }
    // The fact ends where another label begins.
    const std::size_t begin = match.end;
    std::size_t end = begin;
    Match next = {};
    for (at = begin; at < text.size(); ++at) {
      if (!IsSeparator(text[at])) {
        end = at + 1;
        continue;
      }
      if (at + 1 == text.size() || IsSeparator(text[at + 1])) continue;
      if (MatchAt(text, at + 1, &next) || LooksLikeLabel(text, at + 1)) {
        ++at;
        break;
      }
    }
    label.value = std::string(TrimCell(text.substr(begin, end - begin)));
    found->push_back(std::move(label));
  }
}

std::vector<FoundLabel> LabelFinder::Find(absl::Span<const absl::string_view> cells) {
  std::vector<FoundLabel> labels;
  std::vector<std::string> texts;
  std::vector<bool> has_label(cells.size(), false);
  for (std::size_t i = 0; i < cells.size(); ++i) {
    std::string cleaned;
    std::string narrowed;
    absl::string_view text = CleanCell(cells[i], &cleaned);
    if (text.size() > kLabelCellBytesMax) text = "";
    texts.emplace_back(NarrowAll(text, &narrowed));
    MakeOneLine(&texts.back());
    const std::size_t before = labels.size();
    FindInCell(texts.back(), static_cast<int>(i), &labels);
    has_label[i] = labels.size() > before;
  }
  saw_labels_ = !labels.empty();
  std::vector<FoundLabel> found;
  std::vector<FoundLabel> open;
  for (FoundLabel& label : labels) {
    if (!label.value.empty()) {
      found.push_back(std::move(label));
      continue;
    }
    std::size_t next = static_cast<std::size_t>(label.cell) + 1;
    while (next < texts.size() && texts[next].empty()) ++next;
    if (next < texts.size() && !has_label[next]) {
      label.cell = static_cast<int>(next);
      label.value = texts[next];
      found.push_back(std::move(label));
    } else {
      open.push_back(std::move(label));
    }
  }
  for (FoundLabel& label : above_) {
    const auto column = static_cast<std::size_t>(label.cell);
    if (column >= texts.size() || has_label[column] || texts[column].empty()) continue;
    label.value = texts[column];
    found.push_back(std::move(label));
    saw_labels_ = true;
  }
  above_ = std::move(open);
  return found;
}

}  // namespace ippledge::client
