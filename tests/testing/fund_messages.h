// tests/testing/fund_messages.h: what a client reads back of the fund.
#pragma once

#include "ippledge/v1/fund_service.pb.h"
#include "tests/testing/scenario.h"

namespace ippledge {

FundFigures FundFiguresOf(const v1::FundFigures& message);
ShownFund ShownFundOf(const v1::GetFundResponse& message);
ShownMovement ShownMovementOf(const v1::RecordedMovement& message);

}  // namespace ippledge
