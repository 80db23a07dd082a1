// tests/testing/builders.h: values of the domain that make sense as they stand.
//
// A test takes one and changes what it is about. Codes have their right check digits. Nothing here
// is random: the same call gives the same value.
#pragma once

#include <cstdint>
#include <memory>
#include <string>
#include <utility>

#include "absl/strings/string_view.h"
#include "ledger/caller.h"
#include "ledger/command.h"
#include "ledger/loan.h"
#include "ledger/programme.h"

namespace ippledge {

// Precondition (checked): a date, as "2024-06-30".
Date Day(absl::string_view text);
Money Yuan(std::int64_t yuan);
Money Fen(std::int64_t fen);

// Codes number n of their kind, n from 0 to 99,999.
std::string CreditCode(int n);
std::string CnapsCode(int n);
std::string PatentNumber(int n);
std::string TrademarkNumber(int n);

// Who calls. A bank's maker, and the office that may write and govern everything.
Caller BankMaker(absl::string_view bank);
Caller IpOffice();
// Two persons of it, as money out of the fund needs.
Caller FinanceBureau();
Caller CallerOf(Role role);  // organisation "qingcao"

// The programme of Inner Mongolia: 14 reporting units, the five milestones, checked codes.
Constitution AConstitution();
// Dollars, codes as free text, no reporting units, disbursed counts.
Constitution AFreeTextConstitution();
// A partner bank in good standing, with two branches made of its id.
Body ABank(absl::string_view id);
Body ABody(absl::string_view id, BodyKind kind);
OpeningFigure AnOpeningFigure(absl::string_view id = "before-2021");

// 100,000,000.00 on 2024-01-05 from nobody in particular.
FundMovement AMovement(absl::string_view id = "M1",
                       FundMovementKind kind = FundMovementKind::kAppropriationIn);
FundReversal AReversal(absl::string_view id = "X1", absl::string_view of = "M1");

// A patent that secures 800,000.00.
IpRight APatent(int n = 1);
IpRight ATrademark(int n = 1);
// Of bank "qingcao", contract 1,000,000.00 with an IP part of 800,000.00, secured on patent
// number 1, in draw "D1" of 500,000.00 from 2024-01-05 to 2025-01-05; a small firm in Hohhot.
NewLoan ANewLoan(absl::string_view contract_number = "HT-1");
LoanId AnId(absl::string_view contract_number = "HT-1");
// 100,000.00 from 2024-02-01 to 2025-02-01.
Draw ADraw(absl::string_view number = "D2");
// 50,000.00 and interest of 1,000.00 on 2024-03-01, no draw named.
Repayment ARepayment(absl::string_view number = "R1");
// Of all draws, agreed on 2024-05-01, to 2026-01-05.
Extension AnExtension();
// SPECIAL_MENTION on 2024-04-01, 35 days overdue.
ClassChange AClassChange();
// Of patent number 1, on 2024-01-10 and 2024-06-01.
PledgeRegistration ARegistration();
PledgeRelease ARelease();

// Commands about loan "HT-1" of bank "qingcao".
RecordLoan Recording(NewLoan loan);
RecordDraw Recording(Draw draw);
RecordRepayment Recording(Repayment repayment);
RecordExtension Recording(Extension extension);
RecordClassChange Recording(ClassChange change);
RecordPledgeRegistration Recording(PledgeRegistration registration);
RecordPledgeRelease Recording(PledgeRelease release);
// Replaces the fact of `entry`, or takes it back.
CorrectLoan Correcting(std::int64_t entry, Replacement replacement);
CorrectLoan Correcting(std::int64_t entry, NewLoan terms);
CorrectLoan Voiding(std::int64_t entry);

}  // namespace ippledge
