#include "tools/admin/command_line.h"

#include <CLI/CLI.hpp>
#include <algorithm>
#include <filesystem>
#include <functional>
#include <limits>
#include <utility>

#include "absl/status/status.h"
#include "tools/admin/acts.h"
#include "tools/admin/audit.h"
#include "tools/admin/backup.h"
#include "tools/admin/dump.h"
#include "tools/admin/exit_code.h"
#include "tools/admin/export.h"
#include "tools/admin/inspect.h"
#include "tools/admin/keys.h"
#include "tools/admin/rebuild.h"
#include "tools/admin/restore.h"
#include "tools/admin/sheet.h"
#include "tools/admin/store.h"
#include "tools/admin/tail.h"

namespace ippledge::admin {
namespace {

struct Choices {
  std::string store;
  std::string programme;
  std::string format = "text";
  RebuildOptions rebuild;
  std::int64_t from = 1;
  std::int64_t to = 0;
  std::int64_t entry = 0;
  std::string keys;
  std::string algorithm = "ed25519";
  ExportOptions export_options;
  std::string backups;
  bool shows_acts = false;
  ActsOptions acts;
  bool restores = false;
  RestoreOptions restore;
  bool cut = false;
  std::string word;
};

class CommandLine {
 public:
  CommandLine(const engine::Clock& clock, std::ostream& out, std::ostream& err)
      : clock_(clock), out_(out), err_(err) {
    constexpr std::int64_t kEntryMax = std::numeric_limits<std::int64_t>::max();
    app_.name("ippledge-admin");
    app_.require_subcommand(1);
    app_.fallthrough();
    app_.add_option("--store", choices_.store, "folder of the store; its server must be stopped")
        ->required();
    app_.add_option("--programme", choices_.programme, "only this programme (default: all)");
    app_.add_option("-o,--output", choices_.format, "text or json")
        ->check(CLI::IsMember({"text", "json"}));
    Command("audit", "recompute every entry, decision, sum, hash, signature and index row",
            &CommandLine::Audit)
        ->alias("verify");
    CLI::App* rebuild = Command("rebuild", "make the index anew from the journal, and compare",
                                &CommandLine::Rebuild);
    rebuild->add_flag("--compare-only", choices_.rebuild.compare_only, "leave the old index");
    CLI::App* dump = Command("dump", "entries as lines of JSON", &CommandLine::Dump);
    dump->add_option("--from", choices_.from, "first entry")
        ->check(CLI::Range(std::int64_t{1}, kEntryMax));
    dump->add_option("--to", choices_.to, "last entry")
        ->check(CLI::Range(std::int64_t{1}, kEntryMax));
    CLI::App* exporting = Command(
        "export", "all that an outsider needs to check it, in plain files", &CommandLine::Export);
    exporting->add_option("folder", choices_.export_options.folder, "a new or an empty folder")
        ->required();
    exporting
        ->add_option("--through", choices_.export_options.through,
                     "size of an earlier kept checkpoint (default: the newest)")
        ->check(CLI::Range(std::int64_t{1}, kEntryMax));
    CLI::App* inspect =
        Command("inspect", "the programme in numbers, or one entry", &CommandLine::Inspect);
    inspect->add_option("entry", choices_.entry, "number of an entry")
        ->check(CLI::Range(std::int64_t{1}, kEntryMax));
    CLI::App* keys = app_.add_subcommand("keys", "the keys that sign checkpoints");
    keys->require_subcommand(1);
    keys->fallthrough();
    Command(*keys, "show", "verifier keys, for who checks receipts", &CommandLine::ShowKeys);
    CLI::App* replace =
        Command(*keys, "replace", "a new key in the place of one that is lost or was disclosed",
                &CommandLine::ReplaceKey);
    replace->add_option("--keys", choices_.keys, "folder of keys; else keys in the store");
    replace->add_option("--algorithm", choices_.algorithm, "of the key")
        ->check(CLI::IsMember({"ed25519", "sm2"}));
    CLI::App* backup = Command("backup", "a copy of journal and evidence, as a store of its own",
                               &CommandLine::BackUp);
    backup->add_option("folder", choices_.backups, "of all backups")->required();
    CLI::App* restore = app_.add_subcommand(
        "restore", "a backup into a store that has not the programme, or is yet to be made");
    restore->callback([this] { choices_.restores = true; });
    restore->add_option("--from", choices_.restore.from, "folder of the backup")->required();
    restore->add_option("--checkpoint", choices_.restore.known,
                        "a checkpoint that somebody else keeps, or a witness's folder of them; "
                        "may be given several times");
    restore->add_option("--key", choices_.restore.keys,
                        "public key of the log, NAME+ID+KEY (default: those in the backup)");
    CLI::App* acts = app_.add_subcommand(
        "acts", "refused calls and administration, newest first; also beside a running server");
    acts->callback([this] { choices_.shows_acts = true; });
    acts->add_option("--count", choices_.acts.count, "of each log; 0 for all (default: 100)")
        ->check(CLI::Range(std::int64_t{0}, kEntryMax));
    CLI::App* tail = Command("tail", "how the write-ahead logs end", &CommandLine::Tail);
    CLI::Option* cut = tail->add_flag("--cut", choices_.cut, "cut an interrupted last write");
    CLI::Option* word = tail->add_option("--word", choices_.word, "why, in the operator's words");
    cut->needs(word);
    word->needs(cut);
  }

