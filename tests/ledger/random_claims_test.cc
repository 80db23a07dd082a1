// Streams of random steps of cover, claims, payments and recoveries, valid and invalid, under many
// policies: after every step the books balance, and all that was kept can be counted again.
#include "tests/testing/random_claims.h"

#include <gtest/gtest.h>

#include <algorithm>
#include <map>
#include <string>
#include <vector>

#include "ledger/cover_fields.h"
#include "ledger/evaluate.h"
#include "ledger/fields.h"
#include "ledger/loan_fold.h"

namespace ippledge {
namespace {

// What must not change when a trial is undone.
struct Picture {
  std::vector<WorkItem> work;
  CoverTotals cover;
  FundAccounts accounts;
  Headline headline;
  std::int64_t last_entry = 0;

  static Picture Of(const Programme& programme) {
    Picture picture{.work = {},
                    .cover = programme.cover,
                    .accounts = programme.fund.accounts(),
                    .headline = programme.headline,
                    .last_entry = programme.last_entry};
    programme.work.Visit([&](const WorkItem& item) {
      picture.work.push_back(item);
      return true;
    });
    return picture;
  }
  friend bool operator==(const Picture&, const Picture&) = default;
};

// The judgement of an event; null when it has none.
const Judgement* JudgementOf(const Event& event) {
  return std::visit(
      [](const auto& e) -> const Judgement* {
        if constexpr (requires { e.judgement.verdict; }) {
          return &e.judgement;
        } else if constexpr (requires { e.judgement->verdict; }) {
          return e.judgement ? &*e.judgement : nullptr;
        } else {
          return nullptr;
        }
      },
      event);
}

void CheckJudgement(const ClaimLife& life, const Event& event) {
  const Judgement* judgement = JudgementOf(event);
  if (judgement == nullptr) return;
  const IssuedPolicy* issued =
      life.programme().FindPolicy(judgement->policy_id, judgement->policy_version);
  ASSERT_NE(issued, nullptr);
  const Verdict again = Evaluate(*issued->policy, judgement->facts);
  ASSERT_EQ(WireOf(again.steps[0]), WireOf(judgement->verdict));
  const StepVerdict& verdict = judgement->verdict;
  const bool of_claim = std::holds_alternative<ClaimFacts>(judgement->facts.steps[0]);
  if (!of_claim) return;
  std::int64_t parts = 0;
  for (const PartAmount& part : verdict.parts) parts += part.amount.fen();
  ASSERT_EQ(parts, verdict.loss.fen());
}

// Every loan is again what it is when its entries are folded anew; its work is in the book.
void CheckLoans(ClaimLife& life) {
  std::map<std::string, Loan> folded;
  for (std::size_t i = 0; i < life.entries().size(); ++i) {
    const Event& event = life.entries()[i];
    const auto number = static_cast<std::int64_t>(i) + 1;
    std::vector<LoanId> ids;
    if (const auto* run = std::get_if<PaymentsOrdered>(&event)) {
      for (const OrderedPayment& order : run->orders) ids.push_back(order.loan);
    } else if (const LoanId* id = LoanIdOf(event)) {
      ids.push_back(*id);
    }
    for (const LoanId& id : ids) {
      const std::string key = LoanKey(id);
      const auto before = folded.find(key);
      Loan after = LoanAfter(before == folded.end() ? nullptr : &before->second, event, number);
      folded.insert_or_assign(key, std::move(after));
    }
  }
  std::vector<WorkItem> work;
  for (const auto& [key, loan] : folded) {
    ASSERT_TRUE(SameLoan(loan, *life.books().loan(key)));
    const std::vector<WorkItem> items = WorkOf(loan);
    work.insert(work.end(), items.begin(), items.end());
  }
  std::sort(work.begin(), work.end());
  std::vector<WorkItem> book = Picture::Of(life.programme()).work;
  std::sort(book.begin(), book.end());
  ASSERT_EQ(book, work);
}

class RandomClaimsTest : public testing::TestWithParam<int> {};

TEST_P(RandomClaimsTest, TheBooksBalanceAfterEveryStep) {
  std::map<std::string, int> outcomes;
  for (int n = 0; n < 25; ++n) {
    const int seed = GetParam() * 1'000 + n;
    SCOPED_TRACE(seed);
    RandomClaims random(static_cast<std::uint64_t>(seed));
    ClaimLife life(random.AnyPolicy(), random.Chance(3) ? 100'000 : 600'000);
    bool taken = false;
    for (int step = 0; step < 220; ++step) {
      const std::int64_t before = life.last_entry();
      if (random.Chance(9)) {
        life.TurnTo(life.programme().today + 1 + random.Below(random.Chance(10) ? 200 : 12));
        for (auto i = before; i < life.last_entry(); ++i) {
          const Event& event = life.entries()[static_cast<std::size_t>(i)];
          ++outcomes[std::string(KindOf(event))];
          CheckJudgement(life, event);
        }
      }
      const auto [caller, command] = random.Next(life);
      if (random.Chance(4)) {
        const Picture picture = Picture::Of(life.programme());
        life.BeginTrial();
        static_cast<void>(life.Do(caller, command));
        life.UndoTrial();
        ASSERT_EQ(Picture::Of(life.programme()), picture);
      }
      const std::int64_t last = life.last_entry();
      const std::string text = life.Does(caller, command);
      ++outcomes[text.substr(0, text.find(' '))];
      if (const auto* moved = std::get_if<RecordFundMovement>(&command)) {
        taken |= moved->movement.kind == FundMovementKind::kTakenByBank;
      }
      if (life.last_entry() > last) {
        const Event& event = life.entries().back();
        CheckJudgement(life, event);
        if (const auto after = FundAfter(event)) {
          ASSERT_EQ(*after, life.programme().fund.accounts().figures()) << text;
        }
        const bool named = std::holds_alternative<ConfirmPayment>(command) ||
                           std::holds_alternative<RecordRecovery>(command) ||
                           std::holds_alternative<ConfirmRemittance>(command) ||
                           std::holds_alternative<ConfirmClawback>(command) ||
                           std::holds_alternative<ReportRisk>(command) ||
                           std::holds_alternative<FileClaim>(command);
        if (named) {
          ASSERT_EQ(life.Says(caller, command).substr(0, 8), "already ") << text;
        }
      }
      const absl::Status sound = life.CheckInvariants();
      ASSERT_TRUE(sound.ok()) << sound << " after " << text << " at step " << step;
      if (!taken) {
        ASSERT_GE(life.available_fen(), 0) << text;
      }
    }
    CheckLoans(life);
  }
  // All that can happen did.
  for (const char* outcome :
       {"COVER_APPLIED",        "COVER_DECIDED",       "RISK_REPORTED",     "CLAIM_FILED",
        "CLAIM_STEP_TAKEN",     "PAYMENTS_ORDERED",    "PAYMENT_CONFIRMED", "RECOVERY_RECORDED",
        "REMITTANCE_CONFIRMED", "RECOVERY_CLOSED",     "CLAWBACK_DEMANDED", "CLAWBACK_RECEIVED",
        "DEADLINE_PASSED",      "STEP_NOT_ALLOWED",    "ROLE_NOT_ALLOWED",  "POLICY_REFUSES",
        "CLAIM_OPEN",           "REMITTANCE_EXCEEDED", "CLAWBACK_EXCEEDED", "DATE_ORDER",
        "MOVEMENT_IS_OF_CLAIM"}) {
    EXPECT_GT(outcomes[outcome], 0) << outcome;
  }
}
INSTANTIATE_TEST_SUITE_P(Seeds, RandomClaimsTest, testing::Range(1, 5));

}  // namespace
}  // namespace ippledge
