// server/reconciliation_picture.h: what the reads of ReconciliationService begin with: which
// account, at which position, which page.
#pragma once

#include <cstddef>
#include <cstdint>
#include <string>

#include "absl/status/status.h"
#include "absl/status/statusor.h"
#include "engine/read_view.h"
#include "ledger/bank_statement.h"
#include "ledger/caller.h"
#include "ledger/status_macros.h"
#include "server/call.h"
#include "server/services.h"

namespace ippledge::storage {
class Keyring;
}

namespace ippledge::v1 {
class BankLine;
}

namespace ippledge::server {

// ACCOUNT_UNKNOWN when it was not registered by `position`.
absl::StatusOr<const BankAccount*> AccountAt(const engine::ReadView& view,
                                             const std::string& account_id, std::int64_t position);

// A page of a list whose order is fixed by a position.
struct Page {
  std::string scope;
  std::int64_t position = 0;
  std::size_t first = 0;  // place of its first item
  int size = 0;

  // The token of the page that begins at `next`.
  std::string TokenFor(const Backend& backend, std::size_t next) const;
};
// Sets position and first place by the token, or by `at` where there is none.
absl::Status OpenPage(const Backend& backend, const engine::ReadView& view,
                      const std::string& token, std::int64_t at, Page& page);

// `filters` of the list, programme among them. VALUE_OUT_OF_RANGE, PAGE_TOKEN_INVALID,
// ENTRY_UNKNOWN.
template <typename Request>
absl::StatusOr<Page> PageOf(const Backend& backend, const engine::ReadView& view,
                            const Request& request, const std::string& filters) {
  Page page;
  page.scope = Request::descriptor()->name() + "/" + filters;
  IPPLEDGE_ASSIGN_OR_RETURN(page.size, PageSizeOf(request.page_size()));
  IPPLEDGE_RETURN_IF_ERROR(OpenPage(backend, view, request.page_token(), request.at(), page));
  return page;
}
// Shows the words of lines to those who may see them: finance bureau, IP office, auditor.
class WordsReader {
 public:
  // Errors of Keyrings::Of.
  static absl::StatusOr<WordsReader> For(const Backend& backend, const Caller& caller,
                                         const std::string& programme);
  // Puts the line and, to those, its words.
  absl::Status Put(const BankLine& line, v1::BankLine& message) const;

 private:
  const storage::Keyring* keyring_ = nullptr;  // null: not shown
};

}  // namespace ippledge::server
