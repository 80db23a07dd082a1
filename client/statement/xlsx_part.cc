#include "client/statement/xlsx_part.h"

#include <cstddef>
#include <utility>
#include <vector>

#include "absl/strings/ascii.h"
#include "absl/strings/str_cat.h"
#include "ledger/text.h"

namespace ippledge::client {
namespace {

constexpr int kElsewhere = 0;  // an element that the table does not name
constexpr std::size_t kEscapeBytes = 7;
constexpr int kShownBytesMax = 80;  // of what was got, in a fault

// From events of XML to those of a part.
class PartSink final : public XmlSink {
 public:
  explicit PartSink(XlsxPart* part) : part_(part) {}

  bool Start(absl::string_view /*space*/, absl::string_view name,
             absl::Span<const XmlAttribute> attributes, XmlPlace /*place*/) override {
    const int element = ChildOf(open_.back(), name);
    open_.push_back(element);
    if (element != kElsewhere) part_->Begin(element, XlsxAttributes(attributes));
    return !part_->stopped();
  }
  bool Text(absl::string_view text, XmlPlace /*place*/) override {
    if (open_.back() != kElsewhere) part_->Text(open_.back(), text);
    return !part_->stopped();
  }
  bool End(XmlPlace /*place*/) override {
    const int element = open_.back();
    open_.pop_back();
    if (element != kElsewhere) part_->End(element);
    return !part_->stopped();
  }

 private:
  int ChildOf(int parent, absl::string_view name) const {
    if (parent == kElsewhere) return kElsewhere;
    for (const XlsxElement& element : part_->elements()) {
      if (element.parent == parent && element.name == name) return element.child;
    }
    return kElsewhere;
  }

  XlsxPart* const part_;
  std::vector<int> open_ = {kXlsxDocument};
};

// Lines and columns of a workbook's faults are rows and columns of its sheet; those of its XML go
// into the text.
void AddXmlFaults(const StatementFaults& found, absl::string_view part, StatementFaults& faults) {
  for (StatementFault fault : found.faults()) {
    const std::string got =
        absl::StrCat(fault.line, ":", fault.column, fault.got.empty() ? "" : ": ", fault.got);
    fault.got = std::string(CutToBytes(got, kShownBytesMax));
    fault.line = 0;
    fault.column = 0;
    fault.field = std::string(part);
    faults.Add(std::move(fault));
  }
}

// The code unit of "_xHHHH_" at the front of `text`; 0 when it is none.
int EscapeOf(absl::string_view text) {
  if (text.size() < kEscapeBytes || text[0] != '_' || text[1] != 'x' || text[6] != '_') return 0;
  int unit = 0;
  for (const char digit : text.substr(2, 4)) {
    if (!absl::ascii_isxdigit(static_cast<unsigned char>(digit))) return 0;
    const int lower = absl::ascii_tolower(static_cast<unsigned char>(digit));
    unit = unit * 16 + (lower <= '9' ? lower - '0' : lower - 'a' + 10);
  }
  return unit;
}

void AppendUtf8(int unit, std::string* text) {
  const auto append = [text](int byte) { text->push_back(static_cast<char>(byte)); };
  if (unit < 0x80) {
    append(unit);
  } else if (unit < 0x800) {
    append(0xC0 | unit >> 6);
    append(0x80 | (unit & 0x3F));
  } else {
    append(0xE0 | unit >> 12);
    append(0x80 | (unit >> 6 & 0x3F));
    append(0x80 | (unit & 0x3F));
  }
}

}  // namespace

absl::string_view XlsxAttributes::Get(absl::string_view name) const {
  absl::string_view spaced;
  for (const XmlAttribute& attribute : attributes_) {
    if (attribute.name != name) continue;
    if (attribute.space.empty()) return attribute.value;
    spaced = attribute.value;
  }
  return spaced;
}

bool XlsxAttributes::IsTrue(absl::string_view name) const {
  const absl::string_view value = Get(name);
  return value == "1" || value == "true";
}

bool ReadXlsxPart(XlsxArchive& archive, absl::string_view name, XlsxPart& part,
                  StatementFaults& faults) {
  PartSink sink(&part);
  StatementFaults found;
  XmlReader reader("", &sink, &found);
  const bool inflated = archive.Read(
      name, [&reader](absl::string_view piece) { return reader.Feed(piece); }, faults);
  if (inflated && found.empty() && !part.stopped()) reader.Finish();
  AddXmlFaults(found, name, faults);
  return inflated && found.empty();
}

std::string UnescapeXlsxText(absl::string_view text) {
  std::string plain;
  plain.reserve(text.size());
  while (!text.empty()) {
    const std::size_t at = text.find("_x");
    plain.append(text.data(), at == text.npos ? text.size() : at);
    if (at == text.npos) break;
    text.remove_prefix(at);
    const int unit = EscapeOf(text);
    const bool stands_alone = unit != 0 && (unit < 0xD800 || unit > 0xDFFF);
    if (stands_alone) {
      AppendUtf8(unit, &plain);
    } else {
      plain.push_back(text[0]);
    }
    text.remove_prefix(stands_alone ? kEscapeBytes : 1);
  }
  return plain;
}

}  // namespace ippledge::client
