# ippledge_library(name SOURCES … DEPS … PRIVATE_DEPS …): a static library with alias
# ippledge::name.
function(ippledge_library name)
  cmake_parse_arguments(ARG "" "" "SOURCES;DEPS;PRIVATE_DEPS" ${ARGN})
  add_library(ippledge_${name} STATIC ${ARG_SOURCES})
  add_library(ippledge::${name} ALIAS ippledge_${name})
  target_include_directories(ippledge_${name} PUBLIC "${PROJECT_SOURCE_DIR}")
  target_link_libraries(ippledge_${name} PUBLIC ${ARG_DEPS}
                                         PRIVATE ippledge_options ${ARG_PRIVATE_DEPS})
  ippledge_unity(ippledge_${name} ${name})
endfunction()

# ippledge_program(name SOURCES … DEPS …): an executable in bin/.
function(ippledge_program name)
  cmake_parse_arguments(ARG "" "" "SOURCES;DEPS" ${ARGN})
  add_executable(${name} ${ARG_SOURCES})
  target_link_libraries(${name} PRIVATE ippledge_options ${ARG_DEPS})
  ippledge_unity(${name} ${name})
  install(TARGETS ${name} RUNTIME)
endfunction()

# ippledge_test(name SOURCES … DEPS …): one test binary, registered whole with ctest.
function(ippledge_test name)
  cmake_parse_arguments(ARG "" "" "SOURCES;DEPS" ${ARGN})
  add_executable(${name} ${ARG_SOURCES})
  target_link_libraries(${name} PRIVATE ippledge_options ${ARG_DEPS} GTest::gmock GTest::gtest_main)
  # Tests are many and run once: a third of their building time for speed that nobody needs.
  target_compile_options(${name} PRIVATE $<$<CONFIG:Release>:-O1>)
  target_precompile_headers(${name} PRIVATE
    <map> <optional> <string> <utility> <variant> <vector>
    <absl/status/statusor.h> <absl/strings/str_cat.h> <gtest/gtest.h>)
  if(CMAKE_CXX_COMPILER_ID STREQUAL "GNU")
    target_compile_options(${name} PRIVATE -fpch-preprocess)
  endif()
  if(IPPLEDGE_SANITIZE STREQUAL "thread")
    target_sources(${name} PRIVATE "${PROJECT_SOURCE_DIR}/tests/testing/tsan_abseil.cc")
    target_link_libraries(${name} PRIVATE absl::synchronization)
  endif()
  ippledge_unity(${name} ${name})
  add_test(NAME ${name} COMMAND ${name} WORKING_DIRECTORY "${PROJECT_SOURCE_DIR}")
endfunction()

# ippledge_loops(source...): loops over whole columns, which -O2 does not turn into vector
# instructions when it does not know how long they are. Compiled alone.
function(ippledge_loops)
  set_source_files_properties(${ARGN} PROPERTIES
    COMPILE_OPTIONS $<$<CONFIG:Release>:-O3>
    SKIP_UNITY_BUILD_INCLUSION ON)
endfunction()
