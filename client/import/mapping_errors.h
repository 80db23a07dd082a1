// client/import/mapping_errors.h: where in a mapping's text something is wrong.
#pragma once

#include <string>
#include <vector>

#include "absl/status/status.h"
#include "absl/strings/string_view.h"
#include "google/protobuf/io/tokenizer.h"
#include "google/protobuf/message.h"
#include "google/protobuf/text_format.h"

namespace ippledge::client {

// A message of the mapping and where it stands. Cheap to copy; points into the parser's tree.
class MappingNode {
 public:
  MappingNode(const google::protobuf::Message* message,
              const google::protobuf::TextFormat::ParseInfoTree* tree, std::string where)
      : message_(message), tree_(tree), where_(std::move(where)) {}

  // "12:3": line and column of the message's field in its parent.
  const std::string& where() const { return where_; }
  // Where one of its fields stands; its own place when the field is not set. `index` is -1 for a
  // field that does not repeat.
  std::string WhereOf(absl::string_view field, int index = -1) const;
  // A message in it.
  MappingNode Child(absl::string_view field, const google::protobuf::Message& child,
                    int index = -1) const;

 private:
  const google::protobuf::Message* message_;
  const google::protobuf::TextFormat::ParseInfoTree* tree_;
  std::string where_;
};

// Collects what is wrong, from the parser and from us.
class MappingErrors final : public google::protobuf::io::ErrorCollector {
 public:
  explicit MappingErrors(absl::string_view name) : name_(name) {}

  // From the parser; 0-based.
  void AddError(int line, int column, const std::string& message) override;
  void Add(absl::string_view where, absl::string_view message);

  bool empty() const { return lines_.empty(); }
  // INVALID_ARGUMENT with one line for each.
  absl::Status ToStatus() const;

 private:
  const std::string name_;
  std::vector<std::string> lines_;
  int more_ = 0;
};

}  // namespace ippledge::client
