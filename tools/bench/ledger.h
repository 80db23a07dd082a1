// tools/bench/ledger.h: a server on a store of its own, from its founding to the audit of what it
// leaves.
#pragma once

#include <memory>
#include <string>
#include <vector>

#include "tools/bench/calls.h"
#include "tools/bench/child.h"
#include "tools/bench/report.h"
#include "tools/bench/rounds.h"
#include "tools/bench/settings.h"
#include "tools/bench/tally.h"

namespace ippledge::bench {

std::int64_t FolderBytes(const std::string& folder);

class Ledger {
 public:
  // A new store `folder`/`name` with the programme of the benchmark. Ends the process with a
  // message when the server does not start.
  Ledger(const Settings& settings, const std::string& name);
  ~Ledger();
  Ledger(const Ledger&) = delete;
  Ledger& operator=(const Ledger&) = delete;

  const Channels& channels() const { return channels_; }
  Child& server() { return *server_; }
  Tally& tally() { return tally_; }
  const std::string& store() const { return store_; }

  // Records, counted by the tally.
  Measured Unary(Load load);
  Measured Stream(Load load);
  Measured Batches(Load load);  // of load.batch rows, in unary calls
  Contender UnaryContender();
  Contender StreamContender();

  // Kills the server, starts it again and asks how many loans there are: seconds from start to
  // answer.
  double Reopen();

  // The server's totals are what was sent, to the fen.
  void CheckBalance(Report& report);
  // Stops the server; its store is audited whole, if there is memory for it.
  void CheckAudit(Report& report);

 private:
  std::vector<std::string> Arguments() const;

  const Settings& settings_;
  const std::string store_;
  std::unique_ptr<Child> server_;
  Channels channels_;
  Tally tally_;
};

}  // namespace ippledge::bench
