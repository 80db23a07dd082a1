#include "tests/testing/commands_as_messages.h"

#include <algorithm>
#include <type_traits>
#include <utility>

#include "absl/strings/match.h"
#include "absl/strings/str_cat.h"
#include "ippledge/v1/fund_service.pb.h"
#include "ippledge/v1/programme_service.pb.h"
#include "ledger/check.h"
#include "proto/wire/format.h"
#include "proto/wire/fund.h"
#include "tests/testing/cover_requests.h"
#include "tests/testing/reconciliation_requests.h"

namespace ippledge {
namespace {

std::string TextOf(const std::optional<Date>& date) { return date ? date->ToString() : ""; }

Date DateOf(const std::string& text) { return *Date::Parse(text); }

v1::Draw MessageOf(const Draw& draw) {
  v1::Draw message;
  message.set_draw_number(draw.draw_number);
  message.set_disbursement_date(draw.disbursement_date.ToString());
  message.set_maturity_date(draw.maturity_date.ToString());
  message.set_principal_fen(draw.principal.fen());
  return message;
}

v1::IpRight MessageOf(const IpRight& right) {
  v1::IpRight message;
  message.set_kind(static_cast<v1::IpKind>(right.kind));
  message.set_number(right.number);
  message.set_geographical_indication_form(static_cast<v1::GeographicalIndicationForm>(right.form));
  message.set_secured_fen(right.secured.fen());
  message.set_registration_number(right.registration_number);
  message.set_registration_date(TextOf(right.registration_date));
  return message;
}

v1::NewLoan MessageOf(const NewLoan& loan) {
  v1::NewLoan message;
  message.set_bank(loan.id.bank);
  message.set_contract_number(loan.id.contract_number);
  message.set_branch_code(loan.branch_code);
  v1::Borrower& borrower = *message.mutable_borrower();
  borrower.set_name(loan.borrower.name);
  borrower.set_unified_social_credit_code(loan.borrower.unified_social_credit_code);
  borrower.set_division_code(loan.borrower.division_code);
  borrower.set_firm_size(static_cast<v1::FirmSize>(loan.borrower.firm_size));
  borrower.set_industry_code(loan.borrower.industry_code);
  message.set_contract_amount_fen(loan.contract_amount.fen());
  message.set_ip_part_fen(loan.ip_part.fen());
  message.set_annual_rate_ppm(loan.annual_rate_ppm);
  for (const IpRight& right : loan.rights) *message.add_rights() = MessageOf(right);
  *message.mutable_draw() = MessageOf(loan.draw);
  message.set_renews_contract_number(loan.renews_contract_number);
  return message;
}
v1::NewLoan MessageOf(const std::shared_ptr<const NewLoan>& loan) { return MessageOf(*loan); }

v1::Repayment MessageOf(const Repayment& repayment) {
  v1::Repayment message;
  message.set_repayment_number(repayment.repayment_number);
  message.set_draw_number(repayment.draw_number);
  message.set_repayment_date(repayment.repayment_date.ToString());
  message.set_principal_fen(repayment.principal.fen());
  message.set_interest_fen(repayment.interest.fen());
  return message;
}

v1::Extension MessageOf(const Extension& extension) {
  v1::Extension message;
  message.set_draw_number(extension.draw_number);
  message.set_agreed_date(extension.agreed_date.ToString());
  message.set_maturity_date(extension.maturity_date.ToString());
  return message;
}

v1::ClassChange MessageOf(const ClassChange& change) {
  v1::ClassChange message;
  message.set_change_date(change.change_date.ToString());
  message.set_loan_class(static_cast<v1::LoanClass>(change.loan_class));
  message.set_overdue_days(change.overdue_days);
  return message;
}

v1::PledgeRegistration MessageOf(const PledgeRegistration& registration) {
  v1::PledgeRegistration message;
  message.set_kind(static_cast<v1::IpKind>(registration.kind));
  message.set_number(registration.number);
  message.set_registration_number(registration.registration_number);
  message.set_registration_date(registration.registration_date.ToString());
  return message;
}

v1::PledgeRelease MessageOf(const PledgeRelease& release) {
  v1::PledgeRelease message;
  message.set_kind(static_cast<v1::IpKind>(release.kind));
  message.set_number(release.number);
  message.set_release_date(release.release_date.ToString());
  return message;
}

v1::Correction MessageOf(const CorrectLoan& c) {
  v1::Correction message;
  message.set_corrects_entry(c.corrects_entry);
  message.set_reason(c.reason);
  struct Put {
    v1::Correction& to;
    void operator()(std::monostate) { to.set_void_(true); }
    void operator()(const std::shared_ptr<const NewLoan>& v) { *to.mutable_loan() = MessageOf(v); }
    void operator()(const Draw& v) { *to.mutable_draw() = MessageOf(v); }
    void operator()(const Repayment& v) { *to.mutable_repayment() = MessageOf(v); }
    void operator()(const Extension& v) { *to.mutable_extension() = MessageOf(v); }
    void operator()(const ClassChange& v) { *to.mutable_class_change() = MessageOf(v); }
    void operator()(const PledgeRegistration& v) {
      *to.mutable_pledge_registration() = MessageOf(v);
    }
    void operator()(const PledgeRelease& v) { *to.mutable_pledge_release() = MessageOf(v); }
  };
  std::visit(Put{message}, c.replacement);
  return message;
}

// A request of an event of a loan, its own part to be filled.
template <typename Request>
std::unique_ptr<Request> EventOf(const LoanId& loan) {
  auto request = std::make_unique<Request>();
  request->mutable_loan()->set_bank(loan.bank);
  request->mutable_loan()->set_contract_number(loan.contract_number);
  return request;
}

struct ToRequest {
  using Result = std::unique_ptr<google::protobuf::Message>;

