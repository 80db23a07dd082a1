#include "client/statement/xlsx_book.h"

#include <utility>

#include "absl/container/flat_hash_map.h"
#include "absl/strings/match.h"
#include "absl/strings/str_cat.h"
#include "absl/strings/str_join.h"
#include "absl/strings/str_split.h"
#include "client/statement/xlsx_part.h"
#include "ledger/text.h"

namespace ippledge::client {
namespace {

using Kind = StatementFaultKind;

constexpr int kShownBytesMax = 80;  // of a value in a fault
constexpr absl::string_view kRootLinks = "_rels/.rels";
constexpr absl::string_view kUsualWorkbook = "xl/workbook.xml";

void AddFault(StatementFaults& faults, Kind kind, absl::string_view field, absl::string_view got,
              absl::string_view want) {
  faults.Add({.kind = kind,
              .field = std::string(field),
              .got = Printable(CutToBytes(got, kShownBytesMax)),
              .want = std::string(want)});
}

// The folder of a part, with "/" at its end; empty for the root.
absl::string_view FolderOf(absl::string_view part) {
  const std::size_t slash = part.rfind('/');
  return slash == part.npos ? absl::string_view() : part.substr(0, slash + 1);
}

// A target as the parts of `folder` write it: "worksheets/sheet1.xml", "/xl/styles.xml",
// "../a.xml".
std::string Resolve(absl::string_view folder, absl::string_view target) {
  const bool from_root = absl::StartsWith(target, "/") || absl::StartsWith(target, "\\");
  std::vector<std::string> steps;
  for (const absl::string_view step :
       absl::StrSplit(absl::StrCat(from_root ? "" : folder, target), absl::ByAnyChar("/\\"))) {
    if (step == "..") {
      if (!steps.empty()) steps.pop_back();
    } else if (!step.empty() && step != ".") {
      steps.emplace_back(step);
    }
  }
  return absl::StrJoin(steps, "/");
}

struct Link {
  std::string type;  // the last word of its URI: "worksheet"
  std::string part;
};
using Links = absl::flat_hash_map<std::string, Link>;  // by id

enum : int { kRelationships = kXlsxDocument + 1, kRelationship };
constexpr XlsxElement kLinkElements[] = {
    {kXlsxDocument, "Relationships", kRelationships},
    {kRelationships, "Relationship", kRelationship},
};

class LinksPart final : public XlsxPart {
 public:
  LinksPart(absl::string_view part, absl::string_view folder, Links* links, StatementFaults* faults)
      : XlsxPart(kLinkElements), part_(part), folder_(folder), links_(links), faults_(faults) {}

  void Begin(int element, const XlsxAttributes& attributes) override {
    if (element != kRelationship || attributes.Get("TargetMode") == "External") return;
    const absl::string_view type = attributes.Get("Type");
    const absl::string_view target = attributes.Get("Target");
    const absl::string_view id = attributes.Get("Id");
    if (target.size() > kXlsxNameBytesMax || id.size() > kXlsxNameBytesMax) {
      AddFault(*faults_, Kind::kFieldTooLong, part_, target,
               absl::StrCat("<= ", kXlsxNameBytesMax));
      return Stop();
    }
    if (links_->size() == kXlsxLinksMax) {
      AddFault(*faults_, Kind::kTooLarge, part_, "", absl::StrCat("<= ", kXlsxLinksMax));
      return Stop();
    }
    const std::size_t slash = type.rfind('/');
    links_->try_emplace(std::string(id),
                        Link{std::string(slash == type.npos ? type : type.substr(slash + 1)),
                             Resolve(folder_, target)});
  }