  int Run(std::vector<std::string> arguments) {
    // CLI11 takes them from the last to the first.
    std::reverse(arguments.begin(), arguments.end());
    try {
      app_.parse(std::move(arguments));
    } catch (const CLI::ParseError& error) {
      return app_.exit(error, out_, err_) == 0 ? kExitOk : kExitUsage;
    }
    if (choices_.restores) return Restore();
    if (choices_.shows_acts) return Acts();
    const absl::StatusOr<StoppedStore> store = StoppedStore::Open(choices_.store);
    if (!store.ok()) return Fail(store.status());
    const auto programmes = store->Programmes(choices_.programme);
    if (!programmes.ok()) return Fail(programmes.status());
    if (action_ == &CommandLine::Export && programmes->size() != 1) {
      return Fail(absl::InvalidArgumentError("an export is of one programme: --programme ID"));
    }
    int exit_code = kExitOk;
    for (const ProgrammeFolder& folder : *programmes) {
      exit_code = std::max(exit_code, RunOn(folder));
    }
    return exit_code;
  }

 private:
  using Action = absl::Status (CommandLine::*)(const ProgrammeFolder&, Sheet&);

  CLI::App* Command(const std::string& name, const std::string& what, Action action) {
    return Command(app_, name, what, action);
  }
  CLI::App* Command(CLI::App& parent, const std::string& name, const std::string& what,
                    Action action) {
    CLI::App* command = parent.add_subcommand(name, what);
    command->callback([this, action] { action_ = action; });
    return command;
  }

  int RunOn(const ProgrammeFolder& folder) {
    Sheet sheet;
    sheet.Add("programme", folder.id);
    absl::Status status = (this->*action_)(folder, sheet);
    if (const char* const act = KeptName(); act != nullptr) {
      status.Update(KeepAct(folder, clock_, act, status.ok() ? "" : "not all was well"));
    }
    if (action_ != &CommandLine::Dump) {
      Show(sheet, status);
    } else if (!status.ok()) {
      err_ << "ippledge-admin: " << folder.id << ": " << status.message() << "\n";
    }
    out_.flush();
    return ExitCodeOf(status);
  }

  // Of what is administration and leaves no entry; else null.
  const char* KeptName() const {
    if (action_ == &CommandLine::ReplaceKey) return "ippledge-admin keys replace";
    if (action_ == &CommandLine::BackUp) return "ippledge-admin backup";
    const bool rebuilds = action_ == &CommandLine::Rebuild && !choices_.rebuild.compare_only;
    return rebuilds ? "ippledge-admin rebuild" : nullptr;
  }

  // Takes no lock: acts are only ever added.
  int Acts() {
    choices_.acts.programme = choices_.programme;
    choices_.acts.json = choices_.format == "json";
    const absl::Status shown = ShowActs(choices_.store, choices_.acts, out_);
    out_.flush();
    return shown.ok() ? kExitOk : Fail(shown);
  }

  // There is no programme to run on yet.
  int Restore() {
    choices_.restore.programme = choices_.programme;
    Sheet sheet;
    const absl::Status status = admin::Restore(choices_.store, choices_.restore, sheet);
    Show(sheet, status);
    return ExitCodeOf(status);
  }

  void Show(Sheet& sheet, const absl::Status& status) {
    sheet.Add("result", status.ok() ? "ok" : status.message());
    out_ << (choices_.format == "json" ? sheet.ToJson() : sheet.ToText());
    out_.flush();
  }

  int Fail(const absl::Status& status) {
    err_ << "ippledge-admin: " << status.message() << "\n";
    return ExitCodeOf(status);
  }

  absl::Status Audit(const ProgrammeFolder& folder, Sheet& sheet) {
    return admin::Audit(folder, sheet);
  }
  absl::Status Rebuild(const ProgrammeFolder& folder, Sheet& sheet) {
    return admin::Rebuild(folder, choices_.rebuild, sheet);
  }
  absl::Status Dump(const ProgrammeFolder& folder, Sheet&) {
    return admin::Dump(folder, choices_.from, choices_.to, out_);
  }
  absl::Status Export(const ProgrammeFolder& folder, Sheet& sheet) {
    return admin::Export(folder, choices_.export_options, sheet);
  }
  absl::Status BackUp(const ProgrammeFolder& folder, Sheet& sheet) {
    return admin::BackUp(folder, choices_.backups, clock_, sheet);
  }
  absl::Status Inspect(const ProgrammeFolder& folder, Sheet& sheet) {
    if (choices_.entry > 0) return InspectEntry(folder, choices_.entry, sheet);
    return InspectProgramme(folder, sheet);
  }
  absl::Status ShowKeys(const ProgrammeFolder& folder, Sheet& sheet) {
    return admin::ShowKeys(folder, sheet);
  }
  absl::Status ReplaceKey(const ProgrammeFolder& folder, Sheet& sheet) {
    const std::string keys = choices_.keys.empty()
                                 ? (std::filesystem::path(choices_.store) / "keys").string()
                                 : choices_.keys;
    const proof::KeyType type =
        choices_.algorithm == "sm2" ? proof::KeyType::kSm2 : proof::KeyType::kEd25519;
    return admin::ReplaceKey(folder, keys, type, sheet);
  }
  absl::Status Tail(const ProgrammeFolder& folder, Sheet& sheet) {
    if (choices_.cut) return CutTail(folder, choices_.word, clock_, sheet);
    return ShowTail(folder, sheet);
  }

  const engine::Clock& clock_;
  std::ostream& out_;
  std::ostream& err_;
  CLI::App app_{"Checks and mends a store whose server is stopped. Nothing leaves the machine."};
  Choices choices_;
  Action action_ = nullptr;
};

}  // namespace

int Run(std::vector<std::string> arguments, const engine::Clock& clock, std::ostream& out,
        std::ostream& err) {
  return CommandLine(clock, out, err).Run(std::move(arguments));
}

}  // namespace ippledge::admin
