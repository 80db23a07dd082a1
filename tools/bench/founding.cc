#include "tools/bench/founding.h"

#include <cstdio>
#include <cstdlib>

#include "ippledge/v1/programme_service.grpc.pb.h"
#include "tools/bench/loans.h"

namespace ippledge::bench {

std::vector<std::shared_ptr<grpc::Channel>> Connect(
    const std::string& address, int count,
    const std::shared_ptr<grpc::ChannelCredentials>& credentials) {
  std::vector<std::shared_ptr<grpc::Channel>> channels;
  for (int i = 0; i < count; ++i) {
    grpc::ChannelArguments arguments;
    // A connection of its own for each.
    arguments.SetInt("ippledge.bench.channel", i);
    arguments.SetMaxReceiveMessageSize(-1);
    channels.push_back(grpc::CreateCustomChannel(
        address, credentials == nullptr ? grpc::InsecureChannelCredentials() : credentials,
        arguments));
  }
  return channels;
}

void Check(const grpc::Status& status) {
  if (status.ok()) return;
  std::fprintf(stderr, "%s\n", status.error_message().c_str());
  std::exit(1);
}

void Found(const std::shared_ptr<grpc::Channel>& channel, const Who& who) {
  const auto stub = v1::ProgrammeService::NewStub(channel);
  v1::FoundProgrammeRequest found;
  found.set_programme(kProgramme);
  found.set_request_id(RequestIdOf(999'999, 0));
  v1::Constitution& constitution = *found.mutable_constitution();
  constitution.set_title_zh("基准测试");
  constitution.set_currency_code("CNY");
  constitution.set_time_zone("Asia/Shanghai");
  constitution.set_target(1'000'000'000'000);
  constitution.set_counted_measure(v1::MEASURE_DISBURSED_IP_PART);
  for (const char* code : {"150100", "150200", "150300", "150400", "150500", "150600", "150700",
                           "150800", "150900", "152200", "152500", "152900", "150781", "152501"}) {
    constitution.add_reporting_units()->set_code(code);
  }
  v1::CodeSchemes& schemes = *constitution.mutable_schemes();
  schemes.set_borrower(v1::CODE_SCHEME_CN);
  schemes.set_branch(v1::CODE_SCHEME_CN);
  schemes.set_division(v1::CODE_SCHEME_CN);
  schemes.set_ip_right(v1::CODE_SCHEME_CN);
  schemes.set_industry(v1::CODE_SCHEME_CN);
  grpc::ClientContext context;
  Identify(context, who);
  v1::FoundProgrammeResponse founded;
  Check(stub->FoundProgramme(&context, found, &founded));
  for (int i = 0; i < kBanks; ++i) {
    v1::RegisterBodyRequest request;
    request.set_programme(kProgramme);
    request.set_request_id(RequestIdOf(999'999, static_cast<std::uint64_t>(i) + 1));
    v1::Body& body = *request.mutable_body();
    body.set_body_id(BankOf(static_cast<std::uint64_t>(i)));
    body.set_kind(v1::BODY_KIND_PARTNER_BANK);
    body.set_name_zh("示例银行");
    grpc::ClientContext bank_context;
    Identify(bank_context, who);
    v1::RegisterBodyResponse response;
    Check(stub->RegisterBody(&bank_context, request, &response));
  }
}

}  // namespace ippledge::bench
