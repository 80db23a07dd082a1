#include "ledger/firm_sets.h"

#include <utility>
#include <vector>

#include "ledger/check.h"
#include "ledger/slice_packing.h"

namespace ippledge {
namespace {

constexpr std::size_t kProgramme = 0;
constexpr std::size_t kKindSet = 3;
constexpr std::array<Dimension, 5> kDimensions = {Dimension::kUnit, Dimension::kBank,
                                                  Dimension::kIpKind, Dimension::kFirmSize,
                                                  Dimension::kIndustry};
constexpr std::int64_t kValueMax = (1 << 28) - 1;  // see KeyOf()
static_assert(kDimensions[kKindSet - 1] == Dimension::kIpKind);

// The set of a dimension; 0 for a date.
std::size_t SetOf(Dimension dimension) {
  for (std::size_t i = 0; i < kDimensions.size(); ++i) {
    if (kDimensions[i] == dimension) return i + 1;
  }
  return kProgramme;
}

// By IP kind a loan counts once for each kind.
std::int64_t LoansIn(std::size_t set, std::int64_t loans, std::int64_t kind_loans) {
  return set == kKindSet ? kind_loans : loans;
}

std::size_t PlaceOf(Column column) { return static_cast<std::size_t>(column) - kSumColumnsFrom; }

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

std::uint64_t FirmSets::KeyOf(std::size_t set, std::uint32_t value, std::uint32_t firm) {
  return std::uint64_t{set} << 60 | std::uint64_t{value} << 32 | firm;
}

void FirmSets::AddLoans(std::size_t set, std::uint32_t value, std::uint32_t firm,
                        std::int64_t loans) {
  if (loans == 0) return;
  const auto [it, is_new] = loans_.try_emplace(KeyOf(set, value, firm), 0);
  const bool counted = it->second > 0;
  it->second += static_cast<std::int32_t>(loans);
  const bool counts = it->second > 0;
  if (it->second == 0) loans_.erase(it);
  if (counts != counted) counts_[set][value] += counts ? 1 : -1;
}

void FirmSets::Add(const ContributionColumns& columns, std::size_t first, std::size_t end) {
  const auto& all_loans = columns.sums[PlaceOf(Column::kLoans)];
  const auto& all_kind_loans = columns.sums[PlaceOf(Column::kKindLoans)];
  for (std::size_t row = first; row < end; ++row) {
    const std::int64_t loans = all_loans[row];
    const std::int64_t kind_loans = all_kind_loans[row];
    if (loans == 0 && kind_loans == 0) continue;
    const auto next = static_cast<std::uint32_t>(firms_.size());
    const std::uint32_t firm = firms_.try_emplace(columns.firms[row], next).first->second;
    AddLoans(kProgramme, 0, firm, loans);
    for (std::size_t i = 0; i < kDimensions.size(); ++i) {
      AddLoans(i + 1, columns.numbers(kDimensions[i])[row], firm,
               LoansIn(i + 1, loans, kind_loans));
    }
  }
}

FirmFigures FirmSets::Figures(const TotalsQuery& query,
                              absl::Span<const Contribution* const> more) const {
  IPPLEDGE_CHECK(Answer(query));
  const bool filtered = !query.filters.empty();
  const std::size_t slices = query.by.empty() ? kProgramme : SetOf(query.by[0]);
  const std::size_t whole = filtered ? SetOf(query.filters[0].dimension) : kProgramme;
  const std::int64_t only = filtered ? query.filters[0].values[0] : 0;
  if (only < 0 || only > kValueMax) return {};

  // Firms by value of a set, `more` included.
  const auto figures_of = [&](std::size_t set) {
    absl::flat_hash_map<std::pair<std::uint32_t, std::uint64_t>, std::int64_t> added;
    for (const Contribution* row : more) {
      const std::int64_t loans = LoansIn(set, row->sums.loans, row->sums.kind_loans);
      if (loans == 0) continue;
      const auto value = set == kProgramme
                             ? 0u
                             : static_cast<std::uint32_t>(ValueOf(row->slice, kDimensions[set - 1]));
      added[{value, row->slice.firm}] += loans;
    }
    absl::flat_hash_map<std::uint32_t, std::int64_t> counts = counts_[set];
    for (const auto& [key, loans] : added) {
      std::int64_t before = 0;
      if (const auto firm = firms_.find(key.second); firm != firms_.end()) {
        const auto it = loans_.find(KeyOf(set, key.first, firm->second));
        if (it != loans_.end()) before = it->second;
      }
      counts[key.first] += (before + loans > 0 ? 1 : 0) - (before > 0 ? 1 : 0);
    }
    return counts;
  };

  FirmFigures figures;
  const auto total = figures_of(whole);
  if (const auto it = total.find(static_cast<std::uint32_t>(only)); it != total.end()) {
    figures.total = it->second;
  }
  if (slices == kProgramme) return figures;
  for (const auto& [value, count] : slices == whole ? total : figures_of(slices)) {
    if (!filtered || value == only) figures.by_slice[value] = count;
  }
  return figures;
}

}  // namespace ippledge
