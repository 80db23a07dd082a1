#include "tests/testing/scenario_lines.h"

#include <algorithm>
#include <map>
#include <utility>

#include "absl/strings/match.h"
#include "absl/strings/numbers.h"
#include "absl/strings/str_cat.h"
#include "absl/strings/str_split.h"
#include "ledger/refusal.h"
#include "ledger/totals_query.h"
#include "tests/testing/scenario_cover_words.h"

namespace ippledge {
namespace {

// Metadata that names an entry: shown by its label.
bool NamesEntry(absl::string_view key) {
  return key == "first_entry" || key == "entry" || key == "voided_by" || key == "closed_entry" ||
         key == "statement";
}

// Metadata that is the number of an order, which holds that of its entry.
bool NamesOrder(absl::string_view key) { return key == "order_number" || key == "want"; }

// Metadata that may name a movement by its entry and its place there: "57/0".
std::string WithItemLabel(absl::string_view key, const std::string& value, const Labels& labels) {
  std::int64_t entry = 0;
  const std::pair<std::string, std::string> parts = absl::StrSplit(value, absl::MaxSplits('/', 1));
  const bool is_item =
      key == "movement_id" && !parts.second.empty() && absl::SimpleAtoi(parts.first, &entry);
  return is_item ? absl::StrCat(LabelOf(labels, entry), "/", parts.second) : value;
}

std::string RefusalsText(const std::vector<Violation>& violations, const Labels& labels) {
  std::string text;
  for (const Violation& violation : violations) {
    absl::StrAppend(&text, text.empty() ? "refused " : " and ", RowOf(violation.reason).name);
    // On the line they are a map: their order says nothing.
    const std::map<std::string, std::string> numbers(violation.metadata.begin(),
                                                     violation.metadata.end());
    for (const auto& [key, value] : numbers) {
      std::int64_t entry = 0;
      const bool labelled = NamesEntry(key) && absl::SimpleAtoi(value, &entry);
      absl::StrAppend(&text, " ", key, "=",
                      labelled          ? LabelOf(labels, entry)
                      : NamesOrder(key) ? WithLabel(value, labels)
                                        : WithItemLabel(key, value, labels));
    }
  }
  return text;
}

// "refused REASON key=value … and REASON …", from `at` on: what of it the violations do not say.
std::string RefusalDifference(const std::vector<std::string>& expected, std::size_t at,
                              std::size_t end, const std::vector<Violation>& violations,
                              const Labels& labels) {
  std::size_t which = 0;
  const Violation* violation = nullptr;
  for (; at < end; ++at) {
    const std::string& word = expected[at];
    if (word == "and") {
      violation = nullptr;
      continue;
    }
    if (violation == nullptr) {
      if (which >= violations.size()) return "not refused for " + word;
      violation = &violations[which++];
      if (RowOf(violation->reason).name != word) return "not refused for " + word;
      continue;
    }
    const std::pair<std::string, std::string> want = absl::StrSplit(word, absl::MaxSplits('=', 1));
    const auto found = std::find_if(violation->metadata.begin(), violation->metadata.end(),
                                    [&](const auto& pair) { return pair.first == want.first; });
    if (found == violation->metadata.end()) return "the refusal does not tell " + want.first;
    std::string wanted = want.second;
    if (NamesEntry(want.first)) {
      const auto label = labels.find(wanted);
      wanted = label == labels.end() ? wanted : absl::StrCat(label->second);
    } else if (NamesOrder(want.first)) {
      wanted = WithoutLabel(wanted, labels);
    } else if (const auto fen = ParseAmount(wanted)) {
      wanted = absl::StrCat(*fen);
    }
    const bool same =
        found->second == wanted || WithItemLabel(want.first, found->second, labels) == wanted;
    if (!same) return "it is not " + word;
  }
  return which == violations.size() ? "" : "there are more violations";
}

std::string PledgedText(const std::vector<std::int32_t>& rights) {
  std::string text;
  for (const std::int32_t index : rights) {
    absl::StrAppend(&text, text.empty() ? "" : ",", index + 1);
  }
  return text;
}

std::string MoneyText(Money amount) { return FormatYuanGrouped(amount); }

std::string FigureText(Measure measure, std::int64_t figure) {
  if (measure >= Measure::kLoans) return absl::StrCat(figure);
  return FormatYuanGrouped(Money::OfFen(figure));
}

std::string FenText(std::int64_t fen) { return FormatYuanGrouped(Money::OfFen(fen)); }

std::string FiguresText(const FundFigures& figures) {
  return absl::StrCat(
      "cash ", FenText(figures.cash_fen), " reserved ", FenText(figures.reserved_fen),
      " available ", FenText(figures.available_fen()), " deposits ", FenText(figures.deposits_fen));
}

// The first word of an answer, and its entry.
std::string HeadText(const ScenarioAnswer& answer, const Labels& labels) {
  if (answer.already_recorded) return "already " + LabelOf(labels, answer.entry);
  if (answer.replayed) return "again " + LabelOf(labels, answer.entry);
  return answer.entry == 0 ? "ok" : "ok " + LabelOf(labels, answer.entry);
}

}  // namespace

std::vector<std::string> AnswerLines(const ScenarioAnswer& answer, const Labels& labels) {
  if (!answer.status.ok()) {
    const std::vector<Violation> violations = ViolationsOf(answer.status);
    if (violations.empty()) return {answer.status.ToString()};
    return {RefusalsText(violations, labels)};
  }
  std::string first = HeadText(answer, labels);
  if (answer.counted_total != 0) {
    absl::StrAppend(&first, " total ", MoneyText(Money::OfFen(answer.counted_total)));
  }
  if (!answer.rights_pledged_before.empty()) {
    absl::StrAppend(&first, " pledged-before ", PledgedText(answer.rights_pledged_before));
  }
  if (answer.figures) {
    absl::StrAppend(&first, " outstanding ", MoneyText(answer.figures->outstanding), " undrawn ",
                    MoneyText(answer.figures->undrawn));
  }
  if (answer.fund) absl::StrAppend(&first, " ", FiguresText(*answer.fund));
  for (const auto& [word, what] : answer.told) absl::StrAppend(&first, " ", word, " ", what);
  if (answer.recorded_rows > 0) absl::StrAppend(&first, " recorded ", answer.recorded_rows);
  std::vector<std::string> lines = {std::move(first)};
  for (const BatchRow& verdict : answer.verdicts) {
    lines.push_back(absl::StrCat("row ", verdict.row + 1, " ",
                                 verdict.violations.empty()
                                     ? "already " + LabelOf(labels, verdict.already_recorded_entry)
                                     : RefusalsText(verdict.violations, labels)));
  }
  return lines;
}

std::string AnswerDifference(const std::vector<std::string>& expected, const ScenarioAnswer& answer,
                             const Labels& labels) {
  if (expected.empty()) return "no answer is expected";
  const auto first_row = static_cast<std::size_t>(
      std::find(expected.begin(), expected.end(), "row") - expected.begin());
  if (expected[0] == "refused") {
    if (answer.status.ok()) return "not refused";
    return RefusalDifference(expected, 1, expected.size(), ViolationsOf(answer.status), labels);
  }
  if (!answer.status.ok()) return "refused";
  const std::string head = HeadText(answer, labels);
  if (head.substr(0, head.find(' ')) != expected[0]) return "not " + expected[0];
  std::size_t at = 1;
  if (at < first_row && absl::StartsWith(expected[at], "[")) {
    if (head != expected[0] + " " + expected[at]) return "not entry " + expected[at];
    ++at;
  }
  // The numbers that are told: each must be among what is answered.
  const std::string line = AnswerLines(answer, labels)[0] + " ";
  bool tells_pledged = false;
  for (; at < first_row; at += 2) {
    if (at + 1 >= first_row) return "a number is missing after " + expected[at];
    const std::string pair = absl::StrCat(" ", expected[at], " ", expected[at + 1], " ");
    if (!absl::StrContains(line, pair)) return "not" + pair;
    tells_pledged = tells_pledged || expected[at] == "pledged-before";
  }
  if (!answer.rights_pledged_before.empty() && !tells_pledged) return "a right was pledged before";
  // Rows that made no entry: all of them, in order.
  std::size_t verdicts = 0;
  for (at = first_row; at < expected.size(); ++verdicts) {
    const auto end = static_cast<std::size_t>(
        std::find(expected.begin() + static_cast<std::ptrdiff_t>(at) + 1, expected.end(), "row") -
        expected.begin());
    if (verdicts >= answer.verdicts.size()) return "not so many rows are refused";
    const BatchRow& verdict = answer.verdicts[verdicts];
    if (end - at < 3 || expected[at + 1] != absl::StrCat(verdict.row + 1)) {
      return "not row " + expected[at + 1];
    }
    if (expected[at + 2] == "refused") {
      const std::string difference =
          RefusalDifference(expected, at + 3, end, verdict.violations, labels);
      if (!difference.empty()) return absl::StrCat("row ", expected[at + 1], ": ", difference);
    } else if (expected[at + 2] != "already" || end - at != 4 || !verdict.violations.empty() ||
               expected[at + 3] != LabelOf(labels, verdict.already_recorded_entry)) {
      return "not row " + expected[at + 1] + " " + expected[at + 2];
    }
    at = end;
  }
  return verdicts == answer.verdicts.size() ? "" : "more rows made no entry";
}

std::vector<std::string> LoanLines(const absl::StatusOr<std::optional<ShownLoan>>& found) {
  if (!found.ok()) return {found.status().ToString()};
  if (!*found) return {"not recorded"};
  const ShownLoan& loan = **found;
  std::vector<std::string> lines = {
      "state " + WordOf(NameOf(loan.state)),
      absl::StrCat("contract ", MoneyText(loan.contract_amount), " ip-part ",
                   MoneyText(loan.ip_part)),
      absl::StrCat("disbursed ", MoneyText(loan.figures.disbursed), " undrawn ",
                   MoneyText(loan.figures.undrawn)),
      absl::StrCat("repaid ", MoneyText(loan.figures.repaid), " outstanding ",
                   MoneyText(loan.figures.outstanding)),
      absl::StrCat("from ", loan.start_date.ToString(), " to ", loan.maturity_date.ToString())};
  const auto add = [&](auto... parts) { lines.push_back(absl::StrCat(parts...)); };
  if (!loan.renews_contract_number.empty()) add("renews ", loan.renews_contract_number);
  for (const Draw& draw : loan.draws) {
    add("draw ", draw.draw_number, " ", MoneyText(draw.principal), " ",
        draw.disbursement_date.ToString(), "..", draw.maturity_date.ToString());
  }
  const auto of_draw = [](const std::string& number) {
    return number.empty() ? "" : " draw " + number;
  };
  for (const Repayment& repayment : loan.repayments) {
    add("repayment ", repayment.repayment_number, " principal ", MoneyText(repayment.principal),
        " interest ", MoneyText(repayment.interest), " on ", repayment.repayment_date.ToString(),
        of_draw(repayment.draw_number));
  }
  for (const Extension& extension : loan.extensions) {
    add("extension agreed ", extension.agreed_date.ToString(), " to ",
        extension.maturity_date.ToString(), of_draw(extension.draw_number));
  }
  for (const ClassChange& change : loan.class_changes) {
    add("class ", WordOf(NameOf(change.loan_class)), " on ", change.change_date.ToString(),
        " overdue ", change.overdue_days);
  }
  for (const ShownLoan::Right& right : loan.rights) {
    std::string line = absl::StrCat("right ", WordOf(NameOf(right.right.kind)), " ",
                                    right.right.number, " ", MoneyText(right.right.secured));
    if (right.right.registration_date) {
      absl::StrAppend(&line, " registered ", right.right.registration_number, " ",
                      right.right.registration_date->ToString());
    }
    if (right.release_date) absl::StrAppend(&line, " released ", right.release_date->ToString());
    if (right.also_pledged) absl::StrAppend(&line, " also-pledged");
    lines.push_back(std::move(line));
  }
  return lines;
}

std::vector<std::string> TotalsLines(const absl::StatusOr<ShownTotals>& found) {
  if (!found.ok()) return {found.status().ToString()};
  const ShownTotals& totals = *found;
  const auto figures = [&](std::string line, const std::vector<std::int64_t>& values) {
    for (std::size_t i = 0; i < values.size(); ++i) {
      absl::StrAppend(&line, " ", FigureText(totals.measures[i], values[i]));
    }
    return line;
  };
  std::vector<std::string> lines;
  for (const ShownTotals::Row& row : totals.rows) {
    std::string keys;
    for (const std::string& key : row.keys) {
      absl::StrAppend(&keys, keys.empty() ? "" : " ", key.empty() ? "none" : WordOf(key));
    }
    lines.push_back(figures(keys, row.figures));
  }
  const bool opened = std::any_of(totals.opening.begin(), totals.opening.end(),
                                  [](std::int64_t figure) { return figure != 0; });
  if (opened) lines.push_back(figures("opening", totals.opening));
  lines.push_back(figures("total", totals.total));
  return lines;
}

std::vector<std::string> FundLines(const absl::StatusOr<ShownFund>& found) {
  if (!found.ok()) return {found.status().ToString()};
  std::vector<std::string> lines = {FiguresText(found->figures)};
  for (const ShownFund::Account& account : found->accounts) {
    lines.push_back(absl::StrCat(
        "account ", WordOf(account.name), " debit ", FenText(account.sums.debit_fen), " credit ",
        FenText(account.sums.credit_fen), " balance ", FenText(account.balance_fen)));
  }
  for (const auto& [kind, sums] : found->kinds) {
    lines.push_back(absl::StrCat("kind ", WordOf(NameOf(kind)), " ", FenText(sums.amount_fen),
                                 " count ", sums.count));
  }
  return lines;
}

std::vector<std::string> MovementLines(const absl::StatusOr<std::vector<ShownMovement>>& found,
                                       const Labels& labels) {
  if (!found.ok()) return {found.status().ToString()};
  std::vector<std::string> lines;
  for (const ShownMovement& shown : *found) {
    const FundMovement& movement = shown.movement;
    std::string line =
        absl::StrCat(LabelOf(labels, shown.entry), " ", WithLabel(movement.movement_id, labels),
                     " ", WordOf(NameOf(movement.kind)), " ", shown.takes_back ? "-" : "",
                     MoneyText(movement.amount), " on ", movement.date.ToString());
    const auto add = [&](const char* word, const std::string& text) {
      if (!text.empty()) absl::StrAppend(&line, " ", word, " ", text);
    };
    add("with", movement.counterparty);
    add("reference", movement.bank_reference);
    add("memo", movement.memo);
    add("reverses", shown.reverses_id);
    if (shown.reversed_by > 0) add("reversed-by", LabelOf(labels, shown.reversed_by));
    absl::StrAppend(&line, " ", FiguresText(shown.after));
    lines.push_back(std::move(line));
  }
  return lines;
}

std::vector<std::string> ReportLines(const std::vector<PublishedReport>& reports) {
  std::vector<std::string> lines;
  for (const PublishedReport& report : reports) {
    std::string line = FormatMonth(report.month);
    for (std::size_t i = 0; i < report.figures.size(); ++i) {
      const Measure measure = AllMeasures()[i];
      absl::StrAppend(&line, " ", WordOf(NameOf(measure)), " ",
                      FigureText(measure, report.figures[i]));
    }
    lines.push_back(std::move(line));
  }
  return lines;
}

}  // namespace ippledge
