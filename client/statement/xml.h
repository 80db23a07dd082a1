// client/statement/xml.h: XML as a stream of elements and texts, without what makes XML dangerous.
//
// Namespaces are resolved; nothing outside of the bytes is ever read. Memory: one tag, one text and
// the names seen, whatever the size of the file. Columns count characters. One thread.
// Faults: TOO_LARGE (file, one tag or comment, the number of names), UNREADABLE (encoding),
// FORBIDDEN_XML (document type, entity, XInclude), TOO_DEEP, FIELD_TOO_LONG, MALFORMED. The first
// one ends the reading.
#pragma once

#include <cstdint>
#include <memory>
#include <string>

#include "absl/strings/string_view.h"
#include "absl/types/span.h"
#include "client/statement/fault.h"

namespace ippledge::client {

inline constexpr int kXmlDepthMax = 64;
inline constexpr int kXmlTextBytesMax = 1024 * 1024;  // of one text between two tags
// Of a tag or comment; half of it is always taken.
inline constexpr int kXmlTokenBytesMax = 2 * 1024 * 1024;
inline constexpr int kXmlNamesMax = 4'096;      // different ones in a file
inline constexpr int kXmlNameBytesMax = 1'024;  // with the namespace

struct XmlPlace {
  std::int64_t line = 0;  // from 1
  std::int64_t column = 0;
};

struct XmlAttribute {
  absl::string_view space;  // namespace URI; empty for none
  absl::string_view name;
  absl::string_view value;
};

// What is done with a document. Views are valid during the call. False ends the reading: the sink
// has told why.
class XmlSink {
 public:
  virtual ~XmlSink() = default;
  virtual bool Start(absl::string_view space, absl::string_view name,
                     absl::Span<const XmlAttribute> attributes, XmlPlace place) = 0;
  // All the text between two tags, white space too, comments and CDATA marks taken out.
  virtual bool Text(absl::string_view text, XmlPlace place) = 0;
  // Of the element that was started last and is not ended.
  virtual bool End(XmlPlace place) = 0;
};

class XmlReader {
 public:
  // `encoding` overrules what the document declares; empty: as it declares. `sink` and `faults`
  // outlive the reader.
  XmlReader(const std::string& encoding, XmlSink* sink, StatementFaults* faults);
  ~XmlReader();
  XmlReader(const XmlReader&) = delete;
  XmlReader& operator=(const XmlReader&) = delete;

  // The next bytes, in pieces of any size. False once the reading has ended early.
  bool Feed(absl::string_view bytes);
  // There are no more. False when the document is not whole.
  bool Finish();

 private:
  struct State;
  std::unique_ptr<State> state_;
};

// A whole file. A byte order mark decides over what the document declares; GB2312, GBK and GB18030
// are read besides what expat knows (UTF-8, UTF-16, ISO-8859-1, US-ASCII). Sets *encoding to the
// one used: "UTF-8", "UTF-16LE", "GB18030", ….
bool ReadXml(absl::string_view bytes, XmlSink* sink, std::string* encoding,
             StatementFaults* faults);

}  // namespace ippledge::client
