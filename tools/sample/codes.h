// tools/sample/codes.h: codes and dates of the sample data, with their check digits.
//
// Every code is well formed and none belongs to anybody: organisation codes begin with YY, bank
// classes are 971 and up, serials of rights lie above all that the offices have given out. Written
// apart from ledger/ on purpose: what checks the codes must not be what makes them.
#pragma once

#include <chrono>
#include <cstdint>
#include <span>
#include <string>
#include <string_view>

namespace ippledge::sample {

using Day = std::chrono::sys_days;

// Seeded choices that are the same on every machine (splitmix64; no library distributions).
class Dice {
 public:
  explicit Dice(std::uint64_t seed) : state_(seed) {}
  std::uint64_t Next();
  // 0 to count - 1. Precondition: count > 0.
  int Below(int count);
  // first to last, both included.
  int Between(int first, int last) { return first + Below(last - first + 1); }
  bool Chance(int per_mille) { return Below(1000) < per_mille; }
  // An index of `weights`, each as likely as its weight.
  int Pick(std::span<const int> weights);

 private:
  std::uint64_t state_;
};

// Unified social credit code of the firm with this number, registered in `division`.
std::string CreditCode(std::string_view division, std::uint32_t firm);
// CNAPS code: 3 digits of class, 4 of area, 4 of serial and the check digit.
std::string BranchCode(int bank_class, int area, int serial);
// "ZL202010000001.5"; type 1 invention, 2 utility model, 3 design.
std::string PatentNumber(int year, int type, int serial);

// `value` with leading zeros to `width` digits.
std::string Digits(std::int64_t value, int width);
// "2021-03-31".
std::string Iso(Day day);
int YearOf(Day day);
// The same day of the month `months` later, or the month's last.
Day AddMonths(Day day, int months);
Day FirstDayOf(int year);
// The day itself, or the Monday after its weekend.
Day WorkingDay(Day day);
// "1234500.00".
std::string Yuan(std::int64_t fen);

}  // namespace ippledge::sample
