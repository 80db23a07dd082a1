# What every target of ours is compiled with.
add_library(ippledge_options INTERFACE)
target_compile_options(ippledge_options INTERFACE
  -Wall -Wextra -Wpedantic -Wshadow -Wconversion -Wsign-conversion -Wnon-virtual-dtor
  -Woverloaded-virtual -Wimplicit-fallthrough
  # Designated initialisers leave the defaults to the struct.
  -Wno-missing-field-initializers
  # False alarms of g++ 12 inside Abseil's containers and std::string, once optimised.
  -Wno-maybe-uninitialized -Wno-free-nonheap-object -Wno-restrict -Wno-array-bounds
  -Wno-stringop-overflow -Wno-stringop-overread)
if(CMAKE_CXX_COMPILER_ID STREQUAL "GNU")
  # Else a seventh of the time of a file goes into collecting garbage that fits in memory.
  add_compile_options("SHELL:--param ggc-min-heapsize=500000")
endif()
if(IPPLEDGE_WERROR)
  target_compile_options(ippledge_options INTERFACE -Werror)
endif()

# address (with undefined) or thread.
set(IPPLEDGE_SANITIZE "" CACHE STRING "address, thread or empty")
if(IPPLEDGE_SANITIZE STREQUAL "address")
  add_compile_options(-fsanitize=address,undefined -fno-omit-frame-pointer)
  add_link_options(-fsanitize=address,undefined)
elseif(IPPLEDGE_SANITIZE STREQUAL "thread")
  add_compile_options(-fsanitize=thread -fno-omit-frame-pointer)
  add_link_options(-fsanitize=thread)
endif()

# Programs of libFuzzer, tests/fuzz/CMakeLists.txt.
option(IPPLEDGE_FUZZ "Build tests/fuzz for libFuzzer, with sanitizers; needs clang" OFF)
if(IPPLEDGE_FUZZ)
  if(NOT CMAKE_CXX_COMPILER_ID STREQUAL "Clang")
    message(FATAL_ERROR "IPPLEDGE_FUZZ needs clang: -DCMAKE_CXX_COMPILER=clang++")
  endif()
  add_compile_options(-fsanitize=fuzzer-no-link,address,undefined -fno-omit-frame-pointer
                      -Wno-unknown-warning-option)
  add_link_options(-fsanitize=address,undefined)
endif()

# Of the programs that record: what one thread makes another frees, all the time, and glibc's
# allocator pays for that with locks and with pages given back and taken again. Sanitizers bring
# their own.
add_library(ippledge_allocator INTERFACE)
if(NOT IPPLEDGE_SANITIZE AND NOT IPPLEDGE_FUZZ)
  find_library(JEMALLOC jemalloc REQUIRED)
  target_link_libraries(ippledge_allocator INTERFACE "${JEMALLOC}")
endif()

find_program(CCACHE ccache)
if(CCACHE)
  # The sloppiness that it asks for before it keeps what includes a precompiled header.
  set(CMAKE_CXX_COMPILER_LAUNCHER "${CMAKE_COMMAND}" -E env
      CCACHE_SLOPPINESS=pch_defines,time_macros "${CCACHE}")
endif()
# Linking gRPC programs with the default linker takes seconds each.
find_program(MOLD mold)
if(MOLD)
  add_link_options(-fuse-ld=mold)
endif()
