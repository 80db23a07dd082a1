#include "tools/sample/codes.h"

#include <array>
#include <numeric>

namespace ippledge::sample {
namespace {

// GB 32100 alphabet: no I, O, S, V, Z.
constexpr std::string_view kCreditAlphabet = "0123456789ABCDEFGHJKLMNPQRTUWXY";

int DigitOf(char c) { return c <= '9' ? c - '0' : c - 'A' + 10; }

// GB 11714 over the eight characters of an organisation code.
char OrganisationCheck(std::string_view code) {
  constexpr std::array kWeights = {3, 7, 9, 10, 5, 8, 4, 2};
  int sum = 0;
  for (std::size_t i = 0; i < kWeights.size(); ++i) sum += DigitOf(code[i]) * kWeights[i];
  const int check = 11 - sum % 11;
  return check == 11 ? '0' : check == 10 ? 'X' : static_cast<char>('0' + check);
}

char CreditCheck(std::string_view code) {
  int sum = 0;
  int weight = 1;
  for (const char c : code) {
    sum += static_cast<int>(kCreditAlphabet.find(c)) * weight;
    weight = weight * 3 % 31;
  }
  return kCreditAlphabet[static_cast<std::size_t>((31 - sum % 31) % 31)];
}

}  // namespace

std::uint64_t Dice::Next() {
  std::uint64_t z = (state_ += 0x9e3779b97f4a7c15U);
  z = (z ^ (z >> 30)) * 0xbf58476d1ce4e5b9U;
  z = (z ^ (z >> 27)) * 0x94d049bb133111ebU;
  return z ^ (z >> 31);
}

int Dice::Below(int count) { return static_cast<int>(Next() % static_cast<std::uint64_t>(count)); }

int Dice::Pick(std::span<const int> weights) {
  int left = Below(std::accumulate(weights.begin(), weights.end(), 0));
  int index = 0;
  for (const int weight : weights) {
    if (left < weight) break;
    left -= weight;
    ++index;
  }
  return index;
}

std::string CreditCode(std::string_view division, std::uint32_t firm) {
  std::string organisation = "YY000000";
  for (std::size_t i = 7; i > 1; --i, firm /= 31) organisation[i] = kCreditAlphabet[firm % 31];
  organisation += OrganisationCheck(organisation);
  std::string code = "91" + std::string(division) + organisation;
  return code + CreditCheck(code);
}

std::string BranchCode(int bank_class, int area, int serial) {
  const std::string code = Digits(bank_class, 3) + Digits(area, 4) + Digits(serial, 4);
  int product = 10;
  for (const char c : code) {
    const int sum = (product + DigitOf(c)) % 10;
    product = (sum == 0 ? 10 : sum) * 2 % 11;
  }
  return code + static_cast<char>('0' + (11 - product) % 10);
}

std::string PatentNumber(int year, int type, int serial) {
  const std::string code = Digits(year, 4) + Digits(type, 1) + Digits(serial, 7);
  int sum = 0;
  for (std::size_t i = 0; i < code.size(); ++i)
    sum += DigitOf(code[i]) * static_cast<int>(i % 8 + 2);
  const int check = sum % 11;
  return "ZL" + code + "." + (check == 10 ? "X" : Digits(check, 1));
}

std::string Digits(std::int64_t value, int width) {
  std::string text = std::to_string(value);
  const auto size = static_cast<std::size_t>(width);
  if (text.size() < size) text.insert(0, size - text.size(), '0');
  return text;
}

std::string Iso(Day day) {
  const std::chrono::year_month_day date(day);
  return Digits(int{date.year()}, 4) + "-" + Digits(unsigned{date.month()}, 2) + "-" +
         Digits(unsigned{date.day()}, 2);
}

int YearOf(Day day) { return int{std::chrono::year_month_day(day).year()}; }

Day AddMonths(Day day, int months) {
  const auto date = std::chrono::year_month_day(day) + std::chrono::months(months);
  return date.ok() ? Day(date) : Day(date.year() / date.month() / std::chrono::last);
}

Day FirstDayOf(int year) {
  return Day(std::chrono::year(year) / std::chrono::January / std::chrono::day(1));
}

Day WorkingDay(Day day) {
  const unsigned weekday = std::chrono::weekday(day).iso_encoding();
  return weekday > 5 ? day + std::chrono::days(8 - weekday) : day;
}

std::string Yuan(std::int64_t fen) {
  return std::to_string(fen / 100) + "." + Digits(fen % 100, 2);
}

}  // namespace ippledge::sample