  Result operator()(const FoundProgramme& c) {
    auto request = std::make_unique<v1::FoundProgrammeRequest>();
    wire::FormatConstitution(c.constitution, *request->mutable_constitution());
    return request;
  }
  Result operator()(const RegisterBody& c) {
    auto request = std::make_unique<v1::RegisterBodyRequest>();
    wire::FormatBody(c.body, *request->mutable_body());
    return request;
  }
  Result operator()(const AmendBody& c) {
    auto request = std::make_unique<v1::AmendBodyRequest>();
    wire::FormatBody(c.body, *request->mutable_body());
    request->set_reason(c.reason);
    return request;
  }
  Result operator()(const RecordOpeningFigure& c) {
    auto request = std::make_unique<v1::RecordOpeningFigureRequest>();
    wire::FormatOpeningFigure(c.figure, *request->mutable_figure());
    return request;
  }
  Result operator()(const PublishReport& c) {
    auto request = std::make_unique<v1::PublishReportRequest>();
    request->set_month(FormatMonth(c.month));
    return request;
  }
  Result operator()(const RecordLoan& c) {
    auto request = std::make_unique<v1::RecordLoanRequest>();
    *request->mutable_loan() = MessageOf(*c.loan);
    return request;
  }
  Result operator()(const RecordDraw& c) {
    auto request = EventOf<v1::RecordDrawRequest>(c.loan);
    *request->mutable_draw() = MessageOf(c.draw);
    return request;
  }
  Result operator()(const RecordRepayment& c) {
    auto request = EventOf<v1::RecordRepaymentRequest>(c.loan);
    *request->mutable_repayment() = MessageOf(c.repayment);
    return request;
  }
  Result operator()(const RecordExtension& c) {
    auto request = EventOf<v1::RecordExtensionRequest>(c.loan);
    *request->mutable_extension() = MessageOf(c.extension);
    return request;
  }
  Result operator()(const RecordClassChange& c) {
    auto request = EventOf<v1::RecordClassChangeRequest>(c.loan);
    *request->mutable_class_change() = MessageOf(c.class_change);
    return request;
  }
  Result operator()(const RecordPledgeRegistration& c) {
    auto request = EventOf<v1::RecordPledgeRegistrationRequest>(c.loan);
    *request->mutable_pledge_registration() = MessageOf(c.registration);
    return request;
  }
  Result operator()(const RecordPledgeRelease& c) {
    auto request = EventOf<v1::RecordPledgeReleaseRequest>(c.loan);
    *request->mutable_pledge_release() = MessageOf(c.release);
    return request;
  }
  Result operator()(const CorrectLoan& c) {
    auto request = EventOf<v1::CorrectLoanRequest>(c.loan);
    *request->mutable_correction() = MessageOf(c);
    return request;
  }
  Result operator()(const RecordFundMovement& c) {
    auto request = std::make_unique<v1::RecordMovementRequest>();
    wire::FormatFundMovement(c.movement, *request->mutable_movement());
    return request;
  }
  Result operator()(const ReverseFundMovement& c) {
    auto request = std::make_unique<v1::ReverseMovementRequest>();
    wire::FormatFundReversal(c.reversal, *request->mutable_reversal());
    return request;
  }
  template <typename Other>
  Result operator()(const Other& other) {
    return CoverRequestOf(other);
  }
};

// Fills the row of an event.
struct ToRow {
  v1::LoanRow& row;

