// server/fund_exposure.h: how much the fund may have to answer for, and its own brakes.
#pragma once

#include "engine/read_view.h"
#include "ledger/fund.h"
#include "ledger/programme.h"

namespace google::protobuf {
template <typename T>
class RepeatedPtrField;
}

namespace ippledge::v1 {
class FundBrake;
class FundExposure;
}  // namespace ippledge::v1

namespace ippledge::server {

// Known only for the newest picture: repayments are in no total of the past.
void FormatExposure(const engine::ReadView& view, const FundFigures& figures,
                    v1::FundExposure& message);

// Brakes on the whole fund of the policies in force, as far as their ratios are of the day.
void FormatBrakes(const Programme& programme,
                  google::protobuf::RepeatedPtrField<v1::FundBrake>& brakes);

}  // namespace ippledge::server
