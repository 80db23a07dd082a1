// ledger/status_macros.h: the only two control-flow macros of the project.
#pragma once

#include <utility>

#include "absl/status/status.h"
#include "absl/status/statusor.h"

#define IPPLEDGE_CONCAT_INNER(a, b) a##b
#define IPPLEDGE_CONCAT(a, b) IPPLEDGE_CONCAT_INNER(a, b)

// Returns from the enclosing function when `expression` is a status that is not OK.
#define IPPLEDGE_RETURN_IF_ERROR(expression)                                \
  do {                                                                      \
    if (absl::Status ippledge_status = (expression); !ippledge_status.ok()) \
      return ippledge_status;                                               \
  } while (false)

// Assigns the value of a StatusOr to `declaration`, or returns its status.
#define IPPLEDGE_ASSIGN_OR_RETURN(declaration, expression) \
  IPPLEDGE_ASSIGN_OR_RETURN_INNER(IPPLEDGE_CONCAT(ippledge_or_, __LINE__), declaration, expression)
#define IPPLEDGE_ASSIGN_OR_RETURN_INNER(name, declaration, expression) \
  auto name = (expression);                                            \
  if (!name.ok()) return std::move(name).status();                     \
  declaration = *std::move(name)
