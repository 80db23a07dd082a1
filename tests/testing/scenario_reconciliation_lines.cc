#include "tests/testing/scenario_reconciliation_lines.h"

#include <set>
#include <utility>

#include "absl/strings/str_cat.h"
#include "ledger/status_macros.h"
#include "tests/testing/scenario_cover_words.h"
#include "tests/testing/scenario_reconciliation_words.h"

namespace ippledge {
namespace {

std::string Text(Money amount) { return FormatYuanGrouped(amount); }
std::string TextOf(const std::optional<Money>& amount) { return amount ? Text(*amount) : "none"; }
std::string TextOf(const std::optional<Date>& date) { return date ? date->ToString() : "none"; }
std::string DaysText(Date from, Date to) {
  return absl::StrCat(from.ToString(), "..", to.ToString());
}

// "lines [S]/0,[S]/1 movements [A]"
std::string MatchText(const Match& match, const Labels& labels) {
  std::string text;
  const auto add = [&](const char* word, const auto& names) {
    const char* before = word;
    for (const auto& name : names) {
      absl::StrAppend(&text, before, NameText(name, labels));
      before = ",";
    }
  };
  add(" lines ", match.lines);
  add(" movements ", match.movements);
  return text;
}

// "[S]/2 2024-06-20 0.77 B-3"
std::string ItemText(const ShownItem& shown, const Labels& labels) {
  const TransitItem& item = shown.item;
  std::string text = item.line ? NameText(*item.line, labels) : NameText(*item.movement, labels);
  absl::StrAppend(&text, " ", item.date.ToString(), " ", Text(item.amount));
  if (!shown.called.empty()) absl::StrAppend(&text, " ", WithLabel(shown.called, labels));
  return text;
}

std::vector<std::string> SheetLines(const ShownSheet& shown, const Labels& labels) {
  const AdjustmentSheet& sheet = shown.sums;
  std::vector<std::string> lines = {absl::StrCat("books ", Text(sheet.book_balance), " bank ",
                                                 TextOf(sheet.bank_balance), " through ",
                                                 TextOf(sheet.bank_through))};
  const auto add = [&](const char* word, const std::vector<ShownItem>& items) {
    for (const ShownItem& item : items) {
      lines.push_back(absl::StrCat(word, " ", ItemText(item, labels), " age ", item.item.age_days));
      if (item.item.match > 0) absl::StrAppend(&lines.back(), " matched ", item.item.match);
    }
  };
  add("bank-in", shown.bank_in);
  add("bank-out", shown.bank_out);
  add("book-in", shown.book_in);
  add("book-out", shown.book_out);
  lines.push_back(absl::StrCat("sums bank-in ", Text(sheet.bank_in_sum), " bank-out ",
                               Text(sheet.bank_out_sum), " book-in ", Text(sheet.book_in_sum),
                               " book-out ", Text(sheet.book_out_sum)));
  lines.push_back(absl::StrCat("adjusted books ", Text(sheet.adjusted_book)));
  if (sheet.bank_balance) {
    absl::StrAppend(&lines.back(), " bank ", Text(sheet.adjusted_bank), " difference ",
                    Text(sheet.difference));
  }
  add("corrects", shown.corrections);
  for (const StatementGap& gap : sheet.gaps) {
    lines.push_back(absl::StrCat("gap ", DaysText(gap.from_date, gap.to_date), " apart ",
                                 Text(gap.apart), " between ", LabelOf(labels, gap.after_statement),
                                 " ", LabelOf(labels, gap.before_statement)));
  }
  lines.push_back(absl::StrCat(
      sheet.closed_entry > 0 ? "closed " + LabelOf(labels, sheet.closed_entry) : "open",
      shown.reconciled ? " reconciled" : " not-reconciled"));
  return lines;
}

std::vector<std::string> ItemLines(const ShownReconciliation& shown, const Labels& labels) {
  std::vector<std::string> lines;
  for (const ShownItem& item : shown.open_items) {
    lines.push_back(absl::StrCat(item.item.line ? "line " : "movement ", ItemText(item, labels),
                                 " age ", item.item.age_days));
  }
  for (const ShownSuggestion& suggestion : shown.suggestions) {
    lines.push_back(absl::StrCat("suggest ", WordOf(NameOf(suggestion.match.reason)),
                                 MatchText(suggestion.match, labels), " ",
                                 Text(suggestion.amount)));
  }
  return lines;
}

std::vector<std::string> StatementLines(const ShownReconciliation& shown, const Labels& labels) {
  std::vector<std::string> lines;
  for (const ShownStatement& statement : shown.statements) {
    const StatementHeader& header = statement.header;
    const char* const state = statement.withdrawn_entry > 0 ? "withdrawn"
                              : statement.closed_entry > 0  ? "counts"
                                                            : "open";
    lines.push_back(absl::StrCat(LabelOf(labels, statement.opened_entry), " ", header.import_id,
                                 " ", DaysText(header.from_date, header.to_date), " from ",
                                 Text(header.opening), " to ", Text(header.closing), " lines ",
                                 statement.lines, " of ", header.line_count, " net ",
                                 Text(statement.net), " ", state));
    if (!statement.gap_before) continue;
    const StatementGap& gap = *statement.gap_before;
    absl::StrAppend(&lines.back(), " after-gap ", DaysText(gap.from_date, gap.to_date), " apart ",
                    Text(gap.apart));
  }
  return lines;
}

std::vector<std::string> MatchLines(const ShownReconciliation& shown, const Labels& labels) {
  std::vector<std::string> lines;
  for (const auto& [recorded, amount] : shown.matches) {
    lines.push_back(absl::StrCat(recorded.number, " ", WordOf(NameOf(recorded.match.reason)),
                                 MatchText(recorded.match, labels), " ", Text(amount), " by ",
                                 LabelOf(labels, recorded.entry)));
    if (recorded.undone_entry > 0) {
      absl::StrAppend(&lines.back(), " undone ", LabelOf(labels, recorded.undone_entry));
    }
  }
  return lines;
}

std::vector<std::string> MonthLines(const ShownReconciliation& shown, const Labels& labels) {
  std::vector<std::string> lines;
  for (const auto& [period, figures] : shown.months) {
    lines.push_back(absl::StrCat(FormatMonth(period.month), " closed ",
                                 LabelOf(labels, period.closed_entry), " books ",
                                 Text(figures.book_balance), " bank ", Text(figures.bank_balance),
                                 " items ", figures.items));
    if (period.reopened_entry > 0) {
      absl::StrAppend(&lines.back(), " reopened ", LabelOf(labels, period.reopened_entry));
    }
  }
  return lines;
}

std::vector<std::string> AccountLines(const ShownReconciliation& shown) {
  std::vector<std::string> lines;
  for (const ShownAccount& each : shown.accounts) {
    const BankAccount& account = each.account;
    lines.push_back(absl::StrCat(account.account_id, " ", WordOf(NameOf(account.holds)),
                                 account.bank.empty() ? "" : " at " + account.bank, " from ",
                                 account.reconcile_from.ToString(), " two-persons-above ",
                                 Text(account.two_person_above), " through ", TextOf(each.through),
                                 " balance ", TextOf(each.balance), " closed-through ",
                                 each.closed_through ? FormatMonth(*each.closed_through) : "none"));
  }
  return lines;
}

// ---- invariants ----

absl::Status Broken(const ShownAccount& account, const std::string& what) {
  return absl::DataLossError(absl::StrCat("account ", account.account.account_id, ": ", what));
}

// Of a class of a sheet.
bool SumIs(Money sum, const std::vector<ShownItem>& items) {
  std::int64_t fen = 0;
  for (const ShownItem& item : items) fen += item.item.amount.fen();
  return fen == sum.fen();
}

absl::Status CheckSheet(const ShownAccount& account, const ShownSheet& shown) {
  const AdjustmentSheet& sheet = shown.sums;
  const bool sums =
      SumIs(sheet.bank_in_sum, shown.bank_in) && SumIs(sheet.bank_out_sum, shown.bank_out) &&
      SumIs(sheet.book_in_sum, shown.book_in) && SumIs(sheet.book_out_sum, shown.book_out);
  if (!sums) return Broken(account, "sums are not those of the items");
  const std::int64_t books =
      sheet.book_balance.fen() + sheet.bank_in_sum.fen() + sheet.bank_out_sum.fen();
  if (books != sheet.adjusted_book.fen()) return Broken(account, "adjusted balance of the books");
  if (!sheet.bank_balance) return absl::OkStatus();
  const std::int64_t bank =
      sheet.bank_balance->fen() + sheet.book_in_sum.fen() + sheet.book_out_sum.fen();
  const bool adds_up = bank == sheet.adjusted_bank.fen() && bank - books == sheet.difference.fen();
  return adds_up ? absl::OkStatus() : Broken(account, "adjusted balance of the bank");
}

absl::Status CheckMatches(const ShownAccount& account, const ShownReconciliation& shown) {
  std::set<LineName> lines;
  std::set<MovementName> movements;
  for (const auto& [recorded, amount] : shown.matches) {
    if (recorded.undone_entry > 0) continue;
    for (const LineName& name : recorded.match.lines) {
      if (!lines.insert(name).second) return Broken(account, "a line is matched twice");
    }
    for (const MovementName& name : recorded.match.movements) {
      if (!movements.insert(name).second) return Broken(account, "a movement is matched twice");
    }
  }
  for (const ShownItem& open : shown.open_items) {
    const bool matched =
        open.item.line ? lines.contains(*open.item.line) : movements.contains(*open.item.movement);
    if (matched) return Broken(account, "an open item is matched");
  }
  return absl::OkStatus();
}

absl::Status CheckStatements(const ShownAccount& account, const ShownReconciliation& shown) {
  for (const ShownStatement& statement : shown.statements) {
    if (statement.closed_entry == 0) continue;
    const StatementHeader& header = statement.header;
    const bool adds_up = statement.lines == header.line_count &&
                         header.opening.fen() + statement.net.fen() == header.closing.fen();
    if (!adds_up) return Broken(account, "statement " + header.import_id);
  }
  return absl::OkStatus();
}

// A month that is closed has the sheet that it was closed with.
absl::Status CheckMonth(const ShownAccount& account, const ShownMonth& month,
                        ScenarioExecutor& executor) {
  const std::string& id = account.account.account_id;
  IPPLEDGE_ASSIGN_OR_RETURN(
      const ShownReconciliation shown,
      executor.ShowReconciliation({.account_id = id, .month = month.period.month, .at = 0}));
  IPPLEDGE_RETURN_IF_ERROR(CheckSheet(account, *shown.sheet));
  const AdjustmentSheet& sheet = shown.sheet->sums;
  const PeriodClosed& was = month.figures;
  const std::size_t items = shown.sheet->bank_in.size() + shown.sheet->bank_out.size() +
                            shown.sheet->book_in.size() + shown.sheet->book_out.size();
  const bool same = sheet.book_balance == was.book_balance &&
                    sheet.bank_balance == was.bank_balance && sheet.bank_in_sum == was.bank_in &&
                    sheet.bank_out_sum == was.bank_out && sheet.book_in_sum == was.book_in &&
                    sheet.book_out_sum == was.book_out &&
                    static_cast<std::int64_t>(items) == was.items &&
                    sheet.closed_entry == month.period.closed_entry && shown.sheet->reconciled;
  if (same) return absl::OkStatus();
  return Broken(account, "the sheet of closed month " + FormatMonth(month.period.month));
}

}  // namespace

std::optional<std::vector<std::string>> TakeReconciliationShow(const std::string& what,
                                                               Words& words, const Labels& labels,
                                                               ScenarioExecutor& executor) {
  using Lines = std::vector<std::string> (*)(const ShownReconciliation&, const Labels&);
  const Lines lines = what == "items"        ? ItemLines
                      : what == "statements" ? StatementLines
                      : what == "matches"    ? MatchLines
                      : what == "months"     ? MonthLines
                                             : nullptr;
  if (what != "sheet" && what != "accounts" && lines == nullptr) return std::nullopt;
  ReconciliationAsk ask;
  if (what != "accounts") ask.account_id = words.Take("account");
  if (what == "sheet") ask.month = TakeMonth(words);
  if (what != "accounts" && words.TakeIf("at")) ask.at = words.TakeEntry(labels);
  if (!words.done()) words.Fail("left over: " + words.Peek());
  if (!words.error().empty()) return std::vector<std::string>();
  const absl::StatusOr<ShownReconciliation> shown = executor.ShowReconciliation(ask);
  if (!shown.ok()) return std::vector<std::string>{shown.status().ToString()};
  std::vector<std::string> found = what == "sheet"      ? SheetLines(*shown->sheet, labels)
                                   : what == "accounts" ? AccountLines(*shown)
                                                        : lines(*shown, labels);
  if (found.empty()) found.push_back("nothing");
  return found;
}

absl::Status CheckReconciliations(ScenarioExecutor& executor) {
  IPPLEDGE_ASSIGN_OR_RETURN(const ShownReconciliation all, executor.ShowReconciliation({}));
  for (const ShownAccount& account : all.accounts) {
    const std::string& id = account.account.account_id;
    IPPLEDGE_ASSIGN_OR_RETURN(
        const ShownReconciliation shown,
        executor.ShowReconciliation({.account_id = id, .month = {}, .at = 0}));
    IPPLEDGE_RETURN_IF_ERROR(CheckMatches(account, shown));
    IPPLEDGE_RETURN_IF_ERROR(CheckStatements(account, shown));
    for (const ShownMonth& month : shown.months) {
      if (month.period.reopened_entry > 0) continue;
      IPPLEDGE_RETURN_IF_ERROR(CheckMonth(account, month, executor));
    }
  }
  return absl::OkStatus();
}

}  // namespace ippledge
