// ledger/command.h: everything that a caller, or the ledger itself, may ask to be recorded.
//
// Commands are parsed values: shapes are settled (Check* of each noun), only the books can refuse
// them now. Names are imperatives.
#pragma once

#include <array>
#include <cstdint>
#include <memory>
#include <string>
#include <variant>
#include <vector>

#include "ledger/calendar.h"
#include "ledger/cover.h"
#include "ledger/date.h"
#include "ledger/fund.h"
#include "ledger/life_cycle.h"
#include "ledger/loan.h"
#include "ledger/policy.h"
#include "ledger/programme.h"
#include "ledger/reconciliation_commands.h"
#include "ledger/trust_commands.h"

namespace ippledge {

struct FoundProgramme {
  std::string programme;
  Constitution constitution;
  Date today;  // civil day of founding in its zone
};
struct RegisterBody {
  Body body;
};
struct AmendBody {
  Body body;
  std::string reason;
};
struct RecordOpeningFigure {
  OpeningFigure figure;
};
// Submitted by the engine at each change of the programme's day.
struct TurnDay {
  Date date;
};
// Submitted by the engine at most once a second, after new entries. The hash is SHA-256 over
// CanonicalControlTotals(); it is computed outside, since ledger/ has no cryptography.
struct RecordTotals {
  std::array<std::uint8_t, 32> state_hash{};
};
// Figures are read by the engine at position `at`.
struct PublishReport {
  int month = 0;
  std::int64_t at = 0;
  std::vector<std::int64_t> figures;
};
struct CutTail {
  std::int64_t bytes = 0;
  std::string operator_word;
};
struct RecordLoan {
  std::shared_ptr<const NewLoan> loan;
};
struct RecordDraw {
  LoanId loan;
  Draw draw;
};
struct RecordRepayment {
  LoanId loan;
  Repayment repayment;
};
struct RecordExtension {
  LoanId loan;
  Extension extension;
};
struct RecordClassChange {
  LoanId loan;
  ClassChange class_change;
};
struct RecordPledgeRegistration {
  LoanId loan;
  PledgeRegistration registration;
};
struct RecordPledgeRelease {
  LoanId loan;
  PledgeRelease release;
};

// What stands instead of a fact; monostate: the fact is taken back.
using Replacement = std::variant<std::monostate, std::shared_ptr<const NewLoan>, Draw, Repayment,
                                 Extension, ClassChange, PledgeRegistration, PledgeRelease>;
struct CorrectLoan {
  LoanId loan;
  std::int64_t corrects_entry = 0;
  std::string reason;
  Replacement replacement;
};

struct RecordFundMovement {
  FundMovement movement;
};
struct ReverseFundMovement {
  FundReversal reversal;
};

// Terms of the programme.
struct IssuePolicy {
  std::shared_ptr<const Policy> policy;
};
struct EnterCalendar {
  CalendarYear year;
};
struct EnterLendingRate {
  LendingRate rate;
};
struct RecordPortfolioFigure {
  PortfolioFigure figure;
};

// Cover of a loan, its claims and recoveries.
struct ApplyForCover {
  LoanId loan;
  CoverApplication application;
};
// A decision with who and why: the caller, a code, and words.
struct DecisionGrounds {
  DecisionReason reason = DecisionReason::kUnspecified;
  std::string text;

  friend bool operator==(const DecisionGrounds&, const DecisionGrounds&) = default;
};
// kAccept, kReturn, kRefuse of an application; kCancel of a cover that stands.
struct DecideCover {
  LoanId loan;
  StepDecision decision = StepDecision::kUnspecified;
  DecisionGrounds grounds;
};
struct ReportRisk {
  LoanId loan;
  RiskReport report;
};
// Also the answer to a returned claim of that number.
struct FileClaim {
  LoanId loan;
  ClaimFiling filing;
};
struct TakeClaimStep {
  LoanId loan;
  std::string claim_number;
  WorkStep step = WorkStep::kUnspecified;
  StepDecision decision = StepDecision::kUnspecified;
  std::int64_t repair_ppm = 0;  // kRepair
  DecisionGrounds grounds;
};
// Orders the payment of what is due: of all claims that are cleared or wait for money.
struct RunPayments {
  std::string run_id;
};
struct ConfirmPayment {
  LoanId loan;
  std::string claim_number;
  std::string order_number;
  Date payment_date;
  std::string bank_reference;
  // That covers the order, where the quorum wants one.
  std::optional<CosignedCheckpoint> checkpoint;
};
struct RecordRecovery {
  LoanId loan;
  std::string claim_number;
  NewRecovery recovery;
};
// The fund got (part of) its share of a recovery, and interest for lateness.
struct ConfirmRemittance {
  LoanId loan;
  std::string claim_number;
  std::string recovery_number;
  std::string movement_id;
  Date remittance_date;
  Money amount;
  Money late_interest;
  std::string bank_reference;
};
struct CloseRecovery {
  LoanId loan;
  std::string claim_number;
  RecoveryClosing closing = RecoveryClosing::kUnspecified;
  Date closing_date;
  std::string evidence;
};
struct DemandClawback {
  LoanId loan;
  std::string claim_number;
  std::int64_t repaired_ppm = 0;  // the false part; kWholePpm for all
  DecisionGrounds grounds;
};
struct ConfirmClawback {
  LoanId loan;
  std::string claim_number;
  std::string movement_id;
  Date payment_date;
  Money amount;
  std::string bank_reference;
};
// Submitted by the engine when a day turns: one for each step whose deadline passed, or whose day
// of testing has come.
struct PassDeadline {
  LoanId loan;
  std::string claim_number;  // empty: of the cover itself
  WorkStep step = WorkStep::kUnspecified;
  Date due_date;
};

using Command =
    std::variant<FoundProgramme, RegisterBody, AmendBody, RecordOpeningFigure, TurnDay,
                 RecordTotals, PublishReport, CutTail, RecordLoan, RecordDraw, RecordRepayment,
                 RecordExtension, RecordClassChange, RecordPledgeRegistration, RecordPledgeRelease,
                 CorrectLoan, RecordFundMovement, ReverseFundMovement, IssuePolicy, EnterCalendar,
                 EnterLendingRate, ApplyForCover, DecideCover, ReportRisk, FileClaim, TakeClaimStep,
                 RunPayments, ConfirmPayment, RecordRecovery, ConfirmRemittance, CloseRecovery,
                 DemandClawback, ConfirmClawback, PassDeadline, RecordPortfolioFigure,
                 RegisterAccount, OpenStatement, AddStatementLines, CloseStatement,
                 WithdrawStatement, RunMatching, RecordMatch, UndoMatch, ClosePeriod, ReopenPeriod,
                 AmendMembers, AdmitKey, RetireKey, SetQuorum, RecordAudit, EraseSubject>;

// The loan that a command is about; null for the others.
const LoanId* LoanIdOf(const Command& command);

// Our own encoding of a command: equal commands give equal bytes, different ones different bytes,
// on every machine for ever. Its SHA-256 is the fingerprint of a request id (engine/fingerprint.h).
// Appends to `out`. Grammar in docs/format.md.
void AppendCanonical(const Command& command, std::string& out);

}  // namespace ippledge
