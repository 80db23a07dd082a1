// proof/running_hash.h: SHA-256 of what comes in pieces.
#pragma once

#include <memory>

#include "absl/strings/string_view.h"
#include "proof/hash.h"

namespace ippledge::proof {

// Crashes when OpenSSL fails, as hash.h. One thread.
class RunningHash {
 public:
  RunningHash();
  RunningHash(RunningHash&& other) noexcept;
  RunningHash& operator=(RunningHash&& other) noexcept;
  ~RunningHash();

  void Add(absl::string_view bytes);
  // Sha256() of all pieces, one behind the other. No more may be added.
  Hash Finish() &&;

 private:
  struct Context;
  std::unique_ptr<Context> context_;
};

}  // namespace ippledge::proof
