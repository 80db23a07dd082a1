#include "tools/sample/book.h"

#include <algorithm>
#include <array>
#include <deque>
#include <functional>
#include <numeric>
#include <optional>
#include <queue>
#include <utility>

#include "tools/sample/region.h"
#include "tools/sample/rights.h"

namespace ippledge::sample {
namespace {

using std::chrono::days;
__extension__ using Wide = __int128;

// Typical amounts by firm size, large to micro, in 10,000 yuan. Each is as likely as the next.
constexpr std::array<std::array<int, 8>, 4> kAmounts = {
    {{1000, 2000, 2000, 3000, 3000, 5000, 5000, 8000},
     {300, 500, 800, 1000, 1000, 1500, 2000, 3000},
     {100, 200, 300, 300, 500, 500, 800, 1000},
     {30, 50, 80, 100, 100, 150, 200, 300}}};

// Makes the loans one after another, in the order of their first draws.
class Maker {
 public:
  explicit Maker(const Plan& plan) : plan_(plan), dice_(plan.seed) {
    for (const Unit& unit : Units()) unit_weights_.push_back(unit.weight);
    for (const Bank& bank : Banks()) bank_weights_.push_back(bank.weight);
    for (const Trade& trade : Trades()) trade_weights_.push_back(trade.weight);
  }

  std::optional<Book> Make();

 private:
  bool AddYear(int year, int count);
  void AddLoan(Day start, bool plain);
  // A matured loan to renew on `start`, or loans.size().
  std::size_t LoanToRenew(Day start);
  std::size_t NewFirm();
  int BankFor(const Firm& firm);
  void SetDraws(Loan& loan, Day start, bool plain);
  void AddPledges(Loan& loan, const std::vector<std::size_t>& rights);

