#include "tests/testing/random_commands.h"

#include <utility>

#include "ledger/check.h"
#include "ledger/loan_fold.h"

namespace ippledge::engine {

Draw RandomCommands::AnyDraw() {
  const Date day = AnyDay();
  return {absl::StrCat("D", 1 + Below(4)), day, day + (30 + Below(400)), Fen(1 + Below(400'000))};
}

Command RandomCommands::Next(const ReadView& view) {
  if (loans_ < 3 || Below(10) < 4) {
    // Sometimes one that was there before, and then sometimes with other content.
    const int n = loans_ > 0 && Chance(8) ? 1 + Below(loans_) : ++loans_;
    NewLoan loan = LoanNumbered(n, n % 4 == 0 ? kOtherBank : kBank);
    if (Chance(20)) loan.ip_part = Fen(1 + Below(600'000));
    if (n > 3 && Chance(10)) loan.renews_contract_number = absl::StrCat("HT-", 1 + Below(n));
    return Recording(std::move(loan));
  }
  const int n = 1 + Below(loans_);
  const LoanId id = LoanNumbered(n, n % 4 == 0 ? kOtherBank : kBank).id;
  const auto loan = view.LoanAt(LoanKey(id), view.position());
  IPPLEDGE_CHECK(loan.ok());
  if (*loan == nullptr) return RecordDraw{id, AnyDraw()};  // not durable yet, or refused
  return AboutKnown(**loan);
}

Command RandomCommands::AboutKnown(const Loan& loan) {
  const LoanId& id = loan.terms->id;
  const IpRight& right =
      loan.terms
          ->rights[static_cast<std::size_t>(Below(static_cast<int>(loan.terms->rights.size())))];
  switch (Below(8)) {
    case 0:
      return RecordDraw{id, AnyDraw()};
    case 1:
    case 2:
      return RecordRepayment{
          id,
          {absl::StrCat("R", Below(6)), Chance(3) ? loan.terms->draw.draw_number : "", AnyDay(),
           Fen(1 + Below(300'000)), Fen(Below(1'000))}};
    case 3:
      return RecordExtension{id, {Chance(2) ? "D1" : "", AnyDay(), kFirstDay + Below(900)}};
    case 4:
      return RecordClassChange{
          id, {AnyDay(), static_cast<LoanClass>(1 + Below(kLoanClassCount - 1)), Below(200)}};
    case 5:
      return RecordPledgeRegistration{
          id, {right.kind, right.number, absl::StrCat("Y", Below(1'000)), AnyDay()}};
    case 6:
      return RecordPledgeRelease{id, {right.kind, right.number, AnyDay()}};
    default:
      return Correcting(loan);
  }
}

Command RandomCommands::Correcting(const Loan& loan) {
  CorrectLoan correct{.loan = loan.terms->id, .reason = "wrong"};
  correct.corrects_entry =
      loan.entries[static_cast<std::size_t>(Below(static_cast<int>(loan.entries.size())))];
  if (Chance(3)) return correct;
  switch (FactKindOf(loan, correct.corrects_entry)) {
    case FactKind::kLoan: {
      NewLoan terms = *loan.terms;
      terms.contract_amount = Fen(700'000 + Below(1'000'000));
      terms.borrower.division_code = absl::StrCat("unit-", Below(9));
      terms.draw.disbursement_date = AnyDay();
      if (Chance(2)) terms.rights.front().number = absl::StrCat("R", Below(7));
      correct.replacement = std::make_shared<const NewLoan>(std::move(terms));
      break;
    }
    case FactKind::kDraw:
      correct.replacement = AnyDraw();
      break;
    case FactKind::kRepayment:
      correct.replacement =
          Repayment{absl::StrCat("R", Below(6)), "", AnyDay(), Fen(1 + Below(200'000)), Money()};
      break;
    case FactKind::kRegistration: {
      const IpRight& right = loan.terms->rights.front();
      correct.replacement = PledgeRegistration{right.kind, right.number, "Y-corrected", AnyDay()};
      break;
    }
    default:
      break;  // taken back
  }
  return correct;
}

// Numbers come again, so that some are there already, taken, or reversed.
Command RandomCommands::OfTheFund() {
  const auto any_id = [&] { return absl::StrCat("M", Below(60)); };
  if (Chance(4)) return ReverseFundMovement{AReversal(any_id(), any_id())};
  constexpr int kKinds = kFundMovementKindCount - 1;
  FundMovement movement = AMovement(any_id(), static_cast<FundMovementKind>(1 + Below(kKinds)));
  movement.amount = Fen(1 + Below(100));
  movement.date = AnyDay();
  movement.counterparty = Chance(2) ? kBank : kOtherBank;
  return RecordFundMovement{movement};
}

Submission RandomCommands::NextSubmission(const ReadView& view, int rows_max,
                                          std::uint64_t first_request) {
  const std::uint64_t request = first_request + submissions_++;
  if (Chance(8)) {
    Submission single = Single(FinanceBureau(), OfTheFund(), request);
    return Chance(6) ? DryRun(std::move(single)) : single;
  }
  // The office may write for every bank.
  if (Chance(2)) {
    Submission single = Single(IpOffice(), Next(view), request);
    return Chance(6) ? DryRun(std::move(single)) : single;
  }
  SubmittedRows rows;
  for (int i = 1 + Below(rows_max); i > 0; --i) {
    if (Chance(12)) {
      rows.emplace_back(
          Refuse(Reason::kFieldRequired, absl::StrCat("rows[", rows.size(), "].loan")));
    } else {
      rows.emplace_back(Next(view));
    }
  }
  Submission batch = Batch(std::move(rows), request);
  batch.caller = IpOffice();
  batch.all_or_nothing = Chance(4);
  return Chance(6) ? DryRun(std::move(batch)) : batch;
}

}  // namespace ippledge::engine
