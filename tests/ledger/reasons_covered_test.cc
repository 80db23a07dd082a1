// Every reason of the catalogue is produced here by the rules themselves, or names the layer above
// them that produces it. A new reason fails this test until it has a line.
#include <gtest/gtest.h>

#include <filesystem>
#include <fstream>
#include <functional>
#include <map>
#include <set>
#include <sstream>
#include <string>

#include "absl/strings/match.h"
#include "absl/strings/str_split.h"
#include "ledger/date.h"
#include "ledger/limits.h"
#include "ledger/text.h"
#include "ledger/totals_fold.h"
#include "tests/ledger/cover_refusals.h"
#include "tests/ledger/reasons_above.h"
#include "tests/ledger/reconciliation_refusals.h"
#include "tests/ledger/trust_refusals.h"
#include "tests/testing/builders.h"
#include "tests/testing/ledger_books.h"
#include "tests/testing/policies.h"

namespace ippledge {
namespace {

absl::Status Decided(LedgerBooks& ledger, const Command& command,
                     const Caller& caller = IpOffice()) {
  return ledger.Do(caller, command).status();
}

// Of books with two banks, after `before`.
absl::Status Refused(const std::vector<Command>& before, const Command& command) {
  LedgerBooks ledger = LedgerBooks::WithBanks();
  for (const Command& earlier : before) ledger.Record(earlier);
  return Decided(ledger, command);
}

absl::Status Shape(const std::function<void(NewLoan&)>& change) {
  NewLoan loan = ANewLoan();
  change(loan);
  Violations violations;
  CheckNewLoan(loan, CodeSchemes(), "loan", violations);
  return violations.ToStatus();
}

Command ALoan(const std::function<void(NewLoan&)>& change) {
  NewLoan loan = ANewLoan();
  change(loan);
  return Recording(loan);
}

absl::Status TooManyDraws() {
  LedgerBooks ledger = LedgerBooks::WithBanks();
  ledger.Record(Recording(ANewLoan()));
  Loan full = ledger.loan();
  full.further_draws.resize(kFactsPerLoanMax, {.value = ADraw("D9"), .entry = 4, .voided = true});
  ledger.books().LoadLoan(LoanKey(AnId()), std::make_shared<const Loan>(full));
  return Decided(ledger, Recording(ADraw("D2")));
}

absl::Status TooManyUnits() {
  LedgerBooks ledger = LedgerBooks::WithBanks(AFreeTextConstitution());
  for (int i = 0; i < kReportingUnitsMax; ++i) {
    ledger.books().programme.unit_numbers.Intern(absl::StrCat("unit ", i));
  }
  return Decided(ledger, Recording(ANewLoan()));
}

absl::Status TotalOutOfRange() {
  LedgerBooks ledger = LedgerBooks::WithBanks();
  ledger.books().programme.headline.contract_fen = Money::kFenMax;
  return Decided(ledger, Recording(ANewLoan()));
}

absl::Status TooManySlices() {
  const TotalsQuery query{.measures = {}, .by = {Dimension::kBank}, .at = 1};
  TotalsFold fold(query, TotalsFold::Firms::kCounted);
  for (std::uint32_t bank = 0; bank <= kSlicesMax; ++bank) {
    fold.AddRow({.slice = {.bank = bank}, .sums = {.loans = 1}}, DayRange());
  }
  return fold.Finish().status();
}

absl::Status OfPolicy(const std::function<void(Policy&)>& change) {
  Policy policy = APolicy();
  change(policy);
  Violations violations;
  CheckPolicy(policy, "", violations);
  return violations.ToStatus();
}

absl::Status OfAnotherBank() {
  LedgerBooks ledger = LedgerBooks::WithBanks();
  return Decided(ledger, Recording(ANewLoan()), BankMaker("yunshan"));
}

using Producer = std::function<absl::Status()>;

// Of the fund's books after `before`.
absl::Status FundRefused(const std::vector<Command>& before, const Command& command,
                         const Caller& caller = FinanceBureau()) {
  LedgerBooks ledger = LedgerBooks::WithBanks();
  for (const Command& earlier : before) {
    IPPLEDGE_CHECK(Decided(ledger, earlier, FinanceBureau()).ok());
  }
  return Decided(ledger, command, caller);
}

Command Moving(absl::string_view id, FundMovementKind kind) {
  FundMovement movement = AMovement(id, kind);
  movement.counterparty = "qingcao";
  return RecordFundMovement{movement};
}

Command Reversing(absl::string_view id, absl::string_view of) {
  return ReverseFundMovement{AReversal(id, of)};
}

const std::map<Reason, Producer>& Producers() {
  using L = NewLoan;
  const Command loan = Recording(ANewLoan());
  static const auto* const kProducers = new std::map<Reason, Producer>{
      {Reason::kFieldRequired, [] { return CheckText("", 1, 9); }},
      {Reason::kFieldTooLong, [] { return CheckText("abc", 1, 2); }},
      {Reason::kFieldMalformed, [] { return CheckText(" a", 1, 9); }},
      {Reason::kCheckDigitWrong,
       [] { return Shape([](L& l) { l.branch_code = "313651027013"; }); }},
      {Reason::kDateMalformed, [] { return Date::Parse("2024-02-30").status(); }},
      {Reason::kDateInFuture,
       [] {
         return Refused({}, ALoan([](L& l) { l.draw.disbursement_date = Day("2024-07-01"); }));
       }},
      {Reason::kDateOrder,
       [] { return Shape([](L& l) { l.draw.maturity_date = l.draw.disbursement_date; }); }},
      {Reason::kAmountNotPositive, [] { return Shape([](L& l) { l.ip_part = Money(); }); }},
      {Reason::kAmountOutOfRange, [] { return Money::FromFen(Money::kFenMax + 1).status(); }},
      {Reason::kIpPartAboveLoan, [] { return Shape([](L& l) { l.ip_part = Yuan(1'000'001); }); }},
      {Reason::kTooManyItems,
       [] {
         return Shape([](L& l) {
           l.rights.clear();
           for (int i = 0; i <= kRightsPerLoanMax; ++i) l.rights.push_back(APatent(i));
         });
       }},
      {Reason::kDuplicateItem, [] { return Shape([](L& l) { l.rights.push_back(l.rights[0]); }); }},
      {Reason::kValueOutOfRange, [] { return Shape([](L& l) { l.annual_rate_ppm = -1; }); }},
      {Reason::kFieldNotAllowed,
       [] { return Shape([](L& l) { l.renews_contract_number = l.id.contract_number; }); }},
      {Reason::kSharesNotWhole,
       [] { return OfPolicy([](Policy& p) { p.modes[0].parties[0].share_ppm = 1; }); }},
      {Reason::kTiersNotRising,
       [] {
         return OfPolicy([](Policy& p) {
           p.modes[0].tier_by = TierBy::kLoanAmount;
           p.modes[0].tiers = {{.up_to = Yuan(2)}, {.up_to = Yuan(1)}};
         });
       }},
      {Reason::kSettingsContradict,
       [] { return OfPolicy([](Policy& p) { p.claim.late_reduction_ppm = 1; }); }},
      {Reason::kRoleNotAllowed, [] { return MayGovern(BankMaker("qingcao")); }},
      {Reason::kNotYourRows, OfAnotherBank},
      {Reason::kLoanExists,
       [=] { return Refused({loan}, ALoan([](L& l) { l.annual_rate_ppm = 1; })); }},
      {Reason::kDrawExists, [=] { return Refused({loan}, Recording(ADraw("D1"))); }},
      {Reason::kEventExists,
       [=] {
         Repayment other = ARepayment();
         other.interest = Yuan(2);
         return Refused({loan, Recording(ARepayment())}, Recording(other));
       }},
      {Reason::kProgrammeExists,
       [] {
         return Refused({}, FoundProgramme{"p", AFreeTextConstitution(), Date()});
       }},
      {Reason::kBodyExists,
       [] { return Refused({}, RegisterBody{ABody("qingcao", BodyKind::kInsurer)}); }},
      {Reason::kOpeningExists,
       [] {
         OpeningFigure other = AnOpeningFigure();
         other.value += 1;
         return Refused({RecordOpeningFigure{AnOpeningFigure()}}, RecordOpeningFigure{other});
       }},
      {Reason::kLoanUnknown, [] { return Refused({}, Recording(ADraw())); }},
      {Reason::kDrawUnknown,
       [=] {
         Repayment of_draw = ARepayment();
         of_draw.draw_number = "D9";
         return Refused({loan}, Recording(of_draw));
       }},
      {Reason::kRightUnknown,
       [=] {
         PledgeRelease other = ARelease();
         other.number = PatentNumber(9);
         return Refused({loan}, Recording(other));
       }},
      {Reason::kBankUnknown, [] { return Refused({}, ALoan([](L& l) { l.id.bank = "nobody"; })); }},
      {Reason::kDivisionUnknown,
       [] { return Refused({}, ALoan([](L& l) { l.borrower.division_code = "110101"; })); }},
      {Reason::kBranchUnknown,
       [] { return Refused({}, ALoan([](L& l) { l.branch_code = CnapsCode(99'999); })); }},
      {Reason::kRenewedLoanUnknown,
       [] { return Refused({}, ALoan([](L& l) { l.renews_contract_number = "HT-0"; })); }},
      {Reason::kUnitUnknown,
       [] {
         OpeningFigure figure = AnOpeningFigure();
         figure.reporting_unit = "110100";
         return Refused({}, RecordOpeningFigure{figure});
       }},
      {Reason::kBodyUnknown,
       [] {
         return FundRefused({}, AmendBody{ABank("nobody"), "x"});
       }},
      {Reason::kBankStanding,
       [=] {
         Body left = ABank("qingcao");
         left.standing = Standing::kExpelled;
         return FundRefused({AmendBody{left, "x"}}, loan, IpOffice());
       }},
      {Reason::kLoanVoided,
       [=] {
         return Refused({loan, Voiding(4)}, Recording(ADraw()));
       }},
      {Reason::kContractAmountExceeded,
       [=] {
         Draw large = ADraw();
         large.principal = Yuan(500'001);
         return Refused({loan}, Recording(large));
       }},
      {Reason::kRepaymentExceedsOutstanding,
       [=] {
         Repayment large = ARepayment();
         large.principal = Yuan(500'001);
         return Refused({loan}, Recording(large));
       }},
      {Reason::kRightAlreadyRegistered,
       [=] {
         PledgeRegistration other = ARegistration();
         other.registration_number = "Y2";
         return Refused({loan, Recording(ARegistration())}, Recording(other));
       }},
      {Reason::kRightAlreadyReleased,
       [=] {
         PledgeRelease other = ARelease();
         other.release_date = Day("2024-06-02");
         return Refused({loan, Recording(ARelease())}, Recording(other));
       }},
      {Reason::kCorrectionKindDiffers, [=] { return Refused({loan}, Correcting(4, ADraw())); }},
      {Reason::kCorrectionNotOfLoan, [=] { return Refused({loan}, Voiding(3)); }},
      {Reason::kLoanHasEvents,
       [=] {
         return Refused({loan, Recording(ADraw())}, Voiding(4));
       }},
      {Reason::kMonthNotOver,
       [] {
         return Refused(
             {}, PublishReport{.month = ParseMonth("2024-06").value(), .at = 1, .figures = {}});
       }},
      {Reason::kNotAPartnerBank,
       [] {
         return Refused({RegisterBody{ABody("baoan", BodyKind::kInsurer)}},
                        ALoan([](L& l) { l.id.bank = "baoan"; }));
       }},
      {Reason::kTooManyEvents, TooManyDraws},
      {Reason::kBodyKindFixed,
       [] {
         return FundRefused({}, AmendBody{ABody("qingcao", BodyKind::kInsurer), "x"});
       }},
      {Reason::kDayNotTurned,
       [] {
         return Decide(LedgerBooks().books(), CallerOf(Role::kSystem), TurnDay{Day("2024-06-30")})
             .status();
       }},
      {Reason::kTotalOutOfRange, TotalOutOfRange},
      {Reason::kTooManySlices, TooManySlices},
      {Reason::kTooManyUnits, TooManyUnits},
      {Reason::kSecondPersonRequired,
       [] {
         return FundRefused({}, Moving("M1", FundMovementKind::kFeeOut),
                            CallerOf(Role::kFinanceBureau));
       }},
      {Reason::kMovementExists,
       [] {
         return FundRefused({Moving("M1", FundMovementKind::kAppropriationIn)},
                            Moving("M1", FundMovementKind::kInterestIn));
       }},
      {Reason::kMovementUnknown, [] { return FundRefused({}, Reversing("X1", "M1")); }},
      {Reason::kAvailableExceeded,
       [] { return FundRefused({}, Moving("M1", FundMovementKind::kFeeOut)); }},
      {Reason::kDepositExceeded,
       [] { return FundRefused({}, Moving("M1", FundMovementKind::kDepositTakenBack)); }},
      {Reason::kMovementAlreadyReversed,
       [] {
         return FundRefused(
             {Moving("M1", FundMovementKind::kAppropriationIn), Reversing("X1", "M1")},
             Reversing("X2", "M1"));
       }},
      {Reason::kMovementIsReversal,
       [] {
         return FundRefused(
             {Moving("M1", FundMovementKind::kAppropriationIn), Reversing("X1", "M1")},
             Reversing("X2", "X1"));
       }},
  };
  return *kProducers;
}

// "LOAN_EXISTS" -> "kLoanExists".
std::string ConstantOf(absl::string_view name) {
  std::string constant = "k";
  for (const absl::string_view word : absl::StrSplit(name, '_')) {
    constant.push_back(word[0]);
    for (const char c : word.substr(1)) constant.push_back(static_cast<char>(c - 'A' + 'a'));
  }
  return constant;
}

// The text of all sources in a folder.
std::string SourcesOf(const std::string& folder) {
  std::stringstream text;
  for (const auto& entry : std::filesystem::directory_iterator(folder)) {
    const std::filesystem::path& path = entry.path();
    if (path.extension() == ".cc" || path.extension() == ".h") {
      text << std::ifstream(path).rdbuf();
    }
  }
  return text.str();
}

TEST(ReasonsCovered, Examples) {
  EXPECT_EQ(RefusalText(Producers().at(Reason::kDateMalformed)()), "DATE_MALFORMED got=2024-02-30");
  EXPECT_EQ(ConstantOf("TOO_MANY_ITEMS"), "kTooManyItems");
}

TEST(ReasonsCovered, EveryReasonIsProducedHereOrByALayerAbove) {
  for (const ReasonRow& row : Reasons()) {
    const bool here = Producers().contains(row.reason) || CoverRefusals().contains(row.reason) ||
                      ReconciliationRefusals().contains(row.reason) ||
                      TrustRefusals().contains(row.reason);
    const bool above = OfOtherLayers().contains(row.reason);
    EXPECT_NE(here, above) << row.name << ": one of the two lists has it";
  }
  std::map<Reason, Producer> producers = Producers();
  producers.insert(CoverRefusals().begin(), CoverRefusals().end());
  producers.insert(ReconciliationRefusals().begin(), ReconciliationRefusals().end());
  producers.insert(TrustRefusals().begin(), TrustRefusals().end());
  for (const auto& [reason, produce] : producers) {
    const absl::Status status = produce();
    const std::vector<Violation> violations = ViolationsOf(status);
    ASSERT_FALSE(violations.empty()) << RowOf(reason).name;
    EXPECT_EQ(RowOf(violations[0].reason).name, RowOf(reason).name) << RefusalText(status);
    EXPECT_EQ(status.code(), RowOf(reason).code);
  }
}

TEST(ReasonsCovered, TheLayersAboveDoProduceTheirs) {
  std::map<std::string, std::string> sources;
  for (const std::string folder : {"ledger", "proto/wire", "engine", "server"}) {
    sources[folder] = SourcesOf(folder);
    ASSERT_FALSE(sources[folder].empty()) << folder;
  }
  for (const auto& [reason, folder] : OfOtherLayers()) {
    const std::string use = "Reason::" + ConstantOf(RowOf(reason).name);
    EXPECT_TRUE(absl::StrContains(sources[folder], use)) << use << " is not in " << folder;
  }
}

}  // namespace
}  // namespace ippledge
