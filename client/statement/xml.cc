#include "client/statement/xml.h"

#include <expat.h>

#include <algorithm>
#include <utility>
#include <vector>

#include "absl/container/flat_hash_set.h"
#include "absl/strings/match.h"
#include "absl/strings/str_cat.h"
#include "client/import/encoding.h"
#include "client/statement/statement.h"
#include "ledger/check.h"
#include "ledger/text.h"

namespace ippledge::client {
namespace {

using Kind = StatementFaultKind;

// No XML holds this character, so no namespace can forge a name with it.
constexpr char kSeparator = '\x01';
constexpr std::size_t kPieceBytes = 256 * 1024;
constexpr int kGotBytesMax = 80;
constexpr absl::string_view kXInclude = "http://www.w3.org/2001/XInclude";

struct Name {
  absl::string_view space;
  absl::string_view local;
};

Name SplitName(absl::string_view name) {
  const std::size_t at = name.rfind(kSeparator);
  if (at == name.npos) return {"", name};
  return {name.substr(0, at), name.substr(at + 1)};
}

Kind KindOf(XML_Error error) {
  switch (error) {
    case XML_ERROR_NO_MEMORY:
      return Kind::kTooLarge;
    case XML_ERROR_UNKNOWN_ENCODING:
    case XML_ERROR_INCORRECT_ENCODING:
      return Kind::kUnreadable;
    case XML_ERROR_UNDEFINED_ENTITY:
    case XML_ERROR_RECURSIVE_ENTITY_REF:
    case XML_ERROR_BINARY_ENTITY_REF:
    case XML_ERROR_ATTRIBUTE_EXTERNAL_ENTITY_REF:
    case XML_ERROR_EXTERNAL_ENTITY_HANDLING:
    case XML_ERROR_AMPLIFICATION_LIMIT_BREACH:
      return Kind::kForbiddenXml;
    default:
      return Kind::kMalformed;
  }
}

}  // namespace

struct XmlReader::State {
  State(const std::string& encoding, XmlSink* to, StatementFaults* tell)
      : parser(XML_ParserCreateNS(encoding.empty() ? nullptr : encoding.c_str(), kSeparator)),
        sink(to),
        faults(tell),
        utf8(encoding.empty() || encoding == "UTF-8") {
    IPPLEDGE_CHECK(parser != nullptr);
    XML_SetUserData(parser, this);
    XML_SetElementHandler(parser, OnStart, OnEnd);
    XML_SetCharacterDataHandler(parser, OnText);
    XML_SetStartDoctypeDeclHandler(parser, OnDoctype);
    XML_SetStartNamespaceDeclHandler(parser, OnNamespace);
    XML_SetXmlDeclHandler(parser, OnDeclaration);
    XML_SetDefaultHandler(parser, OnOther);
  }
  ~State() { XML_ParserFree(parser); }
  State(const State&) = delete;
  State& operator=(const State&) = delete;

  XmlPlace Place() const {
    return {static_cast<std::int64_t>(XML_GetCurrentLineNumber(parser)),
            static_cast<std::int64_t>(XML_GetCurrentColumnNumber(parser)) + 1};
  }

  // A fault when `kind` is given; else the sink has told one.
  void Stop() {
    stopped = true;
    XML_StopParser(parser, XML_FALSE);
  }
  void Refuse(Kind kind, absl::string_view got, absl::string_view want) {
    RefuseAt(Place(), kind, got, want);
    Stop();
  }
  void RefuseAt(XmlPlace place, Kind kind, absl::string_view got, absl::string_view want) {
    stopped = true;
    faults->Add({.kind = kind,
                 .line = place.line,
                 .column = place.column,
                 .field = "XML",
                 .got = Printable(CutToBytes(got, kGotBytesMax)),
                 .want = std::string(want)});
  }

  // The parser keeps every name for good, so their number has a limit.
  bool KnowName(absl::string_view name) {
    if (names.contains(name)) return true;
    if (name.size() > kXmlNameBytesMax) {
      Refuse(Kind::kTooLarge, name, absl::StrCat(kXmlNameBytesMax, " bytes"));
      return false;
    }
    if (names.size() >= kXmlNamesMax) {
      Refuse(Kind::kTooLarge, name, absl::StrCat(kXmlNamesMax, " names"));
      return false;
    }
    names.emplace(name);
    return true;
  }

  bool GiveText() {
    if (text.empty()) return true;
    const bool more = sink->Text(text, text_place);
    text.clear();
    if (!more) Stop();
    return more;
  }

