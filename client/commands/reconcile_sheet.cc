// The command "reconcile sheet": 余额调节表.
#include <CLI/CLI.hpp>
#include <algorithm>
#include <cstddef>
#include <memory>
#include <sstream>
#include <string>

#include "absl/strings/str_cat.h"
#include "client/commands/commands.h"
#include "client/commands/option_values.h"
#include "client/commands/reconciliation_options.h"
#include "client/commands/transit_items.h"
#include "client/json.h"
#include "client/output.h"
#include "client/session.h"
#include "client/width.h"
#include "client/workbook/adjustment_workbook.h"
#include "ippledge/v1/reconciliation_service.pb.h"
#include "ledger/status_macros.h"

namespace ippledge::client {
namespace {

using Items = google::protobuf::RepeatedPtrField<v1::TransitItem>;

constexpr Bilingual kNotShown = {"the sheet cannot be shown", "无法显示余额调节表"};
constexpr Bilingual kNotWritten = {"the workbook was not written", "工作簿未写出"};
constexpr int kAgeColumns = 5;

struct SheetOptions {
  std::string account;
  std::string month;
  std::int64_t at = 0;
  bool without_items = false;
  std::string xlsx;
};

// A line of one half of the form.
struct FormLine {
  std::string text;
  Cell amount;
};

// A class of items: where it stands in the form, and what it adds up to.
struct ItemClass {
  const char* key;
  Bilingual label;
  const Items* items;
  std::int64_t sum_fen;
  std::int64_t count;
  int sign;  // of the form: what is subtracted shows without its minus
};

class SheetForm {
 public:
  SheetForm(const v1::AdjustmentSheet& sheet, const Session& session)
      : sheet_(sheet), session_(session), layout_(session.LayoutFor(Format::kTable)) {}

  Document MakeDocument() const {
    Document document;
    document.json = JsonMessage(sheet_, JsonStyle::kIndented);
    document.heading = Heading();
    FillForm(document);
    FillRows(document);
    document.notes = Notes();
    return document;
  }

 private:
  std::string Say(Bilingual text) const { return session_.Text(text); }

  ItemClass BankIn() const {
    return {"bank_in",
            {"plus: received by the bank, not in the books", "加：银行已收、账上未收"},
            &sheet_.bank_in(),
            sheet_.bank_in_fen(),
            sheet_.bank_in_count(),
            1};
  }
  ItemClass BankOut() const {
    return {"bank_out",
            {"less: paid by the bank, not in the books", "减：银行已付、账上未付"},
            &sheet_.bank_out(),
            sheet_.bank_out_fen(),
            sheet_.bank_out_count(),
            -1};
  }
  ItemClass BookIn() const {
    return {"book_in",
            {"plus: received in the books, not at the bank", "加：账上已收、银行未收"},
            &sheet_.book_in(),
            sheet_.book_in_fen(),
            sheet_.book_in_count(),
            1};
  }
  ItemClass BookOut() const {
    return {"book_out",
            {"less: paid in the books, not at the bank", "减：账上已付、银行未付"},
            &sheet_.book_out(),
            sheet_.book_out_fen(),
            sheet_.book_out_count(),
            -1};
  }

  std::vector<std::string> Heading() const {
    const v1::BankAccount& account = sheet_.account();
    return {absl::StrCat(Say({"Bank reconciliation", "银行存款余额调节表"}), "  ", sheet_.month()),
            absl::StrCat(account.name(), ", ", account.bank_name(), ", ", account.number(), " (",
                         account.account_id(), ")"),
            absl::StrCat(sheet_.sheet_date(), Say({", position ", "，位置 "}),
                         FormatCount(sheet_.position()), Say({", in ", "，单位："}),
                         UnitName(layout_.unit, layout_.currency_code, layout_.language))};
  }

  // "  2025-06-28   2 d  B-2001": date, age, number.
  std::string ItemText(const v1::TransitItem& item) const {
    const std::string& number =
        item.has_movement() && !item.movement_id().empty() ? item.movement_id() : item.reference();
    return absl::StrCat("  ", item.item_date(), PadLeft(absl::StrCat(item.age_days()), kAgeColumns),
                        Say({" d  ", " 天  "}), number.empty() ? TransitName(item) : number);
  }

