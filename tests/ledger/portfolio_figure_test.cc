// Figures that people enter: their shape, which of them stand, and what a policy makes of them.
#include "ledger/portfolio_figure.h"

#include <gtest/gtest.h>

#include <functional>
#include <limits>
#include <string>
#include <vector>

#include "absl/strings/match.h"
#include "tests/testing/claim_life.h"

namespace ippledge {
namespace {

PortfolioFigure AFigure(FigureKind kind, int year, std::int64_t yuan, absl::string_view bank = "") {
  return {"F1", kind, std::string(bank), year, Yuan(yuan), "annual report"};
}

TEST(CheckPortfolioFigure, TellsEveryFault) {
  const auto faults = [](const std::function<void(PortfolioFigure&)>& change) {
    PortfolioFigure figure = AFigure(FigureKind::kCommittedLine, 2024, 1, "qingcao");
    change(figure);
    Violations found;
    CheckPortfolioFigure(figure, "it", found);
    std::string text;
    for (const Violation& v : found.list())
      absl::StrAppend(&text, RowOf(v.reason).name, " ", v.field, " ");
    return text;
  };
  using F = PortfolioFigure;
  EXPECT_EQ(faults([](F&) {}), "");
  EXPECT_EQ(faults([](F& f) { f.amount = Money(); }), "");
  EXPECT_EQ(faults([](F& f) { f.figure_id = ""; }), "FIELD_REQUIRED it.figure_id ");
  EXPECT_EQ(faults([](F& f) { f.figure_id = std::string(65, 'x'); }),
            "FIELD_TOO_LONG it.figure_id ");
  EXPECT_EQ(faults([](F& f) { f.kind = FigureKind(); }), "FIELD_REQUIRED it.kind ");
  EXPECT_EQ(faults([](F& f) { f.bank = "Q"; }), "FIELD_MALFORMED it.bank ");
  for (const int year : {0, 1989, 2199, std::numeric_limits<int>::max()}) {
    EXPECT_EQ(faults([&](F& f) { f.year = year; }), "VALUE_OUT_OF_RANGE it.year ");
  }
  EXPECT_EQ(faults([](F& f) { f.amount = Money::OfFen(-1); }), "VALUE_OUT_OF_RANGE it.amount_fen ");
  EXPECT_EQ(faults([](F& f) { f.source = ""; }), "FIELD_REQUIRED it.source ");
  // Of the whole programme only what adds up.
  for (int kind = 1; kind < kFigureKindCount; ++kind) {
    const bool adds = kind == 1 || kind == 2;
    EXPECT_EQ(faults([&](F& f) {
                f.kind = static_cast<FigureKind>(kind);
                f.bank = "";
              }),
              adds ? "" : "FIELD_REQUIRED it.bank ");
  }
}

TEST(StandingFigures, TheLastOfAKindBankAndYearStands) {
  const auto fees = FigureKind::kFeesCollected;
  std::vector<EnteredFigure> entered;
  const auto enter = [&](int year, std::int64_t yuan, absl::string_view bank = "",
                         FigureKind kind = FigureKind::kFeesCollected) {
    entered.push_back({AFigure(kind, year, yuan, bank), 0});
  };
  EXPECT_EQ(StandingFigures(entered, fees).OfAllYears(), std::nullopt);
  enter(2023, 5, "b");
  enter(2023, 3, "a");
  enter(2024, 9, "a", FigureKind::kGuaranteesEnded);
  EXPECT_EQ(StandingFigures(entered, fees).OfAll(2024), std::nullopt);
  EXPECT_EQ(StandingFigures(entered, fees).OfAll(2023), Yuan(8));
  EXPECT_EQ(StandingFigures(entered, fees).Of("", 2023), std::nullopt);
  enter(2023, 4, "b");
  EXPECT_EQ(StandingFigures(entered, fees).OfAll(2023), Yuan(7));
  EXPECT_EQ(StandingFigures(entered, fees).Of("b", 2023), Yuan(4));
  // The programme's has its banks in it.
  enter(2024, 20);
  enter(2024, 15, "a");
  EXPECT_EQ(StandingFigures(entered, fees).OfAll(2024), Yuan(20));
  EXPECT_EQ(StandingFigures(entered, fees).OfAllYears(), Yuan(27));
  EXPECT_EQ(StandingFigures(entered, fees).LastOf("a", 2025), Yuan(15));
  EXPECT_EQ(StandingFigures(entered, fees).LastOf("a", 2023), Yuan(3));
  EXPECT_EQ(StandingFigures(entered, fees).LastOf("a", 2022), std::nullopt);
}

TEST(StandingFigures, SumsEndWhereMoneyEnds) {
  std::vector<EnteredFigure> entered;
  for (const char* bank : {"a", "b", "c"}) {
    PortfolioFigure figure = AFigure(FigureKind::kFeesCollected, 2024, 0, bank);
    figure.amount = Money::OfFen(Money::kFenMax);
    entered.push_back({figure, 0});
    entered.push_back({figure, 0});
    entered.back().figure.year = 2023;
  }
  const StandingFigures standing(entered, FigureKind::kFeesCollected);
  EXPECT_EQ(standing.OfAll(2024)->fen(), Money::kFenMax);
  EXPECT_EQ(standing.OfAllYears()->fen(), Money::kFenMax);
}

// What the ledger knows now of a claim on a defaulted loan.
class Figures : public ClaimLife {
 public:
  explicit Figures(const std::function<void(Policy&)>& change) : ClaimLife(Changed(change)) {}

