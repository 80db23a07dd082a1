#include "client/statement/camt_statement.h"

#include <optional>
#include <string>

#include "absl/strings/str_cat.h"
#include "absl/strings/str_replace.h"

namespace ippledge::client {
namespace {

using Field = CamtField;
using Kind = StatementFaultKind;

struct BalanceType {
  absl::string_view code;
  BalanceKind kind;
};

constexpr BalanceType kBalanceTypes[] = {
    {"OPBD", BalanceKind::kOpening},          {"CLBD", BalanceKind::kClosing},
    {"PRCD", BalanceKind::kPreviousClosing},  {"OPAV", BalanceKind::kOpeningAvailable},
    {"CLAV", BalanceKind::kClosingAvailable}, {"FWAV", BalanceKind::kForwardAvailable},
    {"ITBD", BalanceKind::kInterim},          {"ITAV", BalanceKind::kInterim},
    {"INFO", BalanceKind::kInformation},      {"XPCD", BalanceKind::kInformation},
};

BalanceKind KindOf(absl::string_view code) {
  for (const BalanceType& type : kBalanceTypes) {
    if (type.code == code) return type.kind;
  }
  return BalanceKind::kUnspecified;
}

// Id, with the page's number when the statement has more than one.
std::string NumberOf(const CamtValues& values) {
  const std::string& number = values[Field::kNumber].text;
  const std::string& page = values[Field::kPage].text;
  const std::string& last = values[Field::kLastPage].text;
  const bool only = page == "1" && (last == "true" || last == "1");
  return page.empty() || only ? number : absl::StrCat(number, "/", page);
}

}  // namespace

void ReadCamtBalance(const CamtValues& values, Statement& statement, CamtRemarks& remarks,
                     StatementFaults& faults) {
  const CamtText& type = values[Field::kBalanceType];
  if (type.path == nullptr) {
    faults.Add(MissingIn(values, "Bal/Tp/CdOrPrtry/Cd"));
    return;
  }
  const BalanceKind kind = KindOf(type.text);
  if (kind == BalanceKind::kUnspecified) {
    auto& others = remarks.other_balances;
    const bool named = others.size() < CamtRemarks::kKindsMax || others.contains(type.text);
    ++others[named ? type.text : "…"];
    return;
  }
  const std::optional<Money> amount =
      ReadCamtAmount(values, "Bal", &statement.currency, &remarks.negative_zeros, faults);
  std::optional<Date> date;
  if (values[Field::kDate].path == nullptr) {
    faults.Add(MissingIn(values, "Bal/Dt"));
  } else {
    date = ReadCamtDate(values[Field::kDate], faults);
  }
  if (!amount.has_value() || !date.has_value()) return;
  statement.balances.push_back({kind, *date, *amount, values.place.line});
}

void ReadCamtAccount(const CamtValues& values, Statement& statement) {
  statement.account = absl::StrReplaceAll(values[Field::kAccount].text, {{" ", ""}});
  if (statement.currency.empty()) statement.currency = values[Field::kCurrency].text;
}

void FinishCamtStatement(const CamtValues& values, Statement& statement, StatementFaults& faults) {
  ReadCamtAccount(values, statement);
  statement.source_line = values.place.line;
  statement.account_name = values[Field::kAccountName].text;
  statement.bank = values[Field::kServicer].text;
  statement.statement_number = NumberOf(values);
  if (statement.statement_number.empty()) faults.Add(MissingIn(values, "Stmt/Id"));
  if (statement.account.empty()) faults.Add(MissingIn(values, "Stmt/Acct/Id"));
  const CamtText& currency = values[Field::kCurrency];
  if (currency.path != nullptr && !IsCurrencyCode(currency.text)) {
    faults.Add(FaultAt(Kind::kCurrency, currency, "ISO 4217"));
  } else if (currency.path != nullptr && currency.text != statement.currency) {
    // It stood behind amounts in another.
    faults.Add(FaultAt(Kind::kCurrency, currency, statement.currency));
  }
  const CamtText& from = values[Field::kFrom];
  if (from.path != nullptr) statement.from_date = ReadCamtDate(from, faults);
  const CamtText& to = values[Field::kTo];
  if (to.path != nullptr) statement.to_date = ReadCamtDate(to, faults);
}

}  // namespace ippledge::client
