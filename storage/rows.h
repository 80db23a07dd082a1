// storage/rows.h: values of the index: loans, pledges of rights, the programme.
//
// Rows are derived from the journal and may be thrown away at any time, so their format may change
// with a new kRowVersion and a new kIndexVersion (keys.h): a reader answers DATA_LOSS to another
// version.
//   loan, programme   version byte, then a message of stored/v1/row.proto
//   pledges           varint: loans that have pledged the right and not released it; no row for 0
// Bytes are not trusted: whatever is impossible is DATA_LOSS, and nothing crashes.
#pragma once

#include <cstdint>
#include <memory>
#include <string>

#include "absl/status/statusor.h"
#include "absl/strings/string_view.h"
#include "ledger/books.h"
#include "ledger/loan.h"
#include "ledger/programme.h"

namespace ippledge::storage {

inline constexpr std::uint8_t kRowVersion = 1;

// Makes and reads rows of loans. Keeps its message between calls. One thread at a time.
class LoanRowCodec {
 public:
  LoanRowCodec();
  ~LoanRowCodec();
  LoanRowCodec(const LoanRowCodec&) = delete;
  LoanRowCodec& operator=(const LoanRowCodec&) = delete;

  // Appends the row to `out`.
  void Encode(const Loan& loan, std::string& out);
  // SameLoan() as what was encoded.
  absl::StatusOr<LoanRef> Decode(absl::string_view bytes);

 private:
  struct Messages;
  std::unique_ptr<Messages> messages_;
};

// The same with a codec of their own.
std::string EncodeLoanRow(const Loan& loan);
absl::StatusOr<LoanRef> DecodeLoanRow(absl::string_view bytes);

// Empty for 0: an index deletes such a row.
std::string EncodePledges(std::int64_t pledges);
absl::StatusOr<std::int64_t> DecodePledges(absl::string_view bytes);

// The Programme but for its fund and its work, which have rows of their own (fund_rows.h,
// cover_rows.h). The numbers of bodies and units are rebuilt from their order.
std::string EncodeProgrammeRow(const Programme& programme);
absl::StatusOr<Programme> DecodeProgrammeRow(absl::string_view bytes);

}  // namespace ippledge::storage
