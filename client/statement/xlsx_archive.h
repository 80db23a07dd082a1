// client/statement/xlsx_archive.h: the parts of a workbook, out of the zip archive that it is.
//
// Bytes are in memory and outlive the archive. What is inflated is counted as it comes out, over
// all parts together: what the archive says of sizes is not believed. One thread.
#pragma once

#include <cstdint>
#include <memory>
#include <string>

#include "absl/container/flat_hash_map.h"
#include "absl/functional/function_ref.h"
#include "absl/strings/string_view.h"
#include "client/statement/fault.h"
#include "client/statement/statement.h"

struct zip;  // of libzip

namespace ippledge::client {

inline constexpr std::int64_t kXlsxInflatedBytesMax = 512LL * 1024 * 1024;  // of all parts read
inline constexpr std::int64_t kXlsxPartBytesMax = kStatementFileBytesMax;   // of one, as of XML
// Inflated by deflated. Worksheets reach some 30, the worst deflate 1032. Counted from
// kXlsxRatioFromBytes on: small parts may be very regular.
inline constexpr std::int64_t kXlsxRatioMax = 200;
inline constexpr std::int64_t kXlsxRatioFromBytes = 4LL * 1024 * 1024;
inline constexpr std::int64_t kXlsxEntriesMax = 10'000;
inline constexpr int kXlsxChunkBytes = 64 * 1024;

class XlsxArchive {
 public:
  // Null with a fault. kMalformed: not a whole zip archive, or two entries of one name. kTooLarge:
  // entries.
  static std::unique_ptr<XlsxArchive> Open(absl::string_view bytes, StatementFaults& faults);
  ~XlsxArchive();
  XlsxArchive(const XlsxArchive&) = delete;
  XlsxArchive& operator=(const XlsxArchive&) = delete;

  // Names as in "xl/workbook.xml": compared without case, "\" is "/", a leading "/" does not count.
  bool Has(absl::string_view part) const;

  // Gives the part's bytes to `sink` in pieces, until it answers false, which is no fault. False
  // with a fault. kFieldMissing: no such part. kUnreadable: encrypted, or deflated in a way that
  // workbooks do not know. kTooLarge: bytes or ratio. kMalformed: does not inflate, or to other
  // bytes than its checksum says.
  bool Read(absl::string_view part, absl::FunctionRef<bool(absl::string_view)> sink,
            StatementFaults& faults);

 private:
  explicit XlsxArchive(zip* archive) : archive_(archive) {}
  bool FindParts(StatementFaults& faults);

  zip* const archive_;
  absl::flat_hash_map<std::string, std::uint64_t> parts_;  // index by PartName
  std::int64_t inflated_ = 0;
};

// The one spelling of a part's name that is compared.
std::string XlsxPartName(absl::string_view name);

}  // namespace ippledge::client
