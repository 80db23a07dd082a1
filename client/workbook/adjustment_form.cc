#include "client/workbook/adjustment_form.h"

#include <algorithm>
#include <cstddef>
#include <cstdint>
#include <iterator>
#include <string>

#include "absl/strings/str_cat.h"
#include "absl/strings/string_view.h"
#include "client/workbook/financial_numeral.h"
#include "client/workbook/transit_words.h"
#include "ledger/date.h"
#include "ledger/money.h"

namespace ippledge::client {
namespace {

using Items = google::protobuf::RepeatedPtrField<v1::TransitItem>;

// Columns of a side, from its first.
constexpr int kDay = 0, kNumber = 1, kSummary = 2, kAge = 3, kSum = 4;
constexpr int kBooks = 0, kBank = 6, kLast = 10;
constexpr int kSideRow = 5, kHeadingRow = 6, kFirstRow = 7;
constexpr double kLineHeight = 16.5, kNumeralHeight = 33;
constexpr absl::string_view kYuanCode = "CNY";
constexpr std::size_t kCharactersALine = 42;  // of a side, each as wide as two digits

// A class on a side of the form.
struct TransitClass {
  absl::string_view sign;  // 加 or 减
  absl::string_view words;
  const Items& items;
  std::int64_t sum_fen;
};

std::size_t Characters(absl::string_view utf8) {
  return static_cast<std::size_t>(
      std::count_if(utf8.begin(), utf8.end(), [](char byte) { return (byte & 0xC0) != 0x80; }));
}

std::string InWords(Date day) {
  return absl::StrCat(day.year(), "年", day.month(), "月", day.day(), "日");
}

// What an amount is in: "元", "USD". Behind a number of another currency stands a blank.
absl::string_view UnitOf(absl::string_view currency) {
  return currency == kYuanCode ? "元" : currency;
}
std::string InUnit(absl::string_view number, absl::string_view currency) {
  return absl::StrCat(number, currency == kYuanCode ? "" : " ", UnitOf(currency));
}

// Date texts of the sheet were checked (AdjustmentWorkbook).
Date DayOf(const std::string& text) { return *Date::Parse(text); }

class Form {
 public:
  Form(const v1::AdjustmentSheet& sheet, absl::string_view currency, WorkbookPage& page)
      : sheet_(sheet), currency_(currency), page_(page) {}

  void Write() {
    Head();
    Balances();
    Class({"加：", kBankIn, sheet_.bank_in(), sheet_.bank_in_fen()},
          {"加：", kBookIn, sheet_.book_in(), sheet_.book_in_fen()});
    Class({"减：", kBankOut, sheet_.bank_out(), sheet_.bank_out_fen()},
          {"减：", kBookOut, sheet_.book_out(), sheet_.book_out_fen()});
    Adjusted();
    Corrections();
    Gaps();
    Foot();
  }

 private:
  void Head() {
    for (const int side : {kBooks, kBank}) {
      page_.Width(side + kDay, 11.5);
      page_.Width(side + kNumber, 24);
      page_.Width(side + kSummary, 24);
      page_.Width(side + kAge, 9);
      page_.Width(side + kSum, 20);
    }
    page_.Width(kBank - 1, 1.5);
    page_.Spread(0, 0, kLast, "银行存款余额调节表", Look::kTitle);
    page_.Height(0, 30);
    const v1::BankAccount& account = sheet_.account();
    const Date day = DayOf(sheet_.sheet_date());
    page_.Spread(1, 0, kLast, absl::StrCat(day.year(), "年", day.month(), "月"), Look::kHeading);
    Pair(2, absl::StrCat("账户名称：", account.name()), absl::StrCat("编制日期：", InWords(day)));
    Pair(3, absl::StrCat("账号：", account.number()),
         absl::StrCat("账户编号：", account.account_id()));
    Pair(4, absl::StrCat("开户银行：", account.bank_name()),
         absl::StrCat("单位：", UnitOf(currency_)));
    page_.Spread(kSideRow, kBooks, kBooks + kSum, "账面（银行存款日记账）", Look::kHeading);
    page_.Spread(kSideRow, kBank, kBank + kSum, "银行（对账单）", Look::kHeading);
    for (const int side : {kBooks, kBank}) {
      page_.Text(kHeadingRow, side + kDay, "日期", Look::kHeading);
      page_.Text(kHeadingRow, side + kNumber, "凭证号/流水号", Look::kHeading);
      page_.Text(kHeadingRow, side + kSummary, "摘要", Look::kHeading);
      page_.Text(kHeadingRow, side + kAge, "账龄(天)", Look::kHeading);
      page_.Text(kHeadingRow, side + kSum, "金额", Look::kHeading);
    }
  }

