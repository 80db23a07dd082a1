#include "tools/bench/report.h"

#include <algorithm>
#include <cstdio>
#include <utility>

#include "tools/bench/spread.h"

namespace ippledge::bench {

void Report::Head(const char* head) {
  if (head_ == head) return;
  head_ = head;
  std::printf("%s\n", head);
}

void Report::Keep(const std::string& what, double value, const char* unit) {
  results::Figure& figure = *results_.add_figures();
  figure.set_part(part_);
  figure.set_what(what);
  figure.set_value(value);
  figure.set_unit(unit);
}

void Report::Begin(const std::string& part) {
  part_ = part;
  head_.clear();
  std::printf("\n== %s\n", part.c_str());
  std::fflush(stdout);
}

void Report::PrintContender(const std::string& comparison, const results::Contender& c) {
  Head(
      "what                                                        rows/s   (least..most)         "
      "   p50 ms     p99 ms");
  const std::string what = comparison.empty() ? c.name() : comparison + ": " + c.name();
  char range[48];
  std::snprintf(range, sizeof range, "(%.0f..%.0f)", c.rate().least(), c.rate().most());
  const bool refused = std::any_of(c.rounds().begin(), c.rounds().end(),
                                   [](const results::Round& r) { return r.refused() > 0; });
  std::printf("%-56s %9.0f   %-20s %10.3f %10.3f%s\n", what.c_str(), c.rate().median(), range,
              c.p50_ms().median(), c.p99_ms().median(), refused ? "  REFUSED ROWS" : "");
  std::fflush(stdout);
}

void Report::Add(results::Comparison comparison) {
  for (results::Contender& contender : *comparison.mutable_contenders()) {
    Finish(contender);
    PrintContender(comparison.name(), contender);
  }
  for (const results::Absent& absent : comparison.absent()) {
    std::printf("%s: %s: not measured: %s\n", comparison.name().c_str(), absent.name().c_str(),
                absent.why().c_str());
  }
  for (results::Comparison& present : *results_.mutable_comparisons()) {
    if (present.name() != comparison.name()) continue;
    present.MergeFrom(comparison);
    return;
  }
  *results_.add_comparisons() = std::move(comparison);
}

void Report::Add(const std::string& curve, const std::string& contender,
                 const results::Offered& point) {
  Head(
      "open loop                                            offered   achieved    refused"
      "    expired    dropped     p50 ms     p99 ms   p99.9 ms");
  const std::string what = curve + ": " + contender;
  std::printf("%-48s %11.0f %10.0f %10.0f %10.0f %10.0f %10.3f %10.3f %10.3f\n", what.c_str(),
              point.offered(), point.achieved(), point.refused() + point.failed(), point.expired(),
              point.dropped(), point.p50_ms(), point.p99_ms(), point.p999_ms());
  std::fflush(stdout);
  for (results::Curve& present : *results_.mutable_curves()) {
    if (present.name() == curve && present.contender() == contender) {
      *present.add_points() = point;
      return;
    }
  }
  results::Curve& added = *results_.add_curves();
  added.set_name(curve);
  added.set_contender(contender);
  *added.add_points() = point;
}

void Report::Add(const results::GrowthPoint& point) {
  Head("growth to                          loans/s     p99 ms  memory MiB  empty handler, loans/s");
  std::printf("%-28.0f %13.0f %10.2f %11.0f %23.0f\n", point.loans(), point.rate(), point.p99_ms(),
              point.memory_mib(), point.empty_rate());
  std::fflush(stdout);
  *results_.add_growth() = point;
}

void Report::Line(const std::string& what, const Measured& measured) {
  results::Comparison comparison;
  comparison.set_name(part_);
  results::Contender& contender = *comparison.add_contenders();
  contender.set_name(what);
  *contender.add_rounds() = RoundOf(measured);
  Add(std::move(comparison));
}

void Report::Beside(const std::string& what, const Measured& quiet, double flood,
                    const char* unit) {
  Head("what                                            p50 ms     p99 ms     max ms   flood");
  std::printf("%-44s %9.2f %10.2f %10.2f   %.0f %s\n", what.c_str(), quiet.p50_ms, quiet.p99_ms,
              quiet.max_ms, flood, unit);
  std::fflush(stdout);
  Keep(what + ": p50", quiet.p50_ms, "ms");
  Keep(what + ": p99", quiet.p99_ms, "ms");
  Keep(what + ": max", quiet.max_ms, "ms");
  if (flood > 0) Keep(what + ": the flood gets", flood, unit);
}

void Report::Step(const std::string& what, std::int64_t lines, double seconds) {
  Head("what                                              lines/s    seconds");
  const double rate = seconds > 0 ? static_cast<double>(lines) / seconds : 0;
  std::printf("%-44s %12.0f %10.2f\n", what.c_str(), rate, seconds);
  std::fflush(stdout);
  Keep(what, rate, "lines/s");
  Keep(what, seconds, "s");
}

void Report::Fact(const std::string& what, double value, const char* unit) {
  std::printf("%-44s %12.2f %s\n", what.c_str(), value, unit);
  std::fflush(stdout);
  Keep(what, value, unit);
}

void Report::Check(const std::string& what, bool passed, const std::string& detail) {
  results::Check& check = *results_.add_checks();
  check.set_part(part_);
  check.set_what(what);
  check.set_passed(passed);
  check.set_detail(detail);
  std::printf("%s: %s%s%s\n", what.c_str(), passed ? "passed" : "FAILED",
              detail.empty() ? "" : ": ", detail.c_str());
  std::fflush(stdout);
}

bool Report::AllPassed() const {
  return std::all_of(results_.checks().begin(), results_.checks().end(),
                     [](const results::Check& check) { return check.passed(); });
}

}  // namespace ippledge::bench
