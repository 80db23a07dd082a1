// tests/testing/scenario_cover_facts.h: what executors that hold ledger values have in common for
// terms, cover, claims and recoveries.
#pragma once

#include <optional>
#include <string>
#include <vector>

#include "absl/status/status.h"
#include "ledger/event.h"
#include "ledger/loan.h"
#include "ledger/programme.h"
#include "ledger/verdict.h"
#include "tests/testing/scenario.h"

namespace ippledge {

// A command of cover, claims or recoveries: it is answered by what became of them, not by the
// loan's figures.
bool IsAboutCover(const Command& command);
// Whether the caller may ask for it at all; nullopt for other commands.
std::optional<absl::Status> CheckCoverRights(const Caller& caller, const Command& command);

// What is told of a judgement.
struct ToldVerdict {
  Outcome outcome = Outcome::kUnspecified;
  std::string rule;  // that binds
  Money loss;
  Money fund;  // of all public levels
  Money now;
};
void TellVerdict(const ToldVerdict& verdict, Told& told);
void TellCover(CoverState state, const Cover& cover, Told& told);
void TellClaim(const Claim& claim, Told& told);
void Tell(const char* word, Money amount, Told& told);  // unless it is nothing
// What became of cover or claim by an event; `after`: the loan with it, or null.
Told ToldOf(const Event& event, const Loan* after);

std::optional<ShownCover> ShowCoverOf(const Loan* loan);
std::vector<ShownWork> ShowWorkOf(const WorkBook& work, const WorkAsk& ask, Date today);
ShownTerms ShowTermsOf(const Programme& programme, Date today);

}  // namespace ippledge
