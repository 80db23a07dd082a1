#include "client/receipt_file.h"

#include <google/protobuf/descriptor.h>
#include <google/protobuf/message.h>

#include <iostream>
#include <utility>

#include "client/output.h"
#include "ippledge/v1/journal_service.pb.h"
#include "ippledge/v1/types.pb.h"
#include "ledger/status_macros.h"

namespace ippledge::client {
namespace {

using google::protobuf::FieldDescriptor;
using google::protobuf::Message;

// What a write's answer says of it; null for other answers.
const v1::Recorded* RecordedIn(const Message& response) {
  const FieldDescriptor* const field = response.GetDescriptor()->FindFieldByName("recorded");
  const bool is_one = field != nullptr && !field->is_repeated() &&
                      field->message_type() == v1::Recorded::descriptor();
  if (!is_one) return nullptr;
  return static_cast<const v1::Recorded*>(&response.GetReflection()->GetMessage(response, field));
}

std::string ProgrammeIn(const Message& request) {
  const FieldDescriptor* const field = request.GetDescriptor()->FindFieldByName("programme");
  return field == nullptr ? "" : request.GetReflection()->GetString(request, field);
}

class KeepingReceipts final : public Connection {
 public:
  KeepingReceipts(std::unique_ptr<Connection> line, std::string path, ReceiptsKept* kept)
      : line_(std::move(line)), path_(std::move(path)), kept_(kept) {}

  absl::Status Call(const Message& request, Message& response) override {
    IPPLEDGE_RETURN_IF_ERROR(line_->Call(request, response));
    Keep(request, response);
    return absl::OkStatus();
  }
  absl::Status Receive(const Message& request, Message& response,
                       absl::FunctionRef<bool()> on_message) override {
    return line_->Receive(request, response, on_message);
  }
  absl::StatusOr<std::string> CallBytes(const google::protobuf::MethodDescriptor& method,
                                        absl::string_view bytes,
                                        absl::string_view approval) override {
    IPPLEDGE_ASSIGN_OR_RETURN(std::string answer, line_->CallBytes(method, bytes, approval));
    auto* const factory = google::protobuf::MessageFactory::generated_factory();
    const std::unique_ptr<Message> request(factory->GetPrototype(method.input_type())->New());
    const std::unique_ptr<Message> response(factory->GetPrototype(method.output_type())->New());
    const bool read = request->ParseFromArray(bytes.data(), static_cast<int>(bytes.size())) &&
                      response->ParseFromString(answer);
    if (read) Keep(*request, *response);
    return answer;
  }
  std::unique_ptr<Stream> Open(const google::protobuf::Descriptor& request_type) override {
    return line_->Open(request_type);
  }

 private:
  void Keep(const Message& request, const Message& response) {
    const v1::Recorded* const recorded = RecordedIn(response);
    if (recorded == nullptr || recorded->outcome() == v1::OUTCOME_VALID || recorded->entry() == 0) {
      return;
    }
    kept_->entry = recorded->entry();
    kept_->status.Update(Fetch(ProgrammeIn(request), recorded->entry()));
  }
  absl::Status Fetch(const std::string& programme, std::int64_t entry) {
    v1::GetReceiptRequest request;
    request.set_programme(programme);
    request.set_entry(entry);
    IPPLEDGE_ASSIGN_OR_RETURN(const v1::GetReceiptResponse response,
                              line_->Ask<v1::GetReceiptResponse>(request));
    IPPLEDGE_ASSIGN_OR_RETURN(const std::unique_ptr<Output> file,
                              Output::Open(path_, Format::kJson, std::cout));
    file->stream() << response.receipt();
    return file->Close();
  }

  const std::unique_ptr<Connection> line_;
  const std::string path_;
  ReceiptsKept* const kept_;
};

}  // namespace

std::unique_ptr<Connection> MakeKeepingReceipts(std::unique_ptr<Connection> line, std::string path,
                                                ReceiptsKept* kept) {
  return std::make_unique<KeepingReceipts>(std::move(line), std::move(path), kept);
}

}  // namespace ippledge::client
