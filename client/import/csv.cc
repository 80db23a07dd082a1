#include "client/import/csv.h"

#include <algorithm>

#include "absl/strings/str_cat.h"
#include "ledger/status_macros.h"
#include "ledger/text.h"

namespace ippledge::client {

void CsvParser::AddCell(std::size_t raw_begin, std::size_t begin, std::size_t size, bool unescaped,
                        CsvRecord* record) {
  const int cell = static_cast<int>(extents_.size());
  if (cell >= kCsvColumnsMax) {
    if (record->fault == Fault::kNone) {
      record->fault = Fault::kTooManyColumns;
      record->fault_cell = cell;
    }
    return;
  }
  if (size > kCsvCellBytesMax && record->fault == Fault::kNone) {
    record->fault = Fault::kCellTooLong;
    record->fault_cell = cell;
  }
  extents_.push_back({static_cast<std::uint32_t>(raw_begin), static_cast<std::uint32_t>(begin),
                      static_cast<std::uint32_t>(size), unescaped});
}

CsvParser::Result CsvParser::Parse(absl::string_view text, bool final, CsvRecord* record,
                                   std::size_t* consumed) {
  extents_.clear();
  unescaped_.clear();
  record->fault = Fault::kNone;
  const char* const begin = text.data();
  const bool whole = final && text.size() <= kCsvRowBytesMax;
  const char* const end = begin + std::min<std::size_t>(text.size(), kCsvRowBytesMax);
  const char* at = begin;
  const auto offset = [begin](const char* p) { return static_cast<std::size_t>(p - begin); };
  // What to answer when the text runs out.
  const auto out_of_text = [&]() {
    return text.size() >= kCsvRowBytesMax ? Result::kTooLong : Result::kMore;
  };
  while (true) {
    const char* const cell = at;
    if (at < end && *at == '"') {
      const std::size_t kept = unescaped_.size();
      bool doubled = false;
      const char* run = ++at;
      while (true) {
        while (at < end && *at != '"') ++at;
        if (at == end || (at + 1 == end && !whole)) {
          if (!whole && text.size() < kCsvRowBytesMax) return Result::kMore;
          *consumed = offset(cell);
          return Result::kOpenQuote;
        }
        if (at + 1 == end || at[1] != '"') break;
        unescaped_.append(run, at + 1);
        doubled = true;
        at += 2;
        run = at;
      }
      if (doubled) unescaped_.append(run, at);
      const int number = static_cast<int>(extents_.size());
      if (doubled) {
        AddCell(offset(cell), kept, unescaped_.size() - kept, true, record);
      } else {
        AddCell(offset(cell), offset(run), offset(at) - offset(run), false, record);
      }
      ++at;
      while (at < end && *at != delimiter_ && *at != '\n' && *at != '\r') {
        if (*at != ' ' && record->fault == Fault::kNone) {
          record->fault = Fault::kTextAfterQuote;
          record->fault_cell = number;
        }
        ++at;
      }
    } else {
      const char delimiter = delimiter_;
      while (at < end && *at != delimiter && *at != '\n' && *at != '\r') ++at;
      AddCell(offset(cell), offset(cell), offset(at) - offset(cell), false, record);
    }
    if (at == end) {
      if (!whole) return out_of_text();
      break;
    }
    if (*at != delimiter_) break;
    ++at;
  }
  record->raw = absl::string_view(begin, offset(at));
  record->ended = at < end;
  if (at < end) {
    // A CR at the very end may be half of a CRLF.
    if (*at == '\r' && at + 1 == end && !whole) return out_of_text();
    at += *at == '\r' && at + 1 < end && at[1] == '\n' ? 2 : 1;
  }
  *consumed = offset(at);
  cells_.clear();
  for (const Extent& extent : extents_) {
    const absl::string_view from = extent.unescaped ? absl::string_view(unescaped_) : text;
    cells_.push_back({from.substr(extent.begin, extent.size), extent.raw_begin});
  }
  record->cells = cells_;
  return Result::kRecord;
}

absl::Status CsvReader::Fill() {
  buffer_.erase(0, at_);
  at_ = 0;
  IPPLEDGE_ASSIGN_OR_RETURN(const absl::string_view text, source_->Next());
  if (text.empty()) final_ = true;
  buffer_.append(text.data(), text.size());
  return absl::OkStatus();
}

absl::StatusOr<absl::string_view> CsvReader::Peek(std::size_t bytes) {
  while (!final_ && buffer_.size() < bytes) IPPLEDGE_RETURN_IF_ERROR(Fill());
  return absl::string_view(buffer_);
}

absl::StatusOr<bool> CsvReader::Next(CsvRecord* record) {
  while (true) {
    const absl::string_view text = absl::string_view(buffer_).substr(at_);
    if (text.empty()) {
      if (final_) return false;
      IPPLEDGE_RETURN_IF_ERROR(Fill());
      continue;
    }
    std::size_t consumed = 0;
    switch (parser_.Parse(text, final_, record, &consumed)) {
      case CsvParser::Result::kRecord:
        record->row = ++row_;
        record->line = line_;
        line_ +=
            std::count(text.begin(), text.begin() + static_cast<std::ptrdiff_t>(consumed), '\n');
        if (text[consumed - 1] == '\r') ++line_;
        at_ += consumed;
        return true;
      case CsvParser::Result::kMore:
        IPPLEDGE_RETURN_IF_ERROR(Fill());
        break;
      case CsvParser::Result::kOpenQuote: {
        const absl::string_view before = text.substr(0, consumed);
        const std::size_t newline = before.rfind('\n');
        const absl::string_view tail = newline == before.npos ? before : before.substr(newline + 1);
        return absl::InvalidArgumentError(
            absl::StrCat("row ", row_ + 1, ": the quote that opens at line ",
                         line_ + std::count(before.begin(), before.end(), '\n'), ", column ",
                         CountCharacters(tail) + 1, " is never closed"));
      }
      case CsvParser::Result::kTooLong:
        return absl::InvalidArgumentError(absl::StrCat("row ", row_ + 1, ", line ", line_,
                                                       ": the row is longer than ", kCsvRowBytesMax,
                                                       " bytes; is this a CSV file?"));
    }
  }
}

}  // namespace ippledge::client
