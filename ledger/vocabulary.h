// ledger/vocabulary.h: the closed lists of the domain.
//
// Numbers are frozen: they are stored and equal the API's. k*Count is one more than the largest.
#pragma once

#include <cstdint>

#include "absl/strings/string_view.h"

namespace ippledge {

enum class IpKind : std::uint8_t {
  kUnspecified = 0,
  kPatent = 1,
  kTrademark = 2,
  kCopyright = 3,
  kGeographicalIndication = 4,
  kPlantVariety = 5,
  kIcLayout = 6,
  kTradeSecret = 7,
  kDataIp = 8,
};
inline constexpr int kIpKindCount = 9;

enum class GeographicalIndicationForm : std::uint8_t {
  kUnspecified = 0,
  kTrademark = 1,
  kProduct = 2,
  kFarmProduct = 3,
};
inline constexpr int kGeographicalIndicationFormCount = 4;

enum class FirmSize : std::uint8_t {
  kUnspecified = 0,
  kLarge = 1,
  kMedium = 2,
  kSmall = 3,
  kMicro = 4
};
inline constexpr int kFirmSizeCount = 5;

enum class LoanClass : std::uint8_t {
  kUnspecified = 0,
  kNormal = 1,
  kSpecialMention = 2,
  kSubstandard = 3,
  kDoubtful = 4,
  kLoss = 5,
};
inline constexpr int kLoanClassCount = 6;

enum class LoanState : std::uint8_t { kUnspecified = 0, kOpen = 1, kRepaid = 2, kVoided = 3 };
inline constexpr int kLoanStateCount = 4;

enum class Measure : std::uint8_t {
  kUnspecified = 0,
  kContract = 1,
  kDisbursed = 2,
  kRegistered = 3,
  kIpPart = 4,
  kDisbursedIpPart = 5,
  kLoans = 6,
  kRegistrations = 7,
  kFirms = 8,
};
inline constexpr int kMeasureCount = 9;

enum class CodeScheme : std::uint8_t { kUnspecified = 0, kCn = 1, kFreeText = 2 };
inline constexpr int kCodeSchemeCount = 3;

enum class BodyKind : std::uint8_t {
  kUnspecified = 0,
  kPartnerBank = 1,
  kGuarantor = 2,
  kInsurer = 3,
  kEvaluator = 4,
  kFundManager = 5,
  kIpOffice = 6,
  kFinanceBureau = 7,
};
inline constexpr int kBodyKindCount = 8;

enum class Standing : std::uint8_t {
  kUnspecified = 0,
  kActive = 1,
  kWarned = 2,
  kClaimsStopped = 3,
  kEnrolmentStopped = 4,
  kExpelled = 5,
  kExited = 6,
};
inline constexpr int kStandingCount = 7;

// What totals are sliced by; equal to the API's Dimension.
enum class Dimension : std::uint8_t {
  kUnspecified = 0,
  kYear = 1,
  kMonth = 2,
  kDay = 3,
  kUnit = 4,
  kBank = 5,
  kIpKind = 6,
  kFirmSize = 7,
  kIndustry = 8,
};
inline constexpr int kDimensionCount = 9;

// "PATENT", "LARGE", "OPEN", "DISBURSED", …; "UNSPECIFIED" for kUnspecified.
absl::string_view NameOf(IpKind kind);
absl::string_view NameOf(FirmSize size);
absl::string_view NameOf(LoanClass loan_class);
absl::string_view NameOf(LoanState state);
absl::string_view NameOf(Measure measure);
absl::string_view NameOf(CodeScheme scheme);
absl::string_view NameOf(BodyKind kind);
absl::string_view NameOf(Standing standing);
absl::string_view NameOf(Dimension dimension);
// The Chinese names that people use: 专利, 大型, 银行, …
absl::string_view ChineseNameOf(IpKind kind);
absl::string_view ChineseNameOf(FirmSize size);
absl::string_view ChineseNameOf(Measure measure);

}  // namespace ippledge
