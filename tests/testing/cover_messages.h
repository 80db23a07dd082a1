// tests/testing/cover_messages.h: what a client reads back of terms, cover, claims and open work.
#pragma once

#include "ippledge/v1/claim_service.pb.h"
#include "ippledge/v1/cover_service.pb.h"
#include "ippledge/v1/fund_service.pb.h"
#include "ippledge/v1/policy_service.pb.h"
#include "tests/testing/scenario.h"

namespace ippledge {

ShownCover ShownCoverOf(const v1::Cover& message);
ShownWork ShownWorkOf(const v1::WorkItem& message);
CoverTotals CoverTotalsOf(const v1::FundExposure& message);
CalendarYear CalendarYearOf(const v1::CalendarYear& message);
LendingRate LendingRateOf(const v1::LendingRate& message);
PortfolioFigure PortfolioFigureOf(const v1::PortfolioFigure& message);

// What became of cover or claim by an answer; nothing for others.
template <typename Response>
Told ToldOf(const Response&) {
  return {};
}
Told ToldOf(const v1::ApplyForCoverResponse& response);
Told ToldOf(const v1::DecideCoverResponse& response);
Told ToldOf(const v1::ReportRiskResponse& response);
Told ToldOf(const v1::FileClaimResponse& response);
Told ToldOf(const v1::TakeClaimStepResponse& response);
Told ToldOf(const v1::RunPaymentsResponse& response);
Told ToldOf(const v1::ConfirmPaymentResponse& response);
Told ToldOf(const v1::RecordRecoveryResponse& response);
Told ToldOf(const v1::ConfirmRemittanceResponse& response);
Told ToldOf(const v1::CloseRecoveryResponse& response);
Told ToldOf(const v1::DemandClawbackResponse& response);
Told ToldOf(const v1::ConfirmClawbackResponse& response);

}  // namespace ippledge
