#include <algorithm>
#include <optional>
#include <utility>

#include "absl/strings/str_cat.h"
#include "absl/strings/str_split.h"
#include "proof/text.h"
#include "proof/witness_policy.h"

namespace ippledge::proof {
namespace {

constexpr absl::string_view kNone = "none";

using Words = std::vector<absl::string_view>;

absl::Status Refuse(absl::string_view why) { return absl::InvalidArgumentError(why); }

// Only tabs, newlines and what is printed; bytes above ASCII have no meaning here.
absl::Status CheckOctets(absl::string_view line) {
  for (const char c : line) {
    if (c == '\t' || (static_cast<unsigned char>(c) >= 0x20 && c != 0x7F)) continue;
    return Refuse(
        absl::StrCat("the control character 0x", absl::Hex(c, absl::kZeroPad2), " is not allowed"));
  }
  return absl::OkStatus();
}

class PolicyParser {
 public:
  absl::Status Line(absl::string_view line) {
    if (absl::Status status = CheckOctets(line); !status.ok()) return status;
    const Words words = absl::StrSplit(line, absl::ByAnyChar(" \t"), absl::SkipEmpty());
    if (words.empty() || words[0][0] == '#') return absl::OkStatus();
    if (words[0] == "log") return Log(words);
    if (words[0] == "witness") return Witness(words);
    if (words[0] == "group") return Group(words);
    if (words[0] == "quorum") return Quorum(words);
    return Refuse("a definition begins with log, witness, group or quorum");
  }

  absl::StatusOr<WitnessPolicy> End() && {
    if (policy_.quorum.empty()) return Refuse("the policy has no quorum");
    return std::move(policy_);
  }

 private:
  absl::Status Log(const Words& words) {
    if (words.size() != 2 && words.size() != 3) return Refuse("the form is: log VKEY [URL]");
    if (policy_.logs.size() == kPolicyDefinitionsMax) return TooMany("logs");
    absl::StatusOr<VerifierKey> key = VerifierKey::Parse(words[1]);
    if (!key.ok()) return std::move(key).status();
    if (key->type() == KeyType::kCosignature) return Refuse("a log has no cosigner's key");
    for (const PolicyLog& other : policy_.logs) {
      if (other.key.public_key() == key->public_key()) {
        return Refuse("the log's public key is defined twice");
      }
    }
    policy_.logs.push_back({.key = *std::move(key), .url = UrlOf(words, 2)});
    return absl::OkStatus();
  }

  absl::Status Witness(const Words& words) {
    if (words.size() != 3 && words.size() != 4) {
      return Refuse("the form is: witness NAME VKEY [URL]");
    }
    if (policy_.witnesses.size() == kPolicyDefinitionsMax) return TooMany("witnesses");
    if (absl::Status status = CheckNewName(words[1]); !status.ok()) return status;
    absl::StatusOr<VerifierKey> key = VerifierKey::Parse(words[2]);
    if (!key.ok()) return std::move(key).status();
    if (key->type() != KeyType::kCosignature) return Refuse("a witness has a cosigner's key");
    for (const PolicyWitness& other : policy_.witnesses) {
      if (other.key.public_key() == key->public_key()) {
        return Refuse(absl::StrCat("the witness ", other.name, " has the same public key"));
      }
    }
    policy_.witnesses.push_back(
        {.name = std::string(words[1]), .key = *std::move(key), .url = UrlOf(words, 3)});
    return absl::OkStatus();
  }

  absl::Status Group(const Words& words) {
    if (words.size() < 4) return Refuse("the form is: group NAME all|any|K NAME...");
    if (policy_.groups.size() == kPolicyDefinitionsMax) return TooMany("groups");
    if (absl::Status status = CheckNewName(words[1]); !status.ok()) return status;
    PolicyGroup group = {.name = std::string(words[1])};
    for (const absl::string_view member : absl::MakeConstSpan(words).subspan(3)) {
      if (!IsDefined(member)) return Refuse(absl::StrCat("no ", member, " is defined before"));
      const bool is_member = std::find(members_.begin(), members_.end(), member) != members_.end();
      if (is_member) return Refuse(absl::StrCat(member, " is a member twice"));
      members_.emplace_back(member);
      group.members.emplace_back(member);
    }
    const std::optional<std::uint64_t> threshold = words[2] == "any"   ? 1
                                                   : words[2] == "all" ? group.members.size()
                                                                       : ParseDecimal(words[2]);
    if (!threshold || *threshold == 0 || *threshold > group.members.size()) {
      return Refuse(absl::StrCat("the threshold must be all, any, or 1 to ", group.members.size()));
    }
    group.threshold = *threshold;
    policy_.groups.push_back(std::move(group));
    return absl::OkStatus();
  }

  absl::Status Quorum(const Words& words) {
    if (words.size() != 2) return Refuse("the form is: quorum NAME");
    if (!policy_.quorum.empty()) return Refuse("there is a quorum already");
    if (words[1] != kNone && !IsDefined(words[1])) {
      return Refuse(absl::StrCat("no ", words[1], " is defined before"));
    }
    policy_.quorum = std::string(words[1]);
    return absl::OkStatus();
  }

  static absl::Status TooMany(absl::string_view what) {
    return Refuse(absl::StrCat("there are more than ", kPolicyDefinitionsMax, " ", what));
  }

  static std::string UrlOf(const Words& words, std::size_t at) {
    return at < words.size() ? std::string(words[at]) : std::string();
  }

  bool IsDefined(absl::string_view name) const {
    const auto has_name = [name](const auto& definition) { return definition.name == name; };
    return std::any_of(policy_.witnesses.begin(), policy_.witnesses.end(), has_name) ||
           std::any_of(policy_.groups.begin(), policy_.groups.end(), has_name);
  }

  absl::Status CheckNewName(absl::string_view name) const {
    if (name == kNone) return Refuse("the name none is reserved");
    if (IsDefined(name)) return Refuse(absl::StrCat(name, " is defined twice"));
    return absl::OkStatus();
  }

  WitnessPolicy policy_;
  std::vector<std::string> members_;  // of all groups
};

}  // namespace

absl::StatusOr<WitnessPolicy> ParsePolicy(absl::string_view text) {
  if (text.size() > kPolicyBytesMax) {
    return Refuse(
        absl::StrCat("the policy has ", text.size(), " bytes, at most ", kPolicyBytesMax));
  }
  PolicyParser parser;
  int number = 0;
  for (const absl::string_view line : absl::StrSplit(text, '\n')) {
    ++number;
    absl::Status status = parser.Line(line);
    if (!status.ok()) return Refuse(absl::StrCat("line ", number, ": ", status.message()));
  }
  return std::move(parser).End();
}

}  // namespace ippledge::proof
