// ledger/brake.h: the ratio that a brake watches.
//
// Numerator and denominator are kept beside the result, since both are part of every evaluation.
// Inner header of the rules; pure.
#pragma once

#include "ledger/money.h"
#include "ledger/policy.h"
#include "ledger/portfolio_book.h"

namespace ippledge {

struct BrakeReading {
  Money numerator;
  Money denominator;
  bool passed = false;
  bool unknown = false;  // a figure of it was never entered
};

// `loss` and `paid` are those of the claim under test and count only if the brake includes it. A
// threshold is compared exactly, as a fraction. Without a denominator (nothing enrolled, no facts)
// there is no ratio and nothing is passed. What is unknown is not passed either: a brake that stops
// or defers then refuses.
BrakeReading ReadBrake(const Brake& brake, const PortfolioBook& book, const Place& place,
                       Money loss, Money paid);

}  // namespace ippledge
