// Requests of AdminService: proto/wire/trust.h.
#include <algorithm>
#include <limits>
#include <set>
#include <utility>

#include "absl/strings/str_cat.h"
#include "ippledge/v1/admin_service.pb.h"
#include "ledger/limits.h"
#include "ledger/text.h"
#include "ledger/trust_fields.h"
#include "proto/wire/parse_command.h"
#include "proto/wire/trust.h"

namespace ippledge::wire {
namespace {

void CheckWhy(const std::string& text, const FieldReader& reader) {
  reader.AddFrom(CheckText(text, 1, kReasonCharsMax), "text");
}

void CheckMembers(const std::vector<Member>& members, absl::string_view field,
                  const FieldReader& reader, Violations& violations) {
  if (members.size() > std::size_t{kMembersPerCommandMax}) {
    reader.Add(
        Reason::kTooManyItems, field,
        {{"got", absl::StrCat(members.size())}, {"limit", absl::StrCat(kMembersPerCommandMax)}});
    return;
  }
  std::set<Member> seen;
  for (std::size_t i = 0; i < members.size(); ++i) {
    const std::string path = absl::StrCat(field, "[", i, "]");
    CheckMember(members[i], path, violations);
    // A role that was not understood is fault enough.
    const bool twice = !seen.insert(members[i]).second;
    if (twice && members[i].role != Role::kUnspecified) {
      reader.Add(Reason::kDuplicateItem, path,
                 {{"got", absl::StrCat(members[i].organisation, ":", NameOf(members[i].role), ":",
                                       members[i].person)}});
    }
  }
}

void Check(const AmendMembers& command, const FieldReader& reader, Violations& violations) {
  reader.Require(!command.admit.empty() || !command.remove.empty(), "admit");
  CheckMembers(command.admit, "admit", reader, violations);
  CheckMembers(command.remove, "remove", reader, violations);
  CheckWhy(command.text, reader);
}
void Check(const AdmitKey& command, const FieldReader&, Violations& violations) {
  CheckVerifierKey(command.key, "key", violations);
}
void Check(const RetireKey& command, const FieldReader& reader, Violations&) {
  reader.AddFrom(CheckText(command.name, 1, kNumberCharsMax), "name");
  CheckWhy(command.text, reader);
}
void Check(const SetQuorum& command, const FieldReader& reader, Violations& violations) {
  CheckQuorum(command.quorum, "quorum", violations);
  CheckWhy(command.text, reader);
}
void Check(const RecordAudit& command, const FieldReader& reader, Violations& violations) {
  CheckAuditResult(command.result, "result", violations);
  reader.Require(command.result.root != AuditResult().root, "result.root");
}
void Check(const EraseSubject& command, const FieldReader& reader, Violations&) {
  const auto expect = [&reader](std::int64_t got, std::int64_t min, absl::string_view field) {
    if (got >= min) return;
    reader.Add(Reason::kValueOutOfRange, field,
               {{"got", absl::StrCat(got)},
                {"min", absl::StrCat(min)},
                {"max", absl::StrCat(std::numeric_limits<std::int64_t>::max())}});
  };
  expect(command.line.statement, 1, "line.statement");
  expect(command.line.line, 0, "line.line");
  CheckWhy(command.text, reader);
}

template <typename ThisCommand, typename Request>
absl::StatusOr<Write> ParseCommand(const Request& request) {
  return ParseCommandOf<ThisCommand>(request, [](ThisCommand& parsed, Violations& shape) {
    Check(parsed, FieldReader("", shape), shape);
  });
}

}  // namespace

absl::StatusOr<Write> ParseWrite(const v1::AmendMembersRequest& request) {
  return ParseCommand<AmendMembers>(request);
}
absl::StatusOr<Write> ParseWrite(const v1::AdmitKeyRequest& request) {
  return ParseCommand<AdmitKey>(request);
}
absl::StatusOr<Write> ParseWrite(const v1::RetireKeyRequest& request) {
  return ParseCommand<RetireKey>(request);
}
absl::StatusOr<Write> ParseWrite(const v1::SetQuorumRequest& request) {
  return ParseCommand<SetQuorum>(request);
}
absl::StatusOr<Write> ParseWrite(const v1::RecordAuditRequest& request) {
  return ParseCommand<RecordAudit>(request);
}
absl::StatusOr<Write> ParseWrite(const v1::EraseSubjectRequest& request) {
  return ParseCommand<EraseSubject>(request);
}

}  // namespace ippledge::wire
