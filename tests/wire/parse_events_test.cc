#include <gtest/gtest.h>

#include <functional>
#include <variant>

#include "proto/wire/parse.h"
#include "tests/wire/requests.h"

namespace ippledge::wire {
namespace {

constexpr char kHead[] = R"(
  programme: "nm"
  request_id: "6fa459ea-ee8a-4ca4-894e-db77e160355e"
  loan { bank: "icbc-nm" contract_number: "HT-2024-001" } )";

template <typename Request>
Request Good(const char* rest) {
  return Of<Request>(std::string(kHead) + rest);
}

// A request in textproto, and the faults of it.
template <typename Request>
struct Case {
  const char* text;
  Faults want;
};

// Each text is that of the message in the request's own field; parsed with its head.
template <typename Request, std::size_t N>
void ExpectFaults(const char* field, const Case<Request> (&cases)[N]) {
  for (const Case<Request>& c : cases) {
    const auto request = Good<Request>((std::string(field) + " {" + c.text + "}").c_str());
    EXPECT_EQ(Found(ParseWrite(request, CodeSchemes()).status()), c.want) << c.text;
  }
  const auto empty = Good<Request>("");
  EXPECT_EQ(Found(ParseWrite(empty, CodeSchemes()).status()),
            Faults{std::string("FIELD_REQUIRED ") + field});
}

const LoanId kLoan = {"icbc-nm", "HT-2024-001"};

TEST(ParseDraw, TellsEveryFault) {
  const Case<v1::RecordDrawRequest> cases[] = {
      {"draw_number: 'd' disbursement_date: '2024-06-03' maturity_date: '2025-06-03' "
       "principal_fen: 1",
       {"OK"}},
      {"",
       {"FIELD_REQUIRED draw.disbursement_date", "FIELD_REQUIRED draw.maturity_date",
        "FIELD_REQUIRED draw.draw_number", "AMOUNT_NOT_POSITIVE draw.principal_fen"}},
      {"draw_number: 'd\\n' disbursement_date: 'x' maturity_date: '1800-01-01' principal_fen: -5",
       {"DATE_MALFORMED draw.disbursement_date", "DATE_MALFORMED draw.maturity_date",
        "FIELD_MALFORMED draw.draw_number", "AMOUNT_NOT_POSITIVE draw.principal_fen"}},
      {"draw_number: 'd' disbursement_date: '2025-06-03' maturity_date: '2024-06-03' "
       "principal_fen: 99999999999999999",
       {"AMOUNT_OUT_OF_RANGE draw.principal_fen", "DATE_ORDER draw.maturity_date"}},
  };
  ExpectFaults("draw", cases);
  const auto write =
      ParseWrite(Good<v1::RecordDrawRequest>((std::string("draw {") + cases[0].text + "}").c_str()),
                 CodeSchemes());
  const auto& command = std::get<RecordDraw>(write->command);
  EXPECT_EQ(command.loan, kLoan);
  EXPECT_EQ(command.draw, (Draw{"d", Date::Of(2024, 6, 3), Date::Of(2025, 6, 3), Money::OfFen(1)}));
}

TEST(ParseRepayment, TellsEveryFault) {
  const Case<v1::RecordRepaymentRequest> cases[] = {
      {"repayment_number: 'r' draw_number: 'd' repayment_date: '2024-09-01' principal_fen: 5 "
       "interest_fen: 2",
       {"OK"}},
      {"repayment_number: 'r' repayment_date: '2024-09-01' interest_fen: 2", {"OK"}},
      {"",
       {"FIELD_REQUIRED repayment.repayment_date", "FIELD_REQUIRED repayment.repayment_number",
        "AMOUNT_NOT_POSITIVE repayment.principal_fen"}},
      {"repayment_number: 'r' draw_number: ' d' repayment_date: '2024-13-01' principal_fen: -1 "
       "interest_fen: -1",
       {"DATE_MALFORMED repayment.repayment_date", "FIELD_MALFORMED repayment.draw_number",
        "VALUE_OUT_OF_RANGE repayment.principal_fen", "VALUE_OUT_OF_RANGE repayment.interest_fen"}},
      {"repayment_number: 'r' repayment_date: '2024-09-01' principal_fen: 99999999999999999 "
       "interest_fen: -99999999999999999",
       {"VALUE_OUT_OF_RANGE repayment.principal_fen", "VALUE_OUT_OF_RANGE repayment.interest_fen"}},
  };
  ExpectFaults("repayment", cases);
}

TEST(ParseExtension, TellsEveryFault) {
  const Case<v1::RecordExtensionRequest> cases[] = {
      {"draw_number: 'd' agreed_date: '2025-05-01' maturity_date: '2026-06-03'", {"OK"}},
      {"agreed_date: '2025-05-01' maturity_date: '2026-06-03'", {"OK"}},
      {"", {"FIELD_REQUIRED extension.agreed_date", "FIELD_REQUIRED extension.maturity_date"}},
      {"agreed_date: '2025-05-01' maturity_date: '2025-05-01'",
       {"DATE_ORDER extension.maturity_date"}},
      {"agreed_date: '' maturity_date: '2025-05-01'", {"FIELD_REQUIRED extension.agreed_date"}},
      {"draw_number: '\\t' agreed_date: '2025-05-01' maturity_date: 'never'",
       {"DATE_MALFORMED extension.maturity_date", "FIELD_MALFORMED extension.draw_number"}},
  };
  ExpectFaults("extension", cases);
}

TEST(ParseClassChange, TellsEveryFault) {
  const Case<v1::RecordClassChangeRequest> cases[] = {
      {"change_date: '2025-07-01' loan_class: LOAN_CLASS_LOSS overdue_days: 20000", {"OK"}},
      {"", {"FIELD_REQUIRED class_change.change_date", "FIELD_REQUIRED class_change.loan_class"}},
      {"change_date: '20250701' loan_class: 6 overdue_days: 20001",
       {"DATE_MALFORMED class_change.change_date", "ENUM_UNKNOWN class_change.loan_class",
        "VALUE_OUT_OF_RANGE class_change.overdue_days"}},
      {"change_date: '2025-07-01' loan_class: LOAN_CLASS_NORMAL overdue_days: -1",
       {"VALUE_OUT_OF_RANGE class_change.overdue_days"}},
  };
  ExpectFaults("class_change", cases);
}

TEST(ParsePledgeRegistration, TellsEveryFault) {
  const Case<v1::RecordPledgeRegistrationRequest> cases[] = {
      {"kind: IP_KIND_TRADEMARK number: '1' registration_number: 'T' "
       "registration_date: '2024-06-09'",
       {"OK"}},
      {"",
       {"FIELD_REQUIRED pledge_registration.kind",
        "FIELD_REQUIRED pledge_registration.registration_date",
        "FIELD_REQUIRED pledge_registration.number",
        "FIELD_REQUIRED pledge_registration.registration_number"}},
      {"kind: 9 number: '1' registration_number: 'T' registration_date: '2024-06-31'",
       {"ENUM_UNKNOWN pledge_registration.kind",
        "DATE_MALFORMED pledge_registration.registration_date"}},
  };
  ExpectFaults("pledge_registration", cases);
}

TEST(ParsePledgeRelease, TellsEveryFault) {
  const Case<v1::RecordPledgeReleaseRequest> cases[] = {
      {"kind: IP_KIND_TRADEMARK number: '1' release_date: '2024-06-09'", {"OK"}},
      {"",
       {"FIELD_REQUIRED pledge_release.kind", "FIELD_REQUIRED pledge_release.release_date",
        "FIELD_REQUIRED pledge_release.number"}},
      {"kind: -1 number: '1' release_date: '2024-06-9'",
       {"ENUM_UNKNOWN pledge_release.kind", "DATE_MALFORMED pledge_release.release_date"}},
  };
  ExpectFaults("pledge_release", cases);
}

TEST(ParseCorrection, TellsEveryFault) {
  const Case<v1::CorrectLoanRequest> cases[] = {
      {"corrects_entry: 7 reason: 'typing error' void: true", {"OK"}},
      {"",
       {"FIELD_REQUIRED correction.corrects_entry", "FIELD_REQUIRED correction.reason",
        "FIELD_REQUIRED correction.replacement"}},
      {"corrects_entry: -7 reason: 'a\\x01' void: false",
       {"VALUE_OUT_OF_RANGE correction.corrects_entry", "FIELD_MALFORMED correction.reason",
        "FIELD_REQUIRED correction.void"}},
      {"corrects_entry: 7 reason: 'r' loan { bank: 'b' }",
       {"FIELD_REQUIRED correction.loan.borrower", "FIELD_REQUIRED correction.loan.draw",
        "FIELD_REQUIRED correction.loan.contract_number",
        "AMOUNT_NOT_POSITIVE correction.loan.contract_amount_fen",
        "AMOUNT_NOT_POSITIVE correction.loan.ip_part_fen",
        "FIELD_REQUIRED correction.loan.rights"}},
      {"corrects_entry: 7 reason: 'r' draw { draw_number: 'd' disbursement_date: '2024-06-03' "
       "maturity_date: '2025-06-03' }",
       {"AMOUNT_NOT_POSITIVE correction.draw.principal_fen"}},
      {"corrects_entry: 7 reason: 'r' repayment { repayment_number: 'r' principal_fen: 1 }",
       {"FIELD_REQUIRED correction.repayment.repayment_date"}},
      {"corrects_entry: 7 reason: 'r' extension { agreed_date: '2024-06-03' }",
       {"FIELD_REQUIRED correction.extension.maturity_date"}},
      {"corrects_entry: 7 reason: 'r' class_change { change_date: '2024-06-03' loan_class: 9 }",
       {"ENUM_UNKNOWN correction.class_change.loan_class"}},
      {"corrects_entry: 7 reason: 'r' pledge_registration { kind: IP_KIND_PATENT number: 'n' "
       "registration_date: '2024-06-03' }",
       {"FIELD_REQUIRED correction.pledge_registration.registration_number"}},
      {"corrects_entry: 7 reason: 'r' pledge_release { kind: IP_KIND_PATENT number: 'n' }",
       {"FIELD_REQUIRED correction.pledge_release.release_date"}},
  };
  ExpectFaults("correction", cases);

  auto request = Good<v1::CorrectLoanRequest>("correction { corrects_entry: 7 void: true }");
  request.mutable_correction()->set_reason(Characters(501));
  EXPECT_EQ(Found(ParseWrite(request, CodeSchemes()).status()),
            Faults{"FIELD_TOO_LONG correction.reason"});
}

TEST(ParseCorrection, TakesEveryReplacement) {
  const auto replacement_of = [](const char* text) {
    const auto request = Good<v1::CorrectLoanRequest>(
        (std::string("correction { corrects_entry: 7 reason: 'r' ") + text + "}").c_str());
    auto write = ParseWrite(request, CodeSchemes());
    EXPECT_TRUE(write.ok()) << write.status();
    const auto& command = std::get<CorrectLoan>(write->command);
    EXPECT_EQ(command.loan, kLoan);
    EXPECT_EQ(command.corrects_entry, 7);
    EXPECT_EQ(command.reason, "r");
    return command.replacement;
  };
  EXPECT_TRUE(std::holds_alternative<std::monostate>(replacement_of("void: true")));
  EXPECT_EQ(std::get<Draw>(replacement_of("draw { draw_number: 'd' disbursement_date: "
                                          "'2024-06-03' maturity_date: '2025-06-03' "
                                          "principal_fen: 1 }"))
                .draw_number,
            "d");
  EXPECT_EQ(std::get<Repayment>(replacement_of("repayment { repayment_number: 'x' repayment_date: "
                                               "'2024-09-01' principal_fen: 5 }"))
                .principal,
            Money::OfFen(5));
  EXPECT_EQ(
      std::get<Extension>(replacement_of("extension { agreed_date: '2025-05-01' maturity_date: "
                                         "'2026-06-03' }"))
          .maturity_date,
      Date::Of(2026, 6, 3));
  EXPECT_EQ(std::get<ClassChange>(replacement_of("class_change { change_date: '2025-07-01' "
                                                 "loan_class: LOAN_CLASS_LOSS }"))
                .loan_class,
            LoanClass::kLoss);
  EXPECT_EQ(std::get<PledgeRegistration>(
                replacement_of("pledge_registration { kind: IP_KIND_PATENT number: 'n' "
                               "registration_number: 'y' registration_date: '2024-06-03' }"))
                .registration_number,
            "y");
  EXPECT_EQ(std::get<PledgeRelease>(replacement_of("pledge_release { kind: IP_KIND_PATENT number: "
                                                   "'n' release_date: '2024-06-03' }"))
                .number,
            "n");

  auto request = Good<v1::CorrectLoanRequest>("correction { corrects_entry: 7 reason: 'r' }");
  *request.mutable_correction()->mutable_loan() = GoodLoan();
  const auto write = ParseWrite(request, CodeSchemes());
  ASSERT_TRUE(write.ok()) << write.status();
  const auto& terms =
      std::get<std::shared_ptr<const NewLoan>>(std::get<CorrectLoan>(write->command).replacement);
  EXPECT_EQ(terms->id, kLoan);
}

TEST(ParseLoanId, TellsEveryFault) {
  const char* draw =
      "draw { draw_number: 'd' disbursement_date: '2024-06-03' maturity_date: '2025-06-03' "
      "principal_fen: 1 }";
  auto request = Good<v1::RecordDrawRequest>(draw);
  request.clear_loan();
  EXPECT_EQ(Found(ParseWrite(request, CodeSchemes()).status()), Faults{"FIELD_REQUIRED loan"});
  request.mutable_loan();
  EXPECT_EQ(Found(ParseWrite(request, CodeSchemes()).status()),
            (Faults{"FIELD_REQUIRED loan.bank", "FIELD_REQUIRED loan.contract_number"}));
  request.mutable_loan()->set_bank("no slug");
  request.mutable_loan()->set_contract_number(Characters(65));
  AddUnknownField(*request.mutable_loan());
  EXPECT_EQ(Found(ParseWrite(request, CodeSchemes()).status()),
            (Faults{"UNKNOWN_FIELD loan", "FIELD_MALFORMED loan.bank",
                    "FIELD_TOO_LONG loan.contract_number"}));
}

}  // namespace
}  // namespace ippledge::wire
