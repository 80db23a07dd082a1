#include "ledger/field_checker.h"

#include <gtest/gtest.h>

#include "ledger/limits.h"
#include "tests/testing/refusal_text.h"

namespace ippledge {
namespace {

TEST(FieldChecker, SaysFieldAndNumbers) {
  Violations violations;
  const FieldChecker fields("claim", violations);
  fields.Text("note", "abc", 1, 2);
  fields.Slug("bank", "");
  fields.SlugIfAny("party", "");
  fields.SlugIfAny("party", "No Slug");
  fields.Required("date", false);
  fields.NotAllowed("bank", "there is none");
  fields.Malformed("words", "both");
  fields.Range("days", 8, 1, 7);
  fields.Amount("amount_fen", Money(), 1);
  fields.Amount("amount_fen", Money::OfFen(kLoanFenMax + 1));
  EXPECT_FALSE(fields.Few("tags", 3, 2));
  fields.Twice("tags[1]", "a");
  EXPECT_EQ(RefusalText(violations),
            "FIELD_TOO_LONG claim.note limit=2 got=3; FIELD_REQUIRED claim.bank; "
            "FIELD_MALFORMED claim.party got=No Slug want=a-z 0-9 -; FIELD_REQUIRED claim.date; "
            "FIELD_NOT_ALLOWED claim.bank why=there is none; "
            "FIELD_MALFORMED claim.words got= want=both; "
            "VALUE_OUT_OF_RANGE claim.days got=8 min=1 max=7; "
            "AMOUNT_NOT_POSITIVE claim.amount_fen got=0; "
            "AMOUNT_OUT_OF_RANGE claim.amount_fen got=100000000000001 limit=100000000000000; "
            "TOO_MANY_ITEMS claim.tags got=3 limit=2; DUPLICATE_ITEM claim.tags[1] got=a");
}

TEST(FieldChecker, PassesWhatIsRight) {
  Violations violations;
  const FieldChecker fields("claim", violations);
  fields.Text("note", "ab", 1, 2);
  fields.Slug("bank", "bank-1");
  fields.SlugIfAny("party", "bank-1");
  fields.Required("date", true);
  fields.Range("days", 7, 1, 7);
  fields.Amount("amount_fen", Money::OfFen(kLoanFenMax), 1);
  fields.Amount("amount_fen", Money());
  fields.Amount("amount_fen", std::nullopt, 1);
  EXPECT_TRUE(fields.Few("tags", 2, 2));
  EXPECT_TRUE(violations.empty());
}

}  // namespace
}  // namespace ippledge
