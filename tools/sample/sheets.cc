#include "tools/sample/sheets.h"

#include <algorithm>
#include <array>
#include <fstream>
#include <string_view>
#include <utility>

#include "tools/sample/region.h"

namespace ippledge::sample {
namespace {

using Words = std::array<std::string_view, 2>;  // by Language

constexpr Words kHeader = {
    "银行,合同编号,借据号,联行号,借款企业,统一社会信用代码,行政区划,企业规模,行业,合同金额(元),"
    "知识产权部分(元),年利率(%),发放日期,到期日,发放金额(元),知识产权类型,地理标志类型,知识产权号,"
    "担保金额(元),质押登记号,质押登记日期,续贷合同号",
    "bank,contract_number,draw_number,branch_code,borrower_name,unified_social_credit_code,"
    "division_code,firm_size,industry_code,contract_amount,ip_part,annual_rate(%),"
    "disbursement_date,maturity_date,principal,ip_kind,geographical_indication_form,ip_number,"
    "secured_amount,registration_number,registration_date,renews_contract_number"};

constexpr std::array<Words, 4> kSizes = {
    {{"大型", "LARGE"}, {"中型", "MEDIUM"}, {"小型", "SMALL"}, {"微型", "MICRO"}}};
constexpr std::array<Words, 8> kKinds = {{{"专利", "PATENT"},
                                          {"商标", "TRADEMARK"},
                                          {"著作权", "COPYRIGHT"},
                                          {"地理标志", "GEOGRAPHICAL_INDICATION"},
                                          {"植物新品种权", "PLANT_VARIETY"},
                                          {"集成电路布图设计", "IC_LAYOUT"},
                                          {"商业秘密", "TRADE_SECRET"},
                                          {"数据知识产权", "DATA_IP"}}};
constexpr std::array<Words, 4> kForms = {
    {{"", ""}, {"商标", "TRADEMARK"}, {"产品", "PRODUCT"}, {"农产品", "FARM_PRODUCT"}}};

// One cell of a loan's rights: their texts with ";" between, or nothing when all are empty.
template <typename TextOf>
std::string Joined(const Loan& loan, TextOf text_of) {
  std::string cell;
  bool any = false;
  for (std::size_t i = 0; i < loan.pledges.size(); ++i) {
    const std::string text = text_of(loan.pledges[i]);
    any = any || !text.empty();
    cell += (i == 0 ? "" : ";") + text;
  }
  return any ? cell : std::string();
}

// "3.85" of 385.
std::string Hundredths(int value) {
  return std::to_string(value / 100) + "." + Digits(value % 100, 2);
}

std::string LoanCells(const Book& book, const Loan& loan, std::size_t draw_at, Language language) {
  const Firm& firm = book.firms[loan.firm];
  const Draw& draw = loan.draws[draw_at];
  const auto word = static_cast<std::size_t>(language);
  const auto right = [&](const Pledge& pledge) -> const Right& {
    return firm.rights[pledge.right];
  };
  const std::array cells = {
      BankWord(loan.bank),
      loan.contract,
      DrawNumber(loan, draw_at),
      loan.branch,
      firm.name,
      firm.credit_code,
      firm.division,
      std::string(kSizes[firm.size][word]),
      std::string(Trades()[firm.trade].industry),
      Yuan(loan.contract_fen),
      Yuan(loan.ip_fen),
      Hundredths(loan.rate_percent_hundredths),
      Iso(draw.start),
      Iso(draw.end),
      Yuan(draw.fen),
      Joined(loan, [&](const Pledge& p) { return KindWord(right(p).kind, language); }),
      Joined(loan,
             [&](const Pledge& p) {
               return std::string(kForms[static_cast<std::size_t>(right(p).form)][word]);
             }),
      Joined(loan, [&](const Pledge& p) { return right(p).number; }),
      Joined(loan, [](const Pledge& p) { return Yuan(p.secured_fen); }),
      Joined(loan, [](const Pledge& p) { return p.registration; }),
      Joined(loan,
             [](const Pledge& p) {
               return p.registration.empty() ? std::string() : Iso(p.registered);
             }),
      loan.renews};
  std::string row;
  for (const std::string& cell : cells) row += (row.empty() ? "" : ",") + cell;
  return row;
}

int QuarterOf(Day day) {
  const std::chrono::year_month_day date(day);
  return int{date.year()} * 4 + static_cast<int>((unsigned{date.month()} - 1) / 3);
}

}  // namespace

std::string BankWord(int bank) {
  return std::string(Banks()[static_cast<std::size_t>(bank)].body_id);
}

std::string KindWord(Kind kind, Language language) {
  return std::string(
      kKinds[static_cast<std::size_t>(kind) - 1][static_cast<std::size_t>(language)]);
}

std::string DrawNumber(const Loan& loan, std::size_t draw) {
  return "JJ" + loan.contract.substr(loan.contract.size() - 6) + "-" + std::to_string(draw + 1);
}

Sheet LoanSheet(const Book& book, Language language, std::uint64_t seed) {
  Sheet sheet{std::string(kHeader[static_cast<std::size_t>(language)]), {}};
  for (const Loan& loan : book.loans) {
    for (std::size_t i = 0; i < loan.draws.size(); ++i) {
      sheet.rows.push_back({loan.draws[i].start, loan.bank, LoanCells(book, loan, i, language)});
    }
  }
  Dice dice(seed ^ 0x5eedU);
  for (std::size_t i = sheet.rows.size(); i > 1; --i) {
    std::swap(sheet.rows[i - 1],
              sheet.rows[static_cast<std::size_t>(dice.Below(static_cast<int>(i)))]);
  }
  std::stable_sort(sheet.rows.begin(), sheet.rows.end(),
                   [](const Row& a, const Row& b) { return QuarterOf(a.day) < QuarterOf(b.day); });
  return sheet;
}

bool WriteSheet(const Sheet& sheet, const std::string& path, bool by_bank) {
  const std::size_t dot = path.rfind('.') == std::string::npos ? path.size() : path.rfind('.');
  const int files = by_bank ? static_cast<int>(Banks().size()) : 1;
  for (int bank = 0; bank < files; ++bank) {
    const auto of_file = [&](const Row& row) { return !by_bank || row.bank == bank; };
    if (by_bank && std::none_of(sheet.rows.begin(), sheet.rows.end(), of_file)) continue;
    std::string name = path;
    if (by_bank) name.insert(dot, "-" + BankWord(bank));
    std::ofstream file(name, std::ios::binary);
    file << "\xEF\xBB\xBF" << sheet.header << "\r\n";
    for (const Row& row : sheet.rows) {
      if (of_file(row)) file << row.cells << "\r\n";
    }
    file.flush();
    if (!file) return false;
  }
  return true;
}

}  // namespace ippledge::sample
