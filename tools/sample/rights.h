// tools/sample/rights.h: the intellectual property of the sample firms.
#pragma once

#include <cstddef>
#include <cstdint>
#include <vector>

#include "tools/sample/book.h"

namespace ippledge::sample {

// Hands out numbers of rights, each once (until a million of a kind and year are out).
class RightMaker {
 public:
  // A right that a firm of `trade` (index of Trades()) may hold before `day`.
  Right Make(std::size_t trade, Day day, Dice& dice);

 private:
  std::int64_t serial_ = 0;
};

// Indexes of 1 to 6 rights of the firm that are free before `day`, made where they are lacking. Now
// and then one of them is already pledged elsewhere.
std::vector<std::size_t> RightsToPledge(Firm& firm, Day day, RightMaker& maker, Dice& dice);

// "Y2022980000123", the pledge registration with that serial.
std::string RegistrationNumber(int year, std::int64_t serial);

}  // namespace ippledge::sample
