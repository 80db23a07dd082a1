#include "ledger/invariants.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <functional>
#include <map>
#include <memory>
#include <string>
#include <utility>

#include "tests/testing/ledger_books.h"
#include "tests/testing/status_matchers.h"

namespace ippledge {
namespace {

using testing::HasSubstr;

// Loans with every kind of fact, a right that two of them pledged, one loan taken back.
LedgerBooks SomeBooks() {
  LedgerBooks ledger = LedgerBooks::WithBanks();
  ledger.Record(Recording(ANewLoan()));
  const std::int64_t draw = ledger.Record(Recording(ADraw()));
  ledger.Record(Recording(ARepayment()));
  ledger.Record(Recording(AnExtension()));
  ledger.Record(Recording(AClassChange()));
  ledger.Record(Recording(ARegistration()));
  ledger.Record(Recording(ARelease()));
  Draw smaller = ADraw();
  smaller.principal = Yuan(70'000);
  ledger.Record(Correcting(draw, smaller));
  NewLoan second = ANewLoan("HT-2");
  second.rights.push_back(ATrademark());
  ledger.Record(Recording(second));
  const std::int64_t third = ledger.Record(Recording(ANewLoan("HT-3")));
  CorrectLoan voiding = Voiding(third);
  voiding.loan = AnId("HT-3");
  ledger.Record(voiding);
  return ledger;
}

std::string PatentKey() { return RightKey(IpKind::kPatent, PatentNumber(1)); }
std::string TrademarkKey() { return RightKey(IpKind::kTrademark, TrademarkNumber(1)); }

std::string MessageOf(const absl::Status& status) { return std::string(status.message()); }

TEST(Invariants, HoldOfWhatTheRulesMake) { EXPECT_THAT(SomeBooks().CheckInvariants(), IsOk()); }

TEST(Invariants, OfOneLoan) {
  const LedgerBooks ledger = SomeBooks();
  struct Case {
    const char* what;
    std::function<void(Loan&)> change;
    const char* says;
  };
  const auto terms_of = [](Loan& loan) -> NewLoan& {
    auto terms = std::make_shared<NewLoan>(*loan.terms);
    NewLoan& result = *terms;
    loan.terms = std::move(terms);
    return result;
  };
  const Case cases[] = {
      {"no entries", [](Loan& l) { l.entries.clear(); }, "it has no first entry"},
      {"an entry twice", [](Loan& l) { l.entries.push_back(l.entries.back()); }, "comes twice"},
      {"an entry to come", [](Loan& l) { l.entries.push_back(1000); }, "entry 1000 is beyond"},
      {"a fact of another", [](Loan& l) { l.repayments[0].entry = 3; }, "the fact of entry 3"},
      {"a correction of another", [](Loan& l) { l.further_draws[0].corrected_by = 2; },
       "is not among its own"},
      {"a bank", [&](Loan& l) { terms_of(l).id.bank = "x"; }, "its bank is unknown"},
      {"a division", [&](Loan& l) { terms_of(l).borrower.division_code = "990000"; },
       "its reporting unit is unknown"},
      {"an industry", [&](Loan& l) { terms_of(l).borrower.industry_code = "A0111"; },
       "its industry is unknown"},
      {"no rights", [&](Loan& l) { terms_of(l).rights.clear(); }, "it has no right"},
      {"more drawn than lent", [](Loan& l) { l.further_draws[0].value.principal = Yuan(600'000); },
       "it does not balance: "},
      {"more repaid than drawn", [](Loan& l) { l.repayments[0].value.principal = Yuan(600'000); },
       "it does not balance: "},
  };
  for (const Case& c : cases) {
    Loan loan = ledger.loan();
    c.change(loan);
    const absl::Status status = CheckLoanInvariants(loan, ledger.programme());
    EXPECT_THAT(status, StatusIs(absl::StatusCode::kDataLoss)) << c.what;
    EXPECT_THAT(MessageOf(status), HasSubstr(c.says)) << c.what;
  }
  EXPECT_THAT(CheckLoanInvariants(ledger.loan("HT-3"), ledger.programme()), IsOk());
}

// The books of SomeBooks() as a check sees them, with what a test changes.
struct Seen {
  LedgerBooks ledger = SomeBooks();
  Programme programme = ledger.programme();
  std::map<std::string, std::int64_t> rights = {
      {PatentKey(), ledger.books().pledges(PatentKey())},
      {TrademarkKey(), ledger.books().pledges(TrademarkKey())}};

  absl::Status Check() {
    BooksInvariants invariants(&programme);
    for (const char* contract : {"HT-1", "HT-2", "HT-3"}) {
      if (absl::Status status = invariants.AddLoan(ledger.loan(contract)); !status.ok()) {
        return status;
      }
    }
    for (const auto& [key, pledges] : rights) {
      if (absl::Status status = invariants.AddRight(key, pledges); !status.ok()) return status;
    }
    return invariants.Finish();
  }
};

TEST(Invariants, OfTheWhole) {
  EXPECT_THAT(Seen().Check(), IsOk());
  Seen sums;
  sums.programme.headline.loans_voided = 0;
  EXPECT_EQ(MessageOf(sums.Check()), "headline: loans_voided is 0, not 1 (sum over the loans)");
}

TEST(Invariants, OfRights) {
  const std::string patent = "right PATENT " + PatentKey().substr(1);
  Seen missing;
  missing.rights.erase(TrademarkKey());
  EXPECT_THAT(MessageOf(missing.Check()), HasSubstr("is pledged by 0 loans, not "));
  Seen not_released;
  ++not_released.rights[PatentKey()];
  EXPECT_EQ(MessageOf(not_released.Check()), patent + " is pledged by 2 loans, not 1");
  Seen surplus;
  surplus.rights[RightKey(IpKind::kPatent, PatentNumber(9))] = 1;
  EXPECT_THAT(MessageOf(surplus.Check()), HasSubstr("is pledged by 1 loans, not 0"));
}

TEST(Invariants, Texts) {
  EXPECT_EQ(RightText(""), "");
  EXPECT_EQ(RightText(TrademarkKey()), "TRADEMARK " + TrademarkNumber(1));
  EXPECT_EQ(DifferenceOf({}, {}), "");
  EXPECT_EQ(DifferenceOf({.ip_part_fen = 5, .loans = 1}, {.ip_part_fen = 7}),
            "ip_part_fen is 5, not 7");
}

}  // namespace
}  // namespace ippledge
