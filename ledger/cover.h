// ledger/cover.h: what a loan's cover by the fund is made of: application, reports of trouble,
// claims and recoveries.
//
// It belongs to its loan and is loaded, indexed and shown with it. Money in fen. Plain values; any
// thread. Rules: decide_cover.h, decide_claim.h, decide_payment.h, decide_recovery.h.
#pragma once

#include <array>
#include <cstdint>
#include <memory>
#include <optional>
#include <string>
#include <vector>

#include "absl/strings/string_view.h"
#include "ledger/claim_facts.h"
#include "ledger/date.h"
#include "ledger/life_cycle.h"
#include "ledger/money.h"
#include "ledger/policy_terms.h"
#include "ledger/refusal.h"
#include "ledger/verdict.h"

namespace ippledge {

inline constexpr int kDocumentsPerClaimMax = 64;
inline constexpr int kClaimsPerLoanMax = 16;
inline constexpr int kRecoveriesPerClaimMax = 200;
inline constexpr int kRiskReportsPerLoanMax = 200;
inline constexpr int kTagsMax = 32;

// A policy applied to facts. Evaluate(policy, facts).steps[0] is `verdict` again, for ever.
struct Judgement {
  std::string policy_id;
  std::int64_t policy_version = 0;
  PolicyFacts facts;  // of one step
  StepVerdict verdict;
};

// Until when somebody has to act, and what silence does. Computed once, when the step begins.
struct Deadline {
  Date date;  // Date(): none
  OnSilence on_silence = OnSilence::kUnspecified;

  bool is_set() const { return date != Date(); }
  friend bool operator==(const Deadline&, const Deadline&) = default;
};

// What a bank says when it asks for cover, beyond what the loan says.
struct CoverApplication {
  std::string policy_id;  // may be empty where the programme has one policy
  std::string mode;       // share model; empty: the policy's first
  std::string group;      // of firms, for a cap on groups; or empty
  std::vector<std::string> tags;
  std::string pledge_mode;    // direct, indirect, counter-guarantee
  std::string security_role;  // sole, main, combined, quasi-credit
  std::string risk_class;
  std::string collateral;
  std::string use_of_funds;
  std::optional<Date> firm_registration_date;
  std::optional<int> clean_credit_years;
  std::optional<Money> ip_value;
  bool covered_elsewhere = false;

  friend bool operator==(const CoverApplication&, const CoverApplication&) = default;
};

struct RiskReport {
  RiskKind kind = RiskKind::kUnspecified;
  Date report_date;       // on which it happened
  std::string reference;  // case number, notice number; or empty
  bool consent = false;   // kRestructured: the office agreed

  friend bool operator==(const RiskReport&, const RiskReport&) = default;
};

// A paper of a claim's file. It stays with the bank; the ledger has its hash.
struct ClaimDocument {
  std::string code;  // as the policy names it: "loan_contract"
  Date document_date;
  std::string issuer;
  std::array<std::uint8_t, 32> sha256{};

  friend bool operator==(const ClaimDocument&, const ClaimDocument&) = default;
};

// What a bank says when it files a claim, beyond what the ledger knows of the loan.
struct ClaimFiling {
  std::string claim_number;      // unique among the claims of a bank's loan
  std::optional<Money> claimed;  // the loss to be shared; nullopt: all of it
  Money interest_unpaid;
  std::optional<int> interest_days;
  Money penalty_interest;
  Money costs;
  std::optional<Money> guarantor_payout;
  Money recovered_ip;
  Money recovered_other;
  Money recovered_unnamed;
  Money recovery_costs;
  Money insurer_paid;
  Money guarantor_paid;
  std::vector<ClaimDocument> documents;

  friend bool operator==(const ClaimFiling&, const ClaimFiling&) = default;
};

// A step that somebody took.
struct StepTaken {
  WorkStep step = WorkStep::kUnspecified;
  StepDecision decision = StepDecision::kUnspecified;
  std::string organisation;
  std::string person;
  std::int64_t entry = 0;

  friend bool operator==(const StepTaken&, const StepTaken&) = default;
};

struct PaymentOrder {
  std::string order_number;  // stands in the text of the transfer
  Money amount;
  Date order_date;
  std::int64_t entry = 0;

  friend bool operator==(const PaymentOrder&, const PaymentOrder&) = default;
};

// What a party bears of a claim, and has back of it.
struct BorneLoss {
  std::string party;
  PartyRole role = PartyRole::kUnspecified;
  Money amount;
  Money recovered;
  bool by_fund = false;  // this fund pays it

