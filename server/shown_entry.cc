#include "server/shown_entry.h"

#include <algorithm>
#include <string>
#include <type_traits>
#include <variant>

#include "ippledge/v1/journal_service.pb.h"
#include "proof/merkle.h"
#include "proto/wire/format.h"
#include "proto/wire/parse.h"
#include "storage/codec.h"
#include "storage/fund_facts.h"

namespace ippledge::server {
namespace {

bool IsOfTrustAlone(const Event& event) {
  return std::visit([](const auto& kind) { return IsOfTrust<std::decay_t<decltype(kind)>>(); },
                    event);
}

bool ConcernsBank(const std::string& bank, const Entry& entry) {
  if (entry.caller.organisation == bank) return true;
  return std::any_of(entry.events.begin(), entry.events.end(), [&](const Event& event) {
    const LoanId* loan = LoanIdOf(event);
    return loan != nullptr && loan->bank == bank;
  });
}

}  // namespace

ShownEntry ShownTo(const Caller& caller, const engine::StoredEntry& stored) {
  const Entry& entry = stored.entry;
  if (caller.role == Role::kSecurityOfficer) {
    const bool of_trust = std::all_of(entry.events.begin(), entry.events.end(), IsOfTrustAlone);
    return of_trust ? ShownEntry::kWhole : ShownEntry::kLeaf;
  }
  if (!IsBank(caller.role)) return ShownEntry::kWhole;
  if (!ConcernsBank(caller.organisation, entry)) return ShownEntry::kLeaf;
  return storage::HoldsFundFacts(stored.bytes) ? ShownEntry::kAbridged : ShownEntry::kWhole;
}

void FormatEntry(const Caller& caller, const engine::StoredEntry& stored, bool heads_only,
                 v1::JournalEntry& message) {
  const Entry& entry = stored.entry;
  message.set_entry(entry.number);
  wire::FormatTimestamp(entry.commit_time_ms, *message.mutable_commit_time());
  message.set_business_date(entry.business_date.ToString());
  const proof::Hash leaf = proof::LeafHash(stored.bytes);
  message.set_leaf_hash(leaf.data(), leaf.size());
  const ShownEntry shown = ShownTo(caller, stored);
  message.set_redacted(shown == ShownEntry::kLeaf);
  if (shown == ShownEntry::kLeaf) return;
  message.set_abridged(shown == ShownEntry::kAbridged);
  message.set_organisation(entry.caller.organisation);
  message.set_role(std::string(NameOf(entry.caller.role)));
  message.set_person(entry.caller.person);
  if (entry.has_request_id) message.set_request_id(wire::FormatRequestId(entry.request_id));
  const Event& event = entry.events.front();
  message.set_kind(std::string(KindOf(event)));
  if (const LoanId* loan = LoanIdOf(event); loan != nullptr) {
    message.set_bank(loan->bank);
    message.set_contract_number(loan->contract_number);
  }
  if (heads_only) return;
  if (shown == ShownEntry::kAbridged) {
    message.set_json(storage::JsonWithoutFundFacts(stored.bytes));
    return;
  }
  message.set_stored(stored.bytes);
  message.set_json(storage::EntryJson(stored.bytes));
}

}  // namespace ippledge::server
