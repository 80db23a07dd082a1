// client/command_tree.h: the tree of commands while the command line is being parsed.
//
// Each noun's file in client/commands/ adds its commands; parsing then leaves the chosen one's
// action. Options live in a value that the action shares, so nothing outlives its use.
#pragma once

#include <functional>
#include <string>

#include "client/texts.h"

namespace CLI {
class App;
}  // namespace CLI

namespace ippledge::client {

class Session;

class CommandTree {
 public:
  // `root` outlives the tree.
  CommandTree(CLI::App& root, Language language) : root_(root), language_(language) {}

  CLI::App& root() { return root_; }
  Language language() const { return language_; }
  std::string Text(Bilingual text) const { return std::string(text.In(language_)); }

  // A noun: a command that needs one of its own commands.
  CLI::App& AddNoun(const std::string& name, Bilingual help);
  // A command; when it is chosen, `action` runs and gives the exit code.
  CLI::App& Add(CLI::App& parent, const std::string& name, Bilingual help,
                std::function<int(Session&)> action);

  // Of the command chosen; empty when none was.
  const std::function<int(Session&)>& chosen() const { return chosen_; }

 private:
  CLI::App& root_;
  const Language language_;
  std::function<int(Session&)> chosen_;
};

}  // namespace ippledge::client
