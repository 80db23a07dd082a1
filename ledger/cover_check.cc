// Shapes of what banks say of cover, claims and recoveries: ledger/cover.h.
#include <string>
#include <vector>

#include "absl/strings/str_cat.h"
#include "ledger/cover.h"
#include "ledger/limits.h"
#include "ledger/text.h"

namespace ippledge {
namespace {

class Shape {
 public:
  Shape(absl::string_view path, Violations& violations) : path_(path), violations_(violations) {}

  void Text(absl::string_view field, absl::string_view text, int min_chars, int max_chars) const {
    for (const Violation& v : ViolationsOf(CheckText(text, min_chars, max_chars))) {
      violations_.Add(v.reason, PathOf(field), v.metadata);
    }
  }
  void Slug(absl::string_view field, absl::string_view text) const {
    if (text.empty()) return;
    for (const Violation& v : ViolationsOf(CheckSlug(text))) {
      violations_.Add(v.reason, PathOf(field), v.metadata);
    }
  }
  void Amount(absl::string_view field, Money amount, std::int64_t least = 0) const {
    const std::int64_t fen = amount.fen();
    if (fen >= least && fen <= kLoanFenMax) return;
    if (fen < least && least > 0) {
      violations_.Add(Reason::kAmountNotPositive, PathOf(field), {{"got", absl::StrCat(fen)}});
      return;
    }
    violations_.Add(Reason::kAmountOutOfRange, PathOf(field),
                    {{"got", absl::StrCat(fen)}, {"limit", absl::StrCat(kLoanFenMax)}});
  }
  void Amount(absl::string_view field, const std::optional<Money>& amount,
              std::int64_t least = 0) const {
    if (amount.has_value()) Amount(field, *amount, least);
  }
  void Range(absl::string_view field, std::int64_t got, std::int64_t min, std::int64_t max) const {
    if (got >= min && got <= max) return;
    violations_.Add(
        Reason::kValueOutOfRange, PathOf(field),
        {{"got", absl::StrCat(got)}, {"min", absl::StrCat(min)}, {"max", absl::StrCat(max)}});
  }
  void Required(absl::string_view field, bool given) const {
    if (!given) violations_.Add(Reason::kFieldRequired, PathOf(field));
  }
  bool Few(absl::string_view field, std::size_t got, int max) const {
    if (got <= static_cast<std::size_t>(max)) return true;
    violations_.Add(Reason::kTooManyItems, PathOf(field),
                    {{"got", absl::StrCat(got)}, {"limit", absl::StrCat(max)}});
    return false;
  }
  void Twice(absl::string_view field, absl::string_view got) const {
    violations_.Add(Reason::kDuplicateItem, PathOf(field), {{"got", std::string(got)}});
  }
  std::string PathOf(absl::string_view field) const { return absl::StrCat(path_, ".", field); }
  Violations& violations() const { return violations_; }

