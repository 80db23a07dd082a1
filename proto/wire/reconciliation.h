// proto/wire/reconciliation.h: messages of accounts at banks, statements, matches and periods into
// commands, and back.
//
// See parse.h and format.h for what holds of all of them. Any thread.
#pragma once

#include <cstdint>

#include "ledger/adjustment_sheet.h"
#include "ledger/reconciliation_book.h"
#include "ledger/reconciliation_commands.h"
#include "proto/wire/line_words.h"
#include "proto/wire/parse.h"

namespace ippledge {
class FundBook;
}

namespace ippledge::v1 {
class AddStatementLinesRequest;
class AdjustmentSheet;
class BankAccount;
class BankLine;
class ClosePeriodRequest;
class CloseStatementRequest;
class LineName;
class Match;
class OpenStatementRequest;
class PeriodFigures;
class RecordedMatch;
class RecordedPeriod;
class RecordedStatement;
class RecordMatchRequest;
class RegisterAccountRequest;
class ReopenPeriodRequest;
class RunMatchingRequest;
class StatementGap;
class StatementHeader;
class TransitItem;
class UndoMatchRequest;
class WithdrawStatementRequest;
}  // namespace ippledge::v1

namespace ippledge::wire {

// Lines and movements that a match by hand may name, each.
inline constexpr int kItemsByHandMax = 1'000;

absl::StatusOr<Write> ParseWrite(const v1::RegisterAccountRequest& request);
absl::StatusOr<Write> ParseWrite(const v1::OpenStatementRequest& request);
// The lines have their numbers, taken out of their texts, but no words: those are sealed by who has
// the keys (WordsOf). The shape of the words is checked here.
absl::StatusOr<Write> ParseWrite(const v1::AddStatementLinesRequest& request);
absl::StatusOr<Write> ParseWrite(const v1::CloseStatementRequest& request);
absl::StatusOr<Write> ParseWrite(const v1::WithdrawStatementRequest& request);
absl::StatusOr<Write> ParseWrite(const v1::RunMatchingRequest& request);
// Names are sorted, so that the same match is the same in any order. DUPLICATE_ITEM.
absl::StatusOr<Write> ParseWrite(const v1::RecordMatchRequest& request);
absl::StatusOr<Write> ParseWrite(const v1::UndoMatchRequest& request);
absl::StatusOr<Write> ParseWrite(const v1::ClosePeriodRequest& request);
absl::StatusOr<Write> ParseWrite(const v1::ReopenPeriodRequest& request);

LineWords WordsOf(const v1::BankLine& line);
void FormatWords(const LineWords& words, v1::BankLine& message);

void FormatBankAccount(const BankAccount& account, v1::BankAccount& message);
void FormatStatementHeader(const StatementHeader& header, v1::StatementHeader& message);
// Without its words.
void FormatBankLine(const BankLine& line, v1::BankLine& message);
void FormatLineName(const LineName& name, v1::LineName& message);
void FormatMatch(const Match& match, v1::Match& message);
void FormatStatementGap(const StatementGap& gap, v1::StatementGap& message);
// As known at `position`, at which each is known. The match's amount is taken from `book`.
void FormatRecordedMatch(const RecordedMatch& match, const ReconciliationBook& book,
                         std::int64_t position, v1::RecordedMatch& message);
void FormatStatement(const RecordedStatement& statement, std::int64_t position,
                     v1::RecordedStatement& message);
// Without its figures.
void FormatPeriod(const ClosedPeriod& period, std::int64_t position, v1::RecordedPeriod& message);
void FormatPeriodFigures(const PeriodClosed& closed, v1::PeriodFigures& message);

// Preconditions of the next two: what is named is in the books.
void FormatTransitItem(const TransitItem& item, const ReconciliationBook& book,
                       const FundBook& fund, v1::TransitItem& message);
enum class SheetItems { kLeftOut, kShown };
void FormatSheet(const AdjustmentSheet& sheet, const BankAccount& account,
                 const ReconciliationBook& book, const FundBook& fund, SheetItems items,
                 v1::AdjustmentSheet& message);
// Items of all lists of a sheet.
std::int64_t ItemsOf(const AdjustmentSheet& sheet);
// The movement of that name. Precondition (checked): there is one.
const RecordedMovement& MovementNamed(const FundBook& fund, const MovementName& name);

}  // namespace ippledge::wire
