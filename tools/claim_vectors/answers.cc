#include "tools/claim_vectors/answers.h"

#include <algorithm>
#include <vector>

#include "absl/strings/ascii.h"
#include "absl/strings/match.h"
#include "absl/strings/numbers.h"
#include "absl/strings/str_cat.h"
#include "absl/strings/str_split.h"
#include "absl/strings/strip.h"
#include "ledger/claim_arithmetic.h"

namespace ippledge::vectors {
namespace {

bool IsOneOf(absl::string_view key, absl::string_view names) {
  const std::vector<absl::string_view> list = absl::StrSplit(names, '|');
  return std::find(list.begin(), list.end(), key) != list.end();
}

bool IsClaim(const StepVerdict& step) {
  return !step.parts.empty() && step.outcome != Outcome::kAllocated;
}

Money Waiting(const StepVerdict& step) {
  return Plus(FundSum(step, &PartAmount::deferred), FundSum(step, &PartAmount::queued));
}

// What a party bears or pays as things stand: what is held back or waits is still the bank's.
Money Standing(const StepVerdict& step, const PartAmount& part) {
  const Money own = Minus(part.amount, Plus(part.deferred, part.queued));
  return part.role == PartyRole::kBank ? Plus(own, Waiting(step)) : own;
}

const PartAmount* Bank(const StepVerdict& step) {
  for (const PartAmount& part : step.parts) {
    if (part.role == PartyRole::kBank) return &part;
  }
  return nullptr;
}

std::optional<std::string> Input(const TraceLine& line, absl::string_view name) {
  for (const auto& [key, value] : line.inputs) {
    if (key == name) return value;
  }
  return std::nullopt;
}

// The newest line for which `input` is stated.
std::optional<Answer> FromTrace(const StepVerdict& step, absl::string_view rule,
                                absl::string_view input) {
  for (auto line = step.trace.rbegin(); line != step.trace.rend(); ++line) {
    if (!rule.empty() && line->rule != rule) continue;
    const std::optional<std::string> text = Input(*line, input);
    std::int64_t number = 0;
    if (text.has_value() && absl::SimpleAtoi(*text, &number)) return Answer(number);
  }
  return std::nullopt;
}

// The limit of a rule, by its name or the beginning or end of it; "cap" is the one that binds.
std::optional<Answer> LimitOf(const StepVerdict& step, absl::string_view key) {
  const bool any = IsOneOf(key, "cap|cap_amount|limit|ceiling");
  absl::string_view stem = key;
  for (const absl::string_view ending : {"_limit", "_amount", "_remaining"}) {
    if (absl::ConsumeSuffix(&stem, ending)) break;
  }
  const bool remaining = absl::EndsWith(key, "remaining");
  const TraceLine* found = nullptr;
  for (const TraceLine& line : step.trace) {
    std::int64_t number = 0;
    if (!absl::SimpleAtoi(line.limit, &number)) continue;
    const bool asked = any || stem == "cap" || stem.empty() ? Input(line, "remaining").has_value()
                                                            : absl::StartsWith(line.rule, stem);
    if (!asked) continue;
    if (found == nullptr || line.binds || !found->binds) found = &line;
  }
  if (found == nullptr) return std::nullopt;
  std::int64_t number = 0;
  if (remaining) {
    const std::optional<std::string> left = Input(*found, "remaining");
    if (!left.has_value() || !absl::SimpleAtoi(*left, &number)) return std::nullopt;
    return Answer(number);
  }
  absl::SimpleAtoi(found->limit, &number);
  return Answer(number);
}

std::optional<Answer> PartyAnswer(const StepVerdict& step, absl::string_view key) {
  if (const PartAmount* part = FindPart(step, key)) {
    return Answer(IsClaim(step) ? Standing(step, *part).fen() : part->amount.fen());
  }
  struct Ending {
    absl::string_view names;
    Money PartAmount::*field;
  };
  static constexpr Ending kEndings[] = {
      {"_now|_paid|_paid_now|_first|_first_instalment", &PartAmount::now},
      {"_later|_second|_second_instalment", &PartAmount::later},
      {"_deferred", &PartAmount::deferred},
      {"_queued|_unpaid", &PartAmount::queued},
      {"_due|_approved|_entitled|_computed", &PartAmount::amount},
      {"_share|_uncapped|_before_cap|_before_caps|_gross", &PartAmount::share}};
  for (const Ending& ending : kEndings) {
    for (const absl::string_view name : absl::StrSplit(ending.names, '|')) {
      absl::string_view stem = key;
      if (!absl::ConsumeSuffix(&stem, name)) continue;
      if (const PartAmount* part = FindPart(step, stem)) return Answer((part->*ending.field).fen());
    }
  }
  return std::nullopt;
}

std::optional<Answer> ClaimAnswer(const StepVerdict& step, absl::string_view key) {
  const auto amount = [](Money money) { return Answer(money.fen()); };
  const auto fund = [&](Money PartAmount::*field) { return amount(FundSum(step, field)); };
  if (IsOneOf(key,
              "loss_base|base|eligible_loss|compensable_loss|shared_loss|band_base|in_band|"
              "loss_in_band|band_loss|eligible|band_amount|base_in_band|loss_band|"
              "eligible_band|amount_in_default|compensable|covered_loss|base_amount|liability|net_"
              "loss|actual_loss|principal_loss")) {
    return amount(step.in_band);
  }
  if (IsOneOf(key, "loss|total_loss|whole_loss")) return amount(step.loss);
  if (IsOneOf(key, "rate_ppm|effective_rate_ppm|fund_rate_ppm|share_ppm")) return step.rate_ppm;
  if (IsOneOf(key, "bank_other_part|other_part_left|other_part")) return amount(step.other_part);
  const PartAmount* bank = Bank(step);
  if (bank != nullptr && IsOneOf(key, "bank_ip_part|bank|bank_keeps|bank_bears")) {
    return amount(Standing(step, *bank));
  }
  if (bank != nullptr && IsOneOf(key, "bank_total|bank_all")) {
    return amount(Plus(Standing(step, *bank), step.other_part));
  }
  if (IsOneOf(key,
              "fund_total|public_total|total_public|total_fund|compensation|total|public|"
              "total_compensation|all_layers|government|joint|joint_total|fund")) {
    const Money sum = Minus(FundSum(step, &PartAmount::amount), Waiting(step));
    if (!absl::StartsWith(key, "joint")) return amount(sum);
    Money joint = sum;
    for (const PartAmount& part : step.parts) {
      if (part.role == PartyRole::kGuarantor) joint = Plus(joint, part.amount);
    }
    return amount(joint);
  }
  if (IsOneOf(key,
              "paid|pay_now|paid_now|payable|payable_now|now|first_instalment|"
              "first_installment|first_payment|first")) {
    return fund(&PartAmount::now);
  }
  if (IsOneOf(key,
              "later|second_instalment|second_installment|second_payment|held_back|second|"
              "retained")) {
    return fund(&PartAmount::later);
  }
  if (key == "deferred") return fund(&PartAmount::deferred);
  if (IsOneOf(key, "queued|unpaid|shortfall|waiting|carried_over|outstanding")) {
    return fund(&PartAmount::queued);
  }
  if (IsOneOf(key, "due|entitled|approved|computed|entitlement|amount|guarantee_amount|wanted")) {
    return fund(&PartAmount::amount);
  }
  if (IsOneOf(key, "uncapped|before_cap|before_caps|by_share|fund_uncapped")) {
    return fund(&PartAmount::share);
  }
  if (IsOneOf(key, "ratio_ppm|breaker_ratio_ppm|npl_rate_ppm|loss_rate_ppm|brake_ratio_ppm")) {
    return FromTrace(step, "", "ratio_ppm");
  }
  if (IsOneOf(key, "warning|warned|warn")) return Answer(!step.warnings.empty());
  if (IsOneOf(key, "interest|interest_counted|interest_included|interest_covered")) {
    return FromTrace(step, "interest", "counted");
  }
  return std::nullopt;
}

std::optional<Answer> RecoveryAnswer(const StepVerdict& step, absl::string_view key) {
  const auto amount = [](Money money) { return Answer(money.fen()); };
  if (IsOneOf(key, "net|net_recovery|clawback|to_return|repay|returned|amount|principal")) {
    return amount(step.net);
  }
  if (IsOneOf(key, "costs|costs_taken|costs_reimbursed|costs_allowed|costs_deducted")) {
    return amount(step.costs);
  }
  if (IsOneOf(key, "surplus|excess|bank_surplus|beyond_loss")) return amount(step.surplus);
  if (IsOneOf(key, "late_interest|interest|clawback_interest")) return amount(step.late_interest);
  if (IsOneOf(key, "fund_total|fund_with_interest|total|total_due")) {
    return amount(Plus(FundSum(step, &PartAmount::amount), step.late_interest));
  }
  if (key == "bank_total" && Bank(step) != nullptr) {
    return amount(Plus(Bank(step)->amount, Plus(step.costs, step.surplus)));
  }
  return std::nullopt;
}

bool IsBrakeRule(const StepVerdict& step) {
  for (const TraceLine& line : step.trace) {
    if (line.rule == step.rule) return Input(line, "measure").has_value();
  }
  return false;
}

}  // namespace

std::optional<Answer> AnswerOf(const StepVerdict& step, absl::string_view key) {
  if (IsOneOf(key, "status|outcome|decision|result")) return Answer(StatusText(step));
  if (IsOneOf(key, "binding_rule|binds|binding")) return Answer(BindingRule(step));
  if (step.parts.empty()) {
    if (IsOneOf(key, "covered|enrolled|covered_amount|enrolled_amount")) {
      return Answer(step.covered.fen());
    }
    return LimitOf(step, key);
  }
  absl::string_view name = key;
  if (!IsClaim(step) && !absl::ConsumePrefix(&name, "recovery_")) {
    absl::ConsumeSuffix(&name, "_recovery");
  }
  if (std::optional<Answer> party = PartyAnswer(step, name)) return party;
  std::optional<Answer> answer =
      IsClaim(step) ? ClaimAnswer(step, name) : RecoveryAnswer(step, name);
  return answer.has_value() ? answer : LimitOf(step, name);
}

bool StatusMatches(const StepVerdict& step, absl::string_view expected) {
  std::vector<std::string> words = absl::StrSplit(absl::AsciiStrToUpper(expected), '_');
  const std::string first = words[0];
  words.erase(words.begin());
  const Outcome outcome = step.outcome;
  bool good = false;
  if (IsOneOf(first, "PAYABLE|PAY|PAID|PAYS|APPROVED|ACCEPTED|ACCEPT|OK|CAPPED|NORMAL")) {
    good = outcome == Outcome::kPayable;
  } else if (IsOneOf(first, "WARN|WARNED|WARNING")) {
    return outcome == Outcome::kPayable && !step.warnings.empty();
  } else if (IsOneOf(first, "DEFERRED|DEFER|SUSPENDED")) {
    good = outcome == Outcome::kDeferred;
  } else if (IsOneOf(first,
                     "REFUSED|REFUSE|REJECTED|DENIED|INELIGIBLE|STOPPED|STOP|NOT|CLAIMS|LOCKED")) {
    good = outcome == Outcome::kRefused;
  } else if (IsOneOf(first, "PART|PARTLY|PARTIAL|PARTIALLY")) {
    return outcome == Outcome::kPartPayable || outcome == Outcome::kEnrolledInPart;
  } else if (IsOneOf(first, "QUEUED|WAITING|WAIT")) {
    good = outcome == Outcome::kQueued;
  } else if (IsOneOf(first, "ENROLLED|ENROLED|ENROL|ENROLL")) {
    const bool part = !words.empty() && IsOneOf(words.back(), "PART|PARTLY");
    return outcome == (part ? Outcome::kEnrolledInPart : Outcome::kEnrolled);
  } else {
    return absl::AsciiStrToUpper(expected) == NameOf(outcome);
  }
  if (!good) return false;
  const std::string rule = absl::AsciiStrToUpper(step.rule.empty() ? BindingRule(step) : step.rule);
  const bool warned = !step.warnings.empty();
  std::erase_if(words, [](const std::string& word) {
    return IsOneOf(word, "CLAIMS|CLAIM|BY|THE|NOW|FULL|IN|ACCEPTED|PAYABLE|AND|WITH|LATER|ALL");
  });
  if (words.empty()) return true;
  // One word in common is enough: the rule's name is ours, the status is the vector's.
  return std::any_of(words.begin(), words.end(), [&](const std::string& word) {
    if (IsOneOf(word, "BREAKER|BRAKE|FUSE|NPL|RATE|STOP|STOPPED") && IsBrakeRule(step)) return true;
    if (IsOneOf(word, "WARN|WARNED|WARNING")) return warned;
    if (IsOneOf(word, "CAPPED")) return absl::StrContains(rule, "CAP");
    if (IsOneOf(word, "LATE|WINDOW|CLOSED|EXPIRED")) {
      return absl::StrContains(rule, "CLOSE") || absl::StrContains(rule, "AFTER");
    }
    if (IsOneOf(word, "EARLY")) {
      return absl::StrContains(rule, "LOCK") || absl::StrContains(rule, "OPEN");
    }
    if (IsOneOf(word, "TRIGGERED")) return rule == "TRIGGER";
    if (IsOneOf(word, "SHORTFALL|BALANCE|FUNDS|FUND|MONEY")) return rule == "LIABILITY_LIMIT";
    return absl::StrContains(rule, word);
  });
}

std::string StatusText(const StepVerdict& step) {
  const std::string outcome(NameOf(step.outcome));
  return step.rule.empty() ? outcome : absl::StrCat(outcome, " by ", step.rule);
}

}  // namespace ippledge::vectors
