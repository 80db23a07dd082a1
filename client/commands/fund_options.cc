#include "client/commands/fund_options.h"

#include "absl/strings/str_cat.h"

namespace ippledge::client {

CLI::Option* AddFundKind(CommandTree& tree, CLI::App& command, FundMovementKind& kind,
                         Bilingual help) {
  const auto check = [&kind, language = tree.language()](const std::string& text) {
    kind = FundMovementKindOfKey(text);
    if (kind != FundMovementKind::kUnspecified) return std::string();
    const bool chinese = language == Language::kChinese;
    std::string words = chinese ? absl::StrCat("“", text, "”不在可选值之内：")
                                : absl::StrCat("\"", text, "\" is none of: ");
    for (int i = 1; i < kFundMovementKindCount; ++i) {
      absl::StrAppend(&words, i > 1 ? ", " : "", KeyOf(static_cast<FundMovementKind>(i)));
    }
    return words;
  };
  // The option itself keeps the text; it has nowhere else to go.
  const auto keep = [](const std::string&) {};
  return command.add_option_function<std::string>("--kind", keep, tree.Text(help))
      ->type_name("KIND")
      ->check(check, "");
}

CLI::Option* AddFundCounterparty(CommandTree& tree, CLI::App& command, std::string& counterparty,
                                 Bilingual help) {
  return command.add_option("--with", counterparty, tree.Text(help))->type_name("BODY");
}

}  // namespace ippledge::client
