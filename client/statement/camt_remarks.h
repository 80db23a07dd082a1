// client/statement/camt_remarks.h: what of a camt.053 file was left out or read in a way worth
// knowing.
//
// Counted while reading and told once for the file, in Chinese and English. Plain values; any
// thread.
#pragma once

#include <cstdint>
#include <map>
#include <string>
#include <vector>

namespace ippledge::client {

struct CamtRemarks {
  static constexpr int kKindsMax = 16;  // different kinds of balances that are named

  std::string version;  // one that is read as its neighbours are
  bool no_namespace = false;
  std::map<std::string, std::int64_t> not_booked;      // entries by status
  std::map<std::string, std::int64_t> other_balances;  // left out, by type
  std::int64_t negative_zeros = 0;
  std::int64_t value_date_taken = 0;  // entries without a booking date
  std::int64_t split = 0;             // entries that became a line for each payment
  std::int64_t details_differ = 0;    // entries whose payments do not add up to them
  std::int64_t texts_cut = 0;         // lines whose texts did not all fit

  std::vector<std::string> Texts() const;
};

}  // namespace ippledge::client
