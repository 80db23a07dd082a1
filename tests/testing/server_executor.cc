#include "tests/testing/server_executor.h"

#include <google/protobuf/util/message_differencer.h>

#include <memory>
#include <optional>
#include <utility>

#include "absl/strings/str_cat.h"
#include "absl/time/time.h"
#include "ippledge/v1/fund_service.pb.h"
#include "ippledge/v1/loan_service.pb.h"
#include "ippledge/v1/programme_service.pb.h"
#include "ippledge/v1/report_service.pb.h"
#include "ledger/check.h"
#include "ledger/status_macros.h"
#include "ledger/totals_query.h"
#include "proto/wire/parse.h"
#include "tests/testing/commands_as_messages.h"
#include "tests/testing/cover_messages.h"
#include "tests/testing/fund_messages.h"
#include "tests/testing/reconciliation_messages.h"
#include "tests/testing/scenario_cover_facts.h"

namespace ippledge {
namespace {

using google::protobuf::Message;
using google::protobuf::util::MessageDifferencer;

constexpr char kProgramme[] = "inner-mongolia";

// A read of the programme.
template <typename Request>
Request Read() {
  Request request;
  request.set_programme(kProgramme);
  return request;
}

// All loans, page by page. Two a page, so that there are pages.
absl::StatusOr<std::vector<v1::Loan>> ListedLoans(const Rpc& rpc) {
  std::vector<v1::Loan> loans;
  auto request = Read<v1::ListLoansRequest>();
  request.set_page_size(2);
  do {
    const auto page = rpc.Ask<v1::ListLoansResponse>(request);
    if (!page.status.ok()) return RefusalOf(page);
    loans.insert(loans.end(), page.response.loans().begin(), page.response.loans().end());
    request.set_page_token(page.response.next_page_token());
  } while (!request.page_token().empty());
  return loans;
}

absl::StatusOr<std::vector<v1::Loan>> ExportedLoans(const Rpc& rpc) {
  std::vector<v1::Loan> loans;
  const auto stream = rpc.Receive(Read<v1::ExportLoansRequest>());
  while (const auto message = stream->Read<v1::ExportLoansResponse>()) {
    loans.insert(loans.end(), message->loans().begin(), message->loans().end());
  }
  if (const Answer end = stream->Finish(); !end.status.ok()) return RefusalOf(end);
  return loans;
}

v1::TotalsQuery QueryOf(const TotalsAsk& ask) {
  v1::TotalsQuery query;
  for (const Measure measure : ask.measures) query.add_measures(static_cast<v1::Measure>(measure));
  for (const Dimension dimension : ask.by) query.add_by(static_cast<v1::Dimension>(dimension));
  if (ask.as_of) query.set_as_of_date(ask.as_of->ToString());
  if (ask.from) query.set_from_date(ask.from->ToString());
  query.set_at(ask.at);
  for (const auto& [dimension, values] : ask.filters) {
    v1::DimensionFilter& filter = *query.add_filters();
    filter.set_dimension(static_cast<v1::Dimension>(dimension));
    for (const std::string& value : values) filter.add_values(value);
  }
  return query;
}

std::vector<BatchRow> VerdictsOf(const v1::BatchRecordResponse& response) {
  std::vector<BatchRow> rows;
  for (const v1::RowVerdict& verdict : response.verdicts()) {
    BatchRow& row = rows.emplace_back();
    row.row = verdict.row();
    row.already_recorded_entry = verdict.already_recorded_entry();
    row.violations_more = verdict.violations_more();
    for (const v1::Violation& violation : verdict.violations()) {
      row.violations.push_back(ViolationOf(violation));
    }
  }
  return rows;
}

}  // namespace

void ServerExecutor::TurnTo(Date day) {
  static const absl::TimeZone zone = [] {
    absl::TimeZone shanghai;
    IPPLEDGE_CHECK(absl::LoadTimeZone("Asia/Shanghai", &shanghai));
    return shanghai;
  }();
  const absl::CivilSecond noon(day.year(), day.month(), day.day(), 12);
  server_.clock().Set(absl::FromCivil(noon, zone));
  if (engine::Engine* engine = server_.programmes().Find(kProgramme)) engine->Tick();
}

void ServerExecutor::Restart() { server_.Restart(); }

Rpc ServerExecutor::As(const Caller& caller) const {
  return Rpc(server_.address(), {.organisation = caller.organisation,
                                 .role = std::string(NameOf(caller.role)),
                                 .person = caller.person,
                                 .language = "en",
                                 .second_person = caller.second_person});
}

Rpc ServerExecutor::Office() const {
  return As(
      {.organisation = "ip-office", .role = Role::kIpOffice, .person = "p-1", .second_person = ""});
}

// What all answers have. That a request is answered again is no part of an answer: it shows in the
// bytes, which are those of the first one.
void ServerExecutor::Note(const ScenarioRequest& request, const Answer& answered,
                          const v1::Recorded& recorded, ScenarioAnswer& answer) {
  answer.entry = recorded.entry();
  answer.counted_total = recorded.counted_total();
  answer.already_recorded = !request.is_batch && recorded.outcome() == v1::OUTCOME_ALREADY_RECORDED;
  if (answer.entry == 0 || answer.already_recorded) return;
  const std::string key =
      absl::StrCat(request.caller.organisation, "/", wire::FormatRequestId(request.request_id));
  const auto [known, first] = answers_.emplace(key, answered.bytes);
  answer.replayed = !first && known->second == answered.bytes;
}

// Responses of writes have `recorded`, those about loans `figures`.
template <typename Response>
ScenarioAnswer ServerExecutor::Ask(const ScenarioRequest& request, const Message& message) {
  const auto answered = As(request.caller).Ask<Response>(message);
  ScenarioAnswer answer;
  if (!answered.status.ok()) {
    answer.status = RefusalOf(answered);
    return answer;
  }
  Note(request, answered, answered.response.recorded(), answer);
  if constexpr (requires { FiguresOf(answered.response.figures()); }) {
    if (answered.response.has_figures()) answer.figures = FiguresOf(answered.response.figures());
  }
  if constexpr (requires { answered.response.fund(); }) {
    if (answered.response.has_fund()) answer.fund = FundFiguresOf(answered.response.fund());
  }
  if (!answer.already_recorded) {
    answer.told = ToldOf(answered.response);
  } else if (IsAboutCover(request.rows.at(0))) {
    answer.fund.reset();
  }
  if constexpr (requires { answered.response.rights_pledged_before(); }) {
    const auto& rights = answered.response.rights_pledged_before();
    answer.rights_pledged_before.assign(rights.begin(), rights.end());
  }
  return answer;
}

ScenarioAnswer ServerExecutor::Execute(const ScenarioRequest& request) {
  if (request.is_batch) return ExecuteBatch(request);
  const std::unique_ptr<Message> message = RequestOf(request.rows.at(0), kProgramme);
  const auto* const reflection = message->GetReflection();
  const auto* const descriptor = message->GetDescriptor();
  reflection->SetString(message.get(), descriptor->FindFieldByName("request_id"),
                        wire::FormatRequestId(request.request_id));
  reflection->SetBool(message.get(), descriptor->FindFieldByName("validate_only"),
                      request.validate_only);
  using Method = ScenarioAnswer (ServerExecutor::*)(const ScenarioRequest&, const Message&);
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
      {"RecordMovementRequest", &ServerExecutor::Ask<v1::RecordMovementResponse>},
      {"ReverseMovementRequest", &ServerExecutor::Ask<v1::ReverseMovementResponse>},
      {"IssuePolicyRequest", &ServerExecutor::Ask<v1::IssuePolicyResponse>},
      {"EnterCalendarRequest", &ServerExecutor::Ask<v1::EnterCalendarResponse>},
      {"EnterLendingRateRequest", &ServerExecutor::Ask<v1::EnterLendingRateResponse>},
      {"RecordPortfolioFigureRequest", &ServerExecutor::Ask<v1::RecordPortfolioFigureResponse>},
      {"ApplyForCoverRequest", &ServerExecutor::Ask<v1::ApplyForCoverResponse>},
      {"DecideCoverRequest", &ServerExecutor::Ask<v1::DecideCoverResponse>},
      {"ReportRiskRequest", &ServerExecutor::Ask<v1::ReportRiskResponse>},
      {"FileClaimRequest", &ServerExecutor::Ask<v1::FileClaimResponse>},
      {"TakeClaimStepRequest", &ServerExecutor::Ask<v1::TakeClaimStepResponse>},
      {"RunPaymentsRequest", &ServerExecutor::Ask<v1::RunPaymentsResponse>},
      {"ConfirmPaymentRequest", &ServerExecutor::Ask<v1::ConfirmPaymentResponse>},
      {"RecordRecoveryRequest", &ServerExecutor::Ask<v1::RecordRecoveryResponse>},
      {"ConfirmRemittanceRequest", &ServerExecutor::Ask<v1::ConfirmRemittanceResponse>},
      {"CloseRecoveryRequest", &ServerExecutor::Ask<v1::CloseRecoveryResponse>},
      {"DemandClawbackRequest", &ServerExecutor::Ask<v1::DemandClawbackResponse>},
      {"ConfirmClawbackRequest", &ServerExecutor::Ask<v1::ConfirmClawbackResponse>},
      {"RegisterAccountRequest", &ServerExecutor::Ask<v1::RegisterAccountResponse>},
      {"OpenStatementRequest", &ServerExecutor::Ask<v1::OpenStatementResponse>},
      {"AddStatementLinesRequest", &ServerExecutor::Ask<v1::AddStatementLinesResponse>},
      {"CloseStatementRequest", &ServerExecutor::Ask<v1::CloseStatementResponse>},
      {"WithdrawStatementRequest", &ServerExecutor::Ask<v1::WithdrawStatementResponse>},
      {"RunMatchingRequest", &ServerExecutor::Ask<v1::RunMatchingResponse>},
      {"RecordMatchRequest", &ServerExecutor::Ask<v1::RecordMatchResponse>},
      {"UndoMatchRequest", &ServerExecutor::Ask<v1::UndoMatchResponse>},
      {"ClosePeriodRequest", &ServerExecutor::Ask<v1::ClosePeriodResponse>},
      {"ReopenPeriodRequest", &ServerExecutor::Ask<v1::ReopenPeriodResponse>},
  };
  return (this->*kMethods.at(descriptor->name()))(request, *message);
}

