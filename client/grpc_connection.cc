// Connect() of client/connection.h over gRPC.
#include <google/protobuf/descriptor.h>
#include <google/protobuf/message.h>
#include <grpcpp/channel.h>
#include <grpcpp/create_channel.h>
#include <grpcpp/generic/generic_stub.h>
#include <grpcpp/impl/codegen/proto_utils.h>
#include <grpcpp/security/credentials.h>
#include <grpcpp/support/byte_buffer.h>

#include <algorithm>
#include <chrono>
#include <condition_variable>
#include <mutex>
#include <random>
#include <string>
#include <utility>
#include <vector>

#include "absl/strings/str_cat.h"
#include "absl/time/clock.h"
#include "client/connection.h"
#include "client/line_fault.h"
#include "proto/wire/approval.h"

namespace ippledge::client {
namespace {

using google::protobuf::Message;
using MessageStub = grpc::TemplatedGenericStub<Message, Message>;
using BytesStub = grpc::TemplatedGenericStub<grpc::ByteBuffer, grpc::ByteBuffer>;

constexpr char kDetailsTrailer[] = "grpc-status-details-bin";
constexpr int kFirstReconnectMs = 100;
constexpr int kLastReconnectMs = 5'000;
// The server cuts clients that ping more often than every 20 s.
constexpr int kKeepaliveMs = 60'000;
constexpr int kKeepaliveTimeoutMs = 20'000;
// How soon a wait notices Ctrl-C, which cannot wake it from a signal handler.
constexpr absl::Duration kInterruptPoll = absl::Milliseconds(50);

bool IsInterrupted(const ConnectionOptions& options) {
  return options.interrupted != nullptr && options.interrupted->load(std::memory_order_relaxed);
}

// Up to a quarter longer: those who were refused together do not come back together.
absl::Duration Spread(absl::Duration pause) {
  constexpr double kLongerMax = 0.25;
  std::random_device chance;
  return pause * (1 + std::uniform_real_distribution<double>(0, kLongerMax)(chance));
}

std::string PathOf(const google::protobuf::MethodDescriptor& method) {
  return absl::StrCat("/", method.service()->full_name(), "/", method.name());
}

void AddCredentials(const ConnectionOptions& options, grpc::ClientContext& context) {
  context.AddMetadata("accept-language", options.accept_language);
  // The certificate says it, and the server takes it from nowhere else.
  if (options.tls) return;
  const Credentials& who = options.credentials;
  if (!who.organisation.empty()) context.AddMetadata("ippledge-organisation", who.organisation);
  if (!who.role.empty()) context.AddMetadata("ippledge-role", who.role);
  if (!who.person.empty()) context.AddMetadata("ippledge-person", who.person);
  if (!who.second_person.empty()) {
    context.AddMetadata("ippledge-second-person", who.second_person);
  }
}

absl::Status FromGrpc(const ConnectionOptions& options, const grpc::Status& status,
                      const grpc::ClientContext& context) {
  if (status.ok()) return absl::OkStatus();
  const auto& trailers = context.GetServerTrailingMetadata();
  const auto details = trailers.find(kDetailsTrailer);
  const absl::string_view bytes =
      details == trailers.end() ? absl::string_view(status.error_details())
                                : absl::string_view(details->second.data(), details->second.size());
  // The canonical codes have the same numbers.
  absl::Status plain(static_cast<absl::StatusCode>(status.error_code()), status.error_message());
  if (bytes.empty()) return ExplainLine(std::move(plain), options);
  return WithDetails(std::move(plain), bytes);
}

std::string BytesOf(const grpc::ByteBuffer& buffer) {
  std::vector<grpc::Slice> slices;
  std::string bytes;
  if (!buffer.Valid() || !buffer.Dump(&slices).ok()) return bytes;
  for (const grpc::Slice& slice : slices) {
    bytes.append(reinterpret_cast<const char*>(slice.begin()), slice.size());
  }
  return bytes;
}

// The callback API made blocking: an operation sets its flag, the caller waits for it.
class GrpcStream final : public Stream, private grpc::ClientBidiReactor<Message, Message> {
 public:
  GrpcStream(MessageStub& stub, const google::protobuf::MethodDescriptor& method,
             const ConnectionOptions& options)
      : options_(options) {
    AddCredentials(options, context_);
    stub.PrepareBidiStreamingCall(&context_, PathOf(method), grpc::StubOptions(), this);
    AddHold();  // operations begin outside of reactions, until Finish()
    StartCall();
  }

