#include "client/import/row.h"

#include <algorithm>
#include <utility>

#include "absl/strings/str_cat.h"
#include "client/import/cell.h"
#include "client/import/stable_hash.h"
#include "ippledge/v1/loan_service.pb.h"

namespace ippledge::client {
namespace {

using Need = RowReader::Need;

template <typename ApiEnum, typename LedgerEnum>
ApiEnum ToApi(LedgerEnum value) {
  return static_cast<ApiEnum>(static_cast<int>(value));
}

// Everything that rows of one contract must agree on.
std::uint64_t TermsOf(const v1::NewLoan& loan) {
  std::uint64_t hash = StableHash(loan.branch_code());
  hash = StableHash(loan.borrower().name(), hash);
  hash = StableHash(loan.borrower().unified_social_credit_code(), hash);
  hash = StableHash(loan.borrower().division_code(), hash);
  hash = StableHash(loan.borrower().firm_size(), hash);
  hash = StableHash(loan.borrower().industry_code(), hash);
  hash = StableHash(loan.contract_amount_fen(), hash);
  hash = StableHash(loan.ip_part_fen(), hash);
  hash = StableHash(loan.annual_rate_ppm(), hash);
  for (const v1::IpRight& right : loan.rights()) {
    hash = StableHash(right.kind(), hash);
    hash = StableHash(right.number(), hash);
    hash = StableHash(right.geographical_indication_form(), hash);
    hash = StableHash(right.secured_fen(), hash);
    hash = StableHash(right.registration_number(), hash);
    hash = StableHash(right.registration_date(), hash);
  }
  return StableHash(loan.renews_contract_number(), hash);
}

// Whether the mapping makes body ids of names by itself. Then a name means the same body in every
// run, also in one that already finds the bodies of the last: looking names up would join banks
// whose names only differ in their spaces.
bool MakesIds(const Expression& bank) {
  for (const Transform& transform : bank.transforms) {
    if (transform.step == Transform::Step::kSlug) return true;
  }
  return std::any_of(bank.parts.begin(), bank.parts.end(), MakesIds);
}

}  // namespace

std::uint64_t ContractKeyOf(absl::string_view bank, absl::string_view contract_number) {
  return StableHash(contract_number, StableHash(bank));
}

RowMapper::RowMapper(const BoundLayout* layout, RowOptions options)
    : layout_(*layout),
      options_(std::move(options)),
      makes_ids_(MakesIds(layout->of(FieldId::kBank))),
      reader_(layout) {}

bool RowMapper::CheckShape(const CsvRecord& record, std::vector<Problem>* problems) {
  const std::size_t cells = record.cells.size();
  const std::size_t columns = layout_.headers.size();
  const auto header_of = [this](std::size_t cell) {
    return cell < layout_.headers.size() ? layout_.headers[cell] : absl::StrCat("#", cell + 1);
  };
  Problem problem;
  if (record.fault != Fault::kNone) {
    const int limit = record.fault == Fault::kCellTooLong ? kCsvCellBytesMax : kCsvColumnsMax;
    problem = ProblemOf(record.fault, "", absl::StrCat(limit));
    problem.column = header_of(static_cast<std::size_t>(record.fault_cell));
  } else if (columns > 0 && cells < columns && !record.ended) {
    problem = ProblemOf(Fault::kCutOff, absl::StrCat(cells), absl::StrCat(columns));
    problem.column = header_of(cells - 1);
  } else if (columns > 0 && cells > columns) {
    std::size_t extra = columns;
    while (extra < cells && TrimCell(record.cells[extra].text).empty()) ++extra;
    if (extra == cells) return true;
    problem = ProblemOf(Fault::kExtraCells, absl::StrCat(cells), absl::StrCat(columns));
    problem.column = header_of(extra);
  } else {
    return true;
  }
  problem.row = record.row;
  problems->push_back(std::move(problem));
  return false;
}

RowKind RowMapper::Map(const CsvRecord& record, v1::LoanRow* row, RowFacts* facts,
                       std::vector<Problem>* problems) {
  problems->clear();
  reader_.Begin(&record, problems);
  if (record.fault == Fault::kNone) {
    const RowKind kind = Classify(layout_, record, &reader_.evaluator());
    if (kind != RowKind::kData) return kind;
  }
  row->Clear();
  facts->amount_fen = 0;
  facts->contract_key = 0;
  facts->terms = 0;
  facts->bank.clear();
  if (!CheckShape(record, problems)) return RowKind::kData;
  MapBank(facts);
  contract_.clear();
  reader_.Text(FieldId::kContractNumber, Need::kRequired, &contract_);
  facts->contract_key = ContractKeyOf(facts->bank, contract_);
  MapTarget(row, contract_, facts);
  return RowKind::kData;
}

bool RowMapper::TotalOf(const CsvRecord& record, std::int64_t* fen) {
  std::vector<Problem> ignored;
  reader_.Begin(&record, &ignored);
  return reader_.Amount(FieldId::kPrincipal, Need::kOptional, fen);
}

void RowMapper::MapBank(RowFacts* facts) {
  const Expression& bank = layout_.of(FieldId::kBank);
  const Need need = options_.default_bank.empty() ? Need::kRequired : Need::kOptional;
  facts->bank_name.clear();
  if (!reader_.ReadText(bank, FieldId::kBank, need, &facts->bank)) {
    if (reader_.good()) facts->bank = options_.default_bank;
    return;
  }
  if (!makes_ids_ && !options_.bank_ids.empty()) {
    const auto found = options_.bank_ids.find(NormalHeader(facts->bank));
    if (found != options_.bank_ids.end()) facts->bank = found->second;
  }
  if (!layout_.register_unknown_banks) return;
  absl::string_view name;
  reader_.evaluator().SourceText(bank, &name);
  facts->bank_name.assign(name.data(), name.size());
}

void RowMapper::MapTarget(v1::LoanRow* row, const std::string& contract, RowFacts* facts) {
  if (layout_.target == Target::kLoans) {
    MapLoan(row->mutable_loan(), contract, facts);
    return;
  }
  row->mutable_name()->set_bank(facts->bank);
  row->mutable_name()->set_contract_number(contract);
  switch (layout_.target) {
    case Target::kLoans:
      break;
    case Target::kDraws:
      MapDraw(row->mutable_draw(), facts);
      break;
    case Target::kRepayments:
      MapRepayment(row, facts);
      break;
    case Target::kClasses:
      MapClassChange(row);
      break;
    case Target::kExtensions:
      MapExtension(row);
      break;
    case Target::kRegistrations:
      MapRegistration(row);
      break;
    case Target::kReleases:
      MapRelease(row);
      break;
    case Target::kCorrections:
      MapCorrection(row, contract, facts);
      break;
  }
}

void RowMapper::MapLoan(v1::NewLoan* loan, const std::string& contract, RowFacts* facts) {
  loan->set_bank(facts->bank);
  loan->set_contract_number(contract);
  reader_.Text(FieldId::kBranchCode, Need::kOptional, loan->mutable_branch_code());
  v1::Borrower* borrower = loan->mutable_borrower();
  reader_.Text(FieldId::kBorrowerName, Need::kRequired, borrower->mutable_name());
  reader_.Text(FieldId::kCreditCode, Need::kOptional,
               borrower->mutable_unified_social_credit_code());
  reader_.Text(FieldId::kDivisionCode, Need::kOptional, borrower->mutable_division_code());
  FirmSize size = FirmSize::kUnspecified;
  reader_.Word(layout_.of(FieldId::kFirmSize), Need::kOptional, ParseFirmSizeWord, kFirmSizeWords,
               &size);
  borrower->set_firm_size(ToApi<v1::FirmSize>(size));
  reader_.Text(FieldId::kIndustryCode, Need::kOptional, borrower->mutable_industry_code());

  std::int64_t contract_fen = 0;
  std::int64_t ip_fen = 0;
  std::int32_t rate = 0;
  const bool has_contract =
      reader_.Amount(FieldId::kContractAmount, Need::kRequired, &contract_fen);
  if (!reader_.Amount(FieldId::kIpPart, Need::kOptional, &ip_fen)) ip_fen = contract_fen;
  reader_.Rate(FieldId::kAnnualRate, Need::kRequired, &rate);
  loan->set_contract_amount_fen(contract_fen);
  loan->set_ip_part_fen(ip_fen);
  loan->set_annual_rate_ppm(rate);

  ReadRights(&reader_, &rights_);
  std::int64_t secured_fen = 0;
  const bool registered = reader_.Amount(FieldId::kRegisteredAmount, Need::kOptional, &secured_fen);
  if (has_contract) ShareAmount(registered ? secured_fen : ip_fen, &reader_, &rights_);
  for (RowRight& from : rights_) {
    v1::IpRight* right = loan->add_rights();
    right->set_kind(ToApi<v1::IpKind>(from.kind));
    right->set_number(from.number);
    right->set_geographical_indication_form(ToApi<v1::GeographicalIndicationForm>(from.form));
    right->set_secured_fen(from.secured_fen.value_or(0));
    right->set_registration_number(from.registration_number);
    right->set_registration_date(from.registration_date);
  }
  reader_.Text(FieldId::kRenewsContractNumber, Need::kOptional,
               loan->mutable_renews_contract_number());
  MapDraw(loan->mutable_draw(), facts);
  facts->terms = TermsOf(*loan);
}

void RowMapper::MapDraw(v1::Draw* draw, RowFacts* facts) {
  reader_.Text(FieldId::kDrawNumber, Need::kRequired, draw->mutable_draw_number());
  reader_.Date(FieldId::kDisbursementDate, Need::kRequired, draw->mutable_disbursement_date());
  reader_.Date(FieldId::kMaturityDate, Need::kRequired, draw->mutable_maturity_date());
  reader_.Amount(FieldId::kPrincipal, Need::kRequired, &facts->amount_fen);
  draw->set_principal_fen(facts->amount_fen);
}

void RowMapper::MapRepayment(v1::LoanRow* row, RowFacts* facts) {
  v1::Repayment* repayment = row->mutable_repayment();
  reader_.Text(FieldId::kRepaymentNumber, Need::kRequired, repayment->mutable_repayment_number());
  reader_.Text(FieldId::kDrawNumber, Need::kOptional, repayment->mutable_draw_number());
  reader_.Date(FieldId::kRepaymentDate, Need::kRequired, repayment->mutable_repayment_date());
  // Banks leave the cell empty when only interest was paid.
  reader_.Amount(FieldId::kPrincipal, Need::kOptional, &facts->amount_fen);
  std::int64_t interest = 0;
  reader_.Amount(FieldId::kInterest, Need::kOptional, &interest);
  repayment->set_principal_fen(facts->amount_fen);
  repayment->set_interest_fen(interest);
}

void RowMapper::MapClassChange(v1::LoanRow* row) {
  v1::ClassChange* change = row->mutable_class_change();
  reader_.Date(FieldId::kChangeDate, Need::kRequired, change->mutable_change_date());
  LoanClass loan_class = LoanClass::kUnspecified;
  reader_.Word(layout_.of(FieldId::kLoanClass), Need::kRequired, ParseLoanClassWord,
               kLoanClassWords, &loan_class);
  change->set_loan_class(ToApi<v1::LoanClass>(loan_class));
  std::int64_t days = 0;
  const Expression& overdue = layout_.of(FieldId::kOverdueDays);
  reader_.ReadWhole(overdue, Need::kOptional, &days);
  if (days < 0 || days > INT32_MAX) {
    reader_.Add(overdue, Fault::kNumberMalformed, absl::StrCat(days));
    return;
  }
  change->set_overdue_days(static_cast<std::int32_t>(days));
}

void RowMapper::MapExtension(v1::LoanRow* row) {
  v1::Extension* extension = row->mutable_extension();
  reader_.Text(FieldId::kDrawNumber, Need::kOptional, extension->mutable_draw_number());
  reader_.Date(FieldId::kAgreedDate, Need::kRequired, extension->mutable_agreed_date());
  reader_.Date(FieldId::kMaturityDate, Need::kRequired, extension->mutable_maturity_date());
}

// Reads the right of a row that names exactly one.
bool RowMapper::OneRight() {
  ReadRights(&reader_, &rights_);
  if (rights_.size() == 1) return true;
  reader_.Add(FieldOf(layout_.rights.front(), FieldId::kIpNumber), Fault::kRightsCount,
              absl::StrCat(rights_.size()), "1");
  return false;
}

void RowMapper::MapRegistration(v1::LoanRow* row) {
  if (!OneRight()) return;
  v1::PledgeRegistration* registration = row->mutable_pledge_registration();
  const RowRight& right = rights_.front();
  const RightFields& fields = layout_.rights.front();
  registration->set_kind(ToApi<v1::IpKind>(right.kind));
  registration->set_number(right.number);
  registration->set_registration_number(right.registration_number);
  registration->set_registration_date(right.registration_date);
  if (!reader_.good()) return;
  if (right.registration_number.empty()) {
    reader_.Add(FieldOf(fields, FieldId::kRegistrationNumber), Fault::kRequired, "");
  }
  if (right.registration_date.empty()) {
    reader_.Add(FieldOf(fields, FieldId::kRegistrationDate), Fault::kRequired, "");
  }
}

void RowMapper::MapRelease(v1::LoanRow* row) {
  if (!OneRight()) return;
  v1::PledgeRelease* release = row->mutable_pledge_release();
  release->set_kind(ToApi<v1::IpKind>(rights_.front().kind));
  release->set_number(rights_.front().number);
  reader_.Date(FieldId::kReleaseDate, Need::kRequired, release->mutable_release_date());
}

// The fact that a row without a word for it must mean, by the first of these columns that is
// filled.
bool RowMapper::InferFact(FactWord* fact) {
  constexpr std::pair<FieldId, FactWord> kTellingColumns[] = {
      {FieldId::kBorrowerName, FactWord::kLoan},
      {FieldId::kRepaymentDate, FactWord::kRepayment},
      {FieldId::kChangeDate, FactWord::kClassChange},
      {FieldId::kAgreedDate, FactWord::kExtension},
      {FieldId::kReleaseDate, FactWord::kRelease},
      {FieldId::kDisbursementDate, FactWord::kDraw},
  };
  for (const auto& [field, meant] : kTellingColumns) {
    absl::string_view text;
    if (!reader_.evaluator().Text(layout_.of(field), &text) || text.empty()) continue;
    *fact = meant;
    return true;
  }
  absl::string_view number;
  const Expression& registration = FieldOf(layout_.rights.front(), FieldId::kRegistrationNumber);
  *fact = FactWord::kRegistration;
  if (reader_.evaluator().Text(registration, &number) && !number.empty()) return true;
  reader_.Add(layout_.of(FieldId::kFact), Fault::kRequired, "");
  return false;
}

void RowMapper::MapCorrection(v1::LoanRow* row, const std::string& contract, RowFacts* facts) {
  v1::Correction* correction = row->mutable_correction();
  std::int64_t entry = 0;
  reader_.Whole(FieldId::kCorrectsEntry, Need::kRequired, &entry);
  correction->set_corrects_entry(entry);
  reader_.Text(FieldId::kReason, Need::kRequired, correction->mutable_reason());
  bool is_void = false;
  reader_.Word(layout_.of(FieldId::kVoid), Need::kOptional, ParseYesNoWord, kYesNoWords, &is_void);
  if (is_void) {
    correction->set_void_(true);
    return;
  }
  FactWord fact = FactWord::kLoan;
  if (!reader_.Word(layout_.of(FieldId::kFact), Need::kOptional, ParseFactWord, kFactWords,
                    &fact)) {
    if (!reader_.good() || !InferFact(&fact)) return;
  }
  // The fact is read as a row of its own kind, then moved into the correction.
  v1::LoanRow inner;
  switch (fact) {
    case FactWord::kLoan:
      MapLoan(correction->mutable_loan(), contract, facts);
      break;
    case FactWord::kDraw:
      MapDraw(correction->mutable_draw(), facts);
      break;
    case FactWord::kRepayment:
      MapRepayment(&inner, facts);
      correction->mutable_repayment()->Swap(inner.mutable_repayment());
      break;
    case FactWord::kExtension:
      MapExtension(&inner);
      correction->mutable_extension()->Swap(inner.mutable_extension());
      break;
    case FactWord::kClassChange:
      MapClassChange(&inner);
      correction->mutable_class_change()->Swap(inner.mutable_class_change());
      break;
    case FactWord::kRegistration:
      MapRegistration(&inner);
      correction->mutable_pledge_registration()->Swap(inner.mutable_pledge_registration());
      break;
    case FactWord::kRelease:
      MapRelease(&inner);
      correction->mutable_pledge_release()->Swap(inner.mutable_pledge_release());
      break;
  }
}

void AsDraw(v1::LoanRow* row) {
  if (!row->has_loan()) return;
  v1::Draw draw;
  draw.Swap(row->mutable_loan()->mutable_draw());
  v1::LoanName* name = row->mutable_name();
  name->mutable_bank()->swap(*row->mutable_loan()->mutable_bank());
  name->mutable_contract_number()->swap(*row->mutable_loan()->mutable_contract_number());
  row->mutable_draw()->Swap(&draw);
}

}  // namespace ippledge::client
