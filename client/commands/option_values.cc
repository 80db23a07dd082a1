#include "client/commands/option_values.h"

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

CLI::Option* AddText(CommandTree& tree, CLI::App& command, const std::string& name,
                     std::string& text, Bilingual help, const std::string& form,
                     std::string (*check)(const std::string&)) {
  return command.add_option(name, text, tree.Text(help))->type_name(form)->check(check, "");
}

std::string DateFault(const std::string& text) {
  if (Date::Parse(text).ok()) return "";
  return absl::StrCat("\"", text, "\" is not a date (YYYY-MM-DD)");
}

std::string AmountFault(const std::string& text) {
  const absl::StatusOr<std::int64_t> fen = AmountOf(text);
  return fen.ok() ? "" : std::string(fen.status().message());
}

std::string MeasureFault(const std::string& text) {
  const absl::StatusOr<std::vector<Measure>> measures = MeasuresOf(text);
  return measures.ok() ? "" : std::string(measures.status().message());
}

// A word of a closed list, read by `parse` as it is checked.
template <typename Value, typename Parse>
CLI::Option* AddWord(CommandTree& tree, CLI::App& command, const std::string& name, Value& value,
                     Parse parse, absl::string_view words, Bilingual help) {
  const auto check = [&value, parse, words](const std::string& text) -> std::string {
    const auto parsed = parse(text);
    if (!parsed.has_value()) return absl::StrCat("\"", text, "\" is none of ", words);
    value = *parsed;
    return "";
  };
  // The option itself keeps the text; it has nowhere else to go.
  return command
      .add_option_function<std::string>(
          name, [](const std::string&) {}, tree.Text(help))
      ->type_name("WORD")
      ->check(check, "");
}

template <typename Enum>
absl::StatusOr<std::vector<Enum>> KeysOf(const std::string& text, Enum (*of_key)(absl::string_view),
                                         absl::string_view (*key_of)(Enum), int count) {
  std::vector<Enum> values;
  if (absl::AsciiStrToLower(text) == "all") return values;
  for (const absl::string_view key : absl::StrSplit(text, ',', absl::SkipWhitespace())) {
    const Enum value = of_key(absl::StripAsciiWhitespace(key));
    if (value == Enum::kUnspecified) {
      std::string known;
      for (int i = 1; i < count; ++i) {
        absl::StrAppend(&known, i > 1 ? ", " : "", key_of(static_cast<Enum>(i)));
      }
      return UsageError(absl::StrCat("\"", key, "\" is none of ", known));
    }
    values.push_back(value);
  }
  return values;
}

}  // namespace

CLI::Option* AddDate(CommandTree& tree, CLI::App& command, const std::string& name,
                     std::string& date, Bilingual help) {
  return AddText(tree, command, name, date, help, "DATE", DateFault);
}

CLI::Option* AddAmount(CommandTree& tree, CLI::App& command, const std::string& name,
                       std::string& amount, Bilingual help) {
  return AddText(tree, command, name, amount, help, "AMOUNT", AmountFault);
}

CLI::Option* AddMeasure(CommandTree& tree, CLI::App& command, const std::string& name,
                        std::string& measure, Bilingual help) {
  return AddText(tree, command, name, measure, help, "MEASURE", MeasureFault);
}

CLI::Option* AddEntry(CommandTree& tree, CLI::App& command, const std::string& name,
                      std::int64_t& entry, Bilingual help) {
  const auto check = [](const std::string& text) -> std::string {
    std::int64_t value = 0;
    if (absl::SimpleAtoi(text, &value) && value > 0) return "";
    return absl::StrCat("\"", text, "\" is not an entry number (1, 2, 3, …)");
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

absl::StatusOr<std::int64_t> AmountOf(const std::string& text) {
  if (text.empty()) return 0;
  std::string scratch;
  std::int64_t fen = 0;
  const Fault fault = ParseAmount(CleanCell(text, &scratch), AmountReading(), &fen);
  if (fault == Fault::kNone) return fen;
  return UsageError(ProblemOf(fault, text, "").english);
}

absl::StatusOr<std::vector<Measure>> MeasuresOf(const std::string& text) {
  return KeysOf<Measure>(text, MeasureOfKey, KeyOf, kMeasureCount);
}

absl::StatusOr<std::vector<Dimension>> DimensionsOf(const std::string& text) {
  return KeysOf<Dimension>(text, DimensionOfKey, KeyOf, kDimensionCount);
}

}  // namespace ippledge::client
