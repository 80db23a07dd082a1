#include "tools/verify/command_line.h"

#include <CLI/CLI.hpp>
#include <algorithm>
#include <array>
#include <utility>

#include "absl/status/status.h"
#include "absl/status/statusor.h"
#include "absl/strings/match.h"
#include "absl/strings/strip.h"
#include "client/texts.h"
#include "ledger/text.h"
#include "tools/verify/checks.h"
#include "tools/verify/export_check.h"
#include "tools/verify/sheet.h"
#include "tools/verify/trusted.h"

namespace ippledge::verify {
namespace {

using client::Bilingual;
using client::Language;

// --lang decides in which language the help is, so it is looked for before anything is parsed.
Language LanguageOf(const std::vector<std::string>& arguments) {
  for (std::size_t i = 0; i < arguments.size(); ++i) {
    absl::string_view value = arguments[i];
    if (value == "--lang" && i + 1 < arguments.size()) {
      value = arguments[i + 1];
    } else if (!absl::ConsumePrefix(&value, "--lang=")) {
      continue;
    }
    return absl::StartsWithIgnoreCase(value, "zh") ? Language::kChinese : Language::kEnglish;
  }
  return client::LanguageOfEnvironment();
}

class CommandLine {
 public:
  CommandLine(Language language, std::ostream& out, std::ostream& err)
      : language_(language), out_(out), err_(err) {
    app_.name("ippledge-verify");
    app_.description(Text({"Checks what a ledger has signed. Reads files and nothing else.",
                           "验证账簿所签名的内容；只读取文件，不连网络、不用数据库。"}));
    app_.require_subcommand(1);
    app_.fallthrough();
    app_.add_option("--key", keys_,
                    Text({"Verifier key of the ledger, or a file with it; as often as needed",
                          "账簿的验证密钥或其文件，可多次给出"}))
        ->type_name("KEY");
    app_.add_option(
            "--policy", policy_,
            Text({"Witnesses and their quorum (C2SP tlog-policy)", "见证方及法定数的策略文件"}))
        ->type_name("FILE");
    app_.add_option("-o,--output", format_, Text({"text or json", "输出格式：text、json"}))
        ->check(CLI::IsMember({"text", "json"}));
    app_.add_option("--lang", lang_, Text({"zh or en (default: LANG)", "语言：zh 或 en"}))
        ->check(CLI::IsMember({"zh", "en"}));

    CLI::App* receipt =
        Command("receipt", {"That an entry was decided and is part of the journal", "验证条目回执"},
                &CommandLine::Receipt);
    File(*receipt, "receipt", 0);
    receipt
        ->add_option("--leaf", leaf_,
                     Text({"The entry's leaf hash, where the receipt does not carry the entry",
                           "条目的叶哈希（回执不含条目内容时）"}))
        ->type_name("HASH");
    CLI::App* checkpoint = Command("checkpoint", {"Who signed a checkpoint", "验证检查点的签名"},
                                   &CommandLine::Checkpoint);
    File(*checkpoint, "checkpoint", 0);
    CLI::App* consistency = Command(
        "consistency", {"That a checkpoint continues an older one", "验证新检查点延续旧检查点"},
        &CommandLine::Consistency);
    File(*consistency, "old", 0);
    File(*consistency, "new", 1);
    File(*consistency, "proof", 2);
    CLI::App* fork = Command(
        "fork", {"That the ledger has signed two histories", "验证账簿签署了两份不同的历史"},
        &CommandLine::Fork);
    File(*fork, "note", 0);
    File(*fork, "other", 1);
    File(*fork, "proof", 2)->required(false);
    CLI::App* exported =
        Command("export", {"That a folder is all that a ledger has signed", "验证导出文件夹"},
                &CommandLine::Export);
    exported->add_option("folder", folder_, Text({"Folder of the export", "导出文件夹"}))
        ->required();
    exported->add_flag("--trust-the-folder", by_folder_,
                       Text({"Take the ledger's keys from the folder: shows only that it agrees "
                             "with itself",
                             "使用文件夹内的密钥：只能证明其自身一致"}));
  }

