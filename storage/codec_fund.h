// storage/codec_fund.h: values of the fund and their stored messages.
//
// Store() fills a cleared message; Read() sets a value and tells its reader what cannot be.
#pragma once

#include "ippledge/stored/v1/entry.pb.h"
#include "ledger/fund.h"
#include "storage/codec_reader.h"

namespace ippledge::storage {

void Store(const FundFigures& figures, stored::v1::FundFigures& message);
void Store(const FundTotals& totals, stored::v1::FundTotals& message);

void Read(const stored::v1::FundFigures& message, CodecReader& reader, FundFigures& figures);
void Read(const stored::v1::FundTotals& message, CodecReader& reader, FundTotals& totals);

}  // namespace ippledge::storage
