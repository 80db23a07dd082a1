#include "tools/export/tables.h"

#include <algorithm>
#include <optional>
#include <string>
#include <utility>

#include "absl/strings/str_cat.h"
#include "absl/strings/str_join.h"
#include "absl/time/time.h"
#include "ledger/contribution.h"
#include "ledger/cover.h"
#include "ledger/cover_sums.h"
#include "ledger/fund.h"
#include "ledger/status_macros.h"
#include "tools/export/csv_line.h"

namespace ippledge::exported {
namespace {

constexpr char kEnd[] = "\r\n";

std::string RightsText(const NewLoan& terms) {
  return absl::StrJoin(terms.rights, ";", [](std::string* out, const IpRight& right) {
    absl::StrAppend(out, NameOf(right.kind), ":", right.number);
  });
}

absl::Status WriteLoans(const Books& books, LineSink sink) {
  IPPLEDGE_RETURN_IF_ERROR(sink(absl::StrCat(
      "bank,contract_number,state,first_entry,last_entry,branch_code,borrower_name,",
      "unified_social_credit_code,division_code,reporting_unit,firm_size,industry_code,rights,",
      "start_date,maturity_date,annual_rate_ppm,loan_class,overdue_days,contract_fen,",
      "disbursed_fen,registered_fen,ip_part_fen,disbursed_ip_part_fen,repaid_principal_fen,",
      "outstanding_fen,registrations,cover_state,policy,policy_version,cover_start_date,",
      "covered_fen", kEnd)));
  CsvLine line;
  for (const Loan* const loan : books.loans) {
    const NewLoan& terms = *loan->terms;
    // What the loan adds to the totals: nothing once it is voided.
    const Headline adds = HeadlineOf(*loan);
    const std::optional<ClassChange> of_class = LatestClassOf(*loan);
    const Cover* const cover = loan->cover.get();
    line.Text(terms.id.bank)
        .Text(terms.id.contract_number)
        .Text(NameOf(StateOf(*loan)))
        .Number(loan->first_entry())
        .Number(loan->last_entry())
        .Text(terms.branch_code)
        .Text(terms.borrower.name)
        .Text(terms.borrower.unified_social_credit_code)
        .Text(terms.borrower.division_code)
        .Text(UnitCodeOf(*books.programme, terms.borrower.division_code))
        .Text(NameOf(terms.borrower.firm_size))
        .Text(terms.borrower.industry_code)
        .Text(RightsText(terms))
        .Day(StartDateOf(*loan))
        .Day(MaturityDateOf(*loan))
        .Number(terms.annual_rate_ppm)
        .Text(of_class ? NameOf(of_class->loan_class) : "")
        .Number(of_class ? of_class->overdue_days : 0)
        .Number(adds.contract_fen)
        .Number(adds.disbursed_fen)
        .Number(adds.registered_fen)
        .Number(adds.ip_part_fen)
        .Number(adds.disbursed_ip_part_fen)
        .Number(adds.repaid_fen)
        .Number(adds.disbursed_fen - adds.repaid_fen)
        .Number(adds.registrations)
        .Text(cover ? NameOf(cover->state) : "")
        .Text(cover ? cover->policy_id : "")
        .Number(cover ? cover->policy_version : 0)
        .Day(cover ? cover->start_date : std::nullopt)
        .Fen(cover ? cover->covered : Money());
    IPPLEDGE_RETURN_IF_ERROR(sink(line.Take()));
  }
  return absl::OkStatus();
}

absl::Status WriteClaim(const Loan& loan, const Claim& claim, CsvLine& line, LineSink sink) {
  std::int64_t remitted_fen = 0;
  std::int64_t late_interest_fen = 0;
  for (const Recovery& recovery : claim.recoveries) {
    remitted_fen += recovery.remitted.fen();
    late_interest_fen += recovery.late_interest_paid.fen();
  }
  line.Text(loan.terms->id.bank)
      .Text(loan.terms->id.contract_number)
      .Text(claim.filing.claim_number)
      .Text(NameOf(claim.state))
      .Number(claim.filed_entry)
      .Day(claim.filed_date)
      .Number(claim.judged_entry)
      .Number(claim.approved_entry)
      .Text(loan.cover->policy_id)
      .Number(loan.cover->policy_version)
      .Fen(claim.loss)
      .Fen(claim.fund_amount)
      .Fen(claim.reserved)
      .Text(claim.order ? claim.order->order_number : "")
      .Fen(claim.paid)
      .Number(static_cast<std::int64_t>(claim.recoveries.size()))
      .Number(remitted_fen)
      .Number(late_interest_fen)
      .Fen(claim.clawback ? claim.clawback->received : Money());
  return sink(line.Take());
}

absl::Status WriteClaims(const Books& books, LineSink sink) {
  IPPLEDGE_RETURN_IF_ERROR(sink(absl::StrCat(
      "bank,contract_number,claim_number,state,filed_entry,filed_date,judged_entry,",
      "approved_entry,policy,policy_version,loss_fen,decided_for_fund_fen,reserved_fen,",
      "order_number,paid_fen,recoveries,recovered_by_fund_fen,late_interest_fen,clawed_back_fen",
      kEnd)));
  CsvLine line;
  for (const Loan* const loan : books.loans) {
    if (loan->cover == nullptr) continue;
    for (const Claim& claim : loan->cover->claims) {
      IPPLEDGE_RETURN_IF_ERROR(WriteClaim(*loan, claim, line, sink));
    }
  }
  return absl::OkStatus();
}

absl::string_view AlsoName(FundAccount account) {
  return account == FundAccount::kUnspecified ? "" : NameOf(account);
}

absl::Status WriteMovements(const Books& books, LineSink sink) {
  IPPLEDGE_RETURN_IF_ERROR(sink(absl::StrCat(
      "entry,movement_id,kind,reverses_entry,date,amount_fen,debit,credit,also_debit,",
      "also_credit,counterparty,bank_reference,memo,cash_after_fen,reserved_after_fen,",
      "deposits_after_fen", kEnd)));
  CsvLine line;
  const FundBook& fund = books.programme->fund;
  for (std::size_t place = 0; place < fund.size(); ++place) {
    const RecordedMovement& recorded = *fund.at(place);
    const FundMovement& movement = recorded.movement;
    const FundPosting& posting = PostingOf(movement.kind);
    line.Number(recorded.entry)
        .Text(movement.movement_id)
        .Text(NameOf(movement.kind))
        .Number(recorded.reverses_entry)
        .Day(movement.date)
        .Number(recorded.sign() * movement.amount.fen())
        .Text(NameOf(posting.debit))
        .Text(NameOf(posting.credit))
        .Text(AlsoName(posting.also_debit))
        .Text(AlsoName(posting.also_credit))
        .Text(movement.counterparty)
        .Text(movement.bank_reference)
        .Text(movement.memo)
        .Number(recorded.after.cash_fen)
        .Number(recorded.after.reserved_fen)
        .Number(recorded.after.deposits_fen);
    IPPLEDGE_RETURN_IF_ERROR(sink(line.Take()));
  }
  return absl::OkStatus();
}

absl::Status WriteTotals(const Books& books, LineSink sink) {
  const Programme& programme = *books.programme;
  const Headline& sums = programme.headline;
  const FundFigures fund = programme.fund.accounts().figures();
  const CoverSums& cover = programme.cover.sums;
  const std::pair<absl::string_view, std::int64_t> figures[] = {
      {"contract_fen", sums.contract_fen},
      {"disbursed_fen", sums.disbursed_fen},
      {"registered_fen", sums.registered_fen},
      {"ip_part_fen", sums.ip_part_fen},
      {"disbursed_ip_part_fen", sums.disbursed_ip_part_fen},
      {"repaid_principal_fen", sums.repaid_fen},
      {"loans", sums.loans},
      {"loans_open", sums.loans_open},
      {"loans_repaid", sums.loans_repaid},
      {"loans_voided", sums.loans_voided},
      {"registrations", sums.registrations},
      {"fund_movements", static_cast<std::int64_t>(programme.fund.size())},
      {"fund_cash_fen", fund.cash_fen},
      {"fund_reserved_fen", fund.reserved_fen},
      {"fund_deposits_fen", fund.deposits_fen},
      {"enrolled_fen", cover[CoverSum::kEnrolled]},
      {"claims_paid_fen", cover[CoverSum::kPaid]},
      {"claims_reserved_fen", cover[CoverSum::kReserved]},
      {"claims_recovered_fen", cover[CoverSum::kRecovered]},
      {"claims_clawed_back_fen", cover[CoverSum::kClawedBack]},
  };
  CsvLine header;
  CsvLine line;
  header.Text("entry").Text("committed_utc").Text("business_date");
  line.Number(programme.last_entry)
      .Text(absl::FormatTime("%Y-%m-%dT%H:%M:%E3SZ", absl::FromUnixMillis(books.commit_time_ms),
                             absl::UTCTimeZone()))
      .Day(programme.today);
  for (const auto& [name, value] : figures) {
    header.Text(name);
    line.Number(value);
  }
  IPPLEDGE_RETURN_IF_ERROR(sink(header.Take()));
  return sink(line.Take());
}

constexpr Table kTables[] = {
    {"claims.csv", WriteClaims},
    {"loans.csv", WriteLoans},
    {"movements.csv", WriteMovements},
    {"totals.csv", WriteTotals},
};

}  // namespace

Books BooksOf(const Programme& programme, const absl::flat_hash_map<std::string, LoanRef>& loans,
              std::int64_t commit_time_ms) {
  Books books = {.programme = &programme, .loans = {}, .commit_time_ms = commit_time_ms};
  books.loans.reserve(loans.size());
  for (const auto& [key, loan] : loans) books.loans.push_back(loan.get());
  std::sort(books.loans.begin(), books.loans.end(), [](const Loan* a, const Loan* b) {
    const LoanId& left = a->terms->id;
    const LoanId& right = b->terms->id;
    return left.bank != right.bank ? left.bank < right.bank
                                   : left.contract_number < right.contract_number;
  });
  return books;
}

absl::Span<const Table> Tables() { return kTables; }

}  // namespace ippledge::exported
