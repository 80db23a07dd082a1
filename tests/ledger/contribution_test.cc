#include "ledger/contribution.h"

#include <gtest/gtest.h>

#include <map>
#include <random>
#include <string>

#include "ledger/loan_fold.h"
#include "tests/testing/builders.h"
#include "tests/testing/ledger_books.h"

namespace ippledge {
namespace {

// "2024-01-05 PATENT contract=100000000 loans=1/1; …": what a row adds, by day and kind.
std::string Text(const std::vector<Contribution>& rows) {
  std::string text;
  for (const Contribution& row : rows) {
    absl::StrAppend(&text, text.empty() ? "" : "; ", row.slice.date.ToString(), " ",
                    NameOf(row.slice.kind));
    const auto add = [&](absl::string_view name, std::int64_t value) {
      if (value != 0) absl::StrAppend(&text, " ", name, "=", value);
    };
    add("contract", row.sums.contract_fen);
    add("disbursed", row.sums.disbursed_fen);
    add("registered", row.sums.registered_fen);
    add("ip", row.sums.ip_part_fen);
    add("disbursed_ip", row.sums.disbursed_ip_part_fen);
    add("loans", row.sums.loans);
    add("kind_loans", row.sums.kind_loans);
    add("registrations", row.sums.registrations);
  }
  return text;
}

// Recorded by entry 10 and what follows.
Loan After(NewLoan terms, const std::vector<Command>& facts = {}) {
  std::int64_t entry = 10;
  Loan loan = LoanAfter(nullptr, Recording(std::move(terms)), entry);
  for (const Command& fact : facts) loan = LoanAfter(&loan, fact, entry += 10);
  return loan;
}

// A programme that knows the industry of the loans here.
const Programme& KnownProgramme() {
  static LedgerBooks* const ledger = [] {
    auto* books = new LedgerBooks(LedgerBooks::WithBanks());
    books->Record(Recording(ANewLoan()));
    return books;
  }();
  return ledger->programme();
}

NewLoan OfTwoKinds() {
  NewLoan loan = ANewLoan();
  loan.rights = {APatent(1), ATrademark(1), APatent(2)};
  loan.rights[0].secured = Fen(1);
  loan.rights[1].secured = Fen(1);
  loan.rights[2].secured = Fen(1);
  return loan;
}

TEST(Contribution, Examples) {
  const Loan loan = After(ANewLoan(), {Recording(ADraw()), Recording(ARegistration())});
  EXPECT_EQ(Text(ContributionsOf(loan, KnownProgramme())),
            "2024-01-05 PATENT contract=100000000 disbursed=50000000 ip=80000000 "
            "disbursed_ip=40000000 loans=1 kind_loans=1; "
            "2024-01-10 PATENT registered=80000000 registrations=1; "
            "2024-02-01 PATENT disbursed=10000000 disbursed_ip=8000000");
  const Slice slice = ContributionsOf(loan, KnownProgramme())[0].slice;
  EXPECT_EQ(slice.bank, 0u);
  EXPECT_EQ(KnownProgramme().unit_numbers.text(slice.unit), "150100");
  EXPECT_EQ(KnownProgramme().industries.text(slice.industry), "C");
  EXPECT_EQ(slice.firm_size, FirmSize::kSmall);
  EXPECT_EQ(slice.firm, FirmNumber(ANewLoan().borrower));
}

TEST(Contribution, AmountsAreSplitOverKindsAndLoansCountedOnceEach) {
  // Secured 2 : 1. The fen left over goes to the larger remainder.
  const Loan loan = After(OfTwoKinds());
  EXPECT_EQ(Text(ContributionsOf(loan, KnownProgramme())),
            "2024-01-05 PATENT contract=66666667 disbursed=33333333 ip=53333333 "
            "disbursed_ip=26666667 loans=1 kind_loans=1; "
            "2024-01-05 TRADEMARK contract=33333333 disbursed=16666667 ip=26666667 "
            "disbursed_ip=13333333 kind_loans=1");
}

TEST(Contribution, ContractAndCountFollowTheFirstDraw) {
  Draw earlier = ADraw("D0");
  earlier.disbursement_date = Day("2023-12-01");
  const Loan before = After(ANewLoan());
  const Loan after = After(ANewLoan(), {Recording(earlier)});
  EXPECT_EQ(Text(ContributionsOfChange(&before, after, KnownProgramme())),
            "2023-12-01 PATENT contract=100000000 disbursed=10000000 ip=80000000 "
            "disbursed_ip=8000000 loans=1 kind_loans=1; "
            "2024-01-05 PATENT contract=-100000000 ip=-80000000 loans=-1 kind_loans=-1");
}

TEST(Contribution, RepaymentsAndClassesAddNothing) {
  const Loan before = After(ANewLoan());
  for (const Command& command :
       {Command(Recording(ARepayment())), Command(Recording(AnExtension())),
        Command(Recording(AClassChange())), Command(Recording(ARelease()))}) {
    const Loan after = After(ANewLoan(), {command});
    EXPECT_TRUE(ContributionsOfChange(&before, after, KnownProgramme()).empty());
  }
}

// A correction takes away under the old dates and adds under the new ones.
TEST(Contribution, CorrectionsBearTheDatesOfWhatTheyCorrect) {
  const Loan before = After(ANewLoan(), {Recording(ADraw())});
  Draw later = ADraw();
  later.disbursement_date = Day("2024-03-09");
  later.principal = Yuan(50'000);
  const Loan after = LoanAfter(&before, Correcting(20, later), 30);
  EXPECT_EQ(Text(ContributionsOfChange(&before, after, KnownProgramme())),
            "2024-02-01 PATENT disbursed=-10000000 disbursed_ip=-8000000; "
            "2024-03-09 PATENT disbursed=5000000 disbursed_ip=4000000");
  const Loan voided = LoanAfter(&after, Voiding(20), 40);
  EXPECT_EQ(Text(ContributionsOfChange(&after, voided, KnownProgramme())),
            "2024-03-09 PATENT disbursed=-5000000 disbursed_ip=-4000000");
  // Moved to another firm: the whole loan goes and comes.
  NewLoan other_firm = ANewLoan();
  other_firm.borrower.unified_social_credit_code = CreditCode(2);
  const Loan moved = LoanAfter(&voided, Correcting(10, other_firm), 50);
  const std::vector<Contribution> rows = ContributionsOfChange(&voided, moved, KnownProgramme());
  ASSERT_EQ(rows.size(), 2u);
  EXPECT_NE(rows[0].slice.firm, rows[1].slice.firm);
  EXPECT_EQ(rows[0].sums.disbursed_fen + rows[1].sums.disbursed_fen, 0);
  EXPECT_EQ(std::abs(rows[0].sums.disbursed_fen), 50'000'000);
}

TEST(Contribution, AVoidedLoanTakesEverythingAway) {
  const Loan loan = After(OfTwoKinds());
  const Loan voided = LoanAfter(&loan, Voiding(10), 20);
  EXPECT_TRUE(ContributionsOf(voided, KnownProgramme()).empty());
  Sums sum;
  for (const Contribution& row : ContributionsOfChange(&loan, voided, KnownProgramme())) {
    sum += row.sums;
  }
  Sums taken;
  for (const Contribution& row : ContributionsOf(loan, KnownProgramme())) taken -= row.sums;
  EXPECT_EQ(sum, taken);
}

TEST(Contribution, OneRegistrationMaySecureSeveralRights) {
  NewLoan loan = OfTwoKinds();
  for (IpRight& right : loan.rights) right.registration_date = Day("2024-01-08");
  // Without numbers each counts; with one number for all, once.
  EXPECT_EQ(HeadlineOf(After(loan)).registrations, 3);
  for (IpRight& right : loan.rights) right.registration_number = "Y2024980000001";
  const Loan registered = After(loan);
  EXPECT_EQ(HeadlineOf(registered).registrations, 1);
  EXPECT_EQ(HeadlineOf(registered).registered_fen, 3);
  Sums sum;
  for (const Contribution& row : ContributionsOf(registered, KnownProgramme())) sum += row.sums;
  EXPECT_EQ(sum.registrations, 1);
  EXPECT_EQ(sum.registered_fen, 3);
}

// The IP part of each draw is what it adds to the rounded whole: so the parts sum to it.
TEST(Contribution, PartsOfDrawsSumToTheWholeRoundedOnce) {
  NewLoan loan = ANewLoan();
  loan.contract_amount = Fen(1'000);
  loan.ip_part = Fen(333);
  loan.draw.principal = Fen(1);
  std::vector<Command> draws;
  for (int i = 2; i <= 1'000; ++i) {
    Draw draw = ADraw(absl::StrCat("D", i));
    draw.principal = Fen(1);
    draws.push_back(Recording(draw));
  }
  Loan so_far = After(loan);
  for (std::size_t i = 0; i <= draws.size(); ++i) {
    // 333 / 1000 of n fen, half up.
    const std::int64_t want = (333 * static_cast<std::int64_t>(i + 1) + 500) / 1'000;
    ASSERT_EQ(HeadlineOf(so_far).disbursed_ip_part_fen, want) << i;
    if (i % 111 == 0 || i == draws.size()) {
      Sums sum;
      for (const Contribution& row : ContributionsOf(so_far, KnownProgramme())) sum += row.sums;
      EXPECT_EQ(sum.disbursed_ip_part_fen, want) << i;
    }
    if (i < draws.size()) {
      so_far = LoanAfter(&so_far, draws[i], 20 + static_cast<std::int64_t>(i));
    }
  }
  EXPECT_EQ(HeadlineOf(so_far).disbursed_ip_part_fen, 333);
}

// Whatever the loan: all rows together are its headline, and none is zero or out of order.
TEST(Contribution, RowsSumToTheHeadlineOfTheirLoan) {
  constexpr std::uint64_t kSeed = 7;
  std::mt19937_64 random(kSeed);
  const auto below = [&](std::uint64_t n) { return static_cast<std::int64_t>(random() % n); };
  for (int round = 0; round < 2'000; ++round) {
    NewLoan terms = ANewLoan();
    terms.contract_amount = Fen(1 + below(100'000'000'000'000));
    terms.ip_part = Fen(1 + below(static_cast<std::uint64_t>(terms.contract_amount.fen())));
    terms.rights.clear();
    for (std::int64_t i = below(5); i >= 0; --i) {
      IpRight right = APatent(static_cast<int>(i));
      right.kind = static_cast<IpKind>(1 + below(kIpKindCount - 1));
      right.secured = Fen(1 + below(100'000'000'000'000));
      if (below(2) == 0) right.registration_date = Day("2024-01-05") + static_cast<int>(below(3));
      if (right.registration_date) right.registration_number = absl::StrCat("Y", below(2));
      terms.rights.push_back(right);
    }
    std::int64_t left = terms.contract_amount.fen();
    const auto draw_of = [&](std::int64_t number) {
      Draw draw = ADraw(absl::StrCat("D", number));
      draw.disbursement_date = Day("2024-01-03") + static_cast<int>(below(4));
      draw.principal = Fen(1 + below(static_cast<std::uint64_t>(left)));
      left -= draw.principal.fen();
      return draw;
    };
    terms.draw = draw_of(1);
    std::vector<Command> draws;
    for (std::int64_t i = below(4); i > 0 && left > 0; --i)
      draws.push_back(Recording(draw_of(9 - i)));
    const Loan loan = After(terms, draws);

    Sums sum;
    std::map<IpKind, std::int64_t> kind_loans;
    const std::vector<Contribution> rows = ContributionsOf(loan, KnownProgramme());
    for (std::size_t i = 0; i < rows.size(); ++i) {
      EXPECT_FALSE(rows[i].sums.IsZero());
      if (i > 0) {
        EXPECT_LT(rows[i - 1].slice, rows[i].slice);
      }
      sum += rows[i].sums;
      kind_loans[rows[i].slice.kind] += rows[i].sums.kind_loans;
    }
    const Headline headline = HeadlineOf(loan);
    const Sums want{.contract_fen = headline.contract_fen,
                    .disbursed_fen = headline.disbursed_fen,
                    .registered_fen = headline.registered_fen,
                    .ip_part_fen = headline.ip_part_fen,
                    .disbursed_ip_part_fen = headline.disbursed_ip_part_fen,
                    .loans = 1,
                    .kind_loans = static_cast<std::int64_t>(kind_loans.size()),
                    .registrations = headline.registrations};
    ASSERT_EQ(sum, want) << "seed " << kSeed << " round " << round;
    for (const auto& [kind, loans] : kind_loans) EXPECT_EQ(loans, 1) << NameOf(kind);
    // What was paid out on each right sums to the IP part as well.
    std::int64_t financed = 0;
    for (const Money part : FinancedByRight(loan)) financed += part.fen();
    ASSERT_EQ(financed, headline.disbursed_ip_part_fen);
  }
}

TEST(Contribution, HeadlineCountsStates) {
  Repayment all = ARepayment();
  all.principal = Yuan(500'000);
  const Headline open = HeadlineOf(After(ANewLoan()));
  EXPECT_EQ(open.loans_open, 1);
  const Headline repaid = HeadlineOf(After(ANewLoan(), {Recording(all)}));
  EXPECT_EQ(repaid.loans_open, 0);
  EXPECT_EQ(repaid.loans_repaid, 1);
  EXPECT_EQ(repaid.repaid_fen, 50'000'000);
  EXPECT_EQ(repaid.disbursed_fen, open.disbursed_fen);
  Headline voided;
  voided.loans_voided = 1;
  EXPECT_EQ(HeadlineOf(After(ANewLoan(), {Voiding(10)})), voided);
  Headline sum = open;
  AddTo(sum, repaid, +1);
  AddTo(sum, open, -1);
  EXPECT_EQ(sum, repaid);
}

TEST(Contribution, SumsByMeasure) {
  const Sums sums{1, 2, 3, 4, 5, 6, 7, 8};
  const std::int64_t want[] = {1, 2, 3, 4, 5, 6, 8};
  for (int measure = 1; measure <= 7; ++measure) {
    EXPECT_EQ(SumOf(sums, static_cast<Measure>(measure), false), want[measure - 1]);
  }
  EXPECT_EQ(SumOf(sums, Measure::kLoans, true), 7);
  EXPECT_DEATH(SumOf(sums, Measure::kFirms, false), "not an additive measure");
}

// Firms are counted by this number in stored columns: it never changes.
TEST(FirmNumber, IsFrozenAndByCodeThenByName) {
  Borrower firm = ANewLoan().borrower;
  firm.unified_social_credit_code = "91150700561228427B";
  EXPECT_EQ(FirmNumber(firm), 236911729417362977u);
  const std::uint64_t by_code = FirmNumber(firm);
  firm.name = "另一个名字";
  EXPECT_EQ(FirmNumber(firm), by_code);
  firm.unified_social_credit_code = "";
  EXPECT_EQ(FirmNumber(firm), 7267531805677436403u);
  // A name that looks like a code is not that code.
  firm.name = "91150700561228427B";
  EXPECT_NE(FirmNumber(firm), by_code);
}

}  // namespace
}  // namespace ippledge
