// ippledge-sample: made-up pledge loans of a region, as spreadsheets.
//
// Nothing in them belongs to anybody; the codes have right check digits, and the years add up to
// the fen. The same options make the same bytes on every machine.
#include <algorithm>
#include <charconv>
#include <cstdint>
#include <fstream>
#include <iostream>
#include <map>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "tools/sample/book.h"
#include "tools/sample/region.h"
#include "tools/sample/sheets.h"

namespace ippledge::sample {
namespace {

constexpr std::string_view kUsage =
    R"(Usage: ippledge-sample --out FILE.csv [options]
       ippledge-sample --bodies FILE.textproto

Loans
  --loans N             how many contracts (6000)
  --years FIRST-LAST    years of their draws (2021-2025)
  --year-ends A,B,...   cumulative amount at each year's end in 亿元, up to 8 decimals
                        (16.1,39.2,61,82,101.5 for 2021-2025)
  --total FEN           scales the amounts so that all years sum to FEN
  --seed S              another book (1)
Sheets
  --out FILE            one row a draw
  --repayments FILE     --classes FILE     --extensions FILE     --releases FILE
  --headers zh|en       language of headers and words (zh)
  --by-bank             a file for each bank: FILE-BANK.csv
Bodies
  --bodies FILE         the banks and other bodies, as ippledge.v1.ListBodiesResponse
)";

constexpr std::int64_t kFenPerYi = 10'000'000'000;  // of 亿元
constexpr std::string_view kUsualYearEnds = "16.1,39.2,61,82,101.5";
constexpr int kUsualFirstYear = 2021;
constexpr int kLoansMax = 5'000'000;
constexpr std::int64_t kYearFenMax = 1'000'000'000'000'000;

using Options = std::map<std::string, std::string, std::less<>>;

std::optional<std::int64_t> ParseInt(std::string_view text) {
  std::int64_t value = 0;
  const auto [end, error] = std::from_chars(text.data(), text.data() + text.size(), value);
  if (error != std::errc() || end != text.data() + text.size()) return std::nullopt;
  return value;
}

// "39.2" 亿元 as fen.
std::optional<std::int64_t> ParseYi(std::string_view text) {
  const std::size_t dot = text.find('.');
  const std::string_view decimals = dot == text.npos ? "" : text.substr(dot + 1);
  if (decimals.size() > 8 || (dot != text.npos && decimals.empty())) return std::nullopt;
  const auto whole = ParseInt(text.substr(0, dot));
  const auto part = ParseInt(std::string(decimals) + std::string(10 - decimals.size(), '0'));
  if (!whole || !part || *whole < 0 || *part < 0 || *whole > kYearFenMax / kFenPerYi)
    return std::nullopt;
  return *whole * kFenPerYi + *part;
}

std::optional<std::vector<std::int64_t>> ParseYearEnds(std::string_view text) {
  std::vector<std::int64_t> ends;
  for (std::size_t at = 0; at <= text.size();) {
    const std::size_t comma = std::min(text.find(',', at), text.size());
    const auto end = ParseYi(text.substr(at, comma - at));
    if (!end || *end <= (ends.empty() ? 0 : ends.back())) return std::nullopt;
    ends.push_back(*end);
    at = comma + 1;
  }
  return ends;
}

// Sets the plan's years and their amounts, or says what is wrong with the options.
std::string SetYears(const Options& options, Plan& plan) {
  const std::string_view years = options.at("--years");
  const auto first = ParseInt(years.substr(0, years.find('-')));
  const auto last = ParseInt(years.substr(years.find('-') + 1));
  if (!first || !last || *first < 2000 || *last > 2100 || *last < *first) return "--years";
  const auto count = static_cast<std::size_t>(*last - *first + 1);
  const auto given = options.find("--year-ends");
  auto ends = ParseYearEnds(given == options.end() ? kUsualYearEnds : given->second);
  if (!ends) return "--year-ends: rising amounts in 亿元";
  std::int64_t before = 0;
  if (given == options.end() && *first >= kUsualFirstYear && *last < kUsualFirstYear + 5) {
    const auto skipped = static_cast<std::size_t>(*first - kUsualFirstYear);
    if (skipped > 0) before = (*ends)[skipped - 1];
    ends->erase(ends->begin(), ends->begin() + static_cast<std::ptrdiff_t>(skipped));
    ends->resize(count);
  }
  if (ends->size() != count) return "--year-ends: one amount for each of --years";
  const std::int64_t sum = ends->back() - before;
  std::int64_t total = sum;
  if (const auto option = options.find("--total"); option != options.end()) {
    const auto fen = ParseInt(option->second);
    if (!fen || *fen < 1 || *fen > kYearFenMax) return "--total";
    total = *fen;
  }
  plan.first_year = static_cast<int>(*first);
  std::int64_t done = 0;
  for (const std::int64_t end : *ends) {
    __extension__ using Wide = __int128;
    const auto through = static_cast<std::int64_t>(Wide{end - before} * total / sum);
    plan.year_fen.push_back(through - done);
    done = through;
  }
  return "";
}

std::string SetPlan(const Options& options, Plan& plan) {
  if (std::string wrong = SetYears(options, plan); !wrong.empty()) return wrong;
  const auto loans = ParseInt(options.at("--loans"));
  const auto seed = ParseInt(options.at("--seed"));
  if (!loans || *loans < static_cast<std::int64_t>(plan.year_fen.size()) || *loans > kLoansMax) {
    return "--loans: from one a year to " + std::to_string(kLoansMax);
  }
  if (!seed) return "--seed";
  for (const std::int64_t fen : plan.year_fen) {
    if (fen < *loans * 100) return "--total: too little for so many loans";
  }
  plan.loans = static_cast<int>(*loans);
  plan.seed = static_cast<std::uint64_t>(*seed);
  return "";
}

int Fail(const std::string& message) {
  std::cerr << "ippledge-sample: " << message << "\n";
  return 2;
}

int WriteBodies(const std::string& path) {
  std::ofstream file(path, std::ios::binary);
  file << BodiesTextproto();
  file.flush();
  return file ? 0 : Fail("cannot write " + path);
}

int WriteSheets(const Options& options) {
  Plan plan;
  if (const std::string wrong = SetPlan(options, plan); !wrong.empty()) return Fail(wrong);
  const auto book = MakeBook(plan);
  if (!book) return Fail("--total: too little for so many loans");
  const auto language = options.at("--headers") == "en" ? Language::kEnglish : Language::kChinese;
  const bool by_bank = options.contains("--by-bank");
  const auto write = [&](std::string_view option, const Sheet& sheet) {
    const auto path = options.find(option);
    return path == options.end() || WriteSheet(sheet, path->second, by_bank);
  };
  if (!write("--out", LoanSheet(*book, language, plan.seed))) return Fail("cannot write --out");
  const auto asked = [&](std::string_view option) { return options.contains(option); };
  if (!asked("--repayments") && !asked("--classes") && !asked("--extensions") &&
      !asked("--releases")) {
    return 0;
  }
  const EventSheets events = MakeEventSheets(*book, language, plan.seed);
  if (!write("--repayments", events.repayments) || !write("--classes", events.classes) ||
      !write("--extensions", events.extensions) || !write("--releases", events.releases)) {
    return Fail("cannot write a sheet of events");
  }
  return 0;
}

int Main(const std::vector<std::string>& arguments) {
  Options options = {
      {"--loans", "6000"}, {"--years", "2021-2025"}, {"--seed", "1"}, {"--headers", "zh"}};
  constexpr std::string_view kTakesValue =
      " --loans --years --year-ends --total --seed --out --repayments --classes --extensions"
      " --releases --headers --bodies ";
  for (std::size_t i = 0; i < arguments.size(); ++i) {
    const std::string& name = arguments[i];
    if (name == "--help") {
      std::cout << kUsage;
      return 0;
    }
    if (name == "--by-bank") {
      options[name] = "";
    } else if (kTakesValue.find(" " + name + " ") == kTakesValue.npos ||
               i + 1 == arguments.size()) {
      std::cerr << kUsage;
      return Fail("what is " + name + "?");
    } else {
      options[name] = arguments[++i];
    }
  }
  if (const auto bodies = options.find("--bodies"); bodies != options.end())
    return WriteBodies(bodies->second);
  const std::string& language = options.at("--headers");
  if (language != "zh" && language != "en") return Fail("--headers: zh or en");
  if (!options.contains("--out")) {
    std::cerr << kUsage;
    return Fail("--out is missing");
  }
  return WriteSheets(options);
}

}  // namespace
}  // namespace ippledge::sample

int main(int argc, char** argv) { return ippledge::sample::Main({argv + 1, argv + argc}); }
