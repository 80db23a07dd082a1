#include "client/import/answer_book.h"

#include <utility>

#include "absl/strings/str_cat.h"
#include "client/import/loan_terms.h"
#include "client/import/pipeline.h"
#include "client/import/row.h"
#include "client/import/verdicts.h"

namespace ippledge::client {

std::unique_ptr<OutMessage> AnswerBook::TakeResend(bool all) {
  if (resends_.empty()) return nullptr;
  const bool full = static_cast<int>(resends_.front()->rows.size()) >= kRowsPerMessage;
  if (!full && !all) return nullptr;
  std::unique_ptr<OutMessage> message = std::move(resends_.front());
  resends_.pop_front();
  return message;
}

void AnswerBook::OnAnswer(OutMessage& message, const MessageAnswer& answer) {
  ++parts_.tally->mutable_report().messages;
  if (!answer.refusal.empty()) {
    google::protobuf::RepeatedPtrField<v1::Violation> violations(answer.refusal.begin(),
                                                                 answer.refusal.end());
    for (const SentRow& row : message.rows) {
      Refuse(message, row, ProblemsOf(violations, row.row, *parts_.layout));
    }
    return;
  }
  // Entries from before the start: the server remembers this very message from an earlier run.
  bool replayed = false;
  std::size_t answered = answer.verdicts.size();
  for (const RecordedRows& run : answer.runs) {
    const bool before = run.first_entry > 0 && run.first_entry <= parts_.start_position;
    replayed = replayed || before;
    answered += static_cast<std::size_t>(run.count);
    for (int i = 0; i < run.count; ++i) {
      const auto index = static_cast<std::size_t>(run.first_row + i);
      if (index >= message.rows.size()) break;
      if (before) {
        parts_.tally->Already(message.rows[index]);
      } else {
        parts_.tally->Recorded(message.rows[index], run.first_entry > 0 ? run.first_entry + i : 0);
      }
    }
  }
  if (answered != message.rows.size()) {
    failure_ = absl::InternalError(
        absl::StrCat("the server answered ", answered, " rows of ", message.rows.size()));
    return;
  }
  for (const v1::RowVerdict& verdict : answer.verdicts) OnVerdict(message, verdict, replayed);
}

void AnswerBook::OnVerdict(OutMessage& message, const v1::RowVerdict& verdict, bool replayed) {
  const auto index = static_cast<std::size_t>(verdict.row());
  if (verdict.row() < 0 || index >= message.rows.size()) {
    failure_ = absl::InternalError("the server answered a row that was not sent");
    return;
  }
  const SentRow& row = message.rows[index];
  if (verdict.already_recorded_entry() > 0) {
    parts_.tally->Already(row);
    return;
  }
  if (ResendRow(message, verdict.row(), verdict, replayed)) return;
  const std::string& bank = parts_.tally->report().banks[static_cast<std::size_t>(row.bank)].bank;
  if (FirstReason(verdict.violations()) == Reason::kBankUnknown && parts_.banks->IsToCome(bank)) {
    parts_.tally->Recorded(row, 0);
    return;
  }
  if (parts_.dry_run && IsToCome(row, FirstReason(verdict.violations()))) {
    parts_.tally->Recorded(row, 0);
    return;
  }
  if (failure_.ok())
    Refuse(message, row, ProblemsOf(verdict.violations(), row.row, *parts_.layout));
}

// A dry run recorded nothing: what the row leans on is an earlier row of the same file.
bool AnswerBook::IsToCome(const SentRow& row, Reason reason) {
  return (reason == Reason::kRenewedLoanUnknown && row.renews_earlier) ||
         (reason == Reason::kLoanUnknown && row.further_draw);
}

// Whether a refused row goes out once more, or was refused here with a better reason.
bool AnswerBook::ResendRow(OutMessage& message, int index, const v1::RowVerdict& verdict,
                           bool replayed) {
  SentRow& row = message.rows[static_cast<std::size_t>(index)];
  if (replayed) {
    // A remembered answer recorded at least one row, so that each resend is smaller than the last.
    Resend(message, index);
    return true;
  }
  const Reason reason = FirstReason(verdict.violations());
  if (reason == Reason::kLoanExists && message.request.rows(index).has_loan()) {
    return ResendAsDraw(message, index);
  }
  if (reason == Reason::kLoanUnknown && row.further_draw && !row.resent && !parts_.dry_run) {
    row.resent = true;
    Resend(message, index);
    return true;
  }
  return false;
}

bool AnswerBook::ResendAsDraw(OutMessage& message, int index) {
  const v1::NewLoan& loan = message.request.rows(index).loan();
  v1::LoanName name;
  name.set_bank(loan.bank());
  name.set_contract_number(loan.contract_number());
  const absl::StatusOr<v1::Loan> recorded = parts_.sink->GetLoan(name);
  if (!recorded.ok()) {
    const absl::StatusCode code = recorded.status().code();
    const bool refused =
        code == absl::StatusCode::kNotFound || code == absl::StatusCode::kPermissionDenied;
    if (!refused) failure_ = recorded.status();
    return false;
  }
  if (recorded->state() == v1::LOAN_STATE_VOIDED) return false;
  const SentRow& row = message.rows[static_cast<std::size_t>(index)];
  const std::string differing = DifferingTerms(loan, *recorded);
  if (!differing.empty()) {
    Problem problem = ProblemOf(Fault::kTermsRecorded, loan.contract_number(), differing);
    problem.row = row.row;
    problem.column = parts_.layout->of(FieldId::kContractNumber).header;
    Refuse(message, row, {std::move(problem)});
    return true;
  }
  AsDraw(message.request.mutable_rows(index));
  Resend(message, index);
  return true;
}

// Moves a row of an answered message to the last message of resends_.
void AnswerBook::Resend(OutMessage& message, int index) {
  if (resends_.empty() || static_cast<int>(resends_.back()->rows.size()) >= kRowsPerMessage) {
    resends_.push_back(parts_.new_message());
  }
  OutMessage& into = *resends_.back();
  SentRow row = message.rows[static_cast<std::size_t>(index)];
  const absl::string_view cells = message.CellsOf(row);
  row.cells_begin = static_cast<std::uint32_t>(into.cells.size());
  into.cells.append(cells.data(), cells.size());
  into.request.add_rows()->Swap(message.request.mutable_rows(index));
  into.rows.push_back(row);
}

void AnswerBook::Refuse(const OutMessage& message, const SentRow& row,
                        std::vector<Problem> problems) {
  failure_.Update(parts_.refused->Add(message.CellsOf(row), problems));
  parts_.tally->RefusedByServer(row, std::move(problems));
}

}  // namespace ippledge::client
