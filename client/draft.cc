#include "client/draft.h"

#include <google/protobuf/util/json_util.h>

#include <cstdio>
#include <fstream>
#include <utility>

#include "absl/strings/cord.h"
#include "absl/strings/escaping.h"
#include "absl/strings/str_cat.h"
#include "client/exit_code.h"
#include "client/message_words.h"
#include "ledger/status_macros.h"
#include "proof/hash.h"

namespace ippledge::client {
namespace {

using google::protobuf::Message;
using google::protobuf::MethodDescriptor;

constexpr std::size_t kFileBytesMax = 16 << 20;
constexpr absl::string_view kDraftedUrl = "ippledge/drafted";

absl::Status ReadJson(const std::string& path, Message& message) {
  std::ifstream file(path, std::ios::binary);
  if (!file) return UsageError(absl::StrCat("cannot read ", path));
  std::string text(kFileBytesMax + 1, '\0');
  file.read(text.data(), static_cast<std::streamsize>(text.size()));
  if (file.bad()) return UsageError(absl::StrCat("cannot read ", path));
  text.resize(static_cast<std::size_t>(file.gcount()));
  if (text.size() > kFileBytesMax) {
    return UsageError(absl::StrCat(path, " has more than ", kFileBytesMax, " bytes"));
  }
  const auto parsed = google::protobuf::util::JsonStringToMessage(text, &message);
  if (parsed.ok()) return absl::OkStatus();
  return UsageError(absl::StrCat(path, " is no ", message.GetDescriptor()->name(), ": ",
                                 std::string(parsed.message())));
}

// Every write has an id of its own.
bool IsWrite(const google::protobuf::Descriptor& request) {
  return request.FindFieldByName("request_id") != nullptr;
}

class NoStream final : public Stream {
 public:
  bool Write(const Message&) override { return false; }
  void WritesDone() override {}
  bool Read(Message&) override { return false; }
  void Cancel() override {}
  absl::Status Finish() override { return UsageError("a stream cannot be drafted"); }
};

class Drafting final : public Connection {
 public:
  Drafting(std::unique_ptr<Connection> line, std::string path)
      : line_(std::move(line)), path_(std::move(path)) {}

  absl::Status Call(const Message& request, Message& response) override {
    if (!IsWrite(*request.GetDescriptor())) return line_->Call(request, response);
    return Draft(request);
  }
  absl::Status Receive(const Message& request, Message& response,
                       absl::FunctionRef<bool()> on_message) override {
    return line_->Receive(request, response, on_message);
  }
  std::unique_ptr<Stream> Open(const google::protobuf::Descriptor&) override {
    return std::make_unique<NoStream>();
  }
  absl::StatusOr<std::string> CallBytes(const MethodDescriptor&, absl::string_view,
                                        absl::string_view) override {
    return UsageError("what is in a file already is sent without --draft");
  }

 private:
  absl::Status Draft(const Message& request) {
    if (drafted_) {
      std::remove(path_.c_str());
      return UsageError(
          absl::StrCat("a draft holds one write, this command makes several: ", path_, " is gone"));
    }
    const auto* const dry = request.GetDescriptor()->FindFieldByName("validate_only");
    if (dry != nullptr && request.GetReflection()->GetBool(request, dry)) {
      return UsageError("a dry run needs nobody's approval: --draft or --dry-run, not both");
    }
    const MethodDescriptor& method = MethodOf(*request.GetDescriptor());
    v1::Draft draft;
    draft.set_method(method.full_name());
    draft.set_request(request.SerializeAsString());
    IPPLEDGE_RETURN_IF_ERROR(WriteNew(path_, draft));
    drafted_ = true;
    absl::Status status = absl::CancelledError("drafted, not sent");
    status.SetPayload(kDraftedUrl, absl::Cord(method.full_name()));
    return status;
  }

  const std::unique_ptr<Connection> line_;
  const std::string path_;
  bool drafted_ = false;
};

}  // namespace

std::string OpenedDraft::Digest() const { return proof::HexOf(proof::Sha256(draft.request())); }

absl::StatusOr<OpenedDraft> ReadDraft(const std::string& path) {
  OpenedDraft opened;
  IPPLEDGE_RETURN_IF_ERROR(ReadJson(path, opened.draft));
  const auto* const pool = google::protobuf::DescriptorPool::generated_pool();
  opened.method = pool->FindMethodByName(opened.draft.method());
  if (opened.method == nullptr || opened.method->client_streaming() ||
      opened.method->server_streaming() || !IsWrite(*opened.method->input_type())) {
    return UsageError(absl::StrCat(path, ": \"", absl::CEscape(opened.draft.method()),
                                   "\" is no write that this program knows"));
  }
  opened.request.reset(google::protobuf::MessageFactory::generated_factory()
                           ->GetPrototype(opened.method->input_type())
                           ->New());
  if (!opened.request->ParseFromString(opened.draft.request())) {
    return UsageError(absl::StrCat(path, ": its request cannot be decoded"));
  }
  if (const std::string unknown = UnknownIn(*opened.request); !unknown.empty()) {
    return UsageError(absl::StrCat(path, ": this program does not know all of its request (",
                                   unknown, "): a newer one is needed"));
  }
  return opened;
}

absl::StatusOr<v1::Approval> ReadApproval(const std::string& path) {
  v1::Approval approval;
  IPPLEDGE_RETURN_IF_ERROR(ReadJson(path, approval));
  return approval;
}

absl::Status WriteNew(const std::string& path, const Message& message) {
  google::protobuf::util::JsonPrintOptions options;
  options.add_whitespace = true;
  options.preserve_proto_field_names = true;
  std::string text;
  if (!google::protobuf::util::MessageToJsonString(message, &text, options).ok()) {
    return UsageError(absl::StrCat("cannot write ", path));
  }
  // "x": made by this call or not at all.
  std::FILE* const file = std::fopen(path.c_str(), "wbx");
  if (file == nullptr)
    return UsageError(absl::StrCat(path, " is there already, or cannot be made"));
  const bool written = std::fwrite(text.data(), 1, text.size(), file) == text.size();
  if (std::fclose(file) == 0 && written) return absl::OkStatus();
  std::remove(path.c_str());
  return UsageError(absl::StrCat("cannot write ", path));
}

std::unique_ptr<Connection> MakeDrafting(std::unique_ptr<Connection> line, std::string path) {
  return std::make_unique<Drafting>(std::move(line), std::move(path));
}

std::string DraftedOf(const absl::Status& status) {
  const auto payload = status.GetPayload(kDraftedUrl);
  return payload.has_value() ? std::string(*payload) : "";
}

}  // namespace ippledge::client
