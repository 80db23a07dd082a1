// The commands "member list|amend": who may act in the programme.
#include <CLI/CLI.hpp>
#include <memory>
#include <string>
#include <vector>

#include "client/commands/commands.h"
#include "client/commands/cover_answers.h"
#include "client/commands/member_words.h"
#include "client/commands/pages.h"
#include "client/commands/reconciliation_options.h"
#include "client/commands/recorded.h"
#include "client/session.h"
#include "ippledge/v1/admin_service.pb.h"

namespace ippledge::client {
namespace {

constexpr Bilingual kNotAmended = {"the members were not amended", "成员未变更"};
constexpr Bilingual kNotListed = {"the members cannot be listed", "无法列出成员"};

struct AmendOptions {
  std::vector<std::string> admit;
  std::vector<std::string> remove;
  std::string file;
  std::string text;
  WriteOptions write;
};

absl::Status AddWords(const std::vector<std::string>& words, Language language,
                      google::protobuf::RepeatedPtrField<v1::Member>& members) {
  for (const std::string& word : words) {
    absl::StatusOr<v1::Member> member = MemberOf(word, language);
    if (!member.ok()) return member.status();
    *members.Add() = *std::move(member);
  }
  return absl::OkStatus();
}

absl::StatusOr<v1::AmendMembersRequest> RequestOf(const AmendOptions& options, Language language) {
  v1::AmendMembersRequest request;
  IPPLEDGE_RETURN_IF_ERROR(AddWords(options.admit, language, *request.mutable_admit()));
  IPPLEDGE_RETURN_IF_ERROR(AddWords(options.remove, language, *request.mutable_remove()));
  if (!options.file.empty()) {
    IPPLEDGE_RETURN_IF_ERROR(ReadMembersFile(options.file, language, request));
  }
  request.set_text(options.text);
  return request;
}

int Amend(Session& session, const AmendOptions& options) {
  absl::StatusOr<v1::AmendMembersRequest> request = RequestOf(options, session.language());
  if (!request.ok()) return session.Fail(kNotAmended, request.status());
  return AskAndShow<v1::AmendMembersResponse>(session, kNotAmended, options.write, *request);
}

int List(Session& session, const std::string& organisation) {
  const absl::StatusOr<std::string> programme = session.ProgrammeId();
  if (!programme.ok()) return session.Fail(kNotListed, programme.status());
  v1::ListMembersRequest request;
  request.set_programme(*programme);
  request.set_organisation(organisation);
  const auto fill = [&session](const v1::ListMembersResponse& all, Document& document) {
    using enum ColumnKind;
    document.columns = {{"organisation", session.Text({"organisation", "机构"}), kText},
                        {"role", session.Text({"role", "角色"}), kText},
                        {"person", session.Text({"person", "人员"}), kText},
                        {"entry", session.Text({"entry", "条目"}), kCount}};
    const bool table = session.FormatOr(Format::kTable) == Format::kTable;
    for (const v1::AdmittedMember& admitted : all.members()) {
      const v1::Member& member = admitted.member();
      const bool everybody = table && member.person().empty();
      document.rows.push_back({member.organisation(), TermText(session, member.role()),
                               everybody ? session.Text({"everybody", "全体"}) : member.person(),
                               Count{admitted.entry()}});
    }
    if (all.members().empty()) {
      document.notes = {session.Text(
          {"no members: the certificates alone say who acts", "尚无成员：仅以证书认定身份"})};
    }
  };
  return ShowPages<v1::ListMembersResponse>(session, kNotListed, request, fill);
}

}  // namespace

void AddMemberCommands(CommandTree& tree) {
  CLI::App& noun = tree.AddNoun("member", {"Who may act in the programme", "计划的成员"});
  const auto organisation = std::make_shared<std::string>();
  CLI::App& list = tree.Add(
      noun, "list", {"All members, with the entries that admitted them", "全部成员及加入条目"},
      [organisation](Session& session) { return List(session, *organisation); });
  // --organisation says who calls.
  list.add_option("--of", *organisation, tree.Text({"Only of this organisation", "仅该机构"}))
      ->type_name("BODY");

  const auto options = std::make_shared<AmendOptions>();
  CLI::App& amend = tree.Add(noun, "amend",
                             {"Remove and admit members, all or none; two security officers",
                              "移除、加入成员，全部生效或全部不生效（须两名安全管理员）"},
                             [options](Session& session) { return Amend(session, *options); });
  const auto add = [&](const std::string& name, std::vector<std::string>& words, Bilingual help) {
    amend.add_option(name, words, tree.Text(help))->type_name("ORGANISATION:ROLE:PERSON");
  };
  add("--admit", options->admit,
      {"Admit; without PERSON all of a bank or reporter in that role; any number of them",
       "加入；省略人员即该机构该角色全体（限银行、报表）；可多次"});
  add("--remove", options->remove, {"Remove, as it was admitted", "移除，写法与加入时相同"});
  amend
      .add_option(
          "--file", options->file,
          tree.Text({"Many: CSV with action, organisation, role, person; or text form, "
                     ".json: admit { … } remove { … }",
                     "批量文件：CSV（操作、机构、角色、人员），或文本格式、.json（admit { … } "
                     "remove { … }）"}))
      ->type_name("FILE");
  AddWhy(tree, amend, options->text)->required();
  AddWriteOptions(tree, amend, options->write);
}

}  // namespace ippledge::client
