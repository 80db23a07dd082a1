#include "client/parse_failure.h"

#include <CLI/CLI.hpp>
#include <algorithm>
#include <cstddef>
#include <string>
#include <vector>

#include "absl/strings/match.h"
#include "absl/strings/str_cat.h"
#include "absl/strings/string_view.h"
#include "absl/strings/strip.h"
#include "client/failure.h"

namespace ippledge::client {
namespace {

constexpr Bilingual kCannotRun = {"the command line cannot be understood", "命令行无法识别"};
// A word is taken for a command when no more letters differ.
constexpr std::size_t kEditsMax = 2;

// Letters to insert, delete, replace or swap with their neighbour.
std::size_t Edits(absl::string_view a, absl::string_view b) {
  std::vector<std::vector<std::size_t>> cost(a.size() + 1, std::vector<std::size_t>(b.size() + 1));
  for (std::size_t i = 0; i <= a.size(); ++i) cost[i][0] = i;
  for (std::size_t j = 0; j <= b.size(); ++j) cost[0][j] = j;
  for (std::size_t i = 1; i <= a.size(); ++i) {
    for (std::size_t j = 1; j <= b.size(); ++j) {
      cost[i][j] = std::min({cost[i - 1][j] + 1, cost[i][j - 1] + 1,
                             cost[i - 1][j - 1] + (a[i - 1] == b[j - 1] ? 0 : 1)});
      const bool swapped = i > 1 && j > 1 && a[i - 1] == b[j - 2] && a[i - 2] == b[j - 1];
      if (swapped) cost[i][j] = std::min(cost[i][j], cost[i - 2][j - 2] + 1);
    }
  }
  return cost[a.size()][b.size()];
}

// The command below the deepest one understood that is most like `word`; empty when none is.
std::string MostLike(const CLI::App& app, const std::string& word) {
  std::string best;
  std::size_t best_edits = kEditsMax + 1;
  for (const CLI::App* command : app.get_subcommands(nullptr)) {
    const std::size_t edits = Edits(word, command->get_name());
    if (edits < best_edits) {
      best_edits = edits;
      best = command->get_name();
    }
  }
  return best;
}

// CLI11 speaks English; what is said most often is said in Chinese too.
std::string Explained(const CLI::ParseError& error, Language language) {
  const std::string english = error.what();
  if (language == Language::kEnglish) return english;
  absl::string_view rest = english;
  if (rest == "A subcommand is required") return "缺少命令";
  if (absl::ConsumeSuffix(&rest, " is required")) return absl::StrCat("缺少 ", rest);
  if (error.get_exit_code() == static_cast<int>(CLI::ExitCodes::ExtrasError)) {
    return absl::StrCat("多余或无法识别的内容：", rest.substr(rest.rfind(": ") + 2));
  }
  return english;
}

}  // namespace

void PrintParseFailure(const CLI::App& root, const CLI::ParseError& error, Language language,
                       std::ostream& err) {
  const CLI::App* deepest = &root;
  std::string path = "ippledge";
  while (!deepest->get_subcommands().empty()) {
    deepest = deepest->get_subcommands().front();
    absl::StrAppend(&path, " ", deepest->get_name());
  }
  std::string why = Explained(error, language);
  std::string to_do = language == Language::kChinese ? absl::StrCat("用“", path, " --help”查看用法")
                                                     : absl::StrCat("see \"", path, " --help\"");
  for (const std::string& word : root.remaining(true)) {
    if (absl::StartsWith(word, "-")) continue;
    const std::string like = MostLike(*deepest, word);
    if (like.empty()) continue;
    why = language == Language::kChinese ? absl::StrCat("没有命令“", path, " ", word, "”")
                                         : absl::StrCat("there is no \"", path, " ", word, "\"");
    to_do = language == Language::kChinese
                ? absl::StrCat("您是否要用“", path, " ", like, "”？")
                : absl::StrCat("did you mean \"", path, " ", like, "\"?");
    break;
  }
  PrintProblem(kCannotRun.In(language), why, to_do, language, err);
}

}  // namespace ippledge::client
