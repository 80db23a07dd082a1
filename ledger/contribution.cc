#include "ledger/contribution.h"

#include <algorithm>
#include <array>

#include "absl/container/inlined_vector.h"
#include "absl/strings/string_view.h"
#include "ledger/check.h"
#include "ledger/identifier.h"

namespace ippledge {
namespace {

// The loan's IP kinds in order of number, each with the sum of its secured amounts.
struct KindWeights {
  absl::InlinedVector<IpKind, 4> kinds;
  absl::InlinedVector<std::int64_t, 4> secured;
};

KindWeights KindsOf(const NewLoan& terms) {
  std::array<std::int64_t, kIpKindCount> by_kind{};
  for (const IpRight& right : terms.rights) {
    by_kind[static_cast<std::size_t>(right.kind)] += right.secured.fen();
  }
  KindWeights weights;
  for (std::size_t kind = 1; kind < by_kind.size(); ++kind) {
    if (by_kind[kind] == 0) continue;
    weights.kinds.push_back(static_cast<IpKind>(kind));
    weights.secured.push_back(by_kind[kind]);
  }
  return weights;
}

// Sums rows of equal slice; drops zeros; orders by slice.
void Normalise(std::vector<Contribution>& rows) {
  if (rows.size() == 1 && !rows[0].sums.IsZero()) return;
  std::sort(rows.begin(), rows.end(),
            [](const Contribution& a, const Contribution& b) { return a.slice < b.slice; });
  std::size_t kept = 0;
  for (std::size_t i = 0; i < rows.size();) {
    Contribution sum = rows[i++];
    while (i < rows.size() && rows[i].slice == sum.slice) sum.sums += rows[i++].sums;
    if (!sum.sums.IsZero()) rows[kept++] = sum;
  }
  rows.resize(kept);
}

// IP part of the cumulative amount paid out: disbursed x IP part / contract, half up.
std::int64_t IpPartOf(const NewLoan& terms, std::int64_t disbursed_fen) {
  if (terms.ip_part == terms.contract_amount) return disbursed_fen;
  return MultiplyHalfUp(Money::OfFen(disbursed_fen), terms.ip_part.fen(),
                        terms.contract_amount.fen())
      .fen();
}

// Adds `amount` to one field of `sums`, split over the kinds; one row a kind is emitted by `emit`.
template <typename Emit>
void SplitOverKinds(std::int64_t amount_fen, const KindWeights& weights, Emit emit) {
  if (weights.kinds.size() == 1) {
    emit(weights.kinds[0], amount_fen);
    return;
  }
  const std::vector<Money> parts = Allocate(Money::OfFen(amount_fen), weights.secured);
  for (std::size_t i = 0; i < parts.size(); ++i) emit(weights.kinds[i], parts[i].fen());
}

}  // namespace

Sums& Sums::operator+=(const Sums& other) {
  contract_fen += other.contract_fen;
  disbursed_fen += other.disbursed_fen;
  registered_fen += other.registered_fen;
  ip_part_fen += other.ip_part_fen;
  disbursed_ip_part_fen += other.disbursed_ip_part_fen;
  loans += other.loans;
  kind_loans += other.kind_loans;
  registrations += other.registrations;
  return *this;
}

Sums& Sums::operator-=(const Sums& other) {
  contract_fen -= other.contract_fen;
  disbursed_fen -= other.disbursed_fen;
  registered_fen -= other.registered_fen;
  ip_part_fen -= other.ip_part_fen;
  disbursed_ip_part_fen -= other.disbursed_ip_part_fen;
  loans -= other.loans;
  kind_loans -= other.kind_loans;
  registrations -= other.registrations;
  return *this;
}

bool Sums::IsZero() const { return *this == Sums{}; }

std::int64_t SumOf(const Sums& sums, Measure measure, bool by_kind) {
  switch (measure) {
    case Measure::kContract:
      return sums.contract_fen;
    case Measure::kDisbursed:
      return sums.disbursed_fen;
    case Measure::kRegistered:
      return sums.registered_fen;
    case Measure::kIpPart:
      return sums.ip_part_fen;
    case Measure::kDisbursedIpPart:
      return sums.disbursed_ip_part_fen;
    case Measure::kLoans:
      return by_kind ? sums.kind_loans : sums.loans;
    case Measure::kRegistrations:
      return sums.registrations;
    case Measure::kUnspecified:
    case Measure::kFirms:
      break;
  }
  IPPLEDGE_CHECK(false && "not an additive measure");
}

std::uint64_t FirmNumber(const Borrower& borrower) {
  const bool has_code = !borrower.unified_social_credit_code.empty();
  const std::string& text = has_code ? borrower.unified_social_credit_code : borrower.name;
  // A first byte keeps codes and names apart.
  std::uint64_t hash = 0xcbf29ce484222325ull ^ (has_code ? 'C' : 'N');
  for (const char c : text) {
    hash = (hash ^ static_cast<unsigned char>(c)) * 0x100000001b3ull;
  }
  hash = (hash ^ (hash >> 33)) * 0xff51afd7ed558ccdull;
  hash = (hash ^ (hash >> 33)) * 0xc4ceb9fe1a85ec53ull;
  return hash ^ (hash >> 33);
}

std::vector<Contribution> ContributionsOf(const Loan& loan, const Programme& programme) {
  std::vector<Contribution> rows;
  if (loan.voided) return rows;
  const NewLoan& terms = *loan.terms;
  const KindWeights weights = KindsOf(terms);

  Slice slice;
  const auto bank = programme.body_numbers.Find(terms.id.bank);
  const auto unit = UnitNumberOf(programme, terms.borrower.division_code);
  const auto industry =
      programme.industries.Find(IndustryOf(programme, terms.borrower.industry_code));
  IPPLEDGE_CHECK(bank && unit && industry);
  slice.bank = *bank;
  slice.unit = *unit;
  slice.industry = *industry;
  slice.firm_size = terms.borrower.firm_size;
  slice.firm = FirmNumber(terms.borrower);

  const auto add = [&](Date date, IpKind kind, const Sums& sums) {
    // One row for each day and kind: few, nearly always one.
    for (Contribution& row : rows) {
      if (row.slice.date != date || row.slice.kind != kind) continue;
      row.sums += sums;
      return;
    }
    slice.date = date;
    slice.kind = kind;
    rows.push_back(Contribution{slice, sums});
  };

  // Contract, IP part and the counts of loans: once, on the first disbursement.
  const Date start = StartDateOf(loan);
  SplitOverKinds(terms.contract_amount.fen(), weights,
                 [&](IpKind kind, std::int64_t fen) { add(start, kind, {.contract_fen = fen}); });
  SplitOverKinds(terms.ip_part.fen(), weights,
                 [&](IpKind kind, std::int64_t fen) { add(start, kind, {.ip_part_fen = fen}); });
  for (std::size_t i = 0; i < weights.kinds.size(); ++i) {
    add(start, weights.kinds[i], {.loans = i == 0 ? 1 : 0, .kind_loans = 1});
  }

  // Each draw on its day. Its IP part is what it adds to the rounded cumulative IP part, so that
  // the parts of all draws sum to the whole loan's, rounded once.
  std::int64_t disbursed = 0;
  for (const Draw* draw : DrawsOf(loan)) {
    const std::int64_t ip_before = IpPartOf(terms, disbursed);
    disbursed += draw->principal.fen();
    const std::int64_t ip = IpPartOf(terms, disbursed) - ip_before;
    const Date date = draw->disbursement_date;
    SplitOverKinds(draw->principal.fen(), weights,
                   [&](IpKind kind, std::int64_t fen) { add(date, kind, {.disbursed_fen = fen}); });
    SplitOverKinds(ip, weights, [&](IpKind kind, std::int64_t fen) {
      add(date, kind, {.disbursed_ip_part_fen = fen});
    });
  }

  // Each registered right on the day it was registered; one registration may secure several rights.
  absl::InlinedVector<absl::string_view, 4> counted;
  for (const IpRight& right : terms.rights) {
    const std::optional<RegistrationState> registration = RegistrationOf(loan, right);
    if (!registration) continue;
    const bool again =
        !registration->number.empty() &&
        std::find(counted.begin(), counted.end(), registration->number) != counted.end();
    if (!again) counted.push_back(registration->number);
    add(registration->date, right.kind,
        {.registered_fen = right.secured.fen(), .registrations = again ? 0 : 1});
  }
  Normalise(rows);
  return rows;
}

std::vector<Contribution> ContributionsOfChange(const Loan* before, const Loan& after,
                                                const Programme& programme) {
  std::vector<Contribution> rows = ContributionsOf(after, programme);
  if (before == nullptr) return rows;
  for (Contribution& row : ContributionsOf(*before, programme)) {
    Sums negated;
    negated -= row.sums;
    rows.push_back(Contribution{row.slice, negated});
  }
  Normalise(rows);
  return rows;
}

Headline HeadlineOf(const Loan& loan) {
  Headline headline;
  if (loan.voided) {
    headline.loans_voided = 1;
    return headline;
  }
  const NewLoan& terms = *loan.terms;
  const LoanFigures figures = FiguresOf(loan);
  headline.contract_fen = terms.contract_amount.fen();
  headline.ip_part_fen = terms.ip_part.fen();
  headline.disbursed_fen = figures.disbursed.fen();
  headline.disbursed_ip_part_fen = IpPartOf(terms, figures.disbursed.fen());
  headline.repaid_fen = figures.repaid.fen();
  headline.loans = 1;
  (figures.outstanding.fen() == 0 ? headline.loans_repaid : headline.loans_open) = 1;
  absl::InlinedVector<absl::string_view, 4> counted;
  for (const IpRight& right : terms.rights) {
    const std::optional<RegistrationState> registration = RegistrationOf(loan, right);
    if (!registration) continue;
    headline.registered_fen += right.secured.fen();
    const bool again =
        !registration->number.empty() &&
        std::find(counted.begin(), counted.end(), registration->number) != counted.end();
    if (again) continue;
    counted.push_back(registration->number);
    ++headline.registrations;
  }
  return headline;
}

void AddTo(Headline& headline, const Headline& delta, int sign) {
  headline.contract_fen += sign * delta.contract_fen;
  headline.disbursed_fen += sign * delta.disbursed_fen;
  headline.registered_fen += sign * delta.registered_fen;
  headline.ip_part_fen += sign * delta.ip_part_fen;
  headline.disbursed_ip_part_fen += sign * delta.disbursed_ip_part_fen;
  headline.loans += sign * delta.loans;
  headline.registrations += sign * delta.registrations;
  headline.loans_open += sign * delta.loans_open;
  headline.loans_repaid += sign * delta.loans_repaid;
  headline.loans_voided += sign * delta.loans_voided;
  headline.repaid_fen += sign * delta.repaid_fen;
}

std::vector<Money> FinancedByRight(const Loan& loan) {
  const NewLoan& terms = *loan.terms;
  std::vector<std::int64_t> secured;
  for (const IpRight& right : terms.rights) secured.push_back(right.secured.fen());
  const std::int64_t disbursed = FiguresOf(loan).disbursed.fen();
  return Allocate(Money::OfFen(loan.voided ? 0 : IpPartOf(terms, disbursed)), secured);
}

}  // namespace ippledge