  void Pair(int row, const std::string& left, const std::string& right) {
    // Spreadsheets do not make rows higher for texts that stand over several columns.
    const std::size_t chars = std::max(Characters(left), Characters(right));
    page_.Height(row, kLineHeight * static_cast<double>(1 + chars / kCharactersALine));
    page_.Spread(row, 0, kBank - 1, left, Look::kNote);
    page_.Spread(row, kBank, kLast, right, Look::kNoteRight);
  }

  void Labelled(int side, absl::string_view label, std::int64_t fen) {
    page_.Spread(row_, side, side + kAge, label, Look::kLabel);
    page_.Amount(row_, side + kSum, fen, Look::kAmountStrong);
  }

  // A sum that only a balance of the bank gives.
  void OfBank(absl::string_view label, bool known, std::int64_t fen) {
    if (known) return Labelled(kBank, label, fen);
    page_.Spread(row_, kBank, kBank + kAge, label, Look::kLabel);
    page_.Text(row_, kBank + kSum, "无对账单", Look::kText);
  }

  void Balances() {
    Labelled(kBooks, "账面余额", sheet_.book_balance_fen());
    OfBank(sheet_.bank_through_date().empty()
               ? "银行对账单余额"
               : absl::StrCat("银行对账单余额（对账单至",
                              InWords(DayOf(sheet_.bank_through_date())), "）"),
           sheet_.has_bank_balance_fen(), sheet_.bank_balance_fen());
    ++row_;
  }

  void Item(int side, const v1::TransitItem& item, std::int64_t fen) {
    page_.Day(row_, side + kDay, DayOf(item.item_date()));
    page_.Text(row_, side + kNumber, NumberOf(item), Look::kText);
    page_.Text(row_, side + kSummary, SummaryOf(item), Look::kText);
    page_.Count(row_, side + kAge, item.age_days());
    page_.Amount(row_, side + kSum, fen, Look::kAmount);
  }

  void NoItem(int side) {
    for (int column = side; column <= side + kSum; ++column) {
      page_.Text(row_, column, "", Look::kText);
    }
  }

  void Class(const TransitClass& books, const TransitClass& bank) {
    const auto head = [this](int side, const TransitClass& of) {
      page_.Spread(row_, side, side + kAge,
                   absl::StrCat(of.sign, of.words, "（", of.items.size(), "笔）"), Look::kLabel);
      // What is subtracted stands there without its sign.
      page_.Amount(row_, side + kSum, of.sign == "减：" ? -of.sum_fen : of.sum_fen,
                   Look::kAmountStrong);
    };
    head(kBooks, books);
    head(kBank, bank);
    ++row_;
    for (int i = 0; i < std::max(books.items.size(), bank.items.size()); ++i) {
      const auto item = [this, i](int side, const TransitClass& of) {
        if (i >= of.items.size()) return NoItem(side);
        const std::int64_t fen = of.items[i].amount_fen();
        Item(side, of.items[i], of.sign == "减：" ? -fen : fen);
      };
      item(kBooks, books);
      item(kBank, bank);
      ++row_;
    }
  }

  void Adjusted() {
    Labelled(kBooks, "调节后账面余额", sheet_.adjusted_book_fen());
    OfBank("调节后银行余额", sheet_.has_adjusted_bank_fen(), sheet_.adjusted_bank_fen());
    ++row_;
    if (currency_ == kYuanCode) Numerals();
    page_.Spread(row_, kBooks, kBooks + kSum,
                 sheet_.reconciled() ? "调节结果：对账单齐全，双方余额相符"
                                     : "调节结果：对账单不全或双方余额不符",
                 Look::kLabel);
    OfBank("差额（调节后银行余额减调节后账面余额）", sheet_.has_difference_fen(),
           sheet_.difference_fen());
    row_ += 2;
  }

  void Numerals() {
    const auto numeral = [](std::int64_t fen) {
      return absl::StrCat("（大写）人民币", FinancialNumeral(Money::OfFen(fen)));
    };
    page_.Height(row_, kNumeralHeight);
    page_.Spread(row_, kBooks, kBooks + kSum, numeral(sheet_.adjusted_book_fen()), Look::kNumeral);
    page_.Spread(
        row_, kBank, kBank + kSum,
        sheet_.has_adjusted_bank_fen() ? numeral(sheet_.adjusted_bank_fen()) : "（大写）无对账单",
        Look::kNumeral);
    ++row_;
  }

  void Corrections() {
    if (sheet_.corrections().empty()) return;
    page_.Spread(row_++, 0, kLast,
                 absl::StrCat("本月更正已结账月份的凭证（", sheet_.corrections_size(),
                              "笔，按其日期已计入账面余额；增加为正，减少为负）"),
                 Look::kLabel);
    for (const v1::TransitItem& item : sheet_.corrections()) {
      Item(kBooks, item, item.amount_fen());
      ++row_;
    }
    ++row_;
  }

