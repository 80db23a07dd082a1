#include "server/out_stream.h"

#include "ledger/refusal.h"

namespace ippledge::server {

grpc::ServerWriteReactor<grpc::ByteBuffer>* OutStream::Start(const Backend& backend,
                                                             grpc::CallbackServerContext* context,
                                                             std::unique_ptr<Producer> producer,
                                                             const absl::Status& refusal) {
  std::shared_ptr<OutStream> stream(
      new OutStream(backend, LocaleOf(*context), std::move(producer)));
  stream->self_ = stream;
  OutStream* reactor = stream.get();
  if (!refusal.ok()) {
    reactor->FinishOnce(ToGrpc(refusal, reactor->locale_));
  } else {
    reactor->ProduceSoon();
  }
  return reactor;
}

void OutStream::ProduceSoon() {
  if (!backend_.workers->Run([self = shared_from_this()] { self->Produce(); })) {
    FinishOnce(ToGrpc(
        Refuse(Reason::kQueueFull, "", {{"limit", std::to_string(Workers::kQueuedMax)}}), locale_));
  }
}

void OutStream::Produce() {
  {
    absl::MutexLock lock(&mutex_);
    waiting_ = false;
    if (finished_) return;
  }
  Produced next = producer_->Next();
  switch (next.kind) {
    case Produced::Kind::kMessage:
      outgoing_ = std::move(next.message);
      StartWrite(&outgoing_);
      return;
    case Produced::Kind::kEnd:
      FinishOnce(ToGrpc(next.status, locale_));
      return;
    case Produced::Kind::kWait: {
      absl::MutexLock lock(&mutex_);
      if (!cancelled_) waiting_ = true;
    }
      // A stream that nothing wakes any more (no entries come) is ended by its client or by
      // shutdown: both wake it.
      next.engine->NotifyBeyond(next.position, [weak = weak_from_this()] {
        if (std::shared_ptr<OutStream> stream = weak.lock()) stream->ProduceSoon();
      });
      bool gone;
      {
        absl::MutexLock lock(&mutex_);
        gone = cancelled_;
      }
      if (gone) FinishOnce(grpc::Status::CANCELLED);
      return;
  }
}

void OutStream::OnWriteDone(bool ok) {
  if (!ok) return FinishOnce(grpc::Status::CANCELLED);
  ProduceSoon();
}

void OutStream::OnCancel() {
  bool idle;
  {
    absl::MutexLock lock(&mutex_);
    cancelled_ = true;
    idle = waiting_;
  }
  // A stream that waits for entries has nobody else to finish it.
  if (idle) FinishOnce(grpc::Status::CANCELLED);
}

void OutStream::FinishOnce(const grpc::Status& status) {
  {
    absl::MutexLock lock(&mutex_);
    if (finished_) return;
    finished_ = true;
  }
  Finish(status);
}

}  // namespace ippledge::server
