#include "storage/terms_bytes.h"

#include "ippledge/stored/v1/entry.pb.h"
#include "ippledge/stored/v1/row.pb.h"
#include "storage/message_bytes.h"
#include "storage/rows.h"

namespace ippledge::storage {
namespace {

using Terms = stored::v1::LoanRecorded;

void Append(const IpRight& right, MessageBytes out) {
  using Right = stored::v1::IpRight;
  out.Integer(Right::kKindFieldNumber, static_cast<std::int64_t>(right.kind));
  out.Bytes(Right::kNumberFieldNumber, right.number);
  out.Integer(Right::kGeographicalIndicationFormFieldNumber, static_cast<std::int64_t>(right.form));
  out.Integer(Right::kSecuredFenFieldNumber, right.secured.fen());
  out.Bytes(Right::kRegistrationNumberFieldNumber, right.registration_number);
  if (right.registration_date) {
    out.PresentSigned(Right::kRegistrationDateFieldNumber, right.registration_date->days());
  }
}

void Append(const Draw& draw, MessageBytes out) {
  using Message = stored::v1::Draw;
  out.Bytes(Message::kDrawNumberFieldNumber, draw.draw_number);
  out.Signed(Message::kDisbursementDateFieldNumber, draw.disbursement_date.days());
  out.Signed(Message::kMaturityDateFieldNumber, draw.maturity_date.days());
  out.Integer(Message::kPrincipalFenFieldNumber, draw.principal.fen());
}

}  // namespace

void AppendTerms(const NewLoan& loan, std::string& out) {
  MessageBytes message(out);
  message.Bytes(Terms::kBankFieldNumber, loan.id.bank);
  message.Bytes(Terms::kContractNumberFieldNumber, loan.id.contract_number);
  message.Bytes(Terms::kBranchCodeFieldNumber, loan.branch_code);
  message.Bytes(Terms::kBorrowerNameFieldNumber, loan.borrower.name);
  message.Bytes(Terms::kUnifiedSocialCreditCodeFieldNumber,
                loan.borrower.unified_social_credit_code);
  message.Bytes(Terms::kDivisionCodeFieldNumber, loan.borrower.division_code);
  message.Integer(Terms::kFirmSizeFieldNumber, static_cast<std::int64_t>(loan.borrower.firm_size));
  message.Bytes(Terms::kIndustryCodeFieldNumber, loan.borrower.industry_code);
  message.Integer(Terms::kContractAmountFenFieldNumber, loan.contract_amount.fen());
  message.Integer(Terms::kIpPartFenFieldNumber, loan.ip_part.fen());
  message.Integer(Terms::kAnnualRatePpmFieldNumber, loan.annual_rate_ppm);
  for (const IpRight& right : loan.rights) {
    message.Nested(Terms::kRightsFieldNumber, [&] { Append(right, message); });
  }
  message.Nested(Terms::kDrawFieldNumber, [&] { Append(loan.draw, message); });
  message.Bytes(Terms::kRenewsContractNumberFieldNumber, loan.renews_contract_number);
}

void AppendRecordedEvent(absl::string_view terms,
                         absl::Span<const std::int32_t> rights_pledged_before, std::string& out) {
  MessageBytes message(out);
  message.Nested(stored::v1::Entry::kEventsFieldNumber, [&] {
    if (rights_pledged_before.empty()) {
      return message.Message(stored::v1::Event::kLoanRecordedFieldNumber, terms);
    }
    message.Nested(stored::v1::Event::kLoanRecordedFieldNumber, [&] {
      out.append(terms.data(), terms.size());
      message.Nested(Terms::kRightsPledgedBeforeFieldNumber, [&] {
        for (const std::int32_t index : rights_pledged_before) {
          AppendVarint(static_cast<std::uint64_t>(std::int64_t{index}), out);
        }
      });
    });
  });
}

void AppendNewLoanRow(absl::string_view terms, std::int64_t entry, std::string& out) {
  out.push_back(static_cast<char>(kRowVersion));
  MessageBytes message(out);
  message.Message(stored::v1::LoanRow::kTermsFieldNumber, terms);
  message.Nested(stored::v1::LoanRow::kEntryStepsFieldNumber,
                 [&] { AppendVarint(static_cast<std::uint64_t>(entry), out); });
}

}  // namespace ippledge::storage
