// client/statement/xlsx_strings.h: the texts that the cells of a workbook share.
//
// One block of bytes for all of them. Views are valid as long as this is. One thread.
#pragma once

#include <cstddef>
#include <cstdint>
#include <string>
#include <vector>

#include "absl/strings/string_view.h"
#include "client/statement/fault.h"
#include "client/statement/xlsx_archive.h"

namespace ippledge::client {

inline constexpr std::size_t kXlsxStringsMax = 10'000'000;
inline constexpr std::size_t kXlsxCellBytesMax = 64 * 1024;  // of one text

class XlsxStrings {
 public:
  // Runs of rich text are joined, readings of characters (phonetic) left out. False with a fault.
  // kTooLarge: kXlsxStringsMax. kFieldTooLong: kXlsxCellBytesMax.
  bool Read(XlsxArchive& archive, absl::string_view part, StatementFaults& faults);

  std::size_t size() const { return ends_.size(); }
  // Precondition: index < size().
  absl::string_view operator[](std::size_t index) const;

 private:
  std::string bytes_;
  std::vector<std::uint32_t> ends_;  // bytes are fewer than kXlsxPartBytesMax
};

}  // namespace ippledge::client