  ~GrpcStream() override {
    if (finished_) return;
    Cancel();
    Finish().IgnoreError();
  }

  bool Write(const Message& message) override {
    {
      const std::lock_guard<std::mutex> lock(mutex_);
      write_ = Operation::kPending;
    }
    StartWrite(&message);
    return Await(write_);
  }

  void WritesDone() override { StartWritesDone(); }

  bool Read(Message& message) override {
    {
      const std::lock_guard<std::mutex> lock(mutex_);
      read_ = Operation::kPending;
    }
    StartRead(&message);
    return Await(read_);
  }

  void Cancel() override { context_.TryCancel(); }

  absl::Status Finish() override {
    if (!finished_) RemoveHold();
    finished_ = true;
    std::unique_lock<std::mutex> lock(mutex_);
    while (!done_) {
      changed_.wait_for(lock, absl::ToChronoMilliseconds(kInterruptPoll));
      if (IsInterrupted(options_)) context_.TryCancel();
    }
    return FromGrpc(options_, status_, context_);
  }

 private:
  enum class Operation { kIdle, kPending, kDone, kFailed };

  void OnWriteDone(bool ok) override { Settle(write_, ok); }
  void OnReadDone(bool ok) override { Settle(read_, ok); }
  void OnDone(const grpc::Status& status) override {
    const std::lock_guard<std::mutex> lock(mutex_);
    status_ = status;
    done_ = true;
    changed_.notify_all();
  }

  void Settle(Operation& operation, bool ok) {
    const std::lock_guard<std::mutex> lock(mutex_);
    operation = ok ? Operation::kDone : Operation::kFailed;
    changed_.notify_all();
  }

  bool Await(Operation& operation) {
    std::unique_lock<std::mutex> lock(mutex_);
    while (operation == Operation::kPending) {
      changed_.wait_for(lock, absl::ToChronoMilliseconds(kInterruptPoll));
      if (IsInterrupted(options_)) context_.TryCancel();
    }
    return operation == Operation::kDone;
  }

  const ConnectionOptions& options_;
  grpc::ClientContext context_;
  std::mutex mutex_;
  std::condition_variable changed_;
  Operation write_ = Operation::kIdle;  // guarded by mutex_, as the three below
  Operation read_ = Operation::kIdle;
  bool done_ = false;
  grpc::Status status_;
  bool finished_ = false;
};

class GrpcConnection final : public Connection {
 public:
  GrpcConnection(std::shared_ptr<grpc::Channel> channel, ConnectionOptions options)
      : options_(std::move(options)), stub_(channel), bytes_stub_(std::move(channel)) {}

  absl::Status Call(const Message& request, Message& response) override {
    const google::protobuf::MethodDescriptor& method = MethodOf(*request.GetDescriptor());
    return Retry([&] { return CallOnce(stub_, method, "", request, response); });
  }

  absl::StatusOr<std::string> CallBytes(const google::protobuf::MethodDescriptor& method,
                                        absl::string_view request,
                                        absl::string_view approval) override {
    const grpc::Slice slice(request.data(), request.size());
    const grpc::ByteBuffer bytes(&slice, 1);
    grpc::ByteBuffer answer;
    const absl::Status status =
        Retry([&] { return CallOnce(bytes_stub_, method, approval, bytes, answer); });
    if (!status.ok()) return status;
    return BytesOf(answer);
  }

  absl::Status Receive(const Message& request, Message& response,
                       absl::FunctionRef<bool()> on_message) override {
    bool answered = false;
    absl::Status last;
    const absl::Status status = Retry([&] {
      last = ReceiveOnce(request, response, on_message, answered);
      // Retry() sees only what may be asked again without saying anything twice.
      return answered ? absl::OkStatus() : last;
    });
    return answered ? last : status;
  }

  std::unique_ptr<Stream> Open(const google::protobuf::Descriptor& request_type) override {
    return std::make_unique<GrpcStream>(stub_, MethodOf(request_type), options_);
  }

