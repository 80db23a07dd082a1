#include "client/statement/xml.h"

#include <string>
#include <utility>
#include <vector>

#include "absl/strings/str_cat.h"
#include "absl/strings/str_replace.h"
#include "client/statement/statement.h"
#include "gmock/gmock.h"
#include "gtest/gtest.h"

namespace ippledge::client {
namespace {

using testing::ElementsAre;
using testing::HasSubstr;
using testing::IsEmpty;
using Kind = StatementFaultKind;

// Events as "1:3 <space|name a=v>", "1:9 text", "1:12 >".
class Record final : public XmlSink {
 public:
  bool Start(absl::string_view space, absl::string_view name,
             absl::Span<const XmlAttribute> attributes, XmlPlace place) override {
    std::string event = absl::StrCat(place.line, ":", place.column, " <", space, "|", name);
    for (const XmlAttribute& each : attributes) {
      absl::StrAppend(&event, " ", each.space, "|", each.name, "=", each.value);
    }
    events.push_back(event + ">");
    return name != stop_at;
  }
  bool Text(absl::string_view text, XmlPlace place) override {
    events.push_back(absl::StrCat(place.line, ":", place.column, " ", text));
    return true;
  }
  bool End(XmlPlace place) override {
    events.push_back(absl::StrCat(place.line, ":", place.column, " >"));
    return true;
  }

