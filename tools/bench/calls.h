// tools/bench/calls.h: calls of any method, as bytes: what is measured is the server, not the
// making of its requests.
#pragma once

#include <google/protobuf/message_lite.h>
#include <grpcpp/grpcpp.h>

#include <memory>
#include <vector>

#include "tools/bench/driver.h"

namespace ippledge::bench {

using Channels = std::vector<std::shared_ptr<grpc::Channel>>;

inline constexpr const char* kRecordLoan = "/ippledge.v1.LoanService/RecordLoan";
inline constexpr const char* kBatchRecord = "/ippledge.v1.LoanService/BatchRecord";
inline constexpr const char* kStreamRecord = "/ippledge.v1.LoanService/StreamRecord";

grpc::ByteBuffer BytesOf(const google::protobuf::MessageLite& message);

// A RecordLoan for each loan of the load, in order.
std::vector<grpc::ByteBuffer> UnaryLoans(const Load& load);
// The messages of a StreamRecord, in order; loans that make no whole batch are left out.
std::vector<grpc::ByteBuffer> StreamLoans(const Load& load);
// The same as calls of BatchRecord.
std::vector<grpc::ByteBuffer> BatchLoans(const Load& load);
// Adds the loans of the load's messages that `counts` says to its tally.
void CountLoans(const Load& load, const std::function<bool(std::uint64_t message)>& counts);

struct Calls {
  const char* method = kRecordLoan;
  Who who = {};
  int in_flight = 1;
  std::vector<grpc::ByteBuffer> requests;
  std::function<void()> on_start = [] {};  // the clock starts
};

// Unary calls, each of one row, in order but for those that are in flight together.
Measured DriveCalls(const std::shared_ptr<grpc::Channel>& channel, const Calls& calls);

struct StreamMessages {
  Who who = {};
  int in_flight = 1;  // messages, of all streams together
  int streams = 1;
  std::vector<grpc::ByteBuffer> messages;  // dealt out to the streams in turn
  std::function<void()> on_start = [] {};
};

Measured DriveMessages(const Channels& channels, StreamMessages stream);

}  // namespace ippledge::bench
