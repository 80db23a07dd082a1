// Shapes of what banks say of cover, claims and recoveries.
#include <gtest/gtest.h>

#include <string>

#include "ledger/cover.h"
#include "ledger/limits.h"
#include "tests/testing/builders.h"
#include "tests/testing/refusal_text.h"

namespace ippledge {
namespace {

std::string Check(const CoverApplication& application) {
  Violations violations;
  CheckCoverApplication(application, "application", violations);
  return RefusalText(violations);
}
std::string Check(const RiskReport& report) {
  Violations violations;
  CheckRiskReport(report, "report", violations);
  return RefusalText(violations);
}
std::string Check(const ClaimFiling& filing) {
  Violations violations;
  CheckClaimFiling(filing, "filing", violations);
  return RefusalText(violations);
}
std::string Check(const NewRecovery& recovery) {
  Violations violations;
  CheckNewRecovery(recovery, "recovery", violations);
  return RefusalText(violations);
}

ClaimDocument ADocument(const std::string& code = "loan_contract") {
  ClaimDocument document{.code = code, .document_date = Day("2024-01-05"), .issuer = "青草银行"};
  document.sha256[0] = 1;
  return document;
}

TEST(CheckCoverApplication, NamesEachMistake) {
  EXPECT_EQ(Check(CoverApplication()), "ok");
  CoverApplication application{.policy_id = "p",
                               .group = "g",
                               .tags = {"high-tech", "listed"},
                               .clean_credit_years = 3,
                               .ip_value = Yuan(1)};
  EXPECT_EQ(Check(application), "ok");
  application.tags = {"a", "b", "a"};
  application.clean_credit_years = 101;
  application.ip_value = Money();
  EXPECT_EQ(Check(application),
            "DUPLICATE_ITEM application.tags[2] got=a; "
            "VALUE_OUT_OF_RANGE application.clean_credit_years got=101 min=0 max=100; "
            "AMOUNT_NOT_POSITIVE application.ip_value_fen got=0");
  application = {};
  application.tags.assign(kTagsMax + 1, "x");
  EXPECT_EQ(Check(application), "TOO_MANY_ITEMS application.tags got=33 limit=32");
  application = {.mode = std::string(kNumberCharsMax + 1, 'm'), .tags = {""}};
  const std::string text = Check(application);
  EXPECT_NE(text.find("application.mode"), std::string::npos) << text;
  EXPECT_NE(text.find("application.tags[0]"), std::string::npos) << text;
  application = {.policy_id = "Not A Slug"};
  EXPECT_NE(Check(application).find("application.policy_id"), std::string::npos);
}

TEST(CheckRiskReport, NamesEachMistake) {
  EXPECT_EQ(Check(RiskReport{RiskKind::kRecall, Day("2024-06-03")}), "ok");
  EXPECT_EQ(Check(RiskReport{RiskKind::kRestructured, Day("2024-06-03"), "", true}), "ok");
  EXPECT_EQ(Check(RiskReport()), "FIELD_REQUIRED report.kind; FIELD_REQUIRED report.report_date");
  EXPECT_EQ(Check(RiskReport{RiskKind::kDefault, Day("2024-06-03"), "", true}),
            "FIELD_NOT_ALLOWED report.consent why=only a restructuring has consent");
}

TEST(CheckClaimFiling, NamesEachMistake) {
  ClaimFiling filing{.claim_number = "C1"};
  EXPECT_EQ(Check(filing), "ok");
  filing.documents = {ADocument(), ADocument()};
  filing.claimed = Yuan(1);
  EXPECT_EQ(Check(filing), "ok");
  filing = {.claim_number = "C1", .claimed = Money(), .interest_days = -1, .costs = Fen(-1)};
  filing.insurer_paid = Fen(kLoanFenMax + 1);
  EXPECT_EQ(Check(filing),
            "AMOUNT_NOT_POSITIVE filing.claimed_fen got=0; "
            "VALUE_OUT_OF_RANGE filing.interest_days got=-1 min=0 max=18300; "
            "AMOUNT_OUT_OF_RANGE filing.costs_fen got=-1 limit=100000000000000; "
            "AMOUNT_OUT_OF_RANGE filing.insurer_paid_fen got=100000000000001 "
            "limit=100000000000000");
  filing = {.claim_number = ""};
  EXPECT_NE(Check(filing).find("filing.claim_number"), std::string::npos);
  filing = {.claim_number = "C1", .documents = {{.code = "loan_contract", .issuer = "x"}}};
  EXPECT_EQ(Check(filing),
            "FIELD_REQUIRED filing.documents[0].document_date; "
            "FIELD_REQUIRED filing.documents[0].sha256");
  filing = {.claim_number = "C1"};
  filing.documents.assign(kDocumentsPerClaimMax + 1, ADocument());
  EXPECT_EQ(Check(filing), "TOO_MANY_ITEMS filing.documents got=65 limit=64");
}

TEST(CheckNewRecovery, NamesEachMistake) {
  NewRecovery recovery{.recovery_number = "R1",
                       .source = RecoverySource::kIpSale,
                       .received_date = Day("2024-06-03"),
                       .gross = Yuan(10)};
  EXPECT_EQ(Check(recovery), "ok");
  recovery.costs = Yuan(1);
  EXPECT_EQ(Check(recovery), "FIELD_REQUIRED recovery.costs_proof");
  recovery.costs_proof = ADocument("invoice");
  EXPECT_EQ(Check(recovery), "ok");
  recovery.costs = Yuan(11);
  EXPECT_EQ(Check(recovery), "AMOUNT_OUT_OF_RANGE recovery.costs_fen got=1100 limit=1000");
  EXPECT_NE(Check(NewRecovery()).find("AMOUNT_NOT_POSITIVE recovery.gross_fen"), std::string::npos);
}

}  // namespace
}  // namespace ippledge
