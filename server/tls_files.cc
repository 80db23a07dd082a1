#include "server/tls_files.h"

#include <fcntl.h>
#include <openssl/err.h>
#include <openssl/pem.h>
#include <sys/stat.h>
#include <unistd.h>

#include <algorithm>
#include <cerrno>
#include <cstdlib>
#include <cstring>
#include <filesystem>

#include "absl/strings/match.h"
#include "absl/strings/str_cat.h"
#include "absl/strings/str_format.h"
#include "ledger/status_macros.h"
#include "storage/private_folder.h"

namespace ippledge::server {
namespace {

namespace fs = std::filesystem;

constexpr std::size_t kFileBytesMax = 16 << 20;
constexpr std::size_t kListFilesMax = 1'000;

absl::Status Fault(const std::string& path, absl::string_view what) {
  return absl::InvalidArgumentError(absl::StrCat(path, ": ", what));
}

absl::Status Fault(const std::string& path, const absl::Status& status) {
  return Fault(path, status.message());
}

absl::StatusOr<storage::OpenFile> OpenToRead(const std::string& path) {
  storage::OpenFile file(open(path.c_str(), O_RDONLY | O_CLOEXEC));
  if (!file.is_open()) return Fault(path, std::strerror(errno));
  return file;
}

absl::StatusOr<std::string> ReadOpen(const storage::OpenFile& file, const std::string& path) {
  std::string bytes;
  char part[16'384];
  while (bytes.size() <= kFileBytesMax) {
    const ssize_t got = read(file.fd(), part, sizeof(part));
    if (got < 0 && errno == EINTR) continue;
    if (got < 0) return Fault(path, std::strerror(errno));
    if (got == 0) return bytes;
    bytes.append(part, static_cast<std::size_t>(got));
  }
  return Fault(path, absl::StrCat("has more than ", kFileBytesMax, " bytes"));
}

absl::StatusOr<std::string> ReadFile(const std::string& path) {
  IPPLEDGE_ASSIGN_OR_RETURN(const storage::OpenFile file, OpenToRead(path));
  return ReadOpen(file, path);
}

// systemd gives a service its secrets in a folder of its own memory; what belongs to root there may
// be readable by the service through an access list, which shows as a mode for the group.
bool IsSystemdCredential(const std::string& path) {
  const char* const folder = std::getenv("CREDENTIALS_DIRECTORY");
  if (folder == nullptr || *folder == '\0') return false;
  std::error_code error;
  const fs::path real = fs::canonical(path, error);
  const fs::path real_folder = error ? fs::path() : fs::canonical(folder, error);
  return !error && real.parent_path() == real_folder;
}

absl::Status CheckCredential(int fd, const std::string& path) {
  struct stat found;
  if (fstat(fd, &found) != 0) return Fault(path, std::strerror(errno));
  const mode_t mode = found.st_mode & 07777u;
  if ((found.st_uid == 0 || found.st_uid == geteuid()) && (mode & 037u) == 0) {
    return absl::OkStatus();
  }
  return absl::FailedPreconditionError(
      absl::StrFormat("%s has mode %04o: no credential of systemd", path, mode));
}

absl::StatusOr<std::string> ReadKey(const std::string& path) {
  IPPLEDGE_ASSIGN_OR_RETURN(const storage::OpenFile file, OpenToRead(path));
  IPPLEDGE_RETURN_IF_ERROR(IsSystemdCredential(path)
                               ? CheckCredential(file.fd(), path)
                               : storage::CheckPrivate(file.fd(), path, storage::kPrivateFileMode));
  return ReadOpen(file, path);
}

// Without this OpenSSL would ask for a password at the terminal.
int NoPassword(char*, int, int, void*) { return -1; }

absl::StatusOr<absl::Time> CheckCertificate(const TlsPaths& paths, const TlsFiles& files,
                                            absl::Time now) {
  const auto chain = ReadCertificates(files.certificate);
  if (!chain.ok()) return Fault(paths.certificate, chain.status());
  const X509& certificate = *chain->front();
  const absl::Time from = TimeOf(X509_get0_notBefore(&certificate));
  const absl::Time until = TimeOf(X509_get0_notAfter(&certificate));
  if (now < from || now >= until) {
    return Fault(paths.certificate,
                 absl::StrCat("is good from ", TimeText(from), " to ", TimeText(until), " only"));
  }
  const OpenSslOwned<BIO> bio = Reading(files.key);
  const OpenSslOwned<EVP_PKEY> key(
      PEM_read_bio_PrivateKey(bio.get(), nullptr, NoPassword, nullptr));
  if (key == nullptr) {
    ERR_clear_error();
    return Fault(paths.key, "holds no private key in PEM, or an encrypted one");
  }
  if (X509_check_private_key(&certificate, key.get()) != 1) {
    ERR_clear_error();
    return Fault(paths.key, absl::StrCat("is not the key of ", paths.certificate));
  }
  return until;
}

absl::StatusOr<std::vector<std::string>> ListFiles(const std::string& path) {
  std::error_code error;
  if (!fs::is_directory(path, error)) return std::vector<std::string>{path};
  std::vector<std::string> files;
  for (const fs::directory_entry& entry : fs::directory_iterator(path, error)) {
    if (absl::StartsWith(entry.path().filename().string(), ".")) continue;
    if (entry.is_regular_file(error)) files.push_back(entry.path().string());
  }
  if (error) return Fault(path, error.message());
  if (files.size() > kListFilesMax) {
    return Fault(path, absl::StrCat("has more than ", kListFilesMax, " files"));
  }
  std::sort(files.begin(), files.end());
  return files;
}

absl::StatusOr<std::shared_ptr<const Authority>> ReadAuthority(const TlsPaths& paths,
                                                               const std::string& authorities,
                                                               std::vector<std::string>& lists) {
  IPPLEDGE_ASSIGN_OR_RETURN(const std::vector<std::string> names, ListFiles(paths.revoked));
  for (const std::string& name : names) {
    IPPLEDGE_ASSIGN_OR_RETURN(lists.emplace_back(), ReadFile(name));
    // Said with the file's name here, since the authority does not know it.
    if (const auto read = ReadRevocationLists(lists.back()); !read.ok()) {
      return Fault(name, read.status());
    }
  }
  auto authority = Authority::Make(authorities, lists);
  if (!authority.ok()) {
    return Fault(absl::StrCat(paths.authorities, ", ", paths.revoked), authority.status());
  }
  return authority;
}

// The key's own hash stands for the key, which is not put together with anything.
proof::Hash DigestOf(const TlsFiles& files, const std::vector<std::string>& lists) {
  std::string hashes;
  const auto add = [&hashes](const std::string& bytes) {
    absl::StrAppend(&hashes, proof::BytesOf(proof::Sha256(bytes)));
  };
  for (const std::string* bytes : {&files.certificate, &files.key, &files.authorities}) add(*bytes);
  for (const std::string& list : lists) add(list);
  return proof::Sha256(hashes);
}

}  // namespace

bool TlsPaths::any() const {
  return !certificate.empty() || !key.empty() || !authorities.empty() || !revoked.empty();
}

std::vector<std::string> TlsPaths::Missing() const {
  std::vector<std::string> missing;
  if (certificate.empty()) missing.emplace_back("tls_certificate");
  if (key.empty()) missing.emplace_back("tls_key");
  if (authorities.empty()) missing.emplace_back("tls_authorities");
  if (revoked.empty()) missing.emplace_back("tls_revoked");
  return missing;
}

absl::StatusOr<TlsFiles> ReadTlsFiles(const TlsPaths& paths, absl::Time now) {
  TlsFiles files;
  IPPLEDGE_ASSIGN_OR_RETURN(files.certificate, ReadFile(paths.certificate));
  IPPLEDGE_ASSIGN_OR_RETURN(files.key, ReadKey(paths.key));
  IPPLEDGE_ASSIGN_OR_RETURN(files.good_until, CheckCertificate(paths, files, now));
  IPPLEDGE_ASSIGN_OR_RETURN(files.authorities, ReadFile(paths.authorities));
  std::vector<std::string> lists;
  IPPLEDGE_ASSIGN_OR_RETURN(files.authority, ReadAuthority(paths, files.authorities, lists));
  files.digest = DigestOf(files, lists);
  return files;
}

}  // namespace ippledge::server