  void Gaps() {
    if (sheet_.gaps().empty()) return;
    page_.Spread(row_++, 0, kLast, absl::StrCat("对账单缺口（", sheet_.gaps_size(), "处）"),
                 Look::kLabel);
    for (const v1::StatementGap& gap : sheet_.gaps()) {
      const Date from = DayOf(gap.from_date());
      const Date to = DayOf(gap.to_date());
      std::string text = to < from ? absl::StrCat(InWords(from), "前后余额不衔接")
                                   : absl::StrCat(InWords(from), "至", InWords(to), "无对账单");
      absl::StrAppend(&text, "，期初余额减前期期末余额：",
                      InUnit(FormatYuanGrouped(Money::OfFen(gap.apart_fen())), currency_));
      if (gap.after_statement() != 0) {
        absl::StrAppend(&text, "；前一份对账单：第", gap.after_statement(), "笔分录");
      }
      absl::StrAppend(&text, "；后一份对账单：第", gap.before_statement(), "笔分录");
      page_.Spread(row_++, 0, kLast, text, Look::kNote);
    }
    ++row_;
  }

  void Foot() {
    page_.Spread(
        row_++, 0, kLast,
        absl::StrCat("依据：台账第", sheet_.position(), "笔分录为止的记录；",
                     sheet_.closed_entry() == 0
                         ? std::string("本月未结账。")
                         : absl::StrCat("本月已结账（第", sheet_.closed_entry(), "笔分录）。")),
        Look::kNote);
    if (page_.amounts_as_text()) {
      page_.Spread(row_++, 0, kLast,
                   absl::StrCat("超过", InUnit("1,000亿", currency_),
                                "的金额以文本列示：电子表格的数字只有15位，以免失真。"),
                   Look::kNote);
    }
    ++row_;
    page_.Height(row_, 24);
    page_.Spread(row_, kBooks, kBooks + kNumber, "制表：", Look::kNote);
    page_.Spread(row_, kBooks + kSummary, kBank, "复核：", Look::kNote);
    page_.Spread(row_, kBank + kNumber, kBank + kSummary, "会计主管：", Look::kNote);
    page_.Spread(row_, kBank + kAge, kLast, "日期：", Look::kNote);
  }

  const v1::AdjustmentSheet& sheet_;
  const absl::string_view currency_;
  WorkbookPage& page_;
  int row_ = kFirstRow;
};

std::string Footer(const v1::AdjustmentSheet& sheet) {
  return absl::StrCat("&L", sheet.month(), " 台账位置：", sheet.position(), "&C第 &P 页，共 &N 页",
                      "&R编制日期：", sheet.sheet_date());
}

}  // namespace

void WriteForm(const v1::AdjustmentSheet& sheet, absl::string_view currency, WorkbookPage& page) {
  Form(sheet, currency, page).Write();
  page.Print(kSideRow, kHeadingRow, Footer(sheet));
}

void WriteTransitList(const v1::AdjustmentSheet& sheet, absl::string_view currency,
                      WorkbookPage& page) {
  constexpr double kWidths[] = {7, 22, 12, 10, 20, 24, 24, 14, 18, 10, 12, 10};
  for (int i = 0; i < static_cast<int>(std::size(kWidths)); ++i) page.Width(i, kWidths[i]);
  struct Listed {
    absl::string_view words;
    const Items& items;
  };
  const Listed classes[] = {{kBankIn, sheet.bank_in()},
                            {kBankOut, sheet.bank_out()},
                            {kBookIn, sheet.book_in()},
                            {kBookOut, sheet.book_out()}};
  int row = 0;
  for (const Listed& listed : classes) {
    for (const v1::TransitItem& item : listed.items) {
      ++row;
      const bool of_books = item.has_movement();
      page.Count(row, 0, row);
      page.Text(row, 1, listed.words, Look::kText);
      page.Day(row, 2, DayOf(item.item_date()));
      page.Count(row, 3, item.age_days());
      page.Amount(row, 4, item.amount_fen(), Look::kAmount);
      page.Text(row, 5, item.movement_id(), Look::kText);
      page.Text(row, 6, item.reference(), Look::kText);
      page.Text(row, 7, of_books ? WordOf(item.kind()) : "", Look::kText);
      page.Text(row, 8, item.counterparty(), Look::kText);
      page.Count(row, 9, of_books ? item.movement().entry() : item.line().statement());
      page.Count(row, 10, of_books ? item.movement().ordinal() : item.line().line());
      if (item.match() != 0) page.Count(row, 11, item.match());
    }
  }
  if (row == 0) page.Text(++row, 1, "无在途项目", Look::kText);
  page.Table(row, {"序号", "类别", "日期", "账龄(天)", absl::StrCat("金额(", UnitOf(currency), ")"),
                   "凭证号", "银行流水号", "种类", "对方", "所在分录", "分录内序号", "勾对号"});
  page.Print(0, 0, Footer(sheet));
}

}  // namespace ippledge::client
