// client/statement/camt_value.h: texts of camt.053 elements into amounts, days and marks.
//
// Amounts have no sign of their own: a minus sign is AMOUNT_NEGATIVE, but the schema's "-0.00",
// which is zero, is taken and told in a remark. Days are those that are written: times are left
// out and no zone is applied, since the bank's day is what its statement says. Pure; any thread.
#pragma once

#include <array>
#include <cstddef>
#include <cstdint>
#include <optional>
#include <string>
#include <vector>

#include "absl/strings/string_view.h"
#include "client/statement/camt_path.h"
#include "client/statement/fault.h"
#include "client/statement/statement.h"
#include "client/statement/xml.h"

namespace ippledge::client {

// Several texts that make one; what does not fit into kStatementTextBytesMax is left out.
struct JoinedText {
  static constexpr int kPartsMax = 64;

  std::string text;
  std::vector<std::string> parts;
  bool left_out = false;

  // Not again what is in it already.
  void Add(absl::string_view part, absl::string_view separator);
};

struct CamtText {
  std::string text;  // on one line, without white space at the ends; empty: not given
  std::string currency;
  XmlPlace place;
  const CamtPath* path = nullptr;
};

// What stood in one element (a statement, balance, entry, or details of one).
struct CamtValues {
  std::array<CamtText, kCamtFieldCount> fields;
  JoinedText texts;
  XmlPlace place;

  const CamtText& operator[](CamtField field) const {
    return fields[static_cast<std::size_t>(field)];
  }
  void Begin(XmlPlace at);
  // Faults: FIELD_TOO_LONG, MALFORMED for one given twice.
  void Set(const CamtPath& path, absl::string_view raw, absl::string_view currency, XmlPlace at,
           StatementFaults& faults);
};

// A fault at a text, and one about an element that lacks something.
StatementFault FaultAt(StatementFaultKind kind, const CamtText& text, absl::string_view want);
StatementFault MissingIn(const CamtValues& values, absl::string_view field);

// `text` on one line, as ledger/text.h wants it: control characters and line breaks to spaces, no
// white space at the ends.
std::string OneLine(absl::string_view text);

// What an unsigned decimal is in fen. Errors: AMOUNT_MALFORMED, AMOUNT_NEGATIVE, AMOUNT_RANGE,
// AMOUNT_NOT_WHOLE. Sets *negative_zero for "-0.00".
std::optional<StatementFaultKind> ParseCamtFen(absl::string_view text, std::int64_t* fen,
                                               bool* negative_zero);

// "2025-03-31", with a zone or a time behind it. DATE_MALFORMED, DATE_UNREAL.
std::optional<StatementFaultKind> ParseCamtDate(absl::string_view text, Date* date);

// Amt and CdtDbtInd of a balance or entry: credit is above 0. Sets *currency when it is empty.
// Faults besides those of ParseCamtFen: FIELD_MISSING, CURRENCY, MALFORMED. `name` is "Bal" or
// "Ntry". Counts into *negative_zeros.
std::optional<Money> ReadCamtAmount(const CamtValues& values, absl::string_view name,
                                    std::string* currency, std::int64_t* negative_zeros,
                                    StatementFaults& faults);

// The day of a field that is given.
std::optional<Date> ReadCamtDate(const CamtText& text, StatementFaults& faults);

// True for three capital letters.
bool IsCurrencyCode(absl::string_view text);

}  // namespace ippledge::client
