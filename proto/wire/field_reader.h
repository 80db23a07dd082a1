// proto/wire/field_reader.h: reads the fields of one message and remembers where it lies.
//
// A reader notes what a ledger value cannot hold: dates that are none, enum numbers out of the
// list, amounts out of range, unknown fields. Then a harmless value stands in, chosen so that the
// checks of ledger/ find no fault with its neighbours. Paths are built only for violations.
#pragma once

#include <google/protobuf/message.h>
#include <google/protobuf/unknown_field_set.h>

#include <cstdint>
#include <optional>
#include <string>
#include <utility>
#include <vector>

#include "absl/strings/string_view.h"
#include "ledger/date.h"
#include "ledger/money.h"
#include "ledger/refusal.h"

namespace ippledge::wire {

class FieldReader {
 public:
  // Of the message at `path`; empty: paths begin below it.
  FieldReader(absl::string_view path, Violations& found) : name_(path), found_(found) {}
  // Of the message in field `name` of `parent`, which must outlive it; `index` in a repeated field.
  FieldReader(const FieldReader& parent, absl::string_view name, int index = -1)
      : parent_(&parent), name_(name), index_(index), found_(parent.found_) {}
  FieldReader(const FieldReader&) = delete;
  FieldReader& operator=(const FieldReader&) = delete;

  // The path of a field of the message, or of the message itself.
  std::string PathOf(absl::string_view field = "") const;
  void Add(Reason reason, absl::string_view field,
           std::vector<std::pair<std::string, std::string>> metadata = {}) const {
    found_.Add(reason, PathOf(field), std::move(metadata));
  }
  // Adds the violations of a status under `field`.
  void AddFrom(const absl::Status& status, absl::string_view field) const;

  // UNKNOWN_FIELD for the first unknown field, if any.
  void ExpectKnown(const google::protobuf::Message& message) const {
    const google::protobuf::UnknownFieldSet& unknown =
        message.GetReflection()->GetUnknownFields(message);
    if (!unknown.empty()) AddUnknown(message, unknown);
  }
  // FIELD_REQUIRED unless `given`; returns it.
  bool Require(bool given, absl::string_view field) const {
    if (!given) Add(Reason::kFieldRequired, field);
    return given;
  }

  // A date that is needed; nullopt when a violation was added.
  std::optional<Date> ReadDate(absl::string_view text, absl::string_view field) const;
  // A date that may be empty; any date stands in for a bad one.
  std::optional<Date> ReadOptionalDate(absl::string_view text, absl::string_view field) const;

  // An amount that must be above 0; `stand_in` when it is beyond what Money holds.
  Money ReadPositive(std::int64_t fen, absl::string_view field,
                     Money stand_in = Money::OfFen(1)) const;
  // An amount that must be at least 0.
  Money ReadNotNegative(std::int64_t fen, absl::string_view field) const;

  // An enum of the vocabulary whose numbers are below `count`; "unspecified" when there is none.
  template <typename Enum>
  Enum ReadOptionalEnum(int number, int count, absl::string_view field) const {
    if (number >= 0 && number < count) return static_cast<Enum>(number);
    AddEnumUnknown(number, field);
    return Enum{};
  }
  // The same; "unspecified" is FIELD_REQUIRED.
  template <typename Enum>
  Enum ReadEnum(int number, int count, absl::string_view field) const {
    Require(number != 0, field);
    return ReadOptionalEnum<Enum>(number, count, field);
  }

 private:
  void AddUnknown(const google::protobuf::Message& message,
                  const google::protobuf::UnknownFieldSet& unknown) const;
  void AddEnumUnknown(int number, absl::string_view field) const;

  const FieldReader* parent_ = nullptr;
  absl::string_view name_;
  int index_ = -1;
  Violations& found_;
};

// Puts a day before or after the other in place of a missing one, so that their order is no second
// fault.
void StandInForDates(const std::optional<Date>& earlier, const std::optional<Date>& later,
                     Date& earlier_out, Date& later_out);

// Adds to `violations` what readers `found` and what the checks of ledger/ found in the `shape`, at
// most one of a field, and nothing of the shape below a field that was found bad. Returns true when
// there was nothing to add.
bool Merge(const Violations& found, const Violations& shape, Violations& violations);

}  // namespace ippledge::wire
