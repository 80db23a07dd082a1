// The commands "witness key|run|show|compare": what a partner bank or the bureau runs to see that
// the ledger has one history.
#include "client/witness/witness.h"

#include <CLI/CLI.hpp>
#include <filesystem>
#include <map>
#include <memory>
#include <optional>
#include <string>
#include <system_error>
#include <utility>
#include <vector>

#include "absl/strings/str_cat.h"
#include "absl/strings/str_join.h"
#include "absl/time/time.h"
#include "client/commands/commands.h"
#include "client/exit_code.h"
#include "client/session.h"
#include "client/witness/durable_file.h"
#include "client/witness/key_file.h"
#include "client/witness/run.h"
#include "client/witness/state_folder.h"
#include "ledger/status_macros.h"
#include "proof/cosignature.h"
#include "proof/signed_note.h"

namespace ippledge::client {
namespace {

constexpr Bilingual kNoKey = {"there is no key", "没有密钥"};
constexpr Bilingual kNotShown = {"the state cannot be shown", "无法显示见证状态"};
constexpr Bilingual kNotCompared = {"they cannot be compared", "无法比较"};

// ---- key ----

struct KeyOptions {
  std::string file;
  std::string name;
};

int Key(Session& session, const KeyOptions& options) {
  const absl::StatusOr<proof::SigningKey> key =
      options.name.empty() ? ReadKeyFile(options.file) : MakeKeyFile(options.file, options.name);
  if (!key.ok()) return session.Fail(kNoKey, key.status());
  Document document;
  document.single = true;
  document.columns = {{"name", session.Text({"name", "名称"}), ColumnKind::kText},
                      {"key", session.Text({"public key", "公钥"}), ColumnKind::kText}};
  document.rows = {{key->name(), key->verifier().Text()}};
  // People copy it into the command that admits it: without a frame.
  if (session.FormatOr(Format::kTable) == Format::kTable) {
    document = Document();
    document.heading = {key->verifier().Text()};
  }
  if (!options.name.empty()) {
    session.err() << session.Text({"made; the secret half is in ", "已生成，私钥保存在 "})
                  << options.file
                  << session.Text(
                         {", and nowhere else; two security officers admit the public "
                          "half: ippledge key admit KEY --purpose witness --witness BODY\n",
                          "，别无备份；公钥由两名安全管理员加入：ippledge key admit KEY "
                          "--purpose witness --witness BODY\n"});
  }
  return session.Show(document);
}

// ---- show ----

// When this was cosigned, of the first line that is a cosignature.
std::string CosignedTime(const std::string& text) {
  const absl::StatusOr<proof::SignedNote> note = proof::ParseNote(text);
  if (!note.ok()) return "";
  for (const proof::NoteSignature& line : note->signatures) {
    if (const auto time = proof::CosignatureTime(line.bytes)) {
      return absl::FormatTime("%Y-%m-%dT%H:%M:%SZ", absl::FromUnixSeconds(*time),
                              absl::UTCTimeZone());
    }
  }
  return "";
}

int ShowState(Session& session, const std::string& folder) {
  const absl::StatusOr<StateFiles> files = ReadStateFiles(folder);
  if (!files.ok()) return session.Fail(kNotShown, UsageError(files.status().message()));
  const std::optional<ShownCheckpoint>& latest = files->latest;
  const std::string origin = latest ? latest->checkpoint.origin : "";
  const auto size = static_cast<std::int64_t>(latest ? latest->checkpoint.size : 0);
  const std::string root = latest ? proof::HexOf(latest->checkpoint.root) : "";
  const std::string time = latest ? CosignedTime(latest->note) : "";
  const auto kept = static_cast<std::int64_t>(files->cosigned.size());
  const std::string forks = absl::StrJoin(files->forks, " ");
  using enum ColumnKind;
  Document document;
  if (session.FormatOr(Format::kTable) == Format::kTable) {
    document.heading = AlignedLines({{session.Text({"ledger", "账簿"}), origin},
                                     {session.Text({"entries", "条目数"}), FormatCount(size)},
                                     {session.Text({"root", "根哈希"}), root},
                                     {session.Text({"cosigned", "签名时间"}), time},
                                     {session.Text({"notes kept", "保存份数"}), FormatCount(kept)},
                                     {session.Text({"evidence of forks", "分叉证据"}), forks}});
    return session.Show(document);
  }
  document.single = true;
  document.columns = {{"origin", "", kText},        {"size", "", kCount}, {"root", "", kText},
                      {"cosigned_time", "", kText}, {"kept", "", kCount}, {"forks", "", kText}};
  document.rows = {{origin, Count{size}, root, time, Count{kept}, forks}};
  return session.Show(document);
}

// ---- compare ----

struct CompareOptions {
  std::string paths[2];
  std::vector<std::string> log_keys;
};

// Notes by size: those of a state's folder, or the one of a file.
absl::StatusOr<std::map<std::uint64_t, ShownCheckpoint>> NotesAt(
    const std::string& path, const std::vector<proof::VerifierKey>& keys) {
  std::vector<std::string> texts;
  std::error_code error;
  if (std::filesystem::is_directory(path, error)) {
    IPPLEDGE_ASSIGN_OR_RETURN(const StateFiles files, ReadStateFiles(path));
    for (const auto& [size, note] : files.cosigned) texts.push_back(note);
    if (files.latest) texts.push_back(files.latest->note);
  } else {
    IPPLEDGE_ASSIGN_OR_RETURN(std::string text, ReadSmallFile(path, proof::kNoteBytesMax));
    texts.push_back(std::move(text));
  }
  std::map<std::uint64_t, ShownCheckpoint> notes;
  for (const std::string& text : texts) {
    const absl::StatusOr<ShownCheckpoint> shown = OpenShown(text, keys);
    if (!shown.ok()) {
      return absl::InvalidArgumentError(absl::StrCat(path, ": ", shown.status().message()));
    }
    notes.emplace(shown->checkpoint.size, *shown);
  }
  if (notes.empty()) return absl::InvalidArgumentError(absl::StrCat(path, " holds no note"));
  return notes;
}

int Compare(Session& session, const CompareOptions& options) {
  const absl::StatusOr<std::vector<proof::VerifierKey>> keys = ReadLogKeys(options.log_keys, "");
  if (!keys.ok()) return session.Fail(kNotCompared, keys.status());
  std::map<std::uint64_t, ShownCheckpoint> notes[2];
  for (int side = 0; side < 2; ++side) {
    auto read = NotesAt(options.paths[side], *keys);
    if (!read.ok()) return session.Fail(kNotCompared, UsageError(read.status().message()));
    notes[side] = *std::move(read);
  }
  std::int64_t equal = 0;
  std::uint64_t largest = 0;
  for (const auto& [size, one] : notes[0]) {
    const auto other = notes[1].find(size);
    if (other == notes[1].end()) continue;
    if (other->second.checkpoint.root != one.checkpoint.root) {
      session.err() << session.Text({"FORK: the ledger has signed two roots of ",
                                     "分叉：账簿对同一条目数签署了两个根哈希，条目数 "})
                    << size
                    << session.Text({" entries; keep both: ippledge-verify fork proves it\n",
                                     "；请保存双方文件：ippledge-verify fork 可证实\n"});
      return kExitProofFails;
    }
    ++equal;
    largest = size;
  }
  if (equal == 0) {
    session.err() << session.Text(
        {"no size that both have: only the ledger can show whether one continues the other: "
         "ippledge checkpoint prove, ippledge-verify consistency\n",
         "双方没有相同条目数的检查点：须由账簿证明延续关系：ippledge checkpoint prove，再用 "
         "ippledge-verify consistency 验证\n"});
    return kExitNotFound;
  }
  using enum ColumnKind;
  Document document;
  document.single = true;
  document.columns = {
      {"compared", session.Text({"sizes that both have", "共有条目数个数"}), kCount},
      {"largest", session.Text({"one history up to", "历史一致至"}), kCount}};
  document.rows = {{Count{equal}, Count{static_cast<std::int64_t>(largest)}}};
  return session.Show(document);
}

// ---- the tree ----

CLI::Option* AddState(CommandTree& tree, CLI::App& command, std::string& folder) {
  return command
      .add_option("--state", folder,
                  tree.Text({"Folder of what was cosigned", "保存共同签名记录的目录"}))
      ->type_name("DIR")
      ->required();
}

void AddLogKeys(CommandTree& tree, CLI::App& command, std::vector<std::string>& keys) {
  command
      .add_option(
          "--log-key", keys,
          tree.Text({"Verifier key of the ledger, or a file with it; from somebody whom you "
                     "trust; as often as it has keys",
                     "账簿的验证密钥或其文件，须来自可信渠道，可多次给出"}))
      ->type_name("KEY")
      ->allow_extra_args(false);
}

void AddRun(CommandTree& tree, CLI::App& noun) {
  const auto options = std::make_shared<WitnessRunOptions>();
  CLI::App& run =
      tree.Add(noun, "run",
               {"Follow the ledger, cosign its checkpoints, compare with other witnesses",
                "跟踪账簿、共同签名检查点并与其他见证方比对"},
               [options](Session& session) { return RunWitness(session, *options); });
  AddState(tree, run, options->state_folder);
  run.add_option("--signing-key", options->key_file,
                 tree.Text({"The witness's key, of \"witness key\"", "见证密钥文件"}))
      ->type_name("FILE")
      ->required();
  AddLogKeys(tree, run, options->log_keys);
  run.add_option("--policy", options->policy_file,
                 tree.Text({"Or a policy that names the ledger's key (C2SP tlog-policy)",
                            "或载有账簿密钥的策略文件（C2SP tlog-policy）"}))
      ->type_name("FILE");
  CLI::Option* const once = run.add_flag(
      "--once", options->once,
      tree.Text({"The newest checkpoint and each peer once, then end", "只执行一轮后结束"}));
  run.add_option("--peer", options->peers,
                 tree.Text({"Another witness to compare with; any number of them",
                            "用于比对的其他见证方，可多次给出"}))
      ->type_name("HOST:PORT")
      ->allow_extra_args(false);
  run.add_option("--interval", options->interval_seconds,
                 tree.Text({"Seconds between comparisons, besides one after each cosignature",
                            "两次比对的间隔（秒），每次签名后另行比对"}))
      ->type_name("SECONDS")
      ->check(CLI::Range(0.1, 86'400.0))
      ->capture_default_str();
  run.add_option("--listen", options->listen,
                 tree.Text({"Answer others at this address what was cosigned",
                            "在此地址应答他人关于共同签名的查询"}))
      ->type_name("HOST:PORT")
      ->excludes(once);
  run.add_option("--listen-cert", options->listen_certificate,
                 tree.Text({"Certificate of that address, PEM; without it on loopback only",
                            "该地址的证书（PEM），缺省时只能监听本机"}))
      ->type_name("FILE");
  run.add_option("--listen-key", options->listen_key, tree.Text({"Its private key", "证书私钥"}))
      ->type_name("FILE");
}

}  // namespace

void AddWitnessCommands(CommandTree& tree) {
  CLI::App& noun =
      tree.AddNoun("witness", {"See that the ledger has one history", "见证账簿历史唯一"});

  const auto key = std::make_shared<KeyOptions>();
  CLI::App& key_command =
      tree.Add(noun, "key", {"Make a witness's key, or show its public half", "生成或显示见证密钥"},
               [key](Session& session) { return Key(session, *key); });
  key_command.add_option("file", key->file, tree.Text({"The key's file", "密钥文件"}))->required();
  key_command.add_option(
      "--name", key->name,
      tree.Text({"Make a new one of this name, as bureau.example/witness; never used again",
                 "以此名称生成新密钥，名称不得重复使用"}));

  AddRun(tree, noun);

  const auto folder = std::make_shared<std::string>();
  CLI::App& show = tree.Add(noun, "show", {"What a witness has cosigned last", "显示见证状态"},
                            [folder](Session& session) { return ShowState(session, *folder); });
  AddState(tree, show, *folder);

  const auto compare = std::make_shared<CompareOptions>();
  CLI::App& compare_command = tree.Add(
      noun, "compare",
      {"Compare two notes, or two states, without a network", "离线比较两个检查点或两个见证目录"},
      [compare](Session& session) { return Compare(session, *compare); });
  const Bilingual what = {"A note's file, or a state's folder", "检查点文件或见证目录"};
  compare_command.add_option("one", compare->paths[0], tree.Text(what))->required();
  compare_command.add_option("other", compare->paths[1], tree.Text(what))->required();
  AddLogKeys(tree, compare_command, compare->log_keys);
}

}  // namespace ippledge::client
