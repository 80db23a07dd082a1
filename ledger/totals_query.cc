#include "ledger/totals_query.h"

#include <algorithm>

#include "ledger/check.h"

namespace ippledge {

const std::vector<Measure>& AllMeasures() {
  static const auto* const kAll = new std::vector<Measure>([] {
    std::vector<Measure> all;
    for (int i = 1; i < kMeasureCount; ++i) all.push_back(static_cast<Measure>(i));
    return all;
  }());
  return *kAll;
}

std::int64_t ValueOf(const Slice& slice, Dimension dimension) {
  switch (dimension) {
    case Dimension::kYear:
      return slice.date.year();
    case Dimension::kMonth:
      return slice.date.month_index();
    case Dimension::kDay:
      return slice.date.days();
    case Dimension::kUnit:
      return slice.unit;
    case Dimension::kBank:
      return slice.bank;
    case Dimension::kIpKind:
      return static_cast<std::int64_t>(slice.kind);
    case Dimension::kFirmSize:
      return static_cast<std::int64_t>(slice.firm_size);
    case Dimension::kIndustry:
      return slice.industry;
    case Dimension::kUnspecified:
      break;
  }
  IPPLEDGE_CHECK(false && "not a dimension");
}

bool SlicesByKind(const TotalsQuery& query) {
  return std::find(query.by.begin(), query.by.end(), Dimension::kIpKind) != query.by.end();
}

bool FiltersKind(const TotalsQuery& query) {
  return std::any_of(query.filters.begin(), query.filters.end(), [](const SliceFilter& filter) {
    return filter.dimension == Dimension::kIpKind;
  });
}

bool Wants(const TotalsQuery& query, Measure measure) {
  return query.measures.empty() ||
         std::find(query.measures.begin(), query.measures.end(), measure) != query.measures.end();
}

}  // namespace ippledge
