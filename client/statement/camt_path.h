// client/statement/camt_path.h: which elements of camt.053 are read, whatever the version.
//
// Versions differ in a level here and there (Sts and Sts/Cd, Dbtr/Nm and Dbtr/Pty/Nm): all of them
// are in one table, since no path means two things. Pure; any thread.
#pragma once

#include <cstdint>
#include <string>

#include "absl/strings/string_view.h"

namespace ippledge::client {

enum class CamtGroup : std::uint8_t { kStatement, kBalance, kEntry, kDetails };

enum class CamtField : std::uint8_t {
  kNumber,
  kPage,
  kLastPage,
  kFrom,
  kTo,
  kAccount,
  kCurrency,
  kAccountName,
  kServicer,
  kBalanceType,
  kDate,
  kAmount,
  kDirection,
  kReversal,
  kStatus,
  kValueDate,
  kBankReference,
  kOwnReference,
  kDomain,
  kFamily,
  kSubFamily,
  kProprietary,
  kDebtor,
  kDebtorAccount,
  kDebtorBank,
  kCreditor,
  kCreditorAccount,
  kCreditorBank,
  kText,
};
inline constexpr int kCamtFieldCount = 29;

enum class CamtRepeat : std::uint8_t {
  kOnce,   // twice is a fault: money, dates and names of accounts hang on it
  kFirst,  // the first one counts
  kAll,    // all are joined
};

struct CamtPath {
  std::string name;  // as faults call it: "Ntry/Amt", "Stmt/Id"
  CamtGroup group = CamtGroup::kStatement;
  CamtField field = CamtField::kNumber;
  int rank = 0;  // of elements that give one field, the lowest counts
  CamtRepeat repeat = CamtRepeat::kFirst;
};

// `path` from below BkToCstmrStmt: "Stmt/Ntry/Amt". Null for what is not read.
const CamtPath* FindCamtPath(absl::string_view path);

}  // namespace ippledge::client
