#include "ledger/fields.h"

#include <gtest/gtest.h>

#include <concepts>
#include <random>
#include <set>
#include <string>
#include <tuple>
#include <vector>

#include "absl/strings/escaping.h"
#include "ledger/cover_fields.h"
#include "ledger/reconciliation_fields.h"
#include "tests/testing/random_fields.h"
#include "tests/testing/status_matchers.h"

namespace ippledge {
namespace {

// Every struct that has a list of fields.
using Lists = std::tuple<
    InterestTerms, EligibilityTerms, LossTerms, Party, Tier, Uplift, ShareMode, CapTerms, Brake,
    PaymentTerms, ClaimTerms, RecoveryTerms, ClawbackTerms, StepTerms, LifeCycleTerms, Policy,
    ScopeFigures, PaidByParty, PortfolioFacts, EnrolmentFacts, LevelFiling, ClaimFacts,
    BorneByParty, RecoveryFacts, ClawbackFacts, PolicyFacts, TraceLine, PartAmount, StepVerdict,
    LoanId, FundFigures, Judgement, CoverApplication, RiskReport, ClaimDocument, ClaimFiling,
    StepTaken, PaymentOrder, BorneLoss, NewRecovery, Recovery, Clawback, Claim, ReportedRisk, Cover,
    CalendarYear, LendingRate, PortfolioFigure, RecordPortfolioFigure, PortfolioFigureRecorded,
    DecisionGrounds, IssuePolicy, EnterCalendar, EnterLendingRate, ApplyForCover, DecideCover,
    ReportRisk, FileClaim, TakeClaimStep, RunPayments, ConfirmPayment, RecordRecovery,
    ConfirmRemittance, CloseRecovery, DemandClawback, ConfirmClawback, PassDeadline, PolicyIssued,
    CalendarEntered, LendingRateEntered, CoverApplied, CoverDecided, RiskReported, ClaimFiled,
    ClaimStepTaken, OrderedPayment, PaymentsOrdered, PaymentConfirmed, RecoveryRecorded,
    RemittanceConfirmed, RecoveryClosed, ClawbackDemanded, ClawbackReceived, DeadlinePassed,
    BankAccount, ProtectedText, BankLine, StatementHeader, LineName, MovementName, Match,
    RegisterAccount, OpenStatement, AddStatementLines, CloseStatement, WithdrawStatement,
    RunMatching, RecordMatch, UndoMatch, ClosePeriod, ReopenPeriod, AccountRegistered,
    StatementOpened, StatementLinesAdded, StatementClosed, StatementWithdrawn, MatchesMade,
    MatchRecorded, MatchUndone, PeriodClosed, PeriodReopened, Member, VerifierKey, QuorumPart,
    Quorum, CosignedCheckpoint, AuditResult, AmendMembers, AdmitKey, RetireKey, SetQuorum,
    RecordAudit, EraseSubject, MembersAmended, KeyAdmitted, KeyRetired, QuorumSet, AuditRecorded,
    SubjectErased>;

template <typename T>
class FieldsTest : public testing::Test {};
template <typename Tuple>
struct TypesOf;
template <typename... T>
struct TypesOf<std::tuple<T...>> {
  using Types = testing::Types<T...>;
};

// Members of an aggregate: the most values that it can be made of.
struct Anything {
  template <typename T>
  operator T&() const;  // NOLINT: any member is made of it
};
template <std::size_t>
using AnythingAt = Anything;
template <typename T, std::size_t... Index>
constexpr bool IsMadeOf(std::index_sequence<Index...>) {
  return requires { T{AnythingAt<Index>{}...}; };
}
template <typename T, std::size_t N = 1>
constexpr std::size_t MembersOf() {
  if constexpr (IsMadeOf<T>(std::make_index_sequence<N>())) {
    return MembersOf<T, N + 1>();
  } else {
    return N - 1;
  }
}

// Numbers and addresses that a list visits.
struct Visited {
  template <typename T>
  void operator()(int number, T& member) {
    numbers.push_back(number);
    members.insert(&member);
  }
  std::vector<int> numbers;
  std::set<const void*> members;
};

template <typename T>
bool Equal(const T& a, const T& b) {
  if constexpr (std::equality_comparable<T>) {
    return a == b;
  } else {
    return WireOf(a) == WireOf(b);
  }
}

TYPED_TEST_SUITE(FieldsTest, TypesOf<Lists>::Types);

TYPED_TEST(FieldsTest, ListEveryMemberOnceInRisingOrder) {
  TypeParam value{};
  Visited visited;
  VisitFields(visited, value);
  EXPECT_EQ(visited.numbers.size(), MembersOf<TypeParam>());
  EXPECT_EQ(visited.members.size(), visited.numbers.size());
  for (std::size_t i = 0; i < visited.numbers.size(); ++i) {
    EXPECT_GT(visited.numbers[i], i == 0 ? 0 : visited.numbers[i - 1]);
  }
}

TYPED_TEST(FieldsTest, RoundTrip) {
  std::mt19937_64 engine(1);
  TypeParam again{};  // reused: nothing of the value before stays
  for (int i = 0; i < 100; ++i) {
    const auto value = AnyOf<TypeParam>(engine);
    const std::string bytes = WireOf(value);
    ASSERT_THAT(ReadWire(bytes, again), IsOk());
    EXPECT_TRUE(Equal(again, value));
    EXPECT_EQ(WireOf(again), bytes);
  }
}

// What is read is what was written: no other bytes say the same.
TYPED_TEST(FieldsTest, DamageIsNoticedOrIsAnotherValue) {
  std::mt19937_64 engine(2);
  const auto expect = [](const std::string& bytes) {
    TypeParam value{};
    const absl::Status status = ReadWire(bytes, value);
    if (status.ok()) {
      EXPECT_EQ(WireOf(value), bytes);
    } else {
      EXPECT_TRUE(absl::IsDataLoss(status) || absl::IsFailedPrecondition(status)) << status;
    }
  };
  for (int i = 0; i < 10; ++i) {
    const std::string bytes = WireOf(AnyOf<TypeParam>(engine));
    for (int k = 0; k < 50 && !bytes.empty(); ++k) {
      std::string changed = bytes;
      char& byte = changed[engine() % changed.size()];
      byte = static_cast<char>(byte ^ (1 << engine() % 8));
      expect(changed);
      expect(bytes.substr(0, engine() % bytes.size()));
    }
  }
}

TEST(Fields, Examples) {
  EXPECT_EQ(WireOf(LoanId{"b", "HT"}),
            "\x0a\x01"
            "b"
            "\x12\x02"
            "HT");
  EXPECT_EQ(WireOf(LoanId{}), "");
  std::string bytes = "before";
  AppendWire(RunPayments{"R"}, bytes);
  EXPECT_EQ(bytes, "before\x0a\x01R");
}

TEST(Fields, EachTypeHasItsForm) {
  const auto hex = [](const auto& value) { return absl::BytesToHexString(WireOf(value)); };
  EXPECT_EQ(hex(PaymentOrder{"", Money::OfFen(-1), Date::OfDays(-1), 300}),
            "10ffffffffffffffffff01"  // -1 fen
            "1801"                    // -1 day
            "20ac02");
  RiskReport report{.kind = RiskKind::kRestructured, .consent = true};
  EXPECT_EQ(hex(report), "08092001");
  CoverApplication application{.tags = {"a", ""}};
  EXPECT_EQ(hex(application),
            "220161"
            "2200");
  application = {.firm_registration_date = Date(), .clean_credit_years = 0, .ip_value = Money()};
  EXPECT_EQ(hex(application),
            "5000"
            "5800"
            "6000");
  ClaimDocument document;
  EXPECT_EQ(hex(document), "");
  document.sha256[31] = 7;
  EXPECT_EQ(hex(document), "2220" + std::string(62, '0') + "07");
  EXPECT_EQ(hex(CalendarYear{.year = 2026, .holidays = {Date(), Date::OfDays(1)}}),
            "08ea0f"
            "12020002");
  EXPECT_EQ(hex(IssuePolicy{}), "");
  EXPECT_EQ(hex(ApplyForCover{}),
            "0a00"
            "1200");
  EXPECT_EQ(hex(TraceLine{.inputs = {{"k", "v"}, {"", ""}}}),
            "12060a016b120176"
            "1200");
  PolicyFacts facts;
  facts.steps = {ClawbackFacts{.days = 3}};
  EXPECT_EQ(hex(facts),
            "0a00"
            "1204"
            "2202"
            "2803");
  // A part of 128 bytes: its length takes two.
  EXPECT_EQ(hex(EnterCalendar{{.source = std::string(126, 'x')}}).substr(0, 10), "0a8001227e");
}

TEST(Fields, WhatNoStructGivesIsRefused) {
  const absl::StatusCode lost = absl::StatusCode::kDataLoss;
  const absl::StatusCode newer = absl::StatusCode::kFailedPrecondition;
  const absl::StatusCode fine = absl::StatusCode::kOk;
  struct Case {
    const char* what;
    const char* hex;
    absl::StatusCode code;
  };
  const auto check = [](auto value, const std::vector<Case>& cases) {
    for (const Case& c : cases) {
      EXPECT_EQ(ReadWire(absl::HexStringToBytes(c.hex), value).code(), c.code) << c.what;
    }
  };
  check(PaymentOrder(), {
                            {"all of it",
                             "0a0161"
                             "1007"
                             "1801"
                             "2005",
                             fine},
                            {"nothing", "", fine},
                            {"unknown number", "2801", newer},
                            {"unknown number of 4 bytes", "2d01020304", newer},
                            {"unknown number of 8 bytes", "290102030405060708", newer},
                            {"unknown part", "2a0161", newer},
                            {"unknown number, and damage",
                             "0a00"
                             "2801",
                             newer},
                            {"number 0", "0001", lost},
                            {"number too large",
                             "8080808010"
                             "01",
                             lost},
                            {"a group", "2b", lost},
                            {"another type", "0801", lost},
                            {"cut tag", "80", lost},
                            {"cut number", "10", lost},
                            {"cut text", "0a0261", lost},
                            {"cut length", "0a", lost},
                            {"cut 4 bytes", "2d0102", lost},
                            {"longer form", "108700", lost},
                            {"11 bytes", "10ffffffffffffffffffff01", lost},
                            {"65 bits", "10ffffffffffffffffff02", lost},
                            {"zero that is stated", "1000", lost},
                            {"empty text that is stated", "0a00", lost},
                            {"twice",
                             "1007"
                             "1007",
                             lost},
                            {"out of order",
                             "2005"
                             "1007",
                             lost},
                            {"amount",
                             "10"
                             "818084fea6dee111",
                             lost},
                            {"largest amount",
                             "10"
                             "808084fea6dee111",
                             fine},
                            {"first day", "18bd8f03", fine},
                            {"day before", "18bf8f03", lost},
                            {"last day", "18caa00a", fine},
                            {"day after", "18cca00a", lost},
                            {"day beyond 32 bits", "18ffffffffffffffffff01", lost},
                        });
  check(RiskReport(), {
                          {"largest kind", "080a", fine},
                          {"unknown kind", "080b", lost},
                          {"negative kind", "08ffffffffffffffffff01", lost},
                          {"truth value", "2002", lost},
                      });
  check(BorneLoss(), {{"largest role", "1005", fine}, {"unknown role", "1006", lost}});
  check(ApplyForCover(), {
                             {"both parts",
                              "0a00"
                              "1200",
                              fine},
                             {"missing part", "0a00", lost},
                             {"unknown field inside",
                              "0a021801"
                              "1200",
                              newer},
                             {"damage inside",
                              "0a021001"
                              "1200",
                              lost},
                         });
  check(
      ClaimDocument(),
      {
          {"31 bytes", "221f00000000000000000000000000000000000000000000000000000000000000", lost},
          {"stated zeros", "22200000000000000000000000000000000000000000000000000000000000000000",
           lost},
      });
  check(CalendarYear(), {
                            {"days", "12020002", fine},
                            {"empty list", "1200", lost},
                            {"not packed", "1000", lost},
                            {"cut in a list", "120180", lost},
                            {"day in a list", "1204bf8f0300", lost},
                            {"list in two",
                             "120100"
                             "120100",
                             lost},
                            {"year beyond int", "088080808010", lost},
                        });
  check(CoverApplication(), {
                                {"stated zeros of what is optional",
                                 "5000"
                                 "5800"
                                 "6000",
                                 fine},
                                {"number for a text", "2001", lost},
                                {"text list",
                                 "2200"
                                 "220161",
                                 fine},
                            });
  check(PolicyFacts(), {
                           {"a step",
                            "0a00"
                            "12022200",
                            fine},
                           {"no alternative",
                            "0a00"
                            "1200",
                            lost},
                           {"two alternatives",
                            "0a00"
                            "1204"
                            "1a00"
                            "2200",
                            lost},
                           {"unknown alternative",
                            "0a00"
                            "12022a00",
                            newer},
                           {"no portfolio", "12022200", lost},
                       });
  check(TraceLine(), {{"pair", "12030a016b", fine}, {"third of a pair", "12021801", newer}});
}

}  // namespace
}  // namespace ippledge
