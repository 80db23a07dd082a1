#include "server/trust_reads.h"

#include <optional>
#include <string>
#include <utility>
#include <vector>

#include "absl/strings/numbers.h"
#include "absl/strings/str_cat.h"
#include "absl/strings/str_split.h"
#include "ippledge/v1/admin_service.pb.h"
#include "ledger/status_macros.h"
#include "proto/wire/trust.h"
#include "server/call.h"
#include "server/page_token.h"

namespace ippledge::server {
namespace {

// A member as the last key of a page token, and back. None of the texts has a line feed.
std::string TextOf(const Member& member) {
  return absl::StrCat(member.organisation, "\n", static_cast<int>(member.role), "\n",
                      member.person);
}
absl::StatusOr<Member> MemberOf(const std::string& text) {
  const std::vector<std::string> parts = absl::StrSplit(text, '\n');
  int role = 0;
  if (parts.size() != 3 || !absl::SimpleAtoi(parts[1], &role) || role < 0 || role >= kRoleCount) {
    return Refuse(Reason::kPageTokenInvalid, "page_token");
  }
  return Member{.organisation = parts[0], .role = static_cast<Role>(role), .person = parts[2]};
}

}  // namespace

absl::Status ReadMembers(const Backend& backend, const Caller& caller,
                         const v1::ListMembersRequest& request, v1::ListMembersResponse& response) {
  IPPLEDGE_ASSIGN_OR_RETURN(const engine::ReadView view, ViewFor(backend, request));
  // A bank that names none gets its own.
  const std::string organisation = IsBank(caller.role) && request.organisation().empty()
                                       ? caller.organisation
                                       : request.organisation();
  IPPLEDGE_ASSIGN_OR_RETURN(const int page_size, PageSizeOf(request.page_size()));
  const std::string scope = absl::StrCat("ListMembers/", request.programme(), "/", organisation);
  const auto& members = view.programme().trust->members;
  auto next = organisation.empty() ? members.begin()
                                   : members.lower_bound(Member{.organisation = organisation});
  if (!request.page_token().empty()) {
    IPPLEDGE_ASSIGN_OR_RETURN(const PagePoint point,
                              backend.page_tokens->Open(scope, request.page_token()));
    IPPLEDGE_ASSIGN_OR_RETURN(const Member last, MemberOf(point.last_key));
    next = members.upper_bound(last);
  }
  std::string last;
  for (; next != members.end(); ++next) {
    const auto& [member, entry] = *next;
    if (!organisation.empty() && member.organisation != organisation) break;
    if (response.members_size() == page_size) {
      response.set_next_page_token(
          backend.page_tokens->Seal(scope, {.position = view.position(), .last_key = last}));
      break;
    }
    v1::AdmittedMember& message = *response.add_members();
    wire::FormatMember(member, *message.mutable_member());
    message.set_entry(entry);
    last = TextOf(member);
  }
  response.set_position(view.position());
  return absl::OkStatus();
}

absl::Status ReadKeys(const Backend& backend, const v1::ListKeysRequest& request,
                      v1::ListKeysResponse& response) {
  IPPLEDGE_ASSIGN_OR_RETURN(const engine::ReadView view, ViewFor(backend, request));
  for (const RecordedKey& key : view.programme().trust->keys) {
    v1::AdmittedKey& message = *response.add_keys();
    wire::FormatVerifierKey(key.key, *message.mutable_key());
    message.set_entry(key.entry);
    message.set_retired_entry(key.retired_entry);
  }
  response.set_position(view.position());
  return absl::OkStatus();
}

absl::Status ReadQuorum(const Backend& backend, const v1::GetQuorumRequest& request,
                        v1::GetQuorumResponse& response) {
  IPPLEDGE_ASSIGN_OR_RETURN(const engine::ReadView view, ViewFor(backend, request));
  IPPLEDGE_ASSIGN_OR_RETURN(const std::int64_t position, view.PositionOf(request.at()));
  const RecordedQuorum* known = nullptr;
  for (const RecordedQuorum& quorum : view.programme().trust->quorums) {
    if (quorum.entry <= position) known = &quorum;
  }
  if (known != nullptr) {
    wire::FormatQuorum(known->quorum, *response.mutable_quorum());
    response.set_entry(known->entry);
  }
  response.set_position(position);
  return absl::OkStatus();
}

// Audits are only ever added: a token holds the place of the next one.
absl::Status ReadAudits(const Backend& backend, const v1::ListAuditsRequest& request,
                        v1::ListAuditsResponse& response) {
  IPPLEDGE_ASSIGN_OR_RETURN(const engine::ReadView view, ViewFor(backend, request));
  IPPLEDGE_ASSIGN_OR_RETURN(const int page_size, PageSizeOf(request.page_size()));
  const std::string scope = absl::StrCat("ListAudits/", request.programme());
  PagePoint point;
  std::size_t next = 0;
  if (request.page_token().empty()) {
    IPPLEDGE_ASSIGN_OR_RETURN(point.position, view.PositionOf(request.at()));
  } else {
    IPPLEDGE_ASSIGN_OR_RETURN(point, backend.page_tokens->Open(scope, request.page_token()));
    if (!absl::SimpleAtoi(point.last_key, &next)) {
      return Refuse(Reason::kPageTokenInvalid, "page_token");
    }
  }
  const std::vector<RecordedAudit>& audits = view.programme().trust->audits;
  for (; next < audits.size() && audits[next].entry <= point.position; ++next) {
    if (response.audits_size() == page_size) {
      point.last_key = absl::StrCat(next);
      response.set_next_page_token(backend.page_tokens->Seal(scope, point));
      break;
    }
    v1::RecordedAudit& message = *response.add_audits();
    wire::FormatAuditResult(audits[next].result, *message.mutable_result());
    message.set_entry(audits[next].entry);
  }
  response.set_position(point.position);
  return absl::OkStatus();
}

}  // namespace ippledge::server
