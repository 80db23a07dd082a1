#include "tools/claim_vectors/loose_keys.h"

#include "absl/strings/match.h"

namespace ippledge::vectors {

std::string NameFrom(absl::string_view text) {
  std::string name;
  for (const char c : text) {
    const char lower = absl::ascii_tolower(static_cast<unsigned char>(c));
    const bool good = absl::ascii_isalnum(static_cast<unsigned char>(c)) || c == '_' || c == '-';
    name.push_back(good ? lower : '-');
  }
  return name;
}

std::string Meaning(absl::string_view name) {
  std::string words;
  for (absl::string_view word : absl::StrSplit(name, '_', absl::SkipEmpty())) {
    if (word == "npa") word = "npl";
    if (word == "installment") word = "instalment";
    if (word == "enrollment") word = "enrolment";
    if (word == "previous" || word == "prior") word = "last";
    if (word == "remaining" || word == "unrepaid") word = "outstanding";
    static constexpr absl::string_view kFillers[] = {"on", "at", "of",  "the", "in",  "date",
                                                     "to", "by", "for", "day", "fen", "total"};
    bool filler = false;
    for (const absl::string_view each : kFillers) filler = filler || each == word;
    if (!filler) absl::StrAppend(&words, words.empty() ? "" : " ", word);
  }
  return words;
}

PartyRole RoleFrom(absl::string_view name) {
  struct Row {
    absl::string_view words;
    PartyRole role;
  };
  // The first row with a word that the name has; so "reinsurance" stands before "fund".
  static constexpr Row kRows[] = {
      {"guarantor|guarantee_company|guarantee_institution|guaranty_company|surety|co_guarantor",
       PartyRole::kGuarantor},
      {"reguarant|re_guarant|counter_guarant", PartyRole::kGuarantor},
      {"insur", PartyRole::kInsurer},
      {"evaluat|disposal|valuer|apprais|service|operator|exchange|platform", PartyRole::kEvaluator},
      {"bank|lender|originator|financier|institution|intermediary|creditor|mli", PartyRole::kBank},
      {"fund|pool|province|provincial|city|municipal|district|county|region|state|central|"
       "national|government|public|treasury|agency|trust|scheme|sba|eif|cgtmse|kotec|guarantee|"
       "town|zone|level|layer|federal|ministry|budget|cgc|ncgtc|bbb",
       PartyRole::kFund},
  };
  for (const Row& row : kRows) {
    for (const absl::string_view word : absl::StrSplit(row.words, '|')) {
      if (absl::StrContains(name, word)) return row.role;
    }
  }
  return PartyRole::kUnspecified;
}

}  // namespace ippledge::vectors
