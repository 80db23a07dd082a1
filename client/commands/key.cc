// The commands "key list|admit|retire": keys whose signatures count.
#include <CLI/CLI.hpp>
#include <memory>
#include <string>

#include "client/commands/commands.h"
#include "client/commands/cover_answers.h"
#include "client/commands/cover_options.h"
#include "client/commands/reconciliation_options.h"
#include "client/commands/recorded.h"
#include "client/json.h"
#include "client/session.h"
#include "ippledge/v1/admin_service.pb.h"

namespace ippledge::client {
namespace {

constexpr Bilingual kNotAdmitted = {"the key was not admitted", "密钥未加入"};
constexpr Bilingual kNotRetired = {"the key was not retired", "密钥未停用"};
constexpr Bilingual kNotListed = {"the keys cannot be listed", "无法列出密钥"};

struct AdmitOptions {
  v1::VerifierKey key;
  v1::KeyPurpose purpose = v1::KEY_PURPOSE_UNSPECIFIED;
  WriteOptions write;
};

int Admit(Session& session, const AdmitOptions& options) {
  v1::AdmitKeyRequest request;
  v1::VerifierKey& key = *request.mutable_key();
  key = options.key;
  key.set_purpose(options.purpose);
  // The text begins with the name; the server looks into the rest.
  key.set_name(key.text().substr(0, key.text().find('+')));
  return AskAndShow<v1::AdmitKeyResponse>(session, kNotAdmitted, options.write, request);
}

struct RetireOptions {
  std::string name;
  std::string text;
  WriteOptions write;
};

int Retire(Session& session, const RetireOptions& options) {
  v1::RetireKeyRequest request;
  request.set_name(options.name);
  request.set_text(options.text);
  return AskAndShow<v1::RetireKeyResponse>(session, kNotRetired, options.write, request);
}

int List(Session& session) {
  const absl::StatusOr<std::string> programme = session.ProgrammeId();
  if (!programme.ok()) return session.Fail(kNotListed, programme.status());
  v1::ListKeysRequest request;
  request.set_programme(*programme);
  const auto list = session.connection().Ask<v1::ListKeysResponse>(request);
  if (!list.ok()) return session.Fail(kNotListed, list.status());
  using enum ColumnKind;
  Document document;
  document.json = JsonMessage(*list, JsonStyle::kIndented);
  document.columns = {{"name", session.Text({"key", "密钥"}), kText},
                      {"purpose", session.Text({"signs", "用途"}), kText},
                      {"organisation", session.Text({"witness", "见证机构"}), kText},
                      {"entry", session.Text({"admitted", "加入条目"}), kCount},
                      {"retired_entry", session.Text({"retired", "停用条目"}), kCount},
                      {"text", session.Text({"text", "公钥"}), kText}};
  for (const v1::AdmittedKey& admitted : list->keys()) {
    const v1::VerifierKey& key = admitted.key();
    document.rows.push_back(
        {key.name(), TermText(session, key.purpose()), key.organisation(), Count{admitted.entry()},
         admitted.retired_entry() > 0 ? Cell(Count{admitted.retired_entry()}) : Cell(),
         key.text()});
  }
  return session.Show(document);
}

}  // namespace

void AddKeyCommands(CommandTree& tree) {
  CLI::App& noun =
      tree.AddNoun("key", {"Keys that sign checkpoints and witness them", "检查点与见证的密钥"});
  tree.Add(noun, "list", {"All keys, retired ones too", "全部密钥，含已停用"}, List);

  const auto admitted = std::make_shared<AdmitOptions>();
  CLI::App& admit = tree.Add(
      noun, "admit", {"Admit a public key; two security officers", "加入公钥（须两名安全管理员）"},
      [admitted](Session& session) { return Admit(session, *admitted); });
  admit
      .add_option("key", *admitted->key.mutable_text(),
                  tree.Text({"The public key, NAME+ID+KEY", "公钥，形如 NAME+ID+KEY"}))
      ->required();
  AddTerm(tree, admit, "--purpose", admitted->purpose,
          {"log (the ledger's checkpoints) or witness (cosignatures)",
           "log（账簿检查点）或 witness（见证签名）"})
      ->required();
  admit
      .add_option("--witness", *admitted->key.mutable_organisation(),
                  tree.Text({"Whose key it is, of a witness", "见证机构代号（仅 witness）"}))
      ->type_name("BODY");
  AddWriteOptions(tree, admit, admitted->write);

  const auto retired = std::make_shared<RetireOptions>();
  CLI::App& retire = tree.Add(noun, "retire",
                              {"End a key: what it signed stays valid; two security officers",
                               "停用密钥，此前签名仍有效（须两名安全管理员）"},
                              [retired](Session& session) { return Retire(session, *retired); });
  retire.add_option("name", retired->name, tree.Text({"Its name", "密钥名称"}))->required();
  AddWhy(tree, retire, retired->text)->required();
  AddWriteOptions(tree, retire, retired->write);
}

}  // namespace ippledge::client
