# Writes shipped_profiles.cc into the build: the profiles of programmes/statements as texts.
file(GLOB profiles CONFIGURE_DEPENDS "${PROJECT_SOURCE_DIR}/programmes/statements/*.textproto")
list(SORT profiles)
set_property(DIRECTORY APPEND PROPERTY CMAKE_CONFIGURE_DEPENDS ${profiles})
set(rows "")
foreach(profile IN LISTS profiles)
  get_filename_component(name "${profile}" NAME)
  file(READ "${profile}" text)
  string(APPEND rows "    {\"${name}\", R\"textproto(${text})textproto\"},\n")
endforeach()
set(SHIPPED_PROFILES "${CMAKE_CURRENT_BINARY_DIR}/shipped_profiles.cc")
file(WRITE "${SHIPPED_PROFILES}.new"
"// Written by client/shipped_profiles.cmake.
#include \"client/shipped_profiles.h\"

namespace ippledge::client {
namespace {

constexpr ShippedProfile kProfiles[] = {
${rows}};

}  // namespace

absl::Span<const ShippedProfile> ShippedProfiles() { return kProfiles; }

}  // namespace ippledge::client
")
# Copied only when it differs: else each configuring would compile it.
configure_file("${SHIPPED_PROFILES}.new" "${SHIPPED_PROFILES}" COPYONLY)
