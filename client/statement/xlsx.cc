#include "client/statement/xlsx.h"

#include <cstddef>
#include <cstdint>
#include <memory>

#include "absl/strings/match.h"
#include "absl/strings/str_cat.h"
#include "absl/strings/str_join.h"
#include "client/statement/statement.h"
#include "client/statement/xlsx_archive.h"
#include "client/statement/xlsx_book.h"
#include "client/statement/xlsx_sheet.h"
#include "client/statement/xlsx_strings.h"
#include "client/statement/xlsx_styles.h"
#include "ledger/text.h"

namespace ippledge::client {
namespace {

using Kind = StatementFaultKind;

constexpr absl::string_view kZipSignature("PK\x03\x04", 4);
// Names stand in an archive as they are.
constexpr absl::string_view kContentTypes = "[Content_Types].xml";
constexpr absl::string_view kWorkbookPart = "xl/workbook";
constexpr absl::string_view kWorkbookPartOfWindows = "xl\\workbook";
constexpr absl::string_view kOldSignature("\xD0\xCF\x11\xE0\xA1\xB1\x1A\xE1", 8);
// "EncryptedPackage" in UTF-16.
constexpr absl::string_view kLocked("E\0n\0c\0r\0y\0p\0t\0e\0d\0P\0a\0c\0k\0a\0g\0e\0", 32);
constexpr int kShownBytesMax = 80;  // of a value in a fault

void AddFault(StatementFaults& faults, Kind kind, absl::string_view field, absl::string_view got,
              absl::string_view want) {
  faults.Add({.kind = kind,
              .field = std::string(field),
              .got = Printable(CutToBytes(got, kShownBytesMax)),
              .want = std::string(want)});
}

std::string NamesOf(const std::vector<XlsxSheet>& sheets) {
  return absl::StrJoin(sheets, ", ",
                       [](std::string* out, const XlsxSheet& sheet) { out->append(sheet.name); });
}

// One workbook being read.
class Reading {
 public:
  Reading(XlsxArchive* archive, StatementFaults* faults) : archive_(*archive), faults_(*faults) {}

  // Everything that cells refer to.
  bool Open() {
    return ReadXlsxBook(archive_, book_, faults_) &&
           (book_.strings_part.empty() || strings_.Read(archive_, book_.strings_part, faults_)) &&
           (book_.styles_part.empty() ||
            ReadXlsxStyles(archive_, book_.styles_part, formats_, faults_));
  }

  bool ReadNamed(absl::string_view name, std::vector<SheetRow>& rows) {
    for (const XlsxSheet& sheet : book_.sheets) {
      if (sheet.name != name) continue;
      read_ = &sheet;
      return Read(sheet, rows);
    }
    AddFault(faults_, Kind::kFieldMissing, "sheet", NamesOf(book_.sheets), name);
    return false;
  }

  bool ReadFirst(std::vector<SheetRow>& rows) {
    for (const XlsxSheet& sheet : book_.sheets) {
      if (!sheet.visible) continue;
      read_ = &sheet;
      if (!Read(sheet, rows)) return false;
      if (!rows.empty()) return true;
    }
    return true;
  }

  // Names of other visible sheets with text, by their first row.
  bool FindOthers(std::vector<std::string>& names) {
    for (const XlsxSheet& sheet : book_.sheets) {
      if (!sheet.visible || &sheet == read_) continue;
      std::vector<SheetRow> first;
      if (!Read(sheet, first, 1)) return false;
      if (!first.empty()) names.push_back(sheet.name);
    }
    return true;
  }

 private:
  bool Read(const XlsxSheet& sheet, std::vector<SheetRow>& rows,
            std::size_t rows_wanted = kXlsxAllRows) {
    const XlsxCellContext context = {
        .strings = &strings_, .formats = &formats_, .system_1904 = book_.system_1904};
    return ReadXlsxSheet(archive_, sheet.part, context, rows, faults_, rows_wanted);
  }

  XlsxArchive& archive_;
  StatementFaults& faults_;
  XlsxBook book_;
  XlsxStrings strings_;
  std::vector<XlsxFormat> formats_;
  const XlsxSheet* read_ = nullptr;
};

}  // namespace

bool LooksLikeXlsx(absl::string_view bytes) {
  return absl::StartsWith(bytes, kZipSignature) && absl::StrContains(bytes, kContentTypes) &&
         (absl::StrContains(bytes, kWorkbookPart) ||
          absl::StrContains(bytes, kWorkbookPartOfWindows));
}

bool LooksLikeOldXls(absl::string_view bytes) { return absl::StartsWith(bytes, kOldSignature); }

std::vector<SheetRow> ReadXlsx(absl::string_view bytes, absl::string_view sheet_name,
                               StatementFaults& faults, std::vector<std::string>* left_out) {
  if (static_cast<std::int64_t>(bytes.size()) > kStatementFileBytesMax) {
    AddFault(faults, Kind::kTooLarge, "", absl::StrCat(bytes.size()),
             absl::StrCat("<= ", kStatementFileBytesMax, " bytes"));
    return {};
  }
  if (LooksLikeOldXls(bytes)) {
    if (absl::StrContains(bytes, kLocked)) {
      AddFault(faults, Kind::kUnreadable, "", "EncryptedPackage", ".xlsx without password");
    } else {
      AddFault(faults, Kind::kNotRecognised, "", ".xls (Excel 97-2003)", ".xlsx, .csv");
    }
    return {};
  }
  const std::unique_ptr<XlsxArchive> archive = XlsxArchive::Open(bytes, faults);
  if (archive == nullptr) return {};
  Reading reading(archive.get(), &faults);
  if (!reading.Open()) return {};
  std::vector<SheetRow> rows;
  const bool read =
      sheet_name.empty() ? reading.ReadFirst(rows) : reading.ReadNamed(sheet_name, rows);
  if (!read) return {};
  if (rows.empty()) {
    AddFault(faults, Kind::kFieldMissing, "sheet", "", sheet_name);
    return {};
  }
  if (left_out != nullptr && !reading.FindOthers(*left_out)) return {};
  return rows;
}

}  // namespace ippledge::client
