#include "client/statement/camt_path.h"

#include <utility>

#include "absl/container/flat_hash_map.h"
#include "absl/strings/str_cat.h"
#include "absl/strings/strip.h"

namespace ippledge::client {
namespace {

using Field = CamtField;
using Group = CamtGroup;
using Repeat = CamtRepeat;

struct Row {
  absl::string_view path;  // in its group
  Group group;
  Field field;
  int rank = 0;
  Repeat repeat = Repeat::kFirst;
};

constexpr Row kRows[] = {
    {"Id", Group::kStatement, Field::kNumber, 0, Repeat::kOnce},
    {"StmtPgntn/PgNb", Group::kStatement, Field::kPage, 0, Repeat::kOnce},
    {"StmtPgntn/LastPgInd", Group::kStatement, Field::kLastPage, 0, Repeat::kOnce},
    {"FrToDt/FrDtTm", Group::kStatement, Field::kFrom, 0, Repeat::kOnce},
    {"FrToDt/ToDtTm", Group::kStatement, Field::kTo, 0, Repeat::kOnce},
    {"Acct/Id/IBAN", Group::kStatement, Field::kAccount, 0, Repeat::kOnce},
    {"Acct/Id/Othr/Id", Group::kStatement, Field::kAccount, 0, Repeat::kOnce},
    {"Acct/Ccy", Group::kStatement, Field::kCurrency, 0, Repeat::kOnce},
    {"Acct/Nm", Group::kStatement, Field::kAccountName},
    {"Acct/Ownr/Nm", Group::kStatement, Field::kAccountName, 1},
    {"Acct/Svcr/FinInstnId/Nm", Group::kStatement, Field::kServicer},
    {"Acct/Svcr/FinInstnId/BICFI", Group::kStatement, Field::kServicer, 1},
    {"Acct/Svcr/FinInstnId/BIC", Group::kStatement, Field::kServicer, 1},
    {"Acct/Svcr/FinInstnId/ClrSysMmbId/MmbId", Group::kStatement, Field::kServicer, 2},
    {"Acct/Svcr/FinInstnId/Othr/Id", Group::kStatement, Field::kServicer, 3},

    {"Tp/CdOrPrtry/Cd", Group::kBalance, Field::kBalanceType, 0, Repeat::kOnce},
    {"Tp/CdOrPrtry/Prtry", Group::kBalance, Field::kBalanceType, 0, Repeat::kOnce},
    {"Amt", Group::kBalance, Field::kAmount, 0, Repeat::kOnce},
    {"CdtDbtInd", Group::kBalance, Field::kDirection, 0, Repeat::kOnce},
    {"Dt/Dt", Group::kBalance, Field::kDate, 0, Repeat::kOnce},
    {"Dt/DtTm", Group::kBalance, Field::kDate, 0, Repeat::kOnce},

    {"Amt", Group::kEntry, Field::kAmount, 0, Repeat::kOnce},
    {"CdtDbtInd", Group::kEntry, Field::kDirection, 0, Repeat::kOnce},
    {"RvslInd", Group::kEntry, Field::kReversal, 0, Repeat::kOnce},
    {"Sts", Group::kEntry, Field::kStatus, 0, Repeat::kOnce},        // up to .06
    {"Sts/Cd", Group::kEntry, Field::kStatus, 0, Repeat::kOnce},     // later
    {"Sts/Prtry", Group::kEntry, Field::kStatus, 0, Repeat::kOnce},  // later
    {"BookgDt/Dt", Group::kEntry, Field::kDate, 0, Repeat::kOnce},
    {"BookgDt/DtTm", Group::kEntry, Field::kDate, 0, Repeat::kOnce},
    {"ValDt/Dt", Group::kEntry, Field::kValueDate, 0, Repeat::kOnce},
    {"ValDt/DtTm", Group::kEntry, Field::kValueDate, 0, Repeat::kOnce},
    {"AcctSvcrRef", Group::kEntry, Field::kBankReference, 0, Repeat::kOnce},
    {"BkTxCd/Domn/Cd", Group::kEntry, Field::kDomain},
    {"BkTxCd/Domn/Fmly/Cd", Group::kEntry, Field::kFamily},
    {"BkTxCd/Domn/Fmly/SubFmlyCd", Group::kEntry, Field::kSubFamily},
    {"BkTxCd/Prtry/Cd", Group::kEntry, Field::kProprietary},
    {"NtryDtls/Btch/PmtInfId", Group::kEntry, Field::kOwnReference},
    {"AddtlNtryInf", Group::kEntry, Field::kText, 0, Repeat::kAll},

    {"Refs/EndToEndId", Group::kDetails, Field::kOwnReference},
    {"Refs/InstrId", Group::kDetails, Field::kOwnReference, 1},
    {"Refs/ChqNb", Group::kDetails, Field::kOwnReference, 2},
    {"Refs/TxId", Group::kDetails, Field::kOwnReference, 3},
    {"Refs/PmtInfId", Group::kDetails, Field::kOwnReference, 4},
    {"Refs/AcctSvcrRef", Group::kDetails, Field::kBankReference},
    {"Amt", Group::kDetails, Field::kAmount},
    {"AmtDtls/TxAmt/Amt", Group::kDetails, Field::kAmount, 1},
    {"CdtDbtInd", Group::kDetails, Field::kDirection},
    {"BkTxCd/Domn/Cd", Group::kDetails, Field::kDomain},
    {"BkTxCd/Domn/Fmly/Cd", Group::kDetails, Field::kFamily},
    {"BkTxCd/Domn/Fmly/SubFmlyCd", Group::kDetails, Field::kSubFamily},
    {"BkTxCd/Prtry/Cd", Group::kDetails, Field::kProprietary},
    {"RltdPties/Dbtr/Nm", Group::kDetails, Field::kDebtor},
    {"RltdPties/Dbtr/Pty/Nm", Group::kDetails, Field::kDebtor},
    {"RltdPties/Dbtr/Agt/FinInstnId/Nm", Group::kDetails, Field::kDebtor},
    {"RltdPties/Dbtr/Agt/FinInstnId/BICFI", Group::kDetails, Field::kDebtor, 1},
    {"RltdPties/DbtrAcct/Id/IBAN", Group::kDetails, Field::kDebtorAccount},
    {"RltdPties/DbtrAcct/Id/Othr/Id", Group::kDetails, Field::kDebtorAccount},
    {"RltdPties/Cdtr/Nm", Group::kDetails, Field::kCreditor},
    {"RltdPties/Cdtr/Pty/Nm", Group::kDetails, Field::kCreditor},
    {"RltdPties/Cdtr/Agt/FinInstnId/Nm", Group::kDetails, Field::kCreditor},
    {"RltdPties/Cdtr/Agt/FinInstnId/BICFI", Group::kDetails, Field::kCreditor, 1},
    {"RltdPties/CdtrAcct/Id/IBAN", Group::kDetails, Field::kCreditorAccount},
    {"RltdPties/CdtrAcct/Id/Othr/Id", Group::kDetails, Field::kCreditorAccount},
    {"RltdAgts/DbtrAgt/FinInstnId/Nm", Group::kDetails, Field::kDebtorBank},
    {"RltdAgts/DbtrAgt/FinInstnId/BICFI", Group::kDetails, Field::kDebtorBank, 1},
    {"RltdAgts/DbtrAgt/FinInstnId/BIC", Group::kDetails, Field::kDebtorBank, 1},
    {"RltdAgts/DbtrAgt/FinInstnId/ClrSysMmbId/MmbId", Group::kDetails, Field::kDebtorBank, 2},
    {"RltdAgts/CdtrAgt/FinInstnId/Nm", Group::kDetails, Field::kCreditorBank},
    {"RltdAgts/CdtrAgt/FinInstnId/BICFI", Group::kDetails, Field::kCreditorBank, 1},
    {"RltdAgts/CdtrAgt/FinInstnId/BIC", Group::kDetails, Field::kCreditorBank, 1},
    {"RltdAgts/CdtrAgt/FinInstnId/ClrSysMmbId/MmbId", Group::kDetails, Field::kCreditorBank, 2},
    {"RmtInf/Ustrd", Group::kDetails, Field::kText, 0, Repeat::kAll},
    {"RmtInf/Strd/RfrdDocInf/Nb", Group::kDetails, Field::kText, 0, Repeat::kAll},
    {"RmtInf/Strd/CdtrRefInf/Ref", Group::kDetails, Field::kText, 0, Repeat::kAll},
    {"RmtInf/Strd/AddtlRmtInf", Group::kDetails, Field::kText, 0, Repeat::kAll},
    {"RtrInf/AddtlInf", Group::kDetails, Field::kText, 0, Repeat::kAll},
    {"AddtlTxInf", Group::kDetails, Field::kText, 0, Repeat::kAll},
};

absl::string_view PrefixOf(Group group) {
  switch (group) {
    case Group::kStatement:
      return "Stmt/";
    case Group::kBalance:
      return "Stmt/Bal/";
    case Group::kEntry:
      return "Stmt/Ntry/";
    case Group::kDetails:
      return "Stmt/Ntry/NtryDtls/TxDtls/";
  }
  return "";
}

using Paths = absl::flat_hash_map<std::string, CamtPath>;

Paths AllPaths() {
  Paths paths;
  for (const Row& row : kRows) {
    std::string path = absl::StrCat(PrefixOf(row.group), row.path);
    absl::string_view name = path;
    if (row.group != Group::kStatement) absl::ConsumePrefix(&name, "Stmt/");
    CamtPath found{std::string(name), row.group, row.field, row.rank, row.repeat};
    paths.emplace(std::move(path), std::move(found));
  }
  return paths;
}

}  // namespace

const CamtPath* FindCamtPath(absl::string_view path) {
  // Lives as long as the program: nothing is to be torn down while another thread reads.
  static const Paths& paths = *new Paths(AllPaths());
  const auto found = paths.find(path);
  return found == paths.end() ? nullptr : &found->second;
}

}  // namespace ippledge::client
