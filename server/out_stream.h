// server/out_stream.h: a stream of answers, produced one at a time as the client takes them.
//
// The next message is made only when the last one has left, on a worker's thread: a slow reader
// holds one message, never a thread, and one that takes none for read_wait is cut off. The object
// owns itself until OnDone. At any time one party has the next step: a worker that produces, gRPC
// that writes, or, while the stream waits for entries, whoever clears `waiting_` first.
#pragma once

#include <grpcpp/alarm.h>
#include <grpcpp/server_context.h>
#include <grpcpp/support/byte_buffer.h>
#include <grpcpp/support/server_callback.h>

#include <functional>
#include <memory>
#include <optional>
#include <string>
#include <utility>

#include "absl/base/thread_annotations.h"
#include "absl/status/status.h"
#include "absl/synchronization/mutex.h"
#include "engine/engine.h"
#include "server/identity.h"
#include "server/message.h"
#include "server/services.h"
#include "server/status.h"

namespace ippledge::server {

// What a producer says.
struct Produced {
  enum class Kind { kMessage, kEnd, kWait };
  Kind kind = Kind::kEnd;
  grpc::ByteBuffer message;          // kMessage
  absl::Status status;               // kEnd
  engine::Engine* engine = nullptr;  // kWait: until it has an entry beyond `position`
  std::int64_t position = 0;
  bool checkpoint = false;  // kWait: until a checkpoint covers such an entry
};

// Makes the messages of one stream. Called by one thread at a time.
class Producer {
 public:
  virtual ~Producer() = default;
  virtual Produced Next() = 0;
};

class OutStream final : public grpc::ServerWriteReactor<grpc::ByteBuffer>,
                        public std::enable_shared_from_this<OutStream> {
 public:
  // Told of each refusal that ends a stream, before its end.
  using OnRefusal = std::function<void(const absl::Status&)>;

  // A stream of a caller of `organisation` that sends what `producer` makes; or that ends with
  // `refusal` when that is not OK.
  static grpc::ServerWriteReactor<grpc::ByteBuffer>* Start(
      const Backend& backend, grpc::CallbackServerContext* context, std::string organisation,
      std::unique_ptr<Producer> producer, const absl::Status& refusal, OnRefusal on_refusal);

  void OnWriteDone(bool ok) override;
  void OnCancel() override;
  void OnDone() override { self_ = nullptr; }

 private:
  OutStream(const Backend& backend, grpc::CallbackServerContext* context, std::string organisation,
            std::unique_ptr<Producer> producer, OnRefusal on_refusal)
      : backend_(backend),
        context_(context),
        locale_(LocaleOf(*context)),
        organisation_(std::move(organisation)),
        producer_(std::move(producer)),
        on_refusal_(std::move(on_refusal)) {}

  void Write() ABSL_LOCKS_EXCLUDED(patience_mutex_);
  void CutOff() ABSL_LOCKS_EXCLUDED(patience_mutex_);
  // Ends the stream with what a call ends with.
  void End(const absl::Status& status);
  void ProduceSoon();
  void Produce();
  void Await(const Produced& next) ABSL_LOCKS_EXCLUDED(mutex_);
  // True for the one caller that ends the wait.
  bool TakeOver() ABSL_EXCLUSIVE_LOCKS_REQUIRED(mutex_);

  const Backend& backend_;
  grpc::CallbackServerContext* const context_;  // lives until OnDone
  const wire::Locale locale_;
  const std::string organisation_;
  const std::unique_ptr<Producer> producer_;
  const OnRefusal on_refusal_;
  std::shared_ptr<OutStream> self_;  // until OnDone
  grpc::ByteBuffer outgoing_;
  std::optional<grpc::Alarm> patience_;  // while a message is being written
  absl::Mutex patience_mutex_;
  bool writing_ ABSL_GUARDED_BY(patience_mutex_) = false;
  absl::Mutex mutex_;
  bool cancelled_ ABSL_GUARDED_BY(mutex_) = false;
  bool waiting_ ABSL_GUARDED_BY(mutex_) = false;
};

}  // namespace ippledge::server
