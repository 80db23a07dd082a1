#include "client/policy_source.h"

#include <google/protobuf/descriptor.h>
#include <google/protobuf/message.h>

#include <fstream>

#include "absl/strings/match.h"
#include "absl/strings/numbers.h"
#include "absl/strings/str_cat.h"
#include "absl/strings/strip.h"
#include "client/display.h"
#include "client/exit_code.h"
#include "proto/wire/policy.h"

namespace ippledge::client {
namespace {

using google::protobuf::FieldDescriptor;
using google::protobuf::Message;

using Parameters = std::vector<std::pair<std::string, std::string>>;

// 412,500 ppm is "41.25%": exact, without zeros at the end.
std::string PpmText(std::int64_t ppm) {
  std::string text = absl::StrCat(ppm / 10'000);
  std::string decimals = absl::StrCat(10'000 + ppm % 10'000).substr(1);
  while (!decimals.empty() && decimals.back() == '0') decimals.pop_back();
  if (!decimals.empty()) absl::StrAppend(&text, ".", decimals);
  return absl::StrCat(text, "%");
}

std::string NumberText(absl::string_view field, std::int64_t number) {
  if (absl::EndsWith(field, "_fen")) return FormatAmount(number, AmountUnit::kYuan);
  if (absl::EndsWith(field, "_ppm")) return PpmText(number);
  return absl::StrCat(number);
}

// The value at `index` of a repeated field, or of a single one with -1.
std::string ValueText(const Message& message, const FieldDescriptor& field, int index) {
  const auto& reflection = *message.GetReflection();
  const bool one = index < 0;
  switch (field.cpp_type()) {
    case FieldDescriptor::CPPTYPE_INT32:
      return NumberText(field.name(), one ? reflection.GetInt32(message, &field)
                                          : reflection.GetRepeatedInt32(message, &field, index));
    case FieldDescriptor::CPPTYPE_INT64:
      return NumberText(field.name(), one ? reflection.GetInt64(message, &field)
                                          : reflection.GetRepeatedInt64(message, &field, index));
    case FieldDescriptor::CPPTYPE_BOOL:
      return reflection.GetBool(message, &field) ? "yes" : "no";
    case FieldDescriptor::CPPTYPE_ENUM:
      return (one ? reflection.GetEnum(message, &field)
                  : reflection.GetRepeatedEnum(message, &field, index))
          ->name();
    default:
      return one ? reflection.GetString(message, &field)
                 : reflection.GetRepeatedString(message, &field, index);
  }
}

void Append(const Message& message, const std::string& path, Parameters& parameters);

// An item of a list: by its name or step, so that a change of order is none of its values.
std::string ItemName(const Message& item, int index) {
  for (const char* const naming : {"name", "step"}) {
    const FieldDescriptor* field = item.GetDescriptor()->FindFieldByName(naming);
    if (field != nullptr) return ValueText(item, *field, -1);
  }
  return absl::StrCat(index + 1);
}

void AppendField(const Message& message, const FieldDescriptor& field, const std::string& path,
                 Parameters& parameters) {
  const auto& reflection = *message.GetReflection();
  const bool nested = field.cpp_type() == FieldDescriptor::CPPTYPE_MESSAGE;
  if (!field.is_repeated()) {
    if (nested) return Append(reflection.GetMessage(message, &field), path, parameters);
    if (field.has_presence() && !reflection.HasField(message, &field)) return;
    parameters.emplace_back(path, ValueText(message, field, -1));
    return;
  }
  std::string list;
  for (int i = 0; i < reflection.FieldSize(message, &field); ++i) {
    if (nested) {
      const Message& item = reflection.GetRepeatedMessage(message, &field, i);
      Append(item, absl::StrCat(path, ".", ItemName(item, i)), parameters);
    } else {
      absl::StrAppend(&list, list.empty() ? "" : "; ", ValueText(message, field, i));
    }
  }
  if (!list.empty()) parameters.emplace_back(path, list);
}

void Append(const Message& message, const std::string& path, Parameters& parameters) {
  for (int i = 0; i < message.GetDescriptor()->field_count(); ++i) {
    const FieldDescriptor& field = *message.GetDescriptor()->field(i);
    AppendField(message, field, path.empty() ? field.name() : absl::StrCat(path, ".", field.name()),
                parameters);
  }
}

}  // namespace

absl::StatusOr<Policy> ReadPolicyFile(const std::string& path) {
  std::ifstream file(path, std::ios::binary);
  std::string text(wire::kPolicyFileBytesMax + 1, '\0');
  if (file) file.read(text.data(), static_cast<std::streamsize>(text.size()));
  if (file.bad() || !file.is_open()) return UsageError(absl::StrCat("cannot read ", path));
  text.resize(static_cast<std::size_t>(file.gcount()));
  std::vector<wire::FileFault> faults;
  const std::optional<Policy> policy = wire::ReadPolicyText(text, faults);
  if (policy.has_value()) return *policy;
  std::string message;
  for (const wire::FileFault& fault : faults) {
    absl::StrAppend(&message, message.empty() ? "" : "\n       ", path, ":", wire::TextOf(fault));
  }
  return absl::InvalidArgumentError(message);
}

Parameters PolicyParameters(const Policy& policy) {
  Parameters parameters;
  Append(wire::FormatPolicy(policy), "", parameters);
  return parameters;
}

}  // namespace ippledge::client
