#include "storage/terms_bytes.h"

#include <gtest/gtest.h>

#include <memory>
#include <string>
#include <variant>

#include "storage/codec.h"
#include "storage/rows.h"
#include "tests/storage/random_values.h"

namespace ippledge::storage {
namespace {

std::string TermsOf(const NewLoan& loan) {
  std::string terms;
  AppendTerms(loan, terms);
  return terms;
}

// Byte for byte what the messages give: entries are hashed, and an audit compares rows.
TEST(TermsBytes, EntriesAreThoseOfTheMessages) {
  const std::size_t kPlace = Event(LoanRecorded{}).index();
  RandomValues random(20);
  EntryEncoder encoder;
  for (int i = 0; i < 2'000; ++i) {
    Entry entry = random.AnyEntryWith(kPlace);
    entry.events.resize(1);
    auto& recorded = std::get<LoanRecorded>(entry.events[0]);
    for (std::uint64_t n = random.Below(4); n > 0; --n) {
      recorded.rights_pledged_before.push_back(static_cast<std::int32_t>(random.Below(200)));
    }
    std::string by_message = "before ";
    std::string by_terms = "before ";
    encoder.Encode(entry, by_message);
    encoder.Encode(entry, TermsOf(*recorded.what.loan), by_terms);
    ASSERT_EQ(by_terms, by_message) << i;
  }
}

TEST(TermsBytes, RowsAreThoseOfTheMessages) {
  RandomValues random(21);
  for (int i = 0; i < 2'000; ++i) {
    Loan loan;
    loan.terms = std::make_shared<NewLoan>(random.AnyNewLoan());
    loan.entries = {random.AnyEntry()};
    std::string row;
    AppendNewLoanRow(TermsOf(*loan.terms), loan.first_entry(), row);
    ASSERT_EQ(row, EncodeLoanRow(loan)) << i;
  }
}

}  // namespace
}  // namespace ippledge::storage
