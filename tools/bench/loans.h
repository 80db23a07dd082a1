// tools/bench/loans.h: the loans of the benchmark: loan i depends on i alone, every code checks.
//
// About 250 bytes each on the wire, one to three rights, firms that come back, rights that are new.
#pragma once

#include <cstdint>
#include <string>

namespace ippledge::v1 {
class NewLoan;
}

namespace ippledge::bench {

inline constexpr int kBanks = 20;

// "bank-7".
std::string BankOf(std::uint64_t i);
std::string ContractOf(std::uint64_t i);
void FillLoan(std::uint64_t i, v1::NewLoan& loan);
// A request id that no other (seed, i) has.
std::string RequestIdOf(std::uint64_t seed, std::uint64_t i);

}  // namespace ippledge::bench
