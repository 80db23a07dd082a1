// storage/codec_programme.h: the nouns of a programme and their stored messages.
//
// Store() fills a cleared message; Read() sets a value and tells its reader what cannot be.
#pragma once

#include "ippledge/stored/v1/entry.pb.h"
#include "ledger/command.h"
#include "ledger/event.h"
#include "ledger/programme.h"
#include "storage/codec_reader.h"

namespace ippledge::storage {

void Store(const ReportingUnit& unit, stored::v1::ReportingUnit& message);
void Store(const Body& body, stored::v1::Body& message);
void Store(const OpeningFigure& figure, stored::v1::OpeningFigureRecorded& message);
void Store(const Headline& headline, stored::v1::Headline& message);
void Store(const BatchRow& row, stored::v1::BatchRow& message);

void Read(const stored::v1::ReportingUnit& message, CodecReader& reader, ReportingUnit& unit);
void Read(const stored::v1::Body& message, CodecReader& reader, Body& body);
void Read(const stored::v1::OpeningFigureRecorded& message, CodecReader& reader,
          OpeningFigure& figure);
void Read(const stored::v1::Headline& message, CodecReader& reader, Headline& headline);
void Read(const stored::v1::BatchRow& message, CodecReader& reader, BatchRow& row);

// A programme's id and its constitution are one message.
void Store(absl::string_view programme, const Constitution& constitution,
           stored::v1::ProgrammeFounded& message);
void Read(const stored::v1::ProgrammeFounded& message, CodecReader& reader, std::string& programme,
          Constitution& constitution);

// An official figure: month, position, figures by measure.
void StoreReport(int month, std::int64_t at, const std::vector<std::int64_t>& figures,
                 stored::v1::ReportPublished& message);
void ReadReport(const stored::v1::ReportPublished& message, CodecReader& reader, int& month,
                std::int64_t& at, std::vector<std::int64_t>& figures);

}  // namespace ippledge::storage
