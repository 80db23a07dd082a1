#include "tests/testing/reconciliation_requests.h"

#include "absl/strings/str_join.h"
#include "ippledge/v1/reconciliation_service.pb.h"
#include "proto/wire/reconciliation.h"

namespace ippledge {
namespace {

struct ToRequest {
  using Result = std::unique_ptr<google::protobuf::Message>;

  Result operator()(const RegisterAccount& c) const {
    auto request = std::make_unique<v1::RegisterAccountRequest>();
    wire::FormatBankAccount(c.account, *request->mutable_account());
    return request;
  }
  Result operator()(const OpenStatement& c) const {
    auto request = std::make_unique<v1::OpenStatementRequest>();
    wire::FormatStatementHeader(c.header, *request->mutable_header());
    return request;
  }
  Result operator()(const AddStatementLines& c) const {
    auto request = std::make_unique<v1::AddStatementLinesRequest>();
    request->set_import_id(c.import_id);
    request->set_first_line(c.first_line);
    for (const BankLine& line : c.lines) {
      v1::BankLine& message = *request->add_lines();
      wire::FormatBankLine(line, message);
      message.clear_numbers();
      message.set_text(absl::StrJoin(line.numbers, ", "));
    }
    return request;
  }
  Result operator()(const CloseStatement& c) const {
    auto request = std::make_unique<v1::CloseStatementRequest>();
    request->set_import_id(c.import_id);
    return request;
  }
  Result operator()(const WithdrawStatement& c) const {
    auto request = std::make_unique<v1::WithdrawStatementRequest>();
    request->set_import_id(c.import_id);
    request->set_text(c.text);
    return request;
  }
  Result operator()(const RunMatching& c) const {
    auto request = std::make_unique<v1::RunMatchingRequest>();
    request->set_account_id(c.account_id);
    return request;
  }
  Result operator()(const RecordMatch& c) const {
    auto request = std::make_unique<v1::RecordMatchRequest>();
    request->set_account_id(c.account_id);
    for (const LineName& name : c.lines) wire::FormatLineName(name, *request->add_lines());
    for (const MovementName& name : c.movements) {
      v1::MovementName& message = *request->add_movements();
      message.set_entry(name.entry);
      message.set_ordinal(name.ordinal);
    }
    request->set_text(c.text);
    return request;
  }
  Result operator()(const UndoMatch& c) const {
    auto request = std::make_unique<v1::UndoMatchRequest>();
    request->set_number(c.number);
    request->set_text(c.text);
    return request;
  }
  Result operator()(const ClosePeriod& c) const {
    auto request = std::make_unique<v1::ClosePeriodRequest>();
    request->set_account_id(c.account_id);
    request->set_month(FormatMonth(c.month));
    return request;
  }
  Result operator()(const ReopenPeriod& c) const {
    auto request = std::make_unique<v1::ReopenPeriodRequest>();
    request->set_account_id(c.account_id);
    request->set_month(FormatMonth(c.month));
    request->set_text(c.text);
    return request;
  }
  template <typename Other>
  Result operator()(const Other&) const {
    return nullptr;
  }
};

}  // namespace

std::unique_ptr<google::protobuf::Message> ReconciliationRequestOf(const Command& command) {
  return std::visit(ToRequest(), command);
}

}  // namespace ippledge
