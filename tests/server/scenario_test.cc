// The stories of tests/scenarios, played through the whole server by an outside client: they answer
// and show what they do in memory.
#include <algorithm>
#include <filesystem>
#include <fstream>
#include <iterator>
#include <map>

#include "absl/strings/str_cat.h"
#include "absl/strings/str_join.h"
#include "absl/strings/str_split.h"
#include "proto/wire/parse.h"
#include "tests/server/commands_as_messages.h"
#include "tests/testing/memory_executor.h"
#include "tests/testing/test_server.h"

namespace ippledge::server {
namespace {

namespace fs = std::filesystem;

constexpr char kProgramme[] = "inner-mongolia";

class ServerExecutor final : public ScenarioExecutor {
 public:
  void TurnTo(Date day) override {
    // Noon in Shanghai; the clock only ever goes on.
    const absl::Time noon = absl::FromUnixSeconds(std::int64_t{day.days()} * 86'400 + 4 * 3'600);
    server_.clock().Set(noon);
    if (engine::Engine* engine = server_.programmes().Find(kProgramme)) engine->Tick();
  }

  ScenarioAnswer Execute(const ScenarioRequest& request) override {
    return request.is_batch ? ExecuteBatch(request) : ExecuteOne(request);
  }

  void Restart() override { server_.Restart(); }

  absl::StatusOr<std::optional<ShownLoan>> ShowLoan(const LoanId& id, std::int64_t at) override {
    v1::GetLoanRequest request;
    request.set_programme(kProgramme);
    request.mutable_loan()->set_bank(id.bank);
    request.mutable_loan()->set_contract_number(id.contract_number);
    request.set_at(at);
    const auto answer = Office().Ask<v1::GetLoanResponse>(request);
    if (answer.status.ok()) return ShownLoanOf(answer.response.loan());
    const absl::Status refusal = RefusalOf(answer);
    if (ReasonOf(refusal) == Reason::kLoanUnknown) return std::nullopt;
    return refusal;
  }

  absl::StatusOr<ShownTotals> ShowTotals(const TotalsAsk& ask) override {
    v1::GetTotalsRequest request;
    request.set_programme(kProgramme);
    v1::TotalsQuery& query = *request.mutable_query();
    for (const Measure measure : ask.measures) {
      query.add_measures(static_cast<v1::Measure>(measure));
    }
    for (const Dimension dimension : ask.by) query.add_by(static_cast<v1::Dimension>(dimension));
    if (ask.as_of) query.set_as_of_date(ask.as_of->ToString());
    if (ask.from) query.set_from_date(ask.from->ToString());
    query.set_at(ask.at);
    for (const auto& [dimension, values] : ask.filters) {
      v1::DimensionFilter& filter = *query.add_filters();
      filter.set_dimension(static_cast<v1::Dimension>(dimension));
      for (const std::string& value : values) filter.add_values(value);
    }
    const auto answer = Office().Ask<v1::GetTotalsResponse>(request);
    if (!answer.status.ok()) return RefusalOf(answer);
    ShownTotals shown;
    for (const v1::Figure& figure : answer.response.total().figures()) {
      shown.measures.push_back(static_cast<Measure>(figure.measure()));
      shown.total.push_back(figure.value());
      shown.opening.push_back(0);
      for (const v1::Figure& opening : answer.response.opening_figures()) {
        if (opening.measure() == figure.measure()) shown.opening.back() = opening.value();
      }
    }
    for (const v1::TotalsRow& row : answer.response.rows()) {
      ShownTotals::Row& to = shown.rows.emplace_back();
      for (const v1::SliceKey& key : row.keys()) to.keys.push_back(key.value());
      for (const v1::Figure& figure : row.figures()) to.figures.push_back(figure.value());
    }
    return shown;
  }

  std::vector<PublishedReport> ShowReports() override {
    v1::ListPublishedReportsRequest request;
    request.set_programme(kProgramme);
    const auto answer = Office().Ask<v1::ListPublishedReportsResponse>(request);
    std::vector<PublishedReport> reports;
    for (const v1::PublishedReport& report : answer.response.reports()) {
      reports.push_back(ReportOf(report));
    }
    return reports;
  }

