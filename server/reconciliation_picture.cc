#include "server/reconciliation_picture.h"

#include "absl/strings/numbers.h"
#include "absl/strings/str_cat.h"
#include "ippledge/v1/bank_statement.pb.h"
#include "proto/wire/reconciliation.h"
#include "server/keyrings.h"
#include "storage/keyring.h"

namespace ippledge::server {

absl::StatusOr<const BankAccount*> AccountAt(const engine::ReadView& view,
                                             const std::string& account_id, std::int64_t position) {
  const RecordedAccount* found = view.programme().reconciliation.FindAccount(account_id);
  if (found != nullptr && found->entry <= position) return &found->account;
  return Refuse(Reason::kAccountUnknown, "account_id", {{"account_id", account_id}});
}

std::string Page::TokenFor(const Backend& backend, std::size_t next) const {
  return backend.page_tokens->Seal(scope, {.position = position, .last_key = absl::StrCat(next)});
}

absl::Status OpenPage(const Backend& backend, const engine::ReadView& view,
                      const std::string& token, std::int64_t at, Page& page) {
  if (!token.empty()) {
    IPPLEDGE_ASSIGN_OR_RETURN(const PagePoint point, backend.page_tokens->Open(page.scope, token));
    at = point.position;
    if (!absl::SimpleAtoi(point.last_key, &page.first)) {
      return Refuse(Reason::kPageTokenInvalid, "page_token");
    }
  }
  IPPLEDGE_ASSIGN_OR_RETURN(page.position, view.PositionOf(at));
  return absl::OkStatus();
}

absl::StatusOr<WordsReader> WordsReader::For(const Backend& backend, const Caller& caller,
                                             const std::string& programme) {
  WordsReader reader;
  const bool may = caller.role == Role::kFinanceBureau || caller.role == Role::kIpOffice ||
                   caller.role == Role::kAuditor;
  if (may) {
    IPPLEDGE_ASSIGN_OR_RETURN(reader.keyring_, backend.keyrings->Of(programme));
  }
  return reader;
}

absl::Status WordsReader::Put(const BankLine& line, v1::BankLine& message) const {
  wire::FormatBankLine(line, message);
  return keyring_ == nullptr ? absl::OkStatus() : OpenWords(*keyring_, line.words, message);
}

}  // namespace ippledge::server
