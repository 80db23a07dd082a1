// tools/export/embedded_files.h: files that are built into the program, to be written into exports:
// the schemas by which entries, policies and the constitution can be read, the rules in words, and
// the words of README.md.
#pragma once

#include "absl/strings/string_view.h"
#include "absl/types/span.h"

namespace ippledge::exported {

struct EmbeddedFile {
  absl::string_view path;  // "proto/ippledge/stored/v1/entry.proto", "rules/claims.md"
  absl::string_view text;
};
// In order of path. Each schema imports only others of them, and google/protobuf/timestamp.proto.
// For all of them IsUnsignedPath() (tools/export/layout.h) holds.
absl::Span<const EmbeddedFile> EmbeddedFiles();

// tools/export/readme.md, with {names} where facts belong.
absl::string_view ReadmeTemplate();

}  // namespace ippledge::exported
