// client/import/tally.h: the counts, sums and problems of an import.
#pragma once

#include <cstdint>
#include <string>
#include <vector>

#include "absl/container/flat_hash_map.h"
#include "client/import/out_message.h"
#include "client/import/report.h"

namespace ippledge::client {

class Tally {
 public:
  // Index of a bank's figures, made on first use.
  std::int32_t BankIndex(const std::string& bank);

  // A row was understood and goes out.
  void Understood(const SentRow& row);
  // What the server said of it.
  void Recorded(const SentRow& row, std::int64_t entry);
  void Already(const SentRow& row);
  void RefusedByServer(const SentRow& row, std::vector<Problem> problems);
  // A row that never went out.
  void RefusedHere(std::vector<Problem> problems);
  void Skipped() { ++report_.skipped; }
  void Note(ImportNote note);

  std::int64_t answered() const { return report_.fresh + report_.already + refused_by_server_; }
  const ImportReport& report() const { return report_; }
  ImportReport& mutable_report() { return report_; }
  // The report with everything in order.
  ImportReport Finish();

 private:
  void Keep(std::vector<Problem> problems);

  ImportReport report_;
  absl::flat_hash_map<std::string, std::int32_t> bank_indexes_;
  std::int64_t refused_by_server_ = 0;
};

}  // namespace ippledge::client
