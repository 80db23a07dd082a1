#include "client/import_stream.h"

#include <chrono>
#include <condition_variable>
#include <mutex>
#include <optional>
#include <set>
#include <thread>
#include <utility>
#include <vector>

#include "client/connection.h"
#include "client/import/stream_answers.h"
#include "client/session.h"
#include "ippledge/v1/programme_service.pb.h"
#include "ledger/status_macros.h"

namespace ippledge::client {
namespace {

constexpr int kBodiesPageSize = 1000;
constexpr std::chrono::seconds kWriteEndsWithin(1);

class ImportStream final : public RowSink {
 public:
  ImportStream(Connection& connection, std::string programme)
      : connection_(connection), programme_(std::move(programme)) {}

  ~ImportStream() override { Stop(); }

  void Start(OnAnswer on_answer) override {
    on_answer_ = std::move(on_answer);
    reader_ = std::thread([this] { ReadAnswers(); });
  }

  void Send(std::int64_t sequence, const v1::StreamRecordRequest& request) override {
    // Held while writing, so that the reader does not end the stream under a write.
    const std::lock_guard<std::timed_mutex> writing(write_mutex_);
    Stream* stream = nullptr;
    absl::Status down;
    {
      const std::lock_guard<std::mutex> lock(mutex_);
      if (stopping_) return;
      down = down_;
      if (down.ok() && stream_ == nullptr)
        stream_ = connection_.Open(*v1::StreamRecordRequest::descriptor());
      if (down.ok()) answers_.Sent(sequence, request.rows_size());
      stream = stream_.get();
      changed_.notify_all();
    }
    if (!down.ok()) return Answer(sequence, down);
    // When this fails the reader sees the end of the stream and answers for the message.
    stream->Write(request);
  }

  void Resume() override {
    const std::lock_guard<std::mutex> lock(mutex_);
    down_ = absl::OkStatus();
  }

  void Stop() override {
    {
      const std::lock_guard<std::mutex> lock(mutex_);
      stopping_ = true;
      if (stream_ != nullptr) stream_->Cancel();
      changed_.notify_all();
    }
    if (reader_.joinable()) reader_.join();
  }

  absl::StatusOr<std::int64_t> Position() override {
    v1::GetProgrammeRequest request;
    request.set_programme(programme_);
    IPPLEDGE_ASSIGN_OR_RETURN(const v1::GetProgrammeResponse response,
                              connection_.Ask<v1::GetProgrammeResponse>(request));
    return response.programme().position();
  }

  absl::StatusOr<v1::Loan> GetLoan(const v1::LoanName& name) override {
    v1::GetLoanRequest request;
    request.set_programme(programme_);
    *request.mutable_loan() = name;
    IPPLEDGE_ASSIGN_OR_RETURN(v1::GetLoanResponse response,
                              connection_.Ask<v1::GetLoanResponse>(request));
    return std::move(*response.mutable_loan());
  }

  absl::StatusOr<bool> EnsureBank(const std::string& body_id, const std::string& name,
                                  bool validate_only) override {
    IPPLEDGE_RETURN_IF_ERROR(LoadBodies());
    if (bodies_->contains(body_id)) return true;
    v1::RegisterBodyRequest request;
    request.set_programme(programme_);
    request.set_request_id(NewRequestId());
    request.set_validate_only(validate_only);
    v1::Body& body = *request.mutable_body();
    body.set_body_id(body_id);
    body.set_kind(v1::BODY_KIND_PARTNER_BANK);
    body.set_name_zh(name);
    IPPLEDGE_ASSIGN_OR_RETURN(const v1::RegisterBodyResponse response,
                              connection_.Ask<v1::RegisterBodyResponse>(request));
    bodies_->insert(body_id);
    // Another import may have been quicker.
    return response.recorded().outcome() == v1::OUTCOME_ALREADY_RECORDED;
  }

 private:
  // One stream after another, until Stop().
  void ReadAnswers() {
    for (;;) {
      Stream* stream = nullptr;
      {
        std::unique_lock<std::mutex> lock(mutex_);
        changed_.wait(lock, [this] { return stopping_ || stream_ != nullptr; });
        if (stream_ == nullptr) return;
        stream = stream_.get();
      }
      const absl::Status taken = ReadStream(*stream);
      EndStream(*stream, taken);
    }
  }

  // Until the end of the stream. Not OK when the server's answers make no sense.
  absl::Status ReadStream(Stream& stream) {
    v1::StreamRecordResponse response;
    while (stream.Read(response)) {
      absl::StatusOr<std::vector<MessageAnswer>> complete;
      {
        const std::lock_guard<std::mutex> lock(mutex_);
        if (stopping_) return absl::OkStatus();
        complete = answers_.Take(response);
      }
      if (!complete.ok()) return complete.status();
      for (MessageAnswer& answer : *complete) on_answer_(std::move(answer));
    }
    return absl::OkStatus();
  }

  void EndStream(Stream& stream, const absl::Status& taken) {
    std::vector<MessageAnswer> cut;
    {
      if (!taken.ok()) stream.Cancel();
      // A write fails when its stream has ended; one that goes on waiting is made to give up.
      std::unique_lock<std::timed_mutex> writing(write_mutex_, kWriteEndsWithin);
      const bool gave_up = !writing.owns_lock();
      if (gave_up) {
        stream.Cancel();
        writing.lock();
      }
      absl::Status status = stream.Finish();
      if (!taken.ok()) status = taken;
      if (status.ok() || (gave_up && absl::IsCancelled(status))) {
        status = absl::UnavailableError("the server ended the stream");
      }
      const std::lock_guard<std::mutex> lock(mutex_);
      stream_ = nullptr;
      down_ = status;
      cut = answers_.Cut(status);
      if (stopping_) return;
    }
    for (const MessageAnswer& answer : cut) Answer(answer.sequence, answer.status);
  }

  // That it is not known what became of a message.
  void Answer(std::int64_t sequence, const absl::Status& status) {
    MessageAnswer answer;
    answer.sequence = sequence;
    answer.status = status;
    const std::optional<wire::Details> details = DetailsOf(status);
    if (details.has_value()) answer.retry_after = details->retry_delay;
    on_answer_(std::move(answer));
  }

  absl::Status LoadBodies() {
    if (bodies_.has_value()) return absl::OkStatus();
    std::set<std::string> bodies;
    v1::ListBodiesRequest request;
    request.set_programme(programme_);
    request.set_page_size(kBodiesPageSize);
    do {
      IPPLEDGE_ASSIGN_OR_RETURN(const v1::ListBodiesResponse page,
                                connection_.Ask<v1::ListBodiesResponse>(request));
      for (const v1::Body& body : page.bodies()) bodies.insert(body.body_id());
      request.set_page_token(page.next_page_token());
    } while (!request.page_token().empty());
    bodies_ = std::move(bodies);
    return absl::OkStatus();
  }

  Connection& connection_;
  const std::string programme_;
  OnAnswer on_answer_;
  std::thread reader_;
  std::optional<std::set<std::string>> bodies_;  // of the sending thread

  std::timed_mutex write_mutex_;  // taken before mutex_
  std::mutex mutex_;              // guards what follows
  std::condition_variable changed_;
  bool stopping_ = false;
  std::unique_ptr<Stream> stream_;  // set by Send, cleared by the reader
  absl::Status down_;               // why the last stream ended; OK until then and after Resume()
  StreamAnswers answers_;
};

}  // namespace

std::unique_ptr<RowSink> MakeImportStream(Connection& connection, std::string programme) {
  return std::make_unique<ImportStream>(connection, std::move(programme));
}

}  // namespace ippledge::client
