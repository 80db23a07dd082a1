#include "tests/ledger/cover_commands.h"

#include <memory>

#include "tests/testing/builders.h"

namespace ippledge {
namespace {

// A policy with a few of everything.
Policy APolicy() {
  Policy policy;
  policy.policy_id = "nm";
  policy.version = 2;
  policy.title_zh = "补偿办法";
  policy.effective_date = Day("2024-01-01");
  policy.eligibility.ip_kinds = {IpKind::kPatent, IpKind::kTrademark};
  policy.eligibility.loan_amount_cap = Fen(1'000'000'000);
  ShareMode& mode = policy.modes.emplace_back();
  mode.parties = {{.name = "fund", .role = PartyRole::kFund, .share_ppm = 400'000},
                  {.name = "bank", .role = PartyRole::kBank, .share_ppm = 600'000}};
  policy.life_cycle.steps = {{WorkStep::kFirstReview, Role::kIpOffice, 10, OnSilence::kEscalate}};
  return policy;
}

ClaimDocument ADocument() {
  ClaimDocument document{"loan_contract", Day("2024-01-05"), "青草银行", {}};
  document.sha256.fill(0xab);
  return document;
}

}  // namespace

std::vector<std::pair<std::string, Command>> CoverCommands() {
  CoverApplication application{.policy_id = "nm", .mode = "default", .tags = {"hi-tech"}};
  application.pledge_mode = "direct";
  application.security_role = "combined";
  application.firm_registration_date = Day("2019-03-01");
  application.clean_credit_years = 2;
  application.ip_value = Fen(0);
  ClaimFiling filing{.claim_number = "C-1", .claimed = Fen(40'000'000)};
  filing.interest_unpaid = Fen(7);
  filing.documents = {ADocument()};
  NewRecovery recovery{"Z-1", RecoverySource::kIpSale, Day("2025-09-01"), Fen(900), Fen(100), {}};
  recovery.costs_proof = ADocument();
  const DecisionGrounds grounds{DecisionReason::kDocumentMissing, "缺少合同"};
  return {
      {"IssuePolicy", IssuePolicy{std::make_shared<const Policy>(APolicy())}},
      {"EnterCalendar", EnterCalendar{{2024, {Day("2024-01-01")}, {Day("2024-02-04")}, "国办"}}},
      {"EnterLendingRate", EnterLendingRate{{Day("2024-02-20"), 34'500, 39'500, "LPR"}}},
      {"ApplyForCover", ApplyForCover{AnId(), application}},
      {"DecideCover", DecideCover{AnId(), StepDecision::kReturn, grounds}},
      {"ReportRisk",
       ReportRisk{AnId(), {RiskKind::kRestructured, Day("2024-12-01"), "(2024)内01", true}}},
      {"FileClaim", FileClaim{AnId(), filing}},
      {"TakeClaimStep", TakeClaimStep{AnId(), "C-1", WorkStep::kFirstReview, StepDecision::kRepair,
                                      100'000, grounds}},
      {"RunPayments", RunPayments{"R-2025-01"}},
      {"ConfirmPayment", ConfirmPayment{AnId(), "C-1", "R-2025-01-1", Day("2025-03-03"), "L-9"}},
      {"RecordRecovery", RecordRecovery{AnId(), "C-1", recovery}},
      {"ConfirmRemittance", ConfirmRemittance{AnId(), "C-1", "Z-1", "PZ-3", Day("2025-09-20"),
                                              Fen(320), Fen(1), "L-10"}},
      {"CloseRecovery",
       CloseRecovery{AnId(), "C-1", RecoveryClosing::kEnded, Day("2026-01-05"), "终结裁定"}},
      {"DemandClawback", DemandClawback{AnId(), "C-1", kWholePpm, grounds}},
      {"ConfirmClawback",
       ConfirmClawback{AnId(), "C-1", "PZ-4", Day("2026-02-02"), Fen(5), "L-11"}},
      {"PassDeadline", PassDeadline{AnId(), "", WorkStep::kConfirmCover, Day("2024-01-31")}},
      {"RecordPortfolioFigure", RecordPortfolioFigure{{"F-1", FigureKind::kFeesCollected, "qingcao",
                                                       2024, Fen(123'456'700), "年报"}}},
  };
}

}  // namespace ippledge
