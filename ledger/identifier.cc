#include "ledger/identifier.h"

#include <algorithm>
#include <array>
#include <cstddef>
#include <cstdint>

#include "absl/strings/match.h"
#include "absl/strings/strip.h"
#include "ledger/reason.h"
#include "ledger/refusal.h"
#include "ledger/text.h"

namespace ippledge {
namespace {

// An object, not a function: so algorithms put it into their loops.
constexpr auto IsDigit = [](char c) { return c >= '0' && c <= '9'; };
bool IsUpper(char c) { return c >= 'A' && c <= 'Z'; }

bool AllDigits(absl::string_view text) { return std::all_of(text.begin(), text.end(), IsDigit); }

int DigitOf(char c) { return c - '0'; }

// The number that at most nine digits write.
int NumberOf(absl::string_view digits) {
  int number = 0;
  for (const char c : digits) number = number * 10 + DigitOf(c);
  return number;
}

// Takes the digits at the front of `text` away.
absl::string_view TakeDigits(absl::string_view& text) {
  std::size_t count = 0;
  while (count < text.size() && IsDigit(text[count])) ++count;
  const absl::string_view digits = text.substr(0, count);
  text.remove_prefix(count);
  return digits;
}

absl::Status Malformed(absl::string_view got, absl::string_view want) {
  return Refuse(Reason::kFieldMalformed, "",
                {{"got", std::string(got)}, {"want", std::string(want)}});
}

// `want` shows the right character in its place and stars for the rest: the mistake may as well be
// in any other place, so no whole code is suggested.
absl::Status CheckDigitWrong(absl::string_view got, std::size_t place, char right) {
  std::string want(got.size(), '*');
  want[place] = right;
  return Refuse(Reason::kCheckDigitWrong, "", {{"got", std::string(got)}, {"want", want}});
}

// GB 32100: places of the characters in its alphabet, -1 for others.
constexpr absl::string_view kCreditAlphabet = "0123456789ABCDEFGHJKLMNPQRTUWXY";
constexpr std::array<std::int8_t, 256> MakeCreditValues() {
  std::array<std::int8_t, 256> values{};
  for (std::int8_t& value : values) value = -1;
  for (std::size_t i = 0; i < kCreditAlphabet.size(); ++i) {
    values[static_cast<unsigned char>(kCreditAlphabet[i])] = static_cast<std::int8_t>(i);
  }
  return values;
}
constexpr std::array<std::int8_t, 256> kCreditValues = MakeCreditValues();
int CreditValue(char c) { return kCreditValues[static_cast<unsigned char>(c)]; }

// Powers of 3 modulo 31.
constexpr int kCreditWeights[17] = {1, 3, 9, 27, 19, 26, 16, 17, 20, 29, 25, 13, 8, 24, 10, 30, 28};

// GB 11714: 0-9 as they are, A-Z as 10-35.
constexpr int kOrganisationWeights[8] = {3, 7, 9, 10, 5, 8, 4, 2};
int OrganisationValue(char c) { return IsDigit(c) ? DigitOf(c) : c - 'A' + 10; }

char OrganisationCheck(absl::string_view code) {
  int sum = 0;
  for (std::size_t i = 0; i < 8; ++i) sum += OrganisationValue(code[i]) * kOrganisationWeights[i];
  const int check = 11 - sum % 11;
  return check == 10 ? 'X' : check == 11 ? '0' : static_cast<char>('0' + check);
}

// ISO 7064 MOD 11,10: the product that follows (product + digit), 1 to 19.
constexpr std::array<std::int8_t, 20> MakeProducts() {
  std::array<std::int8_t, 20> next{};
  for (std::size_t sum = 1; sum < next.size(); ++sum) {
    const int rest = sum % 10 == 0 ? 10 : static_cast<int>(sum % 10);
    next[sum] = static_cast<std::int8_t>(rest * 2 % 11);
  }
  return next;
}
constexpr std::array<std::int8_t, 20> kNextProduct = MakeProducts();

// GB/T 4754-2017: the section of each two-digit division, ' ' where there is none.
constexpr std::array<char, 100> MakeSections() {
  struct Range {
    char section;
    std::size_t first;
    std::size_t last;
  };
  constexpr Range kRanges[] = {{'A', 1, 5},   {'B', 6, 12},  {'C', 13, 43}, {'D', 44, 46},
                               {'E', 47, 50}, {'F', 51, 52}, {'G', 53, 60}, {'H', 61, 62},
                               {'I', 63, 65}, {'J', 66, 69}, {'K', 70, 70}, {'L', 71, 72},
                               {'M', 73, 75}, {'N', 76, 79}, {'O', 80, 82}, {'P', 83, 83},
                               {'Q', 84, 85}, {'R', 86, 90}, {'S', 91, 96}, {'T', 97, 97}};
  std::array<char, 100> sections{};
  for (char& section : sections) section = ' ';
  for (const Range& range : kRanges) {
    for (std::size_t i = range.first; i <= range.last; ++i) sections[i] = range.section;
  }
  return sections;
}
constexpr std::array<char, 100> kSections = MakeSections();
constexpr absl::string_view kSectionLetters = "ABCDEFGHIJKLMNOPQRST";

// CNIPA: a patent's number is its application's, with a check character.
constexpr absl::string_view kPatentWant = "[ZL]yyyytnnnnnnn[.]c / [ZL]yytnnnnn[.]c";
constexpr int kPatentWeights[12] = {2, 3, 4, 5, 6, 7, 8, 9, 2, 3, 4, 5};

absl::string_view WithoutPatentPrefix(absl::string_view number) {
  if (absl::StartsWith(number, "ZL") || absl::StartsWith(number, "CN")) number.remove_prefix(2);
  return number;
}

bool IsPatentType(char c) { return (c >= '1' && c <= '3') || c == '8' || c == '9'; }

// Twelve digits since October 2003, eight from 1985 until then.
bool IsPatentBody(absl::string_view digits) {
  if (digits.size() == 12) return NumberOf(digits.substr(0, 4)) >= 2003 && IsPatentType(digits[4]);
  if (digits.size() != 8) return false;
  const int year = NumberOf(digits.substr(0, 2));
  return (year >= 85 || year <= 3) && IsPatentType(digits[2]);
}

absl::Status CheckPatentNumber(absl::string_view number) {
  absl::string_view rest = WithoutPatentPrefix(number);
  // Without a dot the check digit follows the others, so it is set apart first.
  if (rest.size() < 9) return Malformed(number, kPatentWant);
  const char check = rest.back();
  rest.remove_suffix(1);
  absl::ConsumeSuffix(&rest, ".");
  if (!(IsDigit(check) || check == 'X') || !AllDigits(rest) || !IsPatentBody(rest)) {
    return Malformed(number, kPatentWant);
  }
  int sum = 0;
  for (std::size_t i = 0; i < rest.size(); ++i) sum += DigitOf(rest[i]) * kPatentWeights[i];
  const char right = sum % 11 == 10 ? 'X' : static_cast<char>('0' + sum % 11);
  return check == right ? absl::OkStatus() : CheckDigitWrong(number, number.size() - 1, right);
}

// Digits, or G and digits for an international registration; a letter after them marks a part split
// off in examination; then the Nice class.
bool IsTrademarkNumber(absl::string_view rest) {
  absl::ConsumePrefix(&rest, "G");
  const absl::string_view digits = TakeDigits(rest);
  if (digits.empty() || digits.size() > 8) return false;
  if (!rest.empty() && IsUpper(rest.front())) rest.remove_prefix(1);
  if (rest.empty()) return true;
  if (!absl::ConsumePrefix(&rest, "/") && !absl::ConsumePrefix(&rest, "-")) return false;
  if (rest.empty() || rest.size() > 2 || !AllDigits(rest)) return false;
  const int nice_class = NumberOf(rest);
  return nice_class >= 1 && nice_class <= 45;
}

// "2014SR001852"; until 2011 also with the letters of a branch office, "2009SRBJ1234".
bool IsSoftwareRegistration(absl::string_view rest) {
  if (TakeDigits(rest).size() != 4 || !absl::ConsumePrefix(&rest, "SR")) return false;
  if (rest.size() > 2 && IsUpper(rest[0]) && IsUpper(rest[1])) rest.remove_prefix(2);
  return rest.size() >= 4 && rest.size() <= 8 && AllDigits(rest);
}

// "软著登字第0671096号".
bool IsSoftwareCertificate(absl::string_view rest) {
  if (!absl::ConsumePrefix(&rest, "软著登字第") || !absl::ConsumeSuffix(&rest, "号")) return false;
  return rest.size() >= 4 && rest.size() <= 10 && AllDigits(rest);
}

// "国作登字-2021-L-00268255": the first character names the state or a province.
bool IsWorkRegistration(absl::string_view rest) {
  constexpr std::size_t kHanBytes = 3;
  if (rest.size() < kHanBytes || CountCharacters(rest.substr(0, kHanBytes)) != 1 ||
      !IsValidUtf8(rest.substr(0, kHanBytes))) {
    return false;
  }
  rest.remove_prefix(kHanBytes);
  if (!absl::ConsumePrefix(&rest, "作登字-") || TakeDigits(rest).size() != 4) return false;
  if (rest.size() < 3 || rest[0] != '-' || !IsUpper(rest[1]) || rest[2] != '-') return false;
  rest.remove_prefix(3);
  return rest.size() >= 4 && rest.size() <= 10 && AllDigits(rest);
}

bool IsFreeTextCode(absl::string_view code) {
  // One code point takes at least a byte and at most four.
  return !code.empty() && code.size() <= std::size_t{4} * kFreeTextCodeCharsMax &&
         CheckText(code, 1, kFreeTextCodeCharsMax).ok();
}

}  // namespace

absl::Status CheckUnifiedSocialCreditCode(absl::string_view code) {
  constexpr absl::string_view kWant = "[0-9A-HJ-NP-RTUW-Y]{2}[0-9]{6}[0-9A-HJ-NP-RTUW-Y]{10}";
  // Places 3 to 8 are a division code, digits only.
  if (code.size() != 18 || !AllDigits(code.substr(2, 6))) return Malformed(code, kWant);
  int sum = 0;
  int seen = CreditValue(code[17]);  // below 0 once any value is
  for (std::size_t i = 0; i < 17; ++i) {
    const int value = CreditValue(code[i]);
    seen |= value;
    sum += value * kCreditWeights[i];
  }
  if (seen < 0) return Malformed(code, kWant);
  const char right = kCreditAlphabet[static_cast<std::size_t>((31 - sum % 31) % 31)];
  if (code[17] != right) return CheckDigitWrong(code, 17, right);
  const char inner = OrganisationCheck(code.substr(8, 8));
  return code[16] == inner ? absl::OkStatus() : CheckDigitWrong(code, 16, inner);
}

absl::Status CheckCnapsCode(absl::string_view code) {
  if (code.size() != 12 || !AllDigits(code)) return Malformed(code, "[0-9]{12}");
  int product = 10;
  for (const char c : code.substr(0, 11)) {
    product = kNextProduct[static_cast<std::size_t>(product + DigitOf(c))];
  }
  const char right = static_cast<char>('0' + (11 - product) % 10);
  return code[11] == right ? absl::OkStatus() : CheckDigitWrong(code, 11, right);
}

absl::Status CheckDivisionCode(absl::string_view code) {
  if (code.size() == 6 && AllDigits(code)) {
    const int province = NumberOf(code.substr(0, 2));
    if (province >= 11 && province <= 82) return absl::OkStatus();
  }
  return Malformed(code, "[0-9]{6}, 110000 - 829999");
}

absl::Status CheckIndustryCode(absl::string_view code) {
  constexpr absl::string_view kWant = "GB/T 4754-2017: A-T, [A-T]nn[n][n], nn[n][n]";
  absl::string_view digits = code;
  char letter = ' ';
  if (!code.empty() && code.front() >= 'A' && code.front() <= 'T') {
    letter = code.front();
    digits.remove_prefix(1);
    if (digits.empty()) return absl::OkStatus();
  }
  if (digits.size() < 2 || digits.size() > 4 || !AllDigits(digits)) return Malformed(code, kWant);
  const char section = kSections[static_cast<std::size_t>(NumberOf(digits.substr(0, 2)))];
  if (section == ' ' || (letter != ' ' && letter != section)) return Malformed(code, kWant);
  return absl::OkStatus();
}

absl::string_view IndustrySectionOf(absl::string_view code) {
  if (code.empty()) return "";
  char section = code.front();
  if (code.size() >= 2 && IsDigit(code[0]) && IsDigit(code[1])) {
    section = kSections[static_cast<std::size_t>(NumberOf(code.substr(0, 2)))];
  }
  const std::size_t place = kSectionLetters.find(section);
  return place == absl::string_view::npos ? "" : kSectionLetters.substr(place, 1);
}

absl::Status CheckIpRightNumber(IpKind kind, absl::string_view number) {
  switch (kind) {
    case IpKind::kPatent:
      return CheckPatentNumber(number);
    case IpKind::kTrademark:
      return IsTrademarkNumber(number) ? absl::OkStatus()
                                       : Malformed(number, "[G]n{1,8}[A-Z][/1-45]");
    case IpKind::kCopyright:
      return IsSoftwareRegistration(number) || IsSoftwareCertificate(number) ||
                     IsWorkRegistration(number)
                 ? absl::OkStatus()
                 : Malformed(number,
                             "yyyySRnnnnnn / 软著登字第nnnnnnn号 / 国作登字-yyyy-A-nnnnnnnn");
    case IpKind::kUnspecified:
    case IpKind::kGeographicalIndication:
    case IpKind::kPlantVariety:
    case IpKind::kIcLayout:
    case IpKind::kTradeSecret:
    case IpKind::kDataIp:
      break;
  }
  return IsFreeTextCode(number) ? absl::OkStatus() : Malformed(number, "1-64 characters");
}

void AppendNormalIpRightNumber(IpKind kind, absl::string_view number, std::string& out) {
  constexpr absl::string_view kIdeographicSpace = "\u3000";
  const std::size_t begin = out.size();
  out.append(number.data(), number.size());
  std::size_t end = begin;
  for (std::size_t i = 0; i < number.size(); ++i) {
    const char c = number[i];
    if (c == kIdeographicSpace[0] && absl::StartsWith(number.substr(i), kIdeographicSpace)) {
      i += kIdeographicSpace.size() - 1;
    } else if (c != ' ' && c != '\t' && c != '.') {
      out[end++] = c >= 'a' && c <= 'z' ? static_cast<char>(c - 'a' + 'A') : c;
    }
  }
  out.resize(end);
  const absl::string_view normal = absl::string_view(out).substr(begin);
  if (kind == IpKind::kPatent) {
    out.erase(begin, normal.size() - WithoutPatentPrefix(normal).size());
  } else if (kind == IpKind::kTrademark) {
    // "1234567-09" and "1234567/9" are the same right.
    const std::size_t mark = normal.find_first_of("-/");
    if (mark == absl::string_view::npos) return;
    const bool leading_zero = normal.size() == mark + 3 && normal[mark + 1] == '0';
    out[begin + mark] = '/';
    if (leading_zero) out.erase(begin + mark + 1, 1);
  }
}

std::string NormalIpRightNumber(IpKind kind, absl::string_view number) {
  std::string normal;
  AppendNormalIpRightNumber(kind, number, normal);
  return normal;
}

}  // namespace ippledge
