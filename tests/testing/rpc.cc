#include "tests/testing/rpc.h"

#include <google/protobuf/descriptor.h>
#include <grpcpp/channel.h>
#include <grpcpp/create_channel.h>
#include <grpcpp/generic/generic_stub.h>
#include <grpcpp/security/credentials.h>
#include <grpcpp/support/byte_buffer.h>

#include <cstdio>
#include <utility>
#include <vector>

#include "absl/base/thread_annotations.h"
#include "absl/strings/str_cat.h"
#include "absl/synchronization/mutex.h"
#include "absl/synchronization/notification.h"

namespace ippledge {
namespace {

using grpc::ByteBuffer;
using Stub = grpc::TemplatedGenericStub<ByteBuffer, ByteBuffer>;

ByteBuffer BufferOf(const std::string& bytes) {
  const grpc::Slice slice(bytes);
  return ByteBuffer(&slice, 1);
}

std::string BytesOf(const ByteBuffer& buffer) {
  std::vector<grpc::Slice> slices;
  std::string bytes;
  if (!buffer.Valid() || !buffer.Dump(&slices).ok()) return bytes;
  for (const grpc::Slice& slice : slices) {
    bytes.append(reinterpret_cast<const char*>(slice.begin()), slice.size());
  }
  return bytes;
}

void Introduce(const Who& who, grpc::ClientContext& context) {
  const auto add = [&](const char* key, const std::string& value) {
    if (!value.empty()) context.AddMetadata(key, value);
  };
  add("ippledge-organisation", who.organisation);
  add("ippledge-role", who.role);
  add("ippledge-person", who.person);
  add("ippledge-second-person", who.second_person);
  add("ippledge-approval-bin", who.approval);
  add("accept-language", who.language);
}

Answer AnswerOf(const grpc::Status& status, const grpc::ClientContext& context) {
  Answer answer;
  // The canonical codes have the same numbers.
  answer.status =
      absl::Status(static_cast<absl::StatusCode>(status.error_code()), status.error_message());
  const auto& trailers = context.GetServerTrailingMetadata();
  if (const auto found = trailers.find("grpc-status-details-bin"); found != trailers.end()) {
    answer.details_bytes = std::string(found->second.data(), found->second.size());
  }
  return answer;
}

class CallbackStream final : public RpcStream,
                             private grpc::ClientBidiReactor<ByteBuffer, ByteBuffer> {
 public:
  CallbackStream(Stub& stub, const std::string& method, const Who& who) {
    Introduce(who, context_);
    stub.PrepareBidiStreamingCall(&context_, method, grpc::StubOptions(), this);
    AddHold();  // operations begin outside of reactions
    StartCall();
  }
  ~CallbackStream() override {
    if (held_) {
      Cancel();
      Finish();
    }
  }

  bool WriteBytes(const std::string& bytes) override {
    outgoing_ = BufferOf(bytes);
    return Run(write_, [&] { StartWrite(&outgoing_); });
  }
  void WritesDone() override { StartWritesDone(); }
  std::optional<std::string> ReadBytes() override {
    if (!Run(read_, [&] { StartRead(&incoming_); })) return std::nullopt;
    return BytesOf(incoming_);
  }
  void Cancel() override { context_.TryCancel(); }
  Answer Finish() override {
    if (std::exchange(held_, false)) RemoveHold();
    done_.WaitForNotification();
    return AnswerOf(status_, context_);
  }

 private:
  enum class Operation { kPending, kDone, kFailed };

  template <typename Begin>
  bool Run(Operation& operation, Begin begin) {
    {
      absl::MutexLock lock(&mutex_);
      operation = Operation::kPending;
    }
    begin();
    absl::MutexLock lock(&mutex_);
    const auto settled = [&] { return operation != Operation::kPending; };
    mutex_.Await(absl::Condition(&settled));
    return operation == Operation::kDone;
  }
  void Settle(Operation& operation, bool ok) {
    absl::MutexLock lock(&mutex_);
    operation = ok ? Operation::kDone : Operation::kFailed;
  }
  void OnWriteDone(bool ok) override { Settle(write_, ok); }
  void OnReadDone(bool ok) override { Settle(read_, ok); }
  void OnDone(const grpc::Status& status) override {
    status_ = status;
    done_.Notify();
  }

  grpc::ClientContext context_;
  ByteBuffer outgoing_;
  ByteBuffer incoming_;
  absl::Mutex mutex_;
  Operation write_ = Operation::kDone;  // guarded by mutex_, as the next
  Operation read_ = Operation::kDone;
  bool held_ = true;
  grpc::Status status_;
  absl::Notification done_;
};

}  // namespace

struct Rpc::Line {
  Line(const std::string& address, const std::shared_ptr<grpc::ChannelCredentials>& credentials,
       const std::string& server_name, bool narrow = false) {
    grpc::ChannelArguments arguments;
    if (narrow) {
      arguments.SetInt(GRPC_ARG_HTTP2_STREAM_LOOKAHEAD_BYTES, 1);
      arguments.SetInt(GRPC_ARG_HTTP2_BDP_PROBE, 0);
    }
    if (!server_name.empty()) arguments.SetSslTargetNameOverride(server_name);
    // A connection of its own, so that one client's end is no other's.
    arguments.SetInt(GRPC_ARG_USE_LOCAL_SUBCHANNEL_POOL, 1);
    channel = grpc::CreateCustomChannel(address, credentials, arguments);
    stub = std::make_unique<Stub>(channel);
  }
  std::shared_ptr<grpc::Channel> channel;
  std::unique_ptr<Stub> stub;
};

wire::Details Answer::Details() const {
  absl::StatusOr<wire::Details> details = wire::DecodeDetails(details_bytes);
  if (!details.ok()) {
    std::fprintf(stderr, "no details with %s\n", status.ToString().c_str());
    std::abort();
  }
  return *std::move(details);
}

bool RpcStream::Write(const google::protobuf::Message& message) {
  return WriteBytes(message.SerializeAsString());
}

Rpc::Rpc(const std::string& address, Who who)
    : who_(std::move(who)),
      line_(std::make_unique<Line>(address, grpc::InsecureChannelCredentials(), "")) {}
Rpc::Rpc(const std::string& address, Who who, Width)
    : who_(std::move(who)),
      line_(std::make_unique<Line>(address, grpc::InsecureChannelCredentials(), "",
                                   /*narrow=*/true)) {}
Rpc::Rpc(const std::string& address, Who who, const TlsEnd& tls)
    : who_(std::move(who)),
      line_(std::make_unique<Line>(
          address, grpc::SslCredentials({tls.authorities, tls.key, tls.certificate}),
          tls.server_name)) {}
Rpc::~Rpc() = default;

Answer Rpc::AskBytes(const std::string& method, const std::string& bytes,
                     absl::Duration timeout) const {
  grpc::ClientContext context;
  Introduce(who_, context);
  context.set_deadline(absl::ToChronoTime(absl::Now() + timeout));
  const ByteBuffer request = BufferOf(bytes);
  ByteBuffer response;
  grpc::Status status;
  absl::Notification done;
  line_->stub->UnaryCall(&context, method, grpc::StubOptions(), &request, &response,
                         [&](grpc::Status ended) {
                           status = std::move(ended);
                           done.Notify();
                         });
  done.WaitForNotification();
  Answer answer = AnswerOf(status, context);
  if (status.ok()) answer.bytes = BytesOf(response);
  return answer;
}

std::unique_ptr<RpcStream> Rpc::OpenMethod(const std::string& method) const {
  return std::make_unique<CallbackStream>(*line_->stub, method, who_);
}

std::unique_ptr<RpcStream> Rpc::Receive(const google::protobuf::Message& request) const {
  std::unique_ptr<RpcStream> stream = OpenMethod(MethodOf(request));
  stream->Write(request);
  stream->WritesDone();
  return stream;
}

std::string Rpc::MethodOf(const google::protobuf::Message& request) {
  const auto* const pool = google::protobuf::DescriptorPool::generated_pool();
  for (const char* name : {"Programme", "Loan", "Policy", "Cover", "Claim", "Fund",
                           "Reconciliation", "Report", "Journal", "Admin"}) {
    const auto* const service =
        pool->FindServiceByName(absl::StrCat("ippledge.v1.", name, "Service"));
    for (int i = 0; service != nullptr && i < service->method_count(); ++i) {
      if (service->method(i)->input_type() == request.GetDescriptor()) {
        return absl::StrCat("/", service->full_name(), "/", service->method(i)->name());
      }
    }
  }
  std::fprintf(stderr, "no method takes %s\n", request.GetTypeName().c_str());
  std::abort();
}

}  // namespace ippledge