  // What a client sees of them: a loan a line of the export, and their sum is the total.
  absl::Status CheckInvariants() override {
    v1::ExportLoansRequest request;
    request.set_programme(kProgramme);
    const Rpc office = Office();
    const auto stream = office.Receive(request);
    std::int64_t disbursed = 0;
    while (const auto message = stream->Read<v1::ExportLoansResponse>()) {
      for (const v1::Loan& loan : message->loans()) {
        if (loan.state() != v1::LOAN_STATE_VOIDED) disbursed += loan.figures().disbursed_fen();
      }
    }
    if (const Answer end = stream->Finish(); !end.status.ok()) return end.status;
    const absl::StatusOr<ShownTotals> totals = ShowTotals({.measures = {Measure::kDisbursed},
                                                           .by = {},
                                                           .as_of = {},
                                                           .from = {},
                                                           .at = 0,
                                                           .filters = {}});
    if (!totals.ok()) return totals.status();
    if (totals->total.at(0) == disbursed) return absl::OkStatus();
    return absl::DataLossError(
        absl::StrCat("loans sum up to ", disbursed, ", the total is ", totals->total.at(0)));
  }

 private:
  Rpc As(const Caller& caller) const {
    return Rpc(server_.address(), {.organisation = caller.organisation,
                                   .role = std::string(NameOf(caller.role)),
                                   .person = caller.person,
                                   .language = "en"});
  }
  Rpc Office() const {
    return As(
        {.organisation = "ip-office", .role = Role::kIpOffice, .person = {}, .second_person = {}});
  }

  // The part of all answers. A request that got an entry gets the same one again.
  void Note(const ScenarioRequest& request, const v1::Recorded& recorded, ScenarioAnswer& answer) {
    answer.entry = recorded.entry();
    answer.counted_total = recorded.counted_total();
    answer.already_recorded = recorded.outcome() == v1::OUTCOME_ALREADY_RECORDED;
    if (answer.entry == 0 || answer.already_recorded || request.validate_only) return;
    const std::string key =
        absl::StrCat(request.caller.organisation, "/", wire::FormatRequestId(request.request_id));
    const auto [known, first] = entries_.emplace(key, answer.entry);
    answer.replayed = !first && known->second == answer.entry;
  }

  // Responses of unary writes have `recorded`, those about loans `figures`.
  template <typename Response>
  ScenarioAnswer Ask(const ScenarioRequest& request, const google::protobuf::Message& message) {
    const auto answered = As(request.caller).Ask<Response>(message);
    ScenarioAnswer answer;
    if (!answered.status.ok()) {
      answer.status = RefusalOf(answered);
      return answer;
    }
    Note(request, answered.response.recorded(), answer);
    if constexpr (requires { answered.response.figures(); }) {
      if (answered.response.has_figures()) answer.figures = FiguresOf(answered.response.figures());
    }
    if constexpr (requires { answered.response.rights_pledged_before(); }) {
      const auto& rights = answered.response.rights_pledged_before();
      answer.rights_pledged_before.assign(rights.begin(), rights.end());
    }
    return answer;
  }

  ScenarioAnswer ExecuteOne(const ScenarioRequest& request) {
    const Command& command = request.rows.at(0);
    const auto message = RequestOf(command, kProgramme);
    const auto* const reflection = message->GetReflection();
    const auto* const descriptor = message->GetDescriptor();
    reflection->SetString(message.get(), descriptor->FindFieldByName("request_id"),
                          wire::FormatRequestId(request.request_id));
    reflection->SetBool(message.get(), descriptor->FindFieldByName("validate_only"),
                        request.validate_only);
    using Method = ScenarioAnswer (ServerExecutor::*)(const ScenarioRequest&,
                                                      const google::protobuf::Message&);
    static const std::map<std::string, Method> kMethods = {
        {"FoundProgrammeRequest", &ServerExecutor::Ask<v1::FoundProgrammeResponse>},
        {"RegisterBodyRequest", &ServerExecutor::Ask<v1::RegisterBodyResponse>},
        {"AmendBodyRequest", &ServerExecutor::Ask<v1::AmendBodyResponse>},
        {"RecordOpeningFigureRequest", &ServerExecutor::Ask<v1::RecordOpeningFigureResponse>},
        {"PublishReportRequest", &ServerExecutor::Ask<v1::PublishReportResponse>},
        {"RecordLoanRequest", &ServerExecutor::Ask<v1::RecordLoanResponse>},
        {"RecordDrawRequest", &ServerExecutor::Ask<v1::RecordDrawResponse>},
        {"RecordRepaymentRequest", &ServerExecutor::Ask<v1::RecordRepaymentResponse>},
        {"RecordExtensionRequest", &ServerExecutor::Ask<v1::RecordExtensionResponse>},
        {"RecordClassChangeRequest", &ServerExecutor::Ask<v1::RecordClassChangeResponse>},
        {"RecordPledgeRegistrationRequest",
         &ServerExecutor::Ask<v1::RecordPledgeRegistrationResponse>},
        {"RecordPledgeReleaseRequest", &ServerExecutor::Ask<v1::RecordPledgeReleaseResponse>},
        {"CorrectLoanRequest", &ServerExecutor::Ask<v1::CorrectLoanResponse>},
    };
    return (this->*kMethods.at(descriptor->name()))(request, *message);
  }

