#include "tests/testing/cover_requests.h"

#include <string>

#include "absl/strings/escaping.h"
#include "absl/strings/string_view.h"
#include "ippledge/v1/claim_service.pb.h"
#include "ippledge/v1/cover_service.pb.h"
#include "ippledge/v1/policy_service.pb.h"
#include "ledger/check.h"
#include "proto/wire/policy.h"

namespace ippledge {
namespace {

void Fill(const LoanId& loan, v1::LoanName& message) {
  message.set_bank(loan.bank);
  message.set_contract_number(loan.contract_number);
}

void Fill(const DecisionGrounds& grounds, v1::DecisionGrounds& message) {
  message.set_reason(static_cast<v1::DecisionReason>(grounds.reason));
  message.set_text(grounds.text);
}

void Fill(const ClaimDocument& document, v1::ClaimDocument& message) {
  message.set_code(document.code);
  message.set_document_date(document.document_date.ToString());
  message.set_issuer(document.issuer);
  message.set_sha256(absl::BytesToHexString(absl::string_view(
      reinterpret_cast<const char*>(document.sha256.data()), document.sha256.size())));
}

void Fill(const CoverApplication& application, v1::CoverApplication& message) {
  message.set_policy_id(application.policy_id);
  message.set_mode(application.mode);
  message.set_group(application.group);
  for (const std::string& tag : application.tags) message.add_tags(tag);
  message.set_use_of_funds(application.use_of_funds);
  message.set_covered_elsewhere(application.covered_elsewhere);
}

void Fill(const RiskReport& report, v1::RiskReport& message) {
  message.set_kind(static_cast<v1::RiskKind>(report.kind));
  message.set_report_date(report.report_date.ToString());
  message.set_reference(report.reference);
  message.set_consent(report.consent);
}

void Fill(const ClaimFiling& filing, v1::ClaimFiling& message) {
  message.set_claim_number(filing.claim_number);
  if (filing.claimed) message.set_claimed_fen(filing.claimed->fen());
  message.set_recovered_ip_fen(filing.recovered_ip.fen());
  message.set_recovered_other_fen(filing.recovered_other.fen());
  message.set_recovered_unnamed_fen(filing.recovered_unnamed.fen());
  message.set_insurer_paid_fen(filing.insurer_paid.fen());
  message.set_guarantor_paid_fen(filing.guarantor_paid.fen());
  for (const ClaimDocument& document : filing.documents) Fill(document, *message.add_documents());
}

void Fill(const NewRecovery& recovery, v1::NewRecovery& message) {
  message.set_recovery_number(recovery.recovery_number);
  message.set_source(static_cast<v1::RecoverySource>(recovery.source));
  message.set_received_date(recovery.received_date.ToString());
  message.set_gross_fen(recovery.gross.fen());
  message.set_costs_fen(recovery.costs.fen());
  if (recovery.costs_proof) Fill(*recovery.costs_proof, *message.mutable_costs_proof());
}

void Fill(const CalendarYear& year, v1::CalendarYear& message) {
  message.set_year(year.year);
  for (const Date day : year.holidays) message.add_holidays(day.ToString());
  for (const Date day : year.working_days) message.add_working_days(day.ToString());
  message.set_source(year.source);
}

void Fill(const LendingRate& rate, v1::LendingRate& message) {
  message.set_date(rate.date.ToString());
  message.set_one_year_ppm(rate.one_year_ppm);
  message.set_five_year_ppm(rate.five_year_ppm);
  message.set_source(rate.source);
}

void Fill(const PortfolioFigure& figure, v1::PortfolioFigure& message) {
  message.set_figure_id(figure.figure_id);
  message.set_kind(static_cast<v1::FigureKind>(figure.kind));
  message.set_bank(figure.bank);
  message.set_year(figure.year);
  message.set_amount_fen(figure.amount.fen());
  message.set_source(figure.source);
}

// A request about a claim, its own part to be filled.
template <typename Request, typename C>
std::unique_ptr<Request> OfClaim(const C& c) {
  auto request = std::make_unique<Request>();
  Fill(c.loan, *request->mutable_loan());
  request->set_claim_number(c.claim_number);
  return request;
}

struct ToRequest {
  using Result = std::unique_ptr<google::protobuf::Message>;