  void Append(const ItemClass& group, std::vector<FormLine>& half) const {
    half.push_back(
        {absl::StrCat(Say(group.label),
                      group.count > 0 ? absl::StrCat(" (", group.count, ")") : std::string()),
         Amount{group.sign * group.sum_fen}});
    for (const v1::TransitItem& item : *group.items) {
      half.push_back({ItemText(item), Amount{group.sign * item.amount_fen()}});
    }
  }

  static Cell OrNone(bool has, std::int64_t fen) { return has ? Cell(Amount{fen}) : Cell(); }

  // Both halves beside each other, their balances on the same lines.
  void FillForm(Document& document) const {
    std::vector<FormLine> book = {
        {Say({"balance of the books", "账面余额"}), Amount{sheet_.book_balance_fen()}}};
    std::vector<FormLine> bank = {
        {Say({"balance of the bank's statement", "银行对账单余额"}),
         OrNone(sheet_.has_bank_balance_fen(), sheet_.bank_balance_fen())}};
    Append(BankIn(), book);
    Append(BookIn(), bank);
    Level(book, bank);
    Append(BankOut(), book);
    Append(BookOut(), bank);
    Level(book, bank);
    book.push_back({Say({"adjusted balance", "调节后余额"}), Amount{sheet_.adjusted_book_fen()}});
    bank.push_back({Say({"adjusted balance", "调节后余额"}),
                    OrNone(sheet_.has_adjusted_bank_fen(), sheet_.adjusted_bank_fen())});
    using enum ColumnKind;
    document.table_columns = {{"book", Say({"books", "账面方"}), kText},
                              {"book_amount", Say({"amount", "金额"}), kMixed},
                              {"between", "|", kText},
                              {"bank", Say({"bank", "银行方"}), kText},
                              {"bank_amount", Say({"amount", "金额"}), kMixed}};
    for (std::size_t i = 0; i < book.size(); ++i) {
      document.table_rows.push_back(
          {book[i].text, book[i].amount, std::string("|"), bank[i].text, bank[i].amount});
    }
  }

  static void Level(std::vector<FormLine>& a, std::vector<FormLine>& b) {
    const std::size_t size = std::max(a.size(), b.size());
    a.resize(size);
    b.resize(size);
  }

  // For machines: balances, sums and items, each with the account, month and position that it is
  // of. Amounts as the account sees them.
  void FillRows(Document& document) const {
    using enum ColumnKind;
    document.columns = {
        {"account_id", "", kText},  {"month", "", kText},     {"position", "", kCount},
        {"row", "", kText},         {"class", "", kText},     {"amount", "", kAmount},
        {"item_date", "", kText},   {"age_days", "", kCount}, {"reference", "", kText},
        {"movement_id", "", kText}, {"kind", "", kText},      {"counterparty", "", kText},
        {"item", "", kText},        {"match", "", kCount}};
    const auto add = [&](const char* row, const char* group, Cell amount,
                         const v1::TransitItem& item) {
      const bool movement = item.has_movement();
      const bool any = movement || item.has_line();
      document.rows.push_back(
          {sheet_.account().account_id(), sheet_.month(), Count{sheet_.position()},
           std::string(row), std::string(group), std::move(amount), item.item_date(),
           any ? Cell(Count{item.age_days()}) : Cell(), item.reference(), item.movement_id(),
           movement ? KeyOf(static_cast<FundMovementKind>(item.kind())) : std::string(),
           item.counterparty(), TransitName(item),
           item.match() > 0 ? Cell(Count{item.match()}) : Cell()});
    };
    const v1::TransitItem none;
    const auto add_class = [&](const ItemClass& group) {
      add("sum", group.key, Amount{group.sum_fen}, none);
      for (const v1::TransitItem& item : *group.items) {
        add("item", group.key, Amount{item.amount_fen()}, item);
      }
    };
    add("balance", "book", Amount{sheet_.book_balance_fen()}, none);
    add_class(BankIn());
    add_class(BankOut());
    add("balance", "adjusted_book", Amount{sheet_.adjusted_book_fen()}, none);
    add("balance", "bank", OrNone(sheet_.has_bank_balance_fen(), sheet_.bank_balance_fen()), none);
    add_class(BookIn());
    add_class(BookOut());
    add("balance", "adjusted_bank",
        OrNone(sheet_.has_adjusted_bank_fen(), sheet_.adjusted_bank_fen()), none);
    add("balance", "difference", OrNone(sheet_.has_difference_fen(), sheet_.difference_fen()),
        none);
    for (const v1::TransitItem& item : sheet_.corrections()) {
      add("correction", "correction", Amount{item.amount_fen()}, item);
    }
  }

