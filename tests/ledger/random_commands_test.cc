// Streams of random commands, mostly refused, about a few loans: after every step the sums are
// those of the loans, what was refused left no trace, and what was recorded once is already there
// for ever.
#include <gtest/gtest.h>

#include <map>
#include <random>
#include <string>
#include <vector>

#include "ledger/contribution.h"
#include "ledger/loan_fold.h"
#include "tests/testing/builders.h"
#include "tests/testing/ledger_books.h"

namespace ippledge {
namespace {

// Values from small pools, so that commands meet: the same numbers, days and amounts come again.
class RandomCommands {
 public:
  explicit RandomCommands(std::uint64_t seed) : random_(seed) {}

  std::int64_t Below(std::int64_t n) {
    return static_cast<std::int64_t>(random_() % static_cast<std::uint64_t>(n));
  }
  bool Chance(int one_in) { return Below(one_in) == 0; }
  Date AnyDate() { return Day("2024-01-01") + static_cast<int>(Below(Chance(20) ? 400 : 150)); }
  std::string Number(absl::string_view letter, int n) { return absl::StrCat(letter, Below(n)); }
  LoanId AnyId() { return {Chance(4) ? "yunshan" : "qingcao", Number("HT-", 4)}; }
  IpRight AnyRight() {
    IpRight right =
        Chance(3) ? ATrademark(static_cast<int>(Below(2))) : APatent(static_cast<int>(Below(3)));
    right.secured = Fen(1 + Below(1'000'000));
    if (Chance(3)) {
      right.registration_date = AnyDate();
      right.registration_number = Number("Y", 3);
    }
    return right;
  }
  Draw AnyDraw() {
    const Date date = AnyDate();
    return {Number("D", 4), date, date + 365 + static_cast<int>(Below(3)), Fen(1 + Below(400))};
  }
  NewLoan AnyLoan() {
    NewLoan loan = ANewLoan();
    loan.id = AnyId();
    loan.contract_amount = Fen(500 + Below(3) * 333);
    loan.ip_part = Fen(1 + Below(500));
    loan.rights = {AnyRight()};
    for (int i = 0; i < 2; ++i) {
      const IpRight right = AnyRight();
      bool given = false;
      for (const IpRight& other : loan.rights) {
        given = given || RightKey(other.kind, other.number) == RightKey(right.kind, right.number);
      }
      if (!given && Chance(2)) loan.rights.push_back(right);
    }
    loan.draw = AnyDraw();
    loan.borrower.unified_social_credit_code = Chance(2) ? "" : CreditCode(1);
    loan.borrower.industry_code = Chance(2) ? "C39" : "A01";
    loan.borrower.division_code = Chance(3) ? "150781" : "150102";
    if (Chance(5)) loan.renews_contract_number = Number("HT-", 4);
    return loan;
  }
  Repayment AnyRepayment() {
    return {Number("R", 5), Chance(2) ? "" : Number("D", 4), AnyDate(), Fen(Below(200)),
            Fen(Below(9))};
  }
  Extension AnyExtension() {
    return {Chance(2) ? "" : Number("D", 4), AnyDate(),
            Day("2025-06-01") + static_cast<int>(Below(300))};
  }
  ClassChange AnyClassChange() {
    return {AnyDate(), static_cast<LoanClass>(1 + Below(5)), static_cast<std::int32_t>(Below(90))};
  }
  PledgeRegistration AnyRegistration() {
    const IpRight right = AnyRight();
    return {right.kind, right.number, Number("Y", 3), AnyDate()};
  }
  PledgeRelease AnyRelease() {
    const IpRight right = AnyRight();
    return {right.kind, right.number, AnyDate()};
  }
  // Corrects an entry of a loan, often one that recorded a fact, with a value of its kind.
  CorrectLoan AnyCorrection(const Loan& loan) {
    CorrectLoan c;
    c.loan = loan.terms->id;
    c.reason = "x";
    c.corrects_entry = loan.entries[static_cast<std::size_t>(
        Below(static_cast<std::int64_t>(loan.entries.size())))];
    if (Chance(3)) return c;
    switch (Chance(10) ? static_cast<FactKind>(Below(8)) : FactKindOf(loan, c.corrects_entry)) {
      case FactKind::kNone:
        break;
      case FactKind::kLoan: {
        NewLoan terms = Chance(3) ? *loan.terms : AnyLoan();
        terms.id = c.loan;
        terms.annual_rate_ppm = static_cast<std::int32_t>(Below(3));
        c.replacement = std::make_shared<const NewLoan>(terms);
        break;
      }
      case FactKind::kDraw:
        c.replacement = AnyDraw();
        break;
      case FactKind::kRepayment:
        c.replacement = AnyRepayment();
        break;
      case FactKind::kExtension:
        c.replacement = AnyExtension();
        break;
      case FactKind::kClassChange:
        c.replacement = AnyClassChange();
        break;
      case FactKind::kRegistration:
        c.replacement = AnyRegistration();
        break;
      case FactKind::kRelease:
        c.replacement = AnyRelease();
        break;
    }
    return c;
  }
  Command AnyCommand(const Books& books) {
    const LoanId id = AnyId();
    const std::string key = LoanKey(id);
    const LoanRef loan = books.knows_loan(key) ? books.loan(key) : nullptr;
    switch (Below(loan == nullptr ? 7 : 12)) {
      case 0:
        return Recording(AnyLoan());
      case 1:
        return RecordDraw{id, AnyDraw()};
      case 2:
        return RecordRepayment{id, AnyRepayment()};
      case 3:
        return RecordExtension{id, AnyExtension()};
      case 4:
        return RecordClassChange{id, AnyClassChange()};
      case 5:
        return RecordPledgeRegistration{id, AnyRegistration()};
      case 6:
        return RecordPledgeRelease{id, AnyRelease()};
      default:
        return AnyCorrection(*loan);
    }
  }
  Caller AnyCaller() { return Chance(8) ? BankMaker("yunshan") : IpOffice(); }

