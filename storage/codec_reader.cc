#include "storage/codec_reader.h"

#include "absl/strings/str_cat.h"

namespace ippledge::storage {

Date CodecReader::ReadDate(std::int32_t days) {
  static const std::int32_t first = Date::Of(1900, 1, 1).days();
  static const std::int32_t last = Date::Of(2199, 12, 31).days();
  if (days >= first && days <= last) return Date::OfDays(days);
  Lose("date");
  return Date();
}

Money CodecReader::ReadMoney(std::int64_t fen) {
  if (fen >= -Money::kFenMax && fen <= Money::kFenMax) return Money::OfFen(fen);
  Lose("amount");
  return Money();
}

int CodecReader::ReadMonth(std::int32_t month) {
  static const int first = Date::Of(1900, 1, 1).month_index();
  static const int last = Date::Of(2199, 12, 31).month_index();
  if (month >= first && month <= last) return month;
  Lose("month");
  return 0;
}

absl::Status CodecReader::status() const {
  if (!newer_.empty()) {
    return absl::FailedPreconditionError(absl::StrCat("newer format: ", newer_));
  }
  if (!lost_.empty()) return absl::DataLossError(absl::StrCat("impossible ", lost_));
  return absl::OkStatus();
}

}  // namespace ippledge::storage
