#include "proto/wire/row_bytes.h"

#include <gtest/gtest.h>

#include <functional>
#include <optional>
#include <string>
#include <vector>

#include "absl/strings/str_cat.h"
#include "ippledge/v1/loan_service.pb.h"
#include "ledger/command.h"
#include "ledger/limits.h"
#include "proto/wire/parse.h"
#include "tests/wire/requests.h"

namespace ippledge::wire {
namespace {

constexpr CodeSchemes kFree = {CodeScheme::kFreeText, CodeScheme::kFreeText, CodeScheme::kFreeText,
                               CodeScheme::kFreeText, CodeScheme::kFreeText};

v1::LoanRow GoodRow() {
  v1::LoanRow row;
  *row.mutable_loan() = GoodLoan();
  return row;
}

// What the row's message makes of it; nullopt when it is no message or has a fault.
std::optional<Command> ByMessage(const std::string& bytes, const CodeSchemes& schemes) {
  v1::LoanRow message;
  Violations violations;
  if (!message.ParseFromString(bytes)) return std::nullopt;
  return ParseLoanRow(message, schemes, "", violations);
}

// Read as bytes, when that gives a loan without a fault.
std::shared_ptr<const NewLoan> ByBytes(const std::string& bytes, const CodeSchemes& schemes) {
  std::shared_ptr<const NewLoan> loan = ReadLoanRow(bytes);
  Violations shape;
  if (loan != nullptr) CheckNewLoan(*loan, schemes, "loan", shape);
  return shape.empty() ? loan : nullptr;
}

TEST(ReadLoanRow, Examples) {
  const std::string bytes = GoodRow().SerializeAsString();
  const auto loan = ReadLoanRow(bytes);
  ASSERT_NE(loan, nullptr);
  EXPECT_EQ(*loan, *std::get<RecordLoan>(*ByMessage(bytes, CodeSchemes())).loan);
  EXPECT_EQ(ReadLoanRow(""), nullptr);
}

TEST(ReadLoanRow, ReadsWhateverFieldsARowHas) {
  using Spoil = std::function<void(v1::NewLoan&)>;
  const Spoil left_out[] = {
      [](v1::NewLoan& loan) { loan.clear_branch_code(); },
      [](v1::NewLoan& loan) { loan.clear_annual_rate_ppm(); },
      [](v1::NewLoan& loan) { loan.clear_renews_contract_number(); },
      [](v1::NewLoan& loan) { loan.mutable_borrower()->clear_unified_social_credit_code(); },
      [](v1::NewLoan& loan) { loan.mutable_borrower()->clear_firm_size(); },
      [](v1::NewLoan& loan) { loan.mutable_borrower()->clear_industry_code(); },
      [](v1::NewLoan& loan) { loan.mutable_rights()->DeleteSubrange(1, 2); },
      [](v1::NewLoan& loan) { loan.mutable_rights(0)->clear_registration_number(); },
      [](v1::NewLoan& loan) { loan.mutable_rights(0)->clear_secured_fen(); },
      [](v1::NewLoan& loan) { loan.set_contract_amount_fen(Money::kFenMax); },
      [](v1::NewLoan& loan) { loan.set_annual_rate_ppm(2'000'000'000); },
      [](v1::NewLoan& loan) { loan.mutable_borrower()->set_name(Characters(200)); },
      [](v1::NewLoan& loan) { loan.clear_rights(); },
  };
  for (std::size_t i = 0; i < std::size(left_out); ++i) {
    v1::LoanRow row = GoodRow();
    left_out[i](*row.mutable_loan());
    const std::string bytes = row.SerializeAsString();
    EXPECT_NE(ReadLoanRow(bytes), nullptr) << i;
    const auto want = ByMessage(bytes, CodeSchemes());
    const auto got = ByBytes(bytes, CodeSchemes());
    ASSERT_EQ(got != nullptr, want.has_value()) << i;
    if (got == nullptr) continue;
    EXPECT_EQ(*got, *std::get<RecordLoan>(*want).loan) << i;
  }
}

// The front of a row whose loan has these bytes.
std::string RowOf(const std::string& loan) {
  std::string row = "\x12";
  if (loan.size() >= 0x80) row.push_back(static_cast<char>(0x80 | (loan.size() & 0x7F)));
  row.push_back(static_cast<char>(loan.size() >= 0x80 ? loan.size() >> 7 : loan.size()));
  return row + loan;
}

TEST(ReadLoanRow, LeavesWhatIsUnusualToTheMessage) {
  const auto row_with = [](const std::function<void(v1::NewLoan&)>& change) {
    v1::LoanRow row = GoodRow();
    change(*row.mutable_loan());
    return row.SerializeAsString();
  };
  v1::LoanRow named = GoodRow();
  named.mutable_name()->set_bank("icbc-nm");
  v1::LoanRow draw;
  *draw.mutable_draw() = GoodLoan().draw();
  const std::string loan = GoodLoan().SerializeAsString();
  const std::string good = RowOf(loan);
  ASSERT_EQ(good, GoodRow().SerializeAsString());
  const struct {
    absl::string_view name;
    std::string bytes;
  } cases[] = {
      {"a name", named.SerializeAsString()},
      {"another fact", draw.SerializeAsString()},
      {"twice", good + good},
      {"an unknown field", RowOf(loan + "\x78\x01")},
      {"a large unknown number", RowOf(loan + "\xC0\x3E\x01")},
      {"a field twice", RowOf("\x0A\x01x" + loan)},
      {"a field out of order", RowOf(loan + "\x0A\x01x")},
      {"another type", RowOf("\x08\x01" + loan)},
      {"a long form of a number",
       RowOf(loan.substr(0, 9) + std::string("\x12\x8B\x00", 3) + loan.substr(11))},
      {"no borrower", row_with([](auto& l) { l.clear_borrower(); })},
      {"no draw", row_with([](auto& l) { l.clear_draw(); })},
      {"no date", row_with([](auto& l) { l.mutable_draw()->clear_maturity_date(); })},
      {"a bad date", row_with([](auto& l) { l.mutable_draw()->set_maturity_date("2024-02-30"); })},
      {"a bad registration date",
       row_with([](auto& l) { l.mutable_rights(0)->set_registration_date("x"); })},
      {"no kind", row_with([](auto& l) { l.mutable_rights(2)->clear_kind(); })},
      {"an unknown kind",
       row_with([](auto& l) { l.mutable_rights(2)->set_kind(static_cast<v1::IpKind>(9)); })},
      {"an unknown size", row_with([](auto& l) {
         l.mutable_borrower()->set_firm_size(static_cast<v1::FirmSize>(5));
       })},
      {"a negative amount", row_with([](auto& l) { l.set_ip_part_fen(-1); })},
      {"an amount beyond Money", row_with([](auto& l) { l.set_ip_part_fen(Money::kFenMax + 1); })},
      {"a negative rate", row_with([](auto& l) { l.set_annual_rate_ppm(-1); })},
  };
  for (const auto& c : cases) EXPECT_EQ(ReadLoanRow(c.bytes), nullptr) << c.name;
}

// Whatever bytes a row has: when they give a loan, their message gives the same.
TEST(ReadLoanRow, NeverDiffersFromTheMessage) {
  const std::string good = GoodRow().SerializeAsString();
  int read = 0;
  int left = 0;
  const auto compare = [&](const std::string& bytes) {
    for (const CodeSchemes& schemes : {CodeSchemes(), kFree}) {
      const auto got = ByBytes(bytes, schemes);
      if (got == nullptr) {
        ++left;
        continue;
      }
      ++read;
      const auto want = ByMessage(bytes, schemes);
      ASSERT_TRUE(want) << testing::PrintToString(bytes);
      ASSERT_EQ(*got, *std::get<RecordLoan>(*want).loan) << testing::PrintToString(bytes);
    }
  };
  for (std::size_t place = 0; place < good.size(); ++place) {
    compare(good.substr(0, place));
    compare(good.substr(0, place) + good.substr(place + 1));
    for (int byte = 0; byte < 0x100; ++byte) {
      std::string changed = good;
      changed[place] = static_cast<char>(byte);
      compare(changed);
      if (byte % 8 != 0) continue;
      changed = good;
      changed.insert(place, 1, static_cast<char>(byte));
      compare(changed);
    }
  }
  EXPECT_GT(read, 10'000);
  EXPECT_GT(left, 10'000);
}

// ---- requests ----

v1::BatchRecordRequest GoodBatch() {
  v1::BatchRecordRequest batch;
  batch.set_programme("nm");
  batch.set_request_id("6fa459ea-ee8a-4ca4-894e-db77e160355e");
  batch.set_all_or_nothing(true);
  *batch.add_rows() = GoodRow();
  v1::LoanRow& draw = *batch.add_rows();
  draw.mutable_name()->set_bank("icbc-nm");
  draw.mutable_name()->set_contract_number("1");
  *draw.mutable_draw() = GoodLoan().draw();
  return batch;
}

TEST(TakeApart, Examples) {
  const v1::BatchRecordRequest batch = GoodBatch();
  const std::string bytes = batch.SerializeAsString();
  const RequestParts parts = TakeApart(bytes);
  ASSERT_EQ(parts.rows.size(), 2u);
  EXPECT_EQ(parts.rows[0], batch.rows(0).SerializeAsString());
  EXPECT_EQ(parts.rows[1], batch.rows(1).SerializeAsString());
  v1::BatchRecordRequest rest = batch;
  rest.clear_rows();
  EXPECT_EQ(parts.rest, rest.SerializeAsString());
  EXPECT_TRUE(TakeApart("").rows.empty());
}

// The message of a request taken apart; nullopt when a part is none.
std::optional<std::string> Joined(const std::string& bytes) {
  const RequestParts parts = TakeApart(bytes);
  v1::BatchRecordRequest rest;
  if (!rest.ParseFromString(parts.rest)) return std::nullopt;
  v1::BatchRecordRequest joined;
  for (const absl::string_view row : parts.rows) {
    if (!joined.add_rows()->ParseFromArray(row.data(), static_cast<int>(row.size()))) {
      return std::nullopt;
    }
  }
  joined.MergeFrom(rest);
  return joined.SerializeAsString();
}

TEST(TakeApart, LosesAndChangesNothing) {
  const std::string good = GoodBatch().SerializeAsString();
  int messages = 0;
  int none = 0;
  const auto compare = [&](const std::string& bytes) {
    v1::BatchRecordRequest whole;
    const bool is_message = whole.ParseFromString(bytes);
    (is_message ? messages : none) += 1;
    const std::optional<std::string> joined = Joined(bytes);
    ASSERT_EQ(joined.has_value(), is_message) << testing::PrintToString(bytes);
    if (!is_message) return;
    ASSERT_EQ(*joined, whole.SerializeAsString()) << testing::PrintToString(bytes);
  };
  for (std::size_t place = 0; place < good.size(); ++place) {
    compare(good.substr(0, place));
    compare(good.substr(place));
    compare(good.substr(0, place) + good.substr(place + 1));
    for (int byte = 0; byte < 0x100; byte += 3) {
      std::string changed = good;
      changed[place] = static_cast<char>(byte);
      compare(changed);
      changed = good;
      changed.insert(place, 1, static_cast<char>(byte));
      compare(changed);
    }
  }
  EXPECT_GT(messages, 5'000);
  EXPECT_GT(none, 5'000);
}

TEST(ParseBatch, GivesTheSameOfARequestTakenApart) {
  v1::BatchRecordRequest batch = GoodBatch();
  for (int i = 0; i < 3; ++i) *batch.add_rows() = GoodRow();
  batch.mutable_rows(2)->mutable_loan()->mutable_draw()->clear_disbursement_date();
  batch.mutable_rows(3)->mutable_loan()->mutable_rights(1)->set_number(" 1");
  AddUnknownField(*batch.mutable_rows(4)->mutable_loan());
  const std::string bytes = batch.SerializeAsString();
  const RequestParts parts = TakeApart(bytes);
  v1::BatchRecordRequest rest;
  ASSERT_TRUE(rest.ParseFromString(parts.rest));
  const auto whole = ParseBatch(batch, CodeSchemes());
  const auto apart = ParseBatch(rest, CodeSchemes(), parts.rows);
  ASSERT_TRUE(whole.ok() && apart.ok()) << apart.status();
  EXPECT_EQ(apart->request_id, whole->request_id);
  EXPECT_TRUE(apart->all_or_nothing);
  ASSERT_EQ(apart->rows.size(), whole->rows.size());
  for (std::size_t i = 0; i < whole->rows.size(); ++i) {
    EXPECT_EQ(apart->rows[i].status(), whole->rows[i].status()) << i;
    EXPECT_EQ(apart->rows[i].ok(), i < 2) << i;
    if (!whole->rows[i].ok()) continue;
    std::string want, got;
    AppendCanonical(*whole->rows[i], want);
    AppendCanonical(*apart->rows[i], got);
    EXPECT_EQ(got, want) << i;
  }
}

TEST(ParseBatch, RowsInTheMessageComeAfterThoseApart) {
  const std::string bytes = GoodBatch().SerializeAsString();
  v1::BatchRecordRequest rest = GoodBatch();
  const auto batch = ParseBatch(rest, CodeSchemes(), TakeApart(bytes).rows);
  ASSERT_TRUE(batch.ok()) << batch.status();
  ASSERT_EQ(batch->rows.size(), 4u);
  for (const std::size_t loan : {0u, 2u}) {
    EXPECT_TRUE(std::holds_alternative<RecordLoan>(*batch->rows[loan])) << loan;
  }
}

TEST(ParseBatch, RefusesAsAWholeWhatIsNoRow) {
  const v1::BatchRecordRequest head = [] {
    v1::BatchRecordRequest request = GoodBatch();
    request.clear_rows();
    return request;
  }();
  const std::string good = GoodRow().SerializeAsString();
  std::string not_utf8 = good;
  not_utf8[not_utf8.find("icbc-nm")] = '\xFF';
  for (const std::string& bad : {good.substr(0, 50), not_utf8, std::string("\x0F")}) {
    const absl::string_view rows[] = {good, bad};
    EXPECT_EQ(Found(ParseBatch(head, CodeSchemes(), rows).status()), Faults{"MESSAGE_MALFORMED "});
  }
  const std::vector<absl::string_view> many(kBatchRowsMax + 1, good);
  EXPECT_EQ(Found(ParseBatch(head, CodeSchemes(), many).status()), Faults{"TOO_MANY_ITEMS rows"});
}

}  // namespace
}  // namespace ippledge::wire
