// What happens to the sample loans after they are made: interest each quarter, repayment at
// maturity or before, extensions, arrears with their classes, releases of what was pledged.
#include <algorithm>
#include <array>
#include <string_view>
#include <utility>

#include "tools/sample/region.h"
#include "tools/sample/sheets.h"

namespace ippledge::sample {
namespace {

using std::chrono::days;
__extension__ using Wide = __int128;

struct Arrears {
  int overdue_days;
  std::string_view chinese;
  std::string_view english;
};
// The first day of each class (order 1 of 2023).
constexpr std::array kArrears = {Arrears{1, "关注", "SPECIAL_MENTION"},
                                 Arrears{91, "次级", "SUBSTANDARD"},
                                 Arrears{271, "可疑", "DOUBTFUL"}, Arrears{361, "损失", "LOSS"}};

std::int64_t Interest(std::int64_t fen, int rate_percent_hundredths, days count) {
  const Wide product = Wide{fen} * rate_percent_hundredths * count.count();
  return static_cast<std::int64_t>((product + 1'800'000) / 3'600'000);
}

// The interest day on or after `day`: the 20th of the last month of a quarter.
Day NextInterestDay(Day day) {
  const std::chrono::year_month_day date(day);
  const unsigned month = (unsigned{date.month()} + 2) / 3 * 3;
  const Day of_quarter(date.year() / std::chrono::month(month) / 20);
  return day <= of_quarter ? of_quarter : AddMonths(of_quarter, 3);
}

class Teller {
 public:
  Teller(const Book& book, Language language, std::uint64_t seed)
      : book_(book), language_(language), dice_(seed ^ 0xe7e47U) {
    const bool chinese = language == Language::kChinese;
    sheets_.repayments.header =
        chinese
            ? "银行,合同编号,还款编号,借据号,还款日期,归还本金(元),归还利息(元)"
            : "bank,contract_number,repayment_number,draw_number,repayment_date,principal,interest";
    sheets_.classes.header = chinese ? "银行,合同编号,日期,五级分类,逾期天数"
                                     : "bank,contract_number,change_date,loan_class,overdue_days";
    sheets_.extensions.header = chinese
                                    ? "银行,合同编号,借据号,展期日期,展期后到期日"
                                    : "bank,contract_number,draw_number,agreed_date,maturity_date";
    sheets_.releases.header = chinese ? "银行,合同编号,知识产权类型,知识产权号,注销日期"
                                      : "bank,contract_number,ip_kind,ip_number,release_date";
  }

  EventSheets Tell() {
    for (const Loan& loan : book_.loans) TellLoan(loan);
    for (Sheet* sheet :
         {&sheets_.repayments, &sheets_.classes, &sheets_.extensions, &sheets_.releases}) {
      std::stable_sort(sheet->rows.begin(), sheet->rows.end(),
                       [](const Row& a, const Row& b) { return a.day < b.day; });
    }
    return std::move(sheets_);
  }

 private:
  void TellLoan(const Loan& loan);
  // Tells a draw's life and returns the day its principal was repaid.
  Day TellDraw(const Loan& loan, std::size_t draw_at);
  void TellArrears(const Loan& loan, Day due, Day cured);
  void Repay(const Loan& loan, std::size_t draw_at, Day day, std::int64_t principal,
             std::int64_t interest);

  void Add(Sheet& sheet, const Loan& loan, Day day, const std::string& more) {
    if (day > book_.last_day) return;
    sheet.rows.push_back({day, loan.bank, BankWord(loan.bank) + "," + loan.contract + "," + more});
  }

  const Book& book_;
  Language language_;
  Dice dice_;
  EventSheets sheets_;
  int repayments_ = 0;  // of the present loan
};

void Teller::TellLoan(const Loan& loan) {
  repayments_ = 0;
  Day last_paid = loan.draws[0].start;
  for (std::size_t i = 0; i < loan.draws.size(); ++i) {
    last_paid = std::max(last_paid, TellDraw(loan, i));
  }
  if (loan.fate == Fate::kBad) return;
  const Day released = WorkingDay(last_paid + days(dice_.Between(0, 14)));
  for (const Pledge& pledge : loan.pledges) {
    if (pledge.registration.empty()) continue;
    const Right& right = book_.firms[loan.firm].rights[pledge.right];
    Add(sheets_.releases, loan, released,
        KindWord(right.kind, language_) + "," + right.number + "," + Iso(released));
  }
}

Day Teller::TellDraw(const Loan& loan, std::size_t draw_at) {
  const Draw& draw = loan.draws[draw_at];
  Day due = draw.end;
  if (loan.fate == Fate::kExtended) {
    const Day agreed = WorkingDay(due - days(dice_.Between(7, 20)));
    due = AddMonths(due, 3 * dice_.Between(1, 2));
    Add(sheets_.extensions, loan, agreed,
        DrawNumber(loan, draw_at) + "," + Iso(agreed) + "," + Iso(due));
  }
  Day paid = due;
  if (loan.fate == Fate::kEarly) paid = due - days(dice_.Between(20, 90));
  if (loan.fate == Fate::kLate) paid = due + days(dice_.Between(15, 80));
  if (loan.fate == Fate::kBad) paid = book_.last_day + days(1);
  if (draw_at == 0 && paid > due) TellArrears(loan, due, paid);

  Day since = draw.start;
  const Day interest_until = std::min(paid, due);
  for (Day day = NextInterestDay(since + days(1)); day < interest_until; day = AddMonths(day, 3)) {
    Repay(loan, draw_at, day, 0, Interest(draw.fen, loan.rate_percent_hundredths, day - since));
    since = day;
  }
  Repay(loan, draw_at, paid, draw.fen,
        Interest(draw.fen, loan.rate_percent_hundredths, paid - since));
  return paid;
}

void Teller::TellArrears(const Loan& loan, Day due, Day cured) {
  for (const Arrears& arrears : kArrears) {
    const Day day = due + days(arrears.overdue_days);
    if (day >= cured) break;
    Add(sheets_.classes, loan, day,
        Iso(day) + "," +
            std::string(language_ == Language::kChinese ? arrears.chinese : arrears.english) + "," +
            std::to_string(arrears.overdue_days));
  }
  Add(sheets_.classes, loan, cured,
      Iso(cured) + (language_ == Language::kChinese ? ",正常,0" : ",NORMAL,0"));
}

void Teller::Repay(const Loan& loan, std::size_t draw_at, Day day, std::int64_t principal,
                   std::int64_t interest) {
  if (principal == 0 && interest == 0) return;
  const std::string number =
      "HK" + loan.contract.substr(loan.contract.size() - 6) + "-" + Digits(++repayments_, 2);
  Add(sheets_.repayments, loan, day,
      number + "," + DrawNumber(loan, draw_at) + "," + Iso(day) + "," + Yuan(principal) + "," +
          Yuan(interest));
}

}  // namespace

EventSheets MakeEventSheets(const Book& book, Language language, std::uint64_t seed) {
  return Teller(book, language, seed).Tell();
}

}  // namespace ippledge::sample