ScenarioAnswer ServerExecutor::ExecuteBatch(const ScenarioRequest& request) {
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
  Note(request, answered, answered.response.recorded(), answer);
  answer.first_entry = answered.response.first_entry();
  answer.recorded_rows = answered.response.recorded_rows();
  answer.verdicts = VerdictsOf(answered.response);
  return answer;
}

absl::StatusOr<std::optional<ShownLoan>> ServerExecutor::ShowLoan(const LoanId& id,
                                                                  std::int64_t at) {
  auto request = Read<v1::GetLoanRequest>();
  request.mutable_loan()->set_bank(id.bank);
  request.mutable_loan()->set_contract_number(id.contract_number);
  request.set_at(at);
  const auto answer = Office().Ask<v1::GetLoanResponse>(request);
  if (answer.status.ok()) return ShownLoanOf(answer.response.loan());
  absl::Status refusal = RefusalOf(answer);
  if (ReasonOf(refusal) == Reason::kLoanUnknown) return std::nullopt;
  return refusal;
}

absl::StatusOr<ShownTotals> ServerExecutor::ShowTotals(const TotalsAsk& ask) {
  auto request = Read<v1::GetTotalsRequest>();
  *request.mutable_query() = QueryOf(ask);
  const auto answer = Office().Ask<v1::GetTotalsResponse>(request);
  if (!answer.status.ok()) return RefusalOf(answer);
  ShownTotals shown;
  for (const v1::Figure& figure : answer.response.total().figures()) {
    shown.measures.push_back(static_cast<Measure>(figure.measure()));
    shown.total.push_back(figure.value());
    std::int64_t& sum = shown.opening.emplace_back(0);
    for (const v1::Figure& opening : answer.response.opening_figures()) {
      if (opening.measure() == figure.measure()) sum = opening.value();
    }
  }
  for (const v1::TotalsRow& row : answer.response.rows()) {
    ShownTotals::Row& to = shown.rows.emplace_back();
    for (const v1::SliceKey& key : row.keys()) to.keys.push_back(key.value());
    for (const v1::Figure& figure : row.figures()) to.figures.push_back(figure.value());
  }
  return shown;
}