  int Run(std::vector<std::string> arguments) {
    // CLI11 takes them from the last to the first.
    std::reverse(arguments.begin(), arguments.end());
    try {
      app_.parse(std::move(arguments));
    } catch (const CLI::ParseError& error) {
      return app_.exit(error, out_, err_) == 0 ? kExitOk : kExitUsage;
    }
    const absl::StatusOr<Trusted> trusted = WhomToTrust();
    if (!trusted.ok()) return Unusable(trusted.status());
    std::vector<std::string> texts;
    for (const std::string& path : files_) {
      if (path.empty()) break;
      absl::StatusOr<std::string> text = ReadFile(path);
      if (!text.ok()) return Unusable(text.status());
      texts.push_back(*std::move(text));
    }
    Sheet sheet;
    const absl::Status status = (this->*check_)(texts, *trusted, sheet);
    if (absl::IsInvalidArgument(status)) return Unusable(status);
    if (!status.ok()) return DoesNotHold(status);
    if (format_ == "json") {
      out_ << sheet.ToJson();
    } else {
      out_ << Text(held_) << "\n" << sheet.ToText(language_);
    }
    out_.flush();
    return out_.good() ? kExitOk : kExitUsage;
  }

 private:
  using Check = absl::Status (CommandLine::*)(const std::vector<std::string>&, const Trusted&,
                                              Sheet&);

  std::string Text(Bilingual text) const { return std::string(text.In(language_)); }

  CLI::App* Command(const std::string& name, Bilingual what, Check check) {
    CLI::App* command = app_.add_subcommand(name, Text(what));
    command->callback([this, check] { check_ = check; });
    return command;
  }
  CLI::Option* File(CLI::App& command, const std::string& name, std::size_t place) {
    return command
        .add_option(name, files_[place], Text({"File; - for standard input", "文件，- 为标准输入"}))
        ->required();
  }

  absl::Status Receipt(const std::vector<std::string>& files, const Trusted& trusted,
                       Sheet& sheet) {
    return CheckReceipt(files[0], leaf_, trusted, sheet);
  }
  absl::Status Checkpoint(const std::vector<std::string>& files, const Trusted& trusted,
                          Sheet& sheet) {
    return CheckCheckpoint(files[0], trusted, sheet);
  }
  absl::Status Consistency(const std::vector<std::string>& files, const Trusted& trusted,
                           Sheet& sheet) {
    return CheckConsistency(files[0], files[1], files[2], trusted, sheet);
  }
  absl::Status Fork(const std::vector<std::string>& files, const Trusted& trusted, Sheet& sheet) {
    held_ = {"a fork: the ledger has signed two histories", "已证实分叉：账簿签署了两份不同的历史"};
    return CheckFork(files[0], files[1], files.size() > 2 ? files[2] : "", trusted, sheet);
  }

  absl::Status Export(const std::vector<std::string>&, const Trusted& trusted, Sheet& sheet) {
    if (by_folder_) {
      err_ << "ippledge-verify: "
           << Text({"warning: the keys are the folder's own. Who forged it would have put his own "
                    "there; give the ledger's key with --key",
                    "警告：密钥取自该文件夹，伪造者可放入自己的密钥；请用 --key 给出账簿密钥"})
           << "\n";
    }
    const absl::Status status = CheckExport(folder_, {trusted, by_folder_}, sheet);
    if (absl::IsNotFound(status)) return absl::InvalidArgumentError(status.message());
    return status.ok() ? status : absl::DataLossError(status.message());
  }

  // By the folder's own keys only where that was asked for, and none was given.
  absl::StatusOr<Trusted> WhomToTrust() const {
    if (!by_folder_) return ReadTrusted(keys_, policy_);
    if (!keys_.empty()) {
      return absl::InvalidArgumentError("--trust-the-folder and --key exclude each other");
    }
    return policy_.empty() ? Trusted() : ReadTrusted({}, policy_);
  }

  int Unusable(const absl::Status& status) {
    err_ << "ippledge-verify: " << Printable(status.message()) << "\n";
    return kExitUsage;
  }
  int DoesNotHold(const absl::Status& status) {
    err_ << "ippledge-verify: " << Text({"it does not hold: ", "验证未通过："})
         << Printable(status.message()) << "\n";
    return kExitDoesNotHold;
  }

  const Language language_;
  std::ostream& out_;
  std::ostream& err_;
  CLI::App app_;
  std::vector<std::string> keys_;
  std::string policy_;
  std::string format_ = "text";
  std::string lang_;
  std::string leaf_;
  std::array<std::string, 3> files_;
  std::string folder_;
  bool by_folder_ = false;
  Bilingual held_ = {"it holds", "验证通过"};
  Check check_ = nullptr;
};

}  // namespace

int Run(std::vector<std::string> arguments, std::ostream& out, std::ostream& err) {
  const Language language = LanguageOf(arguments);
  return CommandLine(language, out, err).Run(std::move(arguments));
}

}  // namespace ippledge::verify
