// ledger/cover_facts.h: what the ledger knows, put as the facts that a policy is applied to.
//
// The portfolio is as it was before the step: what the loan's own open application or claim adds is
// taken off first. How a fact follows from the books is told at docs/claims.md; in short:
//   amount of cover    drawn (or agreed) principal, of a combined pledge its IP part, half up
//   firm's cover       balance that is covered now; a year's cap counts what was accepted in it
//   caps of a year     what the fund is bound to pay for claims filed in that year, paid or not
//   pledge date        the first registration among the loan's rights
//   NPL date           first day of the last unbroken run of substandard or worse
// Pure.
#pragma once

#include <optional>

#include "ledger/books.h"
#include "ledger/cover.h"
#include "ledger/date.h"
#include "ledger/policy.h"

namespace ippledge {

// Applies `policy` to one step of facts.
Judgement Judge(const Policy& policy, PolicyFacts facts);

// An application for `loan`, made (first) on `applied`. Preconditions of all (checked): the sums
// over covered loans are loaded.
PolicyFacts EnrolmentFactsOf(const Books& books, const Loan& loan,
                             const CoverApplication& application, const Policy& policy,
                             Date applied);
// What this fund would pay of a claim: the amounts of the parties that it pays.
Money PaidByFund(const Cover& cover, const StepVerdict& verdict);
// The amount that cover is asked for.
Money AmountToCover(const Loan& loan, const Policy& policy);

// A claim of `loan`, whose cover has it or does not have it yet. With `available` what the fund has
// now is a limit; the computation leaves that to the reservation.
PolicyFacts ClaimFactsOf(const Books& books, const Loan& loan, const Claim& claim,
                         const Policy& policy, bool with_available);

// Money that came in after payment; due dates do not matter for the split.
PolicyFacts RecoveryFactsOf(const Books& books, const Claim& claim, const NewRecovery& recovery);
PolicyFacts ClawbackFactsOf(const Books& books, const Claim& claim, std::int64_t repaired_ppm,
                            Date paid_on);

// POLICY_REFUSES: the rule that decided, what it found, limit, used, asked, remaining.
absl::Status RefusalOf(const Judgement& judgement, absl::string_view field);

// First day of the last unbroken run of classes that are substandard or worse.
std::optional<Date> NplDateOf(const Loan& loan);

}  // namespace ippledge
