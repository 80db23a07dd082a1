#include "server/rights.h"

#include <google/protobuf/descriptor.h>

#include <string>

#include "absl/container/flat_hash_map.h"
#include "absl/strings/str_cat.h"
#include "absl/strings/str_replace.h"
#include "ledger/refusal.h"
#include "ledger/status_macros.h"
#include "ledger/trust.h"

namespace ippledge::server {
namespace {

using google::protobuf::Descriptor;
using google::protobuf::FieldDescriptor;
using google::protobuf::Message;

// A method's row, and the fields of its requests that the fence reads; null where there is none.
struct Gate {
  const Right* right = nullptr;
  const FieldDescriptor* programme = nullptr;
  const FieldDescriptor* loan = nullptr;   // a message that holds `owner`
  const FieldDescriptor* owner = nullptr;  // whose rows
};

const FieldDescriptor* TextField(const Descriptor& message, const char* name) {
  const FieldDescriptor* field = message.FindFieldByName(name);
  const bool is_text = field != nullptr && !field->is_repeated() &&
                       field->cpp_type() == FieldDescriptor::CPPTYPE_STRING;
  return is_text ? field : nullptr;
}

Gate GateOf(const Right& right, const Descriptor& request) {
  Gate gate{.right = &right, .programme = TextField(request, "programme")};
  const FieldDescriptor* loan = request.FindFieldByName("loan");
  if (loan != nullptr && loan->cpp_type() == FieldDescriptor::CPPTYPE_MESSAGE) {
    gate.loan = loan;
    gate.owner = TextField(*loan->message_type(), "bank");
    return gate;
  }
  gate.owner = TextField(request, "bank");
  if (gate.owner == nullptr) gate.owner = TextField(request, "organisation");
  return gate;
}

using Gates = absl::flat_hash_map<const Descriptor*, Gate>;

const Gates& AllGates() {
  static const Gates* const kGates = [] {
    auto* const gates = new Gates;
    const auto* const pool = google::protobuf::DescriptorPool::generated_pool();
    for (const Right& right : Rights()) {
      const auto* const method = pool->FindMethodByName(
          absl::StrCat("ippledge.v1.", absl::StrReplaceAll(right.method, {{"/", "."}})));
      if (method == nullptr) continue;
      gates->emplace(method->input_type(), GateOf(right, *method->input_type()));
    }
    return gates;
  }();
  return *kGates;
}

const Gate& GateFor(const Descriptor& request) {
  static const Right* const kNobody = new Right();
  static const Gate* const kShut = new Gate{.right = kNobody};
  const auto found = AllGates().find(&request);
  return found == AllGates().end() ? *kShut : found->second;
}

std::string TextIn(const Message& message, const FieldDescriptor* field) {
  return field == nullptr ? "" : message.GetReflection()->GetString(message, field);
}

std::string OwnerNamed(const Gate& gate, const Message& request) {
  if (gate.loan == nullptr) return TextIn(request, gate.owner);
  return TextIn(request.GetReflection()->GetMessage(request, gate.loan), gate.owner);
}

absl::Status CheckOwn(const Gate& gate, const Caller& caller, const Message& request) {
  const Rows rows = gate.right->rows;
  if (rows != Rows::kNamed && rows != Rows::kNamedOrOwn) return absl::OkStatus();
  const std::string owner = OwnerNamed(gate, request);
  if (owner == caller.organisation || (owner.empty() && rows == Rows::kNamedOrOwn)) {
    return absl::OkStatus();
  }
  return Refuse(Reason::kNotYourRows, "", {{"organisation", caller.organisation}});
}

}  // namespace

const Right& RightFor(const Descriptor& request) { return *GateFor(request).right; }

absl::Status CheckRole(const Right& right, const Caller& caller) {
  if (right.Of(caller.role) != Access::kNever) return absl::OkStatus();
  const auto allowed = static_cast<RoleSet>(right.all_rows | right.own_rows);
  return Refuse(Reason::kRoleNotAllowed, "",
                {{"role", std::string(NameOf(caller.role))}, {"allowed", NamesOf(allowed)}});
}

absl::Status CheckMembership(const Backend& backend, const Caller& caller,
                             absl::string_view programme) {
  const engine::Engine* const engine =
      programme.empty() ? nullptr : backend.programmes->Find(programme);
  if (engine == nullptr) return absl::OkStatus();
  return CheckIsMember(*engine->View().programme().trust, caller);
}

absl::Status CheckRight(const Backend& backend, const Caller& caller, const Message& request) {
  const Gate& gate = GateFor(*request.GetDescriptor());
  IPPLEDGE_RETURN_IF_ERROR(CheckMembership(backend, caller, TextIn(request, gate.programme)));
  if (gate.right->roles == Roles::kByTable) {
    IPPLEDGE_RETURN_IF_ERROR(CheckRole(*gate.right, caller));
  }
  if (gate.right->Of(caller.role) == Access::kOwnRows) {
    IPPLEDGE_RETURN_IF_ERROR(CheckOwn(gate, caller, request));
  }
  return gate.right->persons == Persons::kTwo ? NeedTwoPersons(caller) : absl::OkStatus();
}

}  // namespace ippledge::server
