#include "server/out_stream.h"

#include <spdlog/spdlog.h>

#include <string>

#include "absl/time/clock.h"
#include "ledger/refusal.h"
#include "server/call.h"
#include "server/limits.h"

namespace ippledge::server {

grpc::ServerWriteReactor<grpc::ByteBuffer>* OutStream::Start(
    const Backend& backend, grpc::CallbackServerContext* context, std::string organisation,
    std::unique_ptr<Producer> producer, const absl::Status& refusal, OnRefusal on_refusal) {
  std::shared_ptr<OutStream> stream(new OutStream(backend, context, std::move(organisation),
                                                  std::move(producer), std::move(on_refusal)));
  stream->self_ = stream;
  OutStream* reactor = stream.get();
  if (!refusal.ok()) {
    reactor->End(refusal);
  } else {
    reactor->ProduceSoon();
  }
  return reactor;
}

void OutStream::End(const absl::Status& status) {
  if (!status.ok()) on_refusal_(status);
  Finish(ToGrpc(status, locale_));
}

void OutStream::ProduceSoon() {
  if (!backend_.workers->Run(organisation_, [self = shared_from_this()] { self->Produce(); })) {
    End(WorkersFull());
  }
}

void OutStream::Produce() {
  // Whoever began it may have lost the right to go on.
  if (const absl::Status known = CheckStillKnown(backend_, *context_); !known.ok()) {
    return End(known);
  }
  Produced next = producer_->Next();
  switch (next.kind) {
    case Produced::Kind::kMessage:
      outgoing_ = std::move(next.message);
      return Write();
    case Produced::Kind::kEnd:
      return End(next.status);
    case Produced::Kind::kWait:
      return Await(next);
  }
}

void OutStream::Write() {
  if (backend_.limits != nullptr) {
    {
      absl::MutexLock lock(&patience_mutex_);
      writing_ = true;
    }
    const absl::Time until = absl::Now() + backend_.limits->options().read_wait;
    patience_.emplace();
    patience_->Set(absl::ToChronoTime(until), [self = shared_from_this()](bool over) {
      if (over) self->CutOff();
    });
  }
  StartWrite(&outgoing_);
}

void OutStream::CutOff() {
  // While the write is not done the call is not, and its context lives.
  absl::MutexLock lock(&patience_mutex_);
  if (!writing_) return;
  const std::int64_t limit_ms = absl::ToInt64Milliseconds(backend_.limits->options().read_wait);
  // No status reaches who does not read: the log has it.
  const absl::Status refusal =
      Refuse(Reason::kReaderTooSlow, "", {{"limit_ms", std::to_string(limit_ms)}});
  spdlog::warn("a stream is cut off: {}", std::string(refusal.message()));
  context_->TryCancel();
}

void OutStream::Await(const Produced& next) {
  bool gone;
  {
    absl::MutexLock lock(&mutex_);
    gone = cancelled_;
    waiting_ = !gone;
  }
  if (gone) return Finish(grpc::Status::CANCELLED);
  const auto wake = [weak = weak_from_this()] {
    const std::shared_ptr<OutStream> stream = weak.lock();
    if (stream == nullptr) return;
    {
      absl::MutexLock lock(&stream->mutex_);
      if (!stream->TakeOver()) return;
    }
    stream->ProduceSoon();
  };
  if (next.checkpoint) {
    next.engine->checkpoints()->NotifyBeyond(next.position, wake);
  } else {
    next.engine->NotifyBeyond(next.position, wake);
  }
}

bool OutStream::TakeOver() { return std::exchange(waiting_, false); }

void OutStream::OnWriteDone(bool ok) {
  {
    absl::MutexLock lock(&patience_mutex_);
    writing_ = false;
  }
  patience_.reset();
  if (!ok) return Finish(grpc::Status::CANCELLED);
  ProduceSoon();
}

void OutStream::OnCancel() {
  {
    absl::MutexLock lock(&mutex_);
    cancelled_ = true;
    // Who writes or produces will notice.
    if (!TakeOver()) return;
  }
  Finish(grpc::Status::CANCELLED);
}

}  // namespace ippledge::server