  friend bool operator==(const BorneLoss&, const BorneLoss&) = default;
};

struct NewRecovery {
  std::string recovery_number;  // unique within its claim
  RecoverySource source = RecoverySource::kUnspecified;
  Date received_date;
  Money gross;
  Money costs;
  std::optional<ClaimDocument> costs_proof;  // required with costs

  friend bool operator==(const NewRecovery&, const NewRecovery&) = default;
};

struct Recovery {
  NewRecovery what;
  std::int64_t entry = 0;
  Money fund_share;  // to be remitted
  Date due_date;
  Money remitted;
  Money late_interest_due;  // so far, on what was remitted late
  Money late_interest_paid;

  RecoveryState state() const {
    return remitted == fund_share && late_interest_paid == late_interest_due
               ? RecoveryState::kRemitted
               : RecoveryState::kAllocated;
  }
  friend bool operator==(const Recovery&, const Recovery&) = default;
};

struct Clawback {
  std::int64_t entry = 0;
  std::int64_t repaired_ppm = 0;
  Money amount;
  Money interest;
  Date due_date;
  Money received;

  friend bool operator==(const Clawback&, const Clawback&) = default;
};

struct Claim {
  ClaimFiling filing;  // as last sent
  ClaimState state = ClaimState::kUnspecified;
  ClaimState resumes = ClaimState::kUnspecified;  // kDeferred: the state it came from
  std::int64_t filed_entry = 0;
  std::int64_t judged_entry = 0;  // that holds the judgement in force; 0 before
  Date filed_date;
  Deadline due;  // of the open step
  std::int64_t repair_ppm = 0;
  bool repair_objected = false;
  Money loss;
  Money fund_amount;   // decided for the fund, all instalments
  Money first_amount;  // of it: due at once
  std::vector<BorneLoss> borne;
  std::vector<StepTaken> steps;
  std::int64_t approved_entry = 0;
  bool later_due = false;  // the later instalment may be paid
  Money reserved;
  Money paid;
  int year = 0;  // business year in which it was filed: caps count there
  std::optional<PaymentOrder> order;
  std::vector<Recovery> recoveries;
  std::optional<Clawback> clawback;
  RecoveryClosing closing = RecoveryClosing::kUnspecified;

  friend bool operator==(const Claim&, const Claim&) = default;
};

struct ReportedRisk {
  RiskReport report;
  std::int64_t entry = 0;

  friend bool operator==(const ReportedRisk&, const ReportedRisk&) = default;
};

struct Cover {
  CoverApplication application;  // as last sent
  std::string policy_id;
  std::int64_t policy_version = 0;  // for life
  Date applied_date;                // of the first application: fixes the version
  std::int64_t applied_entry = 0;
  CoverState state = CoverState::kUnspecified;
  Money asked;                     // the amount that cover was asked for
  Money covered;                   // accepted
  std::optional<Date> start_date;  // of cover
  Deadline due;                    // of the open step
  std::optional<Date> default_date;
  std::vector<ReportedRisk> reports;
  std::vector<Claim> claims;
  std::string mode;  // share model, by its name also where the application names none
  std::vector<std::string> fund_parties;  // of it: those that this fund pays

  friend bool operator==(const Cover&, const Cover&) = default;
};
using CoverRef = std::shared_ptr<const Cover>;

// The claim of that number; null when there is none.
const Claim* FindClaim(const Cover& cover, absl::string_view claim_number);
// Not refused, lapsed, withdrawn, paid or beyond.
bool IsOpen(ClaimState state);
// The claim that is open; null when none is.
const Claim* OpenClaim(const Cover& cover);
const Recovery* FindRecovery(const Claim& claim, absl::string_view recovery_number);
// The step that is open, and for claims in this state; kUnspecified when there is none.
WorkStep OpenStepOf(ClaimState state);
WorkStep OpenStepOf(CoverState state);
// What is to be paid as soon as there is money: fund_amount or first_amount, less what was paid.
Money DueNow(const Claim& claim);

// Shapes, with paths below `path`.
void CheckCoverApplication(const CoverApplication& application, absl::string_view path,
                           Violations& violations);
void CheckRiskReport(const RiskReport& report, absl::string_view path, Violations& violations);
void CheckClaimFiling(const ClaimFiling& filing, absl::string_view path, Violations& violations);
void CheckNewRecovery(const NewRecovery& recovery, absl::string_view path, Violations& violations);

}  // namespace ippledge
