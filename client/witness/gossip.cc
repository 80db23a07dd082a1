#include "client/witness/gossip.h"

#include <optional>
#include <utility>

#include "absl/strings/str_cat.h"
#include "client/witness/comparison.h"
#include "client/witness/round.h"
#include "ippledge/v1/witness_service.pb.h"
#include "ledger/status_macros.h"

namespace ippledge::client {
namespace {

// What can be said of a peer.
struct Finding {
  absl::string_view name;
  Bilingual words;
  std::string size;  // of its newest note
  std::string why;
};

// The same of a peer is said once, until it is something else.
void SayOf(Peer& peer, const Finding& finding, WitnessReport& report) {
  const std::string said = absl::StrCat(finding.name, " ", finding.why);
  if (said == peer.said) return;
  peer.said = said;
  WitnessEvent event = {
      .name = finding.name, .words = finding.words, .facts = {{"peer", peer.address}}};
  if (!finding.size.empty()) event.facts.emplace_back("size", finding.size);
  if (!finding.why.empty()) event.facts.emplace_back("why", finding.why);
  report.Say(event);
}

absl::Status AskPeer(Witness& witness, LogLine& line, Peer& peer, WitnessReport& report) {
  v1::GetLatestRequest request;
  request.set_origin(witness.origin());
  const auto response = peer.connection->Ask<v1::GetLatestResponse>(request);
  if (!response.ok()) {
    SayOf(peer,
          {.name = "peer_silent",
           .words = {"a peer does not answer", "无法从其他见证方取得检查点"},
           .why = WhyOf(response.status())},
          report);
    return absl::OkStatus();
  }
  const absl::StatusOr<ShownCheckpoint> shown = OpenShown(response->note(), witness.log_keys());
  if (!shown.ok()) {
    SayOf(peer,
          {.name = "peer_not_verified",
           .words = {"a peer shows what the ledger has not signed",
                     "其他见证方出示的检查点未经账簿签名"},
           .why = WhyOf(shown.status())},
          report);
    return absl::OkStatus();
  }
  const std::string size = absl::StrCat(shown->checkpoint.size);
  const absl::StatusOr<Comparison> comparison = CompareShown(witness, line, *shown);
  if (!comparison.ok()) {
    SayOf(peer,
          {.name = "peer_not_compared",
           .words = {"the ledger could not be asked about a peer's checkpoint",
                     "无法向账簿核实其他见证方的检查点"},
           .size = size,
           .why = WhyOf(comparison.status())},
          report);
    return absl::OkStatus();
  }
  switch (comparison->agreement) {
    case Agreement::kForked:
      return CatchFork(witness, comparison->evidence, peer.address, report);
    case Agreement::kBehind:
      SayOf(peer,
            {.name = "peer_ahead",
             .words = {"a peer has more entries than the ledger shows here",
                       "其他见证方的条目数多于账簿在此显示的条目数"},
             .size = size},
            report);
      return absl::OkStatus();
    case Agreement::kOne:
      SayOf(peer,
            {.name = "agreed",
             .words = {"one history with a peer", "与其他见证方的历史一致"},
             .size = size},
            report);
  }
  return absl::OkStatus();
}

}  // namespace

absl::Status AskPeers(Witness& witness, LogLine& line, std::vector<Peer>& peers,
                      WitnessReport& report) {
  for (Peer& peer : peers) {
    if (witness.Caught()) break;
    IPPLEDGE_RETURN_IF_ERROR(AskPeer(witness, line, peer, report));
  }
  return absl::OkStatus();
}

absl::Status LookInto(Witness& witness, LogLine& line, const Told& told, WitnessReport& report) {
  constexpr char kTold[] = "told";
  if (told.fork) return CatchFork(witness, *told.fork, kTold, report);
  const absl::StatusOr<Comparison> comparison = CompareShown(witness, line, told.shown);
  if (comparison.ok() && comparison->agreement == Agreement::kForked) {
    return CatchFork(witness, comparison->evidence, kTold, report);
  }
  WitnessEvent event = {.name = "told",
                        .words = {"told of a checkpoint; it is of one history with ours",
                                  "收到检查点通知，与本方历史一致"},
                        .facts = {{"size", absl::StrCat(told.shown.checkpoint.size)}}};
  if (!comparison.ok()) {
    event.words = {"told of a checkpoint that could not be compared", "收到检查点通知，但无法核实"};
    event.facts.emplace_back("why", WhyOf(comparison.status()));
  } else if (comparison->agreement == Agreement::kBehind) {
    event.words = {"told of a checkpoint of more entries than the ledger shows here",
                   "收到检查点通知，其条目数多于账簿在此显示的条目数"};
  }
  report.Say(event);
  return absl::OkStatus();
}

void TellPeers(const Witness& witness, const ForkEvidence& evidence, std::vector<Peer>& peers,
               WitnessReport& report) {
  v1::TellForkRequest request;
  request.set_origin(witness.origin());
  request.add_notes(evidence.known.note);
  request.add_notes(evidence.shown.note);
  if (evidence.beginning) request.set_proof(proof::FormatBeginning(*evidence.beginning));
  for (Peer& peer : peers) {
    const auto response = peer.connection->Ask<v1::TellForkResponse>(request);
    if (response.ok()) {
      report.Say({.name = "told_peer",
                  .words = {"a peer was told of it", "已通知其他见证方"},
                  .facts = {{"peer", peer.address}}});
      continue;
    }
    SayOf(peer,
          {.name = "peer_not_told",
           .words = {"a peer could not be told of it", "无法通知其他见证方"},
           .why = WhyOf(response.status())},
          report);
  }
}

}  // namespace ippledge::client
