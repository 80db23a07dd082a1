#include "client/statement/sheet_header.h"

#include <algorithm>
#include <cstdint>
#include <utility>

#include "absl/container/flat_hash_map.h"
#include "absl/strings/str_cat.h"
#include "client/import/amount.h"
#include "client/import/cell.h"
#include "client/statement/currency_word.h"

namespace ippledge::client {
namespace {

// One row as a header: its names and where each stands.
struct NameRow {
  std::vector<std::string> names;
  std::vector<std::string> normals;
  std::vector<int> powers;
  absl::flat_hash_map<std::string, int> whole;  // the first column of a name
  absl::flat_hash_map<std::string, int> bare;   // the same without what stands in brackets behind
  absl::flat_hash_map<std::string, int> counts;
};

// Takes a unit, a currency or another language in brackets off the end of a normal name.
bool DropBrackets(std::string* name, int* power) {
  if (name->size() < 3 || (name->back() != ')' && name->back() != ']')) return false;
  const char open = name->back() == ')' ? '(' : '[';
  const std::size_t at = name->rfind(open);
  if (at == name->npos || at == 0) return false;
  const absl::string_view inside = absl::string_view(*name).substr(at + 1, name->size() - at - 2);
  const int told = AmountPowerOf(inside);
  if (open == '(' && told < 0 && CurrencyOf(inside).empty()) return false;
  if (told >= 0) *power = told;
  name->resize(at);
  return true;
}

NameRow NamesOf(const std::vector<std::string>& row) {
  NameRow out;
  for (std::size_t i = 0; i < row.size(); ++i) {
    std::string scratch;
    out.names.emplace_back(CleanCell(row[i], &scratch));
    out.normals.push_back(NormalHeader(row[i]));
    std::string bare = out.normals.back();
    int power = -1;
    while (DropBrackets(&bare, &power)) {
    }
    out.powers.push_back(power);
    if (bare.empty()) continue;
    out.whole.emplace(out.normals.back(), static_cast<int>(i));
    out.bare.emplace(bare, static_cast<int>(i));
    ++out.counts[out.normals.back()];
  }
  return out;
}

int FindColumn(const NameRow& row, const ProfileColumn& column) {
  for (const std::string& name : column.names) {
    if (const auto found = row.whole.find(name); found != row.whole.end()) return found->second;
    if (const auto found = row.bare.find(name); found != row.bare.end()) return found->second;
  }
  return -1;
}

bool Decides(ColumnIs is) {
  return is == ColumnIs::kDate || is == ColumnIs::kAmount || is == ColumnIs::kCameIn ||
         is == ColumnIs::kWentOut || is == ColumnIs::kBalance || is == ColumnIs::kDirection;
}

// Binds `profile` to the row; empty *missing when it fits.
SheetHeader Bind(const StatementProfile& profile, const NameRow& row, std::string* missing) {
  SheetHeader header;
  header.profile = &profile;
  header.at.fill(-1);
  missing->clear();
  for (const ProfileColumn& column : profile.columns) {
    const int at = FindColumn(row, column);
    if (column.required) ++header.demands;
    if (at < 0) {
      if (column.required && missing->empty()) *missing = std::string(NameOf(column.is));
      continue;
    }
    ++header.bound;
    if (column.is == ColumnIs::kText) {
      header.texts.push_back(at);
      continue;
    }
    header.at[static_cast<std::size_t>(column.is)] = at;
    const auto count = row.counts.find(row.normals[static_cast<std::size_t>(at)]);
    if (Decides(column.is) && count->second > 1) header.twice = at;
  }
  if (!missing->empty()) return header;
  if (header.column(ColumnIs::kDate) < 0) {
    *missing = std::string(NameOf(ColumnIs::kDate));
  } else if (header.column(ColumnIs::kCameIn) >= 0 && header.column(ColumnIs::kWentOut) >= 0) {
    header.form = AmountForm::kTwoColumns;
  } else if (header.column(ColumnIs::kAmount) < 0) {
    *missing = std::string(NameOf(ColumnIs::kAmount));
  } else if (header.column(ColumnIs::kDirection) >= 0) {
    header.form = AmountForm::kDirected;
  }
  return header;
}

// The first text to recognise that no row up to `last` has.
const std::string* TextMissing(const StatementProfile& profile, absl::Span<const NameRow> rows) {
  for (const std::string& text : profile.recognise) {
    bool found = false;
    for (const NameRow& row : rows) {
      for (const std::string& cell : row.normals) {
        found = found || cell.find(text) != cell.npos;
      }
    }
    if (!found) return &text;
  }
  return nullptr;
}

}  // namespace

bool IsBetterHeader(const SheetHeader& a, const SheetHeader& b) {
  if (a.demands != b.demands) return a.demands > b.demands;
  return a.bound > b.bound;
}

std::optional<SheetHeader> FindSheetHeader(absl::Span<const std::vector<std::string>> rows,
                                           absl::Span<const StatementProfile> profiles,
                                           NearestHeader* nearest) {
  std::optional<SheetHeader> best;
  *nearest = NearestHeader();
  std::vector<NameRow> names;
  for (std::size_t i = 0; i < rows.size() && i < kSheetHeaderRows; ++i) {
    names.push_back(NamesOf(rows[i]));
    if (names.back().whole.size() < 2) continue;
    for (const StatementProfile& profile : profiles) {
      std::string missing;
      SheetHeader header = Bind(profile, names.back(), &missing);
      header.demands += static_cast<int>(profile.recognise.size());
      if (missing.empty()) {
        const std::string* const text = TextMissing(profile, names);
        if (text != nullptr) missing = *text;
      }
      header.row = static_cast<int>(i);
      if (!missing.empty()) {
        if (header.bound > nearest->bound) {
          *nearest = {profile.id, header.row, missing, header.bound};
        }
        continue;
      }
      if (best.has_value() && !IsBetterHeader(header, *best)) continue;
      header.names = names.back().names;
      header.normals = names.back().normals;
      header.powers = names.back().powers;
      best = std::move(header);
    }
  }
  return best;
}

bool IsHeaderAgain(const SheetHeader& header, absl::Span<const absl::string_view> cells) {
  const auto date = static_cast<std::size_t>(header.column(ColumnIs::kDate));
  if (cells.size() <= date || NormalHeader(cells[date]) != header.normals[date]) return false;
  for (std::size_t i = 0; i < std::max(cells.size(), header.normals.size()); ++i) {
    const std::string cell = i < cells.size() ? NormalHeader(cells[i]) : "";
    if (cell != (i < header.normals.size() ? header.normals[i] : "")) return false;
  }
  return true;
}

}  // namespace ippledge::client
