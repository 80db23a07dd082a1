#include "ledger/portfolio_figure.h"

#include <algorithm>

#include "absl/strings/str_cat.h"
#include "ledger/limits.h"
#include "ledger/text.h"

namespace ippledge {
namespace {

constexpr int kLastFigureYear = 2198;

void AddTo(Violations& violations, const absl::Status& status, const std::string& field) {
  for (const Violation& v : ViolationsOf(status)) violations.Add(v.reason, field, v.metadata);
}

Money PlusAtMost(Money a, Money b) {
  return Money::OfFen(std::min(a.fen() + b.fen(), Money::kFenMax));
}

}  // namespace

void CheckPortfolioFigure(const PortfolioFigure& figure, absl::string_view path,
                          Violations& violations) {
  const auto field = [&](absl::string_view name) { return absl::StrCat(path, ".", name); };
  const auto range = [&](absl::string_view name, std::int64_t got, std::int64_t min,
                         std::int64_t max) {
    if (got >= min && got <= max) return;
    violations.Add(
        Reason::kValueOutOfRange, field(name),
        {{"got", absl::StrCat(got)}, {"min", absl::StrCat(min)}, {"max", absl::StrCat(max)}});
  };
  AddTo(violations, CheckText(figure.figure_id, 1, kNumberCharsMax), field("figure_id"));
  if (figure.kind == FigureKind::kUnspecified) {
    violations.Add(Reason::kFieldRequired, field("kind"));
  }
  const bool of_a_bank =
      figure.kind == FigureKind::kCommittedLine || figure.kind == FigureKind::kFirstYearLent;
  if (!figure.bank.empty()) {
    AddTo(violations, CheckSlug(figure.bank), field("bank"));
  } else if (of_a_bank) {
    violations.Add(Reason::kFieldRequired, field("bank"));
  }
  range("year", figure.year, kFirstFigureYear, kLastFigureYear);
  range("amount_fen", figure.amount.fen(), 0, Money::kFenMax);
  AddTo(violations, CheckText(figure.source, 1, kNameCharsMax), field("source"));
}

StandingFigures::StandingFigures(const std::vector<EnteredFigure>& entered, FigureKind kind) {
  for (const auto& [figure, entry] : entered) {
    if (figure.kind == kind) standing_[{figure.year, figure.bank}] = figure.amount;
  }
}

std::optional<Money> StandingFigures::Of(const std::string& bank, int year) const {
  const auto found = standing_.find({year, bank});
  if (found == standing_.end()) return std::nullopt;
  return found->second;
}

std::optional<Money> StandingFigures::OfAll(int year) const {
  std::optional<Money> sum;
  // The empty name comes first.
  for (auto each = standing_.lower_bound({year, ""});
       each != standing_.end() && each->first.first == year; ++each) {
    if (each->first.second.empty()) return each->second;
    sum = PlusAtMost(sum.value_or(Money()), each->second);
  }
  return sum;
}

std::optional<Money> StandingFigures::OfAllYears() const {
  std::optional<Money> sum;
  for (auto each = standing_.begin(); each != standing_.end();) {
    const int year = each->first.first;
    sum = PlusAtMost(sum.value_or(Money()), *OfAll(year));
    each = standing_.lower_bound({year + 1, ""});
  }
  return sum;
}

std::optional<Money> StandingFigures::LastOf(const std::string& bank, int year) const {
  std::optional<Money> last;
  for (const auto& [key, amount] : standing_) {
    if (key.first > year) break;
    if (key.second == bank) last = amount;
  }
  return last;
}

}  // namespace ippledge