 private:
  std::string path_;
  Violations& violations_;
};

void CheckDocument(const ClaimDocument& document, const std::string& path, Violations& violations) {
  const Shape shape(path, violations);
  shape.Text("code", document.code, 1, kNumberCharsMax);
  shape.Required("document_date", document.document_date != Date());
  shape.Text("issuer", document.issuer, 1, kNameCharsMax);
  shape.Required("sha256", document.sha256 != decltype(document.sha256){});
}

}  // namespace

void CheckCoverApplication(const CoverApplication& application, absl::string_view path,
                           Violations& violations) {
  const Shape shape(path, violations);
  shape.Slug("policy_id", application.policy_id);
  shape.Text("mode", application.mode, 0, kNumberCharsMax);
  shape.Text("group", application.group, 0, kNumberCharsMax);
  if (shape.Few("tags", application.tags.size(), kTagsMax)) {
    for (std::size_t i = 0; i < application.tags.size(); ++i) {
      const std::string field = absl::StrCat("tags[", i, "]");
      shape.Text(field, application.tags[i], 1, kNumberCharsMax);
      for (std::size_t j = 0; j < i; ++j) {
        if (application.tags[i] != application.tags[j]) continue;
        shape.Twice(field, application.tags[i]);
        break;
      }
    }
  }
  shape.Text("pledge_mode", application.pledge_mode, 0, kNumberCharsMax);
  shape.Text("security_role", application.security_role, 0, kNumberCharsMax);
  shape.Text("risk_class", application.risk_class, 0, kNumberCharsMax);
  shape.Text("collateral", application.collateral, 0, kNumberCharsMax);
  shape.Text("use_of_funds", application.use_of_funds, 0, kNumberCharsMax);
  if (application.clean_credit_years) {
    shape.Range("clean_credit_years", *application.clean_credit_years, 0, 100);
  }
  shape.Amount("ip_value_fen", application.ip_value, 1);
}

void CheckRiskReport(const RiskReport& report, absl::string_view path, Violations& violations) {
  const Shape shape(path, violations);
  shape.Required("kind", report.kind != RiskKind::kUnspecified);
  shape.Required("report_date", report.report_date != Date());
  shape.Text("reference", report.reference, 0, kNumberCharsMax);
  if (report.consent && report.kind != RiskKind::kRestructured) {
    violations.Add(Reason::kFieldNotAllowed, shape.PathOf("consent"),
                   {{"why", "only a restructuring has consent"}});
  }
}

void CheckClaimFiling(const ClaimFiling& filing, absl::string_view path, Violations& violations) {
  const Shape shape(path, violations);
  shape.Text("claim_number", filing.claim_number, 1, kNumberCharsMax);
  shape.Amount("claimed_fen", filing.claimed, 1);
  shape.Amount("interest_unpaid_fen", filing.interest_unpaid);
  if (filing.interest_days) shape.Range("interest_days", *filing.interest_days, 0, kTermDaysMax);
  shape.Amount("penalty_interest_fen", filing.penalty_interest);
  shape.Amount("costs_fen", filing.costs);
  shape.Amount("guarantor_payout_fen", filing.guarantor_payout);
  shape.Amount("recovered_ip_fen", filing.recovered_ip);
  shape.Amount("recovered_other_fen", filing.recovered_other);
  shape.Amount("recovered_unnamed_fen", filing.recovered_unnamed);
  shape.Amount("recovery_costs_fen", filing.recovery_costs);
  shape.Amount("insurer_paid_fen", filing.insurer_paid);
  shape.Amount("guarantor_paid_fen", filing.guarantor_paid);
  if (!shape.Few("documents", filing.documents.size(), kDocumentsPerClaimMax)) return;
  for (std::size_t i = 0; i < filing.documents.size(); ++i) {
    CheckDocument(filing.documents[i], shape.PathOf(absl::StrCat("documents[", i, "]")),
                  violations);
  }
}

void CheckNewRecovery(const NewRecovery& recovery, absl::string_view path, Violations& violations) {
  const Shape shape(path, violations);
  shape.Text("recovery_number", recovery.recovery_number, 1, kNumberCharsMax);
  shape.Required("source", recovery.source != RecoverySource::kUnspecified);
  shape.Required("received_date", recovery.received_date != Date());
  shape.Amount("gross_fen", recovery.gross, 1);
  shape.Amount("costs_fen", recovery.costs);
  if (recovery.costs > recovery.gross) {
    violations.Add(Reason::kAmountOutOfRange, shape.PathOf("costs_fen"),
                   {{"got", absl::StrCat(recovery.costs.fen())},
                    {"limit", absl::StrCat(recovery.gross.fen())}});
  }
  if (recovery.costs_proof) {
    CheckDocument(*recovery.costs_proof, shape.PathOf("costs_proof"), violations);
  } else if (recovery.costs > Money()) {
    shape.Required("costs_proof", false);
  }
}

}  // namespace ippledge
