#include "tests/testing/scenario_reconciliation_facts.h"

#include <algorithm>
#include <map>
#include <tuple>
#include <utility>

#include "absl/strings/str_cat.h"
#include "ledger/open_items.h"
#include "ledger/refusal.h"
#include "ledger/status_macros.h"

namespace ippledge {
namespace {

std::string Text(Money amount) { return FormatYuanGrouped(amount); }

struct Rights {
  using Result = std::optional<absl::Status>;
  const Caller& caller;

  Result operator()(const RegisterAccount&) const { return MayMoveFund(caller, true); }
  Result operator()(const ReopenPeriod&) const { return MayMoveFund(caller, true); }
  Result operator()(const OpenStatement&) const { return MayMoveFund(caller, false); }
  Result operator()(const AddStatementLines&) const { return MayMoveFund(caller, false); }
  Result operator()(const CloseStatement&) const { return MayMoveFund(caller, false); }
  // Whether two persons are needed only the books tell.
  Result operator()(const WithdrawStatement&) const { return MayMoveFund(caller, false); }
  Result operator()(const RunMatching&) const { return MayMoveFund(caller, false); }
  Result operator()(const RecordMatch&) const { return MayMoveFund(caller, false); }
  Result operator()(const UndoMatch&) const { return MayMoveFund(caller, false); }
  Result operator()(const ClosePeriod&) const { return MayMoveFund(caller, false); }
  template <typename Other>
  Result operator()(const Other&) const {
    return std::nullopt;
  }
};

struct Teller {
  Told& told;

  void Number(const char* word, std::int64_t number) const {
    told.emplace_back(word, absl::StrCat(number));
  }
  void operator()(const StatementLinesAdded& e) const {
    Number("next", e.what.first_line + static_cast<std::int64_t>(e.what.lines.size()));
  }
  void operator()(const StatementClosed& e) const {
    Number("lines", e.line_count);
    told.emplace_back("net", Text(e.net));
  }
  void operator()(const MatchesMade& e) const {
    Number("matches", static_cast<std::int64_t>(e.matches.size()));
    Number("first", e.first_number);
    Number("lines-left", e.lines_left);
    Number("movements-left", e.movements_left);
    if (e.more) told.emplace_back("more", "yes");
  }
  void operator()(const MatchRecorded& e) const { Number("number", e.number); }
  void operator()(const PeriodClosed& e) const {
    told.emplace_back("books", Text(e.book_balance));
    told.emplace_back("bank", Text(e.bank_balance));
    Number("items", e.items);
  }
  template <typename Other>
  void operator()(const Other&) const {}
};

std::int64_t KnownAt(std::int64_t position, std::int64_t entry) {
  return entry <= position ? entry : 0;
}

// Reads an account of the books at a position.
class AccountReader {
 public:
  AccountReader(const ReconciliationPicture& picture, const BankAccount& account,
                std::int64_t position)
      : picture_(picture), account_(account), position_(position) {}

  ShownItem Called(const TransitItem& item) const {
    if (item.line) {
      const BankLine& line = book().StatementOf(item.line->statement)->line(item.line->line);
      return {item, line.bank_reference.empty() ? line.own_reference : line.bank_reference};
    }
    const FundBook& fund = picture_.programme.fund;
    const std::size_t place = fund.PlaceOf(item.movement->entry);
    const auto ordinal = static_cast<std::size_t>(item.movement->ordinal);
    return {item, fund.at(place + ordinal)->movement.movement_id};
  }

  ShownSheet Sheet(int month) const {
    ShownSheet shown;
    AdjustmentSheet& sheet = shown.sums;
    sheet = SheetOf(account_, book(), picture_.programme.fund, LastDayOfMonth(month), position_);
    const auto take = [&](std::vector<TransitItem>& from, std::vector<ShownItem>& to) {
      for (const TransitItem& item : from) to.push_back(Called(item));
      from.clear();
    };
    take(sheet.bank_in, shown.bank_in);
    take(sheet.bank_out, shown.bank_out);
    take(sheet.book_in, shown.book_in);
    take(sheet.book_out, shown.book_out);
    take(sheet.corrections, shown.corrections);
    shown.reconciled = sheet.bank_balance && sheet.bank_through == sheet.day &&
                       sheet.gaps.empty() && sheet.difference == Money();
    return shown;
  }

  void OpenItems(ShownReconciliation& shown) const {
    const Programme& programme = picture_.programme;
    const ippledge::OpenItems open =
        OpenItemsOf(account_, book(), programme.fund, picture_.today, position_);
    for (const TransitItem& item : open.bank) shown.open_items.push_back(Called(item));
    for (const TransitItem& item : open.book) shown.open_items.push_back(Called(item));
    const UnmatchedItems items(programme, account_, position_);
    for (const FoundMatch& found : FindLikely(items.bank(), items.book())) {
      std::int64_t fen = 0;
      for (const std::size_t place : found.bank) fen += items.bank()[place].amount.fen();
      shown.suggestions.push_back({items.Named(found), Money::OfFen(fen)});
    }
  }

