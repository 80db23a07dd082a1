// The bytes of entries are frozen: what is hashed once must read the same for ever.
#include <gtest/gtest.h>

#include <fstream>
#include <memory>
#include <sstream>
#include <string>
#include <utility>
#include <vector>

#include "absl/strings/escaping.h"
#include "absl/strings/str_cat.h"
#include "absl/strings/str_split.h"
#include "storage/codec.h"
#include "tests/storage/cover_samples.h"
#include "tests/testing/reconciliation_samples.h"
#include "tests/testing/trust_samples.h"

namespace ippledge::storage {
namespace {

constexpr char kGoldenPath[] = "tests/storage/codec_golden.txt";

const LoanId kLoan = {"icbc-nm", "HT-2024-001"};

NewLoan SampleLoan() {
  NewLoan loan;
  loan.id = kLoan;
  loan.branch_code = "102191000018";
  loan.borrower = {"内蒙古某科技有限公司", "91150100MA0N000X2D", "150102", FirmSize::kSmall, "C39"};
  loan.contract_amount = Money::OfFen(500'000'000);
  loan.ip_part = Money::OfFen(300'000'000);
  loan.annual_rate_ppm = 43'500;
  loan.rights = {{IpKind::kPatent, "ZL201710601862.3", GeographicalIndicationForm::kUnspecified,
                  Money::OfFen(200'000'000), "Y2024150000001", Date::Of(2024, 5, 31)},
                 {IpKind::kGeographicalIndication, "GI-7", GeographicalIndicationForm::kFarmProduct,
                  Money::OfFen(100'000'000), "", std::nullopt}};
  loan.draw = {"JJ-1", Date::Of(2024, 6, 3), Date::Of(2025, 6, 3), Money::OfFen(250'000'000)};
  loan.renews_contract_number = "HT-2023-001";
  return loan;
}

Body SampleBody() {
  return {"icbc-nm",
          BodyKind::kPartnerBank,
          "工商银行内蒙古分行",
          "ICBC Inner Mongolia",
          {"102191000018", "102191000026"},
          Date::Of(2021, 8, 1),
          Standing::kWarned};
}

Constitution SampleConstitution() {
  Constitution constitution;
  constitution.title_zh = "内蒙古知识产权质押融资";
  constitution.title_en = "Inner Mongolia";
  constitution.currency_code = "CNY";
  constitution.time_zone = "Asia/Shanghai";
  constitution.target = 1'000'000'000'000;
  constitution.counted_measure = Measure::kDisbursedIpPart;
  constitution.milestones = {{Date::Of(2021, 12, 31), 158'000'000'000},
                             {Date::Of(2025, 12, 31), 1'000'000'000'000}};
  constitution.reporting_units = {{"150700", "呼伦贝尔市", "Hulunbuir", ""},
                                  {"150781", "满洲里市", "Manzhouli", "150700"}};
  constitution.schemes.industry = CodeScheme::kFreeText;
  constitution.fund_fen = 20'000'000'000;
  return constitution;
}

Headline SampleHeadline() { return {-1, 2, 3, 4, 5, 6, 7, 8, 9, 10, 11}; }

// Every kind of event, and every kind of correction. Add to the end; never change one.
std::vector<Event> SampleEvents() {
  const Draw draw = {"JJ-2", Date::Of(1969, 12, 31), Date::Of(2025, 7, 1), Money::OfFen(1)};
  const Repayment repayment = {"R1", "JJ-1", Date::Of(2024, 9, 1), Money::OfFen(100),
                               Money::OfFen(7)};
  const Extension extension = {"JJ-1", Date::Of(2025, 5, 1), Date::Of(2026, 6, 3)};
  const ClassChange change = {Date::Of(2025, 7, 1), LoanClass::kSubstandard, 91};
  const PledgeRegistration registration = {IpKind::kTrademark, "12345678", "T2024-1",
                                           Date::Of(2024, 6, 9)};
  const PledgeRelease release = {IpKind::kPatent, "ZL201710601862.3", Date::Of(2025, 6, 9)};
  std::vector<std::int64_t> figures = {1, 2, 3, 4, 5, 6, 7, -8};
  BatchRecorded batch = {31, 2, {{0, 17, {}, 0}, {3, 0, {}, 1}}};
  batch.rows[1].violations = {
      {Reason::kAmountNotPositive, "loan.draw.principal_fen", {{"got", "0"}}},
      {Reason::kFieldRequired, "loan.bank", {}}};
  RecordTotals totals;
  for (std::size_t i = 0; i < totals.state_hash.size(); ++i) {
    totals.state_hash[i] = static_cast<std::uint8_t>(i);
  }
  std::vector<Event> events = {
      ProgrammeFounded{{"nm", SampleConstitution(), Date::Of(2024, 6, 30)}},
      BodyRegistered{{SampleBody()}},
      BodyAmended{{SampleBody(), "名称变更"}},
      OpeningFigureRecorded{
          {{"o-2020", Measure::kDisbursed, 158, Date::Of(2020, 12, 31), "150700", "年报"}}},
      DayTurned{{Date::Of(2024, 7, 1)}},
      TotalsRecorded{totals, SampleHeadline()},
      ReportPublished{{653, 40, figures}},
      TailWasCut{{4096, "断电"}},
      LoanRecorded{{std::make_shared<NewLoan>(SampleLoan())}, {0, 1}},
      LoanDrawn{{kLoan, draw}},
      LoanRepaid{{kLoan, repayment}},
      LoanExtended{{kLoan, extension}},
      LoanClassChanged{{kLoan, change}},
      PledgeRegistered{{kLoan, registration}},
      PledgeReleased{{kLoan, release}},
      batch,
  };
  const Replacement replacements[] = {std::monostate(),
                                      std::make_shared<const NewLoan>(SampleLoan()),
                                      draw,
                                      repayment,
                                      extension,
                                      change,
                                      registration,
                                      release};
  for (const Replacement& replacement : replacements) {
    events.push_back(LoanCorrected{{kLoan, 12, "录入错误", replacement}});
  }
  events.push_back(
      FundMovementRecorded{{{"PZ-1", FundMovementKind::kDepositPlaced, Money::OfFen(5'000'000'000),
                             Date::Of(2024, 1, 5), "icbc-nm", "L-7", "定期一年"}},
                           {15'000'000'000, 1, 5'000'000'000}});
  events.push_back(
      FundMovementReversed{{{"PZ-2", "PZ-1", "L-8", "录入错误"}}, 25, {20'000'000'000, -1, 0}});
  TotalsRecorded with_fund{totals, SampleHeadline(), FundTotals{.movements = 2}};
  for (std::size_t i = 0; i < 15; ++i) {  // the last one stays 0
    with_fund.fund->net_fen[i] = (i % 2 == 0 ? 1 : -1) * static_cast<std::int64_t>(i);
  }
  events.push_back(with_fund);
  for (Event& event : CoverSamples()) events.push_back(std::move(event));
  TotalsRecorded with_cover = with_fund;
  with_cover.fund->net_fen.back() = 16;
  CoverTotals& cover = with_cover.cover.emplace();
  for (std::size_t i = 0; i < cover.sums.fen.size(); ++i) {
    cover.sums.fen[i] = static_cast<std::int64_t>(i) - 3;
  }
  cover.covers[3] = 7;
  cover.claims[kClaimStateCount - 1] = 1;
  cover.recoveries[1] = 2;
  events.push_back(with_cover);
  events.push_back(PortfolioFigureRecorded{{{"F-2024-1", FigureKind::kFeesCollected, "icbc-nm",
                                             2024, Money::OfFen(12'345'600), "担保公司年报"}}});
  for (Event& event : ReconciliationSamples()) events.push_back(std::move(event));
  // The month of what it reverses is closed.
  events.push_back(FundMovementReversed{
      {{"PZ-3", "PZ-1", "L-8", "录入错误"}}, 25, {20'000'000'000, -1, 0}, Date::Of(2025, 8, 4)});
  for (Event& event : TrustSamples()) events.push_back(std::move(event));
  return events;
}

Entry SampleEntry(std::int64_t number, const Event& event) {
  Entry entry;
  entry.number = number;
  entry.rules_version = 1;
  entry.commit_time_ms = 1'719'700'000'123;
  entry.business_date = Date::Of(2024, 6, 30);
  entry.caller = {"icbc-nm", Role::kBankChecker, "p-17", number % 2 == 0 ? "p-18" : ""};
  entry.has_request_id = number % 3 != 0;
  for (std::size_t i = 0; i < entry.salt.size(); ++i) {
    entry.salt[i] = static_cast<std::uint8_t>(0xF0 + i);
    if (!entry.has_request_id) continue;
    entry.request_id[i] = static_cast<std::uint8_t>(0x10 + i);
    entry.fingerprint[i] = static_cast<std::uint8_t>(0x80 + i);
  }
  entry.counted_total = number - 3;
  entry.events.push_back(event);
  return entry;
}

std::string Golden() {
  std::ifstream file(kGoldenPath);
  std::stringstream text;
  text << file.rdbuf();
  return text.str();
}

// A difference means that entries already written can no longer be proved: mend the codec, not the
// file. New kinds add lines.
TEST(CodecGolden, BytesAreFrozen) {
  std::string text;
  std::int64_t number = 0;
  for (const Event& event : SampleEvents()) {
    std::string bytes;
    EntryEncoder().Encode(SampleEntry(++number, event), bytes);
    absl::StrAppend(&text, KindOf(event), " ", absl::BytesToHexString(bytes), "\n");
  }
  EXPECT_EQ(text, Golden());
}

TEST(CodecGolden, OldBytesAreRead) {
  int lines = 0;
  for (const absl::string_view line : absl::StrSplit(Golden(), '\n', absl::SkipEmpty())) {
    const std::pair<std::string, std::string> parts = absl::StrSplit(line, ' ');
    const std::string bytes = absl::HexStringToBytes(parts.second);
    const absl::StatusOr<Entry> entry = DecodeEntry(bytes);
    ASSERT_TRUE(entry.ok()) << parts.first << " " << entry.status();
    EXPECT_EQ(entry->number, ++lines);
    EXPECT_EQ(KindOf(entry->events[0]), parts.first);
    std::string again;
    EntryEncoder().Encode(*entry, again);
    EXPECT_EQ(again, bytes);
  }
  EXPECT_EQ(lines, static_cast<int>(SampleEvents().size()));
}

}  // namespace
}  // namespace ippledge::storage
