#include "client/connection.h"

#include <google/protobuf/descriptor.h>
#include <google/protobuf/message.h>

#include <utility>

#include "absl/strings/cord.h"
#include "absl/types/optional.h"
#include "ledger/check.h"
#include "ledger/reason.h"
#include "proto/wire/approval.h"

namespace ippledge::client {
namespace {

constexpr absl::string_view kDetailsUrl = "ippledge/status-details";

}  // namespace

const google::protobuf::MethodDescriptor& MethodOf(
    const google::protobuf::Descriptor& request_type) {
  const google::protobuf::MethodDescriptor* const found = wire::MethodTaking(request_type);
  IPPLEDGE_CHECK(found != nullptr);
  return *found;
}

absl::Status WithDetails(absl::Status status, absl::string_view details_bytes) {
  if (!status.ok() && !details_bytes.empty()) {
    status.SetPayload(kDetailsUrl, absl::Cord(details_bytes));
  }
  return status;
}

std::optional<wire::Details> DetailsOf(const absl::Status& status) {
  const absl::optional<absl::Cord> payload = status.GetPayload(kDetailsUrl);
  if (!payload.has_value()) return std::nullopt;
  absl::StatusOr<wire::Details> details = wire::DecodeDetails(std::string(*payload));
  if (!details.ok()) return std::nullopt;
  return *std::move(details);
}

bool IsWorthRetrying(const absl::Status& status) {
  if (!absl::IsUnavailable(status) && !absl::IsResourceExhausted(status)) return false;
  const std::optional<wire::Details> details = DetailsOf(status);
  const Reason reason = details.has_value() ? ReasonNamed(details->reason) : Reason::kNone;
  // Writes that stopped resume only when the server is started again; a queue empties by itself.
  if (absl::IsUnavailable(status)) return reason != Reason::kWritesStopped;
  return reason == Reason::kQueueFull || reason == Reason::kRateExceeded;
}

absl::Duration RetryDelayOf(const absl::Status& status) {
  const std::optional<wire::Details> details = DetailsOf(status);
  return details ? details->retry_delay : absl::ZeroDuration();
}

}  // namespace ippledge::client
