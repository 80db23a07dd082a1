#include "client/statement/xlsx_styles.h"

#include <string>

#include "absl/algorithm/container.h"
#include "absl/container/flat_hash_map.h"
#include "absl/strings/ascii.h"
#include "absl/strings/match.h"
#include "absl/strings/numbers.h"
#include "absl/strings/str_cat.h"
#include "client/statement/xlsx_part.h"
#include "ledger/text.h"

namespace ippledge::client {
namespace {

constexpr int kShownBytesMax = 80;  // of a value in a fault

enum : int { kStyleSheet = kXlsxDocument + 1, kNumFmts, kNumFmt, kCellXfs, kXf };
constexpr XlsxElement kElements[] = {
    {kXlsxDocument, "styleSheet", kStyleSheet},
    {kStyleSheet, "numFmts", kNumFmts},
    {kNumFmts, "numFmt", kNumFmt},
    {kStyleSheet, "cellXfs", kCellXfs},
    {kCellXfs, "xf", kXf},
};

class Styles final : public XlsxPart {
 public:
  Styles(absl::string_view part, StatementFaults* faults)
      : XlsxPart(kElements), part_(part), faults_(faults) {}

  void Begin(int element, const XlsxAttributes& attributes) override {
    if (element != kNumFmt && element != kXf) return;
    const absl::string_view written = attributes.Get("numFmtId");
    int id = 0;
    if (!written.empty() && (!absl::SimpleAtoi(written, &id) || id < 0)) {
      return Refuse(StatementFaultKind::kMalformed, written, "numFmtId");
    }
    if (element == kNumFmt) {
      own_.insert_or_assign(id, XlsxFormatOfCode(attributes.Get("formatCode")));
    } else {
      ids_.push_back(id);
    }
    if (own_.size() > kXlsxStylesMax || ids_.size() > kXlsxStylesMax) {
      Refuse(StatementFaultKind::kTooLarge, "", absl::StrCat("<= ", kXlsxStylesMax));
    }
  }

  // The file's own format of a number comes before the one that every spreadsheet knows.
  std::vector<XlsxFormat> Formats() const {
    std::vector<XlsxFormat> formats;
    formats.reserve(ids_.size());
    for (const int id : ids_) {
      const auto own = own_.find(id);
      formats.push_back(own == own_.end() ? XlsxFormatOfId(id) : own->second);
    }
    return formats;
  }

 private:
  void Refuse(StatementFaultKind kind, absl::string_view got, absl::string_view want) {
    faults_->Add({.kind = kind,
                  .field = std::string(part_),
                  .got = Printable(CutToBytes(got, kShownBytesMax)),
                  .want = std::string(want)});
    Stop();
  }

  const absl::string_view part_;
  StatementFaults* const faults_;
  absl::flat_hash_map<int, XlsxFormat> own_;
  std::vector<int> ids_;
};

bool In(int id, int first, int last) { return first <= id && id <= last; }

// True for "h", "mm", "SS" and so on: time that is not cut into days.
bool IsElapsed(absl::string_view bracket) {
  return !bracket.empty() &&
         (absl::c_count(bracket, bracket[0]) == static_cast<std::ptrdiff_t>(bracket.size())) &&
         absl::string_view("hmsHMS").find(bracket[0]) != absl::string_view::npos;
}

}  // namespace

XlsxFormat XlsxFormatOfCode(absl::string_view code) {
  if (absl::StartsWithIgnoreCase(code, "general")) return XlsxFormat::kNumber;
  bool day = false;
  bool month = false;
  bool time = false;
  bool after_point = false;  // of seconds, or of a number
  for (std::size_t i = 0; i < code.size(); ++i) {
    const char c = absl::ascii_tolower(static_cast<unsigned char>(code[i]));
    if (c == '0' && after_point) continue;
    after_point = c == '.' && time;
    if (c == ';') break;
    if (c == '"' || c == '[') {
      const std::size_t close = code.find(c == '"' ? '"' : ']', i + 1);
      if (close == code.npos) break;
      if (c == '[' && IsElapsed(code.substr(i + 1, close - i - 1))) time = true;
      i = close;
    } else if (c == '\\' || c == '_' || c == '*') {
      ++i;  // the next character is shown, or its width is
    } else if (c == '0' || c == '#' || c == '?') {
      return XlsxFormat::kNumber;
    } else if (c == 'y' || c == 'd' || c == 'e') {
      day = true;
    } else if (c == 'h' || c == 's') {
      time = true;
    } else if (c == 'm') {
      month = true;  // or minutes
    } else if (c == 'a' && absl::StartsWithIgnoreCase(code.substr(i), "am/pm")) {
      i += 4;
      time = true;
    }
  }
  if (day || (month && !time)) return XlsxFormat::kDate;
  return time ? XlsxFormat::kTime : XlsxFormat::kNumber;
}

XlsxFormat XlsxFormatOfId(int id) {
  if (In(id, 18, 21) || In(id, 32, 35) || In(id, 45, 47) || In(id, 55, 56)) {
    return XlsxFormat::kTime;
  }
  if (In(id, 14, 17) || id == 22 || In(id, 27, 31) || id == 36 || In(id, 50, 54) ||
      In(id, 57, 58)) {
    return XlsxFormat::kDate;
  }
  return XlsxFormat::kNumber;
}

bool ReadXlsxStyles(XlsxArchive& archive, absl::string_view part, std::vector<XlsxFormat>& formats,
                    StatementFaults& faults) {
  Styles styles(part, &faults);
  if (!ReadXlsxPart(archive, part, styles, faults) || styles.stopped()) return false;
  formats = styles.Formats();
  return true;
}

}  // namespace ippledge::client
