#include "tools/export/texts.h"

#include <google/protobuf/text_format.h>

#include <algorithm>
#include <map>
#include <optional>
#include <set>
#include <utility>

#include "absl/strings/match.h"
#include "absl/strings/str_cat.h"
#include "absl/strings/str_split.h"
#include "absl/strings/strip.h"
#include "ippledge/v1/policy.pb.h"
#include "ippledge/v1/programme_service.pb.h"
#include "ledger/check.h"
#include "proof/text.h"
#include "proto/wire/format.h"
#include "proto/wire/policy.h"

namespace ippledge::exported {
namespace {

constexpr char kLog[] = "log ";

// A message that proto/ippledge/v1/`file` defines, in text form; in its head what editors and
// converters look for, and `words` about it.
std::string TextOf(const google::protobuf::Message& message, absl::string_view file,
                   absl::string_view words) {
  std::string fields;
  google::protobuf::TextFormat::Printer printer;
  printer.SetUseUtf8StringEscaping(true);
  IPPLEDGE_CHECK(printer.PrintToString(message, &fields));
  return absl::StrCat("# proto-file: proto/ippledge/v1/", file,
                      "\n# proto-message: ", message.GetTypeName(), "\n#\n# ", words, "\n\n",
                      fields);
}

// The witnesses of the quorum in the order of their admission, with names of the policy by those of
// their keys; nothing where the policy cannot say it.
struct QuorumWitnesses {
  std::vector<proof::PolicyWitness> list;
  std::map<std::string, std::string> names;
};
std::optional<QuorumWitnesses> WitnessesOf(const TrustBook& trust) {
  std::set<std::string> wanted;
  for (const QuorumPart& part : trust.quorum().parts) {
    for (const std::string& name : part.keys) {
      if (!wanted.insert(name).second) return std::nullopt;
    }
  }
  QuorumWitnesses witnesses;
  for (const RecordedKey& recorded : trust.keys) {
    if (!wanted.contains(recorded.key.name) || recorded.retired_entry > 0) continue;
    absl::StatusOr<proof::VerifierKey> key = proof::VerifierKey::Parse(recorded.key.text);
    if (!key.ok() || key->type() != proof::KeyType::kCosignature) continue;
    std::string name = absl::StrCat("w", witnesses.list.size() + 1);
    witnesses.names[recorded.key.name] = name;
    witnesses.list.push_back({.name = std::move(name), .key = *std::move(key), .url = ""});
  }
  const bool all = witnesses.list.size() == wanted.size();
  if (!all || wanted.size() > proof::kPolicyDefinitionsMax) return std::nullopt;
  return witnesses;
}

}  // namespace

std::string ProgrammeText(const Programme& programme) {
  v1::Constitution message;
  wire::FormatConstitution(programme.constitution, message);
  return TextOf(message, "programme_service.proto",
                absl::StrCat("The constitution of `", programme.id, "`, which is entry 1."));
}

std::string PolicyText(const IssuedPolicy& issued) {
  return TextOf(wire::FormatPolicy(*issued.policy), "policy.proto",
                absl::StrCat("Issued by entry ", issued.entry, "."));
}

std::string KeysText(absl::Span<const proof::VerifierKey> log_keys, const TrustBook& trust) {
  std::string text =
      "# Keys of the ledger, in the order in which they came into use. Compare them with what its\n"
      "# owner published elsewhere: a forger of this folder would have written his own.\n";
  for (const proof::VerifierKey& key : log_keys) absl::StrAppend(&text, kLog, key.Text(), "\n");
  absl::StrAppend(&text, "\n# Keys that entries admitted, and retired.\n");
  for (const RecordedKey& recorded : trust.keys) {
    const bool witness = recorded.key.purpose == KeyPurpose::kWitness;
    absl::StrAppend(&text, witness ? "witness " : "admitted-log ", recorded.key.text, " admitted ",
                    recorded.entry);
    if (recorded.retired_entry > 0) absl::StrAppend(&text, " retired ", recorded.retired_entry);
    absl::StrAppend(&text, "\n");
  }
  return text;
}

absl::StatusOr<std::vector<proof::VerifierKey>> LogKeysOf(absl::string_view keys_text) {
  std::vector<proof::VerifierKey> keys;
  for (int number = 1; !keys_text.empty(); ++number) {
    std::optional<absl::string_view> line = proof::TakeLine(keys_text);
    if (!line) return absl::DataLossError(absl::StrCat("line ", number, " has no end"));
    if (!absl::ConsumePrefix(&*line, kLog)) continue;
    absl::StatusOr<proof::VerifierKey> key = proof::VerifierKey::Parse(*line);
    if (!key.ok()) {
      return absl::DataLossError(absl::StrCat("line ", number, ": ", key.status().message()));
    }
    keys.push_back(*std::move(key));
  }
  return keys;
}

QuorumPolicy QuorumOf(absl::Span<const proof::VerifierKey> log_keys, const TrustBook& trust) {
  QuorumPolicy quorum;
  proof::WitnessPolicy& policy = quorum.policy;
  for (const proof::VerifierKey& key : log_keys) policy.logs.push_back({.key = key, .url = ""});
  policy.quorum = "none";
  const std::vector<QuorumPart>& parts = trust.quorum().parts;
  if (parts.empty()) return quorum;
  std::optional<QuorumWitnesses> witnesses = WitnessesOf(trust);
  quorum.is_partial = !witnesses;
  if (!witnesses) return quorum;
  policy.witnesses = std::move(witnesses->list);
  proof::PolicyGroup all = {.name = "quorum", .threshold = parts.size(), .members = {}};
  for (const QuorumPart& part : parts) {
    proof::PolicyGroup group = {.name = absl::StrCat("part", policy.groups.size() + 1),
                                .threshold = static_cast<std::size_t>(part.needed),
                                .members = {}};
    for (const std::string& name : part.keys) group.members.push_back(witnesses->names.at(name));
    all.members.push_back(group.name);
    policy.groups.push_back(std::move(group));
  }
  policy.quorum = all.name;
  policy.groups.push_back(std::move(all));
  return quorum;
}

std::string QuorumText(const QuorumPolicy& quorum, const TrustBook& trust) {
  std::string text = "# C2SP tlog-policy: ";
  if (trust.quorum().parts.empty()) {
    text += "the programme asks for no quorum of witnesses.\n";
  } else {
    absl::StrAppend(&text, "the programme asks for this quorum for payments of ",
                    trust.quorum().payments_from.fen(), " fen and more.\n");
  }
  if (quorum.is_partial) {
    text +=
        "# A witness counts in more than one part of it, or is retired: this form cannot say it.\n";
  }
  return absl::StrCat(text, proof::FormatPolicy(quorum.policy));
}

}  // namespace ippledge::exported
