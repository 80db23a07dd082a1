// tools/export/file_digest.h: SHA-256 of bytes that come piece by piece.
#pragma once

#include <openssl/evp.h>

#include <cstdint>
#include <memory>

#include "absl/strings/string_view.h"
#include "proof/hash.h"

namespace ippledge::exported {

// Crashes when OpenSSL fails, which is when memory is gone. One thread at a time.
class FileDigest {
 public:
  FileDigest();

  void Add(absl::string_view bytes);
  std::int64_t bytes() const { return bytes_; }
  // Of all that was added. Nothing is added after it.
  proof::Hash Finish();

 private:
  struct Free {
    void operator()(EVP_MD_CTX* context) const { EVP_MD_CTX_free(context); }
  };
  std::unique_ptr<EVP_MD_CTX, Free> context_;
  std::int64_t bytes_ = 0;
};

}  // namespace ippledge::exported
