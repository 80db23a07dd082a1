#include "tests/testing/builders.h"

#include <cstddef>

#include "absl/strings/str_cat.h"
#include "absl/strings/str_format.h"
#include "ledger/check.h"
#include "ledger/identifier.h"

namespace ippledge {
namespace {

// `code` with the first character of `alphabet` in the places of '?' that `check` accepts.
template <typename Check>
std::string Completed(std::string code, absl::string_view alphabet, Check check) {
  const std::size_t place = code.find('?');
  if (place == std::string::npos) return check(code).ok() ? code : "";
  for (const char c : alphabet) {
    std::string tried = code;
    tried[place] = c;
    if (tried = Completed(std::move(tried), alphabet, check); !tried.empty()) return tried;
  }
  return "";
}

}  // namespace

Date Day(absl::string_view text) {
  const absl::StatusOr<Date> date = Date::Parse(text);
  IPPLEDGE_CHECK(date.ok());
  return *date;
}

Money Yuan(std::int64_t yuan) { return Money::OfFen(yuan * 100); }
Money Fen(std::int64_t fen) { return Money::OfFen(fen); }

std::string CreditCode(int n) {
  return Completed(absl::StrFormat("91150100%08d??", n), "0123456789ABCDEFGHJKLMNPQRTUWXY",
                   CheckUnifiedSocialCreditCode);
}

std::string CnapsCode(int n) {
  return Completed(absl::StrFormat("971190%05d?", n), "0123456789", CheckCnapsCode);
}

std::string PatentNumber(int n) {
  return Completed(
      absl::StrFormat("ZL2021%08d.?", 10'000'000 + n), "0123456789X",
      [](absl::string_view number) { return CheckIpRightNumber(IpKind::kPatent, number); });
}

std::string TrademarkNumber(int n) { return absl::StrCat(30'000'000 + n); }

Caller BankMaker(absl::string_view bank) {
  return {.organisation = std::string(bank),
          .role = Role::kBankMaker,
          .person = "p-1",
          .second_person = ""};
}

Caller IpOffice() {
  return {
      .organisation = "ip-office", .role = Role::kIpOffice, .person = "p-2", .second_person = ""};
}

Caller FinanceBureau() {
  return {.organisation = "finance-bureau",
          .role = Role::kFinanceBureau,
          .person = "p-4",
          .second_person = "p-5"};
}

FundMovement AMovement(absl::string_view id, FundMovementKind kind) {
  return {.movement_id = std::string(id),
          .kind = kind,
          .amount = Yuan(100'000'000),
          .date = Day("2024-01-05"),
          .counterparty = "",
          .bank_reference = "",
          .memo = ""};
}

FundReversal AReversal(absl::string_view id, absl::string_view of) {
  return {.movement_id = std::string(id),
          .reverses_id = std::string(of),
          .bank_reference = "",
          .reason = "录入错误"};
}

Caller CallerOf(Role role) {
  return {.organisation = "qingcao", .role = role, .person = "p-3", .second_person = ""};
}

Constitution AConstitution() {
  constexpr std::int64_t kHundredMillionYuan = 10'000'000'000;
  Constitution constitution;
  constitution.title_zh = "内蒙古自治区知识产权质押融资计划";
  constitution.title_en = "IP pledge financing programme of Inner Mongolia";
  constitution.currency_code = "CNY";
  constitution.time_zone = "Asia/Shanghai";
  constitution.target = 100 * kHundredMillionYuan;
  constitution.counted_measure = Measure::kDisbursedIpPart;
  constitution.milestones = {{Day("2021-12-31"), 158 * kHundredMillionYuan / 10},
                             {Day("2022-12-31"), 40 * kHundredMillionYuan},
                             {Day("2023-12-31"), 60 * kHundredMillionYuan},
                             {Day("2024-12-31"), 80 * kHundredMillionYuan},
                             {Day("2025-12-31"), 100 * kHundredMillionYuan}};
  constitution.reporting_units = {{"150100", "呼和浩特市", "Hohhot", ""},
                                  {"150200", "包头市", "Baotou", ""},
                                  {"150300", "乌海市", "Wuhai", ""},
                                  {"150400", "赤峰市", "Chifeng", ""},
                                  {"150500", "通辽市", "Tongliao", ""},
                                  {"150600", "鄂尔多斯市", "Ordos", ""},
                                  {"150700", "呼伦贝尔市", "Hulunbuir", ""},
                                  {"150800", "巴彦淖尔市", "Bayannur", ""},
                                  {"150900", "乌兰察布市", "Ulanqab", ""},
                                  {"152200", "兴安盟", "Hinggan", ""},
                                  {"152500", "锡林郭勒盟", "Xilingol", ""},
                                  {"152900", "阿拉善盟", "Alxa", ""},
                                  {"150781", "满洲里市", "Manzhouli", "150700"},
                                  {"152501", "二连浩特市", "Erenhot", "152500"}};
  constitution.fund_fen = 2 * kHundredMillionYuan;
  return constitution;
}

Constitution AFreeTextConstitution() {
  Constitution constitution;
  constitution.title_zh = "自由编码计划";
  constitution.title_en = "A programme with codes of its own";
  constitution.currency_code = "USD";
  constitution.time_zone = "America/New_York";
  constitution.target = 1'000'000'000'000;
  constitution.counted_measure = Measure::kDisbursed;
  constexpr CodeScheme kFree = CodeScheme::kFreeText;
  constitution.schemes = {kFree, kFree, kFree, kFree, kFree};
  return constitution;
}

Body ABank(absl::string_view id) {
  Body body = ABody(id, BodyKind::kPartnerBank);
  // Branches of their own: made of the id's letters.
  int number = 0;
  for (const char c : id) number = (number * 31 + c) % 49'999;
  body.branch_codes = {CnapsCode(2 * number), CnapsCode(2 * number + 1)};
  body.agreement_date = Day("2020-12-02");
  return body;
}

Body ABody(absl::string_view id, BodyKind kind) {
  Body body;
  body.body_id = std::string(id);
  body.kind = kind;
  body.name_zh = absl::StrCat("示例", id);
  body.name_en = absl::StrCat("Sample ", id);
  return body;
}

OpeningFigure AnOpeningFigure(absl::string_view id) {
  return {.opening_id = std::string(id),
          .measure = Measure::kDisbursedIpPart,
          .value = 50'000'000'000,
          .through_date = Day("2020-12-31"),
          .reporting_unit = "",
          .source = "2020年统计报表"};
}

IpRight APatent(int n) {
  IpRight right;
  right.kind = IpKind::kPatent;
  right.number = PatentNumber(n);
  right.secured = Yuan(800'000);
  return right;
}

IpRight ATrademark(int n) {
  IpRight right;
  right.kind = IpKind::kTrademark;
  right.number = TrademarkNumber(n);
  right.secured = Yuan(200'000);
  return right;
}

LoanId AnId(absl::string_view contract_number) {
  return {.bank = "qingcao", .contract_number = std::string(contract_number)};
}

NewLoan ANewLoan(absl::string_view contract_number) {
  NewLoan loan;
  loan.id = AnId(contract_number);
  loan.borrower = {.name = "示例草原生态科技有限公司",
                   .unified_social_credit_code = CreditCode(1),
                   .division_code = "150105",
                   .firm_size = FirmSize::kSmall,
                   .industry_code = "C3921"};
  loan.contract_amount = Yuan(1'000'000);
  loan.ip_part = Yuan(800'000);
  loan.annual_rate_ppm = 43'500;
  loan.rights = {APatent(1)};
  loan.draw = {.draw_number = "D1",
               .disbursement_date = Day("2024-01-05"),
               .maturity_date = Day("2025-01-05"),
               .principal = Yuan(500'000)};
  return loan;
}

Draw ADraw(absl::string_view number) {
  return {.draw_number = std::string(number),
          .disbursement_date = Day("2024-02-01"),
          .maturity_date = Day("2025-02-01"),
          .principal = Yuan(100'000)};
}

Repayment ARepayment(absl::string_view number) {
  return {.repayment_number = std::string(number),
          .draw_number = "",
          .repayment_date = Day("2024-03-01"),
          .principal = Yuan(50'000),
          .interest = Yuan(1'000)};
}

Extension AnExtension() {
  return {.draw_number = "", .agreed_date = Day("2024-05-01"), .maturity_date = Day("2026-01-05")};
}

ClassChange AClassChange() {
  return {.change_date = Day("2024-04-01"),
          .loan_class = LoanClass::kSpecialMention,
          .overdue_days = 35};
}

PledgeRegistration ARegistration() {
  return {.kind = IpKind::kPatent,
          .number = PatentNumber(1),
          .registration_number = "Y2024980000001",
          .registration_date = Day("2024-01-10")};
}

PledgeRelease ARelease() {
  return {.kind = IpKind::kPatent, .number = PatentNumber(1), .release_date = Day("2024-06-01")};
}

RecordLoan Recording(NewLoan loan) { return {std::make_shared<const NewLoan>(std::move(loan))}; }
RecordDraw Recording(Draw draw) { return {AnId(), std::move(draw)}; }
RecordRepayment Recording(Repayment repayment) { return {AnId(), std::move(repayment)}; }
RecordExtension Recording(Extension extension) { return {AnId(), std::move(extension)}; }
RecordClassChange Recording(ClassChange change) { return {AnId(), change}; }
RecordPledgeRegistration Recording(PledgeRegistration registration) {
  return {AnId(), std::move(registration)};
}
RecordPledgeRelease Recording(PledgeRelease release) { return {AnId(), std::move(release)}; }

CorrectLoan Correcting(std::int64_t entry, Replacement replacement) {
  return {.loan = AnId(),
          .corrects_entry = entry,
          .reason = "录入错误",
          .replacement = std::move(replacement)};
}
CorrectLoan Correcting(std::int64_t entry, NewLoan terms) {
  return Correcting(entry, Replacement(std::make_shared<const NewLoan>(std::move(terms))));
}
CorrectLoan Voiding(std::int64_t entry) { return Correcting(entry, Replacement()); }

}  // namespace ippledge
