// tests/client/fake_connection.h: a server of canned answers, and the program run against it.
#pragma once

#include <google/protobuf/descriptor.h>
#include <google/protobuf/message.h>

#include <functional>
#include <map>
#include <memory>
#include <sstream>
#include <string>
#include <utility>
#include <vector>

#include "client/command_line.h"
#include "client/connection.h"

namespace ippledge::client {

// Answers by request type; what has no answer is UNIMPLEMENTED. Keeps what it was asked.
class FakeServer {
 public:
  template <typename Request, typename Response>
  void On(std::function<absl::StatusOr<Response>(const Request&)> answer) {
    OnStream<Request, Response>(
        [answer](const Request& request) -> absl::StatusOr<std::vector<Response>> {
          absl::StatusOr<Response> response = answer(request);
          if (!response.ok()) return response.status();
          return std::vector<Response>{*std::move(response)};
        });
  }
  // The same answer whatever is asked.
  template <typename Request, typename Response>
  void Always(absl::StatusOr<Response> response) {
    On<Request, Response>([response](const Request&) { return response; });
  }
  template <typename Request, typename Response>
  void OnStream(std::function<absl::StatusOr<std::vector<Response>>(const Request&)> answer) {
    answers_[Request::descriptor()->full_name()] =
        [answer](const google::protobuf::Message& request, google::protobuf::Message& response,
                 absl::FunctionRef<bool()> on_message) -> absl::Status {
      const auto list = answer(static_cast<const Request&>(request));
      if (!list.ok()) return list.status();
      for (const Response& one : *list) {
        static_cast<Response&>(response) = one;
        if (!on_message()) return absl::OkStatus();
      }
      return absl::OkStatus();
    };
  }

  absl::Status Answer(const google::protobuf::Message& request, google::protobuf::Message& response,
                      absl::FunctionRef<bool()> on_message) {
    asked_.push_back(request.GetDescriptor()->name() + " { " + request.ShortDebugString() + " }");
    const auto found = answers_.find(request.GetDescriptor()->full_name());
    if (found == answers_.end()) return absl::UnimplementedError("no answer prepared");
    return found->second(request, response, on_message);
  }

  const std::vector<std::string>& asked() const { return asked_; }
  // Of the last connection made.
  ConnectionOptions options;
  // Of the last call of bytes.
  std::string sent_bytes;
  std::string sent_approval;

 private:
  using Answerer = std::function<absl::Status(
      const google::protobuf::Message&, google::protobuf::Message&, absl::FunctionRef<bool()>)>;
  std::map<std::string, Answerer> answers_;
  std::vector<std::string> asked_;
};

class FakeConnection final : public Connection {
 public:
  explicit FakeConnection(FakeServer& server) : server_(server) {}

  absl::Status Call(const google::protobuf::Message& request,
                    google::protobuf::Message& response) override {
    return server_.Answer(request, response, [] { return false; });
  }
  absl::Status Receive(const google::protobuf::Message& request,
                       google::protobuf::Message& response,
                       absl::FunctionRef<bool()> on_message) override {
    return server_.Answer(request, response, on_message);
  }
  // Answers as Call() would, and keeps the approval.
  absl::StatusOr<std::string> CallBytes(const google::protobuf::MethodDescriptor& method,
                                        absl::string_view bytes,
                                        absl::string_view approval) override {
    auto* const factory = google::protobuf::MessageFactory::generated_factory();
    const std::unique_ptr<google::protobuf::Message> request(
        factory->GetPrototype(method.input_type())->New());
    const std::unique_ptr<google::protobuf::Message> response(
        factory->GetPrototype(method.output_type())->New());
    if (!request->ParseFromArray(bytes.data(), static_cast<int>(bytes.size()))) std::abort();
    server_.sent_bytes = std::string(bytes);
    server_.sent_approval = std::string(approval);
    const absl::Status status = Call(*request, *response);
    if (!status.ok()) return status;
    return response->SerializeAsString();
  }
  std::unique_ptr<Stream> Open(const google::protobuf::Descriptor&) override { return nullptr; }

 private:
  FakeServer& server_;
};

struct RunResult {
  int code = 0;
  std::string out;
  std::string err;
};

// Runs `ippledge` with these words against `server`, in English unless they say otherwise.
inline RunResult RunProgram(std::vector<std::string> words, FakeServer& server) {
  words.insert(words.begin(), {"ippledge", "--lang", "en"});
  for (std::size_t i = 3; i + 1 < words.size(); ++i) {
    if (words[i] == "--lang") words.erase(words.begin() + 1, words.begin() + 3);
  }
  std::vector<const char*> argv;
  for (const std::string& word : words) argv.push_back(word.c_str());
  std::ostringstream out;
  std::ostringstream err;
  RunResult result;
  result.code = RunCommandLine(static_cast<int>(argv.size()), argv.data(), out, err,
                               [&](const ConnectionOptions& options) {
                                 server.options = options;
                                 return std::make_unique<FakeConnection>(server);
                               });
  result.out = out.str();
  result.err = err.str();
  return result;
}

}  // namespace ippledge::client
