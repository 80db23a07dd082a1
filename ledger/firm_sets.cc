#include "ledger/firm_sets.h"

#include <utility>

#include "ledger/check.h"

namespace ippledge {
namespace {

constexpr std::size_t kProgramme = 0;
// The set of dimension i is i + 1.
constexpr std::array<Dimension, 5> kDimensions = {Dimension::kUnit, Dimension::kBank,
                                                  Dimension::kIpKind, Dimension::kFirmSize,
                                                  Dimension::kIndustry};

// The set of a dimension; kProgramme for a date.
std::size_t SetOf(Dimension dimension) {
  for (std::size_t i = 0; i < kDimensions.size(); ++i) {
    if (kDimensions[i] == dimension) return i + 1;
  }
  return kProgramme;
}

// By IP kind a loan counts once for each kind.
std::int64_t LoansIn(std::size_t set, std::int64_t loans, std::int64_t kind_loans) {
  return set != kProgramme && kDimensions[set - 1] == Dimension::kIpKind ? kind_loans : loans;
}

void Resize(std::size_t size, std::vector<std::int64_t>& counts) {
  if (counts.size() < size) counts.resize(size);
}

}  // namespace

ColumnSet FirmSets::columns() {
  ColumnSet set = ColumnSet().With(Column::kFirm).With(Column::kLoans).With(Column::kKindLoans);
  for (const Dimension dimension : kDimensions) set.Add(ColumnOf(dimension));
  return set;
}

bool FirmSets::Answer(const TotalsQuery& query) {
  if (query.as_of || query.from || query.by.size() > 1 || query.filters.size() > 1) return false;
  if (!query.by.empty() && SetOf(query.by[0]) == kProgramme) return false;
  if (query.filters.empty()) return true;
  const SliceFilter& filter = query.filters[0];
  return SetOf(filter.dimension) != kProgramme && filter.values.size() == 1 &&
         (query.by.empty() || query.by[0] == filter.dimension);
}

std::uint64_t FirmSets::KeyOf(std::size_t set, std::uint32_t value, std::uint32_t number) {
  return std::uint64_t{set} << 60 | std::uint64_t{value} << 32 | number;
}

void FirmSets::AddLoans(std::size_t set, std::uint32_t value, std::uint32_t number,
                        std::int64_t loans) {
  if (loans == 0) return;
  Loans& first = firms_[number][set];
  std::int32_t* net = &first.net;
  if (first.value != value) {
    const auto other = others_.find(KeyOf(set, value, number));
    if (other != others_.end()) {
      net = &other->second;
    } else if (first.net == 0) {
      first.value = value;
    } else {
      net = &others_[KeyOf(set, value, number)];
    }
  }
  const bool counted = *net > 0;
  *net += static_cast<std::int32_t>(loans);
  const bool counts = *net > 0;
  if (*net == 0 && net != &first.net) others_.erase(KeyOf(set, value, number));
  if (counts == counted) return;
  Resize(value + 1, counts_[set]);
  counts_[set][value] += counts ? 1 : -1;
}

void FirmSets::Add(const ContributionColumns& columns, std::size_t first, std::size_t end) {
  const auto& all_loans = columns.sum(Column::kLoans);
  const auto& all_kind_loans = columns.sum(Column::kKindLoans);
  for (std::size_t row = first; row < end; ++row) {
    const std::int64_t loans = all_loans[row];
    const std::int64_t kind_loans = all_kind_loans[row];
    if (loans == 0 && kind_loans == 0) continue;
    const auto next = static_cast<std::uint32_t>(firms_.size());
    const auto [it, is_new] = numbers_.try_emplace(columns.firms[row], next);
    if (is_new) firms_.emplace_back();
    const std::uint32_t number = it->second;
    AddLoans(kProgramme, 0, number, loans);
    for (std::size_t i = 0; i < kDimensions.size(); ++i) {
      AddLoans(i + 1, columns.numbers(kDimensions[i])[row], number,
               LoansIn(i + 1, loans, kind_loans));
    }
  }
}

std::int64_t FirmSets::NetLoans(std::size_t set, std::uint32_t value, std::uint64_t firm) const {
  const auto number = numbers_.find(firm);
  if (number == numbers_.end()) return 0;
  const Loans& first = firms_[number->second][set];
  if (first.value == value) return first.net;
  const auto other = others_.find(KeyOf(set, value, number->second));
  return other == others_.end() ? 0 : other->second;
}

std::vector<std::int64_t> FirmSets::CountsWith(std::size_t set,
                                               absl::Span<const Contribution* const> more) const {
  absl::flat_hash_map<std::pair<std::uint32_t, std::uint64_t>, std::int64_t> added;
  for (const Contribution* row : more) {
    const std::int64_t value = set == kProgramme ? 0 : ValueOf(row->slice, kDimensions[set - 1]);
    added[{static_cast<std::uint32_t>(value), row->slice.firm}] +=
        LoansIn(set, row->sums.loans, row->sums.kind_loans);
  }
  std::vector<std::int64_t> counts = counts_[set];
  for (const auto& [key, loans] : added) {
    const auto [value, firm] = key;
    const std::int64_t before = NetLoans(set, value, firm);
    Resize(value + 1, counts);
    counts[value] += (before + loans > 0 ? 1 : 0) - (before > 0 ? 1 : 0);
  }
  return counts;
}

FirmFigures FirmSets::Figures(const TotalsQuery& query,
                              absl::Span<const Contribution* const> more) const {
  IPPLEDGE_CHECK(Answer(query));
  const bool is_filtered = !query.filters.empty();
  const std::size_t whole = is_filtered ? SetOf(query.filters[0].dimension) : kProgramme;
  const std::int64_t only = is_filtered ? query.filters[0].values[0] : 0;
  FirmFigures figures;
  const std::vector<std::int64_t> total = CountsWith(whole, more);
  if (0 <= only && only < static_cast<std::int64_t>(total.size())) {
    figures.total = total[static_cast<std::size_t>(only)];
  }
  if (query.by.empty()) return figures;
  const std::size_t slices = SetOf(query.by[0]);
  const auto counts = slices == whole ? total : CountsWith(slices, more);
  for (std::size_t value = 0; value < counts.size(); ++value) {
    const bool is_kept = !is_filtered || static_cast<std::int64_t>(value) == only;
    if (is_kept && counts[value] > 0) figures.by_slice.emplace_back(value, counts[value]);
  }
  return figures;
}

}  // namespace ippledge
