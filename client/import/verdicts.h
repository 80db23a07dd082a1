// client/import/verdicts.h: what the server said of a row, in the words of the user's file.
#pragma once

#include <vector>

#include "client/import/layout.h"
#include "client/import/problem.h"
#include "google/protobuf/repeated_ptr_field.h"
#include "ippledge/v1/types.pb.h"
#include "ledger/reason.h"

namespace ippledge::client {

// The violations as problems of that row, each at the column that fills the field at fault; never
// empty.
std::vector<Problem> ProblemsOf(const google::protobuf::RepeatedPtrField<v1::Violation>& violations,
                                std::int64_t row, const BoundLayout& layout);

// The first violation's reason; kNone when there is none or it is not known here.
Reason FirstReason(const google::protobuf::RepeatedPtrField<v1::Violation>& violations);

}  // namespace ippledge::client
