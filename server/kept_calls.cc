#include "server/kept_calls.h"

#include <google/protobuf/io/coded_stream.h>
#include <google/protobuf/wire_format_lite.h>
#include <grpcpp/impl/codegen/proto_utils.h>
#include <grpcpp/server_context.h>
#include <grpcpp/support/proto_buffer_reader.h>

#include <algorithm>
#include <utility>

#include "ledger/refusal.h"
#include "ledger/text.h"
#include "server/act_keeper.h"
#include "server/identity.h"
#include "server/rights.h"

namespace ippledge::server {
namespace {

using google::protobuf::internal::WireFormatLite;
using storage::KeptAct;

// Writers put fields in order of their numbers, and a programme is one of the first.
constexpr int kFieldsLookedAt = 16;

bool IsKept(Reason reason) {
  if (reason == Reason::kNone) return false;
  const absl::StatusCode code = RowOf(reason).code;
  return code == absl::StatusCode::kUnauthenticated ||
         code == absl::StatusCode::kPermissionDenied || reason == Reason::kRateExceeded ||
         reason == Reason::kStreamsExceeded;
}

bool IsKept(const engine::RowVerdict& row) {
  return !row.violations.empty() && IsKept(row.violations.front().reason);
}

void KeepViolation(const Backend& backend, KeptAct act, absl::string_view programme,
                   const Violation& violation) {
  act.reason = std::string(RowOf(violation.reason).name);
  act.field = violation.field;
  backend.acts->Keep(programme, std::move(act));
}

}  // namespace

KeptAct ActOfCall(const Backend& backend, const grpc::ServerContextBase& context,
                  const google::protobuf::Descriptor& request_type) {
  Caller named = NamedCaller(backend, context);
  KeptAct act;
  act.organisation = std::move(named.organisation);
  act.role = named.role;
  act.person = std::move(named.person);
  act.method = std::string(RightFor(request_type).method);
  act.peer = context.peer();
  return act;
}

std::string ProgrammeIn(const google::protobuf::Descriptor& request_type,
                        const grpc::ByteBuffer& request) {
  using google::protobuf::FieldDescriptor;
  const FieldDescriptor* const field = request_type.FindFieldByName("programme");
  if (field == nullptr || field->cpp_type() != FieldDescriptor::CPPTYPE_STRING) return "";
  grpc::ByteBuffer readable(request);  // a reference, not a copy
  grpc::ProtoBufferReader reader(&readable);
  if (!reader.status().ok()) return "";
  google::protobuf::io::CodedInputStream in(&reader);
  for (int i = 0; i < kFieldsLookedAt; ++i) {
    const std::uint32_t tag = in.ReadTag();
    if (tag == 0) return "";
    if (WireFormatLite::GetTagFieldNumber(tag) != field->number() ||
        WireFormatLite::GetTagWireType(tag) != WireFormatLite::WIRETYPE_LENGTH_DELIMITED) {
      if (!WireFormatLite::SkipField(&in, tag)) return "";
      continue;
    }
    std::uint32_t size = 0;
    std::string programme;
    const bool read = in.ReadVarint32(&size) && size <= static_cast<std::uint32_t>(kSlugCharsMax) &&
                      in.ReadString(&programme, static_cast<int>(size));
    return read ? programme : "";
  }
  return "";
}

void KeepRefusal(const Backend& backend, const KeptAct& call, absl::string_view programme,
                 const absl::Status& status) {
  if (backend.acts == nullptr || !IsKept(ReasonOf(status))) return;
  KeepViolation(backend, call, programme, ViolationsOf(status).front());
}

void KeepRefusal(const Backend& backend, const grpc::ServerContextBase& context,
                 const google::protobuf::Descriptor& request_type, const grpc::ByteBuffer& request,
                 const absl::Status& status) {
  if (backend.acts == nullptr || !IsKept(ReasonOf(status))) return;
  KeepRefusal(backend, ActOfCall(backend, context, request_type),
              ProgrammeIn(request_type, request), status);
}

bool HasKeptRefusal(const std::vector<engine::RowVerdict>& rows) {
  return std::any_of(rows.begin(), rows.end(), [](const auto& row) { return IsKept(row); });
}

void KeepRefusedRows(const Backend& backend, const KeptAct& call, absl::string_view programme,
                     const std::vector<engine::RowVerdict>& rows) {
  if (backend.acts == nullptr) return;
  for (const engine::RowVerdict& row : rows) {
    if (IsKept(row)) KeepViolation(backend, call, programme, row.violations.front());
  }
}

void KeepDone(const Backend& backend, const grpc::ServerContextBase& context,
              const google::protobuf::Descriptor& request_type, const grpc::ByteBuffer& request) {
  if (backend.acts == nullptr) return;
  backend.acts->Keep(ProgrammeIn(request_type, request), ActOfCall(backend, context, request_type));
}

}  // namespace ippledge::server
