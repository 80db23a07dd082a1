// tests/testing/commands_as_messages.h: commands as a client sends them, and what it reads back.
#pragma once

#include <google/protobuf/message.h>

#include <memory>
#include <vector>

#include "absl/status/status.h"
#include "ippledge/v1/loan_service.pb.h"
#include "ippledge/v1/report_service.pb.h"
#include "ledger/command.h"
#include "ledger/refusal.h"
#include "tests/testing/rpc.h"
#include "tests/testing/scenario.h"

namespace ippledge {

// The unary request that asks for `command`, but for its request id and `validate_only`.
std::unique_ptr<google::protobuf::Message> RequestOf(const Command& command,
                                                     const std::string& programme);
// A row of a batch. Precondition: a command of a loan.
v1::LoanRow RowOf(const Command& command);

// What a client can say of a refusal: reason and numbers of the first violation as they are sent,
// of the others as their texts tell them.
absl::Status RefusalOf(const Answer& answer);
Violation ViolationOf(const v1::Violation& message);

LoanFigures FiguresOf(const v1::LoanFigures& message);
ShownLoan ShownLoanOf(const v1::Loan& message);
PublishedReport ReportOf(const v1::PublishedReport& message);

}  // namespace ippledge
