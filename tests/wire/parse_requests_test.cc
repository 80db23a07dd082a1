#include <gtest/gtest.h>

#include <variant>

#include "ledger/limits.h"
#include "proto/wire/parse.h"
#include "tests/wire/requests.h"

namespace ippledge::wire {
namespace {

constexpr char kUuid[] = "6fa459ea-ee8a-4ca4-894e-db77e160355e";

TEST(ParseRequestId, Examples) {
  const RequestId want = {0x6f, 0xa4, 0x59, 0xea, 0xee, 0x8a, 0x4c, 0xa4,
                          0x89, 0x4e, 0xdb, 0x77, 0xe1, 0x60, 0x35, 0x5e};
  EXPECT_EQ(ParseRequestId(kUuid).value(), want);
  EXPECT_EQ(ParseRequestId("6FA459EA-EE8A-4CA4-894E-DB77E160355E").value(), want);
  EXPECT_EQ(FormatRequestId(want), kUuid);
}

TEST(ParseRequestId, TellsEveryFault) {
  EXPECT_EQ(Found(ParseRequestId("").status()), Faults{"FIELD_REQUIRED request_id"});
  for (const char* text :
       {"00000000-0000-0000-0000-000000000000", "6fa459eaee8a4ca4894edb77e160355e",
        "6fa459ea-ee8a-4ca4-894e-db77e160355", "6fa459ea-ee8a-4ca4-894e-db77e160355e0",
        "6fa459ea-ee8a-4ca4-894edb77-e160355e", "6fa459ea-ee8a-4ca4-894e-db77e160355g",
        "{6fa459ea-ee8a-4ca4-894e-db77e160355e}", "6fa459ea-ee8a-4ca4-894e-db77e16 355e",
        "------------------------------------"}) {
    EXPECT_EQ(Found(ParseRequestId(text).status()), Faults{"REQUEST_ID_MALFORMED request_id"})
        << text;
  }
}

TEST(ParseWrite, ReadsTheHead) {
  v1::RecordLoanRequest request = GoodRecordLoan();
  auto write = ParseWrite(request, CodeSchemes());
  ASSERT_TRUE(write.ok()) << write.status();
  EXPECT_FALSE(write->validate_only);
  EXPECT_EQ(FormatRequestId(write->request_id), kUuid);
  EXPECT_EQ(std::get<RecordLoan>(write->command).loan->id.bank, "icbc-nm");
  request.set_validate_only(true);
  EXPECT_TRUE(ParseWrite(request, CodeSchemes())->validate_only);
}

TEST(ParseWrite, TellsFaultsOfHeadAndBodyTogether) {
  v1::RecordLoanRequest request = GoodRecordLoan();
  request.clear_programme();
  request.set_request_id("1");
  request.mutable_loan()->clear_bank();
  AddUnknownField(request);
  EXPECT_EQ(Found(ParseWrite(request, CodeSchemes()).status()),
            (Faults{"FIELD_REQUIRED programme", "UNKNOWN_FIELD ", "REQUEST_ID_MALFORMED request_id",
                    "FIELD_REQUIRED loan.bank"}));
  EXPECT_EQ(
      Found(ParseWrite(v1::RecordLoanRequest(), CodeSchemes()).status()),
      (Faults{"FIELD_REQUIRED programme", "FIELD_REQUIRED request_id", "FIELD_REQUIRED loan"}));
}

v1::BatchRecordRequest GoodBatch() {
  auto batch = Of<v1::BatchRecordRequest>(R"(
    programme: "nm"
    request_id: "6fa459ea-ee8a-4ca4-894e-db77e160355e"
    all_or_nothing: true
    rows {
      name { bank: "icbc-nm" contract_number: "1" }
      draw {
        draw_number: "d" disbursement_date: "2024-06-03" maturity_date: "2025-06-03"
        principal_fen: 1
      }
    }
    rows {
      name { bank: "icbc-nm" contract_number: "1" }
      repayment { repayment_number: "r" repayment_date: "2024-09-01" principal_fen: 5 }
    }
    rows {
      name { bank: "icbc-nm" contract_number: "1" }
      extension { agreed_date: "2025-05-01" maturity_date: "2026-06-03" }
    }
    rows {
      name { bank: "icbc-nm" contract_number: "1" }
      class_change { change_date: "2025-07-01" loan_class: LOAN_CLASS_LOSS }
    }
    rows {
      name { bank: "icbc-nm" contract_number: "1" }
      pledge_registration {
        kind: IP_KIND_PATENT number: "n" registration_number: "y" registration_date: "2024-06-03"
      }
    }
    rows {
      name { bank: "icbc-nm" contract_number: "1" }
      pledge_release { kind: IP_KIND_PATENT number: "n" release_date: "2024-06-03" }
    }
    rows {
      name { bank: "icbc-nm" contract_number: "1" }
      correction { corrects_entry: 7 reason: "r" void: true }
    })");
  *batch.add_rows()->mutable_loan() = GoodLoan();
  return batch;
}

TEST(ParseBatch, TakesEveryKindOfRow) {
  const auto batch = ParseBatch(GoodBatch(), CodeSchemes());
  ASSERT_TRUE(batch.ok()) << batch.status();
  EXPECT_TRUE(batch->all_or_nothing);
  EXPECT_FALSE(batch->validate_only);
  EXPECT_EQ(FormatRequestId(batch->request_id), kUuid);
  ASSERT_EQ(batch->rows.size(), 8u);
  for (const auto& row : batch->rows) ASSERT_TRUE(row.ok()) << row.status();
  EXPECT_TRUE(std::holds_alternative<RecordDraw>(*batch->rows[0]));
  EXPECT_TRUE(std::holds_alternative<RecordRepayment>(*batch->rows[1]));
  EXPECT_TRUE(std::holds_alternative<RecordExtension>(*batch->rows[2]));
  EXPECT_TRUE(std::holds_alternative<RecordClassChange>(*batch->rows[3]));
  EXPECT_TRUE(std::holds_alternative<RecordPledgeRegistration>(*batch->rows[4]));
  EXPECT_TRUE(std::holds_alternative<RecordPledgeRelease>(*batch->rows[5]));
  EXPECT_TRUE(std::holds_alternative<CorrectLoan>(*batch->rows[6]));
  EXPECT_TRUE(std::holds_alternative<RecordLoan>(*batch->rows[7]));
  for (const auto& row : batch->rows) EXPECT_EQ(LoanIdOf(*row)->bank, "icbc-nm");
}

TEST(ParseBatch, RowsFailAlone) {
  v1::BatchRecordRequest request = GoodBatch();
  request.mutable_rows(0)->clear_name();
  request.mutable_rows(1)->clear_row();
  request.mutable_rows(2)->mutable_name()->clear_bank();
  request.mutable_rows(2)->mutable_extension()->clear_agreed_date();
  AddUnknownField(*request.mutable_rows(3));
  request.mutable_rows(6)->clear_name();
  request.mutable_rows(6)->mutable_correction()->clear_reason();
  request.mutable_rows(7)->mutable_name()->set_bank("icbc-nm");
  request.mutable_rows(7)->mutable_loan()->mutable_rights(1)->clear_secured_fen();
  const auto batch = ParseBatch(request, CodeSchemes());
  ASSERT_TRUE(batch.ok()) << batch.status();
  const Faults want[] = {
      {"FIELD_REQUIRED name"},
      {"FIELD_REQUIRED row"},
      {"FIELD_REQUIRED name.bank", "FIELD_REQUIRED extension.agreed_date"},
      {"UNKNOWN_FIELD "},
      {"OK"},
      {"OK"},
      {"FIELD_REQUIRED name", "FIELD_REQUIRED correction.reason"},
      {"FIELD_NOT_ALLOWED name", "AMOUNT_NOT_POSITIVE loan.rights[1].secured_fen"}};
  for (std::size_t i = 0; i < std::size(want); ++i) {
    EXPECT_EQ(Found(batch->rows[i].status()), want[i]) << i;
  }
}

TEST(ParseBatch, FailsAsAWhole) {
  v1::BatchRecordRequest request = GoodBatch();
  request.clear_rows();
  request.clear_programme();
  request.clear_request_id();
  AddUnknownField(request);
  EXPECT_EQ(Found(ParseBatch(request, CodeSchemes()).status()),
            (Faults{"FIELD_REQUIRED programme", "UNKNOWN_FIELD ", "FIELD_REQUIRED request_id",
                    "FIELD_REQUIRED rows"}));
  request = GoodBatch();
  while (request.rows_size() <= kBatchRowsMax) request.add_rows();
  EXPECT_EQ(Found(ParseBatch(request, CodeSchemes()).status()), Faults{"TOO_MANY_ITEMS rows"});
}

TEST(ParseBatch, AStreamNamesItsProgrammeOnce) {
  v1::StreamRecordRequest request;
  ASSERT_TRUE(request.ParseFromString(GoodBatch().SerializeAsString()));
  request.clear_programme();
  EXPECT_EQ(Found(ParseBatch(request, CodeSchemes()).status()), Faults{"OK"});
}

TEST(ParseLoanRow, PathsBeginWhereTold) {
  Violations violations;
  v1::LoanRow row;
  row.mutable_draw();
  EXPECT_EQ(ParseLoanRow(row, CodeSchemes(), "rows[3]", violations), std::nullopt);
  EXPECT_EQ(Found(violations),
            (Faults{"FIELD_REQUIRED rows[3].name", "FIELD_REQUIRED rows[3].draw.disbursement_date",
                    "FIELD_REQUIRED rows[3].draw.maturity_date",
                    "FIELD_REQUIRED rows[3].draw.draw_number",
                    "AMOUNT_NOT_POSITIVE rows[3].draw.principal_fen"}));
}

}  // namespace
}  // namespace ippledge::wire
