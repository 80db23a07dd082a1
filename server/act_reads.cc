#include "server/act_reads.h"

#include <string>
#include <utility>
#include <vector>

#include "absl/strings/str_cat.h"
#include "ippledge/v1/admin_service.pb.h"
#include "ledger/status_macros.h"
#include "proto/wire/format.h"
#include "server/act_keeper.h"
#include "server/call.h"
#include "server/page_token.h"

namespace ippledge::server {
namespace {

void FormatAct(storage::KeptAct act, v1::KeptAct& message) {
  message.set_number(act.number);
  if (act.time_ms != 0) wire::FormatTimestamp(act.time_ms, *message.mutable_time());
  message.set_organisation(std::move(act.organisation));
  message.set_role(static_cast<v1::Role>(act.role));
  message.set_person(std::move(act.person));
  message.set_method(std::move(act.method));
  message.set_reason(std::move(act.reason));
  message.set_field(std::move(act.field));
  message.set_peer(std::move(act.peer));
  message.set_repeated(act.repeated);
  message.set_text(std::move(act.text));
}

}  // namespace

absl::Status ReadKeptActs(const Backend& backend, const v1::ListKeptActsRequest& request,
                          v1::ListKeptActsResponse& response) {
  IPPLEDGE_RETURN_IF_ERROR(RefuseUnknownFields(request));
  IPPLEDGE_RETURN_IF_ERROR(FindProgramme(backend, request.programme()).status());
  IPPLEDGE_ASSIGN_OR_RETURN(const int page_size, PageSizeOf(request.page_size()));
  // Acts are only ever added at the newer end: a token holds the number of the last one shown.
  const std::string scope = absl::StrCat("ListKeptActs/", request.programme());
  PagePoint point;
  if (!request.page_token().empty()) {
    IPPLEDGE_ASSIGN_OR_RETURN(point, backend.page_tokens->Open(scope, request.page_token()));
  }
  if (backend.acts == nullptr) return absl::OkStatus();
  response.set_kept_days(backend.acts->days());
  // One more than a page tells whether there is another.
  IPPLEDGE_ASSIGN_OR_RETURN(std::vector<storage::KeptAct> acts,
                            backend.acts->Newest(request.programme(), point.position,
                                                 static_cast<std::size_t>(page_size) + 1));
  if (acts.size() > static_cast<std::size_t>(page_size)) {
    acts.pop_back();
    point.position = acts.back().number;
    response.set_next_page_token(backend.page_tokens->Seal(scope, point));
  }
  for (storage::KeptAct& act : acts) FormatAct(std::move(act), *response.add_acts());
  return absl::OkStatus();
}

}  // namespace ippledge::server
