#include "server/authority.h"

#include <openssl/err.h>
#include <openssl/x509v3.h>

#include <algorithm>
#include <utility>

#include "absl/strings/escaping.h"
#include "absl/strings/str_cat.h"
#include "ledger/check.h"
#include "ledger/refusal.h"
#include "ledger/status_macros.h"

namespace ippledge::server {
namespace {

// 112 bits: RSA from 2,048, no SHA-1.
constexpr int kSecurityLevel = 2;

std::string NameOf(const X509& authority) { return NameText(*X509_get_subject_name(&authority)); }

// The authority that signed the list; null when none did.
X509* SignerOf(const std::vector<Certificate>& authorities, RevocationList& list) {
  for (const Certificate& authority : authorities) {
    const bool named =
        X509_NAME_cmp(X509_CRL_get_issuer(list.get()), X509_get_subject_name(authority.get())) == 0;
    if (named && X509_CRL_verify(list.get(), X509_get0_pubkey(authority.get())) == 1) {
      return authority.get();
    }
  }
  ERR_clear_error();
  return nullptr;
}

bool IsNamed(const std::vector<Certificate>& authorities, const RevocationList& list) {
  return std::any_of(authorities.begin(), authorities.end(), [&](const Certificate& authority) {
    return X509_NAME_cmp(X509_CRL_get_issuer(list.get()), X509_get_subject_name(authority.get())) ==
           0;
  });
}

absl::Status RefuseList(const RevocationList& list, absl::string_view why) {
  return absl::InvalidArgumentError(absl::StrCat(
      "the revocation list of ", NameText(*X509_CRL_get_issuer(list.get())), " ", why));
}

// Name and key: what stays when an authority's own certificate is renewed.
std::string KeyOf(X509& authority) {
  unsigned char* bytes = nullptr;
  std::string key = NameOf(authority);
  const int size = i2d_X509_PUBKEY(X509_get_X509_PUBKEY(&authority), &bytes);
  IPPLEDGE_CHECK(size > 0);
  key.append(reinterpret_cast<const char*>(bytes), static_cast<std::size_t>(size));
  OPENSSL_free(bytes);
  return key;
}

std::string NumberOf(const RevocationList& list) {
  ASN1_INTEGER* const number = static_cast<ASN1_INTEGER*>(
      X509_CRL_get_ext_d2i(list.get(), NID_crl_number, nullptr, nullptr));
  if (number == nullptr) return "";
  std::string bytes(reinterpret_cast<const char*>(ASN1_STRING_get0_data(number)),
                    static_cast<std::size_t>(ASN1_STRING_length(number)));
  ASN1_INTEGER_free(number);
  bytes.erase(0, bytes.find_first_not_of('\0'));
  return bytes;
}

std::string TextOf(absl::string_view number, absl::Time made) {
  return number.empty()
             ? TimeText(made)
             : absl::StrCat("0x", absl::BytesToHexString(number), " of ", TimeText(made));
}

absl::Status RefuseUntrusted(absl::string_view why) {
  return Refuse(Reason::kCertificateUntrusted, "", {{"why", std::string(why)}});
}

absl::Status RefuseExpired(const X509& certificate) {
  return Refuse(Reason::kCertificateExpired, "",
                {{"from", TimeText(TimeOf(X509_get0_notBefore(&certificate)))},
                 {"until", TimeText(TimeOf(X509_get0_notAfter(&certificate)))}});
}

absl::Status RefusalOf(X509_STORE_CTX& context, const X509& certificate, absl::Time lists_due) {
  const int error = X509_STORE_CTX_get_error(&context);
  const bool of_authority = X509_STORE_CTX_get_error_depth(&context) > 0;
  const std::string why = X509_verify_cert_error_string(error);
  switch (error) {
    case X509_V_ERR_CERT_NOT_YET_VALID:
    case X509_V_ERR_CERT_HAS_EXPIRED:
      if (!of_authority) return RefuseExpired(certificate);
      break;
    case X509_V_ERR_CERT_REVOKED:
      if (of_authority) break;
      return Refuse(Reason::kCertificateRevoked, "", {{"serial", SerialOf(certificate)}});
    case X509_V_ERR_CRL_HAS_EXPIRED:
      return Refuse(Reason::kRevocationListOverdue, "", {{"until", TimeText(lists_due)}});
    default:
      break;
  }
  return RefuseUntrusted(of_authority ? absl::StrCat("its authority: ", why) : why);
}

// The first end of all that the answer rests on.
absl::Time EndOf(X509_STORE_CTX& context, absl::Time lists_due) {
  absl::Time end = lists_due;
  STACK_OF(X509)* const chain = X509_STORE_CTX_get0_chain(&context);
  for (int i = 0; i < sk_X509_num(chain); ++i) {
    end = std::min(end, TimeOf(X509_get0_notAfter(sk_X509_value(chain, i))));
  }
  return end;
}

}  // namespace

absl::StatusOr<std::shared_ptr<const Authority>> Authority::Make(
    absl::string_view authorities, const std::vector<std::string>& lists) {
  IPPLEDGE_ASSIGN_OR_RETURN(const std::vector<Certificate> issuers, ReadCertificates(authorities));
  OpenSslOwned<X509_STORE> store(X509_STORE_new());
  IPPLEDGE_CHECK(store != nullptr);
  for (const Certificate& issuer : issuers) {
    if (X509_check_ca(issuer.get()) == 0) {
      return absl::InvalidArgumentError(
          absl::StrCat(NameOf(*issuer), " may not issue certificates"));
    }
    IPPLEDGE_CHECK(X509_STORE_add_cert(store.get(), issuer.get()) == 1);
  }
  NewestLists newest;
  for (const std::string& pem : lists) {
    IPPLEDGE_ASSIGN_OR_RETURN(std::vector<RevocationList> read, ReadRevocationLists(pem));
    for (RevocationList& list : read) {
      IPPLEDGE_RETURN_IF_ERROR(AddList(issuers, list, *store, newest));
    }
  }
  for (const Certificate& issuer : issuers) {
    if (newest.contains(KeyOf(*issuer))) continue;
    return absl::InvalidArgumentError(
        absl::StrCat("there is no revocation list of ", NameOf(*issuer)));
  }
  return std::shared_ptr<const Authority>(new Authority(std::move(store), std::move(newest)));
}

Authority::Authority(OpenSslOwned<X509_STORE> store, NewestLists newest)
    : store_(std::move(store)),
      newest_(std::move(newest)),
      lists_due_(std::min_element(newest_.begin(), newest_.end(), [](const auto& a, const auto& b) {
                   return a.second.due < b.second.due;
                 })->second.due) {}

absl::Status Authority::AddList(const std::vector<Certificate>& authorities, RevocationList& list,
                                X509_STORE& store, NewestLists& newest) {
  X509* const signer = SignerOf(authorities, list);
  if (signer == nullptr) {
    return RefuseList(list, IsNamed(authorities, list)
                                ? "has a signature that is not its issuer's"
                                : "is of an issuer that is none of the authorities");
  }
  const ASN1_TIME* const next = X509_CRL_get0_nextUpdate(list.get());
  if (next == nullptr) return RefuseList(list, "does not say when the next one comes");
  IPPLEDGE_CHECK(X509_STORE_add_crl(&store, list.get()) == 1);
  Newest& known = newest[KeyOf(*signer)];
  Newest fresh{.issuer = NameOf(*signer),
               .number = NumberOf(list),
               .made = TimeOf(X509_CRL_get0_lastUpdate(list.get())),
               .due = std::max(known.due, TimeOf(next))};
  known.due = fresh.due;
  if (!fresh.IsOlderThan(known)) known = std::move(fresh);
  return absl::OkStatus();
}

bool Authority::Newest::IsOlderThan(const Newest& other) const {
  if (number.empty() || other.number.empty() || number == other.number) return made < other.made;
  return std::pair(number.size(), absl::string_view(number)) <
         std::pair(other.number.size(), absl::string_view(other.number));
}

absl::Status Authority::CheckNotOlder(const Authority& loaded) const {
  for (const auto& [key, list] : newest_) {
    const auto before = loaded.newest_.find(key);
    if (before == loaded.newest_.end() || !list.IsOlderThan(before->second)) continue;
    return absl::InvalidArgumentError(absl::StrCat(
        "the revocation list of ", list.issuer, ", ", TextOf(list.number, list.made),
        ", is older than the one in use, ", TextOf(before->second.number, before->second.made)));
  }
  return absl::OkStatus();
}

absl::Status Authority::Check(X509& certificate, STACK_OF(X509) * chain, absl::Time now,
                              absl::Time& good_until) const {
  const OpenSslOwned<X509_STORE_CTX> context(X509_STORE_CTX_new());
  IPPLEDGE_CHECK(context != nullptr &&
                 X509_STORE_CTX_init(context.get(), store_.get(), &certificate, chain) == 1);
  X509_VERIFY_PARAM* const param = X509_STORE_CTX_get0_param(context.get());
  X509_VERIFY_PARAM_set_time(param, absl::ToTimeT(now));
  X509_VERIFY_PARAM_set_flags(param, X509_V_FLAG_CRL_CHECK | X509_V_FLAG_CRL_CHECK_ALL);
  X509_VERIFY_PARAM_set_auth_level(param, kSecurityLevel);
  IPPLEDGE_CHECK(X509_VERIFY_PARAM_set_purpose(param, X509_PURPOSE_SSL_CLIENT) == 1);
  const bool good = X509_verify_cert(context.get()) == 1;
  ERR_clear_error();
  if (!good) return RefusalOf(*context, certificate, lists_due_);
  good_until = EndOf(*context, lists_due_);
  return absl::OkStatus();
}

}  // namespace ippledge::server
