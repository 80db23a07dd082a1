// client/statement/xlsx_part.h: an XML part of a workbook, element by element.
//
// Elements are known by their place: a table names the children of each that matter, and what
// stands elsewhere passes unseen. Namespaces do not count: transitional and strict files differ in
// nothing else that matters here. Streaming, see xml.h and its limits. One thread.
#pragma once

#include <string>

#include "absl/strings/string_view.h"
#include "absl/types/span.h"
#include "client/statement/fault.h"
#include "client/statement/xlsx_archive.h"
#include "client/statement/xml.h"

namespace ippledge::client {

// Element `child` is what is called `name` inside of element `parent`. The document is
// kXlsxDocument; own numbers are above it.
inline constexpr int kXlsxDocument = 1;
struct XlsxElement {
  int parent;
  absl::string_view name;
  int child;
};

// Attributes of one tag; valid while it is handled.
class XlsxAttributes {
 public:
  explicit XlsxAttributes(absl::Span<const XmlAttribute> attributes) : attributes_(attributes) {}
  // The value; one without a namespace before one with ("r:id"); empty when there is none.
  absl::string_view Get(absl::string_view name) const;
  // Its truth: "1" or "true".
  bool IsTrue(absl::string_view name) const;

 private:
  absl::Span<const XmlAttribute> attributes_;
};

// What is done with the elements that the table names; what is not overridden does nothing.
class XlsxPart {
 public:
  explicit XlsxPart(absl::Span<const XlsxElement> elements) : elements_(elements) {}
  virtual ~XlsxPart() = default;

  virtual void Begin(int /*element*/, const XlsxAttributes& /*attributes*/) {}
  // Text right inside of it; in pieces when elements stand between.
  virtual void Text(int /*element*/, absl::string_view /*text*/) {}
  virtual void End(int /*element*/) {}

  bool stopped() const { return stopped_; }
  absl::Span<const XlsxElement> elements() const { return elements_; }

 protected:
  // Ends the reading after this call.
  void Stop() { stopped_ = true; }

 private:
  const absl::Span<const XlsxElement> elements_;
  bool stopped_ = false;
};

// Reads part `name` to its end or until it is stopped. False with a fault: those of
// XlsxArchive::Read and of xml.h, with the part's name as field and the place of the XML in front
// of what was got. Handlers add what they find to faults of their own.
bool ReadXlsxPart(XlsxArchive& archive, absl::string_view name, XlsxPart& part,
                  StatementFaults& faults);

// A text of a workbook with its escapes undone: "_x000D_" is a carriage return. What stands for NUL
// or for half a character stays as written.
std::string UnescapeXlsxText(absl::string_view text);

}  // namespace ippledge::client
