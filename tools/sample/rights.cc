#include "tools/sample/rights.h"

#include <algorithm>
#include <array>

#include "tools/sample/region.h"

namespace ippledge::sample {
namespace {

// Weights of the kinds, in the order of Kind, by trade.
using KindWeights = std::array<int, 8>;
constexpr KindWeights kFarming = {350, 300, 20, 130, 170, 0, 10, 20};
constexpr KindWeights kFood = {420, 400, 20, 110, 0, 0, 40, 10};
constexpr KindWeights kSoftware = {400, 80, 420, 0, 0, 15, 15, 70};
constexpr KindWeights kCulture = {50, 350, 560, 20, 0, 0, 0, 20};
constexpr KindWeights kOther = {800, 110, 30, 0, 0, 10, 30, 20};
// Registers of data rights opened then.
constexpr int kDataRightsSince = 2023;

KindWeights WeightsFor(std::size_t trade) {
  const std::string_view code = Trades()[trade].industry;
  if (code.starts_with("A")) return kFarming;
  if (code == "C13" || code == "C14" || code == "C15") return kFood;
  if (code == "6513" || code == "I64" || code == "3922") return kSoftware;
  if (code.starts_with("R")) return kCulture;
  return kOther;
}

std::string NumberOf(Kind kind, int form, int year, std::int64_t serial, Dice& dice) {
  const std::string million = Digits(9'000'000 + serial % 1'000'000, 7);
  std::string trademark = Digits(90'000'000 + serial % 10'000'000, 8);
  const std::string in_year = Digits(year, 4);
  switch (kind) {
    case Kind::kPatent: {
      constexpr std::array kTypes = {45, 45, 10};
      const int type = 1 + dice.Pick(kTypes);
      return PatentNumber(year, type, static_cast<int>(9'000'000 + serial % 1'000'000));
    }
    case Kind::kTrademark:
      return trademark;
    case Kind::kCopyright:
      return dice.Chance(850) ? in_year + "SR" + million
                              : "国作登字-" + in_year + "-F-" + trademark;
    case Kind::kGeographical:
      return form == 1 ? trademark : (form == 2 ? "PGI" : "AGI") + million;
    case Kind::kPlant:
      return "CNA" + in_year + million;
    case Kind::kIcLayout:
      return "BS." + in_year.substr(2) + million;
    case Kind::kSecret:
      return "商密-" + in_year + "-" + million;
    case Kind::kData:
      return "数知-" + in_year + "-" + million;
  }
  return {};
}

}  // namespace

Right RightMaker::Make(std::size_t trade, Day day, Dice& dice) {
  const int year = YearOf(day);
  KindWeights weights = WeightsFor(trade);
  if (year <= kDataRightsSince) weights.back() = 0;
  Right right;
  right.kind = static_cast<Kind>(1 + dice.Pick(weights));
  if (right.kind == Kind::kGeographical) right.form = dice.Between(1, 3);
  const int since = right.kind == Kind::kData ? kDataRightsSince : year - 8;
  right.number = NumberOf(right.kind, right.form, dice.Between(since, year - 1), serial_++, dice);
  return right;
}

std::vector<std::size_t> RightsToPledge(Firm& firm, Day day, RightMaker& maker, Dice& dice) {
  constexpr std::array kCounts = {600, 190, 100, 60, 30, 20};
  const auto count = 1 + static_cast<std::size_t>(dice.Pick(kCounts));
  const bool busy_too = dice.Chance(12);
  std::vector<std::size_t> chosen;
  for (std::size_t i = 0; i < firm.rights.size() && chosen.size() < count; ++i) {
    if (firm.rights[i].busy_until < day || busy_too) chosen.push_back(i);
  }
  while (chosen.size() < count) {
    chosen.push_back(firm.rights.size());
    firm.rights.push_back(maker.Make(firm.trade, day, dice));
  }
  return chosen;
}

std::string RegistrationNumber(int year, std::int64_t serial) {
  return "Y" + Digits(year, 4) + "98" + Digits(serial % 10'000'000, 7);
}

}  // namespace ippledge::sample
