#include "client/statement/profile.h"

#include <algorithm>
#include <filesystem>
#include <memory>
#include <optional>
#include <system_error>
#include <utility>

#include "absl/container/flat_hash_set.h"
#include "absl/strings/str_cat.h"
#include "absl/strings/str_join.h"
#include "client/import/amount.h"
#include "client/import/cell.h"
#include "client/import/mapping.h"
#include "client/import/mapping_errors.h"
#include "client/import/text_source.h"
#include "client/statement/currency_word.h"
#include "ippledge/mapping/v1/statement_profile.pb.h"
#include "ledger/status_macros.h"
#include "ledger/text.h"

namespace ippledge::client {
namespace {

namespace pb = ippledge::mapping::v1;
using Names = google::protobuf::RepeatedPtrField<std::string>;

constexpr std::array<absl::string_view, kColumnIsCount> kColumnNames = {"date",
                                                                        "time",
                                                                        "value_date",
                                                                        "amount",
                                                                        "came_in",
                                                                        "went_out",
                                                                        "direction",
                                                                        "balance",
                                                                        "bank_reference",
                                                                        "own_reference",
                                                                        "text",
                                                                        "code",
                                                                        "counterparty_name",
                                                                        "counterparty_account",
                                                                        "counterparty_bank",
                                                                        "payer_name",
                                                                        "payer_account",
                                                                        "payer_bank",
                                                                        "payee_name",
                                                                        "payee_account",
                                                                        "payee_bank",
                                                                        "currency",
                                                                        "account",
                                                                        "account_name"};
constexpr std::array<absl::string_view, kLabelIsCount> kLabelNames = {
    "account",          "account_name", "bank",    "currency",
    "statement_number", "from",         "to",      "period",
    "opening",          "closing",      "count",   "came_in_count",
    "went_out_count",   "came_in",      "went_out"};

// A year, a month and a day in digits; serial numbers only where a profile says so.
constexpr absl::string_view kUsualDates[] = {"%Y-%m-%d", "%Y/%m/%d", "%Y.%m.%d", "%Y年%m月%d日",
                                             "%Y%m%d"};

template <std::size_t N>
int IndexOf(const std::array<absl::string_view, N>& names, absl::string_view name) {
  const auto found = std::find(names.begin(), names.end(), name);
  return found == names.end() ? -1 : static_cast<int>(found - names.begin());
}

// The texts of a list, normal, each once.
std::vector<std::string> NormalNames(const Names& names, const MappingNode& node,
                                     absl::string_view field, MappingErrors* errors) {
  std::vector<std::string> out;
  if (names.size() > kProfileNamesMax) {
    errors->Add(node.WhereOf(field, 0), absl::StrCat("at most ", kProfileNamesMax, " texts"));
    return out;
  }
  for (int i = 0; i < names.size(); ++i) {
    std::string normal = NormalHeader(names[i]);
    if (normal.empty()) {
      errors->Add(node.WhereOf(field, i), absl::StrCat(field, " is empty"));
    } else if (std::find(out.begin(), out.end(), normal) != out.end()) {
      errors->Add(node.WhereOf(field, i), absl::StrCat("\"", names[i], "\" is given twice"));
    } else {
      out.push_back(std::move(normal));
    }
  }
  return out;
}

void CompileColumn(const pb::StatementColumn& source, const MappingNode& node,
                   StatementProfile* profile, MappingErrors* errors) {
  const int is = IndexOf(kColumnNames, source.is());
  if (is < 0) {
    errors->Add(node.WhereOf("is"),
                absl::StrCat("\"", source.is(),
                             "\" is no column; columns are: ", absl::StrJoin(kColumnNames, ", ")));
    return;
  }
  ProfileColumn column;
  column.is = static_cast<ColumnIs>(is);
  column.required = source.required();
  column.names = NormalNames(source.name(), node, "name", errors);
  if (source.name().empty()) errors->Add(node.where(), "a column needs a name");
  for (const ProfileColumn& other : profile->columns) {
    if (other.is == column.is && column.is != ColumnIs::kText) {
      errors->Add(node.where(), absl::StrCat("\"", source.is(), "\" is given twice"));
      return;
    }
  }
  profile->columns.push_back(std::move(column));
}

void CompileLabel(const pb::StatementLabel& source, const MappingNode& node,
                  StatementProfile* profile, MappingErrors* errors) {
  const int is = IndexOf(kLabelNames, source.is());
  if (is < 0) {
    errors->Add(node.WhereOf("is"), absl::StrCat("\"", source.is(), "\" is no label; labels are: ",
                                                 absl::StrJoin(kLabelNames, ", ")));
    return;
  }
  if (source.name().empty()) errors->Add(node.where(), "a label needs a name");
  const std::vector<std::string> names = NormalNames(source.name(), node, "name", errors);
  for (std::size_t i = 0; i < names.size(); ++i) {
    for (const ProfileLabel& other : profile->labels) {
      if (other.name != names[i]) continue;
      errors->Add(
          node.WhereOf("name", static_cast<int>(i)),
          absl::StrCat("\"", names[i], "\" is a label of \"", NameOf(other.is), "\" already"));
    }
    profile->labels.push_back({static_cast<LabelIs>(is), names[i]});
  }
}

void CompileReading(const pb::StatementReading& source, const MappingNode& node,
                    StatementProfile* profile, MappingErrors* errors) {
  for (int i = 0; i < source.date_size(); ++i) {
    absl::StatusOr<DateLayout> layout = DateLayout::Compile(source.date(i));
    if (layout.ok()) {
      profile->dates.push_back(*std::move(layout));
    } else {
      errors->Add(node.WhereOf("date", i), layout.status().message());
    }
  }
  if (source.has_two_digit_year_pivot()) {
    profile->pivot = source.two_digit_year_pivot();
    if (profile->pivot < 0 || profile->pivot > 100) {
      errors->Add(node.WhereOf("two_digit_year_pivot"), "two_digit_year_pivot is 0 to 100");
    }
  }
  if (!source.amount_unit().empty()) {
    profile->amount_power = AmountPowerOf(NormalHeader(source.amount_unit()));
    if (profile->amount_power < 0) {
      errors->Add(node.WhereOf("amount_unit"),
                  absl::StrCat("\"", source.amount_unit(), "\" is no unit of money"));
    }
  }
  profile->decimal_comma = source.decimal_comma();
  if (source.minus() == "reversal") {
    profile->minus = MinusIs::kReversal;
  } else if (source.minus() == "went_out") {
    profile->minus = MinusIs::kWentOut;
  } else if (!source.minus().empty() && source.minus() != "refused") {
    errors->Add(node.WhereOf("minus"), "minus is \"refused\", \"reversal\" or \"went_out\"");
  }
}

const ProfileColumn* Find(const StatementProfile& profile, ColumnIs is) {
  for (const ProfileColumn& column : profile.columns) {
    if (column.is == is) return &column;
  }
  return nullptr;
}

// What only the whole profile shows.
void CheckWhole(const StatementProfile& profile, const MappingNode& root, MappingErrors* errors) {
  if (Find(profile, ColumnIs::kDate) == nullptr) errors->Add(root.where(), "no column \"date\"");
  const bool in = Find(profile, ColumnIs::kCameIn) != nullptr;
  const bool out = Find(profile, ColumnIs::kWentOut) != nullptr;
  if (in != out) errors->Add(root.where(), "\"came_in\" and \"went_out\" go together");
  if (!in && !out && Find(profile, ColumnIs::kAmount) == nullptr) {
    errors->Add(root.where(), "no column \"amount\", nor \"came_in\" and \"went_out\"");
  }
  const bool words = !profile.came_in_words.empty() && !profile.went_out_words.empty();
  if (Find(profile, ColumnIs::kDirection) != nullptr && !words) {
    errors->Add(root.where(), "a column \"direction\" needs words for came_in and for went_out");
  }
  for (const std::string& word : profile.came_in_words) {
    const std::vector<std::string>& other = profile.went_out_words;
    if (std::find(other.begin(), other.end(), word) == other.end()) continue;
    errors->Add(root.WhereOf("direction"), absl::StrCat("\"", word, "\" is both directions"));
  }
}

StatementProfile Compile(const pb::StatementProfile& source, const MappingNode& root,
                         MappingErrors* errors) {
  StatementProfile profile;
  profile.id = source.id();
  if (!CheckSlug(profile.id).ok()) {
    errors->Add(root.WhereOf("id"),
                absl::StrCat("id is 1 to ", kSlugCharsMax, " of a-z, 0-9 and \"-\""));
  }
  profile.title = source.title();
  profile.bank = source.bank();
  profile.recognise = NormalNames(source.recognise(), root, "recognise", errors);
  if (source.column_size() > kProfileColumnsMax) {
    errors->Add(root.WhereOf("column", 0),
                absl::StrCat("at most ", kProfileColumnsMax, " columns"));
    return profile;
  }
  for (int i = 0; i < source.column_size(); ++i) {
    CompileColumn(source.column(i), root.Child("column", source.column(i), i), &profile, errors);
  }
  if (source.label_size() > kProfileColumnsMax) {
    errors->Add(root.WhereOf("label", 0), absl::StrCat("at most ", kProfileColumnsMax, " labels"));
    return profile;
  }
  for (int i = 0; i < source.label_size(); ++i) {
    CompileLabel(source.label(i), root.Child("label", source.label(i), i), &profile, errors);
  }
  // "账户名称" is to be found before "账户".
  std::stable_sort(
      profile.labels.begin(), profile.labels.end(),
      [](const ProfileLabel& a, const ProfileLabel& b) { return a.name.size() > b.name.size(); });
  if (source.has_direction()) {
    const MappingNode node = root.Child("direction", source.direction());
    profile.came_in_words = NormalNames(source.direction().came_in(), node, "came_in", errors);
    profile.went_out_words = NormalNames(source.direction().went_out(), node, "went_out", errors);
  }
  if (source.has_reading()) {
    CompileReading(source.reading(), root.Child("reading", source.reading()), &profile, errors);
  }
  if (profile.dates.empty()) {
    for (const absl::string_view pattern : kUsualDates) {
      profile.dates.push_back(*DateLayout::Compile(pattern));
    }
  }
  if (!source.currency().empty()) {
    profile.currency = CurrencyOf(source.currency());
    if (profile.currency.empty()) {
      errors->Add(root.WhereOf("currency"),
                  absl::StrCat("\"", source.currency(), "\" is no currency of two decimals"));
    }
  }
  profile.total_rows = NormalNames(source.total_row(), root, "total_row", errors);
  profile.skip_rows = NormalNames(source.skip_row(), root, "skip_row", errors);
  (void)NormalNames(source.reversal(), root, "reversal", errors);
  profile.reversals.assign(source.reversal().begin(), source.reversal().end());
  CheckWhole(profile, root, errors);
  return profile;
}

absl::StatusOr<StatementProfile> LoadOne(const std::string& path) {
  IPPLEDGE_ASSIGN_OR_RETURN(const std::unique_ptr<ByteSource> file, OpenFile(path));
  std::string text;
  while (text.size() <= kProfileBytesMax) {
    char buffer[16 * 1024];
    IPPLEDGE_ASSIGN_OR_RETURN(const std::size_t got, file->Read(buffer, sizeof(buffer)));
    if (got == 0) break;
    text.append(buffer, got);
  }
  return ParseStatementProfile(text, path);
}

}  // namespace

absl::string_view NameOf(ColumnIs is) { return kColumnNames[static_cast<std::size_t>(is)]; }

absl::string_view NameOf(LabelIs is) { return kLabelNames[static_cast<std::size_t>(is)]; }

absl::StatusOr<StatementProfile> ParseStatementProfile(absl::string_view text,
                                                       absl::string_view name) {
  if (text.size() > kProfileBytesMax) {
    return absl::InvalidArgumentError(
        absl::StrCat(name, ": a profile has at most ", kProfileBytesMax, " bytes"));
  }
  MappingErrors errors(name);
  google::protobuf::TextFormat::ParseInfoTree tree;
  google::protobuf::TextFormat::Parser parser;
  parser.RecordErrorsTo(&errors);
  parser.WriteLocationsTo(&tree);
  parser.SetRecursionLimit(kMappingDepthMax);
  pb::StatementProfile source;
  const bool parsed = parser.ParseFromString(std::string(text), &source);
  if (!parsed || !errors.empty()) return errors.ToStatus();
  StatementProfile profile = Compile(source, MappingNode(&source, &tree, "1:1"), &errors);
  if (!errors.empty()) return errors.ToStatus();
  return profile;
}

absl::StatusOr<std::vector<StatementProfile>> LoadStatementProfiles(const std::string& path) {
  std::vector<std::string> paths;
  std::error_code error;
  if (std::filesystem::is_directory(path, error)) {
    for (const auto& entry : std::filesystem::directory_iterator(path, error)) {
      if (entry.path().extension() == ".textproto") paths.push_back(entry.path().string());
      if (paths.size() > kProfilesMax) {
        return absl::InvalidArgumentError(
            absl::StrCat(path, ": at most ", kProfilesMax, " profiles"));
      }
    }
    if (error) return absl::PermissionDeniedError(absl::StrCat(path, ": ", error.message()));
    if (paths.empty()) return absl::InvalidArgumentError(absl::StrCat(path, ": no *.textproto"));
    std::sort(paths.begin(), paths.end());
  } else {
    paths.push_back(path);
  }
  std::vector<StatementProfile> profiles;
  absl::flat_hash_set<std::string> ids;
  for (const std::string& each : paths) {
    IPPLEDGE_ASSIGN_OR_RETURN(StatementProfile profile, LoadOne(each));
    if (!ids.insert(profile.id).second) {
      return absl::InvalidArgumentError(
          absl::StrCat(each, ": another profile has the id \"", profile.id, "\""));
    }
    profiles.push_back(std::move(profile));
  }
  return profiles;
}

}  // namespace ippledge::client
