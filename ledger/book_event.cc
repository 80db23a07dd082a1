#include "ledger/book_event.h"

#include <memory>
#include <type_traits>
#include <utility>
#include <variant>

#include "ledger/decide_trust.h"
#include "ledger/reconciliation_fold.h"
#include "ledger/status_macros.h"

namespace ippledge {

absl::Status FoldBookEvent(const Event& event, std::int64_t entry, Programme& programme) {
  const bool of_trust =
      std::visit([](const auto& e) { return IsOfTrust<std::decay_t<decltype(e)>>(); }, event);
  if (!of_trust) return FoldReconciliation(event, entry, programme.reconciliation);
  auto trust = std::make_shared<TrustBook>(*programme.trust);
  IPPLEDGE_RETURN_IF_ERROR(FoldTrust(event, entry, *trust));
  programme.trust = std::move(trust);
  return absl::OkStatus();
}

}  // namespace ippledge
