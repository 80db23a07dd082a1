#include "tests/testing/tls_test_files.h"

#include "absl/strings/str_cat.h"

namespace ippledge::server {

TlsTestFiles::TlsTestFiles(const TestAuthority& authority) {
  paths_ = {.certificate = absl::StrCat(folder_.path(), "/server.pem"),
            .key = absl::StrCat(folder_.path(), "/server.key"),
            .authorities = absl::StrCat(folder_.path(), "/authorities.pem"),
            .revoked = absl::StrCat(folder_.path(), "/revoked.pem")};
  SetServer(authority.IssueToServer());
  SetAuthorities(authority.pem());
  SetRevoked(authority.List());
}

void TlsTestFiles::SetServer(const Issued& server) {
  ReplaceFile(paths_.certificate, server.certificate);
  ReplaceFile(paths_.key, server.key);
}

void TlsTestFiles::SetAuthorities(const std::string& pem) { ReplaceFile(paths_.authorities, pem); }

void TlsTestFiles::SetRevoked(const std::string& pem) { ReplaceFile(paths_.revoked, pem); }

TlsEnd EndOf(const Issued& client, const TestAuthority& server_authority) {
  return {
      .authorities = server_authority.pem(), .certificate = client.certificate, .key = client.key};
}

}  // namespace ippledge::server
