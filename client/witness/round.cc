#include "client/witness/round.h"

#include <algorithm>
#include <optional>
#include <utility>

#include "absl/strings/str_cat.h"
#include "client/witness/comparison.h"
#include "ledger/reason.h"
#include "ledger/status_macros.h"
#include "proof/signed_note.h"

namespace ippledge::client {
namespace {

constexpr char kLedger[] = "ledger";

bool HasLineOf(const proof::VerifierKey& key, const std::string& text) {
  const absl::StatusOr<proof::SignedNote> note = proof::ParseNote(text);
  return note.ok() && std::any_of(note->signatures.begin(), note->signatures.end(),
                                  [&key](const auto& line) { return line.IsOf(key); });
}

Reason ReasonIn(const absl::Status& status) {
  const std::optional<wire::Details> details = DetailsOf(status);
  return details ? ReasonNamed(details->reason) : Reason::kNone;
}

absl::StatusOr<Round> Caught(Witness& witness, const ForkEvidence& evidence,
                             WitnessReport& report) {
  IPPLEDGE_RETURN_IF_ERROR(CatchFork(witness, evidence, kLedger, report));
  return Round::kForked;
}

// Hands what was cosigned to the ledger. A ledger that does not count this key is told of, not an
// error: the key may be admitted yet, and peers compare all the same.
absl::StatusOr<Round> HandOut(Witness& witness, LogLine& line, const ShownCheckpoint& cosigned,
                              Round done, WitnessReport& report) {
  const absl::Status added = line.AddCosignature(cosigned.note);
  if (added.ok()) return done;
  if (!IsRefusal(added) && !absl::IsPermissionDenied(added)) return added;
  if (ReasonIn(added) == Reason::kHistoryForked) {
    // It says that its tree is another than the one it has just shown.
    const absl::StatusOr<ShownCheckpoint> now = line.Covering(cosigned.checkpoint.size);
    if (!now.ok() && !IsRefusal(now.status())) return now.status();
    Comparison comparison;
    if (now.ok()) {
      IPPLEDGE_ASSIGN_OR_RETURN(comparison, CompareNotes(line, cosigned, *now));
    }
    if (comparison.agreement != Agreement::kForked) {
      comparison.evidence = {.known = cosigned, .shown = cosigned, .why = WhyOf(added)};
    }
    return Caught(witness, comparison.evidence, report);
  }
  report.Say({.name = "not_counted",
              .words = {"the ledger does not take the cosignature", "账簿未接受共同签名"},
              .facts = {{"size", absl::StrCat(cosigned.checkpoint.size)}, {"why", WhyOf(added)}}});
  return done;
}

absl::StatusOr<Round> TakeOlder(Witness& witness, LogLine& line, const ShownCheckpoint& shown,
                                const ShownCheckpoint& latest, WitnessReport& report) {
  IPPLEDGE_ASSIGN_OR_RETURN(const Comparison comparison, CompareShown(witness, line, shown));
  if (comparison.agreement == Agreement::kForked) {
    return Caught(witness, comparison.evidence, report);
  }
  report.Say({.name = "behind",
              .words = {"the ledger shows fewer entries than it has signed",
                        "账簿显示的条目数少于其已签名的条目数"},
              .facts = {{"size", absl::StrCat(shown.checkpoint.size)},
                        {"known", absl::StrCat(latest.checkpoint.size)}}});
  return Round::kBehind;
}

}  // namespace

absl::Status CatchFork(Witness& witness, const ForkEvidence& evidence, const std::string& from,
                       WitnessReport& report) {
  const bool first = !witness.Caught();
  const absl::StatusOr<std::string> folder = witness.Catch(evidence);
  if (!first) return folder.status();
  report.Say(
      {.name = "fork",
       .words = evidence.proved
                    ? Bilingual{"FORK: the ledger has signed two histories; nothing is cosigned "
                                "any more",
                                "分叉：账簿签署了两份不同的历史；已停止共同签名"}
                    : Bilingual{"FORK suspected: the ledger cannot show that it has one history; "
                                "nothing is cosigned any more",
                                "疑似分叉：账簿无法证明其历史唯一；已停止共同签名"},
       .facts = {
           {"from", from},
           {"proved", evidence.proved ? "yes" : "no"},
           {"known", absl::StrCat(evidence.known.checkpoint.size)},
           {"shown", absl::StrCat(evidence.shown.checkpoint.size)},
           {"evidence", folder.ok() ? *folder : absl::StrCat("NOT KEPT: ", WhyOf(folder.status()))},
           {"why", evidence.why}}});
  return folder.status();
}

absl::StatusOr<Round> TakeShown(Witness& witness, LogLine& line, const std::string& note,
                                std::int64_t now_seconds, WitnessReport& report) {
  IPPLEDGE_ASSIGN_OR_RETURN(const ShownCheckpoint shown, OpenShown(note, witness.log_keys()));
  const std::optional<ShownCheckpoint> latest = witness.Latest();
  proof::AddCheckpointRequest request;
  Comparison comparison;
  if (latest) {
    if (shown.checkpoint.size < latest->checkpoint.size) {
      return TakeOlder(witness, line, shown, *latest, report);
    }
    if (shown.checkpoint == latest->checkpoint) {
      if (HasLineOf(witness.verifier(), note)) return Round::kKnown;
      // A stop came between keeping and handing out, or the ledger lost what it got.
      return HandOut(witness, line, *latest, Round::kKnown, report);
    }
    IPPLEDGE_ASSIGN_OR_RETURN(comparison, CompareNotes(line, *latest, shown));
    if (comparison.agreement == Agreement::kForked) {
      return Caught(witness, comparison.evidence, report);
    }
    if (comparison.agreement == Agreement::kBehind) {
      return absl::UnavailableError("the ledger shows less than it has just shown");
    }
    request.old_size = latest->checkpoint.size;
    request.proof = std::move(comparison.beginning.proof);
  }
  IPPLEDGE_ASSIGN_OR_RETURN(request.note, proof::ParseNote(note));
  IPPLEDGE_ASSIGN_OR_RETURN(const Witness::Taken taken, witness.Take(request, now_seconds));
  if (taken.decision.outcome != proof::WitnessOutcome::kCosign) {
    return absl::DataLossError(taken.decision.why);
  }
  const ShownCheckpoint cosigned{.checkpoint = shown.checkpoint, .note = taken.note};
  IPPLEDGE_ASSIGN_OR_RETURN(const Round done,
                            HandOut(witness, line, cosigned, Round::kCosigned, report));
  if (done == Round::kCosigned) {
    report.Say({.name = "cosigned",
                .words = {"cosigned", "已共同签名"},
                .facts = {{"size", absl::StrCat(shown.checkpoint.size)},
                          {"root", proof::HexOf(shown.checkpoint.root)}}});
  }
  return done;
}

}  // namespace ippledge::client
