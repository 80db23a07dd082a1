#include "tools/export/file_digest.h"

#include "ledger/check.h"

namespace ippledge::exported {

FileDigest::FileDigest() : context_(EVP_MD_CTX_new()) {
  IPPLEDGE_CHECK(context_ != nullptr);
  IPPLEDGE_CHECK(EVP_DigestInit_ex(context_.get(), EVP_sha256(), nullptr) == 1);
}

void FileDigest::Add(absl::string_view bytes) {
  IPPLEDGE_CHECK(EVP_DigestUpdate(context_.get(), bytes.data(), bytes.size()) == 1);
  bytes_ += static_cast<std::int64_t>(bytes.size());
}

proof::Hash FileDigest::Finish() {
  proof::Hash hash = {};
  IPPLEDGE_CHECK(EVP_DigestFinal_ex(context_.get(), hash.data(), nullptr) == 1);
  return hash;
}

}  // namespace ippledge::exported
