#include "client/import/mapping_errors.h"

#include "absl/strings/str_cat.h"
#include "absl/strings/str_join.h"
#include "client/import/mapping.h"

namespace ippledge::client {
namespace {

using google::protobuf::FieldDescriptor;
using google::protobuf::TextFormat;

const FieldDescriptor* FieldNamed(const google::protobuf::Message& message,
                                  absl::string_view name) {
  return message.GetDescriptor()->FindFieldByName(std::string(name));
}

}  // namespace

std::string MappingNode::WhereOf(absl::string_view field, int index) const {
  const FieldDescriptor* descriptor = FieldNamed(*message_, field);
  if (tree_ == nullptr || descriptor == nullptr) return where_;
  const TextFormat::ParseLocation at = tree_->GetLocation(descriptor, index);
  if (at.line < 0) return where_;
  return absl::StrCat(at.line + 1, ":", at.column + 1);
}

MappingNode MappingNode::Child(absl::string_view field, const google::protobuf::Message& child,
                               int index) const {
  const FieldDescriptor* descriptor = FieldNamed(*message_, field);
  const TextFormat::ParseInfoTree* tree =
      tree_ == nullptr ? nullptr : tree_->GetTreeForNested(descriptor, index);
  return MappingNode(&child, tree, WhereOf(field, index));
}

void MappingErrors::AddError(int line, int column, const std::string& message) {
  Add(absl::StrCat(line + 1, ":", column + 1), message);
}

void MappingErrors::Add(absl::string_view where, absl::string_view message) {
  if (lines_.size() >= static_cast<std::size_t>(kMappingErrorsMax)) {
    ++more_;
    return;
  }
  lines_.push_back(absl::StrCat(name_, ":", where, ": ", message));
}

absl::Status MappingErrors::ToStatus() const {
  std::string text = absl::StrJoin(lines_, "\n");
  if (more_ > 0) absl::StrAppend(&text, "\n... and ", more_, " more");
  return absl::InvalidArgumentError(text);
}

}  // namespace ippledge::client
