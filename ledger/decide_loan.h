// ledger/decide_loan.h: the rules of the loan commands; Decide() dispatches to them.
#pragma once

#include "absl/status/statusor.h"
#include "ledger/decide.h"

namespace ippledge {

// As Decide(), for one command each.
absl::StatusOr<Decision> DecideLoan(const Books& books, const Caller& caller, const RecordLoan& c);
absl::StatusOr<Decision> DecideLoan(const Books& books, const Caller& caller, const RecordDraw& c);
absl::StatusOr<Decision> DecideLoan(const Books& books, const Caller& caller,
                                    const RecordRepayment& c);
absl::StatusOr<Decision> DecideLoan(const Books& books, const Caller& caller,
                                    const RecordExtension& c);
absl::StatusOr<Decision> DecideLoan(const Books& books, const Caller& caller,
                                    const RecordClassChange& c);
absl::StatusOr<Decision> DecideLoan(const Books& books, const Caller& caller,
                                    const RecordPledgeRegistration& c);
absl::StatusOr<Decision> DecideLoan(const Books& books, const Caller& caller,
                                    const RecordPledgeRelease& c);
absl::StatusOr<Decision> DecideLoan(const Books& books, const Caller& caller, const CorrectLoan& c);

}  // namespace ippledge