std::vector<PublishedReport> ServerExecutor::ShowReports() {
  const auto answer =
      Office().Ask<v1::ListPublishedReportsResponse>(Read<v1::ListPublishedReportsRequest>());
  IPPLEDGE_CHECK(answer.status.ok());
  std::vector<PublishedReport> reports;
  for (const v1::PublishedReport& report : answer.response.reports()) {
    reports.push_back(ReportOf(report));
  }
  return reports;
}

absl::StatusOr<ShownFund> ServerExecutor::ShowFund(std::int64_t at, std::optional<Date> as_of) {
  auto request = Read<v1::GetFundRequest>();
  request.set_at(at);
  if (as_of) request.set_as_of_date(as_of->ToString());
  const auto answer = Office().Ask<v1::GetFundResponse>(request);
  if (!answer.status.ok()) return RefusalOf(answer);
  return ShownFundOf(answer.response);
}

// Page by page, two a page, so that there are pages; an export must show the same.
absl::StatusOr<std::vector<ShownMovement>> ServerExecutor::ShowMovements(std::int64_t at) {
  const Rpc office = Office();
  std::vector<v1::RecordedMovement> listed;
  auto request = Read<v1::ListMovementsRequest>();
  request.mutable_query()->set_at(at);
  request.set_page_size(2);
  do {
    const auto page = office.Ask<v1::ListMovementsResponse>(request);
    if (!page.status.ok()) return RefusalOf(page);
    listed.insert(listed.end(), page.response.movements().begin(), page.response.movements().end());
    request.set_page_token(page.response.next_page_token());
  } while (!request.page_token().empty());
  auto whole = Read<v1::ExportMovementsRequest>();
  whole.mutable_query()->set_at(at);
  const auto stream = office.Receive(whole);
  std::size_t next = 0;
  while (const auto message = stream->Read<v1::ExportMovementsResponse>()) {
    for (const v1::RecordedMovement& movement : message->movements()) {
      const bool same = next < listed.size() && MessageDifferencer::Equals(movement, listed[next]);
      if (!same) return absl::DataLossError("movements differ by the way they are read");
      ++next;
    }
  }
  if (const Answer end = stream->Finish(); !end.status.ok()) return RefusalOf(end);
  if (next != listed.size()) return absl::DataLossError("the export is shorter than the list");
  std::vector<ShownMovement> shown;
  for (const v1::RecordedMovement& movement : listed) shown.push_back(ShownMovementOf(movement));
  return shown;
}

