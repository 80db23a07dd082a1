// The commands "journal list|follow|get".
#include <CLI/CLI.hpp>
#include <algorithm>
#include <memory>
#include <string>

#include "absl/strings/escaping.h"
#include "absl/strings/str_cat.h"
#include "client/commands/commands.h"
#include "client/commands/follow.h"
#include "client/commands/option_values.h"
#include "client/json.h"
#include "client/session.h"
#include "ippledge/v1/journal_service.pb.h"

namespace ippledge::client {
namespace {

constexpr Bilingual kNotShown = {"the journal cannot be shown", "无法显示日志"};
constexpr int kPageSize = 1000;

struct JournalOptions {
  std::int64_t first = 0;
  std::int64_t limit = 50;
  std::int64_t count = 0;
  std::int64_t entry = 0;
};

std::vector<Column> Columns(const Session& session) {
  using enum ColumnKind;
  return {{"entry", session.Text({"entry", "条目"}), kCount},
          {"commit_time", session.Text({"committed", "提交时间"}), kText},
          {"business_date", session.Text({"day", "业务日期"}), kText},
          {"kind", session.Text({"kind", "类型"}), kText},
          {"organisation", session.Text({"organisation", "机构"}), kText},
          {"role", session.Text({"role", "角色"}), kText},
          {"bank", session.Text({"bank", "银行"}), kText},
          {"contract_number", session.Text({"contract", "合同号"}), kText},
          {"leaf_hash", session.Text({"leaf hash", "叶哈希"}), kText}};
}

// A hash is told apart by its beginning; machines get all of it.
constexpr std::size_t kHashCharactersShown = 16;

Row RowFor(const v1::JournalEntry& entry, bool table) {
  std::string hash = absl::BytesToHexString(entry.leaf_hash());
  if (table) hash.resize(std::min(hash.size(), kHashCharactersShown));
  return {Count{entry.entry()},
          FormatTime(entry.commit_time()),
          entry.business_date(),
          entry.redacted() ? std::string("…") : entry.kind(),
          entry.organisation(),
          entry.role(),
          entry.bank(),
          entry.contract_number(),
          hash};
}

int List(Session& session, const JournalOptions& options) {
  const absl::StatusOr<std::string> programme = session.ProgrammeId();
  if (!programme.ok()) return session.Fail(kNotShown, programme.status());
  const bool table = session.FormatOr(Format::kTable) == Format::kTable;
  v1::ListEntriesRequest request;
  request.set_programme(*programme);
  request.set_first_entry(options.first);
  request.set_heads_only(true);
  Document document;
  document.columns = Columns(session);
  std::int64_t left = options.limit;
  do {
    request.set_page_size(static_cast<std::int32_t>(std::min<std::int64_t>(left, kPageSize)));
    const auto page = session.connection().Ask<v1::ListEntriesResponse>(request);
    if (!page.ok()) return session.Fail(kNotShown, page.status());
    for (const v1::JournalEntry& entry : page->entries()) {
      document.rows.push_back(RowFor(entry, table));
    }
    left -= page->entries_size();
    request.set_first_entry(page->next_first_entry());
  } while (left > 0 && request.first_entry() > 0);
  if (request.first_entry() > 0) {
    session.err() << session.Text({"more entries follow: --from ", "还有更多条目：--from "})
                  << request.first_entry() << '\n';
  }
  return session.Show(document);
}

int Follow(Session& session, const JournalOptions& options) {
  const absl::StatusOr<std::string> programme = session.ProgrammeId();
  if (!programme.ok()) return session.Fail(kNotShown, programme.status());
  const Format format = session.FormatOr(Format::kTable);
  absl::StatusOr<std::unique_ptr<Output>> output = session.OpenOutput(format);
  if (!output.ok()) return session.Fail(kNotShown, output.status());
  v1::FollowEntriesRequest request;
  request.set_programme(*programme);
  request.set_first_entry(options.first);
  request.set_heads_only(true);
  std::int64_t left = options.count;
  v1::FollowEntriesResponse response;
  const absl::Status status = FollowUntilStopped(session, request, response, [&] {
    for (const v1::JournalEntry& entry : response.entries()) {
      std::string line;
      if (format == Format::kTable) {
        for (const Cell& cell : RowFor(entry, true)) {
          absl::StrAppend(&line, line.empty() ? "" : "  ",
                          TableText(cell, session.LayoutFor(format)));
        }
      } else {
        line = JsonMessage(entry, JsonStyle::kOneLine);
      }
      (*output)->stream() << line << '\n';
      request.set_first_entry(entry.entry() + 1);  // where to go on after a cut line
      if (options.count > 0 && --left == 0) return false;
    }
    (*output)->stream().flush();
    return true;
  });
  (*output)->Close().IgnoreError();
  return status.ok() ? static_cast<int>(kExitOk) : session.Fail(kNotShown, status);
}

int Get(Session& session, const JournalOptions& options) {
  v1::GetEntryRequest request;
  const absl::StatusOr<std::string> programme = session.ProgrammeId();
  if (!programme.ok()) return session.Fail(kNotShown, programme.status());
  request.set_programme(*programme);
  request.set_entry(options.entry);
  const auto response = session.connection().Ask<v1::GetEntryResponse>(request);
  if (!response.ok()) return session.Fail(kNotShown, response.status());
  const v1::JournalEntry& entry = response->entry();
  Document document;
  document.columns = Columns(session);
  document.rows = {RowFor(entry, false)};
  document.json = JsonMessage(entry, JsonStyle::kIndented);
  document.heading = AlignedLines({
      {session.Text({"entry", "条目"}), FormatCount(entry.entry())},
      {session.Text({"committed", "提交时间"}), FormatTime(entry.commit_time())},
      {session.Text({"day", "业务日期"}), entry.business_date()},
      {session.Text({"leaf hash", "叶哈希"}), absl::BytesToHexString(entry.leaf_hash())},
      {session.Text({"by", "经办"}),
       entry.redacted()
           ? session.Text({"(not shown to you)", "（无权查看）"})
           : absl::StrCat(entry.organisation(), " ", entry.role(), " ", entry.person())},
      {session.Text({"kind", "类型"}), entry.kind()},
      {session.Text({"request id", "请求编号"}), entry.request_id()},
      {session.Text({"loan", "贷款"}), absl::StrCat(entry.bank(), " ", entry.contract_number())},
  });
  document.notes = {entry.json()};
  // The heading says it all: an empty table would only repeat it.
  if (session.FormatOr(Format::kTable) == Format::kTable) document.columns.clear();
  return session.Show(document);
}

}  // namespace

void AddJournalCommands(CommandTree& tree) {
  CLI::App& journal =
      tree.AddNoun("journal", {"Everything that happened, in order", "按顺序记录的全部条目"});
  const auto options = std::make_shared<JournalOptions>();
  CLI::App& list = tree.Add(journal, "list", {"Entries in order", "按顺序列出条目"},
                            [options](Session& session) { return List(session, *options); });
  AddEntry(tree, list, "--from", options->first,
           {"First entry (default: 1)", "起始条目（默认 1）"});
  list.add_option("--limit", options->limit,
                  tree.Text({"At most so many (default: 50)", "最多显示的条数（默认 50）"}))
      ->check(CLI::Range(std::int64_t{1}, std::int64_t{1'000'000}));
  CLI::App& follow = tree.Add(
      journal, "follow", {"Entries as they come, until Ctrl-C", "持续显示新条目，按 Ctrl-C 结束"},
      [options](Session& session) { return Follow(session, *options); });
  AddEntry(tree, follow, "--from", options->first,
           {"First entry (default: the next new one)", "起始条目（默认下一条新条目）"});
  follow
      .add_option("--count", options->count, tree.Text({"End after so many", "显示若干条后结束"}))
      ->check(CLI::PositiveNumber);
  CLI::App& get = tree.Add(journal, "get", {"One entry with its content", "一个条目及其内容"},
                           [options](Session& session) { return Get(session, *options); });
  AddEntry(tree, get, "entry", options->entry, {"Its number", "条目号"})->required();
}

}  // namespace ippledge::client
