// Amounts: every loan gets a round share of its year by weight; what is left over goes to loans
// that are pledged whole and drawn at once, in round steps and at last one odd sum.
#include <algorithm>
#include <array>

#include "tools/sample/book.h"

namespace ippledge::sample {
namespace {

__extension__ using Wide = __int128;

// Amounts are multiples of this many fen (or of 1/100 of it, for the counted part): 10,000 yuan,
// less when the loans are many. A multiple of 10,000, so that whole per cents stay exact.
std::int64_t UnitFor(std::int64_t fen, std::size_t loans) {
  const std::int64_t mean = fen / static_cast<std::int64_t>(loans);
  std::int64_t unit = 1'000'000;
  while (unit > 10'000 && mean < unit * 50) unit /= 10;
  return unit;
}

std::int64_t StepFor(std::int64_t units) {
  return units >= 1000 ? 50 : units >= 200 ? 10 : units >= 50 ? 5 : 1;
}

bool IsPlain(const Loan& loan) {
  return loan.ip_percent == 100 && loan.draws.size() == 1 && loan.drawn_whole;
}

void Split(Loan& loan, std::int64_t units, std::int64_t unit_fen) {
  constexpr std::array<std::array<int, 3>, 3> kPercents = {
      {{100, 0, 0}, {60, 40, 0}, {40, 30, 30}}};
  std::int64_t left = units;
  for (std::size_t i = loan.draws.size(); i-- > 1;) {
    const std::int64_t part =
        std::max<std::int64_t>(1, units * kPercents[loan.draws.size() - 1][i] / 100);
    loan.draws[i].fen = part * unit_fen;
    left -= part;
  }
  loan.draws[0].fen = left * unit_fen;
}

void SetContract(Loan& loan, std::int64_t unit_fen, Dice& dice) {
  std::int64_t drawn = 0;
  for (const Draw& draw : loan.draws) drawn += draw.fen;
  loan.contract_fen = drawn;
  if (!loan.drawn_whole) {
    loan.contract_fen += (drawn / unit_fen * dice.Between(2, 5) / 10 + 1) * unit_fen;
  }
  loan.ip_fen = loan.contract_fen / 100 * loan.ip_percent;
  if (loan.ip_percent == 100) loan.ip_fen = loan.contract_fen;

  // Secured: the IP part and up to half as much again, in units of 100 yuan.
  const std::int64_t secured = loan.ip_fen / 100'000 * dice.Between(10, 15) * 10'000;
  std::int64_t left = std::max(secured, loan.ip_fen);
  const int count = static_cast<int>(loan.pledges.size());
  for (std::size_t i = loan.pledges.size(); i-- > 1;) {
    const std::int64_t share = 8 * count + dice.Below(8 * count);
    loan.pledges[i].secured_fen = std::max<std::int64_t>(1, left / (share * 1000) * 10'000);
    left -= loan.pledges[i].secured_fen;
  }
  loan.pledges[0].secured_fen = left;
}

}  // namespace

bool SetAmounts(std::vector<Loan>& loans, std::size_t begin, std::size_t end, std::int64_t fen,
                Dice& dice) {
  const std::int64_t unit = UnitFor(fen, end - begin);
  Wide weights = 0;
  for (std::size_t i = begin; i < end; ++i) weights += Wide{loans[i].weight} * loans[i].ip_percent;

  std::vector<std::int64_t> units(end - begin);
  std::int64_t left = fen;
  for (std::size_t i = begin; i < end; ++i) {
    Loan& loan = loans[i];
    auto share = static_cast<std::int64_t>(Wide{fen} * 100 * loan.weight / weights / unit);
    share -= share % StepFor(share);
    share = std::max(share, static_cast<std::int64_t>(loan.draws.size()));
    units[i - begin] = share;
    left -= share * unit / 100 * loan.ip_percent;
  }
  if (left < 0) return false;

  std::size_t odd = end;
  for (bool moved = true; moved;) {
    moved = false;
    for (std::size_t i = begin; i < end; ++i) {
      if (!IsPlain(loans[i])) continue;
      odd = i;
      const std::int64_t step = StepFor(units[i - begin]);
      if (left < step * unit) continue;
      units[i - begin] += step;
      left -= step * unit;
      moved = true;
    }
  }
  if (odd == end) return false;
  for (std::size_t i = begin; i < end; ++i) {
    Split(loans[i], units[i - begin], unit);
    if (i == odd) loans[i].draws[0].fen += left;
    SetContract(loans[i], unit, dice);
  }
  return true;
}

}  // namespace ippledge::sample
