// tools/export/embedded_files.h: files that are built into the program, to be written into exports:
// the schemas by which entries and policies can be read, and the words of README.md.
#pragma once

#include "absl/strings/string_view.h"
#include "absl/types/span.h"

namespace ippledge::exported {

struct SchemaFile {
  absl::string_view name;  // "ippledge/stored/v1/entry.proto"
  absl::string_view text;
};
// In order of name. Each imports only others of them, and google/protobuf/timestamp.proto.
absl::Span<const SchemaFile> SchemaFiles();

// tools/export/readme.md, with {names} where facts belong.
absl::string_view ReadmeTemplate();

}  // namespace ippledge::exported
