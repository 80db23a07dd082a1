#include "server/certificate_subject.h"

#include <openssl/objects.h>

#include <algorithm>
#include <vector>

#include "absl/strings/str_join.h"
#include "ledger/refusal.h"
#include "ledger/status_macros.h"
#include "ledger/text.h"

namespace ippledge::server {
namespace {

constexpr char kSystemMark[] = "system";
constexpr int kMeaningless[] = {NID_countryName, NID_stateOrProvinceName, NID_localityName};

struct Attribute {
  int kind = NID_undef;
  std::string value;
};

absl::Status RefuseSubject(absl::string_view attribute, absl::string_view got,
                           absl::string_view want) {
  return Refuse(Reason::kCertificateSubject, attribute,
                {{"got", Printable(got)}, {"want", std::string(want)}});
}

std::vector<Attribute> AttributesOf(const X509& certificate) {
  const X509_NAME* name = X509_get_subject_name(&certificate);
  std::vector<Attribute> attributes;
  for (int i = 0; i < X509_NAME_entry_count(name); ++i) {
    const X509_NAME_ENTRY* entry = X509_NAME_get_entry(name, i);
    unsigned char* utf8 = nullptr;
    const int size = ASN1_STRING_to_UTF8(&utf8, X509_NAME_ENTRY_get_data(entry));
    Attribute attribute{.kind = OBJ_obj2nid(X509_NAME_ENTRY_get_object(entry)), .value = {}};
    if (size > 0)
      attribute.value.assign(reinterpret_cast<const char*>(utf8), static_cast<std::size_t>(size));
    OPENSSL_free(utf8);
    attributes.push_back(std::move(attribute));
  }
  return attributes;
}

std::vector<std::string> ValuesOf(const std::vector<Attribute>& attributes, int kind) {
  std::vector<std::string> values;
  for (const Attribute& attribute : attributes) {
    if (attribute.kind == kind) values.push_back(attribute.value);
  }
  return values;
}

absl::Status CheckKinds(const std::vector<Attribute>& attributes) {
  for (const Attribute& attribute : attributes) {
    const int kind = attribute.kind;
    const bool means_something = kind == NID_organizationName ||
                                 kind == NID_organizationalUnitName || kind == NID_commonName;
    const auto* const end = std::end(kMeaningless);
    if (means_something || std::find(std::begin(kMeaningless), end, kind) != end) continue;
    const char* name = kind == NID_undef ? "an unknown attribute" : OBJ_nid2sn(kind);
    return RefuseSubject(name, attribute.value, "only O, OU, CN, and C, ST, L");
  }
  return absl::OkStatus();
}

bool IsPseudonym(const std::string& text) {
  const auto visible = [](char c) { return c > ' ' && c <= '~'; };
  return !text.empty() && text.size() <= static_cast<std::size_t>(kPersonCharsMax) &&
         std::all_of(text.begin(), text.end(), visible);
}

// The one role of the units, and whether "system" is beside it.
absl::Status ReadUnits(const std::vector<std::string>& units, Subject& subject) {
  std::vector<std::string> roles;
  for (const std::string& unit : units) {
    if (unit == kSystemMark) {
      subject.is_system = true;
    } else {
      roles.push_back(unit);
    }
  }
  const bool once = units.size() == roles.size() + (subject.is_system ? 1 : 0);
  if (roles.size() == 1 && once) subject.role = RoleNamed(roles.front());
  if (subject.role == Role::kUnspecified) {
    return RefuseSubject("OU", absl::StrJoin(units, ", "),
                         "one role, and a second OU \"system\" for a program");
  }
  const bool approves =
      subject.role == Role::kBankChecker || subject.role == Role::kSecurityOfficer;
  if (subject.is_system && approves) {
    return RefuseSubject("OU", absl::StrJoin(units, ", "), "a person: programs approve nothing");
  }
  return absl::OkStatus();
}

}  // namespace

absl::StatusOr<Subject> ReadSubject(const X509& certificate) {
  const std::vector<Attribute> attributes = AttributesOf(certificate);
  IPPLEDGE_RETURN_IF_ERROR(CheckKinds(attributes));
  Subject subject;
  const std::vector<std::string> organisations = ValuesOf(attributes, NID_organizationName);
  if (organisations.size() != 1 || !CheckSlug(organisations.front()).ok()) {
    return RefuseSubject("O", absl::StrJoin(organisations, ", "),
                         "one body id of a-z, 0-9 and \"-\"");
  }
  subject.organisation = organisations.front();
  IPPLEDGE_RETURN_IF_ERROR(ReadUnits(ValuesOf(attributes, NID_organizationalUnitName), subject));
  const std::vector<std::string> persons = ValuesOf(attributes, NID_commonName);
  if (persons.size() != 1 || !IsPseudonym(persons.front())) {
    return RefuseSubject("CN", absl::StrJoin(persons, ", "),
                         "one pseudonym of 1 to 64 ASCII characters without spaces");
  }
  subject.person = persons.front();
  return subject;
}

}  // namespace ippledge::server