 private:
  std::mt19937_64 random_;
};

// All that the books know of these loans and rights.
struct Picture {
  std::map<std::string, LoanRef> loans;
  std::map<std::string, std::pair<std::int64_t, std::int64_t>> rights;
  Headline headline;
  std::int64_t last_entry = 0;
  std::uint32_t industries = 0;

  friend bool operator==(const Picture&, const Picture&) = default;
};

Picture PictureOf(const Books& books) {
  Picture picture;
  for (const char* const bank : {"qingcao", "yunshan"}) {
    for (int i = 0; i < 4; ++i) {
      const std::string key = LoanKey({bank, absl::StrCat("HT-", i)});
      if (books.knows_loan(key)) picture.loans[key] = books.loan(key);
    }
  }
  for (int i = 0; i < 3; ++i) {
    for (const std::string& key : {RightKey(IpKind::kPatent, PatentNumber(i)),
                                   RightKey(IpKind::kTrademark, TrademarkNumber(i))}) {
      if (books.knows_right(key)) {
        picture.rights[key] = {books.pledges(key), books.right_changed_by(key)};
      }
    }
  }
  picture.headline = books.programme.headline;
  picture.last_entry = books.programme.last_entry;
  picture.industries = books.programme.industries.size();
  return picture;
}

Headline SumOfLoans(const Picture& picture) {
  Headline sum;
  for (const auto& [key, loan] : picture.loans) {
    if (loan != nullptr) AddTo(sum, HeadlineOf(*loan), +1);
  }
  return sum;
}

// Loans by what they say, not by where they lie.
void ExpectSame(const Picture& a, const Picture& b) {
  EXPECT_EQ(a.headline, b.headline);
  EXPECT_EQ(a.last_entry, b.last_entry);
  for (const auto& [key, loan] : a.loans) {
    if (loan == nullptr) continue;
    ASSERT_TRUE(b.loans.contains(key));
    EXPECT_TRUE(SameLoan(*loan, *b.loans.at(key))) << key;
  }
  for (const auto& [key, pledges] : a.rights) {
    if (pledges.first == 0) continue;
    ASSERT_TRUE(b.rights.contains(key));
    EXPECT_EQ(pledges, b.rights.at(key));
  }
}

class RandomStream : public testing::TestWithParam<std::uint64_t> {};

TEST_P(RandomStream, KeepsTheBooksInOrder) {
  RandomCommands random(GetParam());
  LedgerBooks ledger = LedgerBooks::WithBanks();
  std::vector<Command> recorded;
  std::map<std::string, int> outcomes;
  for (int step = 0; step < 4'000; ++step) {
    SCOPED_TRACE(absl::StrCat("seed ", GetParam(), " step ", step));
    const Command command = random.AnyCommand(ledger.books());
    const Caller caller = random.AnyCaller();
    ledger.Decide(caller, command).IgnoreError();  // loads what it names
    const Picture before = PictureOf(ledger.books());
    const std::size_t rows_before = ledger.contributions().size();
    if (random.Chance(10)) {
      // A dry run of a few commands leaves no trace.
      ledger.BeginTrial();
      for (int i = 0; i < 4; ++i) {
        ledger.Do(IpOffice(), random.AnyCommand(ledger.books())).IgnoreError();
      }
      ledger.UndoTrial();
      const Picture after = PictureOf(ledger.books());
      for (const auto& [key, loan] : before.loans) ASSERT_EQ(after.loans.at(key), loan) << key;
      for (const auto& [key, right] : before.rights) ASSERT_EQ(after.rights.at(key), right);
      ASSERT_EQ(after.headline, before.headline);
      ASSERT_EQ(after.last_entry, before.last_entry);
      ASSERT_EQ(after.industries, before.industries);
      ASSERT_EQ(ledger.contributions().size(), rows_before);
    }
    const std::string outcome = ledger.Does(caller, command);
    const Picture after = PictureOf(ledger.books());
    ++outcomes[outcome.substr(0, outcome.find(' '))];
    const bool happened = after.last_entry != before.last_entry;
    if (!happened) {
      ASSERT_TRUE(after.headline == before.headline);
      for (const auto& [key, loan] : before.loans) ASSERT_EQ(after.loans.at(key), loan) << key;
      ASSERT_EQ(ledger.contributions().size(), rows_before);
      continue;
    }
    ASSERT_EQ(DifferenceOf(after.headline, SumOfLoans(after)), "");
    if (!std::holds_alternative<CorrectLoan>(command)) recorded.push_back(command);
    // Sent again at once, and any of the earlier ones again: already there.
    ASSERT_EQ(ledger.Says(IpOffice(), command), absl::StrCat("already ", after.last_entry));
    const Command& earlier = recorded[static_cast<std::size_t>(
        random.Below(static_cast<std::int64_t>(recorded.size())))];
    ASSERT_EQ(ledger.Says(IpOffice(), earlier).substr(0, 8), "already ");
    if (step % 20 == 0) {
      ASSERT_TRUE(ledger.CheckInvariants().ok()) << ledger.CheckInvariants();
    }
  }
  EXPECT_TRUE(ledger.CheckInvariants().ok()) << ledger.CheckInvariants();
  for (const char* const kind :
       {"LOAN_RECORDED", "LOAN_DRAWN", "LOAN_REPAID", "LOAN_EXTENDED", "LOAN_CLASS_CHANGED",
        "PLEDGE_REGISTERED", "PLEDGE_RELEASED", "LOAN_CORRECTED", "already"}) {
    EXPECT_GT(outcomes[kind], 0) << kind;
  }

  // The same journal gives the same books.
  LedgerBooks again = LedgerBooks::WithBanks();
  for (std::size_t i = 3; i < ledger.entries().size(); ++i) {
    const Command command = CommandOf(ledger.entries()[i]);
    ASSERT_EQ(again.Does(IpOffice(), command), KindOf(ledger.entries()[i]));
  }
  ExpectSame(PictureOf(ledger.books()), PictureOf(again.books()));
  ASSERT_EQ(ledger.contributions().size(), again.contributions().size());
  for (std::size_t i = 0; i < ledger.contributions().size(); ++i) {
    ASSERT_EQ(ledger.contributions()[i].contribution, again.contributions()[i].contribution);
  }
}

INSTANTIATE_TEST_SUITE_P(Seeds, RandomStream, testing::Values(1, 2, 3, 20240630));

}  // namespace
}  // namespace ippledge
