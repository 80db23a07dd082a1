// The table of rights: server/rights.h. docs/api.md shows it.
#include "server/rights.h"

namespace ippledge::server {
namespace {

constexpr RoleSet kNobody = 0;
constexpr RoleSet kBanks = Role::kBankMaker | Role::kBankChecker;
constexpr RoleSet kChecker = SetOf(Role::kBankChecker);
constexpr RoleSet kOffice = SetOf(Role::kIpOffice);
constexpr RoleSet kBureau = SetOf(Role::kFinanceBureau);
constexpr RoleSet kOfficers = SetOf(Role::kSecurityOfficer);
constexpr RoleSet kInspectors = Role::kAuditor | Role::kOperator;
constexpr RoleSet kGovern = kOffice | kBureau;
constexpr RoleSet kBodies = SetOf(Role::kFundManager) | kGovern;
constexpr RoleSet kReconcilers = kBodies | SetOf(Role::kAuditor);
constexpr RoleSet kReaders = kReconcilers | SetOf(Role::kReporter) | SetOf(Role::kOperator);
constexpr RoleSet kBanksAndReaders = kBanks | kReaders;
constexpr RoleSet kAll = kBanksAndReaders | kOfficers;

// Methods about the programme as a whole where two persons act: always, or as the content says.
constexpr Right Two(absl::string_view method, RoleSet roles) {
  return {method, roles, kNobody, Rows::kProgramme, Persons::kTwo};
}
constexpr Right OneOrTwo(absl::string_view method, RoleSet roles) {
  return {method, roles, kNobody, Rows::kProgramme, Persons::kByContent};
}

// Methods that decide: for persons, not for programs.
constexpr Right Person(Right right) {
  right.by_person = true;
  return right;
}

// clang-format off
constexpr Right kRights[] = {
    // method, all rows, own rows, what keeps to them, persons
    Person({"ProgrammeService/FoundProgramme", kGovern}),
    {"ProgrammeService/GetProgramme", kAll},
    {"ProgrammeService/ListProgrammes", kAll},
    Person({"ProgrammeService/RegisterBody", kGovern}),
    Person(Two("ProgrammeService/AmendBody", kGovern)),
    {"ProgrammeService/ListBodies", kAll},
    {"ProgrammeService/RecordOpeningFigure", kGovern},
    {"ProgrammeService/ListOpeningFigures", kAll},

    {"LoanService/RecordLoan", kBodies, kBanks, Rows::kNamed},
    {"LoanService/RecordDraw", kBodies, kBanks, Rows::kNamed},
    {"LoanService/RecordRepayment", kBodies, kBanks, Rows::kNamed},
    {"LoanService/RecordExtension", kBodies, kBanks, Rows::kNamed},
    {"LoanService/RecordClassChange", kBodies, kBanks, Rows::kNamed},
    {"LoanService/RecordPledgeRegistration", kBodies, kBanks, Rows::kNamed},
    {"LoanService/RecordPledgeRelease", kBodies, kBanks, Rows::kNamed},
    {"LoanService/CorrectLoan", kBodies, kBanks, Rows::kNamed},
    {"LoanService/BatchRecord", kBodies, kBanks, Rows::kEach},
    {"LoanService/StreamRecord", kBodies, kBanks, Rows::kEach},
    {"LoanService/GetLoan", kReaders, kBanks, Rows::kNamed},
    {"LoanService/ListLoans", kReaders, kBanks, Rows::kNamedOrOwn},

    OneOrTwo("FundService/RecordMovement", kBureau),
    Two("FundService/ReverseMovement", kBureau),
    {"FundService/GetFund", kReaders},
    {"FundService/ListMovements", kReaders},
    {"FundService/ExportMovements", kReaders},

    Two("PolicyService/IssuePolicy", kGovern),
    {"PolicyService/GetPolicy", kAll},
    {"PolicyService/ListPolicies", kAll},
    {"PolicyService/EnterCalendar", kGovern},
    {"PolicyService/ListCalendars", kAll},
    {"PolicyService/EnterLendingRate", kGovern},
    {"PolicyService/ListLendingRates", kAll},
    {"PolicyService/RecordPortfolioFigure", kBodies},
    {"PolicyService/ListPortfolioFigures", kReaders, kBanks, Rows::kNamedOrOwn},

    {"CoverService/ApplyForCover", kBodies, kBanks, Rows::kNamed},
    Person({"CoverService/DecideCover", kBodies}),
    {"CoverService/ReportRisk", kBodies, kBanks, Rows::kNamed},
    {"CoverService/GetCover", kReaders, kBanks, Rows::kNamed},
    {"CoverService/ListCovers", kReaders, kBanks, Rows::kNamedOrOwn},

    {"ClaimService/FileClaim", kNobody, kChecker, Rows::kNamed},
    Person({"ClaimService/TakeClaimStep", kBodies, kChecker, Rows::kNamed, Persons::kByContent,
            Roles::kByContent}),
    Two("ClaimService/RunPayments", kBureau),
    Two("ClaimService/ConfirmPayment", kBureau),
    {"ClaimService/RecordRecovery", kNobody, kBanks, Rows::kNamed},
    {"ClaimService/ConfirmRemittance", kBureau},
    Person(OneOrTwo("ClaimService/CloseRecovery", kGovern)),
    Two("ClaimService/DemandClawback", kBureau),
    {"ClaimService/ConfirmClawback", kBureau},
    {"ClaimService/GetClaim", kReaders, kBanks, Rows::kNamed},
    {"ClaimService/ListWork", kReaders, kBanks, Rows::kNamedOrOwn},

    Two("ReconciliationService/RegisterAccount", kBureau),
    {"ReconciliationService/ListAccounts", kReconcilers},
    {"ReconciliationService/OpenStatement", kBureau},
    {"ReconciliationService/AddStatementLines", kBureau},
    {"ReconciliationService/CloseStatement", kBureau},
    OneOrTwo("ReconciliationService/WithdrawStatement", kBureau),
    {"ReconciliationService/ListStatements", kReconcilers},
    {"ReconciliationService/GetStatement", kReconcilers},
    {"ReconciliationService/RunMatching", kBureau},
    Person(OneOrTwo("ReconciliationService/RecordMatch", kBureau)),
    OneOrTwo("ReconciliationService/UndoMatch", kBureau),
    {"ReconciliationService/ListMatches", kReconcilers},
    {"ReconciliationService/ListOpenItems", kReconcilers},
    {"ReconciliationService/ExplainLine", kReconcilers},
    {"ReconciliationService/GetSheet", kReconcilers},
    Person({"ReconciliationService/ClosePeriod", kBureau}),
    Two("ReconciliationService/ReopenPeriod", kBureau),
    {"ReconciliationService/ListPeriods", kReconcilers},
    {"ReconciliationService/ListExceptions", kReconcilers},

    {"ReportService/GetTotals", kReaders, kBanks, Rows::kEach},
    {"ReportService/GetTrajectory", kBanksAndReaders},
    {"ReportService/DiffTotals", kReaders, kBanks, Rows::kEach},
    {"ReportService/WatchTotals", kBanksAndReaders},
    Person({"ReportService/PublishReport", kGovern}),
    {"ReportService/ListPublishedReports", kAll},
    {"ReportService/ListPledgedPatents", kReaders, kBanks, Rows::kEach},
    {"ReportService/ExportTotals", kReaders, kBanks, Rows::kEach},
    {"ReportService/ExportLoans", kReaders, kBanks, Rows::kNamedOrOwn},

    {"JournalService/GetEntry", kReaders, kBanks | kOfficers, Rows::kEach},
    {"JournalService/ListEntries", kReaders, kBanks | kOfficers, Rows::kEach},
    {"JournalService/FollowEntries", kReaders, kBanks | kOfficers, Rows::kEach},
    {"JournalService/GetCheckpoint", kAll},
    {"JournalService/ListCheckpoints", kAll},
    {"JournalService/FollowCheckpoints", kAll},
    {"JournalService/GetInclusionProof", kAll},
    {"JournalService/GetConsistencyProof", kAll},
    {"JournalService/GetTile", kReaders, kBanks | kOfficers, Rows::kEach},
    {"JournalService/GetReceipt", kReaders, kBanks | kOfficers, Rows::kEach},
    {"JournalService/AddCosignature", kBanks | kBureau | SetOf(Role::kAuditor)},

    Two("AdminService/AmendMembers", kOfficers),
    {"AdminService/ListMembers", kReaders | kOfficers, kBanks, Rows::kNamedOrOwn},
    Two("AdminService/AdmitKey", kOfficers),
    Two("AdminService/RetireKey", kOfficers),
    {"AdminService/ListKeys", kAll},
    Two("AdminService/SetQuorum", kBureau),
    {"AdminService/GetQuorum", kAll},
    {"AdminService/RecordAudit", kInspectors},
    {"AdminService/ListAudits", kAll},
    {"AdminService/StartAudit", kInspectors},
    {"AdminService/ListKeptActs", kOfficers | kInspectors},
    {"AdminService/BackUp", SetOf(Role::kOperator)},
    Two("AdminService/EraseSubject", kOfficers),
};
// clang-format on

}  // namespace

absl::Span<const Right> Rights() { return kRights; }

}  // namespace ippledge::server
