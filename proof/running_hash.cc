#include "proof/running_hash.h"

#include "proof/evp.h"

namespace ippledge::proof {

struct RunningHash::Context {
  evp::DigestContext digest{EVP_MD_CTX_new()};
};

RunningHash::RunningHash() : context_(std::make_unique<Context>()) {
  evp::MustHold(context_->digest != nullptr, __FILE__);
  evp::MustHold(EVP_DigestInit_ex2(context_->digest.get(), EVP_sha256(), nullptr) == 1, __FILE__);
}
RunningHash::RunningHash(RunningHash&& other) noexcept = default;
RunningHash& RunningHash::operator=(RunningHash&& other) noexcept = default;
RunningHash::~RunningHash() = default;

void RunningHash::Add(absl::string_view bytes) {
  evp::MustHold(EVP_DigestUpdate(context_->digest.get(), bytes.data(), bytes.size()) == 1,
                __FILE__);
}

Hash RunningHash::Finish() && {
  Hash hash;
  unsigned int size = 0;
  const bool done = EVP_DigestFinal_ex(context_->digest.get(), hash.data(), &size) == 1;
  evp::MustHold(done && size == hash.size(), __FILE__);
  return hash;
}

}  // namespace ippledge::proof
