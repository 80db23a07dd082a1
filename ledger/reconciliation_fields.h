// ledger/reconciliation_fields.h: the fields of statements, matches and periods, each with its
// number.
//
// See cover_fields.h; the stored form is stored/v1/reconciliation.proto. Frozen: a number is never
// given to another field.
#pragma once

#include "ledger/reconciliation_commands.h"

namespace ippledge {

inline int EnumCount(FundAccount) { return kFundAccountCount; }
inline int EnumCount(MatchReason) { return kMatchReasonCount; }

// clang-format off
template <class V> void VisitFields(V& v, BankAccount& x) {
  v(1, x.account_id); v(2, x.number); v(3, x.name); v(4, x.bank_name); v(5, x.holds);
  v(6, x.bank); v(7, x.reconcile_from); v(8, x.two_person_above);
}
template <class V> void VisitFields(V& v, ProtectedText& x) { v(1, x.key_id); v(2, x.ciphertext); }
template <class V> void VisitFields(V& v, BankLine& x) {
  v(1, x.booking_date); v(2, x.value_date); v(3, x.amount); v(4, x.balance);
  v(5, x.bank_reference); v(6, x.own_reference); v(7, x.numbers); v(8, x.party); v(9, x.code);
  v(10, x.reversal); v(11, x.words);
}
template <class V> void VisitFields(V& v, StatementHeader& x) {
  v(1, x.import_id); v(2, x.account_id); v(3, x.statement_number); v(4, x.format);
  v(5, x.file_sha256); v(6, x.file_bytes); v(7, x.statement_in_file); v(8, x.from_date);
  v(9, x.to_date); v(10, x.opening); v(11, x.closing); v(12, x.line_count);
}
template <class V> void VisitFields(V& v, LineName& x) { v(1, x.statement); v(2, x.line); }
template <class V> void VisitFields(V& v, MovementName& x) { v(1, x.entry); v(2, x.ordinal); }
template <class V> void VisitFields(V& v, Match& x) {
  v(1, x.lines); v(2, x.movements); v(3, x.reason);
}

// Commands.
template <class V> void VisitFields(V& v, RegisterAccount& x) { v(1, x.account); }
template <class V> void VisitFields(V& v, OpenStatement& x) { v(1, x.header); }
template <class V> void VisitFields(V& v, AddStatementLines& x) {
  v(1, x.import_id); v(2, x.first_line); v(3, x.lines);
}
template <class V> void VisitFields(V& v, CloseStatement& x) { v(1, x.import_id); }
template <class V> void VisitFields(V& v, WithdrawStatement& x) { v(1, x.import_id); v(2, x.text); }
template <class V> void VisitFields(V& v, RunMatching& x) { v(1, x.account_id); }
template <class V> void VisitFields(V& v, RecordMatch& x) {
  v(1, x.account_id); v(2, x.lines); v(3, x.movements); v(4, x.text);
}
template <class V> void VisitFields(V& v, UndoMatch& x) { v(1, x.number); v(2, x.text); }
template <class V> void VisitFields(V& v, ClosePeriod& x) { v(1, x.account_id); v(2, x.month); }
template <class V> void VisitFields(V& v, ReopenPeriod& x) {
  v(1, x.account_id); v(2, x.month); v(3, x.text);
}

// Events: 1 is the command.
template <class V> void VisitFields(V& v, AccountRegistered& x) { v(1, x.what); }
template <class V> void VisitFields(V& v, StatementOpened& x) { v(1, x.what); }
template <class V> void VisitFields(V& v, StatementLinesAdded& x) { v(1, x.what); }
template <class V> void VisitFields(V& v, StatementClosed& x) {
  v(1, x.what); v(2, x.line_count); v(3, x.net);
}
template <class V> void VisitFields(V& v, StatementWithdrawn& x) { v(1, x.what); }
template <class V> void VisitFields(V& v, MatchesMade& x) {
  v(1, x.what); v(2, x.first_number); v(3, x.matches); v(4, x.more); v(5, x.lines_left);
  v(6, x.movements_left);
}
template <class V> void VisitFields(V& v, MatchRecorded& x) { v(1, x.what); v(2, x.number); }
template <class V> void VisitFields(V& v, MatchUndone& x) { v(1, x.what); }
template <class V> void VisitFields(V& v, PeriodClosed& x) {
  v(1, x.what); v(2, x.book_balance); v(3, x.bank_balance); v(4, x.bank_in); v(5, x.bank_out);
  v(6, x.book_in); v(7, x.book_out); v(8, x.items);
}
template <class V> void VisitFields(V& v, PeriodReopened& x) { v(1, x.what); }
// clang-format on

}  // namespace ippledge
