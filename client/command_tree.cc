#include "client/command_tree.h"

#include <CLI/CLI.hpp>
#include <utility>

namespace ippledge::client {

CLI::App& CommandTree::AddNoun(const std::string& name, Bilingual help) {
  CLI::App& noun = *root_.add_subcommand(name, Text(help));
  noun.require_subcommand(1);
  return noun;
}

CLI::App& CommandTree::Add(CLI::App& parent, const std::string& name, Bilingual help,
                           std::function<int(Session&)> action) {
  CLI::App& command = *parent.add_subcommand(name, Text(help));
  command.callback([this, action = std::move(action)] { chosen_ = action; });
  return command;
}

}  // namespace ippledge::client
