// ledger/decide_terms.h: rules of what the programme goes by: policies, holidays, lending rates,
// figures that people enter.
// Each follows the order that decide.h promises.
#pragma once

#include "ledger/decide.h"

namespace ippledge {

// By two persons of the IP office or the finance bureau. ROLE_NOT_ALLOWED, SECOND_PERSON_REQUIRED;
// then the same version is there already; POLICY_EXISTS; POLICY_CURRENCY, FIELD_REQUIRED (its
// effective date), POLICY_VERSION_ORDER, POLICY_DATE_PAST, TOO_MANY_ITEMS.
absl::StatusOr<Decision> DecideTerms(const Books& books, const Caller& caller,
                                     const IssuePolicy& c);
// By the IP office or the finance bureau. A later table of a year stands in the place of the
// earlier one; deadlines that run stay. ROLE_NOT_ALLOWED.
absl::StatusOr<Decision> DecideTerms(const Books& books, const Caller& caller,
                                     const EnterCalendar& c);
// The same. TOO_MANY_ITEMS.
absl::StatusOr<Decision> DecideTerms(const Books& books, const Caller& caller,
                                     const EnterLendingRate& c);
// By the fund manager, the IP office or the finance bureau. ROLE_NOT_ALLOWED; then the same figure
// is there already; FIGURE_EXISTS; BANK_UNKNOWN, VALUE_OUT_OF_RANGE (a year to come),
// TOO_MANY_ITEMS.
absl::StatusOr<Decision> DecideTerms(const Books& books, const Caller& caller,
                                     const RecordPortfolioFigure& c);

}  // namespace ippledge
