// client/import/bank_register.h: banks that a file names and the programme may not know yet.
#pragma once

#include <string>
#include <vector>

#include "absl/container/flat_hash_map.h"
#include "absl/container/flat_hash_set.h"
#include "absl/status/status.h"
#include "client/import/report.h"
#include "client/import/row.h"
#include "client/import/row_sink.h"

namespace ippledge::client {

class BankRegister {
 public:
  // `sink` outlives the register.
  BankRegister(RowSink* sink, bool dry_run) : sink_(sink), dry_run_(dry_run) {}

  // Asks the sink once for each bank. A bank whose id another name got before adds a problem. Not
  // OK when the sink fails: the caller may not register bodies, or the line is cut.
  absl::Status Ensure(const RowFacts& facts, const Expression& bank, std::vector<Problem>* problems,
                      ImportReport* report);

  // In a dry run: the real import would register it.
  bool IsToCome(const std::string& bank) const { return to_come_.contains(bank); }

 private:
  RowSink* const sink_;
  const bool dry_run_;
  absl::flat_hash_map<std::string, std::string> names_;  // by id, in upper case
  absl::flat_hash_set<std::string> to_come_;
};

}  // namespace ippledge::client
