// client/commands/member_words.h: members as a person writes them: ORGANISATION:ROLE:PERSON, or a
// file of many.
//
// A file is a CSV table with the columns action (admit, remove), organisation, role, person, under
// these headings or the Chinese ones, or else the lists `admit` and `remove` of AmendMembersRequest
// in text form or JSON. Usage errors say in the caller's language what is wrong, and where.
#pragma once

#include <string>

#include "absl/status/status.h"
#include "absl/status/statusor.h"
#include "client/texts.h"
#include "ippledge/v1/admin_service.pb.h"

namespace ippledge::client {

// The person may be left out: then everybody of the organisation in that role is meant. Roles as
// for --as, also with "-", or their Chinese names.
absl::StatusOr<v1::Member> MemberOf(const std::string& text, Language language);

// Adds what the file says to `request`.
absl::Status ReadMembersFile(const std::string& path, Language language,
                             v1::AmendMembersRequest& request);

}  // namespace ippledge::client
