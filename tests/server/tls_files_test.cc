// The files of TLS: what is taken, and what is told of those that are not.
#include "server/tls_files.h"

#include <openssl/pem.h>
#include <stdlib.h>
#include <sys/stat.h>

#include <filesystem>

#include "absl/strings/str_cat.h"
#include "tests/testing/status_matchers.h"
#include "tests/testing/tls_test_files.h"

namespace ippledge::server {
namespace {

using ::testing::AllOf;
using ::testing::ElementsAre;
using ::testing::HasSubstr;
using ::testing::IsEmpty;

class TlsFilesTest : public ::testing::Test {
 protected:
  std::string FaultNow(absl::StatusCode code = absl::StatusCode::kInvalidArgument) {
    const auto read = ReadTlsFiles(files_.paths(), absl::Now());
    EXPECT_THAT(read, StatusIs(code));
    return std::string(read.status().message());
  }

  const TestAuthority authority_;
  TlsTestFiles files_{authority_};
};

TEST_F(TlsFilesTest, GoodFilesAreReadWhole) {
  const auto read = ReadTlsFiles(files_.paths(), absl::Now());
  ASSERT_THAT(read, IsOk());
  EXPECT_THAT(read->certificate, HasSubstr("BEGIN CERTIFICATE"));
  EXPECT_THAT(read->key, HasSubstr("PRIVATE KEY"));
  EXPECT_EQ(read->authorities, authority_.pem());
  EXPECT_GT(read->good_until, absl::Now() + absl::Hours(24));
}

TEST_F(TlsFilesTest, AKeyThatOthersCouldReadIsNotUsed) {
  for (const mode_t mode : {0640U, 0604U, 0660U}) {
    chmod(files_.paths().key.c_str(), mode);
    EXPECT_THAT(FaultNow(absl::StatusCode::kFailedPrecondition),
                AllOf(HasSubstr("server.key"), HasSubstr("0600")));
  }
  chmod(files_.paths().key.c_str(), 0400);
  EXPECT_THAT(ReadTlsFiles(files_.paths(), absl::Now()), IsOk());
}

// systemd opens its folder of credentials to a service by an access list, which shows as a mode of
// the group.
TEST_F(TlsFilesTest, ACredentialOfSystemdMayBeTheGroups) {
  setenv("CREDENTIALS_DIRECTORY", files_.folder().c_str(), 1);
  chmod(files_.paths().key.c_str(), 0440);
  EXPECT_THAT(ReadTlsFiles(files_.paths(), absl::Now()), IsOk());
  chmod(files_.paths().key.c_str(), 0444);
  EXPECT_THAT(FaultNow(absl::StatusCode::kFailedPrecondition), HasSubstr("no credential"));
  // What lies elsewhere is none of them.
  const TestFolder elsewhere;
  setenv("CREDENTIALS_DIRECTORY", elsewhere.path().c_str(), 1);
  chmod(files_.paths().key.c_str(), 0440);
  EXPECT_THAT(FaultNow(absl::StatusCode::kFailedPrecondition), HasSubstr("0600"));
  unsetenv("CREDENTIALS_DIRECTORY");
}

TEST_F(TlsFilesTest, AKeyOfAnotherCertificateIsTold) {
  ReplaceFile(files_.paths().key, authority_.IssueToServer().key);
  EXPECT_THAT(FaultNow(), AllOf(HasSubstr("server.key"), HasSubstr("is not the key of")));
}

TEST_F(TlsFilesTest, AnEncryptedKeyAsksNobody) {
  BIO* bio = BIO_new(BIO_s_mem());
  EVP_PKEY* key = EVP_EC_gen("P-256");
  ASSERT_EQ(
      PEM_write_bio_PKCS8PrivateKey(bio, key, EVP_aes_256_cbc(), "secret", 6, nullptr, nullptr), 1);
  char* text = nullptr;
  const long size = BIO_get_mem_data(bio, &text);
  ReplaceFile(files_.paths().key, std::string(text, static_cast<std::size_t>(size)));
  BIO_free(bio);
  EVP_PKEY_free(key);
  EXPECT_THAT(FaultNow(), HasSubstr("or an encrypted one"));
}

TEST_F(TlsFilesTest, ACertificateOutsideOfItsDaysIsTold) {
  files_.SetServer(authority_.Issue({.subject = {{"CN", "localhost"}},
                                     .until = absl::Now() - absl::Minutes(1),
                                     .is_server = true}));
  EXPECT_THAT(FaultNow(), AllOf(HasSubstr("server.pem"), HasSubstr("is good from")));
  files_.SetServer(authority_.Issue({.subject = {{"CN", "localhost"}},
                                     .from = absl::Now() + absl::Minutes(1),
                                     .is_server = true}));
  EXPECT_THAT(FaultNow(), HasSubstr("is good from"));
}

TEST_F(TlsFilesTest, BrokenAndMissingFilesAreToldByName) {
  const TlsPaths& paths = files_.paths();
  for (const std::string& path : {paths.certificate, paths.key, paths.authorities, paths.revoked}) {
    const std::string name = std::filesystem::path(path).filename().string();
    const std::string kept = absl::StrCat(path, ".kept");
    std::filesystem::rename(path, kept);
    EXPECT_THAT(FaultNow(), AllOf(HasSubstr(name), HasSubstr("No such file")));
    ReplaceFile(path, "garbage\n");
    EXPECT_THAT(FaultNow(), HasSubstr(name));
    ReplaceFile(path, "-----BEGIN CERTIFICATE-----\nAAAA\n-----END CERTIFICATE-----\n");
    EXPECT_THAT(FaultNow(), HasSubstr(name));
    std::filesystem::rename(kept, path);
    EXPECT_THAT(ReadTlsFiles(paths, absl::Now()), IsOk()) << name;
  }
}

TEST_F(TlsFilesTest, ListsMayBeAFolder) {
  const TestAuthority other("another authority");
  files_.SetAuthorities(absl::StrCat(authority_.pem(), other.pem()));
  EXPECT_THAT(FaultNow(), HasSubstr("no revocation list of CN = another authority"));
  TlsPaths paths = files_.paths();
  paths.revoked = absl::StrCat(files_.folder(), "/lists");
  std::filesystem::create_directory(paths.revoked);
  ReplaceFile(absl::StrCat(paths.revoked, "/one.pem"), authority_.List());
  ReplaceFile(absl::StrCat(paths.revoked, "/two.pem"), other.List());
  ReplaceFile(absl::StrCat(paths.revoked, "/.hidden"), "not looked at");
  EXPECT_THAT(ReadTlsFiles(paths, absl::Now()), IsOk());
  ReplaceFile(absl::StrCat(paths.revoked, "/three.pem"), "no list");
  const auto read = ReadTlsFiles(paths, absl::Now());
  EXPECT_THAT(read.status().message(), AllOf(HasSubstr("three.pem"), HasSubstr("holds no")));
}

TEST(TlsPathsTest, WhatIsMissingIsToldBySetting) {
  EXPECT_FALSE(TlsPaths().any());
  const TlsPaths some{.certificate = "a", .key = {}, .authorities = "b", .revoked = {}};
  EXPECT_TRUE(some.any());
  EXPECT_THAT(some.Missing(), ElementsAre("tls_key", "tls_revoked"));
  EXPECT_THAT((TlsPaths{"a", "b", "c", "d"}.Missing()), IsEmpty());
}

}  // namespace
}  // namespace ippledge::server
