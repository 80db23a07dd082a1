#include "client/statement/camt_entry.h"

#include <utility>

#include "absl/container/flat_hash_map.h"
#include "absl/numeric/int128.h"
#include "absl/strings/str_cat.h"
#include "absl/strings/str_replace.h"

namespace ippledge::client {
namespace {

using Field = CamtField;
using Kind = StatementFaultKind;

constexpr absl::string_view kBooked = "BOOK";
constexpr absl::string_view kNotBooked[] = {"PDNG", "INFO", "FUTR"};

std::string CodeOf(const CamtValues& values) {
  std::string code;
  for (const Field field : {Field::kDomain, Field::kFamily, Field::kSubFamily}) {
    const std::string& part = values[field].text;
    if (!part.empty()) absl::StrAppend(&code, code.empty() ? "" : "/", part);
  }
  return code.empty() ? values[Field::kProprietary].text : code;
}

std::string WithoutSpaces(absl::string_view account) {
  return absl::StrReplaceAll(account, {{" ", ""}});
}

const std::string& FirstOf(const std::string& a, const std::string& b) { return a.empty() ? b : a; }

const CamtParty& CounterpartyOf(const CamtDetails& details, bool credit, bool reversal,
                                const std::string& account) {
  const CamtParty& named = credit ? details.debtor : details.creditor;
  const CamtParty& other = credit ? details.creditor : details.debtor;
  if (!reversal) return named;
  const bool is_self = named.empty() || (!account.empty() && named.account == account);
  return is_self && !other.empty() && other.account != account ? other : named;
}

// Whether every payment has an amount, and they make `entry`.
bool AddUp(const std::vector<CamtDetails>& details, const CamtValues& entry, Money amount) {
  absl::int128 sum = 0;
  for (const CamtDetails& one : details) {
    if (!one.fen.has_value() || one.currency != entry[Field::kAmount].currency) return false;
    if (!one.direction.empty() && one.direction != entry[Field::kDirection].text) return false;
    sum += *one.fen;
  }
  return sum == (amount.fen() < 0 ? -amount.fen() : amount.fen());
}

void SetCounterparty(const CamtParty& party, StatementLine& line) {
  line.counterparty_name = party.name;
  line.counterparty_account = party.account;
  line.counterparty_bank = party.bank;
}

// The texts of a payment, then those of its entry.
void SetText(JoinedText texts, const CamtValues& entry, StatementLine& line, CamtRemarks& remarks) {
  for (const std::string& part : entry.texts.parts) texts.Add(part, " ");
  if (texts.left_out || entry.texts.left_out) ++remarks.texts_cut;
  line.text = std::move(texts.text);
}

// One line for each payment. `whole` has what the entry says of all.
void AppendSplit(const StatementLine& whole, const std::vector<CamtDetails>& details,
                 const CamtValues& entry, Statement& statement, CamtRemarks& remarks) {
  absl::flat_hash_map<absl::string_view, int> lines_of;
  for (const CamtDetails& one : details) {
    ++lines_of[FirstOf(one.bank_reference, whole.bank_reference)];
  }
  const bool credit = entry[Field::kDirection].text == "CRDT";
  int number = 0;
  for (const CamtDetails& one : details) {
    StatementLine line = whole;
    ++number;
    line.amount = Money::OfFen(credit ? *one.fen : -*one.fen);
    line.bank_reference = FirstOf(one.bank_reference, whole.bank_reference);
    if (!line.bank_reference.empty() && lines_of[line.bank_reference] > 1) {
      const std::string suffix = absl::StrCat("/", number);
      if (line.bank_reference.size() + suffix.size() <= kStatementTextBytesMax) {
        line.bank_reference += suffix;
      }
    }
    line.own_reference = FirstOf(one.own_reference, whole.own_reference);
    line.code = FirstOf(one.code, whole.code);
    SetCounterparty(CounterpartyOf(one, credit, line.reversal, statement.account), line);
    SetText(one.texts, entry, line, remarks);
    statement.lines.push_back(std::move(line));
  }
  ++remarks.split;
}

// One line for the entry: texts and references joined, names and accounts where they agree.
void AppendWhole(StatementLine line, const std::vector<CamtDetails>& details,
                 const CamtValues& entry, Statement& statement, CamtRemarks& remarks) {
  const bool credit = entry[Field::kDirection].text == "CRDT";
  JoinedText bank_references;
  JoinedText own_references;
  JoinedText names;
  JoinedText accounts;
  JoinedText banks;
  JoinedText texts;
  for (const CamtDetails& one : details) {
    bank_references.Add(one.bank_reference, "; ");
    own_references.Add(one.own_reference, "; ");
    if (line.code.empty()) line.code = one.code;
    const CamtParty& party = CounterpartyOf(one, credit, line.reversal, statement.account);
    names.Add(party.name, "; ");
    accounts.Add(party.account, "; ");
    banks.Add(party.bank, "; ");
    for (const std::string& part : one.texts.parts) texts.Add(part, " ");
    texts.left_out = texts.left_out || one.texts.left_out;
  }
  if (line.bank_reference.empty()) line.bank_reference = bank_references.text;
  if (!own_references.text.empty()) line.own_reference = own_references.text;
  line.counterparty_name = names.text;
  if (accounts.parts.size() == 1) line.counterparty_account = accounts.text;
  if (banks.parts.size() == 1) line.counterparty_bank = banks.text;
  texts.left_out = texts.left_out || names.left_out || own_references.left_out;
  SetText(std::move(texts), entry, line, remarks);
  statement.lines.push_back(std::move(line));
}

// The booking date, or the value date where there is none.
std::optional<Date> BookingDateOf(const CamtValues& entry, const std::optional<Date>& value_date,
                                  CamtRemarks& remarks, StatementFaults& faults) {
  if (entry[Field::kDate].path != nullptr) return ReadCamtDate(entry[Field::kDate], faults);
  if (value_date.has_value()) {
    ++remarks.value_date_taken;
  } else if (entry[Field::kValueDate].path == nullptr) {
    faults.Add(MissingIn(entry, "Ntry/BookgDt"));
  }
  return value_date;
}

// False after a fault.
bool ReadReversal(const CamtText& text, bool* reversal, StatementFaults& faults) {
  *reversal = text.text == "true" || text.text == "1";
  if (*reversal || text.text.empty() || text.text == "false" || text.text == "0") return true;
  faults.Add(FaultAt(Kind::kMalformed, text, "true, false"));
  return false;
}

}  // namespace

CamtDetails ReadCamtDetails(CamtValues values, CamtRemarks& remarks, StatementFaults& faults) {
  const auto take = [&](Field field) {
    return std::move(values.fields[static_cast<std::size_t>(field)].text);
  };
  CamtDetails details;
  const CamtText& amount = values[Field::kAmount];
  if (amount.path != nullptr) {
    std::int64_t fen = 0;
    bool negative_zero = false;
    const auto fault = ParseCamtFen(amount.text, &fen, &negative_zero);
    if (negative_zero) ++remarks.negative_zeros;
    if (!fault.has_value()) {
      details.fen = fen;
    } else if (*fault == Kind::kAmountMalformed || *fault == Kind::kAmountNegative) {
      faults.Add(FaultAt(*fault, amount, ""));
    }
    details.currency = amount.currency;
  }
  details.code = CodeOf(values);
  details.direction = take(Field::kDirection);
  details.debtor = {take(Field::kDebtor), WithoutSpaces(take(Field::kDebtorAccount)),
                    take(Field::kDebtorBank)};
  details.creditor = {take(Field::kCreditor), WithoutSpaces(take(Field::kCreditorAccount)),
                      take(Field::kCreditorBank)};
  details.bank_reference = take(Field::kBankReference);
  details.own_reference = take(Field::kOwnReference);
  details.texts = std::move(values.texts);
  return details;
}

bool IsCamtEntryBooked(const CamtValues& entry) {
  for (const absl::string_view status : kNotBooked) {
    if (entry[Field::kStatus].text == status) return false;
  }
  return true;
}

void ReadCamtEntry(const CamtValues& entry, const std::vector<CamtDetails>& details,
                   Statement& statement, CamtRemarks& remarks, StatementFaults& faults) {
  const CamtText& status = entry[Field::kStatus];
  if (status.path == nullptr) {
    faults.Add(MissingIn(entry, "Ntry/Sts"));
  } else if (!IsCamtEntryBooked(entry)) {
    ++remarks.not_booked[status.text];
    return;
  } else if (status.text != kBooked) {
    faults.Add(FaultAt(Kind::kStatusNotBooked, status, kBooked));
    return;
  }
  const std::optional<Money> amount =
      ReadCamtAmount(entry, "Ntry", &statement.currency, &remarks.negative_zeros, faults);
  StatementLine line;
  line.source_line = entry.place.line;
  const CamtText& value_date = entry[Field::kValueDate];
  if (value_date.path != nullptr) line.value_date = ReadCamtDate(value_date, faults);
  const std::optional<Date> booking_date = BookingDateOf(entry, line.value_date, remarks, faults);
  const bool reversal_known = ReadReversal(entry[Field::kReversal], &line.reversal, faults);
  // What is wrong has been told by now, a missing status and a bad value date too; those need no
  // check here, as a file with any fault gives no statements.
  if (!amount.has_value() || !booking_date.has_value() || !reversal_known) return;
  line.booking_date = *booking_date;
  line.amount = *amount;
  line.bank_reference = entry[Field::kBankReference].text;
  line.own_reference = entry[Field::kOwnReference].text;
  line.code = CodeOf(entry);
  if (details.size() > 1 && AddUp(details, entry, *amount)) {
    AppendSplit(line, details, entry, statement, remarks);
    return;
  }
  bool told = false;
  for (const CamtDetails& one : details) told = told || one.fen.has_value();
  if (told && !AddUp(details, entry, *amount)) ++remarks.details_differ;
  AppendWhole(std::move(line), details, entry, statement, remarks);
}

}  // namespace ippledge::client