 private:
  // One try of a unary call, of messages or of bytes.
  template <typename Stub, typename Request, typename Response>
  absl::Status CallOnce(Stub& stub, const google::protobuf::MethodDescriptor& method,
                        absl::string_view approval, const Request& request, Response& response) {
    grpc::ClientContext context;
    AddCredentials(options_, context);
    if (!approval.empty()) context.AddMetadata(wire::kApprovalMetadata, std::string(approval));
    context.set_deadline(std::chrono::system_clock::now() +
                         absl::ToChronoMilliseconds(options_.timeout));
    std::mutex mutex;
    std::condition_variable changed;
    bool done = false;
    grpc::Status status;
    stub.UnaryCall(&context, PathOf(method), grpc::StubOptions(), &request, &response,
                   [&](grpc::Status result) {
                     const std::lock_guard<std::mutex> lock(mutex);
                     status = std::move(result);
                     done = true;
                     changed.notify_one();
                   });
    std::unique_lock<std::mutex> lock(mutex);
    while (!done) {
      changed.wait_for(lock, absl::ToChronoMilliseconds(kInterruptPoll));
      if (IsInterrupted(options_)) context.TryCancel();
    }
    return FromGrpc(options_, status, context);
  }

  absl::Status ReceiveOnce(const Message& request, Message& response,
                           absl::FunctionRef<bool()> on_message, bool& answered) {
    GrpcStream stream(stub_, MethodOf(*request.GetDescriptor()), options_);
    if (stream.Write(request)) stream.WritesDone();
    while (stream.Read(response)) {
      answered = true;
      if (on_message()) continue;
      stream.Cancel();
      stream.Finish().IgnoreError();
      return absl::OkStatus();
    }
    return stream.Finish();
  }

  absl::Status Retry(absl::FunctionRef<absl::Status()> once) {
    absl::Duration backoff = options_.backoff_first;
    for (int tries = 1;; ++tries) {
      absl::Status status = once();
      if (tries >= options_.tries_max || !IsWorthRetrying(status)) return status;
      const absl::Duration asked = std::min(RetryDelayOf(status), options_.timeout);
      if (!Pause(Spread(std::max(std::min(backoff, options_.backoff_max), asked)))) return status;
      backoff *= 4;
    }
  }

  // False when interrupted.
  bool Pause(absl::Duration pause) {
    const absl::Time end = absl::Now() + pause;
    for (absl::Time now = absl::Now(); now < end; now = absl::Now()) {
      if (IsInterrupted(options_)) return false;
      absl::SleepFor(std::min(kInterruptPoll, end - now));
    }
    return !IsInterrupted(options_);
  }

  const ConnectionOptions options_;
  MessageStub stub_;
  BytesStub bytes_stub_;
};

std::shared_ptr<grpc::ChannelCredentials> CredentialsFor(const ConnectionOptions& options) {
  if (!options.tls) return grpc::InsecureChannelCredentials();
  grpc::SslCredentialsOptions pem;
  pem.pem_root_certs = options.tls->authorities;
  pem.pem_private_key = options.tls->key;
  pem.pem_cert_chain = options.tls->certificate;
  return grpc::SslCredentials(pem);
}

}  // namespace

std::unique_ptr<Connection> Connect(ConnectionOptions options) {
  grpc::ChannelArguments arguments;
  arguments.SetInt(GRPC_ARG_INITIAL_RECONNECT_BACKOFF_MS, kFirstReconnectMs);
  arguments.SetInt(GRPC_ARG_MAX_RECONNECT_BACKOFF_MS, kLastReconnectMs);
  arguments.SetInt(GRPC_ARG_KEEPALIVE_TIME_MS, kKeepaliveMs);
  arguments.SetInt(GRPC_ARG_KEEPALIVE_TIMEOUT_MS, kKeepaliveTimeoutMs);
  // Retries are ours: gRPC's own would need each call to be buffered a second time.
  arguments.SetInt(GRPC_ARG_ENABLE_RETRIES, 0);
  arguments.SetInt(GRPC_ARG_ENABLE_HTTP_PROXY, 0);
  arguments.SetMaxReceiveMessageSize(kAnswerBytesMax);
  if (options.tls && !options.tls->server_name.empty()) {
    arguments.SetSslTargetNameOverride(options.tls->server_name);
  }
  auto channel = grpc::CreateCustomChannel(options.server, CredentialsFor(options), arguments);
  return std::make_unique<GrpcConnection>(std::move(channel), std::move(options));
}

}  // namespace ippledge::client
