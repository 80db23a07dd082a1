// client/commands/pages.h: lists that come in pages, asked for to their end.
#pragma once

#include <cstdint>

#include "absl/status/status.h"
#include "client/document.h"
#include "client/json.h"
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

// All pages as one answer: what they list, one after the other; of the rest what the last one says.
template <typename Response>
void AddPage(const Response& page, Response& all) {
  // Each page has all classes.
  if constexpr (requires { all.clear_classes(); }) all.clear_classes();
  all.MergeFrom(page);
  all.clear_next_page_token();
}

// Asks for all pages and shows them as one document: programs get the answer itself, people what
// `fill(all, document)` makes of it. The exit code; `failed` says what could not be done.
template <typename Response, typename Request, typename Fill>
int ShowPages(Session& session, Bilingual failed, Request& request, Fill fill) {
  Response all;
  const absl::Status asked = AskPages<Response>(session, request, [&all](const Response& page) {
    AddPage(page, all);
    return true;
  });
  if (!asked.ok()) return session.Fail(failed, asked);
  Document document;
  document.json = JsonMessage(all, JsonStyle::kIndented);
  fill(all, document);
  return session.Show(document);
}

}  // namespace ippledge::client
