// client/commands/loan_card.h: one loan with its rights and events, as a person reads it.
#pragma once

#include "client/document.h"
#include "client/session.h"
#include "ippledge/v1/loan_service.pb.h"

namespace ippledge::client {

// Heading: terms, sums and rights. Rows: draws and events in entry order.
Document LoanCard(const v1::GetLoanResponse& response, const Session& session);

}  // namespace ippledge::client
