#include "server/stream_call.h"

#include "ledger/trust.h"

namespace ippledge::server {
namespace {

class MembersProducer final : public Producer {
 public:
  MembersProducer(const engine::Engine* engine, Caller caller, Limits::Hold hold,
                  std::unique_ptr<Producer> producer)
      : engine_(engine),
        caller_(std::move(caller)),
        hold_(std::move(hold)),
        producer_(std::move(producer)) {}

  Produced Next() override {
    absl::Status member = CheckIsMember(*engine_->View().programme().trust, caller_);
    if (member.ok()) return producer_->Next();
    return {.kind = Produced::Kind::kEnd, .message = {}, .status = std::move(member)};
  }

 private:
  const engine::Engine* const engine_;
  const Caller caller_;
  const Limits::Hold hold_;
  const std::unique_ptr<Producer> producer_;
};

}  // namespace

absl::StatusOr<Limits::Hold> HoldStream(const Backend& backend, const Identity& identity,
                                        const grpc::ByteBuffer& bytes) {
  if (backend.limits == nullptr) return Limits::Hold();
  const std::string key = LimitKeyOf(identity);
  IPPLEDGE_RETURN_IF_ERROR(
      backend.limits->TakeCall(key, static_cast<std::int64_t>(bytes.Length()), absl::Now()));
  return backend.limits->OpenStream(key);
}

std::unique_ptr<Producer> WhileMember(const engine::Engine* engine, Caller caller,
                                      Limits::Hold hold, std::unique_ptr<Producer> producer) {
  return std::make_unique<MembersProducer>(engine, std::move(caller), std::move(hold),
                                           std::move(producer));
}

}  // namespace ippledge::server