  Result operator()(const IssuePolicy& c) const {
    auto request = std::make_unique<v1::IssuePolicyRequest>();
    *request->mutable_policy() = wire::FormatPolicy(*c.policy);
    return request;
  }
  Result operator()(const EnterCalendar& c) const {
    auto request = std::make_unique<v1::EnterCalendarRequest>();
    Fill(c.year, *request->mutable_year());
    return request;
  }
  Result operator()(const EnterLendingRate& c) const {
    auto request = std::make_unique<v1::EnterLendingRateRequest>();
    Fill(c.rate, *request->mutable_rate());
    return request;
  }
  Result operator()(const RecordPortfolioFigure& c) const {
    auto request = std::make_unique<v1::RecordPortfolioFigureRequest>();
    Fill(c.figure, *request->mutable_figure());
    return request;
  }
  Result operator()(const ApplyForCover& c) const {
    auto request = std::make_unique<v1::ApplyForCoverRequest>();
    Fill(c.loan, *request->mutable_loan());
    Fill(c.application, *request->mutable_application());
    return request;
  }
  Result operator()(const DecideCover& c) const {
    auto request = std::make_unique<v1::DecideCoverRequest>();
    Fill(c.loan, *request->mutable_loan());
    request->set_decision(static_cast<v1::StepDecision>(c.decision));
    Fill(c.grounds, *request->mutable_grounds());
    return request;
  }
  Result operator()(const ReportRisk& c) const {
    auto request = std::make_unique<v1::ReportRiskRequest>();
    Fill(c.loan, *request->mutable_loan());
    Fill(c.report, *request->mutable_report());
    return request;
  }
  Result operator()(const FileClaim& c) const {
    auto request = std::make_unique<v1::FileClaimRequest>();
    Fill(c.loan, *request->mutable_loan());
    Fill(c.filing, *request->mutable_filing());
    return request;
  }
  Result operator()(const TakeClaimStep& c) const {
    auto request = OfClaim<v1::TakeClaimStepRequest>(c);
    request->set_step(static_cast<v1::WorkStep>(c.step));
    request->set_decision(static_cast<v1::StepDecision>(c.decision));
    request->set_repair_ppm(c.repair_ppm);
    Fill(c.grounds, *request->mutable_grounds());
    return request;
  }
  Result operator()(const RunPayments& c) const {
    auto request = std::make_unique<v1::RunPaymentsRequest>();
    request->set_run_id(c.run_id);
    return request;
  }
  Result operator()(const ConfirmPayment& c) const {
    auto request = OfClaim<v1::ConfirmPaymentRequest>(c);
    request->set_order_number(c.order_number);
    request->set_payment_date(c.payment_date.ToString());
    request->set_bank_reference(c.bank_reference);
    return request;
  }
  Result operator()(const RecordRecovery& c) const {
    auto request = OfClaim<v1::RecordRecoveryRequest>(c);
    Fill(c.recovery, *request->mutable_recovery());
    return request;
  }
  Result operator()(const ConfirmRemittance& c) const {
    auto request = OfClaim<v1::ConfirmRemittanceRequest>(c);
    request->set_recovery_number(c.recovery_number);
    request->set_movement_id(c.movement_id);
    request->set_remittance_date(c.remittance_date.ToString());
    request->set_amount_fen(c.amount.fen());
    request->set_late_interest_fen(c.late_interest.fen());
    request->set_bank_reference(c.bank_reference);
    return request;
  }
  Result operator()(const CloseRecovery& c) const {
    auto request = OfClaim<v1::CloseRecoveryRequest>(c);
    request->set_closing(static_cast<v1::RecoveryClosing>(c.closing));
    request->set_closing_date(c.closing_date.ToString());
    request->set_evidence(c.evidence);
    return request;
  }
  Result operator()(const DemandClawback& c) const {
    auto request = OfClaim<v1::DemandClawbackRequest>(c);
    request->set_repaired_ppm(c.repaired_ppm);
    Fill(c.grounds, *request->mutable_grounds());
    return request;
  }
  Result operator()(const ConfirmClawback& c) const {
    auto request = OfClaim<v1::ConfirmClawbackRequest>(c);
    request->set_movement_id(c.movement_id);
    request->set_payment_date(c.payment_date.ToString());
    request->set_amount_fen(c.amount.fen());
    request->set_bank_reference(c.bank_reference);
    return request;
  }
  // The ledger's own: no client asks for them.
  template <typename Other>
  Result operator()(const Other&) const {
    IPPLEDGE_CHECK(false);
    return nullptr;
  }
};

}  // namespace

std::unique_ptr<google::protobuf::Message> CoverRequestOf(const Command& command) {
  return std::visit(ToRequest(), command);
}

}  // namespace ippledge
