#include "ledger/loan.h"

#include <gtest/gtest.h>

#include <functional>
#include <string>

#include "ledger/loan_fold.h"
#include "tests/testing/builders.h"

namespace ippledge {
namespace {

// Loan "HT-1" after facts recorded by entries 10, 20, 30, …
Loan After(const std::vector<Command>& facts, NewLoan terms = ANewLoan()) {
  std::int64_t entry = 10;
  Loan loan = LoanAfter(nullptr, Recording(std::move(terms)), entry);
  for (const Command& fact : facts) loan = LoanAfter(&loan, fact, entry += 10);
  return loan;
}

TEST(Loan, Examples) {
  const Loan loan = After({Recording(ADraw("D2")), Recording(ARepayment("R1"))});
  const LoanFigures want{.disbursed = Yuan(600'000),
                         .repaid = Yuan(50'000),
                         .outstanding = Yuan(550'000),
                         .undrawn = Yuan(400'000)};
  EXPECT_EQ(FiguresOf(loan), want);
  EXPECT_EQ(StateOf(loan), LoanState::kOpen);
  EXPECT_EQ(StartDateOf(loan), Day("2024-01-05"));
  EXPECT_EQ(MaturityDateOf(loan), Day("2025-02-01"));
  EXPECT_EQ(loan.first_entry(), 10);
  EXPECT_EQ(loan.last_entry(), 30);
}

TEST(Loan, KeysOrderByBankThenContract) {
  EXPECT_EQ(LoanKey({"qingcao", "HT-1"}), std::string("qingcao\0HT-1", 12));
  EXPECT_LT(LoanKey({"qing", "Z"}), LoanKey({"qing-cao", "A"}));
  EXPECT_LT(LoanKey({"qing", "Z"}), LoanKey({"qing0", "A"}));
}

TEST(Loan, RightKeysAreEqualForEverySpelling) {
  const std::string key = RightKey(IpKind::kPatent, "ZL201710601862.3");
  for (const char* const number : {"201710601862.3", "CN2017106018623", "zl 2017 1060 1862.3"}) {
    EXPECT_EQ(RightKey(IpKind::kPatent, number), key) << number;
  }
  EXPECT_EQ(key,
            "\x01"
            "2017106018623");
  EXPECT_NE(RightKey(IpKind::kTradeSecret, "ZL201710601862.3"), key);
  EXPECT_EQ(RightKey(IpKind::kPatent, ""), "");
}

TEST(Loan, IsRepaidWhenNothingIsOutstanding) {
  Repayment all = ARepayment();
  all.principal = Yuan(500'000);
  EXPECT_EQ(StateOf(After({Recording(all)})), LoanState::kRepaid);
  // And open again after a further draw, or when the repayment is taken back.
  EXPECT_EQ(StateOf(After({Recording(all), Recording(ADraw())})), LoanState::kOpen);
  EXPECT_EQ(StateOf(After({Recording(all), Voiding(20)})), LoanState::kOpen);
  EXPECT_EQ(StateOf(After({Voiding(10)})), LoanState::kVoided);
}

TEST(Loan, AVoidedLoanHasNoFigures) {
  EXPECT_EQ(FiguresOf(After({Voiding(10)})), LoanFigures());
  EXPECT_TRUE(DrawsOf(After({Voiding(10)})).empty());
}

TEST(Loan, StartsWithItsEarliestDraw) {
  Draw earlier = ADraw("D0");
  earlier.disbursement_date = Day("2023-12-01");
  const Loan loan = After({Recording(ADraw()), Recording(earlier)});
  EXPECT_EQ(StartDateOf(loan), Day("2023-12-01"));
  const std::vector<const Draw*> draws = DrawsOf(loan);
  ASSERT_EQ(draws.size(), 3u);
  EXPECT_EQ(draws[0]->draw_number, "D1");
  EXPECT_EQ(draws[2]->draw_number, "D0");
  EXPECT_EQ(StartDateOf(After({Recording(earlier), Voiding(20)})), Day("2024-01-05"));
}

TEST(Loan, MaturesAfterItsExtensions) {
  Extension of_second = AnExtension();
  of_second.draw_number = "D2";
  of_second.maturity_date = Day("2025-12-31");
  const Loan loan = After({Recording(ADraw()), Recording(of_second)});
  EXPECT_EQ(MaturityDateOf(loan, loan.terms->draw), Day("2025-01-05"));
  EXPECT_EQ(MaturityDateOf(loan, loan.further_draws[0].value), Day("2025-12-31"));
  EXPECT_EQ(MaturityDateOf(loan), Day("2025-12-31"));

  const Loan of_all = After({Recording(ADraw()), Recording(of_second), Recording(AnExtension())});
  EXPECT_EQ(MaturityDateOf(of_all, of_all.terms->draw), Day("2026-01-05"));
  EXPECT_EQ(MaturityDateOf(of_all), Day("2026-01-05"));
  EXPECT_EQ(MaturityDateOf(After({Recording(AnExtension()), Voiding(20)})), Day("2025-01-05"));
}

TEST(Loan, LatestClassIsByDateThenByEntry) {
  EXPECT_EQ(LatestClassOf(After({})), std::nullopt);
  ClassChange later = AClassChange();
  later.change_date = Day("2024-05-01");
  later.loan_class = LoanClass::kSubstandard;
  EXPECT_EQ(LatestClassOf(After({Recording(later), Recording(AClassChange())})), later);
  EXPECT_EQ(LatestClassOf(After({Recording(AClassChange()), Recording(later), Voiding(30)})),
            AClassChange());
  ClassChange same_day = AClassChange();
  same_day.loan_class = LoanClass::kLoss;
  EXPECT_EQ(LatestClassOf(After({Recording(AClassChange()), Recording(same_day)})), same_day);
}

TEST(Loan, ARightIsRegisteredWithTheLoanOrLater) {
  const Loan unregistered = After({});
  EXPECT_EQ(RegistrationOf(unregistered, unregistered.terms->rights[0]), std::nullopt);

  NewLoan terms = ANewLoan();
  terms.rights[0].registration_number = "Y2024980000009";
  terms.rights[0].registration_date = Day("2024-01-08");
  const Loan with_it = After({}, terms);
  const auto first = RegistrationOf(with_it, with_it.terms->rights[0]);
  ASSERT_TRUE(first.has_value());
  EXPECT_EQ(first->number, "Y2024980000009");
  EXPECT_EQ(first->date, Day("2024-01-08"));
  EXPECT_EQ(first->entry, 10);

  PledgeRegistration registration = ARegistration();
  registration.number = PatentNumber(1).substr(2);  // another spelling
  const Loan later = After({Recording(registration)});
  const auto second = RegistrationOf(later, later.terms->rights[0]);
  ASSERT_TRUE(second.has_value());
  EXPECT_EQ(second->number, "Y2024980000001");
  EXPECT_EQ(second->entry, 20);
  EXPECT_EQ(RegistrationOf(After({Recording(registration), Voiding(20)}), APatent(1)),
            std::nullopt);
}

TEST(Loan, ARightIsReleasedUntilTheReleaseIsTakenBack) {
  EXPECT_EQ(ReleaseDateOf(After({Recording(ARelease())}), APatent(1)), Day("2024-06-01"));
  EXPECT_EQ(ReleaseDateOf(After({Recording(ARelease())}), APatent(2)), std::nullopt);
  EXPECT_EQ(ReleaseDateOf(After({Recording(ARelease()), Voiding(20)}), APatent(1)), std::nullopt);
}

TEST(Loan, RightsAreFoundByKindAndNumberInAnySpelling) {
  NewLoan terms = ANewLoan();
  terms.rights = {APatent(1), ATrademark(1), APatent(2)};
  const Loan loan = After({}, terms);
  EXPECT_EQ(FindRight(loan, IpKind::kPatent, PatentNumber(2)), 2);
  EXPECT_EQ(FindRight(loan, IpKind::kPatent, "cn" + PatentNumber(2).substr(2)), 2);
  EXPECT_EQ(FindRight(loan, IpKind::kTrademark, TrademarkNumber(1)), 1);
  EXPECT_EQ(FindRight(loan, IpKind::kCopyright, TrademarkNumber(1)), -1);
  EXPECT_EQ(FindRight(loan, IpKind::kPatent, PatentNumber(3)), -1);
}

// Two loans are the same when every member is equal, wherever terms lie in memory.
TEST(SameLoan, ComparesEveryMember) {
  const std::vector<Command> facts = {Recording(ADraw()),         Recording(ARepayment()),
                                      Recording(AnExtension()),   Recording(AClassChange()),
                                      Recording(ARegistration()), Recording(ARelease()),
                                      Correcting(10, ANewLoan())};
  const Loan loan = After(facts);
  EXPECT_TRUE(SameLoan(loan, loan));
  EXPECT_TRUE(SameLoan(loan, After(facts)));
  NewLoan other = ANewLoan();
  other.annual_rate_ppm = 1;
  const auto changed_terms = std::make_shared<const NewLoan>(other);
  const std::vector<std::function<void(Loan&)>> changes = {
      [&](Loan& l) { l.terms = changed_terms; },
      [&](Loan& l) { l.recorded_as = changed_terms; },
      [](Loan& l) { l.recorded_as = nullptr; },
      [](Loan& l) { l.terms_corrected_by = 0; },
      [](Loan& l) { l.voided = true; },
      [](Loan& l) { l.entries.pop_back(); },
      [](Loan& l) { l.further_draws[0].value.principal = Fen(1); },
      [](Loan& l) { l.repayments[0].entry = 1; },
      [](Loan& l) { l.extensions[0].corrected_by = 1; },
      [](Loan& l) { l.class_changes[0].voided = true; },
      [](Loan& l) { l.registrations[0].recorded_as = ARegistration(); },
      [](Loan& l) { l.releases.clear(); },
  };
  for (std::size_t i = 0; i < changes.size(); ++i) {
    Loan changed = loan;
    changes[i](changed);
    EXPECT_FALSE(SameLoan(loan, changed)) << i;
    EXPECT_FALSE(SameLoan(changed, loan)) << i;
  }
}

TEST(LoanAfter, KeepsWhatWasRecordedFirstThroughAllCorrections) {
  Draw second = ADraw();
  second.principal = Yuan(1);
  Draw third = ADraw();
  third.principal = Yuan(2);
  Loan loan = After({Recording(ADraw()), Correcting(20, second), Correcting(20, third)});
  ASSERT_EQ(loan.further_draws.size(), 1u);
  const Fact<Draw> want{
      .value = third, .entry = 20, .corrected_by = 40, .voided = false, .recorded_as = ADraw()};
  EXPECT_EQ(loan.further_draws[0], want);
  // Taken back, the value stays what it was last; a replacement revives the fact.
  loan = LoanAfter(&loan, Voiding(20), 50);
  EXPECT_TRUE(loan.further_draws[0].voided);
  EXPECT_EQ(loan.further_draws[0].value, third);
  loan = LoanAfter(&loan, Correcting(20, second), 60);
  EXPECT_FALSE(loan.further_draws[0].voided);
  EXPECT_EQ(loan.further_draws[0].value, second);
  EXPECT_EQ(loan.further_draws[0].recorded_as, ADraw());
  EXPECT_EQ(loan.entries, (std::vector<std::int64_t>{10, 20, 30, 40, 50, 60}));

  NewLoan terms = ANewLoan();
  terms.annual_rate_ppm = 40'000;
  loan = After({Voiding(10), Correcting(10, terms)});
  EXPECT_FALSE(loan.voided);
  EXPECT_EQ(*loan.terms, terms);
  EXPECT_EQ(*loan.recorded_as, ANewLoan());
  EXPECT_EQ(loan.terms_corrected_by, 30);
}

TEST(LoanAfter, KnowsWhatKindOfFactAnEntryRecorded) {
  const Loan loan = After({Recording(ADraw()), Recording(ARepayment()), Recording(AnExtension()),
                           Recording(AClassChange()), Recording(ARegistration()),
                           Recording(ARelease()), Voiding(70)});
  struct Case {
    FactKind kind;
    absl::string_view name;
    Replacement replacement;
  };
  const Case cases[] = {
      {FactKind::kLoan, "loan", std::make_shared<const NewLoan>()},
      {FactKind::kDraw, "draw", Draw()},
      {FactKind::kRepayment, "repayment", Repayment()},
      {FactKind::kExtension, "extension", Extension()},
      {FactKind::kClassChange, "class_change", ClassChange()},
      {FactKind::kRegistration, "pledge_registration", PledgeRegistration()},
      {FactKind::kRelease, "pledge_release", PledgeRelease()},
  };
  std::int64_t entry = 0;
  for (const auto& [kind, name, replacement] : cases) {
    EXPECT_EQ(FactKindOf(loan, entry += 10), kind);
    EXPECT_EQ(NameOf(kind), name);
    EXPECT_EQ(FactKindOf(replacement), kind) << name;
  }
  // A correction is no fact of its own.
  EXPECT_EQ(FactKindOf(loan, 80), FactKind::kNone);
  EXPECT_EQ(FactKindOf(loan, 11), FactKind::kNone);
  EXPECT_EQ(FactKindOf(Replacement()), FactKind::kNone);
}

TEST(LoanAfterDeathTest, CrashesOnAContradiction) {
  const Loan loan = After({});
  EXPECT_DEATH(LoanAfter(nullptr, Recording(ADraw()), 20), "broken promise");
  EXPECT_DEATH(LoanAfter(&loan, Recording(ANewLoan()), 20), "broken promise");
  EXPECT_DEATH(LoanAfter(&loan, Voiding(15), 20), "broken promise");
  EXPECT_DEATH(LoanAfter(&loan, TurnDay{Day("2024-01-01")}, 20), "not about a loan");
}

}  // namespace
}  // namespace ippledge
