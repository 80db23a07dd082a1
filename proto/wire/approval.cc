#include "proto/wire/approval.h"

#include "absl/strings/escaping.h"
#include "absl/strings/str_cat.h"

namespace ippledge::wire {

std::string ApprovalText(absl::string_view method, absl::string_view request_digest,
                         std::int64_t expire_time_ms) {
  // The first line keeps the signature from meaning anything elsewhere; no line can hold a newline.
  return absl::StrCat("ippledge/approval/1\n", method, "\n", absl::BytesToHexString(request_digest),
                      "\n", expire_time_ms, "\n");
}

const google::protobuf::MethodDescriptor* MethodTaking(
    const google::protobuf::Descriptor& request) {
  const google::protobuf::FileDescriptor& file = *request.file();
  for (int s = 0; s < file.service_count(); ++s) {
    for (int m = 0; m < file.service(s)->method_count(); ++m) {
      const google::protobuf::MethodDescriptor* method = file.service(s)->method(m);
      if (method->input_type() == &request) return method;
    }
  }
  return nullptr;
}

}  // namespace ippledge::wire
