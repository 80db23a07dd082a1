#include "ledger/command.h"

#include <bit>
#include <cstring>

#include "ledger/check.h"
#include "ledger/cover_fields.h"
#include "ledger/reconciliation_fields.h"

namespace ippledge {
namespace {

// The canonical encoding: every integer as 8 bytes little-endian, every text and list with its
// length before it, an optional value with a byte 0 or 1 before it, fields in the order of their
// structs; the commands of cover and terms as a text of their wire form (fields.h). So no two
// different commands give the same bytes.
class Canonical {
 public:
  explicit Canonical(std::string& out) : out_(out) {}
  ~Canonical() { Flush(); }
  Canonical(const Canonical&) = delete;
  Canonical& operator=(const Canonical&) = delete;

  void Put(std::int64_t value) {
    auto bits = static_cast<std::uint64_t>(value);
    if constexpr (std::endian::native == std::endian::big) bits = __builtin_bswap64(bits);
    if (sizeof buffer_ - used_ < sizeof bits) Flush();
    std::memcpy(buffer_ + used_, &bits, sizeof bits);
    used_ += sizeof bits;
  }
  void Put(absl::string_view text) {
    Put(static_cast<std::int64_t>(text.size()));
    Append(text);
  }
  void Put(const std::string& text) { Put(absl::string_view(text)); }
  void Put(Date date) { Put(std::int64_t{date.days()}); }
  void Put(Money amount) { Put(amount.fen()); }
  template <typename T>
  void Put(const std::optional<T>& value) {
    Append(value ? absl::string_view("\1", 1) : absl::string_view("\0", 1));
    if (value) Put(*value);
  }
  template <typename T>
  void PutEnum(T value) {
    Put(static_cast<std::int64_t>(value));
  }
  template <typename T>
  void Put(const std::vector<T>& list) {
    Put(static_cast<std::int64_t>(list.size()));
    for (const T& item : list) Put(item);
  }

  void Put(const Milestone& m) {
    Put(m.date);
    Put(m.target);
  }
  void Put(const ReportingUnit& u) {
    Put(u.code);
    Put(u.name_zh);
    Put(u.name_en);
    Put(u.parent_code);
  }
  void Put(const Constitution& c) {
    Put(c.title_zh);
    Put(c.title_en);
    Put(c.currency_code);
    Put(c.time_zone);
    Put(c.target);
    PutEnum(c.counted_measure);
    Put(c.milestones);
    Put(c.reporting_units);
    PutEnum(c.schemes.borrower);
    PutEnum(c.schemes.branch);
    PutEnum(c.schemes.division);
    PutEnum(c.schemes.ip_right);
    PutEnum(c.schemes.industry);
    Put(c.fund_fen);
  }
  void Put(const Body& b) {
    Put(b.body_id);
    PutEnum(b.kind);
    Put(b.name_zh);
    Put(b.name_en);
    Put(b.branch_codes);
    Put(b.agreement_date);
    PutEnum(b.standing);
  }
  void Put(const LoanId& id) {
    Put(id.bank);
    Put(id.contract_number);
  }
  void Put(const IpRight& r) {
    PutEnum(r.kind);
    Put(r.number);
    PutEnum(r.form);
    Put(r.secured);
    Put(r.registration_number);
    Put(r.registration_date);
  }
  void Put(const Draw& d) {
    Put(d.draw_number);
    Put(d.disbursement_date);
    Put(d.maturity_date);
    Put(d.principal);
  }
  void Put(const NewLoan& l) {
    Put(l.id);
    Put(l.branch_code);
    Put(l.borrower.name);
    Put(l.borrower.unified_social_credit_code);
    Put(l.borrower.division_code);
    PutEnum(l.borrower.firm_size);
    Put(l.borrower.industry_code);
    Put(l.contract_amount);
    Put(l.ip_part);
    Put(std::int64_t{l.annual_rate_ppm});
    Put(l.rights);
    Put(l.draw);
    Put(l.renews_contract_number);
  }
  void Put(const Repayment& r) {
    Put(r.repayment_number);
    Put(r.draw_number);
    Put(r.repayment_date);
    Put(r.principal);
    Put(r.interest);
  }
  void Put(const Extension& e) {
    Put(e.draw_number);
    Put(e.agreed_date);
    Put(e.maturity_date);
  }
  void Put(const ClassChange& c) {
    Put(c.change_date);
    PutEnum(c.loan_class);
    Put(std::int64_t{c.overdue_days});
  }
  void Put(const PledgeRegistration& p) {
    PutEnum(p.kind);
    Put(p.number);
    Put(p.registration_number);
    Put(p.registration_date);
  }
  void Put(const PledgeRelease& p) {
    PutEnum(p.kind);
    Put(p.number);
    Put(p.release_date);
  }

