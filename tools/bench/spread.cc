#include "tools/bench/spread.h"

#include <algorithm>

namespace ippledge::bench {

double Median(std::vector<double> values) {
  if (values.empty()) return 0;
  std::sort(values.begin(), values.end());
  const std::size_t middle = values.size() / 2;
  return values.size() % 2 == 1 ? values[middle] : (values[middle - 1] + values[middle]) / 2;
}

results::Spread SpreadOf(const std::vector<double>& values) {
  results::Spread spread;
  spread.set_rounds(static_cast<int>(values.size()));
  if (values.empty()) return spread;
  spread.set_median(Median(values));
  spread.set_least(*std::min_element(values.begin(), values.end()));
  spread.set_most(*std::max_element(values.begin(), values.end()));
  return spread;
}

std::vector<double> Ratios(const std::vector<double>& a, const std::vector<double>& b) {
  std::vector<double> ratios;
  for (std::size_t i = 0; i < std::min(a.size(), b.size()); ++i) {
    if (b[i] != 0) ratios.push_back(a[i] / b[i]);
  }
  return ratios;
}

results::Round RoundOf(const Measured& measured) {
  results::Round round;
  round.set_rows(static_cast<double>(measured.rows));
  round.set_refused(static_cast<double>(measured.refused));
  round.set_seconds(measured.seconds);
  round.set_rate(measured.rate());
  round.set_p50_ms(measured.p50_ms);
  round.set_p99_ms(measured.p99_ms);
  round.set_max_ms(measured.max_ms);
  round.set_bytes(static_cast<double>(measured.bytes));
  return round;
}

void Finish(results::Contender& contender) {
  *contender.mutable_rate() = SpreadOf(Values(contender, Rate));
  *contender.mutable_p50_ms() = SpreadOf(Values(contender, P50));
  *contender.mutable_p99_ms() = SpreadOf(Values(contender, P99));
}

std::vector<double> Values(const results::Contender& contender, Value value) {
  std::vector<double> values;
  for (const results::Round& round : contender.rounds()) values.push_back(value(round));
  return values;
}

}  // namespace ippledge::bench
