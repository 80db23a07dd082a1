// tests/server/tls_world.h: the world of tests/server/world.h behind mutual TLS: a server with its
// own authority, one founded programme, "nm", and two banks in it.
#pragma once

#include <string>
#include <utility>

#include "tests/server/world.h"
#include "tests/testing/tls_test_files.h"

namespace ippledge::server {

class TlsWorld : public ::testing::Test {
 protected:
  explicit TlsWorld(const ConnectionOptions& connections = {})
      : server_({.tls = files_.paths(), .connections = connections}) {
    FoundNm(As(office_));
  }

  // Nothing in metadata but the language.
  static Who Silent(std::string approval = "") {
    Who who;
    who.person = "";
    who.approval = std::move(approval);
    return who;
  }
  // A connection of its own, with that certificate.
  Rpc As(const Issued& client, Who who = Silent()) const {
    return Rpc(server_.address(), std::move(who), EndOf(client, authority_));
  }
  Issued Person(const std::string& organisation, const std::string& role,
                const std::string& person) const {
    return authority_.IssueTo(organisation, role, person);
  }
  Issued Maker() const { return Person(kIcbc, "bank_maker", "clerk-1"); }

  // A read that every role may make.
  static Answer Look(const Rpc& rpc) {
    v1::GetProgrammeRequest request;
    request.set_programme("nm");
    return rpc.Ask<v1::GetProgrammeResponse>(request);
  }
  // New lists of our authority, known to the server when it returns.
  void Revoke(const TestAuthority::ListWish& list) {
    files_.SetRevoked(authority_.List(list));
    EXPECT_TRUE(server_.tls().Reload().ok());
  }

  const TestAuthority authority_;
  TlsTestFiles files_{authority_};
  const Issued office_ = authority_.IssueTo(kOffice, "ip_office", "office-1");
  TestServer server_;
};

}  // namespace ippledge::server