 private:
  const absl::string_view part_;
  const absl::string_view folder_;
  Links* const links_;
  StatementFaults* const faults_;
};

bool ReadLinks(XlsxArchive& archive, absl::string_view part, absl::string_view folder, Links& links,
               StatementFaults& faults) {
  LinksPart reader(part, folder, &links, &faults);
  return ReadXlsxPart(archive, part, reader, faults) && !reader.stopped();
}

// The part of the first link of that type, if the archive has it; else empty.
std::string PartOfType(const XlsxArchive& archive, const Links& links, absl::string_view type) {
  std::string part;
  for (const auto& [id, link] : links) {
    if (link.type == type && archive.Has(link.part) && (part.empty() || link.part < part)) {
      part = link.part;
    }
  }
  return part;
}

enum : int { kWorkbook = kXlsxDocument + 1, kWorkbookProperties, kSheets, kSheet };
constexpr XlsxElement kBookElements[] = {
    {kXlsxDocument, "workbook", kWorkbook},
    {kWorkbook, "workbookPr", kWorkbookProperties},
    {kWorkbook, "sheets", kSheets},
    {kSheets, "sheet", kSheet},
};

class BookPart final : public XlsxPart {
 public:
  BookPart(const XlsxArchive& archive, absl::string_view part, const Links& links, XlsxBook* book,
           StatementFaults* faults)
      : XlsxPart(kBookElements),
        archive_(archive),
        part_(part),
        links_(links),
        book_(book),
        faults_(faults) {}

  void Begin(int element, const XlsxAttributes& attributes) override {
    if (element == kWorkbookProperties) book_->system_1904 = attributes.IsTrue("date1904");
    if (element == kSheet) AddSheet(attributes);
  }

 private:
  void AddSheet(const XlsxAttributes& attributes) {
    const absl::string_view name = attributes.Get("name");
    if (name.size() > kXlsxNameBytesMax) {
      return Refuse(Kind::kFieldTooLong, name, absl::StrCat("<= ", kXlsxNameBytesMax));
    }
    const auto link = links_.find(attributes.Get("id"));
    if (link == links_.end()) return Refuse(Kind::kMalformed, name, "r:id");
    if (link->second.type != "worksheet") return;  // a chart, or macros of long ago
    if (!archive_.Has(link->second.part)) {
      return Refuse(Kind::kMalformed, name, link->second.part);
    }
    if (book_->sheets.size() == kXlsxSheetsMax) {
      return Refuse(Kind::kTooLarge, "", absl::StrCat("<= ", kXlsxSheetsMax));
    }
    const absl::string_view state = attributes.Get("state");
    book_->sheets.push_back({.name = std::string(name),
                             .part = link->second.part,
                             .visible = state.empty() || state == "visible"});
  }

  void Refuse(Kind kind, absl::string_view got, absl::string_view want) {
    AddFault(*faults_, kind, part_, got, want);
    Stop();
  }

  const XlsxArchive& archive_;
  const absl::string_view part_;
  const Links& links_;
  XlsxBook* const book_;
  StatementFaults* const faults_;
};

}  // namespace

bool ReadXlsxBook(XlsxArchive& archive, XlsxBook& book, StatementFaults& faults) {
  Links root;
  if (archive.Has(kRootLinks) && !ReadLinks(archive, kRootLinks, "", root, faults)) return false;
  std::string workbook = PartOfType(archive, root, "officeDocument");
  if (workbook.empty()) workbook = std::string(kUsualWorkbook);
  if (absl::EndsWith(workbook, ".bin")) {
    AddFault(faults, Kind::kNotRecognised, workbook, ".xlsb", ".xlsx");
    return false;
  }
  const absl::string_view folder = FolderOf(workbook);
  const std::string links_part =
      absl::StrCat(folder, "_rels/", absl::string_view(workbook).substr(folder.size()), ".rels");
  Links links;
  if (!ReadLinks(archive, links_part, folder, links, faults)) return false;
  book.strings_part = PartOfType(archive, links, "sharedStrings");
  book.styles_part = PartOfType(archive, links, "styles");
  BookPart part(archive, workbook, links, &book, &faults);
  return ReadXlsxPart(archive, workbook, part, faults) && !part.stopped();
}

}  // namespace ippledge::client
