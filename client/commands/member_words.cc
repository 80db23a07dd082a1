#include "client/commands/member_words.h"

#include <array>
#include <cstddef>
#include <optional>
#include <utility>
#include <vector>

#include "absl/strings/ascii.h"
#include "absl/strings/match.h"
#include "absl/strings/str_cat.h"
#include "absl/strings/str_replace.h"
#include "absl/strings/str_split.h"
#include "client/exit_code.h"
#include "client/import/csv.h"
#include "client/import/problem.h"
#include "client/import/text_source.h"
#include "client/life_cycle_texts.h"
#include "client/message_file.h"
#include "ledger/status_macros.h"

namespace ippledge::client {
namespace {

enum Column { kAction, kOrganisation, kRole, kPerson, kColumns };
constexpr std::array<Bilingual, kColumns> kHeadings = {
    Bilingual{"action", "操作"}, {"organisation", "机构"}, {"role", "角色"}, {"person", "人员"}};

using Cells = std::array<std::string, kColumns>;

std::string Wrong(absl::string_view text, Bilingual what, Language language) {
  return language == Language::kChinese ? absl::StrCat("“", text, "”", what.zh)
                                        : absl::StrCat("\"", text, "\" ", what.en);
}

absl::StatusOr<v1::Role> RoleOf(absl::string_view text, Language language) {
  const std::string key = absl::StrReplaceAll(absl::AsciiStrToLower(text), {{"_", "-"}});
  std::string words;
  for (int number = 1; number < v1::Role_ARRAYSIZE; ++number) {
    const auto role = static_cast<v1::Role>(number);
    if (role == v1::ROLE_SYSTEM) continue;
    if (KeyOfTerm(role) == key || LabelOf(role).zh == text) return role;
    absl::StrAppend(&words, words.empty() ? "" : ", ", KeyOfTerm(role));
  }
  return UsageError(
      absl::StrCat(Wrong(text, {"is no role: ", "不是角色，可选："}, language), words));
}

absl::StatusOr<v1::Member> MemberOfParts(const std::string& organisation, const std::string& role,
                                         const std::string& person, Language language) {
  v1::Member member;
  member.set_organisation(organisation);
  IPPLEDGE_ASSIGN_OR_RETURN(const v1::Role number, RoleOf(role, language));
  member.set_role(number);
  member.set_person(person);
  return member;
}

// Which column stands where.
absl::StatusOr<std::array<int, kColumns>> PlacesOf(const CsvRecord& header, Language language) {
  std::array<int, kColumns> places;
  places.fill(-1);
  for (std::size_t i = 0; i < header.cells.size(); ++i) {
    const absl::string_view text = absl::StripAsciiWhitespace(header.cells[i].text);
    for (std::size_t column = 0; column < kColumns; ++column) {
      const bool named =
          absl::EqualsIgnoreCase(text, kHeadings[column].en) || text == kHeadings[column].zh;
      if (named) places[column] = static_cast<int>(i);
    }
  }
  for (std::size_t column = 0; column < kColumns; ++column) {
    if (places[column] >= 0) continue;
    const Bilingual missing = {"is missing among the headings", "列缺失"};
    return UsageError(Wrong(kHeadings[column].In(language), missing, language));
  }
  return places;
}

Cells CellsOf(const CsvRecord& record, const std::array<int, kColumns>& places) {
  Cells cells;
  for (std::size_t column = 0; column < kColumns; ++column) {
    const auto place = static_cast<std::size_t>(places[column]);
    if (place < record.cells.size()) {
      cells[column] = std::string(absl::StripAsciiWhitespace(record.cells[place].text));
    }
  }
  return cells;
}

absl::Status AddRow(const Cells& cells, Language language, v1::AmendMembersRequest& request) {
  IPPLEDGE_ASSIGN_OR_RETURN(v1::Member member, MemberOfParts(cells[kOrganisation], cells[kRole],
                                                             cells[kPerson], language));
  const std::string action = absl::AsciiStrToLower(cells[kAction]);
  if (action == "admit" || action == "加入") {
    *request.add_admit() = std::move(member);
  } else if (action == "remove" || action == "移除") {
    *request.add_remove() = std::move(member);
  } else {
    return UsageError(Wrong(
        cells[kAction],
        {"is neither admit nor remove", "既不是 admit（加入）也不是 remove（移除）"}, language));
  }
  return absl::OkStatus();
}

absl::Status ReadTable(const std::string& path, Language language,
                       v1::AmendMembersRequest& request) {
  IPPLEDGE_ASSIGN_OR_RETURN(std::unique_ptr<ByteSource> bytes, OpenFile(path));
  TextSource text(std::move(bytes));
  CsvReader reader(&text);
  CsvRecord record;
  std::optional<std::array<int, kColumns>> places;
  for (;;) {
    IPPLEDGE_ASSIGN_OR_RETURN(const bool more, reader.Next(&record));
    if (!more) break;
    if (record.blank()) continue;
    const auto at_line = [&](const absl::Status& status) {
      return UsageError(absl::StrCat(path, ":", record.line, ": ", status.message()));
    };
    if (record.fault != Fault::kNone) {
      const Problem problem = ProblemOf(record.fault, "", "");
      return at_line(
          UsageError(language == Language::kChinese ? problem.chinese : problem.english));
    }
    if (!places) {
      absl::StatusOr<std::array<int, kColumns>> found = PlacesOf(record, language);
      if (!found.ok()) return at_line(found.status());
      places = *found;
      continue;
    }
    const absl::Status added = AddRow(CellsOf(record, *places), language, request);
    if (!added.ok()) return at_line(added);
  }
  return absl::OkStatus();
}

}  // namespace

absl::StatusOr<v1::Member> MemberOf(const std::string& text, Language language) {
  const std::vector<std::string> parts = absl::StrSplit(text, ':');
  if (parts.size() == 2) return MemberOfParts(parts[0], parts[1], "", language);
  if (parts.size() == 3) return MemberOfParts(parts[0], parts[1], parts[2], language);
  const Bilingual form = {"is not ORGANISATION:ROLE:PERSON", "不是 机构:角色:人员"};
  return UsageError(Wrong(text, form, language));
}

absl::Status ReadMembersFile(const std::string& path, Language language,
                             v1::AmendMembersRequest& request) {
  if (absl::EndsWithIgnoreCase(path, ".csv")) {
    const absl::Status read = ReadTable(path, language, request);
    return read.ok() ? read : UsageError(read.message());
  }
  v1::AmendMembersRequest lists;
  IPPLEDGE_RETURN_IF_ERROR(ReadMessageFile(path, lists));
  request.mutable_admit()->MergeFrom(lists.admit());
  request.mutable_remove()->MergeFrom(lists.remove());
  return absl::OkStatus();
}

}  // namespace ippledge::client
