// server/certificate_subject.h: who somebody is, as a certificate's subject says it.
//
//   O    the organisation: a body id (slug)
//   OU   the role, as in ledger/caller.h; a second OU "system" marks a certificate of a program
//   CN   who in the organisation: a pseudonym of a person, or the id of a system; 1 to 64
//        printable ASCII characters without spaces, so that no two look alike
//
// C, ST and L may be there and mean nothing. Everything else is refused, so that no field of which
// nobody thinks tells a name, and no certificate made for something else passes by chance.
#pragma once

#include <openssl/x509.h>

#include <string>

#include "absl/status/statusor.h"
#include "ledger/caller.h"

namespace ippledge::server {

struct Subject {
  std::string organisation;
  Role role = Role::kUnspecified;
  std::string person;
  // A program may be maker; what approves is a person: no system is bank_checker or
  // security_officer, nor one of two persons.
  bool is_system = false;
};

// CERTIFICATE_SUBJECT (got, want), its field the attribute: first one that is none of these, then
// O, OU, CN.
absl::StatusOr<Subject> ReadSubject(const X509& certificate);

}  // namespace ippledge::server
