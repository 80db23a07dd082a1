#include "proto/wire/format.h"

#include <google/protobuf/timestamp.pb.h>
#include <google/protobuf/util/message_differencer.h>
#include <gtest/gtest.h>

#include <memory>

#include "proto/wire/parse.h"
#include "tests/wire/requests.h"

namespace ippledge::wire {
namespace {

template <typename Message>
void ExpectSame(const Message& got, const std::string& want) {
  std::string difference;
  google::protobuf::util::MessageDifferencer differencer;
  differencer.ReportDifferencesToString(&difference);
  EXPECT_TRUE(differencer.Compare(Of<Message>(want), got)) << difference;
}

TEST(FormatTimestamp, Examples) {
  const auto text = [](std::int64_t ms) {
    google::protobuf::Timestamp message;
    FormatTimestamp(ms, message);
    return std::to_string(message.seconds()) + " " + std::to_string(message.nanos());
  };
  EXPECT_EQ(text(0), "0 0");
  EXPECT_EQ(text(1'719'700'000'123), "1719700000 123000000");
  EXPECT_EQ(text(-1), "-1 999000000");
  EXPECT_EQ(text(-1000), "-1 0");
}

// A loan that was corrected, drawn twice, repaid, extended, classed, registered and released.
Loan FullLoan() {
  Violations violations;
  v1::NewLoan message = GoodLoan();
  Loan loan;
  loan.terms = ParseNewLoan(message, CodeSchemes(), "loan", violations);
  message.set_contract_amount_fen(1);
  loan.recorded_as = ParseNewLoan(GoodLoan(), CodeSchemes(), "loan", violations);
  loan.terms_corrected_by = 40;
  loan.entries = {12, 14, 15, 16, 17, 18, 19, 20, 40};
  loan.further_draws = {
      {{"JJ-2", Date::Of(2024, 7, 1), Date::Of(2025, 7, 1), Money::OfFen(100)}, 15, 0, false, {}}};
  loan.repayments = {
      {{"R1", "JJ-1", Date::Of(2024, 9, 1), Money::OfFen(70), Money::OfFen(7)}, 14, 0, false, {}},
      {{"R2", "", Date::Of(2024, 9, 2), Money::OfFen(1), Money()}, 16, 20, true, {}}};
  loan.extensions = {{{"JJ-1", Date::Of(2025, 5, 1), Date::Of(2026, 6, 3)}, 17, 0, false, {}}};
  loan.class_changes = {{{Date::Of(2025, 7, 1), LoanClass::kSubstandard, 91}, 18, 0, false, {}}};
  loan.registrations = {
      {{IpKind::kTrademark, "12345678", "T-1", Date::Of(2024, 6, 9)}, 19, 0, false, {}}};
  loan.releases = {{{IpKind::kPatent, "ZL201710601862.3", Date::Of(2025, 6, 9)}, 19, 0, false, {}}};
  return loan;
}

Programme FullProgramme() {
  Violations violations;
  Programme programme;
  programme.constitution = *ParseConstitution(GoodConstitution(), "", violations);
  for (const ReportingUnit& unit : programme.constitution.reporting_units) {
    programme.units.push_back(unit);
    programme.unit_numbers.Intern(unit.code);
  }
  return programme;
}

constexpr char kFullLoan[] = R"(
  name { bank: "icbc-nm" contract_number: "HT-2024-001" }
  branch_code: "313651027012"
  borrower {
    name: "内蒙古某科技有限公司"
    unified_social_credit_code: "91150700561228427B"
    division_code: "150781"
    firm_size: FIRM_SIZE_SMALL
    industry_code: "C3921"
  }
  reporting_unit: "150781"
  contract_amount_fen: 500000000
  ip_part_fen: 300000000
  registered_fen: 240000000
  annual_rate_ppm: 43500
  rights {
    right {
      kind: IP_KIND_PATENT
      number: "ZL201710601862.3"
      secured_fen: 200000000
      registration_number: "Y2024150000001"
      registration_date: "2024-05-31"
    }
    release_date: "2025-06-09"
    also_pledged_elsewhere: true
  }
  rights {
    right {
      kind: IP_KIND_GEOGRAPHICAL_INDICATION
      number: "GI-7"
      geographical_indication_form: GEOGRAPHICAL_INDICATION_FORM_FARM_PRODUCT
      secured_fen: 60000000
    }
  }
  rights {
    right {
      kind: IP_KIND_TRADEMARK
      number: "12345678"
      secured_fen: 40000000
      registration_number: "T-1"
      registration_date: "2024-06-09"
    }
  }
  renews_contract_number: "HT-2023-001"
  state: LOAN_STATE_OPEN
  loan_class: LOAN_CLASS_SUBSTANDARD
  overdue_days: 91
  start_date: "2024-06-03"
  maturity_date: "2026-06-03"
  figures {
    disbursed_fen: 250000100
    repaid_fen: 70
    outstanding_fen: 250000030
    undrawn_fen: 249999900
  }
  first_entry: 12
  last_entry: 40 )";

constexpr char kEvents[] = R"(
  events {
    entry: 12
    corrected_by_entry: 40
    draw {
      draw_number: "JJ-1"
      disbursement_date: "2024-06-03"
      maturity_date: "2025-06-03"
      principal_fen: 250000000
    }
  }
  events {
    entry: 14
    repayment {
      repayment_number: "R1"
      draw_number: "JJ-1"
      repayment_date: "2024-09-01"
      principal_fen: 70
      interest_fen: 7
    }
  }
  events {
    entry: 15
    draw {
      draw_number: "JJ-2"
      disbursement_date: "2024-07-01"
      maturity_date: "2025-07-01"
      principal_fen: 100
    }
  }
  events {
    entry: 16
    corrected_by_entry: 20
    voided: true
    repayment { repayment_number: "R2" repayment_date: "2024-09-02" principal_fen: 1 }
  }
  events {
    entry: 17
    extension { draw_number: "JJ-1" agreed_date: "2025-05-01" maturity_date: "2026-06-03" }
  }
  events {
    entry: 18
    class_change {
      change_date: "2025-07-01"
      loan_class: LOAN_CLASS_SUBSTANDARD
      overdue_days: 91
    }
  }
  events {
    entry: 19
    pledge_registration {
      kind: IP_KIND_TRADEMARK
      number: "12345678"
      registration_number: "T-1"
      registration_date: "2024-06-09"
    }
  }
  events {
    entry: 19
    pledge_release { kind: IP_KIND_PATENT number: "ZL201710601862.3" release_date: "2025-06-09" }
  } )";