absl::Status ServerExecutor::CheckInvariants() {
  const Rpc office = Office();
  IPPLEDGE_ASSIGN_OR_RETURN(const std::vector<v1::Loan> listed, ListedLoans(office));
  IPPLEDGE_ASSIGN_OR_RETURN(const std::vector<v1::Loan> exported, ExportedLoans(office));
  if (listed.size() != exported.size()) {
    return absl::DataLossError(
        absl::StrCat(listed.size(), " loans are listed, ", exported.size(), " exported"));
  }
  std::map<Measure, std::int64_t> sums;
  for (std::size_t i = 0; i < listed.size(); ++i) {
    const v1::Loan& loan = listed[i];
    const std::string name =
        absl::StrCat("loan ", loan.name().bank(), "/", loan.name().contract_number());
    auto request = Read<v1::GetLoanRequest>();
    *request.mutable_loan() = loan.name();
    auto got = office.Ask<v1::GetLoanResponse>(request);
    if (!got.status.ok()) return RefusalOf(got);
    // What a list leaves out.
    got.response.mutable_loan()->clear_events();
    if (!MessageDifferencer::Equals(loan, got.response.loan()) ||
        !MessageDifferencer::Equals(loan, exported[i])) {
      return absl::DataLossError(absl::StrCat(name, " differs by the way it is read"));
    }
    if (loan.state() == v1::LOAN_STATE_VOIDED) continue;
    sums[Measure::kContract] += loan.contract_amount_fen();
    sums[Measure::kDisbursed] += loan.figures().disbursed_fen();
    sums[Measure::kRegistered] += loan.registered_fen();
    sums[Measure::kIpPart] += loan.ip_part_fen();
    sums[Measure::kLoans] += 1;
  }
  IPPLEDGE_ASSIGN_OR_RETURN(const ShownTotals totals, ShowTotals({}));
  for (std::size_t i = 0; i < totals.measures.size(); ++i) {
    const auto sum = sums.find(totals.measures[i]);
    if (sum != sums.end() && sum->second != totals.total[i]) {
      return absl::DataLossError(absl::StrCat(NameOf(sum->first), ": the loans sum to ",
                                              sum->second, ", the total is ", totals.total[i]));
    }
  }
  return CheckCovers(office);
}

}  // namespace ippledge
