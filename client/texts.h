// client/texts.h: the words of the command line, in English and Chinese.
//
// Every text that a person reads is a Bilingual; the texts of one command stand with that command,
// those that several share stand here. Values only, any thread.
#pragma once

#include <string>

#include "absl/strings/string_view.h"
#include "ledger/fund.h"
#include "ledger/vocabulary.h"

namespace ippledge::client {

enum class Language { kEnglish, kChinese };

struct Bilingual {
  absl::string_view en;
  absl::string_view zh;

  constexpr absl::string_view In(Language language) const {
    return language == Language::kChinese ? zh : en;
  }
};

// Of LC_ALL, LC_MESSAGES, LANG the first that is set decides: "zh…" is Chinese, all else English.
Language LanguageOfEnvironment();
// As HTTP writes it: "zh-CN" or "en".
absl::string_view LanguageTag(Language language);

// Names as people say them. A number that this program does not know (a newer server) is "?".
Bilingual LabelOf(IpKind kind);
Bilingual LabelOf(FirmSize size);
Bilingual LabelOf(LoanClass loan_class);
Bilingual LabelOf(LoanState state);
Bilingual LabelOf(Measure measure);
Bilingual LabelOf(Dimension dimension);
Bilingual LabelOf(BodyKind kind);
Bilingual LabelOf(Standing standing);
Bilingual LabelOf(FundMovementKind kind);
Bilingual LabelOf(FundAccount account);

// True for the measures that are amounts of money; the others are counts.
bool IsAmount(Measure measure);
// The lower-case keys of machine-readable output and of options: "disbursed", "ip_part", "unit".
absl::string_view KeyOf(Measure measure);
absl::string_view KeyOf(Dimension dimension);
// Back, also from "ip-part"; kUnspecified for an unknown key.
Measure MeasureOfKey(absl::string_view key);
Dimension DimensionOfKey(absl::string_view key);
// "appropriation-in"; back also from "appropriation_in" in any case, and from the Chinese name.
std::string KeyOf(FundMovementKind kind);
FundMovementKind FundMovementKindOfKey(absl::string_view key);

}  // namespace ippledge::client
