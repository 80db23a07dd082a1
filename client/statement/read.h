// client/statement/read.h: a file of a bank into checked statements, whatever its form.
//
// The form is known by content, never by name: camt.053, MT940, a workbook (.xlsx), or text with
// cells under a profile. Limits: statement.h and the readers. One thread.
#pragma once

#include <optional>
#include <string>
#include <vector>

#include "client/statement/check.h"
#include "client/statement/fault.h"
#include "client/statement/profile.h"
#include "client/statement/statement.h"

namespace ippledge::client {

struct ReadOptions {
  CheckOptions check;
  std::string profile;  // id of the one to use; empty: found out
  std::string sheet;    // of a workbook; empty: the first with anything in it
};

// Nothing when there is any fault: kTooLarge, kUnreadable, kNotRecognised (with the name of what
// the file is instead, where that is known, or with the nearest profile and what it lacks), then
// those of the reader, then those of check.h.
std::optional<StatementFile> ReadStatementFile(std::string bytes,
                                               const std::vector<StatementProfile>& profiles,
                                               const ReadOptions& options, StatementFaults& faults);

}  // namespace ippledge::client
