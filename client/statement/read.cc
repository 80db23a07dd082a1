#include "client/statement/read.h"

#include <openssl/sha.h>

#include <algorithm>
#include <iterator>
#include <utility>

#include "absl/strings/ascii.h"
#include "absl/strings/match.h"
#include "absl/strings/str_cat.h"
#include "absl/strings/str_join.h"
#include "client/statement/camt.h"
#include "client/statement/decoded_text.h"
#include "client/statement/mt940.h"
#include "client/statement/sheet.h"
#include "client/statement/sheet_cell.h"
#include "client/statement/xlsx.h"

namespace ippledge::client {
namespace {

using Kind = StatementFaultKind;

// How much of a file is looked at to name what it is instead.
constexpr std::size_t kNameBytes = 4 * 1024;

void AddNotRecognised(absl::string_view form, StatementFaults& faults) {
  faults.Add({.kind = Kind::kNotRecognised,
              .got = std::string(form),
              .want = "camt.053, MT940, CSV, .xlsx"});
}

// Forms of which statements come too, and that are none of ours; empty: not known.
absl::string_view OtherFormOfBytes(absl::string_view bytes) {
  if (absl::StartsWith(bytes, "%PDF")) return "PDF";
  if (absl::StartsWith(bytes, "PK\x03\x04")) return "ZIP (OFD, .docx, …)";
  if (absl::StartsWith(bytes, "Rar!")) return "RAR";
  if (absl::StartsWith(bytes, "\x1f\x8b")) return "gzip";
  if (absl::StartsWith(bytes, "\xFF\xD8\xFF") || absl::StartsWith(bytes, "\x89PNG")) return "image";
  return "";
}

absl::string_view OtherFormOfText(absl::string_view text) {
  const std::string start =
      absl::AsciiStrToLower(absl::StripLeadingAsciiWhitespace(text.substr(0, kNameBytes)));
  if (absl::StartsWith(start, "<html") || absl::StartsWith(start, "<!doctype html") ||
      absl::StartsWith(start, "<table") ||
      (absl::StartsWith(start, "<") && absl::StrContains(start, "<table"))) {
    return "HTML";
  }
  if (absl::StartsWith(start, "mime-version:")) return "MHTML";
  if (absl::StartsWith(start, "<")) return "XML";
  if (absl::StartsWith(start, "{1:") && !absl::StrContains(start, "{4:")) return "SWIFT";
  if (absl::StartsWith(start, "ofxheader:")) return "OFX";
  if (absl::StartsWith(start, "{") || absl::StartsWith(start, "[{")) return "JSON";
  return "";
}

// The profiles that may be used: all, or the one that the options name.
bool ChooseProfiles(const std::vector<StatementProfile>& profiles, const std::string& id,
                    std::vector<StatementProfile>* chosen, StatementFaults& faults) {
  std::copy_if(profiles.begin(), profiles.end(), std::back_inserter(*chosen),
               [&id](const StatementProfile& profile) { return profile.id == id; });
  if (!chosen->empty()) return true;
  faults.Add({.kind = Kind::kNotRecognised, .got = ShortText(id), .want = "id of a profile"});
  return false;
}

void TakeSheet(std::optional<SheetFile> sheet, StatementFile* file,
               std::vector<StatedFacts>* stated) {
  file->format = StatementFormat::kSheet;
  if (!sheet.has_value()) return;
  file->variant = std::move(sheet->profile);
  file->statements = std::move(sheet->content.statements);
  *stated = std::move(sheet->content.stated);
  for (std::string& remark : sheet->content.remarks) file->remarks.push_back(std::move(remark));
}

void ReadText(std::string bytes, const std::vector<StatementProfile>& profiles, StatementFile* file,
              std::vector<StatedFacts>* stated, StatementFaults& faults) {
  std::optional<DecodedText> decoded = DecodeText(std::move(bytes), faults);
  if (!decoded.has_value()) return;
  file->encoding = std::move(decoded->encoding);
  if (LooksLikeMt940(decoded->text)) {
    file->format = StatementFormat::kMt940;
    file->variant = "MT940";
    file->statements = ReadMt940(decoded->text, faults, &file->remarks);
    return;
  }
  if (const absl::string_view form = OtherFormOfText(decoded->text); !form.empty()) {
    AddNotRecognised(form, faults);
    return;
  }
  TakeSheet(ReadSheetText(decoded->text, profiles, faults), file, stated);
}

void ReadBytes(std::string bytes, const std::vector<StatementProfile>& profiles,
               const ReadOptions& options, StatementFile* file, std::vector<StatedFacts>* stated,
               StatementFaults& faults) {
  if (LooksLikeCamt(bytes)) {
    file->format = StatementFormat::kCamt053;
    file->statements = ReadCamt(bytes, &file->variant, &file->encoding, &file->remarks, faults);
    return;
  }
  std::vector<StatementProfile> chosen;
  if (!options.profile.empty() && !ChooseProfiles(profiles, options.profile, &chosen, faults)) {
    return;
  }
  const std::vector<StatementProfile>& used = options.profile.empty() ? profiles : chosen;
  // Old workbooks too: the reader refuses them by their name.
  if (LooksLikeXlsx(bytes) || LooksLikeOldXls(bytes)) {
    std::vector<std::string> left_out;
    const std::vector<SheetRow> rows = ReadXlsx(bytes, options.sheet, faults, &left_out);
    if (!faults.empty()) return;
    TakeSheet(ReadSheetRows(rows, used, faults), file, stated);
    if (!left_out.empty()) {
      const std::string names = absl::StrJoin(left_out, ", ");
      file->remarks.push_back(
          absl::StrCat("未读取的工作表：", names, " / sheets left out: ", names));
    }
    return;
  }
  if (const absl::string_view form = OtherFormOfBytes(bytes); !form.empty()) {
    AddNotRecognised(form, faults);
    return;
  }
  ReadText(std::move(bytes), used, file, stated, faults);
}

}  // namespace

std::optional<StatementFile> ReadStatementFile(std::string bytes,
                                               const std::vector<StatementProfile>& profiles,
                                               const ReadOptions& options,
                                               StatementFaults& faults) {
  if (bytes.size() > kStatementFileBytesMax) {
    faults.Add({.kind = Kind::kTooLarge, .want = absl::StrCat(kStatementFileBytesMax, " bytes")});
    return std::nullopt;
  }
  StatementFile file;
  file.bytes = static_cast<std::int64_t>(bytes.size());
  SHA256(reinterpret_cast<const unsigned char*>(bytes.data()), bytes.size(), file.sha256.data());
  std::vector<StatedFacts> stated;
  ReadBytes(std::move(bytes), profiles, options, &file, &stated, faults);
  if (faults.empty()) {
    CheckStatements(file.statements, stated, options.check, file.remarks, faults);
  }
  if (!faults.empty()) return std::nullopt;
  return file;
}

}  // namespace ippledge::client