  void Enter(FigureKind kind, int year, std::int64_t yuan, absl::string_view bank = "") {
    PortfolioFigure figure = AFigure(kind, year, yuan, bank);
    figure.figure_id = absl::StrCat("F", last_entry());
    Must(IpOffice(), RecordPortfolioFigure{figure});
  }
  std::string Files() { return Says(BankChecker(), Filing()); }
  // The claim as computed when its file is complete.
  const StepVerdict& Judged() {
    Must(BankChecker(), Filing());
    Must(IpOffice(), Taking(WorkStep::kCompleteness));
    return last<ClaimStepTaken>().judgement->verdict;
  }
  const PortfolioFacts& facts() const { return last<ClaimStepTaken>().judgement->facts.portfolio; }

 private:
  static Policy Changed(const std::function<void(Policy&)>& change) {
    Policy policy = LifePolicy();
    change(policy);
    return policy;
  }
};

TEST(PortfolioFigures, FeesThatNobodyEnteredRefuseAndThoseEnteredCap) {
  Figures life([](Policy& p) { p.caps.joint_cap_times_fees_ppm = 2 * kWholePpm; });
  life.Defaulted();
  EXPECT_EQ(life.Files(),
            "POLICY_REFUSES filing rule=joint_cap_times_fees found=fees_collected unknown "
            "limit=unknown used=- asked=- remaining=- policy_id=p policy_version=1");
  life.Enter(FigureKind::kFeesCollected, 2023, 30'000);
  life.Enter(FigureKind::kFeesCollected, 2024, 20'000, "qingcao");
  life.Enter(FigureKind::kFeesCollected, 2024, 10'000, "yunshan");
  life.Enter(FigureKind::kFeesCollected, 2024, 15'000, "yunshan");
  const StepVerdict& verdict = life.Judged();
  EXPECT_EQ(life.facts().fees_collected, Yuan(65'000));
  EXPECT_FALSE(life.facts().fees_collected_unknown);
  EXPECT_EQ(verdict.outcome, Outcome::kPayable);
  EXPECT_EQ(FundSum(verdict, &PartAmount::amount), Yuan(130'000));
  EXPECT_TRUE(life.CheckInvariants().ok());
}

TEST(PortfolioFigures, OnlyAPolicyThatCountsByThemAsksForThem) {
  Figures life([](Policy&) {});
  life.Defaulted();
  life.Enter(FigureKind::kFeesCollected, 2023, 30'000);
  EXPECT_EQ(life.Judged().outcome, Outcome::kPayable);
  EXPECT_EQ(life.facts().fees_collected, Money());
  EXPECT_FALSE(life.facts().fees_collected_unknown);
  EXPECT_FALSE(life.facts().fees_last_year_unknown);
  EXPECT_EQ(life.facts().bank_line, std::nullopt);
}

TEST(PortfolioFigures, ABanksOwnFeesOfLastYearComeBeforeTheProgrammes) {
  const auto ceiling = [](Policy& p) { p.caps.year_ceiling_times_ppm = 2 * kWholePpm; };
  {
    Figures life(ceiling);
    life.Defaulted();
    // Of another year or another bank they say nothing.
    life.Enter(FigureKind::kFeesCollected, 2024, 1'000'000);
    life.Enter(FigureKind::kFeesCollected, 2023, 1'000'000, "yunshan");
    EXPECT_EQ(life.Files(),
              "POLICY_REFUSES filing rule=year_ceiling_times found=fees_last_year unknown "
              "limit=unknown used=- asked=- remaining=- policy_id=p policy_version=1");
    life.Enter(FigureKind::kFeesCollected, 2023, 60'000);
    EXPECT_EQ(FundSum(life.Judged(), &PartAmount::amount), Yuan(120'000));
  }
  Figures life(ceiling);
  life.Defaulted();
  life.Enter(FigureKind::kFeesCollected, 2023, 60'000);
  life.Enter(FigureKind::kFeesCollected, 2023, 40'000, "qingcao");
  EXPECT_EQ(FundSum(life.Judged(), &PartAmount::amount), Yuan(80'000));
}

TEST(PortfolioFigures, ALineCapsWhatABankEnrols) {
  Figures life([](Policy& p) {
    p.eligibility.by_committed_line = true;
    p.eligibility.cap_excess_mode = CapExcessMode::kEnrolPart;
  });
  life.Recorded();
  EXPECT_EQ(life.Says(BankMaker(kLifeBank), Applying()),
            "POLICY_REFUSES application rule=bank_allocation found=got unknown limit=unknown "
            "used=- asked=- remaining=- policy_id=p policy_version=1");
  life.Enter(FigureKind::kCommittedLine, 2023, 300'000, "qingcao");
  life.Enter(FigureKind::kCommittedLine, 2022, 900'000, "qingcao");
  life.Must(BankMaker(kLifeBank), Applying());
  EXPECT_EQ(life.last<CoverApplied>().judgement.verdict.covered, Yuan(300'000));
}

TEST(PortfolioFigures, GuaranteesThatEndedAreOfABankOrOfAll) {
  for (const BrakeScope scope : {BrakeScope::kBank, BrakeScope::kFund, BrakeScope::kRegion}) {
    Figures life([&](Policy& p) {
      p.brakes = {{.name = "payout",
                   .scope = scope,
                   .measure = BrakeMeasure::kPayoutRate,
                   .threshold_ppm = 500'000,
                   .effect = BrakeEffect::kStopClaims}};
    });
    life.Defaulted();
    EXPECT_TRUE(absl::StrContains(life.Files(), "rule=payout")) << life.Files();
    life.Enter(FigureKind::kGuaranteesEnded, 2024, 350'000, "yunshan");
    EXPECT_EQ(life.Files() == "CLAIM_FILED", false);
    // Half of 400,000.00 is the fund's 200,000.00: not above.
    life.Enter(FigureKind::kGuaranteesEnded, 2024, 400'000, "qingcao");
    const bool can_be_entered = scope != BrakeScope::kRegion;
    EXPECT_EQ(life.Files() == "CLAIM_FILED", can_be_entered) << life.Files();
  }
}

}  // namespace
}  // namespace ippledge
