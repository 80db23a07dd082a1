// The commands "programme found|show|list".
#include <CLI/CLI.hpp>
#include <filesystem>
#include <memory>
#include <string>

#include "absl/strings/escaping.h"
#include "absl/strings/str_cat.h"
#include "client/commands/commands.h"
#include "client/commands/option_values.h"
#include "client/commands/recorded.h"
#include "client/json.h"
#include "client/message_file.h"
#include "client/session.h"
#include "ippledge/v1/programme_service.pb.h"

namespace ippledge::client {
namespace {

constexpr Bilingual kNotFounded = {"the programme was not founded", "计划未能建立"};
constexpr Bilingual kNotShown = {"the programme cannot be shown", "无法显示计划"};
constexpr Bilingual kNotListed = {"the programmes cannot be listed", "无法列出计划"};

struct FoundOptions {
  std::string file;
  std::string id;
  WriteOptions write;
};

// --id, else --programme, else the file's name without its ending.
std::string IdFor(const FoundOptions& found, const Session& session) {
  if (!found.id.empty()) return found.id;
  if (!session.options().programme.empty()) return session.options().programme;
  return std::filesystem::path(found.file).stem().string();
}

int Found(Session& session, const FoundOptions& found) {
  v1::FoundProgrammeRequest request;
  if (const absl::Status read = ReadMessageFile(found.file, *request.mutable_constitution());
      !read.ok()) {
    return session.Fail(kNotFounded, read);
  }
  request.set_programme(IdFor(found, session));
  return AskAndShow<v1::FoundProgrammeResponse>(session, kNotFounded, found.write, request);
}

std::string AmountText(const v1::Constitution& constitution, std::int64_t value,
                       const Session& session) {
  const Measure measure = static_cast<Measure>(constitution.counted_measure());
  return IsAmount(measure) ? FormatAmount(value, session.options().unit) : FormatCount(value);
}

std::vector<std::string> Heading(const v1::Programme& programme, const Session& session) {
  const v1::Constitution& constitution = programme.constitution();
  const bool chinese = session.language() == Language::kChinese;
  const Measure measure = static_cast<Measure>(constitution.counted_measure());
  const std::string unit =
      IsAmount(measure)
          ? UnitName(session.options().unit, constitution.currency_code(), session.language())
          : "";
  const auto label = [&](absl::string_view en, absl::string_view zh) {
    return session.Text({en, zh});
  };
  return AlignedLines({
      {label("programme", "计划"), programme.programme()},
      {label("title", "名称"), chinese || constitution.title_en().empty()
                                   ? constitution.title_zh()
                                   : constitution.title_en()},
      {label("target", "目标"),
       absl::StrCat(AmountText(constitution, constitution.target(), session), " ", unit, " (",
                    LabelOf(measure).In(session.language()), ")")},
      {label("fund", "基金"),
       absl::StrCat(
           FormatAmount(constitution.fund_fen(), session.options().unit), " ",
           UnitName(session.options().unit, constitution.currency_code(), session.language()))},
      {label("currency, zone", "币种、时区"),
       absl::StrCat(constitution.currency_code(), ", ", constitution.time_zone())},
      {label("business day", "业务日期"), programme.business_date()},
      {label("position", "位置"), FormatCount(programme.position())},
      {label("committed", "提交时间"), FormatTime(programme.commit_time())},
      {label("root", "根哈希"), absl::BytesToHexString(programme.root())},
      {label("accepts writes", "可写入"),
       programme.accepts_writes() ? label("yes", "是") : label("no", "否")},
      {label("reporting units", "统计单位"), absl::StrCat(constitution.reporting_units_size())},
  });
}

// Milestones first, then reporting units: what people look up here.
int Show(Session& session) {
  const absl::StatusOr<const v1::Programme*> programme = session.Programme();
  if (!programme.ok()) return session.Fail(kNotShown, programme.status());
  Document document;
  document.json = JsonMessage(**programme, JsonStyle::kIndented);
  document.heading = Heading(**programme, session);
  for (const v1::Milestone& milestone : (*programme)->constitution().milestones()) {
    document.heading.push_back(
        absl::StrCat(session.Text({"milestone ", "阶段目标 "}), milestone.milestone_date(), "  ",
                     AmountText((*programme)->constitution(), milestone.target(), session)));
  }
  document.columns = {{"code", session.Text({"unit", "地区代码"}), ColumnKind::kText},
                      {"name_zh", session.Text({"name", "名称"}), ColumnKind::kText},
                      {"name_en", session.Text({"English name", "英文名称"}), ColumnKind::kText},
                      {"parent_code", session.Text({"lies in", "所属"}), ColumnKind::kText}};
  for (const v1::ReportingUnit& unit : (*programme)->constitution().reporting_units()) {
    document.rows.push_back({unit.code(), unit.name_zh(), unit.name_en(), unit.parent_code()});
  }
  return session.Show(document);
}

int List(Session& session) {
  const auto list =
      session.connection().Ask<v1::ListProgrammesResponse>(v1::ListProgrammesRequest());
  if (!list.ok()) return session.Fail(kNotListed, list.status());
  Document document;
  document.columns = {
      {"programme", session.Text({"programme", "计划"}), ColumnKind::kText},
      {"title", session.Text({"title", "名称"}), ColumnKind::kText},
      {"target", session.Text({"target", "目标"}), ColumnKind::kMixed},
      {"currency_code", session.Text({"currency", "币种"}), ColumnKind::kText},
      {"business_date", session.Text({"business day", "业务日期"}), ColumnKind::kText},
      {"position", session.Text({"position", "位置"}), ColumnKind::kCount},
      {"accepts_writes", session.Text({"accepts writes", "可写入"}), ColumnKind::kText}};
  for (const v1::Programme& programme : list->programmes()) {
    const v1::Constitution& constitution = programme.constitution();
    const bool amount = IsAmount(static_cast<Measure>(constitution.counted_measure()));
    const Cell target =
        amount ? Cell(Amount{constitution.target()}) : Cell(Count{constitution.target()});
    const bool english =
        session.language() == Language::kEnglish && !constitution.title_en().empty();
    document.rows.push_back({programme.programme(),
                             english ? constitution.title_en() : constitution.title_zh(), target,
                             constitution.currency_code(), programme.business_date(),
                             Count{programme.position()}, programme.accepts_writes()});
  }
  return session.Show(document);
}

}  // namespace

void AddProgrammeCommands(CommandTree& tree) {
  CLI::App& programme =
      tree.AddNoun("programme", {"Found a programme, show it, list all", "建立、查看、列出计划"});
  const auto found = std::make_shared<FoundOptions>();
  CLI::App& command =
      tree.Add(programme, "found", {"Found a programme from its constitution", "按章程建立计划"},
               [found](Session& session) { return Found(session, *found); });
  command
      .add_option("file", found->file,
                  tree.Text({"Constitution, text form or .json", "章程文件：文本格式或 .json"}))
      ->required();
  command.add_option("--id", found->id,
                     tree.Text({"Id; default: --programme, else the file's name",
                                "计划编号；默认取 --programme，否则取文件名"}));
  AddWriteOptions(tree, command, found->write);
  tree.Add(programme, "show",
           {"Constitution, position and Merkle root", "章程、当前位置和默克尔根"}, Show);
  tree.Add(programme, "list", {"All programmes of the server", "服务器上的全部计划"}, List);
}

}  // namespace ippledge::client
