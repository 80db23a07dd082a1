#include "storage/codec_loan.h"

#include "ledger/vocabulary.h"

namespace ippledge::storage {
namespace {

void StoreRight(const IpRight& right, stored::v1::IpRight& message) {
  message.set_kind(static_cast<std::int32_t>(right.kind));
  message.set_number(right.number);
  message.set_geographical_indication_form(static_cast<std::int32_t>(right.form));
  message.set_secured_fen(right.secured.fen());
  message.set_registration_number(right.registration_number);
  if (right.registration_date) message.set_registration_date(right.registration_date->days());
}

void ReadRight(const stored::v1::IpRight& message, CodecReader& reader, IpRight& right) {
  reader.ExpectKnown(message);
  right.kind = reader.ReadEnum<IpKind>(message.kind(), kIpKindCount, "kind of right");
  right.number = message.number();
  right.form = reader.ReadOptionalEnum<GeographicalIndicationForm>(
      message.geographical_indication_form(), kGeographicalIndicationFormCount,
      "geographical indication form");
  right.secured = reader.ReadMoney(message.secured_fen());
  right.registration_number = message.registration_number();
  if (message.has_registration_date()) {
    right.registration_date = reader.ReadDate(message.registration_date());
  } else {
    right.registration_date.reset();
  }
}

}  // namespace

void Store(const Draw& draw, stored::v1::Draw& message) {
  message.set_draw_number(draw.draw_number);
  message.set_disbursement_date(draw.disbursement_date.days());
  message.set_maturity_date(draw.maturity_date.days());
  message.set_principal_fen(draw.principal.fen());
}

void Read(const stored::v1::Draw& message, CodecReader& reader, Draw& draw) {
  reader.ExpectKnown(message);
  draw.draw_number = message.draw_number();
  draw.disbursement_date = reader.ReadDate(message.disbursement_date());
  draw.maturity_date = reader.ReadDate(message.maturity_date());
  draw.principal = reader.ReadMoney(message.principal_fen());
}

void Store(const NewLoan& loan, stored::v1::LoanRecorded& message) {
  StoreId(loan.id, message);
  message.set_branch_code(loan.branch_code);
  message.set_borrower_name(loan.borrower.name);
  message.set_unified_social_credit_code(loan.borrower.unified_social_credit_code);
  message.set_division_code(loan.borrower.division_code);
  message.set_firm_size(static_cast<std::int32_t>(loan.borrower.firm_size));
  message.set_industry_code(loan.borrower.industry_code);
  message.set_contract_amount_fen(loan.contract_amount.fen());
  message.set_ip_part_fen(loan.ip_part.fen());
  message.set_annual_rate_ppm(loan.annual_rate_ppm);
  for (const IpRight& right : loan.rights) StoreRight(right, *message.add_rights());
  Store(loan.draw, *message.mutable_draw());
  message.set_renews_contract_number(loan.renews_contract_number);
}

void Read(const stored::v1::LoanRecorded& message, CodecReader& reader, NewLoan& loan) {
  reader.ExpectKnown(message);
  reader.Expect(message.has_draw(), "loan without a draw");
  ReadId(message, reader, loan.id);
  loan.branch_code = message.branch_code();
  loan.borrower.name = message.borrower_name();
  loan.borrower.unified_social_credit_code = message.unified_social_credit_code();
  loan.borrower.division_code = message.division_code();
  loan.borrower.firm_size =
      reader.ReadOptionalEnum<FirmSize>(message.firm_size(), kFirmSizeCount, "firm size");
  loan.borrower.industry_code = message.industry_code();
  loan.contract_amount = reader.ReadMoney(message.contract_amount_fen());
  loan.ip_part = reader.ReadMoney(message.ip_part_fen());
  loan.annual_rate_ppm = message.annual_rate_ppm();
  loan.rights.resize(static_cast<std::size_t>(message.rights_size()));
  for (int i = 0; i < message.rights_size(); ++i) {
    ReadRight(message.rights(i), reader, loan.rights[static_cast<std::size_t>(i)]);
  }
  Read(message.draw(), reader, loan.draw);
  loan.renews_contract_number = message.renews_contract_number();
}

void Store(const Repayment& repayment, stored::v1::LoanRepaid& message) {
  message.set_repayment_number(repayment.repayment_number);
  message.set_draw_number(repayment.draw_number);
  message.set_repayment_date(repayment.repayment_date.days());
  message.set_principal_fen(repayment.principal.fen());
  message.set_interest_fen(repayment.interest.fen());
}

void Read(const stored::v1::LoanRepaid& message, CodecReader& reader, Repayment& repayment) {
  reader.ExpectKnown(message);
  repayment.repayment_number = message.repayment_number();
  repayment.draw_number = message.draw_number();
  repayment.repayment_date = reader.ReadDate(message.repayment_date());
  repayment.principal = reader.ReadMoney(message.principal_fen());
  repayment.interest = reader.ReadMoney(message.interest_fen());
}

void Store(const Extension& extension, stored::v1::LoanExtended& message) {
  message.set_draw_number(extension.draw_number);
  message.set_agreed_date(extension.agreed_date.days());
  message.set_maturity_date(extension.maturity_date.days());
}

void Read(const stored::v1::LoanExtended& message, CodecReader& reader, Extension& extension) {
  reader.ExpectKnown(message);
  extension.draw_number = message.draw_number();
  extension.agreed_date = reader.ReadDate(message.agreed_date());
  extension.maturity_date = reader.ReadDate(message.maturity_date());
}

void Store(const ClassChange& change, stored::v1::LoanClassChanged& message) {
  message.set_change_date(change.change_date.days());
  message.set_loan_class(static_cast<std::int32_t>(change.loan_class));
  message.set_overdue_days(change.overdue_days);
}

void Read(const stored::v1::LoanClassChanged& message, CodecReader& reader, ClassChange& change) {
  reader.ExpectKnown(message);
  change.change_date = reader.ReadDate(message.change_date());
  change.loan_class =
      reader.ReadEnum<LoanClass>(message.loan_class(), kLoanClassCount, "loan class");
  change.overdue_days = message.overdue_days();
}

void Store(const PledgeRegistration& registration, stored::v1::PledgeRegistered& message) {
  message.set_kind(static_cast<std::int32_t>(registration.kind));
  message.set_number(registration.number);
  message.set_registration_number(registration.registration_number);
  message.set_registration_date(registration.registration_date.days());
}

void Read(const stored::v1::PledgeRegistered& message, CodecReader& reader,
          PledgeRegistration& registration) {
  reader.ExpectKnown(message);
  registration.kind = reader.ReadEnum<IpKind>(message.kind(), kIpKindCount, "kind of right");
  registration.number = message.number();
  registration.registration_number = message.registration_number();
  registration.registration_date = reader.ReadDate(message.registration_date());
}

void Store(const PledgeRelease& release, stored::v1::PledgeReleased& message) {
  message.set_kind(static_cast<std::int32_t>(release.kind));
  message.set_number(release.number);
  message.set_release_date(release.release_date.days());
}

void Read(const stored::v1::PledgeReleased& message, CodecReader& reader, PledgeRelease& release) {
  reader.ExpectKnown(message);
  release.kind = reader.ReadEnum<IpKind>(message.kind(), kIpKindCount, "kind of right");
  release.number = message.number();
  release.release_date = reader.ReadDate(message.release_date());
}

}  // namespace ippledge::storage