  ScenarioAnswer ExecuteBatch(const ScenarioRequest& request) {
    v1::BatchRecordRequest message;
    message.set_programme(kProgramme);
    message.set_request_id(wire::FormatRequestId(request.request_id));
    message.set_validate_only(request.validate_only);
    message.set_all_or_nothing(request.all_or_nothing);
    for (const Command& row : request.rows) *message.add_rows() = RowOf(row);
    const auto answered = As(request.caller).Ask<v1::BatchRecordResponse>(message);
    ScenarioAnswer answer;
    if (!answered.status.ok()) {
      answer.status = RefusalOf(answered);
      return answer;
    }
    const v1::BatchRecordResponse& response = answered.response;
    Note(request, response.recorded(), answer);
    answer.already_recorded = false;  // rows are, a batch is not
    answer.first_entry = response.first_entry();
    answer.recorded_rows = response.recorded_rows();
    for (const v1::RowVerdict& verdict : response.verdicts()) {
      BatchRow& row = answer.verdicts.emplace_back();
      row.row = verdict.row();
      row.already_recorded_entry = verdict.already_recorded_entry();
      row.violations_more = verdict.violations_more();
      for (const v1::Violation& violation : verdict.violations()) {
        row.violations.push_back(ViolationOf(violation));
      }
    }
    return answer;
  }

  TestServer server_{{.engine = {.housekeeping = false}, .read_threads = 1, .wrap = {}}};
  std::map<std::string, std::int64_t> entries_;  // by organisation and request id
};

// Numbers of a refusal travel as a map: their order is no part of what is said.
std::vector<std::string> Unordered(const std::vector<std::string>& transcript) {
  std::vector<std::string> lines;
  for (const std::string& line : transcript) {
    std::vector<std::string> words = absl::StrSplit(line, ' ');
    const auto is_number = [](const std::string& word) {
      return word.find('=') != std::string::npos;
    };
    for (auto it = words.begin(); it != words.end();) {
      const auto end = std::find_if_not(it, words.end(), is_number);
      std::sort(it, end);
      it = end == words.end() ? end : std::next(end);
    }
    lines.push_back(absl::StrJoin(words, " "));
  }
  return lines;
}

std::vector<std::string> AllScenarios() {
  std::vector<std::string> paths;
  for (const auto& entry : fs::recursive_directory_iterator("tests/scenarios")) {
    if (entry.path().extension() == ".scenario") paths.push_back(entry.path().string());
  }
  std::sort(paths.begin(), paths.end());
  return paths;
}

class ServerScenarioTest : public ::testing::TestWithParam<std::string> {};

TEST_P(ServerScenarioTest, IsAnsweredAndShownAsInMemory) {
  std::ifstream file(GetParam());
  const std::string text((std::istreambuf_iterator<char>(file)), {});
  ServerExecutor server;
  const ScenarioResult played = PlayScenario(GetParam(), text, server);
  EXPECT_EQ(absl::StrJoin(played.failures, "\n"), "");
  MemoryExecutor memory;
  const ScenarioResult model = PlayScenario(GetParam(), text, memory);
  EXPECT_EQ(Unordered(played.transcript), Unordered(model.transcript));
}

INSTANTIATE_TEST_SUITE_P(Scenarios, ServerScenarioTest, ::testing::ValuesIn(AllScenarios()),
                         [](const auto& test) { return fs::path(test.param).stem().string(); });

}  // namespace
}  // namespace ippledge::server
