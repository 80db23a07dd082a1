#include "tests/client/statement/workbook.h"

#include <zip.h>

#include "absl/strings/str_cat.h"
#include "ledger/check.h"

namespace ippledge::client {
namespace {

constexpr absl::string_view kHead =
    "<?xml version=\"1.0\" encoding=\"UTF-8\" standalone=\"yes\"?>\n";
constexpr absl::string_view kMain =
    "xmlns=\"http://schemas.openxmlformats.org/spreadsheetml/2006/main\"";
constexpr absl::string_view kLinks =
    "xmlns=\"http://schemas.openxmlformats.org/package/2006/relationships\"";
constexpr absl::string_view kLinkTypes =
    "http://schemas.openxmlformats.org/officeDocument/2006/relationships";

std::string LinkOf(absl::string_view id, absl::string_view type, absl::string_view target) {
  return absl::StrCat("<Relationship Id=\"", id, "\" Type=\"", kLinkTypes, "/", type,
                      "\" Target=\"", target, "\"/>");
}

std::string LinksOf(absl::string_view links) {
  return absl::StrCat(kHead, "<Relationships ", kLinks, ">", links, "</Relationships>");
}

}  // namespace

std::string ZipOf(const std::vector<ZipPart>& parts, bool stored) {
  zip_error_t error;
  zip_error_init(&error);
  zip_source_t* const whole = zip_source_buffer_create(nullptr, 0, 0, &error);
  IPPLEDGE_CHECK(whole != nullptr);
  zip_source_keep(whole);
  zip_t* const archive = zip_open_from_source(whole, ZIP_TRUNCATE, &error);
  IPPLEDGE_CHECK(archive != nullptr);
  for (const ZipPart& part : parts) {
    zip_source_t* const source =
        zip_source_buffer(archive, part.bytes.data(), part.bytes.size(), 0);
    const zip_int64_t index = zip_file_add(archive, part.name.c_str(), source, ZIP_FL_ENC_UTF_8);
    IPPLEDGE_CHECK(index >= 0);
    const auto at = static_cast<zip_uint64_t>(index);
    if (stored) zip_set_file_compression(archive, at, ZIP_CM_STORE, 0);
    if (part.encrypted) zip_file_set_encryption(archive, at, ZIP_EM_AES_256, "秘密");
  }
  IPPLEDGE_CHECK(zip_close(archive) == 0);
  zip_stat_t stat;
  zip_stat_init(&stat);
  IPPLEDGE_CHECK(zip_source_stat(whole, &stat) == 0 && zip_source_open(whole) == 0);
  std::string bytes(stat.size, '\0');
  IPPLEDGE_CHECK(zip_source_read(whole, bytes.data(), bytes.size()) ==
                 static_cast<zip_int64_t>(bytes.size()));
  zip_source_close(whole);
  zip_source_free(whole);
  zip_error_fini(&error);
  return bytes;
}

std::vector<ZipPart> PartsOf(const WorkbookParts& parts) {
  std::string sheets;
  std::string links;
  std::vector<ZipPart> all = {
      {"[Content_Types].xml",
       absl::StrCat(kHead,
                    "<Types xmlns=\"http://schemas.openxmlformats.org/package/2006/content-types\">"
                    "<Default Extension=\"xml\" ContentType=\"application/xml\"/></Types>")},
      {"_rels/.rels", LinksOf(LinkOf("rId1", "officeDocument", "xl/workbook.xml"))}};
  int number = 0;
  for (const SheetPart& sheet : parts.sheets) {
    ++number;
    const std::string file = absl::StrCat("worksheets/sheet", number, ".xml");
    absl::StrAppend(&sheets, "<sheet name=\"", sheet.name, "\" sheetId=\"", number, "\" ");
    if (!sheet.state.empty()) absl::StrAppend(&sheets, "state=\"", sheet.state, "\" ");
    absl::StrAppend(&sheets, "r:id=\"rId", number, "\"/>");
    absl::StrAppend(&links, LinkOf(absl::StrCat("rId", number), "worksheet", file));
    all.push_back(
        {absl::StrCat("xl/", file), absl::StrCat(kHead, "<worksheet ", kMain, "><sheetData>",
                                                 sheet.rows, "</sheetData></worksheet>")});
  }
  if (!parts.strings.empty()) {
    absl::StrAppend(&links, LinkOf("rIdT", "sharedStrings", "sharedStrings.xml"));
    all.push_back({"xl/sharedStrings.xml",
                   absl::StrCat(kHead, "<sst ", kMain, ">", parts.strings, "</sst>")});
  }
  if (!parts.styles.empty()) {
    absl::StrAppend(&links, LinkOf("rIdS", "styles", "/xl/styles.xml"));
    all.push_back({"xl/styles.xml",
                   absl::StrCat(kHead, "<styleSheet ", kMain, ">", parts.styles, "</styleSheet>")});
  }
  all.push_back({"xl/_rels/workbook.xml.rels", LinksOf(links)});
  all.push_back({"xl/workbook.xml", absl::StrCat(kHead, "<workbook ", kMain, " xmlns:r=\"",
                                                 kLinkTypes, "\"><workbookPr ", parts.properties,
                                                 "/><sheets>", sheets, "</sheets></workbook>")});
  return all;
}

std::string WorkbookOf(const WorkbookParts& parts) { return ZipOf(PartsOf(parts)); }

std::string WorkbookOfRows(absl::string_view rows) {
  return WorkbookOf({.sheets = {{.rows = std::string(rows)}}});
}

}  // namespace ippledge::client
