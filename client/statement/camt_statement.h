// client/statement/camt_statement.h: one Stmt of camt.053 and its balances.
//
// Pure; any thread.
#pragma once

#include "client/statement/camt_remarks.h"
#include "client/statement/camt_value.h"
#include "client/statement/fault.h"
#include "client/statement/statement.h"

namespace ippledge::client {

// Appends a balance to `statement`, or counts its type as one that is not read.
void ReadCamtBalance(const CamtValues& values, Statement& statement, CamtRemarks& remarks,
                     StatementFaults& faults);

// The account, as soon as it is known: entries need it.
void ReadCamtAccount(const CamtValues& values, Statement& statement);

// All but balances and lines, which are there already. Faults: FIELD_MISSING (Id, account),
// CURRENCY, DATE_MALFORMED, DATE_UNREAL.
void FinishCamtStatement(const CamtValues& values, Statement& statement, StatementFaults& faults);

}  // namespace ippledge::client