  std::vector<ShownStatement> Statements() const {
    std::map<std::int64_t, StatementGap> gaps;
    for (const StatementGap& gap : GapsOf(StatementsAt(account_.account_id, book(), position_))) {
      gaps[gap.before_statement] = gap;
    }
    std::vector<ShownStatement> shown;
    for (std::size_t i = 0; i < book().statements().size(); ++i) {
      const RecordedStatement& statement = *book().statements().at(i);
      const bool known = statement.opened_entry <= position_;
      if (!known || statement.header.account_id != account_.account_id) continue;
      ShownStatement& to = shown.emplace_back();
      to.header = statement.header;
      to.opened_entry = statement.opened_entry;
      to.closed_entry = KnownAt(position_, statement.closed_entry);
      to.withdrawn_entry = KnownAt(position_, statement.withdrawn_entry);
      for (const auto& part : statement.parts) {
        if (part->entry > position_) break;
        to.lines += static_cast<std::int64_t>(part->lines.size());
        for (const BankLine& line : part->lines) {
          to.net = Money::OfFen(to.net.fen() + line.amount.fen());
        }
      }
      const auto gap = gaps.find(statement.opened_entry);
      if (gap != gaps.end()) to.gap_before = gap->second;
    }
    std::stable_sort(shown.begin(), shown.end(),
                     [](const ShownStatement& a, const ShownStatement& b) {
                       return std::tie(a.header.from_date, a.header.to_date) <
                              std::tie(b.header.from_date, b.header.to_date);
                     });
    return shown;
  }

  std::vector<ShownMatch> Matches() const {
    std::vector<ShownMatch> shown;
    for (std::size_t i = 0; i < book().matches().size(); ++i) {
      const RecordedMatch& match = book().matches().at(i);
      if (match.entry > position_ || match.account_id != account_.account_id) continue;
      ShownMatch& to = shown.emplace_back();
      to.recorded = match;
      to.recorded.text.clear();
      to.recorded.undone_entry = KnownAt(position_, match.undone_entry);
      for (const LineName& name : match.match.lines) {
        const BankLine& line = book().StatementOf(name.statement)->line(name.line);
        to.amount = Money::OfFen(to.amount.fen() + line.amount.fen());
      }
    }
    return shown;
  }

  std::vector<ShownMonth> Months() const {
    std::vector<ShownMonth> shown;
    for (const ClosedPeriod& period : book().periods()) {
      const bool known = period.closed_entry <= position_;
      if (!known || period.account_id != account_.account_id) continue;
      ShownMonth& to = shown.emplace_back();
      to.period = period;
      to.period.reopened_entry = KnownAt(position_, period.reopened_entry);
      to.figures = picture_.closing(period.closed_entry);
    }
    return shown;
  }

 private:
  const ReconciliationBook& book() const { return picture_.programme.reconciliation; }

  const ReconciliationPicture& picture_;
  const BankAccount& account_;
  const std::int64_t position_;
};

ShownAccount AccountNow(const ReconciliationPicture& picture, const BankAccount& account) {
  const ReconciliationBook& book = picture.programme.reconciliation;
  ShownAccount shown{.account = account, .through = {}, .balance = {}, .closed_through = {}};
  const BankBalanceOn bank =
      BankBalance(StatementsAt(account.account_id, book, picture.newest), picture.today);
  shown.through = bank.through;
  shown.balance = bank.balance;
  for (int month = account.reconcile_from.month_index();
       book.FindClosed(account.account_id, month) != nullptr; ++month) {
    shown.closed_through = month;
  }
  return shown;
}

}  // namespace

std::optional<absl::Status> CheckReconciliationRights(const Caller& caller,
                                                      const Command& command) {
  return std::visit(Rights{caller}, command);
}

Told ToldOfReconciliation(const Event& event) {
  Told told;
  std::visit(Teller{told}, event);
  return told;
}

absl::StatusOr<ShownReconciliation> ShowReconciliationOf(const ReconciliationPicture& picture,
                                                         const ReconciliationAsk& ask) {
  const ReconciliationBook& book = picture.programme.reconciliation;
  ShownReconciliation shown;
  for (const RecordedAccount& recorded : book.accounts()) {
    shown.accounts.push_back(AccountNow(picture, recorded.account));
  }
  if (ask.account_id.empty()) return shown;
  const std::int64_t position = ask.at == 0 ? picture.newest : ask.at;
  const RecordedAccount* const account = book.FindAccount(ask.account_id);
  if (account == nullptr || account->entry > position) {
    return Refuse(Reason::kAccountUnknown, "account_id", {{"account_id", ask.account_id}});
  }
  const AccountReader reader(picture, account->account, position);
  if (ask.month) shown.sheet = reader.Sheet(*ask.month);
  reader.OpenItems(shown);
  shown.statements = reader.Statements();
  shown.matches = reader.Matches();
  shown.months = reader.Months();
  return shown;
}

}  // namespace ippledge
