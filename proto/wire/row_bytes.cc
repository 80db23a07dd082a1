#include "proto/wire/row_bytes.h"

#include <cstdint>
#include <limits>
#include <optional>
#include <utility>

#include "absl/status/statusor.h"
#include "ippledge/v1/loan_service.pb.h"

namespace ippledge::wire {
namespace {

// Wire types.
constexpr int kVarint = 0;
constexpr int kLength = 2;

// Takes fields off the front of a message, in the order in which they are asked for. A field that
// is not next reads as empty; done() tells whether anything was left.
class FieldBytes {
 public:
  explicit FieldBytes(absl::string_view message) : rest_(message) {}

  absl::string_view rest() const { return rest_; }
  // True when all bytes were taken, and all values were what was asked for.
  bool done() const { return good_ && rest_.empty(); }

  bool NextIs(int field, int type = kLength) const {
    return !rest_.empty() && rest_.front() == static_cast<char>(field << 3 | type);
  }
  // Takes a field whatever it is; false, and nothing is taken, when it cannot be followed.
  bool Skip() {
    const absl::string_view before = rest_;
    const auto tag = rest_.empty() ? std::uint8_t{0} : static_cast<std::uint8_t>(rest_.front());
    // Numbers up to 15, whose tags take one byte: there are no others here.
    const int type = tag >= 1 << 3 && tag < 0x80 ? tag & 7 : -1;
    if (type == kVarint || type == kLength) {
      rest_.remove_prefix(1);
      const std::uint64_t value = TakeVarint();
      if (type == kLength) TakeBytes(value);
      if (good_) return true;
    }
    rest_ = before;
    good_ = true;
    return false;
  }

  absl::string_view Bytes(int field) {
    if (!NextIs(field)) return {};
    rest_.remove_prefix(1);
    return TakeBytes(TakeVarint());
  }
  void Text(int field, std::string& text) {
    const absl::string_view bytes = Bytes(field);
    if (!bytes.empty()) text.assign(bytes.data(), bytes.size());
  }
  // From 0 to `max`.
  std::int64_t Integer(int field, std::int64_t max) {
    if (!NextIs(field, kVarint)) return 0;
    rest_.remove_prefix(1);
    const std::uint64_t value = TakeVarint();
    return Expect(value <= static_cast<std::uint64_t>(max)) ? static_cast<std::int64_t>(value) : 0;
  }
  Money Amount(int field) { return Money::OfFen(Integer(field, Money::kFenMax)); }
  // One of the first `count` numbers of an enum.
  template <typename Enum>
  Enum Choice(int field, int count) {
    return static_cast<Enum>(Integer(field, count - 1));
  }
  std::optional<Date> OptionalDay(int field) {
    const absl::string_view text = Bytes(field);
    if (text.empty()) return std::nullopt;
    const absl::StatusOr<Date> date = Date::Parse(text);
    return Expect(date.ok()) ? *date : Date();
  }
  Date Day(int field) {
    const std::optional<Date> date = OptionalDay(field);
    return Expect(date.has_value()) ? *date : Date();
  }
  // A message that must be there; `read` takes its fields.
  template <typename Read>
  void Message(int field, Read read) {
    if (!Expect(NextIs(field))) return;
    FieldBytes fields(Bytes(field));
    read(fields);
    Expect(fields.done());
  }

 private:
  bool Expect(bool condition) {
    good_ &= condition;
    return condition;
  }
  // In its shortest form, below 2^63.
  std::uint64_t TakeVarint() {
    std::uint64_t value = 0;
    for (std::size_t i = 0; i < rest_.size() && i < 9; ++i) {
      const auto byte = static_cast<std::uint8_t>(rest_[i]);
      value |= static_cast<std::uint64_t>(byte & 0x7F) << (7 * i);
      if (byte >= 0x80) continue;
      Expect(byte != 0 || i == 0);
      rest_.remove_prefix(i + 1);
      return value;
    }
    Expect(false);
    return 0;
  }
  absl::string_view TakeBytes(std::uint64_t size) {
    if (!Expect(size <= rest_.size())) return {};
    const absl::string_view bytes = rest_.substr(0, size);
    rest_.remove_prefix(size);
    return bytes;
  }

