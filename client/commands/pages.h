// client/commands/pages.h: lists that come in pages, asked for to their end.
#pragma once

#include <cstdint>

#include "absl/status/status.h"
#include "client/session.h"
#include "ledger/status_macros.h"

namespace ippledge::client {

inline constexpr std::int32_t kRowsPerPage = 1'000;

// `on_page` takes each response; false ends the asking.
template <typename Response, typename Request, typename OnPage>
absl::Status AskPages(Session& session, Request& request, OnPage on_page) {
  request.set_page_size(kRowsPerPage);
  do {
    IPPLEDGE_ASSIGN_OR_RETURN(const Response page, session.connection().Ask<Response>(request));
    if (!on_page(page)) return absl::OkStatus();
    request.set_page_token(page.next_page_token());
  } while (!request.page_token().empty());
  return absl::OkStatus();
}

}  // namespace ippledge::client
