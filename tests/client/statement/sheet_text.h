// tests/client/statement/sheet_text.h: text of a bank through a profile, for tests.
#pragma once

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <optional>
#include <string>
#include <utility>
#include <vector>

#include "absl/strings/str_cat.h"
#include "client/statement/sheet.h"
#include "tests/client/statement/told.h"

namespace ippledge::client {

// A profile with most of what profiles have.
inline constexpr absl::string_view kProfile = R"(
  id: "fund" bank: "某银行"
  column { is: "date" name: "日期" }
  column { is: "time" name: "时间" }
  column { is: "came_in" name: "收入" }
  column { is: "went_out" name: "支出" }
  column { is: "balance" name: "余额" }
  column { is: "bank_reference" name: "流水号" }
  column { is: "text" name: "摘要" }
  column { is: "text" name: "用途" }
  column { is: "counterparty_account" name: "对方账号" }
  column { is: "currency" name: "币种" }
  column { is: "account" name: "本方账号" }
  label { is: "account" name: "账号" }
  label { is: "account_name" name: "户名" }
  label { is: "period" name: "起止日期" }
  label { is: "from" name: "起始日期" }
  label { is: "opening" name: "期初余额" }
  label { is: "closing" name: "期末余额" }
  label { is: "count" name: "合计笔数" }
  reversal: "冲正" total_row: "合计" skip_row: "小计")";

inline StatementProfile ProfileOf(absl::string_view text) {
  const auto profile = ParseStatementProfile(text, "p");
  EXPECT_TRUE(profile.ok()) << profile.status();
  return *profile;
}

// What was read, or why it was not.
struct SheetResult {
  SheetStatements content;
  std::string profile;
  std::vector<std::string> faults;

  const Statement& only() const { return content.statements.at(0); }
};

inline SheetResult Read(absl::string_view text, absl::string_view profile = kProfile) {
  StatementFaults faults;
  SheetResult result;
  std::optional<SheetFile> file = ReadSheetText(text, {ProfileOf(profile)}, faults);
  EXPECT_EQ(file.has_value(), faults.empty());
  result.faults = Told(faults);
  if (file.has_value()) {
    result.profile = file->profile;
    result.content = std::move(file->content);
  }
  return result;
}

// The lines of a file with that header and these rows.
inline std::vector<std::string> LinesOf(absl::string_view rows,
                                        absl::string_view header = "日期,收入,支出,余额",
                                        absl::string_view profile = kProfile) {
  const SheetResult result = Read(absl::StrCat(header, "\n", rows), profile);
  return result.faults.empty() ? ToldLines(result.only()) : result.faults;
}

}  // namespace ippledge::client
