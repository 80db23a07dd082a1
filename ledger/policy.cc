#include "ledger/policy.h"

#include <cstddef>

#include "ledger/check.h"

namespace ippledge {

const ShareMode* FindMode(const Policy& policy, absl::string_view name) {
  for (const ShareMode& mode : policy.modes) {
    if (name.empty() || mode.name == name) return &mode;
  }
  return nullptr;
}

int TieredParty(const ShareMode& mode) {
  for (std::size_t i = 0; i < mode.parties.size(); ++i) {
    const Party& party = mode.parties[i];
    const bool chosen = mode.tiered_party.empty() ? party.role == PartyRole::kFund
                                                  : party.name == mode.tiered_party;
    if (chosen) return static_cast<int>(i);
  }
  return -1;
}

int BankParty(const ShareMode& mode) {
  for (std::size_t i = 0; i < mode.parties.size(); ++i) {
    if (mode.parties[i].role == PartyRole::kBank) return static_cast<int>(i);
  }
  IPPLEDGE_CHECK(false);
  return -1;
}

}  // namespace ippledge
