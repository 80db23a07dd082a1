// Approve() of client/draft.h.
#include <openssl/rsa.h>

#include "client/draft.h"
#include "client/exit_code.h"
#include "client/open_ssl.h"
#include "client/tls_files.h"
#include "ledger/check.h"
#include "proof/hash.h"
#include "proto/wire/approval.h"

namespace ippledge::client {
namespace {

const unsigned char* BytesOf(const std::string& text) {
  return reinterpret_cast<const unsigned char*>(text.data());
}

// Empty for a key of another kind than docs/format.md has.
std::string SignatureOf(EVP_PKEY& key, const std::string& text) {
  const bool is_rsa = EVP_PKEY_is_a(&key, "RSA") == 1;
  const bool is_ed25519 = EVP_PKEY_is_a(&key, "ED25519") == 1;
  if (!is_rsa && !is_ed25519 && EVP_PKEY_is_a(&key, "EC") != 1) return "";
  const OpenSslOwned<EVP_MD_CTX> context(EVP_MD_CTX_new());
  IPPLEDGE_CHECK(context != nullptr);
  EVP_PKEY_CTX* parameters = nullptr;
  if (EVP_DigestSignInit(context.get(), &parameters, is_ed25519 ? nullptr : EVP_sha256(), nullptr,
                         &key) != 1) {
    return "";
  }
  if (is_rsa && (EVP_PKEY_CTX_set_rsa_padding(parameters, RSA_PKCS1_PSS_PADDING) != 1 ||
                 EVP_PKEY_CTX_set_rsa_pss_saltlen(parameters, RSA_PSS_SALTLEN_DIGEST) != 1)) {
    return "";
  }
  std::size_t size = 0;
  if (EVP_DigestSign(context.get(), nullptr, &size, BytesOf(text), text.size()) != 1) return "";
  std::string signature(size, '\0');
  if (EVP_DigestSign(context.get(), reinterpret_cast<unsigned char*>(signature.data()), &size,
                     BytesOf(text), text.size()) != 1) {
    return "";
  }
  signature.resize(size);
  return signature;
}

}  // namespace

absl::StatusOr<v1::Approval> Approve(const OpenedDraft& draft, const TlsLine& line,
                                     std::int64_t expire_time_ms) {
  const OpenSslOwned<EVP_PKEY> key = ReadPrivateKey(line.key);
  IPPLEDGE_CHECK(key != nullptr);
  const proof::Hash digest = proof::Sha256(draft.draft.request());
  v1::Approval approval;
  approval.set_certificate(DerOf(line.certificate));
  approval.set_expire_time_ms(expire_time_ms);
  approval.set_signature(SignatureOf(
      *key, wire::ApprovalText(draft.draft.method(), proof::BytesOf(digest), expire_time_ms)));
  if (approval.signature().empty()) {
    return UsageError("approvals are signed with an RSA, elliptic-curve or Ed25519 key");
  }
  return approval;
}

}  // namespace ippledge::client
