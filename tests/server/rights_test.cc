// The table of rights: it has every method, docs/api.md shows it, and the rules agree with it.
#include "server/rights.h"

#include <gmock/gmock.h>
#include <google/protobuf/descriptor.h>
#include <google/protobuf/descriptor.pb.h>
#include <gtest/gtest.h>

#include <filesystem>
#include <fstream>
#include <map>
#include <set>
#include <sstream>
#include <string>
#include <vector>

#include "absl/strings/match.h"
#include "absl/strings/str_cat.h"
#include "absl/strings/str_split.h"
#include "ledger/decide.h"
#include "ledger/refusal.h"
#include "ledger/trust.h"

namespace ippledge::server {
namespace {

const std::filesystem::path kRoot = IPPLEDGE_ROOT;

// Methods of all services in proto/ippledge/v1, as the folder has them, but those that a witness
// serves, not the ledger.
std::set<std::string> AllMethods() {
  std::set<std::string> methods;
  const auto* const pool = google::protobuf::DescriptorPool::generated_pool();
  for (const auto& entry : std::filesystem::directory_iterator(kRoot / "proto/ippledge/v1")) {
    const std::string name = entry.path().filename().string();
    if (!absl::EndsWith(name, "_service.proto") || name == "witness_service.proto") continue;
    const auto* const file = pool->FindFileByName("ippledge/v1/" + name);
    EXPECT_NE(file, nullptr) << name;
    for (int s = 0; file != nullptr && s < file->service_count(); ++s) {
      for (int m = 0; m < file->service(s)->method_count(); ++m) {
        methods.insert(
            absl::StrCat(file->service(s)->name(), "/", file->service(s)->method(m)->name()));
      }
    }
  }
  return methods;
}

TEST(Rights, HaveARowForEachMethodAndNoOther) {
  std::set<std::string> rows;
  for (const Right& right : Rights()) {
    EXPECT_TRUE(rows.insert(std::string(right.method)).second) << right.method << " twice";
    EXPECT_NE(right.all_rows | right.own_rows, 0) << right.method << ": nobody may call it";
    EXPECT_EQ(right.all_rows & right.own_rows, 0) << right.method << ": all and own";
    EXPECT_EQ(right.own_rows != 0, right.rows != Rows::kProgramme) << right.method;
    EXPECT_EQ(right.Of(Role::kSystem), Access::kNever) << right.method;
    EXPECT_EQ(right.Of(Role::kUnspecified), Access::kNever) << right.method;
  }
  EXPECT_EQ(rows, AllMethods());
  EXPECT_GT(rows.size(), 80u);
}

TEST(Rights, OfWhatIsNoRequestAreNobodys) {
  const Right& right = RightFor(*google::protobuf::FileDescriptorProto::descriptor());
  for (int i = 0; i < kRoleCount; ++i) {
    EXPECT_EQ(right.Of(static_cast<Role>(i)), Access::kNever);
  }
}

// ---- docs/api.md ----

std::string PersonsText(Persons persons) {
  switch (persons) {
    case Persons::kOne:
      return "";
    case Persons::kTwo:
      return "2";
    case Persons::kByContent:
      return "1-2";
  }
  return "?";
}

std::string RowOfDocs(const Right& right) {
  std::string row = absl::StrCat("| `", right.method, "` |");
  for (int i = 1; i < kRoleCount; ++i) {
    const auto role = static_cast<Role>(i);
    if (role == Role::kSystem) continue;
    const Access access = right.Of(role);
    absl::StrAppend(&row, access == Access::kAllRows   ? " all |"
                          : access == Access::kOwnRows ? " own |"
                                                       : " |");
  }
  const std::string persons = PersonsText(right.persons);
  return absl::StrCat(row, persons.empty() ? " |" : absl::StrCat(" ", persons, " |"));
}

TEST(Rights, AreThoseOfTheDocumentation) {
  std::ifstream file(kRoot / "docs/api.md");
  std::stringstream text;
  text << file.rdbuf();
  std::vector<std::string> documented;
  for (const absl::string_view line : absl::StrSplit(text.str(), '\n')) {
    if (absl::StartsWith(line, "| `") && absl::StrContains(line, "Service/")) {
      documented.emplace_back(line);
    }
  }
  std::vector<std::string> rows;
  for (const Right& right : Rights()) rows.push_back(RowOfDocs(right));
  EXPECT_EQ(documented, rows);
}

// ---- the rules ----

constexpr char kOwn[] = "icbc-nm";
constexpr char kForeign[] = "ccb-nm";

// What each method of a write asks of the ledger; of one that the content opens to more, all forms
// of it. `bank` is that of the loan.
std::map<std::string, std::vector<Command>> CommandsAbout(const std::string& bank) {
  const LoanId loan{.bank = bank, .contract_number = "HT-1"};
  auto terms = std::make_shared<NewLoan>();
  terms->id = loan;
  std::map<std::string, std::vector<Command>> commands = {
      {"ProgrammeService/FoundProgramme", {FoundProgramme{}}},
      {"ProgrammeService/RegisterBody", {RegisterBody{}}},
      {"ProgrammeService/AmendBody", {AmendBody{}}},
      {"ProgrammeService/RecordOpeningFigure", {RecordOpeningFigure{}}},
      {"AdminService/EraseSubject", {EraseSubject{}}},
      {"ReportService/PublishReport", {PublishReport{}}},
      {"LoanService/RecordLoan", {RecordLoan{.loan = terms}}},
      {"LoanService/RecordDraw", {RecordDraw{.loan = loan}}},
      {"LoanService/RecordRepayment", {RecordRepayment{.loan = loan}}},
      {"LoanService/RecordExtension", {RecordExtension{.loan = loan}}},
      {"LoanService/RecordClassChange", {RecordClassChange{.loan = loan}}},
      {"LoanService/RecordPledgeRegistration", {RecordPledgeRegistration{.loan = loan}}},
      {"LoanService/RecordPledgeRelease", {RecordPledgeRelease{.loan = loan}}},
      {"LoanService/CorrectLoan", {CorrectLoan{.loan = loan}}},
      {"FundService/RecordMovement",
       {RecordFundMovement{.movement = {.kind = FundMovementKind::kInterestIn}}}},
      {"FundService/ReverseMovement", {ReverseFundMovement{}}},
      {"PolicyService/IssuePolicy", {IssuePolicy{.policy = std::make_shared<Policy>()}}},
      {"PolicyService/EnterCalendar", {EnterCalendar{}}},
      {"PolicyService/EnterLendingRate", {EnterLendingRate{}}},
      {"PolicyService/RecordPortfolioFigure", {RecordPortfolioFigure{}}},
      {"CoverService/ApplyForCover", {ApplyForCover{.loan = loan}}},
      {"CoverService/DecideCover", {DecideCover{.loan = loan}}},
      {"CoverService/ReportRisk", {ReportRisk{.loan = loan}}},
      {"ClaimService/FileClaim", {FileClaim{.loan = loan}}},
      {"ClaimService/RunPayments", {RunPayments{}}},
      {"ClaimService/ConfirmPayment", {ConfirmPayment{.loan = loan}}},
      {"ClaimService/RecordRecovery", {RecordRecovery{.loan = loan}}},
      {"ClaimService/ConfirmRemittance", {ConfirmRemittance{.loan = loan}}},
      {"ClaimService/CloseRecovery", {CloseRecovery{.loan = loan}}},
      {"ClaimService/DemandClawback", {DemandClawback{.loan = loan}}},
      {"ClaimService/ConfirmClawback", {ConfirmClawback{.loan = loan}}},
      {"ReconciliationService/RegisterAccount", {RegisterAccount{}}},
      {"ReconciliationService/OpenStatement", {OpenStatement{}}},
      {"ReconciliationService/AddStatementLines", {AddStatementLines{}}},
      {"ReconciliationService/CloseStatement", {CloseStatement{}}},
      {"ReconciliationService/WithdrawStatement", {WithdrawStatement{}}},
      {"ReconciliationService/RunMatching", {RunMatching{}}},
      {"ReconciliationService/RecordMatch", {RecordMatch{}}},
      {"ReconciliationService/UndoMatch", {UndoMatch{}}},
      {"ReconciliationService/ClosePeriod", {ClosePeriod{}}},
      {"ReconciliationService/ReopenPeriod", {ReopenPeriod{}}},
      {"AdminService/AmendMembers", {AmendMembers{}}},
      {"AdminService/AdmitKey", {AdmitKey{}}},
      {"AdminService/RetireKey", {RetireKey{}}},
      {"AdminService/SetQuorum", {SetQuorum{}}},
      {"AdminService/RecordAudit", {RecordAudit{}}},
  };
  for (const StepRow& row : StepRows()) {
    commands["ClaimService/TakeClaimStep"].push_back(
        TakeClaimStep{.loan = loan, .step = row.step, .decision = row.decision});
  }
  return commands;
}

// The best that a role gets of the ledger: OK, or why it may not.
Reason RefusalOfRight(const std::vector<Command>& commands, Role role) {
  Books books;
  books.programme.last_entry = 0;
  books.AssumeRestAbsent(true);
  const Caller caller{.organisation = kOwn, .role = role, .person = "p-1", .second_person = "p-2"};
  Reason reason = Reason::kNone;
  for (const Command& command : commands) {
    const absl::Status status = Decide(books, caller, command).status();
    reason = ReasonOf(status);
    const bool of_right = reason == Reason::kRoleNotAllowed || reason == Reason::kNotYourRows ||
                          reason == Reason::kSecondPersonRequired;
    if (!of_right) return Reason::kNone;
  }
  return reason;
}

TEST(Rights, AgreeWithTheRules) {
  const auto own = CommandsAbout(kOwn);
  const auto foreign = CommandsAbout(kForeign);
  for (const Right& right : Rights()) {
    const auto commands = own.find(std::string(right.method));
    if (commands == own.end()) continue;
    for (int i = 1; i < kRoleCount; ++i) {
      const auto role = static_cast<Role>(i);
      if (role == Role::kSystem) continue;
      SCOPED_TRACE(absl::StrCat(right.method, " as ", NameOf(role)));
      const Access access = right.Of(role);
      const Reason denied = Reason::kRoleNotAllowed;
      EXPECT_EQ(RefusalOfRight(commands->second, role),
                access == Access::kNever ? denied : Reason::kNone);
      EXPECT_EQ(RefusalOfRight(foreign.at(std::string(right.method)), role),
                access == Access::kNever                                   ? denied
                : access == Access::kOwnRows && right.rows == Rows::kNamed ? Reason::kNotYourRows
                                                                           : Reason::kNone);
    }
  }
  // Each kind of command that callers give is among them: all but those of the ledger itself.
  constexpr std::size_t kOfTheLedger = 4;  // TurnDay, RecordTotals, CutTail, PassDeadline
  EXPECT_EQ(own.size(), std::variant_size_v<Command> - kOfTheLedger);
}

}  // namespace
}  // namespace ippledge::server
