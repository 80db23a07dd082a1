// tests/testing/submissions.h: submissions to an engine, and the small programme they are about.
//
// Codes are free text, so that numbers make names: loan 7 is contract "HT-7" of bank "bank-1", in
// unit "unit-2". All of a loan follows from its number.
#pragma once

#include <cstdint>
#include <string>
#include <utility>
#include <vector>

#include "absl/strings/str_cat.h"
#include "engine/submission.h"
#include "tests/testing/builders.h"

namespace ippledge::engine {

// The day of FakeClock::kStartMs in the programme's zone.
inline const Date kFirstDay = Date::Of(2024, 5, 20);

inline const std::string kBank = "bank-1";
inline const std::string kOtherBank = "bank-2";
inline const Caller kLedger = {
    .organisation = "system", .role = Role::kSystem, .person = "", .second_person = ""};

// Different ids for different numbers.
inline RequestId IdNumbered(std::uint64_t n) {
  RequestId id{};
  for (std::size_t i = 0; i < 8; ++i) id[15 - i] = static_cast<std::uint8_t>(n >> (8 * i));
  return id;
}

inline FoundProgramme Founding(const std::string& id = "programme-1") {
  FoundProgramme found{.programme = id, .constitution = AFreeTextConstitution()};
  found.constitution.time_zone = "Asia/Shanghai";
  found.today = kFirstDay;
  return found;
}

// Rights repeat after seven loans, firms after eleven.
inline NewLoan LoanNumbered(int n, const std::string& bank = kBank) {
  NewLoan loan;
  loan.id = {bank, absl::StrCat("HT-", n)};
  loan.borrower.name = absl::StrCat("firm ", n % 11);
  loan.borrower.division_code = absl::StrCat("unit-", n % 5);
  loan.borrower.firm_size = static_cast<FirmSize>(1 + n % 4);
  loan.borrower.industry_code = absl::StrCat("trade-", n % 3);
  loan.contract_amount = Fen(1'000'000 + std::int64_t{1'000} * n);
  loan.ip_part = Fen(600'000);
  loan.annual_rate_ppm = 43'500;
  const Date day = kFirstDay + -(n % 300);
  for (int i = 0; i <= n % 2; ++i) {
    IpRight& right = loan.rights.emplace_back();
    right.kind = i == 0 ? IpKind::kPatent : IpKind::kTrademark;
    right.number = absl::StrCat("R", n % 7);
    right.secured = Fen(300'000);
    if (n % 3 == 0) {
      right.registration_number = absl::StrCat("Y", n);
      right.registration_date = day;
    }
  }
  loan.draw = {"D1", day, day + 365, Fen(500'000)};
  return loan;
}
inline RecordLoan RecordingLoan(int n) { return Recording(LoanNumbered(n)); }
inline std::string KeyOfLoan(int n) { return LoanKey(LoanNumbered(n).id); }

inline RecordRepayment Repaying(int n, const std::string& number, std::int64_t fen) {
  return {LoanNumbered(n).id, {number, "", kFirstDay, Fen(fen), Money()}};
}

// One command; no request id when `request` is 0.
inline Submission Single(Caller caller, Command command, std::uint64_t request = 0) {
  Submission submission;
  submission.caller = std::move(caller);
  if (request != 0) submission.request_id = IdNumbered(request);
  submission.rows.emplace_back(std::move(command));
  return submission;
}
inline Submission Single(Command command, std::uint64_t request = 0) {
  return Single(BankMaker(kBank), std::move(command), request);
}

using SubmittedRows = std::vector<absl::StatusOr<Command>>;

inline Submission Batch(SubmittedRows rows, std::uint64_t request = 0) {
  Submission submission;
  submission.caller = BankMaker(kBank);
  if (request != 0) submission.request_id = IdNumbered(request);
  submission.is_batch = true;
  submission.rows = std::move(rows);
  return submission;
}
// Loans `first` to `last`, one a row.
inline SubmittedRows LoanRows(int first, int last) {
  SubmittedRows rows;
  for (int n = first; n <= last; ++n) rows.emplace_back(RecordingLoan(n));
  return rows;
}

inline Submission AllOrNothing(Submission submission) {
  submission.all_or_nothing = true;
  return submission;
}
inline Submission DryRun(Submission submission) {
  submission.validate_only = true;
  return submission;
}

}  // namespace ippledge::engine
