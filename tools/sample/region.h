// tools/sample/region.h: where the sample loans are made, by which banks, to which trades.
#pragma once

#include <span>
#include <string>
#include <string_view>
#include <vector>

namespace ippledge::sample {

// One of the 14 reporting units.
struct Unit {
  std::string_view code;
  std::string_view name;  // Chinese, short
  int weight;             // share of the firms, in thousandths
  // County codes (GB/T 2260) where firms sit: last four digits after "15".
  std::string_view counties;

  // The county codes, whole.
  std::vector<std::string> Counties() const;
};

// A made-up partner bank.
struct Bank {
  std::string_view body_id;
  std::string_view name_zh;
  std::string_view name_en;
  std::string_view mark;  // begins its contract numbers
  int weight;             // share of the loans
};

// A trade: what the firm's name says and where GB/T 4754 puts it.
struct Trade {
  std::string_view word;
  std::string_view industry;
  int weight;
};

std::span<const Unit> Units();
std::span<const Bank> Banks();
std::span<const Trade> Trades();
// First words of firm names.
std::span<const std::string_view> Coinages();

// True when the bank has a branch in the unit; larger banks have more. Every bank has one in unit
// 0.
bool HasBranch(int bank, int unit);
// CNAPS code of that branch. Precondition: HasBranch.
std::string BranchOf(int bank, int unit);

// All bodies of the sample programme as textproto (ippledge.v1.ListBodiesResponse).
std::string BodiesTextproto();

}  // namespace ippledge::sample
