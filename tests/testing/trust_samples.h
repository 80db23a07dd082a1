// tests/testing/trust_samples.h: one event of each kind of trust, with a few of everything. Frozen:
// their bytes, and those of their commands, are in golden files. Add to the end; never change one.
#pragma once

#include <cstdint>
#include <vector>

#include "ledger/event.h"

namespace ippledge {

inline CosignedCheckpoint ACheckpoint(std::int64_t size = 40) {
  CosignedCheckpoint checkpoint{
      .size = size, .witnesses = {"bureau.example", "icbc.example"}, .note = "note\n"};
  for (std::size_t i = 0; i < checkpoint.root.size(); ++i) {
    checkpoint.root[i] = static_cast<std::uint8_t>(0xA0 + i);
  }
  return checkpoint;
}

inline std::vector<Event> TrustSamples() {
  const Member officer{"bureau", Role::kSecurityOfficer, "p-1"};
  const Member bank{"icbc-nm", Role::kBankMaker, ""};
  const VerifierKey key{"icbc.example", "icbc.example+01020304+AQID", KeyPurpose::kWitness,
                        "icbc-nm"};
  const Quorum quorum{Money::OfFen(100), {{1, {"bureau.example"}}, {2, {"a", "b", "c"}}}};
  return {
      MembersAmended{{{officer, bank}, {{"bureau", Role::kSecurityOfficer, "p-2"}}, "换岗"}},
      KeyAdmitted{{key}},
      KeyRetired{{"icbc.example", "设备停用"}},
      QuorumSet{{quorum, "会议纪要 2025-7"}},
      AuditRecorded{
          {{39, ACheckpoint().root, 2, "entry 7: the hash differs", "ippledge-admin 0.1"}}},
      PaymentConfirmed{.what = {.loan = {"icbc-nm", "HT-1"},
                                .claim_number = "C-1",
                                .order_number = "R-2025-01-1",
                                .payment_date = Date::Of(2025, 6, 30),
                                .bank_reference = "L-9",
                                .checkpoint = ACheckpoint()},
                       .amount = Money::OfFen(5),
                       .state = ClaimState::kPaid,
                       .after = {1, 2, 3}},
      SubjectErased{{{12, 3}, "本人申请"}, "00112233445566778899aabbccddeeff"},
  };
}

}  // namespace ippledge
