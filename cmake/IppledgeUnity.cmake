# Several sources compiled as one. Most of the time of a source goes into headers that its
# neighbours read too, so a whole build takes little more than half as long; but after a change all
# of its group is compiled.
option(IPPLEDGE_UNITY "Compile most sources in groups: for builds from nothing" OFF)

# Not the rooms of the write path: tests/budget counts instructions by their functions, which a
# compiler that sees several files at once may put into one another. Nor what ippledge-verify takes
# a part of: with the rest it would need RocksDB.
set(IPPLEDGE_ALWAYS_ALONE audit codec engine export_files server storage wire words)

# ippledge_unity(target name): its sources may be grouped.
function(ippledge_unity target name)
  if(IPPLEDGE_UNITY AND NOT name IN_LIST IPPLEDGE_ALWAYS_ALONE)
    set_property(GLOBAL APPEND PROPERTY IPPLEDGE_UNITY_TARGETS ${target})
  endif()
endfunction()

# After all targets: forms the groups, anew whenever a source changes (unity_groups.py says why).
function(ippledge_form_groups)
  get_property(targets GLOBAL PROPERTY IPPLEDGE_UNITY_TARGETS)
  if(NOT targets)
    return()
  endif()
  set(lines "")
  foreach(target IN LISTS targets)
    set_target_properties(${target} PROPERTIES UNITY_BUILD ON UNITY_BUILD_MODE GROUP)
    if(CMAKE_CXX_COMPILER_ID STREQUAL "GNU")
      # It takes included sources for headers, whose types other sources would see.
      target_compile_options(${target} PRIVATE -Wno-subobject-linkage)
    endif()
    get_target_property(sources ${target} SOURCES)
    get_target_property(folder ${target} SOURCE_DIR)
    foreach(source IN LISTS sources)
      get_filename_component(path "${source}" ABSOLUTE BASE_DIR "${folder}")
      if(EXISTS "${path}" AND path MATCHES "\\.cc$")
        string(APPEND lines "${target}\t${path}\n")
        set_property(DIRECTORY APPEND PROPERTY CMAKE_CONFIGURE_DEPENDS "${path}")
      endif()
    endforeach()
  endforeach()
  set(files "${PROJECT_BINARY_DIR}/unity_files.txt")
  set(groups "${PROJECT_BINARY_DIR}/unity_groups.cmake")
  set(script "${PROJECT_SOURCE_DIR}/cmake/unity_groups.py")
  set_property(DIRECTORY APPEND PROPERTY CMAKE_CONFIGURE_DEPENDS "${script}")
  file(WRITE "${files}" "${lines}")
  find_package(Python3 REQUIRED COMPONENTS Interpreter)
  execute_process(
    COMMAND "${Python3_EXECUTABLE}" "${script}" "${PROJECT_SOURCE_DIR}" "${files}" "${groups}"
    COMMAND_ERROR_IS_FATAL ANY)
  include("${groups}")
endfunction()
