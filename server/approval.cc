#include "server/approval.h"

#include <openssl/err.h>
#include <openssl/evp.h>
#include <openssl/rsa.h>

#include <string>
#include <utility>

#include "absl/strings/str_cat.h"
#include "ippledge/v1/approval.pb.h"
#include "ledger/refusal.h"
#include "ledger/status_macros.h"
#include "proof/hash.h"
#include "proto/wire/approval.h"
#include "server/certificate.h"

namespace ippledge::server {
namespace {

absl::Status RefuseSystem(const Caller& caller) {
  return Refuse(Reason::kSystemNotAllowed, "", {{"person", caller.person}});
}

const EVP_MD* DigestFor(const EVP_PKEY& key) {
  return EVP_PKEY_is_a(&key, "ED25519") == 1 ? nullptr : EVP_sha256();
}

// Which algorithm it is the key says, not who sent it.
bool Verifies(EVP_PKEY& key, absl::string_view text, absl::string_view signature) {
  const bool is_rsa = EVP_PKEY_is_a(&key, "RSA") == 1;
  if (!is_rsa && EVP_PKEY_is_a(&key, "EC") != 1 && EVP_PKEY_is_a(&key, "ED25519") != 1) {
    return false;
  }
  const OpenSslOwned<EVP_MD_CTX> context(EVP_MD_CTX_new());
  EVP_PKEY_CTX* parameters = nullptr;
  bool good = context != nullptr &&
              EVP_DigestVerifyInit(context.get(), &parameters, DigestFor(key), nullptr, &key) == 1;
  if (good && is_rsa) {
    good = EVP_PKEY_CTX_set_rsa_padding(parameters, RSA_PKCS1_PSS_PADDING) == 1 &&
           EVP_PKEY_CTX_set_rsa_pss_saltlen(parameters, RSA_PSS_SALTLEN_DIGEST) == 1;
  }
  good = good &&
         EVP_DigestVerify(context.get(), reinterpret_cast<const unsigned char*>(signature.data()),
                          signature.size(), reinterpret_cast<const unsigned char*>(text.data()),
                          text.size()) == 1;
  ERR_clear_error();
  return good;
}

absl::Status CheckTimes(std::int64_t expire_time_ms, std::int64_t now_ms) {
  if (expire_time_ms > now_ms && expire_time_ms - now_ms > wire::kApprovalLifeMsMax) {
    return RefuseApproval("it would be good for more than 7 days");
  }
  if (expire_time_ms > now_ms) return absl::OkStatus();
  // Far from our time there is no calendar.
  const bool printable = expire_time_ms >= 0;
  return Refuse(
      Reason::kApprovalExpired, "",
      {{"until", printable ? TimeText(absl::FromUnixMillis(expire_time_ms)) : "before 1970"}});
}

absl::Status CheckSigner(const Identity& signer, const Caller& caller) {
  if (signer.is_system) return RefuseSystem(signer.caller);
  const Caller& second = signer.caller;
  if (second.organisation != caller.organisation || second.role != caller.role) {
    return Refuse(Reason::kApproverNotAllowed, "",
                  {{"organisation", second.organisation},
                   {"role", std::string(NameOf(second.role))},
                   {"want", absl::StrCat(NameOf(caller.role), " of ", caller.organisation)}});
  }
  if (second.person == caller.person) {
    return Refuse(Reason::kSecondPersonRequired, "",
                  {{"person", caller.person}, {"second_person", second.person}});
  }
  return absl::OkStatus();
}

}  // namespace

absl::Status RefuseApproval(absl::string_view why) {
  return Refuse(Reason::kApprovalInvalid, "", {{"why", std::string(why)}});
}

absl::Status TakeApproval(const ClientCertificates& clients, absl::string_view approval,
                          const google::protobuf::MethodDescriptor& method,
                          absl::string_view request, Identity& identity) {
  if (identity.is_system) return RefuseSystem(identity.caller);
  v1::Approval message;
  if (!message.ParseFromArray(approval.data(), static_cast<int>(approval.size())) ||
      !message.GetReflection()->GetUnknownFields(message).empty()) {
    return RefuseApproval("it cannot be decoded");
  }
  const absl::StatusOr<Certificate> certificate = ReadDer(message.certificate());
  if (!certificate.ok()) return RefuseApproval("its certificate cannot be decoded");
  // Before anything is computed with its key.
  const absl::StatusOr<Identity> signer = clients.Examine(**certificate);
  if (!signer.ok()) return RefuseApproval(signer.status().message());
  const proof::Hash digest = proof::Sha256(request);
  const std::string text =
      wire::ApprovalText(method.full_name(), proof::BytesOf(digest), message.expire_time_ms());
  if (!Verifies(*X509_get0_pubkey(certificate->get()), text, message.signature())) {
    return RefuseApproval("its signature is not of this request");
  }
  IPPLEDGE_RETURN_IF_ERROR(CheckTimes(message.expire_time_ms(), clients.NowMs()));
  IPPLEDGE_RETURN_IF_ERROR(CheckSigner(*signer, identity.caller));
  identity.caller.second_person = signer->caller.person;
  return absl::OkStatus();
}

}  // namespace ippledge::server
