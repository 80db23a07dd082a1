// storage/codec_reader.h: doubt, while stored messages are turned into values.
//
// A reader is passed through the Read* functions of the codec. Each value that cannot be is noted,
// and a harmless one stands in for it, so that callers need to look at status() only once at the
// end. The first finding wins, but a newer format wins over damage: it explains it.
#pragma once

#include <google/protobuf/message.h>
#include <google/protobuf/unknown_field_set.h>

#include <array>
#include <cstddef>
#include <cstdint>
#include <cstring>
#include <string>

#include "absl/status/status.h"
#include "absl/strings/string_view.h"
#include "ledger/date.h"
#include "ledger/money.h"

namespace ippledge::storage {

class CodecReader {
 public:
  // Notes what makes the bytes impossible. `what` must live for ever (a literal).
  void Lose(absl::string_view what) {
    if (lost_.empty()) lost_ = what;
  }
  // Loses unless `holds`.
  void Expect(bool holds, absl::string_view what) {
    if (!holds) Lose(what);
  }
  // Notes that a newer version wrote the bytes.
  void Newer(absl::string_view what) {
    if (newer_.empty()) newer_ = what;
  }
  // Unknown fields are a newer format.
  void ExpectKnown(const google::protobuf::Message& message) {
    if (!message.GetReflection()->GetUnknownFields(message).empty()) Newer("unknown fields");
  }

  // Days since 1970-01-01.
  Date ReadDate(std::int32_t days);
  Money ReadMoney(std::int64_t fen);
  // Months since 1970-01.
  int ReadMonth(std::int32_t month);
  // An entry number; `least` is 0 where "none" can be.
  std::int64_t ReadEntry(std::int64_t number, std::int64_t least = 1) {
    Expect(number >= least, "entry number");
    return number;
  }
  // An enum of the vocabulary whose numbers are below `count`.
  template <typename Enum>
  Enum ReadEnum(std::int32_t number, int count, absl::string_view what) {
    if (number > 0 && number < count) return static_cast<Enum>(number);
    Lose(what);
    return Enum{};
  }
  // The same where "unspecified" can be.
  template <typename Enum>
  Enum ReadOptionalEnum(std::int32_t number, int count, absl::string_view what) {
    return number == 0 ? Enum{} : ReadEnum<Enum>(number, count, what);
  }
  // Exactly N bytes.
  template <std::size_t N>
  void ReadBytes(absl::string_view bytes, absl::string_view what,
                 std::array<std::uint8_t, N>& array) {
    if (bytes.size() != N) return Lose(what);
    std::memcpy(array.data(), bytes.data(), N);
  }

  // OK, FAILED_PRECONDITION or DATA_LOSS.
  absl::Status status() const;

 private:
  absl::string_view lost_;
  absl::string_view newer_;
};

}  // namespace ippledge::storage
