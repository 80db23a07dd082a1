// A policy as a text file, with the place of each fault: proto/wire/policy.h.
#include <google/protobuf/descriptor.h>
#include <google/protobuf/io/tokenizer.h>
#include <google/protobuf/text_format.h>

#include <algorithm>
#include <utility>

#include "absl/strings/numbers.h"
#include "absl/strings/str_cat.h"
#include "absl/strings/str_split.h"
#include "absl/strings/strip.h"
#include "proto/wire/policy.h"

namespace ippledge::wire {
namespace {

using google::protobuf::Descriptor;
using google::protobuf::FieldDescriptor;
using google::protobuf::TextFormat;

constexpr int kDepthMax = 20;

// Keeps the first fault of the parser; its positions come 0-based.
class FirstFault final : public google::protobuf::io::ErrorCollector {
 public:
  explicit FirstFault(std::vector<FileFault>& faults) : faults_(faults) {}
  void AddError(int line, int column, const std::string& message) override {
    if (!faults_.empty()) return;
    faults_.push_back({.line = line + 1,
                       .column = column + 1,
                       .violation = {.reason = Reason::kMessageMalformed,
                                     .field = "",
                                     .metadata = {{"message", MessageName()}}},
                       .syntax = message});
  }
  void AddWarning(int, int, const std::string&) override {}

 private:
  static std::string MessageName() { return v1::Policy::descriptor()->full_name(); }

  std::vector<FileFault>& faults_;
};

// "parties[2]" -> parties, 2; without brackets -1.
std::pair<std::string, int> Segment(absl::string_view text) {
  const std::size_t open = text.find('[');
  int index = -1;
  if (open == absl::string_view::npos) return {std::string(text), index};
  const absl::string_view digits = text.substr(open + 1, text.size() - open - 2);
  if (!absl::SimpleAtoi(digits, &index)) index = -1;
  return {std::string(text.substr(0, open)), index};
}

// Walks a path such as "modes[0].parties[1].share_ppm" as far as the file has it.
void Locate(const TextFormat::ParseInfoTree& root, FileFault& fault) {
  const Descriptor* message = v1::Policy::descriptor();
  const TextFormat::ParseInfoTree* tree = &root;
  for (const absl::string_view text : absl::StrSplit(fault.violation.field, '.')) {
    const auto [name, index] = Segment(text);
    const FieldDescriptor* field = message->FindFieldByName(name);
    if (field == nullptr) return;
    // A fault of a whole list stands at its first item.
    const int at = field->is_repeated() ? std::max(index, 0) : -1;
    const TextFormat::ParseLocation location = tree->GetLocation(field, at);
    if (location.line < 0) return;
    fault.line = location.line + 1;
    fault.column = location.column + 1;
    if (field->cpp_type() != FieldDescriptor::CPPTYPE_MESSAGE) return;
    tree = tree->GetTreeForNested(field, at);
    if (tree == nullptr) return;
    message = field->message_type();
  }
}

}  // namespace

std::string TextOf(const FileFault& fault) {
  const std::string why = fault.syntax.empty() ? EnglishText(fault.violation) : fault.syntax;
  return absl::StrCat(fault.line, ":", fault.column, ": ", RowOf(fault.violation.reason).name, ": ",
                      why);
}

std::optional<Policy> ReadPolicyText(const std::string& text, std::vector<FileFault>& faults) {
  FirstFault syntax(faults);
  if (text.size() > kPolicyFileBytesMax) {
    syntax.AddError(0, 0, absl::StrCat("more than ", kPolicyFileBytesMax, " bytes"));
    return std::nullopt;
  }
  TextFormat::ParseInfoTree tree;
  TextFormat::Parser parser;
  parser.RecordErrorsTo(&syntax);
  parser.WriteLocationsTo(&tree);
  parser.SetRecursionLimit(kDepthMax);
  v1::Policy message;
  const bool parsed =
      parser.ParseFromString(std::string(absl::StripPrefix(text, "\xEF\xBB\xBF")), &message);
  if (!parsed || !faults.empty()) return std::nullopt;
  Violations violations;
  std::optional<Policy> policy = ParsePolicy(message, "", violations);
  for (const Violation& violation : violations.list()) {
    faults.push_back({.violation = violation, .syntax = ""});
    Locate(tree, faults.back());
  }
  std::stable_sort(faults.begin(), faults.end(), [](const FileFault& a, const FileFault& b) {
    return std::pair(a.line, a.column) < std::pair(b.line, b.column);
  });
  return policy;
}

}  // namespace ippledge::wire
