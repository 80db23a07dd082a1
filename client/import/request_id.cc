#include "client/import/request_id.h"

#include <openssl/evp.h>

#include "absl/strings/escaping.h"
#include "absl/strings/str_cat.h"
#include "ippledge/v1/loan_service.pb.h"
#include "ledger/check.h"

namespace ippledge::client {
namespace {

// 7d1f5bd2-7c0a-4a2e-9d35-1f0a6c2b8e41, drawn once for ippledge's imports.
constexpr unsigned char kNamespace[16] = {0x7d, 0x1f, 0x5b, 0xd2, 0x7c, 0x0a, 0x4a, 0x2e,
                                          0x9d, 0x35, 0x1f, 0x0a, 0x6c, 0x2b, 0x8e, 0x41};
// c5f0a6e1-93b7-4d18-8a42-6be07d5c2f39, drawn once for steps of statements.
constexpr unsigned char kStepNamespace[16] = {0xc5, 0xf0, 0xa6, 0xe1, 0x93, 0xb7, 0x4d, 0x18,
                                              0x8a, 0x42, 0x6b, 0xe0, 0x7d, 0x5c, 0x2f, 0x39};

}  // namespace

struct RequestIds::Hasher {
  Hasher() : digest(EVP_MD_fetch(nullptr, "SHA1", nullptr)), context(EVP_MD_CTX_new()) {
    IPPLEDGE_CHECK(digest != nullptr && context != nullptr);
  }
  ~Hasher() {
    EVP_MD_CTX_free(context);
    EVP_MD_free(digest);
  }
  Hasher(const Hasher&) = delete;
  Hasher& operator=(const Hasher&) = delete;

  void Update(const void* bytes, std::size_t size) {
    IPPLEDGE_CHECK(EVP_DigestUpdate(context, bytes, size) == 1);
  }
  // Length first, so that no two lists of texts look alike.
  void UpdateText(absl::string_view text) {
    unsigned char length[8];
    for (int i = 0; i < 8; ++i) {
      length[i] = static_cast<unsigned char>(static_cast<std::uint64_t>(text.size()) >> (8 * i));
    }
    Update(length, sizeof(length));
    Update(text.data(), text.size());
  }

  EVP_MD* digest;
  EVP_MD_CTX* context;
};

RequestIds::RequestIds() : hasher_(std::make_unique<Hasher>()) {}
RequestIds::~RequestIds() = default;

void RequestIds::Begin(const unsigned char* name_space) {
  IPPLEDGE_CHECK(EVP_DigestInit_ex2(hasher_->context, hasher_->digest, nullptr) == 1);
  hasher_->Update(name_space, 16);
}

std::string RequestIds::End() {
  unsigned char hash[EVP_MAX_MD_SIZE];
  unsigned int size = 0;
  IPPLEDGE_CHECK(EVP_DigestFinal_ex(hasher_->context, hash, &size) == 1 && size == 20);
  hash[6] = static_cast<unsigned char>((hash[6] & 0x0f) | 0x50);
  hash[8] = static_cast<unsigned char>((hash[8] & 0x3f) | 0x80);
  const std::string hex =
      absl::BytesToHexString(absl::string_view(reinterpret_cast<const char*>(hash), 16));
  return absl::StrCat(hex.substr(0, 8), "-", hex.substr(8, 4), "-", hex.substr(12, 4), "-",
                      hex.substr(16, 4), "-", hex.substr(20));
}

std::string RequestIds::Of(const v1::StreamRecordRequest& request, int occurrence) {
  Begin(kNamespace);
  hasher_->UpdateText(request.programme());
  for (const v1::LoanRow& row : request.rows()) {
    // Without maps and unknown fields, one message has one serialisation: fields by number.
    row.SerializeToString(&row_);
    hasher_->UpdateText(row_);
  }
  if (occurrence > 1) hasher_->UpdateText(absl::StrCat("#", occurrence));
  return End();
}

std::string RequestIds::OfStep(const std::vector<std::string>& names) {
  Begin(kStepNamespace);
  for (const std::string& name : names) hasher_->UpdateText(name);
  return End();
}

}  // namespace ippledge::client
