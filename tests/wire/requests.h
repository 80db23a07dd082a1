// tests/wire/requests.h: requests without a fault, for tests to spoil, and faults as short text.
#pragma once

#include <google/protobuf/text_format.h>

#include <string>
#include <vector>

#include "absl/status/status.h"
#include "ippledge/v1/loan_service.pb.h"
#include "ippledge/v1/programme_service.pb.h"
#include "ippledge/v1/report_service.pb.h"
#include "ledger/programme.h"
#include "ledger/refusal.h"

namespace ippledge::wire {

// The message that `textproto` says. Crashes when it says none.
template <typename Message>
Message Of(const std::string& textproto);

// A loan with a patent (registered), a geographical indication and a trademark.
v1::NewLoan GoodLoan();
v1::RecordLoanRequest GoodRecordLoan();
v1::Constitution GoodConstitution();
v1::Body GoodBody();

// Each violation as "REASON field", in order; {"OK"} for OK; another status as it shows itself.
std::vector<std::string> Found(const absl::Status& status);
std::vector<std::string> Found(const Violations& violations);

// Sets a field of `message` that its schema does not know.
void AddUnknownField(google::protobuf::Message& message);

// A text of `count` Chinese characters.
std::string Characters(int count);

template <typename Message>
Message Of(const std::string& textproto) {
  Message message;
  if (!google::protobuf::TextFormat::ParseFromString(textproto, &message)) std::abort();
  return message;
}

// What a row of a table expects: the faults, or none.
using Faults = std::vector<std::string>;

}  // namespace ippledge::wire
