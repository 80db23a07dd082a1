// ledger/check.h: broken promises crash, in release builds too.
//
// For programmer errors and corrupt folds only; what a caller may get wrong is an absl::Status.
#pragma once

#include <cstdio>
#include <cstdlib>

// Crashes with file, line and the condition's text when `condition` is false.
#define IPPLEDGE_CHECK(condition)                                                          \
  do {                                                                                     \
    if (!(condition)) {                                                                    \
      std::fprintf(stderr, "%s:%d: broken promise: %s\n", __FILE__, __LINE__, #condition); \
      std::abort();                                                                        \
    }                                                                                      \
  } while (false)
