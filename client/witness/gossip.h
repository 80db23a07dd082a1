// client/witness/gossip.h: witnesses ask each other what they cosigned, and compare.
#pragma once

#include <memory>
#include <string>
#include <vector>

#include "absl/status/status.h"
#include "client/connection.h"
#include "client/witness/inbox.h"
#include "client/witness/log_line.h"
#include "client/witness/report.h"
#include "client/witness/witness.h"

namespace ippledge::client {

// Another witness. What was said of it last is not said again.
struct Peer {
  std::string address;
  std::unique_ptr<Connection> connection;
  std::string said;
};

// Asks each for its newest note and compares it; so too what others told. A fork is caught and
// said, and ends it. What cannot be asked or verified is said and tried again the next time.
// Errors: those of Witness::Catch().
absl::Status AskPeers(Witness& witness, LogLine& line, std::vector<Peer>& peers,
                      WitnessReport& report);
absl::Status LookInto(Witness& witness, LogLine& line, const Told& told, WitnessReport& report);

// Tells each of what was caught: some may have been shown only one of the histories.
void TellPeers(const Witness& witness, const ForkEvidence& evidence, std::vector<Peer>& peers,
               WitnessReport& report);

}  // namespace ippledge::client
