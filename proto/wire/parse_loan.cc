// Nouns of a loan: proto/wire/parse.h.
#include <limits>
#include <utility>

#include "absl/strings/str_cat.h"
#include "ippledge/v1/loan_service.pb.h"
#include "ledger/limits.h"
#include "ledger/text.h"
#include "proto/wire/field_reader.h"
#include "proto/wire/parse.h"

namespace ippledge::wire {
namespace {

// The path of a message in `field` of the one at `path`.
std::string Below(absl::string_view path, absl::string_view field) {
  return absl::StrCat(path, path.empty() ? "" : ".", field);
}

void Read(const v1::Draw& message, const FieldReader& reader, Draw& draw) {
  reader.ExpectKnown(message);
  draw.draw_number = message.draw_number();
  const auto disbursed = reader.ReadDate(message.disbursement_date(), "disbursement_date");
  const auto matures = reader.ReadDate(message.maturity_date(), "maturity_date");
  StandInForDates(disbursed, matures, draw.disbursement_date, draw.maturity_date);
  draw.principal = reader.ReadPositive(message.principal_fen(), "principal_fen");
}

void Read(const v1::Borrower& message, const FieldReader& reader, Borrower& borrower) {
  reader.ExpectKnown(message);
  borrower.name = message.name();
  borrower.unified_social_credit_code = message.unified_social_credit_code();
  borrower.division_code = message.division_code();
  borrower.firm_size =
      reader.ReadOptionalEnum<FirmSize>(message.firm_size(), kFirmSizeCount, "firm_size");
  borrower.industry_code = message.industry_code();
}

void Read(const v1::IpRight& message, const CodeSchemes& schemes, const FieldReader& reader,
          IpRight& right) {
  reader.ExpectKnown(message);
  right.kind = reader.ReadEnum<IpKind>(message.kind(), kIpKindCount, "kind");
  right.number = message.number();
  if (schemes.ip_right == CodeScheme::kCn) reader.Require(!right.number.empty(), "number");
  right.form = reader.ReadOptionalEnum<GeographicalIndicationForm>(
      message.geographical_indication_form(), kGeographicalIndicationFormCount,
      "geographical_indication_form");
  // While the kind is not known, a form is no fault.
  if (right.kind == IpKind::kUnspecified) right.form = GeographicalIndicationForm::kUnspecified;
  right.secured = reader.ReadPositive(message.secured_fen(), "secured_fen");
  right.registration_number = message.registration_number();
  right.registration_date =
      reader.ReadOptionalDate(message.registration_date(), "registration_date");
}

void Read(const v1::NewLoan& message, const CodeSchemes& schemes, const FieldReader& reader,
          NewLoan& loan) {
  reader.ExpectKnown(message);
  loan.id.bank = message.bank();
  loan.id.contract_number = message.contract_number();
  loan.branch_code = message.branch_code();
  if (reader.Require(message.has_borrower(), "borrower")) {
    Read(message.borrower(), FieldReader(reader, "borrower"), loan.borrower);
  }
  // The largest amount stands in, so that no part of it is too large.
  loan.contract_amount = reader.ReadPositive(message.contract_amount_fen(), "contract_amount_fen",
                                             Money::OfFen(Money::kFenMax));
  loan.ip_part = reader.ReadPositive(message.ip_part_fen(), "ip_part_fen");
  loan.annual_rate_ppm = message.annual_rate_ppm();
  loan.rights.resize(static_cast<std::size_t>(message.rights_size()));
  for (int i = 0; i < message.rights_size(); ++i) {
    Read(message.rights(i), schemes, FieldReader(reader, "rights", i),
         loan.rights[static_cast<std::size_t>(i)]);
  }
  if (reader.Require(message.has_draw(), "draw")) {
    Read(message.draw(), FieldReader(reader, "draw"), loan.draw);
  }
  loan.renews_contract_number = message.renews_contract_number();
}

void Read(const v1::Repayment& message, const FieldReader& reader, Repayment& repayment) {
  reader.ExpectKnown(message);
  repayment.repayment_number = message.repayment_number();
  repayment.draw_number = message.draw_number();
  repayment.repayment_date =
      reader.ReadDate(message.repayment_date(), "repayment_date").value_or(Date());
  repayment.principal = reader.ReadNotNegative(message.principal_fen(), "principal_fen");
  repayment.interest = reader.ReadNotNegative(message.interest_fen(), "interest_fen");
}

void Read(const v1::Extension& message, const FieldReader& reader, Extension& extension) {
  reader.ExpectKnown(message);
  extension.draw_number = message.draw_number();
  const auto agreed = reader.ReadDate(message.agreed_date(), "agreed_date");
  const auto matures = reader.ReadDate(message.maturity_date(), "maturity_date");
  StandInForDates(agreed, matures, extension.agreed_date, extension.maturity_date);
}

void Read(const v1::ClassChange& message, const FieldReader& reader, ClassChange& change) {
  reader.ExpectKnown(message);
  change.change_date = reader.ReadDate(message.change_date(), "change_date").value_or(Date());
  change.loan_class =
      reader.ReadEnum<LoanClass>(message.loan_class(), kLoanClassCount, "loan_class");
  change.overdue_days = message.overdue_days();
}

void Read(const v1::PledgeRegistration& message, const FieldReader& reader,
          PledgeRegistration& registration) {
  reader.ExpectKnown(message);
  registration.kind = reader.ReadEnum<IpKind>(message.kind(), kIpKindCount, "kind");
  registration.number = message.number();
  registration.registration_number = message.registration_number();
  registration.registration_date =
      reader.ReadDate(message.registration_date(), "registration_date").value_or(Date());
}

void Read(const v1::PledgeRelease& message, const FieldReader& reader, PledgeRelease& release) {
  reader.ExpectKnown(message);
  release.kind = reader.ReadEnum<IpKind>(message.kind(), kIpKindCount, "kind");
  release.number = message.number();
  release.release_date = reader.ReadDate(message.release_date(), "release_date").value_or(Date());
}

// Reads a T and lets `check` judge its shape.
template <typename T, typename Message>
std::optional<T> Parse(const Message& message, absl::string_view path,
                       void (*check)(const T&, absl::string_view, Violations&),
                       Violations& violations) {
  Violations found;
  Violations shape;
  std::optional<T> value(std::in_place);
  Read(message, FieldReader(path, found), *value);
  check(*value, path, shape);
  if (!Merge(found, shape, violations)) value.reset();
  return value;
}

}  // namespace

std::shared_ptr<const NewLoan> ParseNewLoan(const v1::NewLoan& message, const CodeSchemes& schemes,
                                            absl::string_view path, Violations& violations) {
  Violations found;
  Violations shape;
  auto loan = std::make_shared<NewLoan>();
  Read(message, schemes, FieldReader(path, found), *loan);
  CheckNewLoan(*loan, schemes, path, shape);
  if (!Merge(found, shape, violations)) return nullptr;
  return loan;
}

std::optional<Draw> ParseDraw(const v1::Draw& message, absl::string_view path,
                              Violations& violations) {
  return Parse<Draw>(message, path, CheckDraw, violations);
}

std::optional<Repayment> ParseRepayment(const v1::Repayment& message, absl::string_view path,
                                        Violations& violations) {
  return Parse<Repayment>(message, path, CheckRepayment, violations);
}

std::optional<Extension> ParseExtension(const v1::Extension& message, absl::string_view path,
                                        Violations& violations) {
  return Parse<Extension>(message, path, CheckExtension, violations);
}

std::optional<ClassChange> ParseClassChange(const v1::ClassChange& message, absl::string_view path,
                                            Violations& violations) {
  return Parse<ClassChange>(message, path, CheckClassChange, violations);
}

std::optional<PledgeRegistration> ParsePledgeRegistration(const v1::PledgeRegistration& message,
                                                          absl::string_view path,
                                                          Violations& violations) {
  return Parse<PledgeRegistration>(message, path, CheckPledgeRegistration, violations);
}

std::optional<PledgeRelease> ParsePledgeRelease(const v1::PledgeRelease& message,
                                                absl::string_view path, Violations& violations) {
  return Parse<PledgeRelease>(message, path, CheckPledgeRelease, violations);
}

std::optional<LoanId> ParseLoanId(const v1::LoanName& message, absl::string_view path,
                                  Violations& violations) {
  Violations found;
  const FieldReader reader(path, found);
  reader.ExpectKnown(message);
  reader.AddFrom(CheckSlug(message.bank()), "bank");
  reader.AddFrom(CheckText(message.contract_number(), 1, kNumberCharsMax), "contract_number");
  if (!Merge(found, {}, violations)) return std::nullopt;
  return LoanId{message.bank(), message.contract_number()};
}

std::optional<CorrectLoan> ParseCorrection(const v1::Correction& message, const LoanId& loan,
                                           const CodeSchemes& schemes, absl::string_view path,
                                           Violations& violations) {
  Violations found;
  const FieldReader reader(path, found);
  CorrectLoan command{.loan = loan,
                      .corrects_entry = message.corrects_entry(),
                      .reason = message.reason(),
                      .replacement = {}};
  reader.ExpectKnown(message);
  if (reader.Require(command.corrects_entry != 0, "corrects_entry") && command.corrects_entry < 0) {
    reader.Add(Reason::kValueOutOfRange, "corrects_entry",
               {{"got", absl::StrCat(command.corrects_entry)},
                {"min", "1"},
                {"max", absl::StrCat(std::numeric_limits<std::int64_t>::max())}});
  }
  reader.AddFrom(CheckText(command.reason, 1, kReasonCharsMax), "reason");
  // Takes the value that a part of the oneof gave.
  const auto replace_by = [&](auto value) {
    if (value) command.replacement = *std::move(value);
  };
  switch (message.replacement_case()) {
    case v1::Correction::kLoan:
      if (auto terms = ParseNewLoan(message.loan(), schemes, Below(path, "loan"), found)) {
        command.replacement = std::move(terms);
      }
      break;
    case v1::Correction::kDraw:
      replace_by(ParseDraw(message.draw(), Below(path, "draw"), found));
      break;
    case v1::Correction::kRepayment:
      replace_by(ParseRepayment(message.repayment(), Below(path, "repayment"), found));
      break;
    case v1::Correction::kExtension:
      replace_by(ParseExtension(message.extension(), Below(path, "extension"), found));
      break;
    case v1::Correction::kClassChange:
      replace_by(ParseClassChange(message.class_change(), Below(path, "class_change"), found));
      break;
    case v1::Correction::kPledgeRegistration:
      replace_by(ParsePledgeRegistration(message.pledge_registration(),
                                         Below(path, "pledge_registration"), found));
      break;
    case v1::Correction::kPledgeRelease:
      replace_by(
          ParsePledgeRelease(message.pledge_release(), Below(path, "pledge_release"), found));
      break;
    case v1::Correction::kVoid:
      reader.Require(message.void_(), "void");
      break;
    case v1::Correction::REPLACEMENT_NOT_SET:
      reader.Require(false, "replacement");
      break;
  }
  if (!Merge(found, {}, violations)) return std::nullopt;
  return command;
}

}  // namespace ippledge::wire
