#include "client/statement/mt940_purpose.h"

#include <algorithm>
#include <iterator>
#include <utility>
#include <vector>

#include "absl/strings/match.h"
#include "absl/strings/str_cat.h"
#include "absl/strings/str_split.h"
#include "absl/strings/strip.h"
#include "client/statement/mt940_field.h"
#include "client/statement/mt940_text.h"
#include "ledger/text.h"

namespace ippledge::client {
namespace {

struct Word {
  absl::string_view name;
  Mt940Word word;
};

constexpr Word kPlusWords[] = {
    {"EREF", Mt940Word::kEndToEnd}, {"KREF", Mt940Word::kOwn},     {"SVWZ", Mt940Word::kPurpose},
    {"IBAN", Mt940Word::kIban},     {"BIC", Mt940Word::kBank},     {"NAME", Mt940Word::kName},
    {"MREF", Mt940Word::kLeftOut},  {"CRED", Mt940Word::kLeftOut}, {"DEBT", Mt940Word::kLeftOut},
    {"COAM", Mt940Word::kLeftOut},  {"OAMT", Mt940Word::kLeftOut}, {"ABWA", Mt940Word::kLeftOut},
    {"ABWE", Mt940Word::kLeftOut},  {"PURP", Mt940Word::kLeftOut}, {"RREF", Mt940Word::kLeftOut},
};

constexpr absl::string_view kSlashWords[] = {
    "ADDR", "BENM", "BIC",  "BUSP", "CHGS", "CNTP", "CSID", "EREF", "EXCH", "IBAN",
    "ID",   "ISDT", "KREF", "MARF", "NAME", "NRTX", "OCMT", "ORDP", "PREF", "PURP",
    "REMI", "RTRN", "RTYP", "SVCL", "TRCD", "TRTP", "ULTB", "ULTC", "ULTD",
};
constexpr std::size_t kSlashWordMax = 4;

struct Found {
  std::size_t at;   // where the word begins; npos: none
  std::size_t end;  // behind its sign
  Mt940Word word;
};

// The next "WORD+" from `from` on.
Found FindPlusWord(absl::string_view text, std::size_t from) {
  for (std::size_t plus = text.find('+', from); plus != text.npos;
       plus = text.find('+', plus + 1)) {
    if (plus == from || text[plus - 1] < 'A' || text[plus - 1] > 'Z') continue;
    for (const Word& word : kPlusWords) {
      const std::size_t length = word.name.size();
      if (plus < from + length || text.substr(plus - length, length) != word.name) continue;
      return {plus - length, plus + 1, word.word};
    }
  }
  return {text.npos, text.npos, Mt940Word::kNone};
}

// The word of "/WORD/" at `at`; empty for none.
absl::string_view SlashWordAt(absl::string_view text, std::size_t at) {
  if (text[at] != '/') return "";
  const absl::string_view rest = text.substr(at + 1, kSlashWordMax + 1);
  const std::size_t end = rest.find('/');
  if (end == rest.npos) return "";
  const auto* const word =
      std::find(std::begin(kSlashWords), std::end(kSlashWords), rest.substr(0, end));
  return word == std::end(kSlashWords) ? "" : rest.substr(0, end);
}

absl::string_view WithoutSlashes(absl::string_view text) {
  text = TrimMt940(text);
  while (absl::ConsumeSuffix(&text, "/")) text = TrimMt940(text);
  while (absl::ConsumePrefix(&text, "/")) text = TrimMt940(text);
  return text;
}

void SetIfEmpty(absl::string_view text, std::string* into) {
  if (into->empty()) *into = CleanMt940(text);
}

// Account, BIC, name and town of the other side.
void TakeCounterparty(absl::string_view value, Mt940Info* info) {
  const std::vector<absl::string_view> parts = absl::StrSplit(value, absl::MaxSplits('/', 3));
  std::string* const into[] = {&info->account, &info->bank, &info->name};
  for (std::size_t i = 0; i < parts.size() && i < std::size(into); ++i) {
    SetIfEmpty(parts[i], into[i]);
  }
}

}  // namespace

void Mt940Purpose::Add(absl::string_view subfield) {
  Found found = FindPlusWord(subfield, 0);
  const absl::string_view before = subfield.substr(0, found.at);
  if (!before.empty()) {
    const bool is_text = word_ == Mt940Word::kNone || word_ == Mt940Word::kPurpose;
    if (!full_ && !is_text) word_ = Mt940Word::kNone;
    std::string& text = texts_[static_cast<std::size_t>(word_)];
    if (!full_ && !text.empty()) text.push_back(' ');
    absl::StrAppend(&text, before);
  }
  while (found.at != subfield.npos) {
    const Found next = FindPlusWord(subfield, found.end);
    word_ = found.word;
    std::string& text = texts_[static_cast<std::size_t>(word_)];
    if (!text.empty()) text.push_back(' ');
    const std::size_t end = std::min(next.at, subfield.size());
    absl::StrAppend(&text, subfield.substr(found.end, end - found.end));
    found = next;
  }
  full_ = FillsMt940(subfield, kMt940SubfieldChars);
}

bool HasMt940Words(absl::string_view text) {
  text = TrimMt940(text);
  return FindPlusWord(text, 0).at == 0 || absl::StrContains(text, "SVWZ+");
}

bool ReadMt940Slashes(absl::string_view text, Mt940Info* info) {
  text = TrimMt940(text);
  if (text.empty() || SlashWordAt(text, 0).empty()) return false;
  std::string kind;
  std::string remittance;
  for (std::size_t at = 0; at < text.size();) {
    const absl::string_view word = SlashWordAt(text, at);
    const std::size_t closing = at + 1 + word.size();
    std::size_t next = closing;
    while (next < text.size() && SlashWordAt(text, next).empty()) ++next;
    // The slash that ends one word may begin another.
    const absl::string_view value =
        next > closing ? WithoutSlashes(text.substr(closing + 1, next - closing - 1)) : "";
    at = next;
    if (word == "EREF") {
      SetIfEmpty(Mt940Reference(value), &info->end_to_end);
    } else if (word == "KREF") {
      SetIfEmpty(Mt940Reference(value), &info->own);
    } else if (word == "IBAN") {
      SetIfEmpty(value, &info->account);
    } else if (word == "BIC") {
      SetIfEmpty(value, &info->bank);
    } else if (word == "NAME") {
      SetIfEmpty(value, &info->name);
    } else if (word == "CNTP") {
      TakeCounterparty(value, info);
    } else if (word == "TRTP") {
      SetIfEmpty(value, &kind);
    } else if (word == "REMI") {
      absl::string_view rest = value;
      if (!absl::ConsumePrefix(&rest, "USTD//") && rest == "USTD") rest = "";
      SetIfEmpty(rest, &remittance);
    }
  }
  info->text = kind.empty() || remittance.empty() ? absl::StrCat(kind, remittance)
                                                  : absl::StrCat(kind, " ", remittance);
  if (info->text.empty()) info->text = CleanMt940(text);
  return true;
}

}  // namespace ippledge::client
