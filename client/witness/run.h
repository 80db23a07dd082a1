// client/witness/run.h: the program of a witness: follows its ledger, cosigns, and compares with
// other witnesses, until it is stopped or catches a fork.
#pragma once

#include <string>
#include <vector>

#include "client/session.h"

namespace ippledge::client {

struct WitnessRunOptions {
  std::string state_folder;
  std::string key_file;
  std::vector<std::string> log_keys;
  std::string policy_file;
  bool once = false;               // one round: the newest checkpoint and each peer
  std::vector<std::string> peers;  // HOST:PORT
  double interval_seconds = 60;    // between comparisons with peers, besides each of one's own
  std::string listen;              // HOST:PORT; empty: nobody can ask
  std::string listen_certificate;  // PEM files; both empty: plain text on loopback
  std::string listen_key;
};

// The exit code: kExitProofFails for a fork, also one of which evidence lies in the state's folder.
int RunWitness(Session& session, const WitnessRunOptions& options);

}  // namespace ippledge::client
