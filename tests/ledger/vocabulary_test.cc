#include "ledger/vocabulary.h"

#include <gtest/gtest.h>

#include <set>
#include <string>

#include "ledger/text.h"

namespace ippledge {
namespace {

TEST(Vocabulary, Examples) {
  EXPECT_EQ(NameOf(IpKind::kPatent), "PATENT");
  EXPECT_EQ(NameOf(FirmSize::kMicro), "MICRO");
  EXPECT_EQ(NameOf(LoanClass::kSpecialMention), "SPECIAL_MENTION");
  EXPECT_EQ(NameOf(LoanState::kVoided), "VOIDED");
  EXPECT_EQ(NameOf(Measure::kDisbursedIpPart), "DISBURSED_IP_PART");
  EXPECT_EQ(NameOf(CodeScheme::kFreeText), "FREE_TEXT");
  EXPECT_EQ(NameOf(BodyKind::kFinanceBureau), "FINANCE_BUREAU");
  EXPECT_EQ(NameOf(Standing::kEnrolmentStopped), "ENROLMENT_STOPPED");
  EXPECT_EQ(NameOf(Dimension::kIndustry), "INDUSTRY");
  EXPECT_EQ(ChineseNameOf(IpKind::kPatent), "专利");
  EXPECT_EQ(ChineseNameOf(FirmSize::kSmall), "小型");
  EXPECT_EQ(ChineseNameOf(Measure::kContract), "合同金额");
}

// Every number of the list has a name of its own; 0 is UNSPECIFIED.
template <typename Enum>
void ExpectNames(int count) {
  std::set<std::string> names;
  for (int i = 0; i < count; ++i) {
    const std::string name(NameOf(static_cast<Enum>(i)));
    EXPECT_FALSE(name.empty());
    EXPECT_EQ(name.find_first_not_of("ABCDEFGHIJKLMNOPQRSTUVWXYZ_"), std::string::npos) << name;
    EXPECT_TRUE(names.insert(name).second) << name;
  }
  EXPECT_EQ(NameOf(Enum{}), "UNSPECIFIED");
}

template <typename Enum>
void ExpectChineseNames(int count) {
  std::set<std::string> names;
  for (int i = 0; i < count; ++i) {
    const std::string name(ChineseNameOf(static_cast<Enum>(i)));
    EXPECT_FALSE(name.empty());
    EXPECT_TRUE(IsValidUtf8(name)) << name;
    EXPECT_TRUE(names.insert(name).second) << name;
  }
}

TEST(Vocabulary, EveryNumberHasItsOwnName) {
  ExpectNames<IpKind>(kIpKindCount);
  ExpectNames<FirmSize>(kFirmSizeCount);
  ExpectNames<LoanClass>(kLoanClassCount);
  ExpectNames<LoanState>(kLoanStateCount);
  ExpectNames<Measure>(kMeasureCount);
  ExpectNames<CodeScheme>(kCodeSchemeCount);
  ExpectNames<BodyKind>(kBodyKindCount);
  ExpectNames<Standing>(kStandingCount);
  ExpectNames<Dimension>(kDimensionCount);
}

TEST(Vocabulary, EveryNumberHasItsOwnChineseName) {
  ExpectChineseNames<IpKind>(kIpKindCount);
  ExpectChineseNames<FirmSize>(kFirmSizeCount);
  ExpectChineseNames<Measure>(kMeasureCount);
}

TEST(VocabularyDeathTest, CrashesOnANumberOutsideTheList) {
  EXPECT_DEATH(NameOf(static_cast<IpKind>(kIpKindCount)), "broken promise");
}

}  // namespace
}  // namespace ippledge
