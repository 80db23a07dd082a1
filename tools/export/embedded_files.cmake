# Writes embedded_files.cc into the build: what an export has of proto/ and docs/, and its
# README.md.
set(schemas
  ippledge/stored/v1/cover.proto
  ippledge/stored/v1/cover_events.proto
  ippledge/stored/v1/entry.proto
  ippledge/stored/v1/facts.proto
  ippledge/stored/v1/policy.proto
  ippledge/stored/v1/reconciliation.proto
  ippledge/stored/v1/trust.proto
  ippledge/v1/life_cycle.proto
  ippledge/v1/policy.proto
  ippledge/v1/policy_life_cycle.proto
  ippledge/v1/policy_terms.proto
  ippledge/v1/programme_service.proto
  ippledge/v1/types.proto)
set(rules
  claims.md
  policies.md)
set(rows "")
# embed(path file): the text of `file` becomes the export's `path`.
macro(embed path file)
  set_property(DIRECTORY APPEND PROPERTY CMAKE_CONFIGURE_DEPENDS "${file}")
  file(READ "${file}" text)
  string(APPEND rows "    {\"${path}\", R\"embedded(${text})embedded\"},\n")
endmacro()
foreach(schema IN LISTS schemas)
  embed("proto/${schema}" "${PROJECT_SOURCE_DIR}/proto/${schema}")
endforeach()
foreach(rule IN LISTS rules)
  embed("rules/${rule}" "${PROJECT_SOURCE_DIR}/docs/${rule}")
endforeach()
set_property(DIRECTORY APPEND PROPERTY CMAKE_CONFIGURE_DEPENDS
             "${CMAKE_CURRENT_SOURCE_DIR}/readme.md")
file(READ readme.md readme)
set(EXPORT_FILES "${CMAKE_CURRENT_BINARY_DIR}/embedded_files.cc")
file(WRITE "${EXPORT_FILES}.new"
"// Written by tools/export/embedded_files.cmake.
#include \"tools/export/embedded_files.h\"

namespace ippledge::exported {
namespace {

constexpr EmbeddedFile kFiles[] = {
${rows}};

}  // namespace

absl::Span<const EmbeddedFile> EmbeddedFiles() { return kFiles; }

absl::string_view ReadmeTemplate() {
  static constexpr char kText[] = R\"readme(${readme})readme\";
  return kText;
}

}  // namespace ippledge::exported
")
# Copied only when it differs: else each configuring would compile it.
configure_file("${EXPORT_FILES}.new" "${EXPORT_FILES}" COPYONLY)
