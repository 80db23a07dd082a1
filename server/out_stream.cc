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
    reactor->Finish(ToGrpc(refusal, reactor->locale_));
  } else {
    reactor->ProduceSoon();
  }
  return reactor;
}

void OutStream::ProduceSoon() {
  if (!backend_.workers->Run([self = shared_from_this()] { self->Produce(); })) {
    Finish(ToGrpc(Refuse(Reason::kQueueFull, "", {{"limit", std::to_string(Workers::kQueuedMax)}}),
                  locale_));
  }
}

void OutStream::Produce() {
  Produced next = producer_->Next();
  switch (next.kind) {
    case Produced::Kind::kMessage:
      outgoing_ = std::move(next.message);
      return StartWrite(&outgoing_);
    case Produced::Kind::kEnd:
      return Finish(ToGrpc(next.status, locale_));
    case Produced::Kind::kWait:
      return Await(*next.engine, next.position);
  }
}

void OutStream::Await(engine::Engine& engine, std::int64_t position) {
  bool gone;
  {
    absl::MutexLock lock(&mutex_);
    gone = cancelled_;
    waiting_ = !gone;
  }
  if (gone) return Finish(grpc::Status::CANCELLED);
  engine.NotifyBeyond(position, [weak = weak_from_this()] {
    const std::shared_ptr<OutStream> stream = weak.lock();
    if (stream == nullptr) return;
    {
      absl::MutexLock lock(&stream->mutex_);
      if (!stream->TakeOver()) return;
    }
    stream->ProduceSoon();
  });
}

bool OutStream::TakeOver() { return std::exchange(waiting_, false); }

void OutStream::OnWriteDone(bool ok) {
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
