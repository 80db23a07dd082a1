// The encoding of a whole XML file, before the parser sees it: ReadXml.
#include <algorithm>
#include <cstring>
#include <memory>
#include <utility>

#include "absl/strings/ascii.h"
#include "absl/strings/match.h"
#include "absl/strings/numbers.h"
#include "absl/strings/str_cat.h"
#include "absl/strings/str_split.h"
#include "absl/strings/strip.h"
#include "client/import/encoding.h"
#include "client/import/text_source.h"
#include "client/statement/statement.h"
#include "client/statement/xml.h"
#include "ledger/text.h"

namespace ippledge::client {
namespace {

using Kind = StatementFaultKind;

constexpr std::size_t kDeclarationBytesMax = 1'024;
// Names that Chinese systems give to what GB18030 holds.
constexpr absl::string_view kGbNames[] = {"GB18030", "GBK",   "GB2312",      "GB_2312-80", "EUC-CN",
                                          "CP936",   "MS936", "WINDOWS-936", "X-GBK"};

class ViewSource final : public ByteSource {
 public:
  explicit ViewSource(absl::string_view bytes) : bytes_(bytes) {}

  absl::StatusOr<std::size_t> Read(char* buffer, std::size_t size) override {
    const std::size_t count = std::min(size, bytes_.size());
    std::memcpy(buffer, bytes_.data(), count);
    bytes_.remove_prefix(count);
    return count;
  }
  std::int64_t size() const override { return -1; }

 private:
  absl::string_view bytes_;
};

// In capitals; empty when the document declares none, or is not of one-byte units.
std::string DeclaredEncoding(absl::string_view bytes) {
  if (!absl::StartsWith(bytes, "<?xml")) return "";
  bytes = bytes.substr(0, kDeclarationBytesMax);
  const std::size_t end = bytes.find("?>");
  if (end == bytes.npos) return "";
  bytes = bytes.substr(0, end);
  const std::size_t at = bytes.find("encoding");
  if (at == bytes.npos) return "";
  bytes = absl::StripLeadingAsciiWhitespace(bytes.substr(at + std::strlen("encoding")));
  if (!absl::ConsumePrefix(&bytes, "=")) return "";
  bytes = absl::StripLeadingAsciiWhitespace(bytes);
  if (bytes.empty() || (bytes.front() != '"' && bytes.front() != '\'')) return "";
  const std::size_t close = bytes.find(bytes.front(), 1);
  if (close == bytes.npos) return "";
  return absl::AsciiStrToUpper(bytes.substr(1, close - 1));
}

// The decoder says "line 3, column 5: bytes …".
StatementFault UnreadableFrom(absl::string_view message) {
  StatementFault fault{.kind = Kind::kUnreadable, .field = "XML", .want = "GB18030"};
  const std::pair<absl::string_view, absl::string_view> parts =
      absl::StrSplit(message, absl::MaxSplits(": ", 1));
  const std::pair<absl::string_view, absl::string_view> place =
      absl::StrSplit(parts.first, absl::MaxSplits(", ", 1));
  absl::string_view line = place.first;
  absl::string_view column = place.second;
  if (absl::ConsumePrefix(&line, "line ") && absl::ConsumePrefix(&column, "column ") &&
      absl::SimpleAtoi(line, &fault.line) && absl::SimpleAtoi(column, &fault.column)) {
    message = parts.second;
  }
  fault.got = std::string(message);
  return fault;
}

bool ReadGb(absl::string_view bytes, XmlSink* sink, StatementFaults* faults) {
  XmlReader reader("UTF-8", sink, faults);
  TextSource source(std::make_unique<ViewSource>(bytes), Encoding::kGb18030);
  while (true) {
    const absl::StatusOr<absl::string_view> text = source.Next();
    if (!text.ok()) {
      faults->Add(UnreadableFrom(text.status().message()));
      return false;
    }
    if (text->empty()) return reader.Finish();
    if (!reader.Feed(*text)) return false;
  }
}

// What the parser is told, "" to believe the document; and what the user is.
struct Choice {
  std::string parser;
  std::string name;
  bool gb = false;
};

Choice Choose(absl::string_view bytes) {
  std::size_t mark_bytes = 0;
  const Encoding marked = EncodingOfMark(bytes, &mark_bytes);
  if (marked == Encoding::kGb18030) return {"", "GB18030", true};
  if (marked == Encoding::kUtf8) return {"UTF-8", "UTF-8"};
  if (marked != Encoding::kAscii) return {"UTF-16", std::string(NameOf(marked))};
  if (absl::StartsWith(bytes, absl::string_view("<\0", 2))) return {"UTF-16LE", "UTF-16LE"};
  if (absl::StartsWith(bytes, absl::string_view("\0<", 2))) return {"UTF-16BE", "UTF-16BE"};
  const std::string declared = DeclaredEncoding(bytes);
  for (const absl::string_view name : kGbNames) {
    if (declared == name) return {"", "GB18030", true};
  }
  // UTF-16 cannot be, as the bytes are no pairs: programs that print XML into a string and then
  // save it as UTF-8 leave that behind.
  if (declared.empty() || declared == "UTF8" || absl::StartsWith(declared, "UTF-16")) {
    return {"UTF-8", "UTF-8"};
  }
  return {"", Printable(declared)};
}

}  // namespace

bool ReadXml(absl::string_view bytes, XmlSink* sink, std::string* encoding,
             StatementFaults* faults) {
  if (static_cast<std::int64_t>(bytes.size()) > kStatementFileBytesMax) {
    faults->Add({.kind = Kind::kTooLarge,
                 .got = absl::StrCat(bytes.size()),
                 .want = absl::StrCat(kStatementFileBytesMax, " bytes")});
    return false;
  }
  const Choice choice = Choose(bytes);
  *encoding = choice.name;
  if (choice.gb) return ReadGb(bytes, sink, faults);
  XmlReader reader(choice.parser, sink, faults);
  return reader.Feed(bytes) && reader.Finish();
}

}  // namespace ippledge::client
