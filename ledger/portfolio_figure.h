// ledger/portfolio_figure.h: figures that the ledger cannot know, entered by people: fees,
// guarantees that ended, lines that banks committed, what they lent in their first year.
//
// A figure is never changed. Of a kind, bank and year the one that was entered last stands: a
// correction is a later figure. Money in fen. Regular values; any thread.
#pragma once

#include <cstdint>
#include <map>
#include <optional>
#include <string>
#include <utility>
#include <vector>

#include "absl/strings/string_view.h"
#include "ledger/life_cycle.h"
#include "ledger/money.h"
#include "ledger/refusal.h"

namespace ippledge {

inline constexpr int kFirstFigureYear = 1990;

struct PortfolioFigure {
  std::string figure_id;  // the caller's
  FigureKind kind = FigureKind::kUnspecified;
  std::string bank;  // body id; empty: the whole programme
  int year = 0;
  Money amount;
  std::string source;

  friend bool operator==(const PortfolioFigure&, const PortfolioFigure&) = default;
};

struct EnteredFigure {
  PortfolioFigure figure;
  std::int64_t entry = 0;
};

// A line and a first year are a bank's. FIELD_REQUIRED, texts, VALUE_OUT_OF_RANGE (year, and an
// amount that is negative).
void CheckPortfolioFigure(const PortfolioFigure& figure, absl::string_view path,
                          Violations& violations);

// The figures of one kind that stand. nullopt: nobody entered it.
class StandingFigures {
 public:
  // `entered` in order of entry.
  StandingFigures(const std::vector<EnteredFigure>& entered, FigureKind kind);

  // Of a bank, or with an empty name of the whole programme.
  std::optional<Money> Of(const std::string& bank, int year) const;
  // Of a year: the programme's figure, else the sum over the banks. The programme's has the banks'
  // in it. Sums end at kFenMax.
  std::optional<Money> OfAll(int year) const;
  // The same over all years.
  std::optional<Money> OfAllYears() const;
  // Of the last year up to `year` that has one.
  std::optional<Money> LastOf(const std::string& bank, int year) const;

 private:
  std::map<std::pair<int, std::string>, Money> standing_;  // by year and bank
};

}  // namespace ippledge
