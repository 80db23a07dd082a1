// tests/testing/reconciliation_messages.h: what a client reads back of accounts at banks,
// statements, matches and months.
#pragma once

#include "ippledge/v1/reconciliation_service.pb.h"
#include "tests/testing/scenario.h"

namespace ippledge {

ShownAccount ShownAccountOf(const v1::RegisteredAccount& message);
ShownSheet ShownSheetOf(const v1::AdjustmentSheet& message);
ShownItem ShownItemOf(const v1::TransitItem& message);
ShownSuggestion ShownSuggestionOf(const v1::Suggestion& message);
ShownStatement ShownStatementOf(const v1::RecordedStatement& message);
ShownMatch ShownMatchOf(const v1::RecordedMatch& message);
ShownMonth ShownMonthOf(const v1::RecordedPeriod& message);

// What became of a statement, a match or a month by an answer.
Told ToldOf(const v1::AddStatementLinesResponse& response);
Told ToldOf(const v1::CloseStatementResponse& response);
Told ToldOf(const v1::RunMatchingResponse& response);
Told ToldOf(const v1::RecordMatchResponse& response);
Told ToldOf(const v1::ClosePeriodResponse& response);

}  // namespace ippledge
