// tools/bench/founding.h: a server's first minute: connections, and the programme of the benchmark.
#pragma once

#include <grpcpp/grpcpp.h>

#include <memory>
#include <string>
#include <vector>

#include "tools/bench/identity.h"

namespace ippledge::bench {

inline constexpr const char* kProgramme = "bench";

// So many connections; null: in plain text.
std::vector<std::shared_ptr<grpc::Channel>> Connect(
    const std::string& address, int count,
    const std::shared_ptr<grpc::ChannelCredentials>& credentials = nullptr);

// Ends the process with its message unless it is OK.
void Check(const grpc::Status& status);

// The programme with the units and banks that loans.h names.
void Found(const std::shared_ptr<grpc::Channel>& channel, const Who& who = {});

}  // namespace ippledge::bench
