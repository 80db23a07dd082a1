// client/statement/camt_entry.h: one Ntry of camt.053 into lines of a statement.
//
// The amount of an entry is what the bank booked, and CdtDbtInd is the direction it was booked in,
// also of a reversal. Payments inside an entry (TxDtls) become lines of their own when there are
// two or more, each has an amount in the entry's direction and currency, and they make the entry's
// exactly: reconciliation is by payment. Else the entry is one line that joins what they say. A
// line out of a split has the payment's AcctSvcrRef, or the entry's; where that would make two
// lines of one reference, "/1", "/2", … is added to it, so that a line is still known by its
// reference. The counterparty of a credit is the debtor, of a debit the creditor. A reversal may
// name the parties as the payment it takes back did: there, the one that is not the account itself
// counts. NtryRef is not used: banks begin it anew with each statement. Pure; any thread.
#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <vector>

#include "client/statement/camt_remarks.h"
#include "client/statement/camt_value.h"
#include "client/statement/fault.h"
#include "client/statement/statement.h"

namespace ippledge::client {

inline constexpr int kCamtDetailsPerEntryMax = 100'000;

struct CamtParty {
  std::string name;
  std::string account;
  std::string bank;

  bool empty() const { return name.empty() && account.empty() && bank.empty(); }
};

// One payment of an entry.
struct CamtDetails {
  std::optional<std::int64_t> fen;  // none, too, for what is finer than a fen
  std::string currency;
  std::string direction;  // empty: that of the entry
  CamtParty debtor;
  CamtParty creditor;
  std::string bank_reference;
  std::string own_reference;
  std::string code;
  JoinedText texts;
};

// AMOUNT_MALFORMED, AMOUNT_NEGATIVE.
CamtDetails ReadCamtDetails(CamtValues values, CamtRemarks& remarks, StatementFaults& faults);

// False for an entry that says it is pending, information or in the future: nothing of it counts.
bool IsCamtEntryBooked(const CamtValues& entry);

// Appends the lines of `entry` to `statement`, or counts why there are none. Faults: those of
// camt_value.h, STATUS_NOT_BOOKED for a status that is no known one.
void ReadCamtEntry(const CamtValues& entry, const std::vector<CamtDetails>& details,
                   Statement& statement, CamtRemarks& remarks, StatementFaults& faults);

}  // namespace ippledge::client