TEST(FormatLoan, ShowsEverything) {
  v1::Loan message;
  FormatLoan(FullLoan(), FullProgramme(), {true, false, false}, LoanEvents::kShown, message);
  ExpectSame(message, std::string(kFullLoan) + kEvents);
}

TEST(FormatLoan, LeavesEventsOut) {
  v1::Loan message;
  FormatLoan(FullLoan(), FullProgramme(), {true, false, false}, LoanEvents::kLeftOut, message);
  ExpectSame(message, kFullLoan);
}

TEST(FormatLoan, IsNormalUntilClassed) {
  Loan loan = FullLoan();
  loan.class_changes.clear();
  v1::Loan message;
  FormatLoan(loan, FullProgramme(), {}, LoanEvents::kLeftOut, message);
  EXPECT_EQ(message.loan_class(), v1::LOAN_CLASS_NORMAL);
  EXPECT_EQ(message.overdue_days(), 0);
  EXPECT_FALSE(message.rights(0).also_pledged_elsewhere());
}

TEST(FormatOpeningFigure, Examples) {
  v1::OpeningFigure message;
  FormatOpeningFigure(
      {"o-2020", Measure::kDisbursed, 158, Date::Of(2020, 12, 31), "150700", "年报"}, message);
  ExpectSame(message, R"(
    opening_id: "o-2020"
    measure: MEASURE_DISBURSED
    value: 158
    through_date: "2020-12-31"
    reporting_unit: "150700"
    source: "年报")");
}

TEST(FormatPublishedReport, Examples) {
  v1::PublishedReport message;
  FormatPublishedReport({ParseMonth("2024-02").value(), 9, 8, 1500, {1, 2, 3, 4, 5, 6, 7, 8}},
                        message);
  ExpectSame(message, R"(
    month: "2024-02"
    entry: 9
    at: 8
    as_of_date: "2024-02-29"
    figures { measure: MEASURE_CONTRACT value: 1 }
    figures { measure: MEASURE_DISBURSED value: 2 }
    figures { measure: MEASURE_REGISTERED value: 3 }
    figures { measure: MEASURE_IP_PART value: 4 }
    figures { measure: MEASURE_DISBURSED_IP_PART value: 5 }
    figures { measure: MEASURE_LOANS value: 6 }
    figures { measure: MEASURE_REGISTRATIONS value: 7 }
    figures { measure: MEASURE_FIRMS value: 8 }
    commit_time { seconds: 1 nanos: 500000000 })");
}

TEST(FormatViolation, GivesBothTextsAndNumbers) {
  v1::Violation message;
  FormatViolation({Reason::kAmountNotPositive, "loan.ip_part_fen", {{"got", "0"}}}, message);
  ExpectSame(message, R"(
    reason: "AMOUNT_NOT_POSITIVE"
    field: "loan.ip_part_fen"
    metadata { key: "got" value: "0" }
    message: "loan.ip_part_fen: 0 fen, an amount above 0 is required"
    message_zh: "loan.ip_part_fen：0 分，金额必须大于 0")");
}

}  // namespace
}  // namespace ippledge::wire
