#include "client/statement/xlsx_archive.h"

#include <zip.h>

#include <algorithm>
#include <cstddef>
#include <utility>
#include <vector>

#include "absl/memory/memory.h"
#include "absl/strings/ascii.h"
#include "absl/strings/str_cat.h"
#include "absl/strings/str_replace.h"
#include "ledger/text.h"

namespace ippledge::client {
namespace {

constexpr int kShownBytesMax = 80;  // of a name in a fault
// Where the record that ends an archive can begin: itself, a comment, and the locator before it.
constexpr std::size_t kTailBytes = 22 + 65'535 + 20;
constexpr absl::string_view kEntrySignature("PK\x01\x02", 4);
constexpr absl::string_view kLocator64Signature("PK\x06\x07", 4);
constexpr std::size_t kLocator64OffsetAt = 8;
constexpr std::size_t kEnd64EntriesAt = 32;

std::string Shown(absl::string_view text) {
  return std::string(CutToBytes(Printable(text.substr(0, kShownBytesMax)), kShownBytesMax));
}

void AddFault(StatementFaults& faults, StatementFaultKind kind, absl::string_view part,
              absl::string_view got, absl::string_view want) {
  faults.Add({.kind = kind, .field = Shown(part), .got = Shown(got), .want = std::string(want)});
}

std::uint64_t LittleEndian64(absl::string_view bytes) {
  std::uint64_t number = 0;
  for (std::size_t i = 8; i > 0; --i)
    number = number << 8 | static_cast<unsigned char>(bytes[i - 1]);
  return number;
}

// True when the archive may have more entries than the limit: libzip makes room for as many as a
// zip64 record claims, and for each that is there, before one can ask.
bool ManyEntries(absl::string_view bytes) {
  std::int64_t entries = 0;
  for (std::size_t at = bytes.find(kEntrySignature); at != bytes.npos;
       at = bytes.find(kEntrySignature, at + kEntrySignature.size())) {
    if (++entries > kXlsxEntriesMax) return true;
  }
  const std::size_t tail = bytes.size() - std::min(bytes.size(), kTailBytes);
  for (std::size_t at = bytes.find(kLocator64Signature, tail); at != bytes.npos;
       at = bytes.find(kLocator64Signature, at + kLocator64Signature.size())) {
    const absl::string_view locator = bytes.substr(at);
    if (locator.size() < kLocator64OffsetAt + 8) break;
    const std::uint64_t offset = LittleEndian64(locator.substr(kLocator64OffsetAt));
    if (offset > bytes.size() || bytes.size() - offset < kEnd64EntriesAt + 8) continue;
    const absl::string_view end = bytes.substr(static_cast<std::size_t>(offset));
    // The number on this disk stands before the number in all.
    for (const std::size_t field : {kEnd64EntriesAt - 8, kEnd64EntriesAt}) {
      if (LittleEndian64(end.substr(field)) > static_cast<std::uint64_t>(kXlsxEntriesMax)) {
        return true;
      }
    }
  }
  return false;
}

struct CloseFile {
  void operator()(zip_file_t* file) const { zip_fclose(file); }
};

}  // namespace

std::string XlsxPartName(absl::string_view name) {
  while (!name.empty() && (name[0] == '/' || name[0] == '\\')) name.remove_prefix(1);
  return absl::StrReplaceAll(absl::AsciiStrToLower(name), {{"\\", "/"}});
}

std::unique_ptr<XlsxArchive> XlsxArchive::Open(absl::string_view bytes, StatementFaults& faults) {
  if (ManyEntries(bytes)) {
    AddFault(faults, StatementFaultKind::kTooLarge, "zip", "",
             absl::StrCat("<= ", kXlsxEntriesMax, " entries"));
    return nullptr;
  }
  if (bytes.empty()) {  // which libzip would take for an archive without entries
    AddFault(faults, StatementFaultKind::kMalformed, "zip", "", ".xlsx");
    return nullptr;
  }
  zip_error_t error;
  zip_error_init(&error);
  zip_source_t* const source = zip_source_buffer_create(bytes.data(), bytes.size(), 0, &error);
  zip_t* archive = nullptr;
  if (source != nullptr) {
    archive = zip_open_from_source(source, ZIP_RDONLY, &error);
    if (archive == nullptr) zip_source_free(source);
  }
  if (archive == nullptr) {
    AddFault(faults, StatementFaultKind::kMalformed, "zip", zip_error_strerror(&error), ".xlsx");
    zip_error_fini(&error);
    return nullptr;
  }
  zip_error_fini(&error);
  std::unique_ptr<XlsxArchive> opened = absl::WrapUnique(new XlsxArchive(archive));
  if (!opened->FindParts(faults)) return nullptr;
  return opened;
}

XlsxArchive::~XlsxArchive() { zip_discard(archive_); }

bool XlsxArchive::FindParts(StatementFaults& faults) {
  const zip_int64_t count = zip_get_num_entries(archive_, 0);
  for (zip_int64_t index = 0; index < count; ++index) {
    const char* const name = zip_get_name(archive_, static_cast<zip_uint64_t>(index), 0);
    if (name == nullptr) {
      AddFault(faults, StatementFaultKind::kMalformed, "zip", zip_strerror(archive_), ".xlsx");
      return false;
    }
    if (!parts_.emplace(XlsxPartName(name), static_cast<std::uint64_t>(index)).second) {
      // Which of the two would be read is anybody's choice.
      AddFault(faults, StatementFaultKind::kMalformed, "zip", name, "one entry of each name");
      return false;
    }
  }
  return true;
}

bool XlsxArchive::Has(absl::string_view part) const { return parts_.contains(XlsxPartName(part)); }

bool XlsxArchive::Read(absl::string_view part, absl::FunctionRef<bool(absl::string_view)> sink,
                       StatementFaults& faults) {
  const auto found = parts_.find(XlsxPartName(part));
  if (found == parts_.end()) {
    AddFault(faults, StatementFaultKind::kFieldMissing, part, "", "");
    return false;
  }
  zip_stat_t stat;
  zip_stat_init(&stat);
  constexpr zip_uint64_t kNeeded =
      ZIP_STAT_COMP_METHOD | ZIP_STAT_ENCRYPTION_METHOD | ZIP_STAT_COMP_SIZE;
  if (zip_stat_index(archive_, found->second, 0, &stat) != 0 || (stat.valid & kNeeded) != kNeeded) {
    AddFault(faults, StatementFaultKind::kMalformed, part, zip_strerror(archive_), "");
    return false;
  }
  if (stat.encryption_method != ZIP_EM_NONE) {
    AddFault(faults, StatementFaultKind::kUnreadable, part, "encrypted", "no password");
    return false;
  }
  if (stat.comp_method != ZIP_CM_STORE && stat.comp_method != ZIP_CM_DEFLATE) {
    AddFault(faults, StatementFaultKind::kUnreadable, part,
             absl::StrCat("compression ", stat.comp_method), "store, deflate");
    return false;
  }
  const std::unique_ptr<zip_file_t, CloseFile> file(zip_fopen_index(archive_, found->second, 0));
  if (file == nullptr) {
    AddFault(faults, StatementFaultKind::kMalformed, part, zip_strerror(archive_), "");
    return false;
  }
  // A directory that lies about it only lowers what it may inflate to, or meets the other limits.
  const auto deflated = static_cast<std::int64_t>(
      std::min<zip_uint64_t>(stat.comp_size, kXlsxInflatedBytesMax / kXlsxRatioMax));
  std::vector<char> chunk(kXlsxChunkBytes);
  std::int64_t size = 0;
  while (true) {
    const zip_int64_t got = zip_fread(file.get(), chunk.data(), chunk.size());
    if (got < 0) {
      AddFault(faults, StatementFaultKind::kMalformed, part, zip_file_strerror(file.get()), "");
      return false;
    }
    if (got == 0) return true;
    size += got;
    inflated_ += got;
    std::string beyond;
    if (size > kXlsxPartBytesMax) {
      beyond = absl::StrCat("<= ", kXlsxPartBytesMax, " bytes");
    } else if (inflated_ > kXlsxInflatedBytesMax) {
      beyond = absl::StrCat("<= ", kXlsxInflatedBytesMax, " bytes in all");
    } else if (size > kXlsxRatioFromBytes && size > deflated * kXlsxRatioMax) {
      beyond = absl::StrCat("<= ", kXlsxRatioMax, " bytes out of one");
    }
    if (!beyond.empty()) {
      AddFault(faults, StatementFaultKind::kTooLarge, part, "", beyond);
      return false;
    }
    if (!sink(absl::string_view(chunk.data(), static_cast<std::size_t>(got)))) return true;
  }
}

}  // namespace ippledge::client
