#include "client/commands/option_values.h"

#include <functional>
#include <optional>

#include "absl/strings/ascii.h"
#include "absl/strings/numbers.h"
#include "absl/strings/str_cat.h"
#include "absl/strings/str_split.h"
#include "client/exit_code.h"
#include "client/import/amount.h"
#include "client/import/cell.h"
#include "client/import/problem.h"
#include "client/import/words.h"
#include "ledger/date.h"

namespace ippledge::client {
namespace {

// Empty when the text is good, else what is wrong with it.
using Check = std::function<std::string(const std::string&)>;

CLI::Option* AddText(CommandTree& tree, CLI::App& command, const std::string& name,
                     std::string& text, Bilingual help, const char* form, const Check& check) {
  return command.add_option(name, text, tree.Text(help))->type_name(form)->check(check, "");
}

std::string Wrong(absl::string_view text, Bilingual what, Language language) {
  return language == Language::kChinese ? absl::StrCat("“", text, "”", what.zh)
                                        : absl::StrCat("\"", text, "\" ", what.en);
}

std::string NoneOf(absl::string_view text, absl::string_view words, Language language) {
  return absl::StrCat(Wrong(text, {"is none of: ", "不在可选值之内："}, language), words);
}

std::string MessageOf(const absl::Status& status) { return std::string(status.message()); }

// A word of a closed list, read by `parse` as it is checked.
template <typename Value, typename Parse>
CLI::Option* AddWord(CommandTree& tree, CLI::App& command, const std::string& name, Value& value,
                     Parse parse, absl::string_view words, Bilingual help) {
  const Check check = [&value, parse, words, language = tree.language()](const std::string& text) {
    const auto parsed = parse(text);
    if (!parsed.has_value()) return NoneOf(text, words, language);
    value = *parsed;
    return std::string();
  };
  // The option itself keeps the text; it has nowhere else to go.
  const auto keep = [](const std::string&) {};
  return command.add_option_function<std::string>(name, keep, tree.Text(help))
      ->type_name("WORD")
      ->check(check, "");
}

template <typename Enum>
absl::StatusOr<std::vector<Enum>> KeysOf(const std::string& text, Enum (*of_key)(absl::string_view),
                                         absl::string_view (*key_of)(Enum), int count,
                                         Language language) {
  std::vector<Enum> values;
  if (absl::AsciiStrToLower(text) == "all") return values;
  for (const absl::string_view key : absl::StrSplit(text, ',', absl::SkipWhitespace())) {
    const Enum value = of_key(absl::StripAsciiWhitespace(key));
    if (value == Enum::kUnspecified) {
      std::string known;
      for (int i = 1; i < count; ++i) {
        absl::StrAppend(&known, i > 1 ? ", " : "", key_of(static_cast<Enum>(i)));
      }
      return UsageError(NoneOf(key, known, language));
    }
    values.push_back(value);
  }
  return values;
}

}  // namespace

CLI::Option* AddDate(CommandTree& tree, CLI::App& command, const std::string& name,
                     std::string& date, Bilingual help) {
  return AddText(
      tree, command, name, date, help, "DATE",
      [language = tree.language()](const std::string& text) {
        constexpr Bilingual kWhat = {"is not a date (YYYY-MM-DD)", "不是有效日期（YYYY-MM-DD）"};
        return Date::Parse(text).ok() ? "" : Wrong(text, kWhat, language);
      });
}

CLI::Option* AddAmount(CommandTree& tree, CLI::App& command, const std::string& name,
                       std::string& amount, Bilingual help) {
  return AddText(tree, command, name, amount, help, "AMOUNT",
                 [language = tree.language()](const std::string& text) {
                   return MessageOf(AmountOf(text, language).status());
                 });
}

CLI::Option* AddMeasures(CommandTree& tree, CLI::App& command, std::string& measures,
                         Bilingual help) {
  return AddText(tree, command, "--measure", measures, help, "MEASURE,…",
                 [language = tree.language()](const std::string& text) {
                   return MessageOf(MeasuresOf(text, language).status());
                 });
}

CLI::Option* AddDimensions(CommandTree& tree, CLI::App& command, std::string& dimensions,
                           Bilingual help) {
  return AddText(tree, command, "--by", dimensions, help, "DIMENSION,…",
                 [language = tree.language()](const std::string& text) {
                   return MessageOf(DimensionsOf(text, language).status());
                 });
}

CLI::Option* AddEntry(CommandTree& tree, CLI::App& command, const std::string& name,
                      std::int64_t& entry, Bilingual help) {
  const Check check = [language = tree.language()](const std::string& text) {
    std::int64_t value = 0;
    if (absl::SimpleAtoi(text, &value) && value > 0) return std::string();
    return Wrong(text, {"is not an entry number (1, 2, 3, …)", "不是条目号（1、2、3……）"},
                 language);
  };
  return command.add_option(name, entry, tree.Text(help))->type_name("ENTRY")->check(check, "");
}

CLI::Option* AddIpKind(CommandTree& tree, CLI::App& command, const std::string& name, IpKind& kind,
                       Bilingual help) {
  const auto parse = [](absl::string_view text) -> std::optional<IpKind> {
    const std::optional<IpKindWord> word = ParseIpKindWord(text);
    return word.has_value() ? std::optional<IpKind>(word->kind) : std::nullopt;
  };
  return AddWord(tree, command, name, kind, parse, kIpKindWords, help);
}

CLI::Option* AddLoanClass(CommandTree& tree, CLI::App& command, const std::string& name,
                          LoanClass& loan_class, Bilingual help) {
  return AddWord(tree, command, name, loan_class, ParseLoanClassWord, kLoanClassWords, help);
}

absl::StatusOr<std::int64_t> AmountOf(const std::string& text, Language language) {
  if (text.empty()) return 0;
  std::string scratch;
  std::int64_t fen = 0;
  const Fault fault = ParseAmount(CleanCell(text, &scratch), AmountReading(), &fen);
  if (fault == Fault::kNone) return fen;
  const Problem problem = ProblemOf(fault, text, "");
  return UsageError(language == Language::kChinese ? problem.chinese : problem.english);
}

absl::StatusOr<std::vector<Measure>> MeasuresOf(const std::string& text, Language language) {
  return KeysOf<Measure>(text, MeasureOfKey, KeyOf, kMeasureCount, language);
}

absl::StatusOr<std::vector<Dimension>> DimensionsOf(const std::string& text, Language language) {
  return KeysOf<Dimension>(text, DimensionOfKey, KeyOf, kDimensionCount, language);
}

}  // namespace ippledge::client
