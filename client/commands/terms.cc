// The commands "policy issue|list|get", "calendar enter|list" and "rate enter|list".
#include <CLI/CLI.hpp>
#include <memory>
#include <string>

#include "absl/strings/str_cat.h"
#include "absl/strings/str_split.h"
#include "client/commands/commands.h"
#include "client/commands/cover_options.h"
#include "client/commands/option_values.h"
#include "client/commands/recorded.h"
#include "client/exit_code.h"
#include "client/json.h"
#include "client/policy_source.h"
#include "client/session.h"
#include "ippledge/v1/policy_service.pb.h"
#include "proto/wire/policy.h"

namespace ippledge::client {
namespace {

constexpr Bilingual kNotIssued = {"the policy was not issued", "政策未发布"};
constexpr Bilingual kNotEntered = {"nothing was entered", "未录入"};
constexpr Bilingual kNotListed = {"the list cannot be shown", "无法显示列表"};

struct IssueOptions {
  std::string file;
  WriteOptions write;
};

int Issue(Session& session, const IssueOptions& options) {
  const absl::StatusOr<Policy> policy = ReadPolicyFile(options.file);
  if (!policy.ok()) return session.Fail(kNotIssued, policy.status());
  v1::IssuePolicyRequest request;
  *request.mutable_policy() = wire::FormatPolicy(*policy);
  return AskAndShow<v1::IssuePolicyResponse>(session, kNotIssued, options.write, request);
}

// Asks for a list that needs only the programme, and shows `columns` with the rows of the answer.
template <typename Response, typename Request, typename RowsFunction>
int ShowList(Session& session, std::vector<Column> columns, RowsFunction rows_of) {
  const absl::StatusOr<std::string> programme = session.ProgrammeId();
  if (!programme.ok()) return session.Fail(kNotListed, programme.status());
  Request request;
  request.set_programme(*programme);
  const auto response = session.connection().Ask<Response>(request);
  if (!response.ok()) return session.Fail(kNotListed, response.status());
  Document document;
  document.columns = std::move(columns);
  document.rows = rows_of(*response);
  return session.Show(document);
}

int ListPolicies(Session& session) {
  using enum ColumnKind;
  return ShowList<v1::ListPoliciesResponse, v1::ListPoliciesRequest>(
      session,
      {{"policy_id", session.Text({"policy", "政策"}), kText},
       {"version", session.Text({"version", "版本"}), kCount},
       {"effective_date", session.Text({"from", "施行日期"}), kText},
       {"in_force", session.Text({"in force", "现行"}), kText},
       {"title", session.Text({"title", "名称"}), kText},
       {"source", session.Text({"source", "来源"}), kText},
       {"entry", session.Text({"entry", "条目"}), kCount}},
      [&](const v1::ListPoliciesResponse& response) {
        std::vector<Row> rows;
        for (const v1::PolicyVersion& policy : response.policies()) {
          const bool english =
              session.language() == Language::kEnglish && !policy.title_en().empty();
          rows.push_back({policy.policy_id(), Count{policy.version()}, policy.effective_date(),
                          policy.in_force(), english ? policy.title_en() : policy.title_zh(),
                          policy.source(), Count{policy.entry()}});
        }
        return rows;
      });
}

struct GetOptions {
  std::string policy_id;
  std::int64_t version = 0;
};

int GetPolicy(Session& session, const GetOptions& options) {
  constexpr Bilingual kNotShown = {"the policy cannot be shown", "无法显示政策"};
  const absl::StatusOr<std::string> programme = session.ProgrammeId();
  if (!programme.ok()) return session.Fail(kNotShown, programme.status());
  v1::GetPolicyRequest request;
  request.set_programme(*programme);
  request.set_policy_id(options.policy_id);
  request.set_version(options.version);
  const auto response = session.connection().Ask<v1::GetPolicyResponse>(request);
  if (!response.ok()) return session.Fail(kNotShown, response.status());
  Violations violations;
  const std::optional<Policy> policy = wire::ParsePolicy(response->policy(), "policy", violations);
  if (!policy) return session.Fail(kNotShown, violations.ToStatus());
  Document document;
  document.heading = {absl::StrCat(policy->policy_id, " ", session.Text({"version ", "版本 "}),
                                   policy->version, session.Text({", entry ", "，条目 "}),
                                   FormatCount(response->entry()))};
  document.columns = {{"parameter", session.Text({"parameter", "参数"}), ColumnKind::kText},
                      {"value", session.Text({"value", "取值"}), ColumnKind::kText}};
  for (const auto& [path, value] : PolicyParameters(*policy)) {
    document.rows.push_back({path, value});
  }
  document.json = JsonMessage(*response, JsonStyle::kIndented);
  return session.Show(document);
}

struct CalendarOptions {
  int year = 0;
  std::vector<std::string> holidays;
  std::vector<std::string> working_days;
  std::string source;
  WriteOptions write;
};

// Days and spans "2026-10-01..2026-10-07", separated by commas.
absl::Status ReadDays(const std::vector<std::string>& texts, Language language,
                      google::protobuf::RepeatedPtrField<std::string>& days) {
  constexpr int kSpanDaysMax = 31;
  for (const std::string& text : texts) {
    for (const absl::string_view span : absl::StrSplit(text, ',', absl::SkipWhitespace())) {
      const std::pair<absl::string_view, absl::string_view> ends =
          absl::StrSplit(span, absl::MaxSplits("..", 1));
      const absl::StatusOr<Date> from = Date::Parse(ends.first);
      const absl::StatusOr<Date> to = ends.second.empty() ? from : Date::Parse(ends.second);
      if (!from.ok() || !to.ok() || *to < *from || from->days() + kSpanDaysMax < to->days()) {
        return UsageError(language == Language::kChinese
                              ? absl::StrCat("“", span,
                                             "”不是日期或日期段（如 "
                                             "2026-10-01..2026-10-07）")
                              : absl::StrCat("\"", span,
                                             "\" is not a day or a span "
                                             "(2026-10-01..2026-10-07)"));
      }
      for (Date day = *from; day <= *to; day = day + 1) *days.Add() = day.ToString();
    }
  }
  return absl::OkStatus();
}

int EnterCalendar(Session& session, const CalendarOptions& options) {
  v1::EnterCalendarRequest request;
  v1::CalendarYear& year = *request.mutable_year();
  year.set_year(options.year);
  year.set_source(options.source);
  absl::Status read = ReadDays(options.holidays, session.language(), *year.mutable_holidays());
  if (read.ok()) {
    read = ReadDays(options.working_days, session.language(), *year.mutable_working_days());
  }
  if (!read.ok()) return session.Fail(kNotEntered, read);
  return AskAndShow<v1::EnterCalendarResponse>(session, kNotEntered, options.write, request);
}

int ListCalendars(Session& session) {
  using enum ColumnKind;
  return ShowList<v1::ListCalendarsResponse, v1::ListCalendarsRequest>(
      session,
      {{"date", session.Text({"date", "日期"}), kText},
       {"kind", session.Text({"kind", "种类"}), kText},
       {"source", session.Text({"source", "来源"}), kText}},
      [&](const v1::ListCalendarsResponse& response) {
        const bool table = session.FormatOr(Format::kTable) == Format::kTable;
        std::vector<Row> rows;
        const auto add = [&](const auto& days, const v1::CalendarYear& year, const char* key,
                             Bilingual label) {
          for (const std::string& day : days) {
            rows.push_back({day, table ? session.Text(label) : std::string(key), year.source()});
          }
        };
        for (const v1::CalendarYear& year : response.years()) {
          add(year.holidays(), year, "holiday", {"holiday", "休假"});
          add(year.working_days(), year, "working_day", {"working day", "调休上班"});
        }
        return rows;
      });
}

struct RateOptions {
  std::string date;
  std::int64_t one_year_ppm = 0;
  std::int64_t five_year_ppm = 0;
  std::string source;
  WriteOptions write;
};

int EnterRate(Session& session, const RateOptions& options) {
  v1::EnterLendingRateRequest request;
  v1::LendingRate& rate = *request.mutable_rate();
  rate.set_date(options.date);
  rate.set_one_year_ppm(options.one_year_ppm);
  rate.set_five_year_ppm(options.five_year_ppm);
  rate.set_source(options.source);
  return AskAndShow<v1::EnterLendingRateResponse>(session, kNotEntered, options.write, request);
}

int ListRates(Session& session) {
  using enum ColumnKind;
  return ShowList<v1::ListLendingRatesResponse, v1::ListLendingRatesRequest>(
      session,
      {{"date", session.Text({"from", "起始日期"}), kText},
       {"one_year", session.Text({"one year", "一年期"}), kRate},
       {"five_year", session.Text({"five years and more", "五年期以上"}), kRate},
       {"source", session.Text({"source", "来源"}), kText}},
      [](const v1::ListLendingRatesResponse& response) {
        std::vector<Row> rows;
        for (const v1::LendingRate& rate : response.rates()) {
          rows.push_back(
              {rate.date(), Rate{rate.one_year_ppm()}, Rate{rate.five_year_ppm()}, rate.source()});
        }
        return rows;
      });
}

void AddSource(CommandTree& tree, CLI::App& command, std::string& source) {
  command.add_option("--source", source, tree.Text({"Where it was published", "发布文件"}))
      ->type_name("TEXT")
      ->required();
}

}  // namespace

void AddPolicyTermsCommands(CommandTree& tree, CLI::App& policy) {
  const auto issue = std::make_shared<IssueOptions>();
  CLI::App& issue_command =
      tree.Add(policy, "issue", {"Issue a version; two persons", "发布政策版本（须两人）"},
               [issue](Session& session) { return Issue(session, *issue); });
  issue_command
      .add_option("file", issue->file, tree.Text({"Policy in text form", "政策文件（文本格式）"}))
      ->required();
  AddWriteOptions(tree, issue_command, issue->write);
  tree.Add(policy, "list", {"Policies of the programme", "列出已发布的政策"}, ListPolicies);
  const auto get = std::make_shared<GetOptions>();
  CLI::App& get_command =
      tree.Add(policy, "get", {"Every parameter of an issued policy", "查看已发布政策的全部参数"},
               [get](Session& session) { return GetPolicy(session, *get); });
  get_command.add_option(
      "policy", get->policy_id,
      tree.Text({"Policy (not needed where there is one)", "政策编号（只有一个时可省略）"}));
  get_command
      .add_option("--policy-version", get->version,
                  tree.Text({"Version (default: the one in force)", "版本（默认现行版本）"}))
      ->check(CLI::PositiveNumber);
}

void AddTermsCommands(CommandTree& tree) {
  CLI::App& calendar =
      tree.AddNoun("calendar", {"Holidays and make-up working days", "节假日与调休上班日"});
  const auto enter = std::make_shared<CalendarOptions>();
  CLI::App& enter_command =
      tree.Add(calendar, "enter", {"Enter the table of a year", "录入一年的安排"},
               [enter](Session& session) { return EnterCalendar(session, *enter); });
  enter_command.add_option("year", enter->year, tree.Text({"Year", "年份"}))->required();
  const auto days = [&](const char* name, std::vector<std::string>& list, Bilingual help) {
    enter_command.add_option(name, list, tree.Text(help))
        ->type_name("DAY|DAY..DAY,…")
        ->allow_extra_args(false);
  };
  days("--holidays", enter->holidays, {"Days off, in order", "放假日期，按先后"});
  days("--working-days", enter->working_days,
       {"Saturdays and Sundays that are worked, in order", "调休上班的周末，按先后"});
  AddSource(tree, enter_command, enter->source);
  AddWriteOptions(tree, enter_command, enter->write);
  tree.Add(calendar, "list", {"What was entered", "列出已录入的安排"}, ListCalendars);

  CLI::App& rate = tree.AddNoun("rate", {"Loan prime rates (LPR)", "贷款市场报价利率（LPR）"});
  const auto entered = std::make_shared<RateOptions>();
  CLI::App& rate_command =
      tree.Add(rate, "enter", {"Enter the rates from a day on", "录入自某日起的利率"},
               [entered](Session& session) { return EnterRate(session, *entered); });
  AddDate(tree, rate_command, "date", entered->date, {"First day", "起始日期"})->required();
  AddPercent(tree, rate_command, "--one-year", entered->one_year_ppm,
             {"One year (3.45%)", "一年期（如 3.45%）"})
      ->required();
  AddPercent(tree, rate_command, "--five-year", entered->five_year_ppm,
             {"Five years and more", "五年期以上"})
      ->required();
  AddSource(tree, rate_command, entered->source);
  AddWriteOptions(tree, rate_command, entered->write);
  tree.Add(rate, "list", {"What was entered", "列出已录入的利率"}, ListRates);
}

}  // namespace ippledge::client