  absl::string_view rest_;
  bool good_ = true;
};

void Read(FieldBytes& fields, Borrower& borrower) {
  using Message = v1::Borrower;
  fields.Text(Message::kNameFieldNumber, borrower.name);
  fields.Text(Message::kUnifiedSocialCreditCodeFieldNumber, borrower.unified_social_credit_code);
  fields.Text(Message::kDivisionCodeFieldNumber, borrower.division_code);
  borrower.firm_size = fields.Choice<FirmSize>(Message::kFirmSizeFieldNumber, kFirmSizeCount);
  fields.Text(Message::kIndustryCodeFieldNumber, borrower.industry_code);
}

void Read(FieldBytes& fields, IpRight& right) {
  using Message = v1::IpRight;
  right.kind = fields.Choice<IpKind>(Message::kKindFieldNumber, kIpKindCount);
  fields.Text(Message::kNumberFieldNumber, right.number);
  right.form = fields.Choice<GeographicalIndicationForm>(
      Message::kGeographicalIndicationFormFieldNumber, kGeographicalIndicationFormCount);
  right.secured = fields.Amount(Message::kSecuredFenFieldNumber);
  fields.Text(Message::kRegistrationNumberFieldNumber, right.registration_number);
  right.registration_date = fields.OptionalDay(Message::kRegistrationDateFieldNumber);
}

void Read(FieldBytes& fields, Draw& draw) {
  using Message = v1::Draw;
  fields.Text(Message::kDrawNumberFieldNumber, draw.draw_number);
  draw.disbursement_date = fields.Day(Message::kDisbursementDateFieldNumber);
  draw.maturity_date = fields.Day(Message::kMaturityDateFieldNumber);
  draw.principal = fields.Amount(Message::kPrincipalFenFieldNumber);
}

void Read(FieldBytes& fields, NewLoan& loan) {
  using Message = v1::NewLoan;
  fields.Text(Message::kBankFieldNumber, loan.id.bank);
  fields.Text(Message::kContractNumberFieldNumber, loan.id.contract_number);
  fields.Text(Message::kBranchCodeFieldNumber, loan.branch_code);
  fields.Message(Message::kBorrowerFieldNumber,
                 [&](FieldBytes& borrower) { Read(borrower, loan.borrower); });
  loan.contract_amount = fields.Amount(Message::kContractAmountFenFieldNumber);
  loan.ip_part = fields.Amount(Message::kIpPartFenFieldNumber);
  loan.annual_rate_ppm = static_cast<std::int32_t>(
      fields.Integer(Message::kAnnualRatePpmFieldNumber, std::numeric_limits<std::int32_t>::max()));
  while (fields.NextIs(Message::kRightsFieldNumber)) {
    fields.Message(Message::kRightsFieldNumber,
                   [&](FieldBytes& right) { Read(right, loan.rights.emplace_back()); });
  }
  fields.Message(Message::kDrawFieldNumber, [&](FieldBytes& draw) { Read(draw, loan.draw); });
  fields.Text(Message::kRenewsContractNumberFieldNumber, loan.renews_contract_number);
}

bool HasKinds(const NewLoan& loan) {
  for (const IpRight& right : loan.rights) {
    if (right.kind == IpKind::kUnspecified) return false;
  }
  return true;
}

}  // namespace

RequestParts TakeApart(absl::string_view request) {
  constexpr int kRows = v1::BatchRecordRequest::kRowsFieldNumber;
  static_assert(v1::StreamRecordRequest::kRowsFieldNumber == kRows);
  RequestParts parts;
  FieldBytes fields(request);
  for (;;) {
    const absl::string_view before = fields.rest();
    const bool is_row = fields.NextIs(kRows);
    if (!fields.Skip()) break;
    if (is_row) {
      parts.rows.push_back(FieldBytes(before).Bytes(kRows));
    } else {
      parts.rest.append(before.data(), before.size() - fields.rest().size());
    }
  }
  parts.rest.append(fields.rest().data(), fields.rest().size());
  return parts;
}

std::shared_ptr<const NewLoan> ReadLoanRow(absl::string_view row) {
  FieldBytes fields(row);
  if (!fields.NextIs(v1::LoanRow::kLoanFieldNumber)) return nullptr;
  auto loan = std::make_shared<NewLoan>();
  fields.Message(v1::LoanRow::kLoanFieldNumber, [&](FieldBytes& of_loan) { Read(of_loan, *loan); });
  // A kind is needed, and no check of the shape asks for it.
  if (!fields.done() || !HasKinds(*loan)) return nullptr;
  return loan;
}

}  // namespace ippledge::wire
