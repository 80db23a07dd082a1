// Shapes of what banks say of cover, claims and recoveries: ledger/cover.h.
#include <string>
#include <vector>

#include "absl/strings/str_cat.h"
#include "ledger/cover.h"
#include "ledger/field_checker.h"
#include "ledger/limits.h"
#include "ledger/text.h"

namespace ippledge {
namespace {

void CheckDocument(const ClaimDocument& document, const std::string& path, Violations& violations) {
  const FieldChecker fields(path, violations);
  fields.Text("code", document.code, 1, kNumberCharsMax);
  fields.Required("document_date", document.document_date != Date());
  fields.Text("issuer", document.issuer, 1, kNameCharsMax);
  fields.Required("sha256", document.sha256 != decltype(document.sha256){});
}

}  // namespace

void CheckCoverApplication(const CoverApplication& application, absl::string_view path,
                           Violations& violations) {
  const FieldChecker fields(path, violations);
  fields.SlugIfAny("policy_id", application.policy_id);
  fields.Text("mode", application.mode, 0, kNumberCharsMax);
  fields.Text("group", application.group, 0, kNumberCharsMax);
  if (fields.Few("tags", application.tags.size(), kTagsMax)) {
    for (std::size_t i = 0; i < application.tags.size(); ++i) {
      const std::string field = absl::StrCat("tags[", i, "]");
      fields.Text(field, application.tags[i], 1, kNumberCharsMax);
      for (std::size_t j = 0; j < i; ++j) {
        if (application.tags[i] != application.tags[j]) continue;
        fields.Twice(field, application.tags[i]);
        break;
      }
    }
  }
  fields.Text("pledge_mode", application.pledge_mode, 0, kNumberCharsMax);
  fields.Text("security_role", application.security_role, 0, kNumberCharsMax);
  fields.Text("risk_class", application.risk_class, 0, kNumberCharsMax);
  fields.Text("collateral", application.collateral, 0, kNumberCharsMax);
  fields.Text("use_of_funds", application.use_of_funds, 0, kNumberCharsMax);
  if (application.clean_credit_years) {
    fields.Range("clean_credit_years", *application.clean_credit_years, 0, 100);
  }
  fields.Amount("ip_value_fen", application.ip_value, 1);
}

void CheckRiskReport(const RiskReport& report, absl::string_view path, Violations& violations) {
  const FieldChecker fields(path, violations);
  fields.Required("kind", report.kind != RiskKind::kUnspecified);
  fields.Required("report_date", report.report_date != Date());
  fields.Text("reference", report.reference, 0, kNumberCharsMax);
  if (report.consent && report.kind != RiskKind::kRestructured) {
    violations.Add(Reason::kFieldNotAllowed, fields.PathOf("consent"),
                   {{"why", "only a restructuring has consent"}});
  }
}

void CheckClaimFiling(const ClaimFiling& filing, absl::string_view path, Violations& violations) {
  const FieldChecker fields(path, violations);
  fields.Text("claim_number", filing.claim_number, 1, kNumberCharsMax);
  fields.Amount("claimed_fen", filing.claimed, 1);
  fields.Amount("interest_unpaid_fen", filing.interest_unpaid);
  if (filing.interest_days) fields.Range("interest_days", *filing.interest_days, 0, kTermDaysMax);
  fields.Amount("penalty_interest_fen", filing.penalty_interest);
  fields.Amount("costs_fen", filing.costs);
  fields.Amount("guarantor_payout_fen", filing.guarantor_payout);
  fields.Amount("recovered_ip_fen", filing.recovered_ip);
  fields.Amount("recovered_other_fen", filing.recovered_other);
  fields.Amount("recovered_unnamed_fen", filing.recovered_unnamed);
  fields.Amount("recovery_costs_fen", filing.recovery_costs);
  fields.Amount("insurer_paid_fen", filing.insurer_paid);
  fields.Amount("guarantor_paid_fen", filing.guarantor_paid);
  if (!fields.Few("documents", filing.documents.size(), kDocumentsPerClaimMax)) return;
  for (std::size_t i = 0; i < filing.documents.size(); ++i) {
    CheckDocument(filing.documents[i], fields.PathOf(absl::StrCat("documents[", i, "]")),
                  violations);
  }
}

void CheckNewRecovery(const NewRecovery& recovery, absl::string_view path, Violations& violations) {
  const FieldChecker fields(path, violations);
  fields.Text("recovery_number", recovery.recovery_number, 1, kNumberCharsMax);
  fields.Required("source", recovery.source != RecoverySource::kUnspecified);
  fields.Required("received_date", recovery.received_date != Date());
  fields.Amount("gross_fen", recovery.gross, 1);
  fields.Amount("costs_fen", recovery.costs);
  if (recovery.costs > recovery.gross) {
    violations.Add(Reason::kAmountOutOfRange, fields.PathOf("costs_fen"),
                   {{"got", absl::StrCat(recovery.costs.fen())},
                    {"limit", absl::StrCat(recovery.gross.fen())}});
  }
  if (recovery.costs_proof) {
    CheckDocument(*recovery.costs_proof, fields.PathOf("costs_proof"), violations);
  } else if (recovery.costs > Money()) {
    fields.Required("costs_proof", false);
  }
}

}  // namespace ippledge
