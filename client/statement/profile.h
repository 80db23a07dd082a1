// client/statement/profile.h: how a bank's export is read: a profile file, checked and compiled.
//
// A profile is text of ippledge.mapping.v1.StatementProfile. What is wrong with it is told with
// line and column, all of it at once. Plain values; any thread.
#pragma once

#include <array>
#include <cstdint>
#include <string>
#include <vector>

#include "absl/status/statusor.h"
#include "absl/strings/string_view.h"
#include "client/import/date_layout.h"

namespace ippledge::client {

inline constexpr int kProfileBytesMax = 256 * 1024;
inline constexpr int kProfilesMax = 500;        // of one folder
inline constexpr int kProfileColumnsMax = 100;  // with all "text" ones
inline constexpr int kProfileNamesMax = 100;    // of one column, label or list

enum class ColumnIs : std::uint8_t {
  kDate,
  kTime,
  kValueDate,
  kAmount,
  kCameIn,
  kWentOut,
  kDirection,
  kBalance,
  kBankReference,
  kOwnReference,
  kText,
  kCode,
  kCounterpartyName,
  kCounterpartyAccount,
  kCounterpartyBank,
  kPayerName,
  kPayerAccount,
  kPayerBank,
  kPayeeName,
  kPayeeAccount,
  kPayeeBank,
  kCurrency,
  kAccount,
  kAccountName,
};
inline constexpr int kColumnIsCount = 24;
// "date", "came_in" and so on.
absl::string_view NameOf(ColumnIs is);

enum class LabelIs : std::uint8_t {
  kAccount,
  kAccountName,
  kBank,
  kCurrency,
  kStatementNumber,
  kFrom,
  kTo,
  kPeriod,
  kOpening,
  kClosing,
  kCount,
  kCameInCount,
  kWentOutCount,
  kCameIn,
  kWentOut,
};
inline constexpr int kLabelIsCount = 15;
absl::string_view NameOf(LabelIs is);

// Texts to compare are normal in the sense of NormalHeader (cell.h).
struct ProfileColumn {
  ColumnIs is = ColumnIs::kDate;
  std::vector<std::string> names;
  bool required = false;
};

struct ProfileLabel {
  LabelIs is = LabelIs::kAccount;
  std::string name;
};

enum class MinusIs : std::uint8_t { kRefused, kReversal, kWentOut };

struct StatementProfile {
  std::string id;
  std::string title;
  std::string bank;
  std::vector<std::string> recognise;
  std::vector<ProfileColumn> columns;
  std::vector<ProfileLabel> labels;  // longer ones first
  std::vector<std::string> came_in_words;
  std::vector<std::string> went_out_words;
  std::vector<DateLayout> dates;
  int pivot = 70;
  int amount_power = -1;  // -1: as the header says, else 元
  bool decimal_comma = false;
  MinusIs minus = MinusIs::kRefused;
  std::string currency = "CNY";
  std::vector<std::string> total_rows;
  std::vector<std::string> skip_rows;
  std::vector<std::string> reversals;  // as they stand
};

// `name` stands before each line and column. INVALID_ARGUMENT: not a profile, or too large.
absl::StatusOr<StatementProfile> ParseStatementProfile(absl::string_view text,
                                                       absl::string_view name);

// One file, or all *.textproto of a folder in the order of their names. What opening them says;
// INVALID_ARGUMENT: two of one id, none, or more than kProfilesMax.
absl::StatusOr<std::vector<StatementProfile>> LoadStatementProfiles(const std::string& path);

}  // namespace ippledge::client
