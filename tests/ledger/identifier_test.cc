#include "ledger/identifier.h"

#include <gtest/gtest.h>

#include <cstddef>
#include <cstdint>
#include <iterator>
#include <random>
#include <string>
#include <vector>

#include "absl/strings/string_view.h"
#include "ledger/reason.h"
#include "ledger/refusal.h"
#include "tests/testing/status_matchers.h"

namespace ippledge {
namespace {

constexpr absl::string_view kCreditCodes[] = {"91110000600037341L", "91152201078377449P",
                                              "91150700561228427B"};
constexpr absl::string_view kCnapsCodes[] = {"313651027012", "402873300213", "403894700013",
                                             "306731002546"};
constexpr absl::string_view kCreditAlphabet = "0123456789ABCDEFGHJKLMNPQRTUWXY";

struct Case {
  std::string code;
  Reason want;
};

TEST(Identifier, Examples) {
  EXPECT_THAT(CheckUnifiedSocialCreditCode("91150700561228427B"), IsOk());
  EXPECT_THAT(CheckCnapsCode("313651027012"), IsOk());
  EXPECT_THAT(CheckDivisionCode("150781"), IsOk());
  EXPECT_THAT(CheckIndustryCode("C3921"), IsOk());
  EXPECT_EQ(IndustrySectionOf("3921"), "C");
  EXPECT_THAT(CheckIpRightNumber(IpKind::kPatent, "ZL201710601862.3"), IsOk());
  EXPECT_EQ(NormalIpRightNumber(IpKind::kPatent, "zl 201210593328.x"), "201210593328X");

  const std::vector<Violation> want = {
      {Reason::kCheckDigitWrong,
       "",
       {{"got", "91150700561228427C"}, {"want", "*****************B"}}}};
  EXPECT_EQ(ViolationsOf(CheckUnifiedSocialCreditCode("91150700561228427C")), want);
}

TEST(IdentifierCreditCode, IsRefusedInTheOrderOfTheContract) {
  const Case cases[] = {
      {"91110000600037341L", Reason::kNone},
      {"91152201078377449P", Reason::kNone},
      {"91150700561228427B", Reason::kNone},
      {"", Reason::kFieldMalformed},
      {"91110000600037341", Reason::kFieldMalformed},
      {"91110000600037341LL", Reason::kFieldMalformed},
      {"91110000600037341l", Reason::kFieldMalformed},
      {" 1110000600037341L", Reason::kFieldMalformed},
      // No I, O, S, V, Z.
      {"9111000060003734IL", Reason::kFieldMalformed},
      {"9111000O600037341L", Reason::kFieldMalformed},
      {"91110000600037341Z", Reason::kFieldMalformed},
      // The division is digits.
      {"911100A0600037341L", Reason::kFieldMalformed},
      {"91110000600037341Ｌ", Reason::kFieldMalformed},
      {"91110000600037341M", Reason::kCheckDigitWrong},
      {"91110000600037351L", Reason::kCheckDigitWrong},
  };
  for (const Case& c : cases) {
    EXPECT_EQ(ReasonOf(CheckUnifiedSocialCreditCode(c.code)), c.want) << c.code;
  }
}

// Both checks written out anew, by powers and from the standards' formulas.
char OuterCheck(absl::string_view code) {
  std::size_t sum = 0;
  std::size_t weight = 1;
  for (const char c : code.substr(0, 17)) {
    sum += kCreditAlphabet.find(c) * weight;
    weight = weight * 3 % 31;
  }
  return kCreditAlphabet[(31 - sum % 31) % 31];
}

char InnerCheck(absl::string_view code) {
  constexpr absl::string_view kAll = "0123456789ABCDEFGHIJKLMNOPQRSTUVWXYZ";
  constexpr std::size_t kWeights[] = {3, 7, 9, 10, 5, 8, 4, 2};
  std::size_t sum = 0;
  for (std::size_t i = 0; i < 8; ++i) sum += kAll.find(code[i + 8]) * kWeights[i];
  constexpr absl::string_view kChecks = "0X987654321";
  return kChecks[sum % 11];
}

TEST(IdentifierCreditCode, NeedsTheOrganisationCodesOwnCheckToo) {
  // A wrong inner check under a right outer one.
  std::string code = "91110000600037342?";
  code[17] = OuterCheck(code);
  const std::vector<Violation> want = {
      {Reason::kCheckDigitWrong, "", {{"got", code}, {"want", "****************1*"}}}};
  EXPECT_EQ(ViolationsOf(CheckUnifiedSocialCreditCode(code)), want);
}

// Rural collectives begin with N, others with Y.
TEST(IdentifierCreditCode, TakesLettersInTheFirstTwoPlaces) {
  for (const absl::string_view start : {"N2", "Y1", "A1", "5G"}) {
    std::string code = std::string(start) + "150781" + "12345678??";
    code[16] = InnerCheck(code);
    code[17] = OuterCheck(code);
    EXPECT_THAT(CheckUnifiedSocialCreditCode(code), IsOk()) << code;
  }
}

// 31 is prime and no weight is 0 modulo 31: no change of one character goes unseen.
TEST(IdentifierCreditCode, DetectsAnyChangeOfOneCharacter) {
  constexpr std::uint64_t kSeed = 18;
  std::mt19937_64 random(kSeed);
  std::vector<std::string> codes(std::begin(kCreditCodes), std::end(kCreditCodes));
  for (int i = 0; i < 200; ++i) {
    std::string code(18, '0');
    for (std::size_t place = 0; place < 16; ++place) {
      code[place] = kCreditAlphabet[random() % (place >= 2 && place < 8 ? 10 : 31)];
    }
    code[16] = InnerCheck(code);
    code[17] = OuterCheck(code);
    codes.push_back(code);
  }
  for (const std::string& code : codes) {
    ASSERT_THAT(CheckUnifiedSocialCreditCode(code), IsOk()) << code;
    for (std::size_t place = 0; place < code.size(); ++place) {
      for (int byte = 0; byte < 256; ++byte) {
        std::string changed = code;
        changed[place] = static_cast<char>(byte);
        if (changed == code) continue;
        const Reason reason = ReasonOf(CheckUnifiedSocialCreditCode(changed));
        const bool in_alphabet = kCreditAlphabet.find(changed[place]) != absl::string_view::npos &&
                                 byte != 0 && (place < 2 || place >= 8 || byte <= '9');
        ASSERT_EQ(reason, in_alphabet ? Reason::kCheckDigitWrong : Reason::kFieldMalformed)
            << code << " place " << place << " byte " << byte << " seed " << kSeed;
      }
    }
  }
}

TEST(IdentifierCnaps, IsRefusedInTheOrderOfTheContract) {
  const Case cases[] = {
      {"313651027012", Reason::kNone},
      {"402873300213", Reason::kNone},
      {"403894700013", Reason::kNone},
      {"306731002546", Reason::kNone},
      {"", Reason::kFieldMalformed},
      {"31365102701", Reason::kFieldMalformed},
      {"3136510270122", Reason::kFieldMalformed},
      {"31365102701X", Reason::kFieldMalformed},
      {"31365102701 ", Reason::kFieldMalformed},
      {"313651027013", Reason::kCheckDigitWrong},
      {"331651027012", Reason::kCheckDigitWrong},
  };
  for (const Case& c : cases) EXPECT_EQ(ReasonOf(CheckCnapsCode(c.code)), c.want) << c.code;
  const std::vector<Violation> want = {
      {Reason::kCheckDigitWrong, "", {{"got", "313651027019"}, {"want", "***********2"}}}};
  EXPECT_EQ(ViolationsOf(CheckCnapsCode("313651027019")), want);
}

TEST(IdentifierCnaps, DetectsAnyChangeOfOneDigit) {
  for (const absl::string_view code : kCnapsCodes) {
    for (std::size_t place = 0; place < code.size(); ++place) {
      for (char digit = '0'; digit <= '9'; ++digit) {
        std::string changed(code);
        changed[place] = digit;
        EXPECT_EQ(CheckCnapsCode(changed).ok(), changed == code) << changed;
      }
    }
  }
}

TEST(IdentifierDivision, TakesProvinces11To82) {
  const Case cases[] = {
      {"150100", Reason::kNone},           {"150781", Reason::kNone},
      {"152501", Reason::kNone},           {"110000", Reason::kNone},
      {"829999", Reason::kNone},           {"109999", Reason::kFieldMalformed},
      {"830000", Reason::kFieldMalformed}, {"", Reason::kFieldMalformed},
      {"15010", Reason::kFieldMalformed},  {"1501000", Reason::kFieldMalformed},
      {"15010a", Reason::kFieldMalformed},
  };
  for (const Case& c : cases) EXPECT_EQ(ReasonOf(CheckDivisionCode(c.code)), c.want) << c.code;
}

TEST(IdentifierIndustry, TakesSectionsDivisionsGroupsAndClasses) {
  const Case cases[] = {
      {"A", Reason::kNone},
      {"T", Reason::kNone},
      {"C39", Reason::kNone},
      {"C392", Reason::kNone},
      {"C3921", Reason::kNone},
      {"39", Reason::kNone},
      {"392", Reason::kNone},
      {"3921", Reason::kNone},
      {"0111", Reason::kNone},
      {"T97", Reason::kNone},
      {"", Reason::kFieldMalformed},
      {"U", Reason::kFieldMalformed},
      {"c", Reason::kFieldMalformed},
      {"3", Reason::kFieldMalformed},
      {"C3", Reason::kFieldMalformed},
      {"39211", Reason::kFieldMalformed},
      {"C39211", Reason::kFieldMalformed},
      {"C39a", Reason::kFieldMalformed},
      {"CC39", Reason::kFieldMalformed},
      {"00", Reason::kFieldMalformed},
      {"98", Reason::kFieldMalformed},
      // Division 39 is manufacturing, not agriculture.
      {"A39", Reason::kFieldMalformed},
  };
  for (const Case& c : cases) EXPECT_EQ(ReasonOf(CheckIndustryCode(c.code)), c.want) << c.code;
}

TEST(IdentifierIndustry, SectionsCoverTheDivisionsInOrder) {
  struct Section {
    absl::string_view letter;
    int last;
  };
  constexpr Section kSections[] = {{"A", 5},  {"B", 12}, {"C", 43}, {"D", 46}, {"E", 50},
                                   {"F", 52}, {"G", 60}, {"H", 62}, {"I", 65}, {"J", 69},
                                   {"K", 70}, {"L", 72}, {"M", 75}, {"N", 79}, {"O", 82},
                                   {"P", 83}, {"Q", 85}, {"R", 90}, {"S", 96}, {"T", 97}};
  int division = 1;
  for (const Section& section : kSections) {
    EXPECT_EQ(IndustrySectionOf(section.letter), section.letter);
    for (; division <= section.last; ++division) {
      const std::string digits = {static_cast<char>('0' + division / 10),
                                  static_cast<char>('0' + division % 10)};
      EXPECT_EQ(IndustrySectionOf(digits), section.letter) << digits;
      EXPECT_EQ(IndustrySectionOf(digits + "10"), section.letter) << digits;
      EXPECT_EQ(IndustrySectionOf(std::string(section.letter) + digits), section.letter);
      EXPECT_THAT(CheckIndustryCode(std::string(section.letter) + digits), IsOk());
    }
  }
  EXPECT_EQ(division, 98);
  EXPECT_EQ(IndustrySectionOf(""), "");
  EXPECT_EQ(IndustrySectionOf("99"), "");
}

TEST(IdentifierPatent, IsRefusedInTheOrderOfTheContract) {
  const Case cases[] = {
      {"201710601862.3", Reason::kNone},
      {"201210593328.X", Reason::kNone},
      {"97101765.4", Reason::kNone},
      {"95115608.X", Reason::kNone},
      {"ZL201710601862.3", Reason::kNone},
      {"ZL2017106018623", Reason::kNone},
      {"2017106018623", Reason::kNone},
      {"CN201710601862.3", Reason::kNone},
      {"ZL97101765.4", Reason::kNone},
      {"971017654", Reason::kNone},
      {"ZL95115608X", Reason::kNone},
      {"", Reason::kFieldMalformed},
      {"ZL", Reason::kFieldMalformed},
      {"201710601862", Reason::kFieldMalformed},
      {"20171060186.3", Reason::kFieldMalformed},
      {"201710601862..3", Reason::kFieldMalformed},
      {"zl201710601862.3", Reason::kFieldMalformed},
      {"ZL 201710601862.3", Reason::kFieldMalformed},
      {"ZLCN201710601862.3", Reason::kFieldMalformed},
      {"201210593328.x", Reason::kFieldMalformed},
      // There is no type 4 to 7, and no such long number before 2003 or short one after.
      {"201740601862.3", Reason::kFieldMalformed},
      {"200110601862.3", Reason::kFieldMalformed},
      {"04101765.4", Reason::kFieldMalformed},
      {"97401765.4", Reason::kFieldMalformed},
      {"CN103323265B", Reason::kFieldMalformed},
      {"201710601862.4", Reason::kCheckDigitWrong},
      {"201710601862.X", Reason::kCheckDigitWrong},
      {"ZL201710601826.3", Reason::kCheckDigitWrong},
      {"97101765.5", Reason::kCheckDigitWrong},
  };
  for (const Case& c : cases) {
    EXPECT_EQ(ReasonOf(CheckIpRightNumber(IpKind::kPatent, c.code)), c.want) << c.code;
  }
  const std::vector<Violation> want = {
      {Reason::kCheckDigitWrong, "", {{"got", "ZL201210593328.1"}, {"want", "***************X"}}}};
  EXPECT_EQ(ViolationsOf(CheckIpRightNumber(IpKind::kPatent, "ZL201210593328.1")), want);
}

TEST(IdentifierTrademark, TakesNumbersWithAClass) {
  const Case cases[] = {
      {"1234567", Reason::kNone},
      {"12345678", Reason::kNone},
      {"1", Reason::kNone},
      {"G1234567", Reason::kNone},
      {"12345678A", Reason::kNone},
      {"12345678/9", Reason::kNone},
      {"12345678-09", Reason::kNone},
      {"12345678A/45", Reason::kNone},
      {"G1234567-30", Reason::kNone},
      {"", Reason::kFieldMalformed},
      {"G", Reason::kFieldMalformed},
      {"123456789", Reason::kFieldMalformed},
      {"12345678/", Reason::kFieldMalformed},
      {"12345678/0", Reason::kFieldMalformed},
      {"12345678/46", Reason::kFieldMalformed},
      {"12345678/001", Reason::kFieldMalformed},
      {"12345678/a", Reason::kFieldMalformed},
      {"12345678AB", Reason::kFieldMalformed},
      {"1234 567", Reason::kFieldMalformed},
      {"H1234567", Reason::kFieldMalformed},
  };
  for (const Case& c : cases) {
    EXPECT_EQ(ReasonOf(CheckIpRightNumber(IpKind::kTrademark, c.code)), c.want) << c.code;
  }
}

TEST(IdentifierCopyright, TakesSoftwareAndWorks) {
  const Case cases[] = {
      {"2014SR001852", Reason::kNone},
      {"2020SR1234567", Reason::kNone},
      {"2009SRBJ1234", Reason::kNone},
      {"软著登字第0671096号", Reason::kNone},
      {"软著登字第12345678号", Reason::kNone},
      {"国作登字-2021-L-00268255", Reason::kNone},
      {"蒙作登字-2020-F-00012345", Reason::kNone},
      {"", Reason::kFieldMalformed},
      {"2014SR", Reason::kFieldMalformed},
      {"14SR001852", Reason::kFieldMalformed},
      {"2014SR00185a", Reason::kFieldMalformed},
      {"2014sr001852", Reason::kFieldMalformed},
      {"软著登字第号", Reason::kFieldMalformed},
      {"软著登字第0671096", Reason::kFieldMalformed},
      {"作登字-2021-L-00268255", Reason::kFieldMalformed},
      {"国作登字-21-L-00268255", Reason::kFieldMalformed},
      {"国作登字-2021-00268255", Reason::kFieldMalformed},
      {"国作登字-2021-L-", Reason::kFieldMalformed},
      {"\xFF\xFF\xFF作登字-2021-L-00268255", Reason::kFieldMalformed},
  };
  for (const Case& c : cases) {
    EXPECT_EQ(ReasonOf(CheckIpRightNumber(IpKind::kCopyright, c.code)), c.want) << c.code;
  }
}

TEST(IdentifierOtherRights, AreCheckedByLength) {
  for (const IpKind kind : {IpKind::kGeographicalIndication, IpKind::kPlantVariety,
                            IpKind::kIcLayout, IpKind::kTradeSecret, IpKind::kDataIp}) {
    std::string han;
    for (int i = 0; i < kFreeTextCodeCharsMax; ++i) han += "权";
    for (const std::string& good : {std::string("CNA20080376.X"), std::string("BS.205001234"),
                                    std::string("x"), std::string(64, 'x'), han}) {
      EXPECT_THAT(CheckIpRightNumber(kind, good), IsOk()) << good;
    }
    for (const std::string& bad :
         {std::string(), std::string(65, 'x'), han + "x", std::string(" x"), std::string("x\n"),
          std::string("\xFF"), std::string(10'000, 'x')}) {
      EXPECT_THAT(CheckIpRightNumber(kind, bad), ReasonIs(Reason::kFieldMalformed)) << bad;
    }
  }
}

TEST(IdentifierNormal, GivesOneSpelling) {
  struct NormalCase {
    IpKind kind;
    absl::string_view number;
    absl::string_view want;
  };
  const NormalCase cases[] = {
      {IpKind::kPatent, "ZL201710601862.3", "2017106018623"},
      {IpKind::kPatent, "CN201710601862.3", "2017106018623"},
      {IpKind::kPatent, "2017106018623", "2017106018623"},
      {IpKind::kPatent, " zl 2012 1059 3328.x\u3000", "201210593328X"},
      {IpKind::kTrademark, "g1234567", "G1234567"},
      {IpKind::kTrademark, "12345678-09", "12345678/9"},
      {IpKind::kTrademark, "12345678/9", "12345678/9"},
      {IpKind::kTrademark, "12345678/10", "12345678/10"},
      {IpKind::kTrademark, "12345678/0", "12345678/0"},
      {IpKind::kCopyright, "2014sr001852", "2014SR001852"},
      {IpKind::kCopyright, "国作登字-2021-L-00268255", "国作登字-2021-L-00268255"},
      // The letters that a plant variety's number begins with are part of it.
      {IpKind::kPlantVariety, "CNA20080376.X", "CNA20080376X"},
      {IpKind::kIcLayout, "bs.205001234", "BS205001234"},
      {IpKind::kTradeSecret, "", ""},
  };
  for (const NormalCase& c : cases) {
    EXPECT_EQ(NormalIpRightNumber(c.kind, c.number), c.want) << c.number;
    EXPECT_EQ(NormalIpRightNumber(c.kind, c.want), c.want) << c.number;
  }
}

}  // namespace
}  // namespace ippledge
