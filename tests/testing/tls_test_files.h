// tests/testing/tls_test_files.h: what both ends of TLS need, of an authority of the test.
#pragma once

#include <string>

#include "server/tls_files.h"
#include "tests/testing/rpc.h"
#include "tests/testing/test_authority.h"
#include "tests/testing/test_server.h"

namespace ippledge::server {

// The files of a server's TLS, in a folder of their own.
class TlsTestFiles {
 public:
  // A server's certificate and an empty list of `authority`.
  explicit TlsTestFiles(const TestAuthority& authority);

  const TlsPaths& paths() const { return paths_; }
  const std::string& folder() const { return folder_.path(); }
  // Each file is replaced as a whole.
  void SetServer(const Issued& server);
  void SetAuthorities(const std::string& pem);
  void SetRevoked(const std::string& pem);

 private:
  TestFolder folder_;
  TlsPaths paths_;
};

// A client's end of TLS.
TlsEnd EndOf(const Issued& client, const TestAuthority& server_authority);

}  // namespace ippledge::server
