// The connection over TLS: what travels, and what is said when there is none.
#include <gmock/gmock.h>
#include <grpcpp/grpcpp.h>
#include <gtest/gtest.h>

#include <memory>
#include <optional>
#include <string>
#include <utility>

#include "absl/strings/str_cat.h"
#include "client/connection.h"
#include "client/line_fault.h"
#include "ippledge/v1/fund_service.grpc.pb.h"
#include "proto/wire/approval.h"
#include "tests/testing/test_authority.h"

namespace ippledge::client {
namespace {

using ::testing::HasSubstr;

class FundService final : public v1::FundService::Service {
 public:
  std::string metadata;  // keys of ours that came with the last call
  std::string approval;

  grpc::Status RecordMovement(grpc::ServerContext* context,
                              const v1::RecordMovementRequest* request,
                              v1::RecordMovementResponse* response) override {
    metadata.clear();
    approval.clear();
    for (const auto& [key, value] : context->client_metadata()) {
      const std::string name(key.data(), key.size());
      if (name.rfind("ippledge-", 0) == 0) metadata += name + " ";
      if (name == wire::kApprovalMetadata) approval.assign(value.data(), value.size());
    }
    response->mutable_recorded()->set_entry(request->movement().amount_fen());
    return grpc::Status::OK;
  }
};

class TlsConnectionTest : public ::testing::Test {
 protected:
  TlsConnectionTest() : server_(Serve(authority_, service_, port_)) {
    options_.server = absl::StrCat("127.0.0.1:", port_);
    options_.tries_max = 1;
    options_.credentials = {"nm-bureau", "finance_bureau", "bureau-1", ""};
    const Issued client = authority_.IssueTo("nm-bureau", "finance_bureau", "bureau-1");
    options_.tls = TlsLine{.authorities = authority_.pem(),
                           .certificate = client.certificate,
                           .key = client.key,
                           .server_name = ""};
    request_.mutable_movement()->set_amount_fen(7);
  }
  ~TlsConnectionTest() override { server_->Shutdown(); }

  static std::unique_ptr<grpc::Server> Serve(const TestAuthority& authority, FundService& service,
                                             int& port) {
    const Issued own = authority.IssueToServer();
    grpc::SslServerCredentialsOptions tls(
        GRPC_SSL_REQUEST_AND_REQUIRE_CLIENT_CERTIFICATE_AND_VERIFY);
    tls.pem_root_certs = authority.pem();
    tls.pem_key_cert_pairs = {{own.key, own.certificate}};
    grpc::ServerBuilder builder;
    builder.AddListeningPort("127.0.0.1:0", grpc::SslServerCredentials(tls), &port);
    builder.RegisterService(&service);
    return builder.BuildAndStart();
  }
  absl::Status Try() {
    v1::RecordMovementResponse response;
    return Connect(options_)->Call(request_, response);
  }

  const TestAuthority authority_;
  FundService service_;
  int port_ = 0;
  const std::unique_ptr<grpc::Server> server_;
  ConnectionOptions options_;
  v1::RecordMovementRequest request_;
};

TEST_F(TlsConnectionTest, WhoCallsTheCertificateSaysAlone) {
  EXPECT_TRUE(Try().ok());
  EXPECT_EQ(service_.metadata, "");
}

TEST_F(TlsConnectionTest, BytesGoAsTheyAreWithTheirApproval) {
  const auto connection = Connect(options_);
  const std::string approval("\x00\xff approval", 11);
  const auto answer = connection->CallBytes(MethodOf(*v1::RecordMovementRequest::descriptor()),
                                            request_.SerializeAsString(), approval);
  ASSERT_TRUE(answer.ok()) << answer.status();
  v1::RecordMovementResponse response;
  ASSERT_TRUE(response.ParseFromString(*answer));
  EXPECT_EQ(response.recorded().entry(), 7);
  EXPECT_EQ(service_.metadata, "ippledge-approval-bin ");
  EXPECT_EQ(service_.approval, approval);
}

TEST_F(TlsConnectionTest, AServerOfAnotherAuthorityIsNotTriedAgain) {
  // The second has the right name and another key.
  for (const char* name : {"another authority", "test authority"}) {
    const TestAuthority other(name);
    options_.tls->authorities = other.pem();
    const absl::Status status = Try();
    EXPECT_EQ(status.code(), absl::StatusCode::kUnauthenticated) << status;
    EXPECT_THAT(std::string(status.message()), HasSubstr("not of the authority in --ca"));
    EXPECT_FALSE(IsWorthRetrying(status));
  }
}

TEST_F(TlsConnectionTest, AServerOfAnotherNameIsTold) {
  options_.tls->server_name = "ledger.example.org";
  const absl::Status status = Try();
  EXPECT_EQ(status.code(), absl::StatusCode::kUnauthenticated);
  EXPECT_THAT(std::string(status.message()), HasSubstr("--server-name"));
  options_.tls->server_name = "localhost";
  EXPECT_TRUE(Try().ok());
}

TEST_F(TlsConnectionTest, ACertificateThatTheServerDoesNotTakeIsSuspected) {
  const TestAuthority other;
  const Issued stranger = other.IssueTo("nm-bureau", "finance_bureau", "bureau-1");
  options_.tls->certificate = stranger.certificate;
  options_.tls->key = stranger.key;
  const absl::Status status = Try();
  EXPECT_EQ(status.code(), absl::StatusCode::kUnavailable);
  EXPECT_THAT(std::string(status.message()), HasSubstr("did not accept the certificate of --cert"));
}

TEST_F(TlsConnectionTest, PlainTextAndTlsDoNotMix) {
  const std::optional<TlsLine> tls = std::exchange(options_.tls, std::nullopt);
  const absl::Status plain = Try();
  EXPECT_EQ(plain.code(), absl::StatusCode::kUnavailable);
  EXPECT_THAT(std::string(plain.message()), HasSubstr("--ca, --cert and --key are needed"));

  grpc::ServerBuilder builder;
  int port = 0;
  FundService service;
  builder.AddListeningPort("127.0.0.1:0", grpc::InsecureServerCredentials(), &port);
  builder.RegisterService(&service);
  const std::unique_ptr<grpc::Server> plain_server = builder.BuildAndStart();
  options_.server = absl::StrCat("127.0.0.1:", port);
  options_.tls = tls;
  const absl::Status secure = Try();
  EXPECT_EQ(secure.code(), absl::StatusCode::kUnauthenticated) << secure;
  EXPECT_THAT(std::string(secure.message()), HasSubstr("does not speak TLS"));
  plain_server->Shutdown();
}

TEST_F(TlsConnectionTest, OtherFaultsStayAsTheyAre) {
  const absl::Status refused = absl::UnavailableError("Connection refused");
  EXPECT_EQ(ExplainLine(refused, options_), refused);
  const absl::Status denied = absl::PermissionDeniedError("Socket closed");
  EXPECT_EQ(ExplainLine(denied, options_), denied);
}

}  // namespace
}  // namespace ippledge::client