  void operator()(const RecordDraw& c) { *row.mutable_draw() = MessageOf(c.draw); }
  void operator()(const RecordRepayment& c) { *row.mutable_repayment() = MessageOf(c.repayment); }
  void operator()(const RecordExtension& c) { *row.mutable_extension() = MessageOf(c.extension); }
  void operator()(const RecordClassChange& c) {
    *row.mutable_class_change() = MessageOf(c.class_change);
  }
  void operator()(const RecordPledgeRegistration& c) {
    *row.mutable_pledge_registration() = MessageOf(c.registration);
  }
  void operator()(const RecordPledgeRelease& c) {
    *row.mutable_pledge_release() = MessageOf(c.release);
  }
  void operator()(const CorrectLoan& c) { *row.mutable_correction() = MessageOf(c); }
  // The others are not rows.
  template <typename Other>
  void operator()(const Other&) {
    IPPLEDGE_CHECK(false);
  }
};

// What `text` says if it is the text of `row` with something in the place of each {key}.
std::optional<Violation> Matched(const ReasonRow& row, absl::string_view text) {
  Violation violation{.reason = row.reason, .field = {}, .metadata = {}};
  absl::string_view pattern = row.english;
  while (true) {
    const std::size_t open = pattern.find('{');
    if (open == absl::string_view::npos) {
      return text == pattern ? std::optional(violation) : std::nullopt;
    }
    if (!absl::StartsWith(text, pattern.substr(0, open))) return std::nullopt;
    text.remove_prefix(open);
    const std::size_t close = pattern.find('}', open);
    const std::string key(pattern.substr(open + 1, close - open - 1));
    pattern.remove_prefix(close + 1);
    const absl::string_view stop = pattern.substr(0, pattern.find('{'));
    const std::size_t end = stop.empty() ? text.size() : text.find(stop);
    if (end == absl::string_view::npos) return std::nullopt;
    if (key != "field") violation.metadata.emplace_back(key, std::string(text.substr(0, end)));
    text.remove_prefix(end);
  }
}

Violation ViolationOfText(absl::string_view field, absl::string_view text) {
  for (const ReasonRow& row : Reasons()) {
    if (std::optional<Violation> violation = Matched(row, text)) {
      violation->field = std::string(field);
      return *std::move(violation);
    }
  }
  return {.reason = Reason::kInternal, .field = std::string(field), .metadata = {}};
}

}  // namespace

std::unique_ptr<google::protobuf::Message> RequestOf(const Command& command,
                                                     const std::string& programme) {
  auto request = ReconciliationRequestOf(command);
  if (request == nullptr) request = std::visit(ToRequest{}, command);
  const auto* const field = request->GetDescriptor()->FindFieldByName("programme");
  request->GetReflection()->SetString(request.get(), field, programme);
  return request;
}

v1::LoanRow RowOf(const Command& command) {
  v1::LoanRow row;
  if (const auto* record = std::get_if<RecordLoan>(&command)) {
    *row.mutable_loan() = MessageOf(*record->loan);
    return row;
  }
  const LoanId* const loan = LoanIdOf(command);
  IPPLEDGE_CHECK(loan != nullptr);
  row.mutable_name()->set_bank(loan->bank);
  row.mutable_name()->set_contract_number(loan->contract_number);
  std::visit(ToRow{row}, command);
  return row;
}

absl::Status RefusalOf(const Answer& answer) {
  if (answer.details_bytes.empty()) return answer.status;
  const wire::Details details = answer.Details();
  std::vector<Violation> violations;
  for (const wire::Details::Line& line : details.lines) {
    violations.push_back(ViolationOfText(line.field, line.text));
  }
  Violation& first = violations.at(0);
  first.reason = ReasonNamed(details.reason);
  first.metadata.clear();
  for (const auto& [key, value] : details.metadata) {
    if (key != "field" && key != "violations_more") first.metadata.emplace_back(key, value);
  }
  return Refuse(violations, details.violations_more);
}

Violation ViolationOf(const v1::Violation& message) {
  Violation violation{
      .reason = ReasonNamed(message.reason()), .field = message.field(), .metadata = {}};
  violation.metadata.assign(message.metadata().begin(), message.metadata().end());
  std::sort(violation.metadata.begin(), violation.metadata.end());
  return violation;
}

LoanFigures FiguresOf(const v1::LoanFigures& message) {
  return {.disbursed = Money::OfFen(message.disbursed_fen()),
          .repaid = Money::OfFen(message.repaid_fen()),
          .outstanding = Money::OfFen(message.outstanding_fen()),
          .undrawn = Money::OfFen(message.undrawn_fen())};
}

ShownLoan ShownLoanOf(const v1::Loan& message) {
  ShownLoan loan;
  loan.state = static_cast<LoanState>(message.state());
  loan.contract_amount = Money::OfFen(message.contract_amount_fen());
  loan.ip_part = Money::OfFen(message.ip_part_fen());
  loan.figures = FiguresOf(message.figures());
  loan.start_date = DateOf(message.start_date());
  loan.maturity_date = DateOf(message.maturity_date());
  loan.renews_contract_number = message.renews_contract_number();
  for (const v1::LoanEvent& event : message.events()) {
    if (event.voided()) continue;
    if (event.has_draw()) {
      const v1::Draw& draw = event.draw();
      loan.draws.push_back({draw.draw_number(), DateOf(draw.disbursement_date()),
                            DateOf(draw.maturity_date()), Money::OfFen(draw.principal_fen())});
    } else if (event.has_repayment()) {
      const v1::Repayment& repayment = event.repayment();
      loan.repayments.push_back({repayment.repayment_number(), repayment.draw_number(),
                                 DateOf(repayment.repayment_date()),
                                 Money::OfFen(repayment.principal_fen()),
                                 Money::OfFen(repayment.interest_fen())});
    } else if (event.has_extension()) {
      const v1::Extension& extension = event.extension();
      loan.extensions.push_back({extension.draw_number(), DateOf(extension.agreed_date()),
                                 DateOf(extension.maturity_date())});
    } else if (event.has_class_change()) {
      const v1::ClassChange& change = event.class_change();
      loan.class_changes.push_back({DateOf(change.change_date()),
                                    static_cast<LoanClass>(change.loan_class()),
                                    change.overdue_days()});
    }
  }
  // Draws are told as they were agreed; what was extended since stands beside them.
  for (const Extension& extension : loan.extensions) {
    for (Draw& draw : loan.draws) {
      if (extension.draw_number.empty() || extension.draw_number == draw.draw_number) {
        draw.maturity_date = std::max(draw.maturity_date, extension.maturity_date);
      }
    }
  }
  for (const v1::PledgedRight& right : message.rights()) {
    ShownLoan::Right& shown = loan.rights.emplace_back();
    shown.right.kind = static_cast<IpKind>(right.right().kind());
    shown.right.number = right.right().number();
    shown.right.secured = Money::OfFen(right.right().secured_fen());
    shown.right.registration_number = right.right().registration_number();
    const std::string& registered = right.right().registration_date();
    if (!registered.empty()) shown.right.registration_date = DateOf(registered);
    if (!right.release_date().empty()) shown.release_date = DateOf(right.release_date());
    shown.also_pledged = right.also_pledged_elsewhere();
  }
  return loan;
}

PublishedReport ReportOf(const v1::PublishedReport& message) {
  PublishedReport report;
  report.month = *ParseMonth(message.month());
  report.entry = message.entry();
  report.at = message.at();
  for (const v1::Figure& figure : message.figures()) report.figures.push_back(figure.value());
  return report;
}

}  // namespace ippledge
