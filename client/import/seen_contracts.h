// client/import/seen_contracts.h: the contracts of a file so far, and their terms.
#pragma once

#include <cstdint>

#include "absl/container/flat_hash_map.h"

namespace ippledge::client {

// Two hashes of 64 bits a contract: 17 bytes a slot, 20 to 39 bytes a contract.
class SeenContracts {
 public:
  enum class Sight { kFirst, kSame, kDiffers };

  // What `contract` is, without keeping it.
  Sight Look(std::uint64_t contract, std::uint64_t terms) const {
    const auto found = terms_.find(contract);
    if (found == terms_.end()) return Sight::kFirst;
    return found->second == terms ? Sight::kSame : Sight::kDiffers;
  }
  bool Knows(std::uint64_t contract) const { return terms_.contains(contract); }
  void Keep(std::uint64_t contract, std::uint64_t terms) { terms_.try_emplace(contract, terms); }

 private:
  absl::flat_hash_map<std::uint64_t, std::uint64_t> terms_;
};

}  // namespace ippledge::client
