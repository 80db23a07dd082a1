// client/commands/cover_options.h: options that the commands of cover, claims and recoveries share.
#pragma once

#include <CLI/CLI.hpp>
#include <cstdint>
#include <functional>
#include <string>
#include <vector>

#include "absl/status/status.h"
#include "absl/status/statusor.h"
#include "client/command_tree.h"
#include "client/life_cycle_texts.h"
#include "ippledge/v1/cover_types.pb.h"

namespace ippledge::client {

// BANK CONTRACT.
struct LoanWords {
  std::string bank;
  std::string contract;

  void SetTo(v1::LoanName& name) const {
    name.set_bank(bank);
    name.set_contract_number(contract);
  }
};
void AddLoanWords(CommandTree& tree, CLI::App& command, LoanWords& loan);
// BANK CONTRACT CLAIM.
struct ClaimWords {
  LoanWords loan;
  std::string number;
};
void AddClaimWords(CommandTree& tree, CLI::App& command, ClaimWords& claim);

// A word of a closed list of the API: its key with "-" or "_" in any case, or its Chinese name.
CLI::Option* AddTermNumber(CommandTree& tree, CLI::App& command, const std::string& name,
                           const google::protobuf::EnumDescriptor& list,
                           const std::function<Bilingual(int)>& label,
                           const std::function<void(int)>& set, Bilingual help);
// `term` lives as long as the command.
template <typename Enum>
CLI::Option* AddTerm(CommandTree& tree, CLI::App& command, const std::string& name, Enum& term,
                     Bilingual help) {
  return AddTermNumber(
      tree, command, name, *google::protobuf::GetEnumDescriptor<Enum>(),
      [](int number) { return LabelOf(static_cast<Enum>(number)); },
      [&term](int number) { term = static_cast<Enum>(number); }, help);
}

// Why: --reason WORD --text TEXT.
struct GroundsWords {
  v1::DecisionReason reason = v1::DECISION_REASON_UNSPECIFIED;
  std::string text;

  void SetTo(v1::DecisionGrounds& grounds) const {
    grounds.set_reason(reason);
    grounds.set_text(text);
  }
};
void AddGrounds(CommandTree& tree, CLI::App& command, GroundsWords& grounds);

// "3.45%", "100%" as parts per million, up to four decimals.
CLI::Option* AddPercent(CommandTree& tree, CLI::App& command, const std::string& name,
                        std::int64_t& ppm, Bilingual help);

// --bank-reference.
void AddBankReference(CommandTree& tree, CLI::App& command, std::string& reference);

// --document "code=loan_contract,date=2024-03-01,issuer=Qingcao,file=PATH" or "…,sha256=HEX",
// any number of them.
CLI::Option* AddDocuments(CommandTree& tree, CLI::App& command, const std::string& name,
                          std::vector<std::string>& documents, Bilingual help);
// Reads one; of a file the hash. A usage error for a missing or unknown key, and for a file that
// cannot be read.
absl::Status ReadDocument(const std::string& text, Language language, v1::ClaimDocument& document);

}  // namespace ippledge::client
