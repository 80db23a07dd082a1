#include "client/command_tree.h"

#include <CLI/CLI.hpp>
#include <utility>

namespace ippledge::client {
namespace {

constexpr Bilingual kOptions = {"Options", "选项"};

}  // namespace

CLI::App& CommandTree::AddNoun(const std::string& name, Bilingual help) {
  CLI::App& noun = *root_.add_subcommand(name, Text(help));
  noun.require_subcommand(1);
  noun.get_help_ptr()->group(Text(kOptions));
  noun.group(Text({"Commands", "命令"}));
  return noun;
}

CLI::App& CommandTree::Add(CLI::App& parent, const std::string& name, Bilingual help,
                           std::function<int(Session&)> action) {
  CLI::App& command = *parent.add_subcommand(name, Text(help));
  command.get_help_ptr()->group(Text(kOptions));
  command.group(Text({"Commands", "命令"}));
  command.callback([this, action = std::move(action)] { chosen_ = action; });
  return command;
}

}  // namespace ippledge::client
