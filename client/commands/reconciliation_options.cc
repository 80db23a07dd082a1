#include "client/commands/reconciliation_options.h"

#include <cstdint>
#include <utility>

#include "absl/strings/numbers.h"
#include "absl/strings/str_cat.h"
#include "absl/strings/str_join.h"
#include "absl/strings/str_split.h"
#include "client/exit_code.h"
#include "ledger/date.h"

namespace ippledge::client {
namespace {

struct TwoNumbers {
  std::int64_t first = 0;
  std::int64_t second = 0;
};

absl::StatusOr<TwoNumbers> NameOfTwo(const std::string& text, Bilingual what, Language language) {
  const std::pair<std::string, std::string> parts = absl::StrSplit(text, absl::MaxSplits('/', 1));
  TwoNumbers numbers;
  const bool good = absl::SimpleAtoi(parts.first, &numbers.first) &&
                    absl::SimpleAtoi(parts.second, &numbers.second) && numbers.first > 0 &&
                    numbers.second >= 0;
  if (good) return numbers;
  return UsageError(language == Language::kChinese ? absl::StrCat("“", text, "”", what.zh)
                                                   : absl::StrCat("\"", text, "\" ", what.en));
}

std::string MonthFault(const std::string& text, Language language) {
  if (Date::Parse(absl::StrCat(text, "-01")).ok()) return "";
  return language == Language::kChinese ? absl::StrCat("“", text, "”不是有效月份（YYYY-MM）")
                                        : absl::StrCat("\"", text, "\" is not a month (YYYY-MM)");
}

}  // namespace

void AddAccountOption(CommandTree& tree, CLI::App& command, std::string& account) {
  command
      .add_option("--account", account,
                  tree.Text({"Account; default: the programme's only one", "账户；默认唯一的账户"}))
      ->type_name("ID");
}

CLI::Option* AddMonth(CommandTree& tree, CLI::App& command, std::string& month) {
  return command.add_option("--month", month, tree.Text({"Month, 2025-06", "月份，如 2025-06"}))
      ->type_name("MONTH")
      ->check([language =
                   tree.language()](const std::string& text) { return MonthFault(text, language); },
              "");
}

CLI::Option* AddWhy(CommandTree& tree, CLI::App& command, std::string& text) {
  return command.add_option("--text", text, tree.Text({"Why, in words", "理由说明"}))
      ->type_name("TEXT");
}

void AddItemWords(CommandTree& tree, CLI::App& command, ItemWords& items) {
  command
      .add_option("--line", items.lines,
                  tree.Text({"Lines of the bank: entry of the statement/place from 0",
                             "银行流水：对账单条目号/行序（从 0 起）"}))
      ->type_name("S/L");
  command
      .add_option("--movement", items.movements,
                  tree.Text({"Movements of the fund: entry/place in it from 0",
                             "资金变动：条目号/条目内序（从 0 起）"}))
      ->type_name("E/O");
}

absl::StatusOr<v1::LineName> LineNameOf(const std::string& text, Language language) {
  constexpr Bilingual kWhat = {"is not the name of a line (12/0)", "不是流水编号（如 12/0）"};
  const absl::StatusOr<TwoNumbers> numbers = NameOfTwo(text, kWhat, language);
  if (!numbers.ok()) return numbers.status();
  v1::LineName name;
  name.set_statement(numbers->first);
  name.set_line(numbers->second);
  return name;
}

absl::StatusOr<v1::MovementName> MovementNameOf(const std::string& text, Language language) {
  constexpr Bilingual kWhat = {"is not the name of a movement (34/0)",
                               "不是资金变动编号（如 34/0）"};
  const absl::StatusOr<TwoNumbers> numbers = NameOfTwo(text, kWhat, language);
  if (!numbers.ok()) return numbers.status();
  v1::MovementName name;
  name.set_entry(numbers->first);
  name.set_ordinal(numbers->second);
  return name;
}

std::string NameText(const v1::LineName& name) {
  return absl::StrCat(name.statement(), "/", name.line());
}

std::string NameText(const v1::MovementName& name) {
  return absl::StrCat(name.entry(), "/", name.ordinal());
}

std::string LinesText(const v1::Match& match) {
  return absl::StrJoin(match.lines(), " ", [](std::string* text, const v1::LineName& name) {
    absl::StrAppend(text, NameText(name));
  });
}

std::string MovementsText(const v1::Match& match) {
  return absl::StrJoin(match.movements(), " ", [](std::string* text, const v1::MovementName& name) {
    absl::StrAppend(text, NameText(name));
  });
}

absl::StatusOr<v1::ListAccountsResponse> AccountsOf(Session& session) {
  const absl::StatusOr<std::string> programme = session.ProgrammeId();
  if (!programme.ok()) return programme.status();
  v1::ListAccountsRequest request;
  request.set_programme(*programme);
  return session.connection().Ask<v1::ListAccountsResponse>(request);
}

absl::StatusOr<std::string> AccountOr(Session& session, const std::string& given) {
  if (!given.empty()) return given;
  const absl::StatusOr<v1::ListAccountsResponse> list = AccountsOf(session);
  if (!list.ok()) return list.status();
  if (list->accounts_size() == 1) return list->accounts(0).account().account_id();
  if (list->accounts_size() == 0) {
    return UsageError(session.Text({"the programme has no account yet: ippledge account add",
                                    "本计划尚无账户：请先执行 ippledge account add"}));
  }
  const auto append = [](std::string* text, const v1::RegisteredAccount& registered) {
    text->append(registered.account().account_id());
  };
  return UsageError(
      absl::StrCat(session.Text({"the programme has several accounts, choose one with --account: ",
                                 "本计划有多个账户，请用 --account 选择："}),
                   absl::StrJoin(list->accounts(), ", ", append)));
}

}  // namespace ippledge::client
