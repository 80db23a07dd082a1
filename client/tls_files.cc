#include "client/tls_files.h"

#include <openssl/err.h>
#include <sys/stat.h>

#include <cerrno>
#include <cstring>
#include <ctime>
#include <fstream>
#include <iterator>

#include "absl/strings/str_cat.h"
#include "client/exit_code.h"
#include "client/open_ssl.h"
#include "ledger/status_macros.h"

namespace ippledge::client {
namespace {

constexpr absl::Duration kWarnBefore = absl::Hours(14 * 24);

absl::StatusOr<std::string> ReadAll(const std::string& path) {
  std::ifstream file(path, std::ios::binary);
  std::string text((std::istreambuf_iterator<char>(file)), std::istreambuf_iterator<char>());
  if (file.bad() || text.empty()) return UsageError(absl::StrCat("cannot read ", path));
  return text;
}

absl::Time TimeOf(const ASN1_TIME* time) {
  std::tm fields{};
  if (ASN1_TIME_to_tm(time, &fields) != 1) return absl::InfinitePast();
  return absl::FromTM(fields, absl::UTCTimeZone());
}

std::string DayText(absl::Time time) {
  return absl::FormatTime("%Y-%m-%d %H:%M UTC", time, absl::UTCTimeZone());
}

absl::Status CheckComplete(const TlsPaths& paths, bool need_authorities) {
  if (paths.certificate.empty()) {
    return UsageError("--cert is missing: over TLS everybody shows a certificate");
  }
  if (paths.key.empty()) return UsageError("--key is missing: that of the certificate");
  if (paths.authorities.empty() && need_authorities) {
    return UsageError("--ca is missing: who issued the server's certificate");
  }
  return absl::OkStatus();
}

absl::Status CheckPair(const TlsPaths& paths, const TlsLine& line, absl::Time now) {
  const OpenSslOwned<X509> certificate = ReadCertificate(line.certificate);
  if (certificate == nullptr) {
    return UsageError(absl::StrCat(paths.certificate, " holds no certificate in PEM"));
  }
  const OpenSslOwned<EVP_PKEY> key = ReadPrivateKey(line.key);
  if (key == nullptr) {
    return UsageError(absl::StrCat(paths.key, " holds no private key in PEM, or an encrypted one"));
  }
  if (X509_check_private_key(certificate.get(), key.get()) != 1) {
    ERR_clear_error();
    return UsageError(absl::StrCat(paths.key, " is not the key of ", paths.certificate));
  }
  const absl::Time from = TimeOf(X509_get0_notBefore(certificate.get()));
  const absl::Time until = TimeOf(X509_get0_notAfter(certificate.get()));
  if (now >= from && now < until) return absl::OkStatus();
  return UsageError(absl::StrCat("the certificate of ", paths.certificate, " is good from ",
                                 DayText(from), " to ", DayText(until), " only"));
}

void Warn(const TlsPaths& paths, const TlsLine& line, absl::Time now, Language language,
          std::ostream& err) {
  const bool zh = language == Language::kChinese;
  struct stat found;
  if (stat(paths.key.c_str(), &found) == 0 && (found.st_mode & 077u) != 0) {
    err << (zh ? "警告：他人可读取私钥文件，请执行 chmod 600 "
               : "warning: others can read the private key: chmod 600 ")
        << paths.key << '\n';
  }
  const absl::Time until = HolderOf(line.certificate).good_until;
  if (until - now < kWarnBefore) {
    err << (zh ? "警告：证书将于此时到期：" : "warning: the certificate ends ") << DayText(until)
        << '\n';
  }
}

std::string TextOf(const X509_NAME_ENTRY& entry) {
  unsigned char* utf8 = nullptr;
  const int size = ASN1_STRING_to_UTF8(&utf8, X509_NAME_ENTRY_get_data(&entry));
  std::string text;
  if (size > 0) text.assign(reinterpret_cast<const char*>(utf8), static_cast<std::size_t>(size));
  OPENSSL_free(utf8);
  return text;
}

}  // namespace

absl::StatusOr<TlsLine> ReadTlsLine(const TlsPaths& paths, bool need_authorities, absl::Time now,
                                    Language language, std::ostream& err) {
  IPPLEDGE_RETURN_IF_ERROR(CheckComplete(paths, need_authorities));
  TlsLine line;
  IPPLEDGE_ASSIGN_OR_RETURN(line.certificate, ReadAll(paths.certificate));
  IPPLEDGE_ASSIGN_OR_RETURN(line.key, ReadAll(paths.key));
  if (!paths.authorities.empty()) {
    IPPLEDGE_ASSIGN_OR_RETURN(line.authorities, ReadAll(paths.authorities));
    if (ReadCertificate(line.authorities) == nullptr) {
      return UsageError(absl::StrCat(paths.authorities, " holds no certificate in PEM"));
    }
  }
  IPPLEDGE_RETURN_IF_ERROR(CheckPair(paths, line, now));
  Warn(paths, line, now, language, err);
  return line;
}

Holder HolderOf(const std::string& certificate) {
  Holder holder;
  const OpenSslOwned<X509> parsed = ReadCertificate(certificate);
  if (parsed == nullptr) return holder;
  holder.good_until = TimeOf(X509_get0_notAfter(parsed.get()));
  const X509_NAME* const subject = X509_get_subject_name(parsed.get());
  for (int i = 0; i < X509_NAME_entry_count(subject); ++i) {
    const X509_NAME_ENTRY& entry = *X509_NAME_get_entry(subject, i);
    const std::string text = TextOf(entry);
    switch (OBJ_obj2nid(X509_NAME_ENTRY_get_object(&entry))) {
      case NID_organizationName:
        holder.who.organisation = text;
        break;
      case NID_organizationalUnitName:
        if (text == "system") {
          holder.is_system = true;
        } else {
          holder.who.role = text;
        }
        break;
      case NID_commonName:
        holder.who.person = text;
        break;
      default:
        break;
    }
  }
  return holder;
}

std::string DerOf(const std::string& certificate) {
  const OpenSslOwned<X509> parsed = ReadCertificate(certificate);
  unsigned char* der = nullptr;
  const int size = parsed == nullptr ? 0 : i2d_X509(parsed.get(), &der);
  std::string bytes;
  if (size > 0) bytes.assign(reinterpret_cast<const char*>(der), static_cast<std::size_t>(size));
  OPENSSL_free(der);
  return bytes;
}

}  // namespace ippledge::client
