// FoldTrust(): ledger/decide_trust.h.
#include <type_traits>
#include <variant>

#include "absl/strings/str_cat.h"
#include "ledger/decide_trust.h"
#include "ledger/status_macros.h"

namespace ippledge {
namespace {

absl::Status Impossible(absl::string_view what) {
  return absl::DataLossError(absl::StrCat("trust: impossible ", what));
}

absl::Status Fold(const MembersAmended& e, std::int64_t entry, TrustBook& book) {
  std::map<Member, std::int64_t> members = book.members;
  for (const Member& member : e.what.remove) {
    if (members.erase(member) == 0) return Impossible("removal of a member");
  }
  for (const Member& member : e.what.admit) {
    if (!members.emplace(member, entry).second) return Impossible("member");
  }
  book.members = std::move(members);
  return absl::OkStatus();
}

absl::Status Fold(const KeyAdmitted& e, std::int64_t entry, TrustBook& book) {
  if (book.FindKey(e.what.key.name) != nullptr) return Impossible("key");
  book.keys.push_back({.key = e.what.key, .entry = entry});
  return absl::OkStatus();
}

absl::Status Fold(const KeyRetired& e, std::int64_t entry, TrustBook& book) {
  for (RecordedKey& key : book.keys) {
    if (key.key.name != e.what.name || key.retired_entry > 0) continue;
    key.retired_entry = entry;
    return absl::OkStatus();
  }
  return Impossible("end of a key");
}

absl::Status Fold(const QuorumSet& e, std::int64_t entry, TrustBook& book) {
  book.quorums.push_back({.quorum = e.what.quorum, .entry = entry});
  return absl::OkStatus();
}

absl::Status Fold(const AuditRecorded& e, std::int64_t entry, TrustBook& book) {
  book.audits.push_back({.result = e.what.result, .entry = entry});
  return absl::OkStatus();
}

absl::Status Fold(const SubjectErased& e, std::int64_t entry, TrustBook& book) {
  for (const RecordedErasure& erasure : book.erasures) {
    if (erasure.key_id == e.key_id) return Impossible("erasure");
  }
  book.erasures.push_back({.key_id = e.key_id, .entry = entry});
  return absl::OkStatus();
}

}  // namespace

absl::Status FoldTrust(const Event& event, std::int64_t entry, TrustBook& book) {
  return std::visit(
      [&](const auto& e) {
        if constexpr (IsOfTrust<std::decay_t<decltype(e)>>()) return Fold(e, entry, book);
        return Impossible("event");
      },
      event);
}

}  // namespace ippledge
