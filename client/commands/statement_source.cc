#include "client/commands/statement_source.h"

#include <algorithm>
#include <fstream>
#include <utility>
#include <vector>

#include "absl/strings/str_cat.h"
#include "client/commands/option_values.h"
#include "client/exit_code.h"
#include "client/shipped_profiles.h"
#include "client/statement/profile.h"
#include "client/statement/read.h"
#include "ledger/status_macros.h"

namespace ippledge::client {
namespace {

absl::StatusOr<std::string> BytesOf(const std::string& path) {
  std::ifstream file(path, std::ios::binary);
  std::string bytes;
  // One byte more than is taken: what is too large is refused by the reader.
  constexpr std::int64_t kTaken = kStatementFileBytesMax + 1;
  constexpr std::int64_t kChunk = 1 << 20;
  while (file && static_cast<std::int64_t>(bytes.size()) < kTaken) {
    const std::size_t before = bytes.size();
    const auto asked = std::min(kChunk, kTaken - static_cast<std::int64_t>(before));
    bytes.resize(before + static_cast<std::size_t>(asked));
    file.read(bytes.data() + before, asked);
    bytes.resize(before + static_cast<std::size_t>(std::max<std::streamsize>(file.gcount(), 0)));
  }
  if (file.bad() || !file.is_open()) return UsageError(absl::StrCat("cannot read ", path));
  return bytes;
}

absl::StatusOr<std::vector<StatementProfile>> ProfilesOf(const std::string& path) {
  std::vector<StatementProfile> profiles;
  if (!path.empty()) {
    absl::StatusOr<std::vector<StatementProfile>> own = LoadStatementProfiles(path);
    if (!own.ok()) return UsageError(own.status().message());
    profiles = *std::move(own);
  }
  const std::size_t own_count = profiles.size();
  for (const ShippedProfile& shipped : ShippedProfiles()) {
    IPPLEDGE_ASSIGN_OR_RETURN(StatementProfile profile,
                              ParseStatementProfile(shipped.text, shipped.name));
    const auto own_end = profiles.begin() + static_cast<std::ptrdiff_t>(own_count);
    const bool replaced = std::any_of(profiles.begin(), own_end, [&](const StatementProfile& own) {
      return own.id == profile.id;
    });
    if (!replaced) profiles.push_back(std::move(profile));
  }
  return profiles;
}

absl::StatusOr<std::optional<Money>> BalanceOf(const std::string& text, Language language) {
  if (text.empty()) return std::nullopt;
  IPPLEDGE_ASSIGN_OR_RETURN(const std::int64_t fen, AmountOf(text, language));
  IPPLEDGE_ASSIGN_OR_RETURN(const Money money, Money::FromFen(fen));
  return money;
}

absl::Status Refused(const std::string& path, const StatementFaults& faults, Language language) {
  std::string message;
  for (const StatementFault& fault : faults.faults()) {
    absl::StrAppend(&message, message.empty() ? "" : "\n       ", path,
                    language == Language::kChinese ? "：" : ": ",
                    language == Language::kChinese ? TextZh(fault) : TextEn(fault));
  }
  if (faults.more() > 0) {
    absl::StrAppend(&message, "\n       ",
                    language == Language::kChinese ? absl::StrCat("另有 ", faults.more(), " 处问题")
                                                   : absl::StrCat("and ", faults.more(), " more"));
  }
  return absl::InvalidArgumentError(message);
}

}  // namespace

void AddStatementSource(CommandTree& tree, CLI::App& command, StatementSource& source) {
  command
      .add_option("file", source.file,
                  tree.Text({"The bank's file: camt.053, MT940, .xlsx, or text with cells",
                             "银行文件：camt.053、MT940、.xlsx 或文本表格"}))
      ->required();
  command
      .add_option("--profile", source.profile,
                  tree.Text({"Profile of the bank's export (default: found out)",
                             "银行导出格式的名称（默认自动识别）"}))
      ->type_name("ID");
  command
      .add_option("--profiles", source.profiles,
                  tree.Text({"File or folder of further profiles", "其他格式文件或其目录"}))
      ->type_name("PATH");
  command
      .add_option("--sheet", source.sheet,
                  tree.Text({"Sheet of a workbook (default: the first with anything in it)",
                             "工作表名称（默认第一张非空表）"}))
      ->type_name("NAME");
  AddAmount(
      tree, command, "--opening", source.opening,
      {"Balance before the first line, where the file has none", "首笔之前的余额（文件未载时）"});
  AddAmount(
      tree, command, "--closing", source.closing,
      {"Balance behind the last line, where the file has none", "末笔之后的余额（文件未载时）"});
}

absl::StatusOr<StatementFile> ReadStatementSource(const StatementSource& source,
                                                  Language language) {
  ReadOptions options;
  options.profile = source.profile;
  options.sheet = source.sheet;
  IPPLEDGE_ASSIGN_OR_RETURN(options.check.opening, BalanceOf(source.opening, language));
  IPPLEDGE_ASSIGN_OR_RETURN(options.check.closing, BalanceOf(source.closing, language));
  IPPLEDGE_ASSIGN_OR_RETURN(std::string bytes, BytesOf(source.file));
  IPPLEDGE_ASSIGN_OR_RETURN(const std::vector<StatementProfile> profiles,
                            ProfilesOf(source.profiles));
  StatementFaults faults;
  std::optional<StatementFile> file =
      ReadStatementFile(std::move(bytes), profiles, options, faults);
  if (!file.has_value()) return Refused(source.file, faults, language);
  return *std::move(file);
}

absl::StatusOr<StatementDays> DaysOf(const Statement& statement, const std::string& from,
                                     const std::string& through, Language language) {
  const auto dated = [](const Balance* balance) {
    return balance != nullptr && balance->date != Date() ? std::optional<Date>(balance->date)
                                                         : std::nullopt;
  };
  std::optional<Date> first = statement.from_date;
  std::optional<Date> last = statement.to_date;
  if (!first.has_value() && !from.empty()) {
    IPPLEDGE_ASSIGN_OR_RETURN(first, Date::Parse(from));
  }
  if (!last.has_value() && !through.empty()) {
    IPPLEDGE_ASSIGN_OR_RETURN(last, Date::Parse(through));
  }
  const std::optional<Date> closing = dated(FindBalance(statement, BalanceKind::kClosing));
  if (!last.has_value()) last = closing;
  for (const StatementLine& line : statement.lines) {
    if (!statement.from_date.has_value() && from.empty()) {
      first = std::min(first.value_or(line.booking_date), line.booking_date);
    }
    if (!statement.to_date.has_value() && through.empty()) {
      last = std::max(last.value_or(line.booking_date), line.booking_date);
    }
  }
  if (!first.has_value()) first = last;
  if (!last.has_value()) last = first;
  if (first.has_value() && *first <= *last) return StatementDays{*first, *last};
  return absl::InvalidArgumentError(
      language == Language::kChinese
          ? "文件未载明对账单的起止日期：请用 --from、--through 填写"
          : "the file does not say which days the statement covers: give --from and --through");
}

}  // namespace ippledge::client
