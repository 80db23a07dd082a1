// server/rights.h: who may call what, on whose rows: one table, and the one place that asks it.
//
// The outer fence. It is asked before a request's content, of which it reads no more than the
// names of programme and organisation. What depends on more (the step of a claim, the kind of a
// movement) the service asks next, and ledger/ judges all of it again when it decides. A method
// that the table does not have is nobody's. Any thread.
#pragma once

#include <google/protobuf/message.h>

#include <cstdint>

#include "absl/status/status.h"
#include "absl/strings/string_view.h"
#include "absl/types/span.h"
#include "ledger/caller.h"
#include "ledger/claim_steps.h"
#include "server/services.h"

namespace ippledge::server {

enum class Access : std::uint8_t { kNever, kOwnRows, kAllRows };

// What keeps a caller with kOwnRows to its own.
enum class Rows : std::uint8_t {
  kProgramme,   // nothing: the method is about the programme as a whole
  kNamed,       // the request names whose they are: loan.bank, bank or organisation
  kNamedOrOwn,  // the same, and who names nobody means itself
  kEach,        // each row is judged by itself, or the answer leaves out what is others'
};

// Whether two persons act.
enum class Persons : std::uint8_t { kOne, kTwo, kByContent };

// Whether the content says more closely who may: then the service alone refuses a role, and names
// those that may.
enum class Roles : std::uint8_t { kByTable, kByContent };

struct Right {
  absl::string_view method;  // "LoanService/GetLoan"
  RoleSet all_rows = 0;
  RoleSet own_rows = 0;
  Rows rows = Rows::kProgramme;
  Persons persons = Persons::kOne;
  Roles roles = Roles::kByTable;
  // It decides and does not only record: for persons, not for programs.
  bool by_person = false;

  Access Of(Role role) const {
    if ((all_rows & SetOf(role)) != 0) return Access::kAllRows;
    return (own_rows & SetOf(role)) != 0 ? Access::kOwnRows : Access::kNever;
  }
};

// One row a method, in the order of docs/api.md.
absl::Span<const Right> Rights();
// The row of the method that takes such requests.
const Right& RightFor(const google::protobuf::Descriptor& request);

// ROLE_NOT_ALLOWED.
absl::Status CheckRole(const Right& right, const Caller& caller);
// MEMBER_UNKNOWN. A programme that does not exist has no members; neither has one that is not
// named.
absl::Status CheckMembership(const Backend& backend, const Caller& caller,
                             absl::string_view programme);
// In this order: MEMBER_UNKNOWN, ROLE_NOT_ALLOWED, NOT_YOUR_ROWS, SECOND_PERSON_REQUIRED. Whether
// programme or row exists is not said.
absl::Status CheckRight(const Backend& backend, const Caller& caller,
                        const google::protobuf::Message& request);

}  // namespace ippledge::server
