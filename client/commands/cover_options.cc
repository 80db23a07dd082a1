#include "client/commands/cover_options.h"

#include <algorithm>
#include <fstream>
#include <map>
#include <optional>
#include <sstream>

#include "absl/strings/ascii.h"
#include "absl/strings/match.h"
#include "absl/strings/numbers.h"
#include "absl/strings/str_cat.h"
#include "absl/strings/str_replace.h"
#include "absl/strings/str_split.h"
#include "absl/strings/strip.h"
#include "client/exit_code.h"
#include "proof/hash.h"

namespace ippledge::client {
namespace {

std::string Wrong(absl::string_view text, Bilingual what, Language language) {
  return language == Language::kChinese ? absl::StrCat("“", text, "”", what.zh)
                                        : absl::StrCat("\"", text, "\" ", what.en);
}

// Up to four decimals and "%"; nullopt for anything else.
std::optional<std::int64_t> PpmOf(absl::string_view text) {
  if (!absl::ConsumeSuffix(&text, "%")) return std::nullopt;
  const std::pair<absl::string_view, absl::string_view> parts =
      absl::StrSplit(text, absl::MaxSplits('.', 1));
  const auto digits = [](absl::string_view part) {
    return !part.empty() && part.size() <= 4 &&
           std::all_of(part.begin(), part.end(), absl::ascii_isdigit);
  };
  const bool has_point = absl::StrContains(text, '.');
  if (!digits(parts.first) || (has_point && !digits(parts.second))) return std::nullopt;
  std::string decimals(parts.second);
  decimals.resize(4, '0');
  std::int64_t whole = 0;
  std::int64_t part = 0;
  if (!absl::SimpleAtoi(parts.first, &whole) || !absl::SimpleAtoi(decimals, &part)) {
    return std::nullopt;
  }
  return whole * 10'000 + part;
}

// "key=value" pairs between commas; a comma within a value is kept where no known key follows it.
std::optional<std::map<std::string, std::string>> PairsOf(const std::string& text) {
  constexpr absl::string_view kKeys[] = {"code", "date", "issuer", "file", "sha256"};
  std::map<std::string, std::string> pairs;
  std::string last;
  for (const absl::string_view part : absl::StrSplit(text, ',')) {
    const std::pair<absl::string_view, absl::string_view> pair =
        absl::StrSplit(part, absl::MaxSplits('=', 1));
    const bool known = absl::StrContains(part, '=') &&
                       std::find(std::begin(kKeys), std::end(kKeys), pair.first) != std::end(kKeys);
    if (known) {
      last = std::string(pair.first);
      if (!pairs.emplace(last, pair.second).second) return std::nullopt;
    } else if (last.empty()) {
      return std::nullopt;
    } else {
      absl::StrAppend(&pairs[last], ",", part);
    }
  }
  return pairs;
}

}  // namespace

void AddLoanWords(CommandTree& tree, CLI::App& command, LoanWords& loan) {
  command.add_option("bank", loan.bank, tree.Text({"Bank", "银行代号"}))->required();
  command.add_option("contract", loan.contract, tree.Text({"Contract number", "合同号"}))
      ->required();
}

void AddClaimWords(CommandTree& tree, CLI::App& command, ClaimWords& claim) {
  AddLoanWords(tree, command, claim.loan);
  command.add_option("claim", claim.number, tree.Text({"Number of the claim", "代偿申请编号"}))
      ->required();
}

CLI::Option* AddTermNumber(CommandTree& tree, CLI::App& command, const std::string& name,
                           const google::protobuf::EnumDescriptor& list,
                           const std::function<Bilingual(int)>& label,
                           const std::function<void(int)>& set, Bilingual help) {
  const auto check = [&list, label, set, language = tree.language()](const std::string& text) {
    const std::string wanted = absl::StrReplaceAll(absl::AsciiStrToLower(text), {{"_", "-"}});
    std::string words;
    for (int number = 1; number < list.value_count(); ++number) {
      const std::string key = KeyOfNumber(list, number);
      if (key == wanted || label(number).zh == text) {
        set(number);
        return std::string();
      }
      absl::StrAppend(&words, words.empty() ? "" : ", ", key);
    }
    return absl::StrCat(Wrong(text, {"is none of: ", "不在可选值之内："}, language), words);
  };
  // The option itself keeps the text; it has nowhere else to go.
  const auto keep = [](const std::string&) {};
  return command.add_option_function<std::string>(name, keep, tree.Text(help))
      ->type_name("WORD")
      ->check(check, "");
}

void AddGrounds(CommandTree& tree, CLI::App& command, GroundsWords& grounds) {
  AddTerm(tree, command, "--reason", grounds.reason, {"Why, as a code", "理由代码"});
  command.add_option("--text", grounds.text, tree.Text({"Why, in words", "理由说明"}))
      ->type_name("TEXT");
}

CLI::Option* AddPercent(CommandTree& tree, CLI::App& command, const std::string& name,
                        std::int64_t& ppm, Bilingual help) {
  const auto check = [&ppm, language = tree.language()](const std::string& text) {
    const std::optional<std::int64_t> parsed = PpmOf(text);
    if (!parsed) {
      return Wrong(text, {"is not a percentage (3.45%)", "不是百分比（如 3.45%）"}, language);
    }
    ppm = *parsed;
    return std::string();
  };
  const auto keep = [](const std::string&) {};
  return command.add_option_function<std::string>(name, keep, tree.Text(help))
      ->type_name("PERCENT")
      ->check(check, "");
}

void AddBankReference(CommandTree& tree, CLI::App& command, std::string& reference) {
  command
      .add_option("--bank-reference", reference,
                  tree.Text({"Reference of the bank's statement line", "银行流水号"}))
      ->type_name("REFERENCE");
}

CLI::Option* AddDocuments(CommandTree& tree, CLI::App& command, const std::string& name,
                          std::vector<std::string>& documents, Bilingual help) {
  return command.add_option(name, documents, tree.Text(help))
      ->type_name("code=…,date=…,issuer=…,file=PATH")
      ->allow_extra_args(false);
}

absl::Status ReadDocument(const std::string& text, Language language, v1::ClaimDocument& document) {
  const auto fault = [&](Bilingual what) { return UsageError(Wrong(text, what, language)); };
  const auto pairs = PairsOf(text);
  if (!pairs || pairs->count("code") == 0 || pairs->count("date") == 0 ||
      pairs->count("issuer") == 0 || pairs->count("file") + pairs->count("sha256") != 1) {
    return fault({"needs code, date, issuer and either file or sha256",
                  "须有 code、date、issuer，以及 file 或 sha256 之一"});
  }
  document.set_code(pairs->at("code"));
  document.set_document_date(pairs->at("date"));
  document.set_issuer(pairs->at("issuer"));
  if (pairs->count("sha256") != 0) {
    document.set_sha256(pairs->at("sha256"));
    return absl::OkStatus();
  }
  std::ifstream file(pairs->at("file"), std::ios::binary);
  std::ostringstream bytes;
  if (file) bytes << file.rdbuf();
  if (!file || file.bad()) {
    return fault({"names a file that cannot be read", "所指文件无法读取"});
  }
  document.set_sha256(proof::HexOf(proof::Sha256(bytes.str())));
  return absl::OkStatus();
}

}  // namespace ippledge::client
