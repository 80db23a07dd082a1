// Upper bounds of stored sizes, so that a row or batch that cannot be stored is refused before it
// is decided into the books.
#include "engine/stager.h"
#include "ledger/check.h"
#include "ledger/limits.h"
#include "storage/codec.h"

namespace ippledge::engine {
namespace {

// Tags, lengths, numbers and the entry's own head never take more than this.
constexpr std::size_t kEntryHeadBytes = 512;
constexpr std::size_t kRightBytes = 48;
constexpr std::size_t kUnitBytes = 32;
// Bytes of verdicts that a batch's closing entry holds at most.
constexpr std::size_t kVerdictBytesMax = 56'000;

std::size_t BytesOf(const NewLoan& loan) {
  std::size_t bytes = loan.id.bank.size() + loan.id.contract_number.size() +
                      loan.branch_code.size() + loan.borrower.name.size() +
                      loan.borrower.unified_social_credit_code.size() +
                      loan.borrower.division_code.size() + loan.borrower.industry_code.size() +
                      loan.draw.draw_number.size() + loan.renews_contract_number.size();
  for (const IpRight& right : loan.rights) {
    bytes += kRightBytes + right.number.size() + right.registration_number.size();
  }
  return bytes;
}

std::size_t BytesOf(const LoanId& id) { return id.bank.size() + id.contract_number.size(); }

std::size_t BytesOf(const Body& body) {
  std::size_t bytes = body.body_id.size() + body.name_zh.size() + body.name_en.size();
  for (const std::string& code : body.branch_codes) bytes += code.size() + 4;
  return bytes;
}

struct Bound {
  std::size_t operator()(const FoundProgramme& c) const {
    const Constitution& constitution = c.constitution;
    std::size_t bytes = c.programme.size() + constitution.title_zh.size() +
                        constitution.title_en.size() + constitution.time_zone.size() +
                        kUnitBytes * constitution.milestones.size();
    for (const ReportingUnit& unit : constitution.reporting_units) {
      bytes += kUnitBytes + unit.code.size() + unit.name_zh.size() + unit.name_en.size() +
               unit.parent_code.size();
    }
    return bytes;
  }
  std::size_t operator()(const RegisterBody& c) const { return BytesOf(c.body); }
  std::size_t operator()(const AmendBody& c) const { return BytesOf(c.body) + c.reason.size(); }
  std::size_t operator()(const RecordOpeningFigure& c) const {
    return c.figure.opening_id.size() + c.figure.reporting_unit.size() + c.figure.source.size();
  }
  std::size_t operator()(const RecordLoan& c) const { return BytesOf(*c.loan); }
  std::size_t operator()(const RecordDraw& c) const {
    return BytesOf(c.loan) + c.draw.draw_number.size();
  }
  std::size_t operator()(const RecordRepayment& c) const {
    return BytesOf(c.loan) + c.repayment.repayment_number.size() + c.repayment.draw_number.size();
  }
  std::size_t operator()(const RecordExtension& c) const {
    return BytesOf(c.loan) + c.extension.draw_number.size();
  }
  std::size_t operator()(const RecordPledgeRegistration& c) const {
    return BytesOf(c.loan) + c.registration.number.size() +
           c.registration.registration_number.size();
  }
  std::size_t operator()(const RecordPledgeRelease& c) const {
    return BytesOf(c.loan) + c.release.number.size();
  }
  std::size_t operator()(const CorrectLoan& c) const {
    const auto* loan = std::get_if<std::shared_ptr<const NewLoan>>(&c.replacement);
    // Other facts hold at most two numbers.
    const std::size_t replacement =
        loan == nullptr ? std::size_t{2 * 4 * kNumberCharsMax} : BytesOf(**loan);
    return BytesOf(c.loan) + c.reason.size() + replacement;
  }
  std::size_t operator()(const RecordClassChange& c) const { return BytesOf(c.loan); }
  std::size_t operator()(const RecordFundMovement& c) const {
    const FundMovement& m = c.movement;
    return m.movement_id.size() + m.counterparty.size() + m.bank_reference.size() + m.memo.size();
  }
  std::size_t operator()(const ReverseFundMovement& c) const {
    const FundReversal& r = c.reversal;
    return r.movement_id.size() + r.reverses_id.size() + r.bank_reference.size() + r.reason.size();
  }
  std::size_t operator()(const PublishReport&) const { return 128; }
  std::size_t operator()(const CutTail& c) const { return c.operator_word.size(); }
  std::size_t operator()(const TurnDay&) const { return 0; }
  std::size_t operator()(const RecordTotals&) const { return 1536; }
  // Known once it is decided.
  template <typename C>
  std::size_t operator()(const C&) const {
    return 0;
  }
};

std::size_t BytesOf(const RowVerdict& verdict) {
  std::size_t bytes = 16;
  for (const Violation& violation : verdict.violations) {
    bytes += 12 + violation.field.size();
    for (const auto& [key, value] : violation.metadata) bytes += 8 + key.size() + value.size();
  }
  return bytes;
}

}  // namespace

std::size_t EntryBytesBound(const Command& command) {
  return kEntryHeadBytes + std::visit(Bound{}, command);
}

std::size_t EventBytesBound(const Event& event) {
  IPPLEDGE_CHECK(AnswersWithEvent(event));
  return storage::StoredBytesBound(event);
}

void FitVerdicts(std::vector<RowVerdict>& verdicts) {
  std::size_t bytes = 0;
  for (const RowVerdict& verdict : verdicts) bytes += BytesOf(verdict);
  const auto shrink = [&](auto&& cut) {
    for (auto it = verdicts.rbegin(); it != verdicts.rend() && bytes > kVerdictBytesMax; ++it) {
      bytes -= BytesOf(*it);
      cut(*it);
      bytes += BytesOf(*it);
    }
  };
  shrink([](RowVerdict& verdict) {
    if (verdict.violations.size() <= 1) return;
    verdict.violations_more += static_cast<std::int32_t>(verdict.violations.size()) - 1;
    verdict.violations.resize(1);
  });
  shrink([](RowVerdict& verdict) {
    for (Violation& violation : verdict.violations) violation.metadata.clear();
  });
  shrink([](RowVerdict& verdict) {
    for (Violation& violation : verdict.violations) violation.field.clear();
  });
}

}  // namespace ippledge::engine
