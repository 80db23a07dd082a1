// client/import/target.h: what rows can be, and the fields they are made of.
//
// Field names are the English headers of docs/import.md and the `to` of a mapping; the aliases are
// the headers looked for without a mapping. Tables only; any thread.
#pragma once

#include <cstdint>
#include <optional>

#include "absl/strings/string_view.h"
#include "absl/types/span.h"

namespace ippledge::client {

enum class Target : std::uint8_t {
  kLoans,
  kDraws,
  kRepayments,
  kClasses,
  kExtensions,
  kRegistrations,
  kReleases,
  kCorrections,
};

// "loans", "draws", …; the name of `ippledge import`'s argument.
absl::string_view NameOf(Target target);
std::optional<Target> ParseTarget(absl::string_view name);

enum class FieldId : std::uint8_t {
  kBank,
  kContractNumber,
  kDrawNumber,
  kBranchCode,
  kBorrowerName,
  kCreditCode,
  kDivisionCode,
  kFirmSize,
  kIndustryCode,
  kContractAmount,
  kIpPart,
  kAnnualRate,
  kDisbursementDate,
  kMaturityDate,
  kPrincipal,
  kRegisteredAmount,
  kRenewsContractNumber,
  kRepaymentNumber,
  kRepaymentDate,
  kInterest,
  kChangeDate,
  kLoanClass,
  kOverdueDays,
  kAgreedDate,
  kReleaseDate,
  kCorrectsEntry,
  kReason,
  kVoid,
  kFact,
  // Of one right; a row may have several of each.
  kIpKind,
  kIpNumber,
  kForm,
  kSecuredAmount,
  kRegistrationNumber,
  kRegistrationDate,
};
inline constexpr int kFieldCount = 35;
inline constexpr int kFirstRightField = static_cast<int>(FieldId::kIpKind);
inline constexpr int kRightFieldCount = kFieldCount - kFirstRightField;

enum class FieldType : std::uint8_t {
  kText,    // trimmed
  kNumber,  // a bank's own number: trimmed, full-width letters and digits narrow, never scientific
  kCode,    // a credit or bank code: all narrow, upper case, without spaces, never scientific
  kAmount,
  kRate,
  kDate,
  kWhole,
  kWord,  // of a closed list
};

struct FieldInfo {
  FieldId id;
  FieldType type;
  absl::string_view name;     // "contract_number"
  absl::string_view api;      // last part of the field's path in the API, "contract_number"
  absl::string_view aliases;  // headers, "|" between; the first is the Chinese one shown to people
};

const FieldInfo& InfoOf(FieldId field);
std::optional<FieldId> ParseField(absl::string_view name);
// By the last part of a path of the API ("loan.rights[2].secured_fen"); none for unknown paths.
std::optional<FieldId> FieldOfApiPath(absl::string_view path);

constexpr bool IsOfRight(FieldId field) { return static_cast<int>(field) >= kFirstRightField; }

// A field of a target.
struct TargetField {
  FieldId field;
  bool required;  // without a column or a value for it the file is refused
};
absl::Span<const TargetField> FieldsOf(Target target);
bool HasField(Target target, FieldId field);

}  // namespace ippledge::client