  std::vector<std::string> events;
  std::string stop_at = "nothing";
};

struct Outcome {
  std::vector<std::string> events;
  std::string encoding;
  std::vector<StatementFault> faults;
};

Outcome Read(absl::string_view bytes) {
  Record record;
  StatementFaults faults;
  Outcome outcome;
  const bool good = ReadXml(bytes, &record, &outcome.encoding, &faults);
  EXPECT_EQ(good, faults.empty());
  outcome.events = std::move(record.events);
  outcome.faults = faults.faults();
  return outcome;
}

std::string Utf16(absl::string_view ascii, bool little, bool mark) {
  std::string bytes = !mark ? "" : little ? "\xFF\xFE" : "\xFE\xFF";
  for (const char c : ascii) {
    if (!little) bytes.push_back('\0');
    bytes.push_back(c);
    if (little) bytes.push_back('\0');
  }
  return bytes;
}

TEST(Xml, GivesElementsTextsAndPlaces) {
  const Outcome outcome = Read(
      "<?xml version='1.0'?>\n<a:款 xmlns:a='urn:x' b='1&amp;2' a:c='d'>金额"
      "<!-- no --><![CDATA[<1>]]>&#65;<e/></a:款>");
  EXPECT_THAT(outcome.faults, IsEmpty());
  EXPECT_EQ(outcome.encoding, "UTF-8");
  EXPECT_THAT(outcome.events, ElementsAre("2:1 <urn:x|款 |b=1&2 urn:x|c=d>", "2:42 金额<1>A",
                                          "2:75 <|e>", testing::_, testing::_));
}

TEST(Xml, ADefaultNamespaceCountsForItsElements) {
  EXPECT_THAT(Read("<a xmlns='urn:1'><b xmlns=''/></a>").events,
              ElementsAre("1:1 <urn:1|a>", "1:18 <|b>", "1:31 >", "1:31 >"));
}

TEST(Xml, ReadsTheEncodingsThatBanksUse) {
  const std::string ascii = "<?xml version='1.0' encoding='UTF-16'?><a>x</a>";
  struct Case {
    std::string bytes;
    std::string encoding;
    std::string text;
  };
  const Case cases[] = {
      {"<a>\xE9\x87\x91</a>", "UTF-8", "金"},
      {"<?xml version='1.0' encoding='utf8'?><a>\xE9\x87\x91</a>", "UTF-8", "金"},
      {"\xEF\xBB\xBF<?xml version='1.0' encoding='GBK'?><a>\xE9\x87\x91</a>", "UTF-8", "金"},
      {"<?xml version='1.0' encoding='GBK'?><a>\xBD\xF0</a>", "GB18030", "金"},
      {"<?xml version='1.0' encoding=\"gb2312\" ?><a>\xBD\xF0</a>", "GB18030", "金"},
      {"<?xml version='1.0' encoding = 'GB18030'?><a>\x81\x36\xA6\x30</a>", "GB18030",
       "\xE3\x82\xB7"},
      {"\x84\x31\x95\x33<a>\xBD\xF0</a>", "GB18030", "金"},
      {"<?xml version='1.0' encoding='ISO-8859-1'?><a>\xFC</a>", "ISO-8859-1", "ü"},
      {"<?xml version='1.0' encoding='us-ascii'?><a>u</a>", "US-ASCII", "u"},
      {Utf16(ascii, true, true), "UTF-16LE", "x"},
      {Utf16(ascii, false, true), "UTF-16BE", "x"},
      {Utf16("<a>x</a>", true, false), "UTF-16LE", "x"},
      {Utf16("<a>x</a>", false, false), "UTF-16BE", "x"},
      {ascii, "UTF-8", "x"},  // says UTF-16 and is not
  };
  for (const Case& each : cases) {
    const Outcome outcome = Read(each.bytes);
    EXPECT_THAT(outcome.faults, IsEmpty()) << each.bytes;
    EXPECT_EQ(outcome.encoding, each.encoding) << each.bytes;
    if (outcome.events.size() != 3u) {
      ADD_FAILURE() << each.bytes;
    } else if (each.encoding != "GB18030" || each.text == "金") {
      EXPECT_THAT(outcome.events[1], testing::EndsWith(" " + each.text));
    }
  }
}

TEST(Xml, RefusesWhatIsDangerousOrBroken) {
  std::string deep;
  for (int i = 0; i <= kXmlDepthMax; ++i) absl::StrAppend(&deep, "<a>");
  std::string names = "<r>";
  for (int i = 0; i < kXmlNamesMax; ++i) absl::StrAppend(&names, "<n", i, "/>");
  std::string prefixes = "<r>";
  for (int i = 0; i < kXmlNamesMax; ++i) absl::StrAppend(&prefixes, "<a xmlns:p", i, "='u'/>");
  const std::string x(kXmlTextBytesMax + 1, 'x');
  const std::string long_tag(4 * kXmlTokenBytesMax, 'y');
  struct Case {
    std::string bytes;
    Kind kind;
    std::int64_t line;
    std::int64_t column;
    std::string got;
  };
  const Case cases[] = {
      {"\n<!DOCTYPE a>\n<a/>", Kind::kForbiddenXml, 2, 0, "DOCTYPE a"},
      {"<!DOCTYPE a [<!ENTITY b 'c'>]><a>&b;</a>", Kind::kForbiddenXml, 1, 0, "DOCTYPE a"},
      {"<!DOCTYPE a SYSTEM 'file:///etc/passwd'><a/>", Kind::kForbiddenXml, 1, 0, "DOCTYPE a"},
      {"<!DOCTYPE a [<!ENTITY % p SYSTEM 'http://x/'>%p;]><a/>", Kind::kForbiddenXml, 1, 0,
       "DOCTYPE a"},
      {Utf16("<!DOCTYPE a><a/>", true, true), Kind::kForbiddenXml, 1, 0, "DOCTYPE a"},
      {"<a>\n &b;</a>", Kind::kForbiddenXml, 2, 2, "undefined entity"},
      {"<i:include xmlns:i='http://www.w3.org/2001/XInclude' href='x'/>", Kind::kForbiddenXml, 1, 1,
       "include"},
      {deep, Kind::kTooDeep, 1, 193, "a"},
      {names, Kind::kTooLarge, 1, 0, absl::StrCat("n", kXmlNamesMax - 1)},
      {prefixes, Kind::kTooLarge, 1, 0, ""},
      {"<" + std::string(kXmlNameBytesMax + 1, 'n') + "/>", Kind::kTooLarge, 1, 0, ""},
      {"<a>" + x + "</a>", Kind::kFieldTooLong, 1, 0, ""},
      {"<a b='" + long_tag + "'/>", Kind::kTooLarge, 1, 0, ""},
      {"<a><!--" + long_tag + "--></a>", Kind::kTooLarge, 1, 0, ""},
      {"", Kind::kMalformed, 1, 1, "no element found"},
      {"<a>\n<b>", Kind::kMalformed, 2, 4, "no element found"},
      {"<a><b></a>", Kind::kMalformed, 1, 9, "mismatched tag"},
      {"<a/><b/>", Kind::kMalformed, 1, 5, "junk after document element"},
      {"<a b='1' b='2'/>", Kind::kMalformed, 1, 10, "duplicate attribute"},
      {"<p:a/>", Kind::kMalformed, 1, 1, "unbound prefix"},
      {"<a>\n金\xBD\xF0</a>", Kind::kUnreadable, 2, 2, "byte bd"},
      {"<?xml version='1.0' encoding='EBCDIC-7'?><a/>", Kind::kUnreadable, 1, 0, "EBCDIC-7"},
      {"<?xml version='1.0' encoding='GBK'?>\n<a>\xBD\x20</a>", Kind::kUnreadable, 2, 4,
       "bytes bd are not GB18030"},
      {"<?xml version='1.0' encoding='GBK'?><a>\xBD", Kind::kUnreadable, 1, 40, ""},
  };
  for (const Case& each : cases) {
    const Outcome outcome = Read(each.bytes);
    const std::string name = each.bytes.substr(0, 60);
    ASSERT_EQ(outcome.faults.size(), 1u) << name;
    const StatementFault& fault = outcome.faults[0];
    EXPECT_EQ(fault.kind, each.kind) << name << ": " << TextEn(fault);
    EXPECT_EQ(fault.line, each.line) << name;
    EXPECT_TRUE(each.column == 0 || fault.column == each.column) << name << ": " << fault.column;
    EXPECT_THAT(fault.got, HasSubstr(each.got)) << name;
    EXPECT_LE(fault.got.size(), 80u) << name;
  }
}

TEST(Xml, TakesWhatIsJustWithinItsLimits) {
  std::string deep;
  for (int i = 0; i < kXmlDepthMax; ++i) absl::StrAppend(&deep, "<a>");
  for (int i = 0; i < kXmlDepthMax; ++i) absl::StrAppend(&deep, "</a>");
  EXPECT_THAT(Read(deep).faults, IsEmpty());
  EXPECT_THAT(Read("<a>" + std::string(kXmlTextBytesMax, 'x') + "</a>").faults, IsEmpty());
  EXPECT_THAT(Read("<a b='" + std::string(kXmlTokenBytesMax / 2, 'y') + "'/>").faults, IsEmpty());
  std::string many = "<a>";
  for (int i = 0; i < 1'000'000; ++i) many += "<!---->";
  EXPECT_THAT(Read(many + "</a>").faults, IsEmpty());
}

TEST(Xml, TheSinkEndsTheReading) {
  Record record;
  record.stop_at = "b";
  StatementFaults faults;
  std::string encoding;
  EXPECT_FALSE(ReadXml("<a><b/><c/></a>", &record, &encoding, &faults));
  EXPECT_TRUE(faults.empty());
  EXPECT_THAT(record.events, ElementsAre("1:1 <|a>", "1:4 <|b>"));
}

TEST(Xml, PiecesOfAnySizeGiveTheSame) {
  const std::string bytes = "<a b='1'>\n金<b/>\n额</a>";
  const Outcome whole = Read(bytes);
  for (std::size_t piece = 1; piece < bytes.size(); ++piece) {
    Record record;
    StatementFaults faults;
    XmlReader reader("", &record, &faults);
    for (std::size_t at = 0; at < bytes.size(); at += piece) {
      ASSERT_TRUE(reader.Feed(absl::string_view(bytes).substr(at, piece)));
    }
    EXPECT_TRUE(reader.Finish());
    EXPECT_EQ(record.events, whole.events) << piece;
  }
}

}  // namespace
}  // namespace ippledge::client
