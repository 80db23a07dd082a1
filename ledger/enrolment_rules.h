// ledger/enrolment_rules.h: is a loan accepted for cover, and with how much.
//
// Order: who borrows; what is pledged; the loan's own terms; filing; the bank and the fund (brakes,
// deposit, line, leverage); then the caps on amounts, of which the tightest counts. Inner header of
// the rules; pure.
#pragma once

#include "ledger/claim_facts.h"
#include "ledger/policy.h"
#include "ledger/portfolio_book.h"
#include "ledger/verdict.h"

namespace ippledge {

// ENROLLED with all of the amount, ENROLLED_IN_PART with what the caps leave, UNCOVERED, COMMITTEE
// or REFUSED; verdict.rule says by which rule. An unknown fact that a rule needs refuses.
void DecideEnrolment(const Policy& policy, const EnrolmentFacts& loan, const PortfolioBook& book,
                     StepVerdict& verdict);

}  // namespace ippledge