  void Put(const FoundProgramme& c) {
    // The day of founding is not the caller's: a retry tomorrow is the same command.
    Put(c.programme);
    Put(c.constitution);
  }
  void Put(const RegisterBody& c) { Put(c.body); }
  void Put(const AmendBody& c) {
    Put(c.body);
    Put(c.reason);
  }
  void Put(const RecordOpeningFigure& c) {
    Put(c.figure.opening_id);
    PutEnum(c.figure.measure);
    Put(c.figure.value);
    Put(c.figure.through_date);
    Put(c.figure.reporting_unit);
    Put(c.figure.source);
  }
  void Put(const TurnDay& c) { Put(c.date); }
  void Put(const RecordTotals& c) {
    Put(absl::string_view(reinterpret_cast<const char*>(c.state_hash.data()), c.state_hash.size()));
  }
  // Position and figures are read by the engine: the caller asked for the month.
  void Put(const PublishReport& c) { Put(std::int64_t{c.month}); }
  void Put(const CutTail& c) {
    Put(c.bytes);
    Put(c.operator_word);
  }
  void Put(const RecordLoan& c) { Put(*c.loan); }
  void Put(const RecordDraw& c) {
    Put(c.loan);
    Put(c.draw);
  }
  void Put(const RecordRepayment& c) {
    Put(c.loan);
    Put(c.repayment);
  }
  void Put(const RecordExtension& c) {
    Put(c.loan);
    Put(c.extension);
  }
  void Put(const RecordClassChange& c) {
    Put(c.loan);
    Put(c.class_change);
  }
  void Put(const RecordPledgeRegistration& c) {
    Put(c.loan);
    Put(c.registration);
  }
  void Put(const RecordPledgeRelease& c) {
    Put(c.loan);
    Put(c.release);
  }
  void Put(const CorrectLoan& c) {
    Put(c.loan);
    Put(c.corrects_entry);
    Put(c.reason);
    Put(static_cast<std::int64_t>(c.replacement.index()));
    std::visit([this](const auto& value) { PutReplacement(value); }, c.replacement);
  }
  void Put(const RecordFundMovement& c) {
    const FundMovement& m = c.movement;
    Put(m.movement_id);
    PutEnum(m.kind);
    Put(m.amount);
    Put(m.date);
    Put(m.counterparty);
    Put(m.bank_reference);
    Put(m.memo);
  }
  void Put(const ReverseFundMovement& c) {
    Put(c.reversal.movement_id);
    Put(c.reversal.reverses_id);
    Put(c.reversal.bank_reference);
    Put(c.reversal.reason);
  }
  template <HasFields C>
  void Put(const C& c) {
    Put(WireOf(c));
  }

 private:
  void PutReplacement(std::monostate) {}
  void PutReplacement(const std::shared_ptr<const NewLoan>& loan) { Put(*loan); }
  template <typename T>
  void PutReplacement(const T& fact) {
    Put(fact);
  }

  void Append(absl::string_view bytes) {
    if (bytes.size() > sizeof buffer_ - used_) Flush();
    if (bytes.size() > sizeof buffer_) {
      out_.append(bytes.data(), bytes.size());
    } else {
      used_ += bytes.copy(buffer_ + used_, bytes.size());
    }
  }
  void Flush() {
    out_.append(buffer_, used_);
    used_ = 0;
  }

  std::string& out_;
  // Most commands fit, and are appended once.
  char buffer_[1024];
  std::size_t used_ = 0;
};

}  // namespace

const LoanId* LoanIdOf(const Command& command) {
  return std::visit(
      [](const auto& c) -> const LoanId* {
        using C = std::decay_t<decltype(c)>;
        if constexpr (std::is_same_v<C, RecordLoan>) {
          return &c.loan->id;
        } else if constexpr (requires {
                               { c.loan } -> std::convertible_to<const LoanId&>;
                             }) {
          return &c.loan;
        } else {
          return nullptr;
        }
      },
      command);
}

void AppendCanonical(const Command& command, std::string& out) {
  Canonical canonical(out);
  canonical.Put(static_cast<std::int64_t>(command.index()));
  std::visit([&](const auto& c) { canonical.Put(c); }, command);
}

}  // namespace ippledge
