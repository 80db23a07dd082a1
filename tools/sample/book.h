// tools/sample/book.h: a made-up book of pledge loans that adds up to given sums.
//
// The same plan makes the same book on every machine. What a year's draws count towards the
// programme (each draw times the loan's IP part over its contract amount, exact to the fen) sums to
// the year's amount exactly.
#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <vector>

#include "tools/sample/codes.h"

namespace ippledge::sample {

// Numbers of ippledge.v1.IpKind.
enum class Kind {
  kPatent = 1,
  kTrademark,
  kCopyright,
  kGeographical,
  kPlant,
  kIcLayout,
  kSecret,
  kData
};

struct Plan {
  int first_year = 2021;
  std::vector<std::int64_t> year_fen;  // counted amount of each year
  int loans = 6000;
  std::uint64_t seed = 1;
};

struct Right {
  Kind kind = Kind::kPatent;
  int form = 0;  // of a geographical indication: 1 trademark, 2 product, 3 farm product
  std::string number;
  Day busy_until;  // pledged until then
};

struct Firm {
  std::string name;
  std::string credit_code;
  std::string division;
  std::size_t unit = 0;
  std::size_t size = 0;   // 0 large to 3 micro
  std::size_t trade = 0;  // index of Trades()
  int bank = 0;           // where it goes first
  std::vector<Right> rights;
};

struct Pledge {
  std::size_t right = 0;  // of the firm
  std::int64_t secured_fen = 0;
  std::string registration;  // empty: not registered yet
  Day registered;
};

struct Draw {
  Day start;
  Day end;
  std::int64_t fen = 0;
};

// How a loan ends.
enum class Fate { kOnTime, kEarly, kExtended, kLate, kBad };

struct Loan {
  int bank = 0;
  std::string contract;
  std::string branch;  // empty: not stated
  std::size_t firm = 0;
  std::int64_t contract_fen = 0;
  std::int64_t ip_fen = 0;
  int rate_percent_hundredths = 0;  // 385 is 3.85 %
  std::vector<Pledge> pledges;
  std::vector<Draw> draws;
  std::string renews;
  Fate fate = Fate::kOnTime;
  bool renewed = false;
  // What the amounts are made from.
  int ip_percent = 100;
  bool drawn_whole = true;
  std::int64_t weight = 0;
};

struct Book {
  std::vector<Firm> firms;
  std::vector<Loan> loans;  // by first draw
  Day last_day;             // nothing happens after it
};

// Empty when the amounts are too little for so many loans. Precondition: at least one loan a year,
// at least 1 yuan a loan, a positive amount for each year.
std::optional<Book> MakeBook(const Plan& plan);

// Gives the loans of one year their amounts. Returns false when `fen` is too little for so many.
bool SetAmounts(std::vector<Loan>& loans, std::size_t begin, std::size_t end, std::int64_t fen,
                Dice& dice);

}  // namespace ippledge::sample