  Plan plan_;
  Dice dice_;
  Book book_;
  RightMaker right_maker_;
  std::vector<int> unit_weights_, bank_weights_, trade_weights_;
  std::int64_t registrations_ = 0;
  // Loans that can be renewed: those that run, by maturity, and those that ended lately.
  using Maturity = std::pair<Day, std::size_t>;
  std::priority_queue<Maturity, std::vector<Maturity>, std::greater<>> running_;
  std::deque<std::size_t> matured_;
};

std::optional<Book> Maker::Make() {
  const auto years = static_cast<int>(plan_.year_fen.size());
  book_.last_day = FirstDayOf(plan_.first_year + years) - days(1);
  book_.loans.reserve(static_cast<std::size_t>(plan_.loans));
  // Shares of the count follow the amounts, one loan a year at least.
  const auto total = std::accumulate(plan_.year_fen.begin(), plan_.year_fen.end(), std::int64_t{0});
  int left = plan_.loans;
  for (int i = 0; i < years; ++i) {
    const std::int64_t fen = plan_.year_fen[static_cast<std::size_t>(i)];
    const auto share = static_cast<std::int64_t>(Wide{fen} * plan_.loans / total);
    const std::int64_t most = left - (years - 1 - i);
    const int count =
        static_cast<int>(i + 1 == years ? left : std::clamp<std::int64_t>(share, 1, most));
    if (!AddYear(plan_.first_year + i, count)) return std::nullopt;
    left -= count;
  }
  return std::move(book_);
}

bool Maker::AddYear(int year, int count) {
  std::vector<Day> starts;
  const auto year_days = static_cast<int>((FirstDayOf(year + 1) - FirstDayOf(year)).count());
  for (int i = 0; i < count; ++i) {
    // Banks lend more towards the end of the year.
    const int day = std::max(dice_.Below(year_days - 4), dice_.Below(year_days - 4) * 2 / 3);
    starts.push_back(WorkingDay(FirstDayOf(year) + days(day)));
  }
  std::sort(starts.begin(), starts.end());
  const std::size_t begin = book_.loans.size();
  for (std::size_t i = 0; i < starts.size(); ++i) AddLoan(starts[i], i == 0);
  const std::int64_t fen = plan_.year_fen[static_cast<std::size_t>(year - plan_.first_year)];
  return SetAmounts(book_.loans, begin, book_.loans.size(), fen, dice_);
}

void Maker::AddLoan(Day start, bool plain) {
  Loan loan;
  const std::size_t old_at = LoanToRenew(start);
  std::vector<std::size_t> rights;
  if (old_at < book_.loans.size()) {
    Loan& old = book_.loans[old_at];
    old.renewed = true;
    loan.renews = old.contract;
    loan.firm = old.firm;
    loan.bank = old.bank;
    for (const Pledge& pledge : old.pledges) rights.push_back(pledge.right);
  } else {
    const bool known = !book_.firms.empty() && dice_.Chance(500);
    loan.firm = known ? static_cast<std::size_t>(dice_.Below(static_cast<int>(book_.firms.size())))
                      : NewFirm();
    loan.bank = BankFor(book_.firms[loan.firm]);
    rights = RightsToPledge(book_.firms[loan.firm], start - days(20), right_maker_, dice_);
  }
  const Firm& firm = book_.firms[loan.firm];
  const std::size_t number = book_.loans.size() + 1;
  loan.contract = std::string(Banks()[static_cast<std::size_t>(loan.bank)].mark) + "-" +
                  std::to_string(YearOf(start)) + "-知质-" + Digits(static_cast<int>(number), 6);
  const int unit = static_cast<int>(firm.unit);
  if (!dice_.Chance(20)) loan.branch = BranchOf(loan.bank, HasBranch(loan.bank, unit) ? unit : 0);
  loan.rate_percent_hundredths = 345 + 5 * dice_.Below(30) + 20 * static_cast<int>(firm.size);
  loan.weight = kAmounts[firm.size][static_cast<std::size_t>(dice_.Below(8))];
  SetDraws(loan, start, plain);
  AddPledges(loan, rights);
  if (loan.fate == Fate::kOnTime && loan.draws.size() == 1) {
    running_.emplace(loan.draws[0].end, book_.loans.size());
  }
  book_.loans.push_back(std::move(loan));
}

std::size_t Maker::LoanToRenew(Day start) {
  while (!running_.empty() && running_.top().first <= start) {
    matured_.push_back(running_.top().second);
    running_.pop();
  }
  while (!matured_.empty() && book_.loans[matured_.front()].draws[0].end + days(20) < start) {
    matured_.pop_front();
  }
  if (matured_.empty() || !dice_.Chance(320)) return book_.loans.size();
  const std::size_t old = matured_.front();
  matured_.pop_front();
  return old;
}

std::size_t Maker::NewFirm() {
  constexpr std::array kSizes = {40, 160, 450, 350};
  Firm firm;
  firm.unit = static_cast<std::size_t>(dice_.Pick(unit_weights_));
  firm.size = static_cast<std::size_t>(dice_.Pick(kSizes));
  firm.trade = static_cast<std::size_t>(dice_.Pick(trade_weights_));
  const Unit& unit = Units()[firm.unit];
  const std::vector<std::string> counties = unit.Counties();
  firm.division =
      counties[static_cast<std::size_t>(dice_.Below(static_cast<int>(counties.size())))];
  firm.credit_code = CreditCode(firm.division, static_cast<std::uint32_t>(book_.firms.size()));
  const int coinages = static_cast<int>(Coinages().size());
  const auto first = static_cast<std::size_t>(dice_.Below(coinages));
  const auto second = static_cast<std::size_t>(dice_.Below(coinages));
  firm.name = std::string(unit.name) + std::string(Coinages()[first]);
  if (second != first) firm.name += Coinages()[second];
  firm.name += std::string(Trades()[firm.trade].word) + "(示例)有限公司";
  do {
    firm.bank = dice_.Pick(bank_weights_);
  } while (!HasBranch(firm.bank, static_cast<int>(firm.unit)));
  book_.firms.push_back(std::move(firm));
  return book_.firms.size() - 1;
}

int Maker::BankFor(const Firm& firm) {
  if (dice_.Chance(850)) return firm.bank;
  const int other = dice_.Pick(bank_weights_);
  return HasBranch(other, static_cast<int>(firm.unit)) ? other : firm.bank;
}

void Maker::SetDraws(Loan& loan, Day start, bool plain) {
  constexpr std::array kTerms = {6, 12, 18, 24, 36};  // months
  constexpr std::array kTermWeights = {80, 620, 60, 130, 110};
  constexpr std::array kPercents = {20, 30, 40, 50, 60, 70, 80};
  constexpr std::array kFateWeights = {860, 60, 40, 25, 15};
  const int months = kTerms[static_cast<std::size_t>(dice_.Pick(kTermWeights))];
  const int percent = kPercents[static_cast<std::size_t>(dice_.Below(7))];
  const bool combined = dice_.Chance(300);
  const int further = dice_.Chance(120) ? dice_.Between(1, 2) : 0;
  const bool undrawn = dice_.Chance(80);
  loan.fate = static_cast<Fate>(dice_.Pick(kFateWeights));
  loan.draws.push_back({start, AddMonths(start, months)});
  if (plain) return;
  if (combined) loan.ip_percent = percent;
  loan.drawn_whole = !undrawn;
  // All draws of a loan stay in its year, so that the year's sum is its loans' sum.
  for (int i = 0; i < further; ++i) {
    const Day next = WorkingDay(loan.draws.back().start + days(dice_.Between(15, 100)));
    if (YearOf(next) != YearOf(start)) break;
    loan.draws.push_back({next, AddMonths(next, months)});
  }
}

void Maker::AddPledges(Loan& loan, const std::vector<std::size_t>& rights) {
  Firm& firm = book_.firms[loan.firm];
  const Day start = loan.draws[0].start;
  const Day earliest = WorkingDay(FirstDayOf(plan_.first_year));
  const Day registered = std::max(earliest, WorkingDay(start - days(dice_.Between(3, 18))));
  const bool pending = dice_.Chance(30);
  for (const std::size_t right : rights) {
    Pledge pledge;
    pledge.right = right;
    if (!pending) {
      pledge.registration = RegistrationNumber(YearOf(registered), ++registrations_);
      pledge.registered = registered;
    }
    const bool stays = loan.fate == Fate::kBad || loan.fate == Fate::kLate;
    const Day until = stays ? book_.last_day : loan.draws.back().end + days(240);
    firm.rights[right].busy_until = std::max(firm.rights[right].busy_until, until);
    loan.pledges.push_back(std::move(pledge));
  }
}

}  // namespace

std::optional<Book> MakeBook(const Plan& plan) { return Maker(plan).Make(); }

}  // namespace ippledge::sample
