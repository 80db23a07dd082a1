// ledger/totals_query.h: what totals are asked for, and what is answered.
//
// Every value of a dimension is a number here: a year (2024), months since 1970-01, days since
// 1970-01-01, the programme's dense number of a bank, unit or industry, or the number of an enum.
// Callers turn texts into numbers before and numbers into texts after. Plain values.
#pragma once

#include <cstdint>
#include <optional>
#include <vector>

#include "ledger/contribution.h"
#include "ledger/date.h"
#include "ledger/vocabulary.h"

namespace ippledge {

inline constexpr int kSliceDimensionsMax = 4;
// More slices than this are refused. So is a query whose contributions touch four times as many,
// even if most of them were corrected to nothing: this bounds its memory.
inline constexpr int kSlicesMax = 100'000;
inline constexpr int kSlicesTouchedMax = 4 * kSlicesMax;

// Keeps contributions whose value of `dimension` is one of `values`.
struct SliceFilter {
  Dimension dimension = Dimension::kUnspecified;
  std::vector<std::int64_t> values;  // in any order; none keeps nothing
};

struct TotalsQuery {
  std::vector<Measure> measures;     // in the order wanted; empty for all
  std::vector<Dimension> by;         // at most kSliceDimensionsMax, all different
  std::optional<Date> as_of;         // only contributions dated on or before
  std::optional<Date> from;          // only contributions dated on or after
  std::int64_t at = 0;               // only what was known at this position; at least 1
  std::vector<SliceFilter> filters;  // all of them must hold
};

struct TotalsSlice {
  std::vector<std::int64_t> keys;     // one for each dimension of `by`
  std::vector<std::int64_t> figures;  // one for each measure

  friend bool operator==(const TotalsSlice&, const TotalsSlice&) = default;
};

// Slices whose figures are all 0 are left out. LOANS counts each loan once; in a slice by IP kind,
// or under a filter on it, once for each kind (a loan of two kept kinds counts twice). FIRMS counts
// the borrowers that have at least one loan in the slice.
struct TotalsAnswer {
  std::vector<Measure> measures;      // as asked for, or all
  std::vector<TotalsSlice> rows;      // in order of keys
  std::vector<std::int64_t> total;    // the same without slices
  std::vector<Measure> not_additive;  // measures whose rows need not sum to the total
  std::int64_t position = 0;

  friend bool operator==(const TotalsAnswer&, const TotalsAnswer&) = default;
};

// All measures, by number.
const std::vector<Measure>& AllMeasures();

// The slice's value of a dimension. Precondition (checked): not kUnspecified.
std::int64_t ValueOf(const Slice& slice, Dimension dimension);

// `query` slices by IP kind, or keeps only some kinds.
bool SlicesByKind(const TotalsQuery& query);
bool FiltersKind(const TotalsQuery& query);
// `query` asks for `measure`.
bool Wants(const TotalsQuery& query, Measure measure);

}  // namespace ippledge