  std::string Money(std::int64_t fen) const { return FormatAmount(fen, layout_.unit); }

  std::vector<std::string> Notes() const {
    std::vector<std::string> notes;
    notes.push_back(
        sheet_.has_difference_fen()
            ? absl::StrCat(
                  Say({"difference: ", "差额："}), Money(sheet_.difference_fen()),
                  sheet_.reconciled() ? Say({", the month may be closed", "，可以结账"}) : "")
            : Say({"no statement begins by that day", "截至该日没有对账单"}));
    if (sheet_.closed_entry() > 0) {
      notes.push_back(absl::StrCat(Say({"the month was closed by entry ", "该月已结账，条目 "}),
                                   FormatCount(sheet_.closed_entry())));
    }
    if (!sheet_.bank_through_date().empty() && sheet_.bank_through_date() < sheet_.sheet_date()) {
      notes.push_back(absl::StrCat(Say({"statements reach only to ", "对账单仅到 "}),
                                   sheet_.bank_through_date()));
    }
    for (const v1::StatementGap& gap : sheet_.gaps()) {
      notes.push_back(
          absl::StrCat(Say({"gap between statements ", "对账单不衔接："}), gap.after_statement(),
                       Say({" and ", " 与 "}), gap.before_statement(), ": ", gap.from_date(), " – ",
                       gap.to_date(), Say({", apart ", "，相差 "}), Money(gap.apart_fen())));
    }
    for (const v1::TransitItem& item : sheet_.corrections()) {
      notes.push_back(absl::StrCat(Say({"corrects a closed month:", "更正已结账月份："}),
                                   ItemText(item), "  ", Money(item.amount_fen())));
    }
    return notes;
  }

  const v1::AdjustmentSheet& sheet_;
  const Session& session_;
  const Layout layout_;
};

absl::Status WriteWorkbook(const v1::AdjustmentSheet& sheet, const std::string& currency,
                           const std::string& path) {
  IPPLEDGE_ASSIGN_OR_RETURN(const std::string bytes, AdjustmentWorkbook(sheet, currency));
  // Any form but CSV is written as it is.
  std::ostringstream nowhere;
  IPPLEDGE_ASSIGN_OR_RETURN(const std::unique_ptr<Output> output,
                            Output::Open(path, Format::kJson, nowhere));
  output->stream() << bytes;
  return output->Close();
}

int Sheet(Session& session, const SheetOptions& options) {
  v1::GetSheetRequest request;
  if (const absl::Status set = SetAccount(session, options.account, request); !set.ok()) {
    return session.Fail(kNotShown, set);
  }
  request.set_month(options.month);
  request.set_at(options.at);
  request.set_without_items(options.without_items);
  const auto response = session.connection().Ask<v1::GetSheetResponse>(request);
  if (!response.ok()) return session.Fail(kNotShown, response.status());
  if (!options.xlsx.empty()) {
    // SetAccount() has asked for the programme.
    const std::string currency = session.LayoutFor(Format::kTable).currency_code;
    const absl::Status written = WriteWorkbook(response->sheet(), currency, options.xlsx);
    if (!written.ok()) return session.Fail(kNotWritten, written);
  }
  return session.Show(SheetForm(response->sheet(), session).MakeDocument());
}

}  // namespace

void AddReconcileSheetCommand(CommandTree& tree, CLI::App& reconcile) {
  const auto options = std::make_shared<SheetOptions>();
  CLI::App& command = tree.Add(
      reconcile, "sheet",
      {"The adjustment sheet of a month: books and bank beside each other", "银行存款余额调节表"},
      [options](Session& session) { return Sheet(session, *options); });
  AddAccountOption(tree, command, options->account);
  AddMonth(tree, command, options->month)->required();
  AddEntry(tree, command, "--at", options->at,
           {"As known at this entry (default: now): then never changes",
            "按该条目时的记录（默认当前），结果永不变化"});
  CLI::Option* const without =
      command.add_flag("--without-items", options->without_items,
                       tree.Text({"Sums and counts alone", "只要合计与笔数"}));
  command
      .add_option("--xlsx", options->xlsx,
                  tree.Text({"Write it as a workbook to print and sign, too",
                             "另存为可打印、签字的工作簿"}))
      ->type_name("FILE")
      ->excludes(without);
}

}  // namespace ippledge::client
