#include "tools/bench/loans.h"

#include <array>
#include <cstdio>

#include "absl/strings/str_cat.h"
#include "ippledge/v1/loan_service.pb.h"
#include "tools/sample/codes.h"

namespace ippledge::bench {
namespace {

constexpr std::array<const char*, 14> kDivisions = {
    "150100", "150200", "150300", "150400", "150500", "150600", "150700",
    "150800", "150900", "152200", "152500", "152900", "150781", "152501"};

}  // namespace

std::string BankOf(std::uint64_t i) { return absl::StrCat("bank-", i % kBanks); }

std::string ContractOf(std::uint64_t i) { return absl::StrCat("HT", 100'000'000'000 + i); }

void FillLoan(std::uint64_t i, v1::NewLoan& loan) {
  sample::Dice dice(i * 2 + 1);
  loan.Clear();
  loan.set_bank(BankOf(i));
  loan.set_contract_number(ContractOf(i));
  const auto firm = static_cast<std::uint32_t>(dice.Below(200'000));
  const char* division = kDivisions[firm % kDivisions.size()];
  v1::Borrower& borrower = *loan.mutable_borrower();
  borrower.set_name(absl::StrCat("内蒙古示例科技有限公司", firm));
  borrower.set_unified_social_credit_code(sample::CreditCode(division, firm));
  borrower.set_division_code(division);
  borrower.set_firm_size(static_cast<v1::FirmSize>(1 + firm % 4));
  borrower.set_industry_code("C39");
  const std::int64_t amount = 10'000'000 + std::int64_t{dice.Below(500'000)} * 1000;
  loan.set_contract_amount_fen(amount);
  loan.set_ip_part_fen(dice.Chance(300) ? amount / 2 : amount);
  loan.set_annual_rate_ppm(30'000 + dice.Below(40) * 1000);
  const sample::Day day = sample::FirstDayOf(2021) + std::chrono::days(dice.Below(1800));
  v1::Draw& draw = *loan.mutable_draw();
  draw.set_draw_number("1");
  draw.set_disbursement_date(sample::Iso(day));
  draw.set_maturity_date(sample::Iso(sample::AddMonths(day, 12)));
  draw.set_principal_fen(amount);
  const int rights = 1 + dice.Below(3);
  for (int r = 0; r < rights; ++r) {
    v1::IpRight& right = *loan.add_rights();
    const auto serial = static_cast<int>((i * 3 + static_cast<std::uint64_t>(r)) % 9'999'999);
    const int year = 2004 + static_cast<int>((i * 3) / 9'999'999 % 20);
    right.set_kind(v1::IP_KIND_PATENT);
    right.set_number(sample::PatentNumber(year, 1 + r, serial));
    right.set_secured_fen(amount / rights + 1);
    right.set_registration_number(absl::StrCat("Y2021", 150'000'000 + i % 900'000'000));
    right.set_registration_date(sample::Iso(day));
  }
}

std::string RequestIdOf(std::uint64_t seed, std::uint64_t i) {
  sample::Dice dice(seed * 1'000'003 + i);
  const std::uint64_t a = dice.Next();
  const std::uint64_t b = dice.Next();
  char text[40];
  std::snprintf(text, sizeof text, "%08x-%04x-%04x-%04x-%012llx", static_cast<unsigned>(a >> 32),
                static_cast<unsigned>(a >> 16 & 0xffff), static_cast<unsigned>(a & 0xffff),
                static_cast<unsigned>(b >> 48),
                static_cast<unsigned long long>(b & 0xffffffffffffull));
  return text;
}

}  // namespace ippledge::bench