  static State& Of(void* user) {
    State& state = *static_cast<State*>(user);
    state.progress_at = state.fed;
    return state;
  }
  static void OnStart(void* user, const char* raw_name, const char** raw_attributes) {
    State& state = Of(user);
    if (state.stopped || !state.GiveText() || !state.KnowName(raw_name)) return;
    const Name name = SplitName(raw_name);
    if (++state.depth > kXmlDepthMax) {
      return state.Refuse(Kind::kTooDeep, name.local, absl::StrCat(kXmlDepthMax));
    }
    if (name.space == kXInclude) return state.Refuse(Kind::kForbiddenXml, name.local, "");
    state.attributes.clear();
    for (; *raw_attributes != nullptr; raw_attributes += 2) {
      if (!state.KnowName(raw_attributes[0])) return;
      const Name attribute = SplitName(raw_attributes[0]);
      state.attributes.push_back({attribute.space, attribute.local, raw_attributes[1]});
    }
    if (!state.sink->Start(name.space, name.local, state.attributes, state.Place())) state.Stop();
  }
  static void OnEnd(void* user, const char* /*name*/) {
    State& state = Of(user);
    if (state.stopped || !state.GiveText()) return;
    --state.depth;
    if (!state.sink->End(state.Place())) state.Stop();
  }
  static void OnText(void* user, const char* piece, int size) {
    State& state = Of(user);
    if (state.stopped) return;
    if (state.text.empty()) state.text_place = state.Place();
    if (state.text.size() + static_cast<std::size_t>(size) > kXmlTextBytesMax) {
      return state.Refuse(Kind::kFieldTooLong, state.text,
                          absl::StrCat(kXmlTextBytesMax, " bytes"));
    }
    state.text.append(piece, static_cast<std::size_t>(size));
  }
  static void OnDoctype(void* user, const char* name, const char* /*system*/,
                        const char* /*public_id*/, int /*has_subset*/) {
    State& state = Of(user);
    if (!state.stopped) state.Refuse(Kind::kForbiddenXml, absl::StrCat("DOCTYPE ", name), "");
  }
  static void OnNamespace(void* user, const char* prefix, const char* /*uri*/) {
    State& state = Of(user);
    if (!state.stopped && prefix != nullptr) state.KnowName(absl::StrCat("xmlns:", prefix));
  }
  static void OnDeclaration(void* user, const char* /*version*/, const char* encoding,
                            int /*standalone*/) {
    State& state = Of(user);
    if (encoding == nullptr) return;
    state.declared = encoding;
    if (!absl::EqualsIgnoreCase(encoding, "UTF-8")) state.utf8 = false;
  }
  static void OnOther(void* user, const char* /*piece*/, int /*size*/) { Of(user); }

  // Why the parser stopped in `piece`, of which nothing was seen before byte `fed`.
  void Failed(absl::string_view piece) {
    if (stopped) return;
    const XML_Error error = XML_GetErrorCode(parser);
    const XmlPlace place = Place();
    if (error == XML_ERROR_UNKNOWN_ENCODING || error == XML_ERROR_INCORRECT_ENCODING) {
      return RefuseAt(place, Kind::kUnreadable, declared,
                      "UTF-8, UTF-16, GB18030, ISO-8859-1, US-ASCII");
    }
    const std::int64_t at = XML_GetCurrentByteIndex(parser) - fed;
    if (utf8 && error == XML_ERROR_INVALID_TOKEN && at >= 0 &&
        at < static_cast<std::int64_t>(piece.size())) {
      const auto byte = static_cast<unsigned char>(piece[static_cast<std::size_t>(at)]);
      if (byte >= 0x80 && ValidUtf8Prefix(piece.substr(static_cast<std::size_t>(at), 4)) == 0) {
        return RefuseAt(place, Kind::kUnreadable,
                        absl::StrCat("byte ", absl::Hex(byte, absl::kZeroPad2)), "UTF-8");
      }
    }
    RefuseAt(place, KindOf(error), XML_ErrorString(error), "");
  }

  XML_Parser parser;
  XmlSink* const sink;
  StatementFaults* const faults;
  bool utf8;
  bool stopped = false;
  int depth = 0;
  std::int64_t fed = 0;          // bytes before the present piece
  std::int64_t progress_at = 0;  // `fed` when the parser last gave something
  std::string declared;
  std::string text;
  XmlPlace text_place;
  std::vector<XmlAttribute> attributes;
  absl::flat_hash_set<std::string> names;
};

XmlReader::XmlReader(const std::string& encoding, XmlSink* sink, StatementFaults* faults)
    : state_(std::make_unique<State>(encoding, sink, faults)) {}
XmlReader::~XmlReader() = default;

bool XmlReader::Feed(absl::string_view bytes) {
  State& state = *state_;
  while (!bytes.empty() && !state.stopped) {
    const absl::string_view piece = bytes.substr(0, kPieceBytes);
    bytes.remove_prefix(piece.size());
    const auto size = static_cast<std::int64_t>(piece.size());
    if (state.fed + size > kStatementFileBytesMax) {
      state.RefuseAt(state.Place(), Kind::kTooLarge, "",
                     absl::StrCat(kStatementFileBytesMax, " bytes"));
      return false;
    }
    if (XML_Parse(state.parser, piece.data(), static_cast<int>(size), 0) == XML_STATUS_ERROR) {
      state.Failed(piece);
      return false;
    }
    state.fed += size;
    // The parser begins an unfinished tag anew with each piece: without this limit a file that is
    // one tag would take time by the square of its size.
    if (state.fed - state.progress_at > kXmlTokenBytesMax) {
      state.RefuseAt(state.Place(), Kind::kTooLarge, "",
                     absl::StrCat(kXmlTokenBytesMax, " bytes in one tag"));
    }
  }
  return !state.stopped;
}

bool XmlReader::Finish() {
  State& state = *state_;
  if (state.stopped) return false;
  if (XML_Parse(state.parser, "", 0, 1) == XML_STATUS_ERROR) state.Failed("");
  return !state.stopped;
}

}  // namespace ippledge::client
