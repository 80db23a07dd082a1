#include "client/statement/currency_word.h"

#include "absl/strings/ascii.h"
#include "client/import/cell.h"

namespace ippledge::client {
namespace {

struct Word {
  absl::string_view word;
  absl::string_view code;
};

constexpr Word kWords[] = {
    {"人民币", "CNY"}, {"人民币元", "CNY"}, {"rmb", "CNY"},  {"元", "CNY"},  {"cnh", "CNY"},
    {"156", "CNY"},    {"本币", "CNY"},     {"美元", "USD"}, {"840", "USD"}, {"港币", "HKD"},
    {"港元", "HKD"},   {"344", "HKD"},      {"欧元", "EUR"}, {"978", "EUR"}, {"英镑", "GBP"},
    {"826", "GBP"},    {"卢布", "RUB"},     {"蒙图", "MNT"},
};

// ISO 4217 with another number of decimals than two.
constexpr absl::string_view kOtherDecimals[] = {
    "BHD", "BIF", "CLF", "CLP", "DJF", "GNF", "IQD", "ISK", "JOD", "JPY", "KMF", "KRW", "KWD",
    "LYD", "OMR", "PYG", "RWF", "TND", "UGX", "UYI", "UYW", "VND", "VUV", "XAF", "XOF", "XPF"};

}  // namespace

std::string CurrencyOf(absl::string_view word) {
  const std::string normal = NormalHeader(word);
  for (const Word& known : kWords) {
    if (normal == known.word) return std::string(known.code);
  }
  if (normal.size() != 3) return "";
  for (const char c : normal) {
    if (!absl::ascii_islower(static_cast<unsigned char>(c))) return "";
  }
  std::string code = absl::AsciiStrToUpper(normal);
  for (const absl::string_view other : kOtherDecimals) {
    if (code == other) return "";
  }
  return code;
}

}  // namespace ippledge::client
