#include <algorithm>
#include <cmath>

#include "absl/strings/str_cat.h"
#include "absl/strings/str_format.h"
#include "tools/bench/document.h"
#include "tools/bench/names.h"
#include "tools/bench/spread.h"

namespace ippledge::bench {
namespace {

// Three digits, thousands set apart: "12.3", "45,678".
std::string Number(double value) {
  const double size = std::fabs(value);
  if (size == 0) return "0";
  if (size < 100) return absl::StrFormat("%.*f", size < 1 ? 3 : size < 10 ? 2 : 1, value);
  std::string digits = absl::StrFormat("%.0f", size);
  for (int i = static_cast<int>(digits.size()) - 3; i > 0; i -= 3) {
    digits.insert(static_cast<std::size_t>(i), ",");
  }
  return value < 0 ? "-" + digits : digits;
}

std::string Range(const results::Spread& spread) {
  if (spread.rounds() < 2) return Number(spread.median());
  return absl::StrCat(Number(spread.median()), " (", Number(spread.least()), " to ",
                      Number(spread.most()), ")");
}

const char* WordOf(results::Verdict verdict) {
  switch (verdict) {
    case results::MISSED:
      return "missed";
    case results::MUST_MET:
      return "must met";
    case results::AIM_MET:
      return "aim met";
    case results::STATED:
      return "stated";
    default:
      return "not measured";
  }
}

std::string Limit(const results::Goal& goal, double limit) {
  return goal.must() == 0 ? "" : Number(limit);
}

std::string MeasuredOf(const results::Goal& goal) {
  return goal.has_measured() ? absl::StrCat(Range(goal.measured()), " ", goal.unit()) : "";
}

void Goals(const results::Results& results, std::string& text) {
  text += "| goal | must | aim | measured | |\n|---|---|---|---|---|\n";
  for (const results::Goal& goal : results.goals()) {
    absl::StrAppend(&text, "| ", goal.title(), " | ", Limit(goal, goal.must()), " | ",
                    Limit(goal, goal.aim()), " | ", MeasuredOf(goal), " | ", WordOf(goal.verdict()),
                    " |\n");
  }
}

void Conditions(const results::Results& results, std::string& text) {
  const results::Machine& m = results.machine();
  const results::Run& run = results.run();
  absl::StrAppendFormat(
      &text,
      "\n%s, %d cores, %.0f GiB, Linux %s, %s on %s, %s, commit %s. %s UTC, %.0f s, %d rounds, "
      "scale %g. fdatasync of 4 KiB: p50 %.2f ms, p99 %.2f ms. Load average %.1f before, %.1f "
      "after; %.0f %% of the processors stolen, %.0f %% idle.\n",
      m.cpu(), m.cores(), m.memory_gib(), m.kernel(), m.file_system(), m.disk(), m.compiler(),
      m.commit(), run.began(), run.seconds(), run.rounds(), run.scale(), m.fdatasync_p50_ms(),
      m.fdatasync_p99_ms(), run.load_average_begin(), run.load_average_end(), run.steal_percent(),
      run.idle_percent());
}

// Ours over that of the contender; empty for ours itself, and where there is no ippledge.
std::string RatioTo(const results::Comparison& comparison, const results::Contender& contender) {
  const auto ours = std::find_if(comparison.contenders().begin(), comparison.contenders().end(),
                                 [](const results::Contender& c) { return c.name() == kOurs; });
  if (ours == comparison.contenders().end() || contender.name() == kOurs) return "";
  return Range(SpreadOf(Ratios(Values(*ours, Rate), Values(contender, Rate))));
}

// Seconds and bytes are told as figures.
bool HasRates(const results::Comparison& comparison) {
  return std::any_of(
      comparison.contenders().begin(), comparison.contenders().end(),
      [](const results::Contender& c) { return c.rate().median() > 0 || c.p50_ms().median() > 0; });
}

void OneComparison(const results::Comparison& comparison, std::string& text) {
  if (!HasRates(comparison)) return;
  absl::StrAppend(&text, "\n", comparison.name(),
                  ":\n\n| | rows/s | p50 ms | p99 ms | ippledge is |\n|---|---|---|---|---|\n");
  for (const results::Contender& contender : comparison.contenders()) {
    const std::string ratio = RatioTo(comparison, contender);
    absl::StrAppend(&text, "| ", contender.name(), " | ", Range(contender.rate()), " | ",
                    Range(contender.p50_ms()), " | ", Range(contender.p99_ms()), " | ", ratio,
                    ratio.empty() ? "" : "x", " |\n");
  }
  for (const results::Absent& absent : comparison.absent()) {
    absl::StrAppend(&text, "| ", absent.name(), " | not measured: ", absent.why(), " | | | |\n");
  }
}

void OneCurve(const results::Curve& curve, std::string& text) {
  absl::StrAppend(&text, "\n", curve.name(), ", ", curve.contender(),
                  ":\n\n| offered/s | achieved/s | refused | expired | dropped | p50 ms | p99 ms | "
                  "p99.9 ms |\n|---|---|---|---|---|---|---|---|\n");
  for (const results::Offered& p : curve.points()) {
    absl::StrAppend(&text, "| ", Number(p.offered()), " | ", Number(p.achieved()), " | ",
                    Number(p.refused() + p.failed()), " | ", Number(p.expired()), " | ",
                    Number(p.dropped()), " | ", Number(p.p50_ms()), " | ", Number(p.p99_ms()),
                    " | ", Number(p.p999_ms()), " |\n");
  }
}

void Growth(const results::Results& results, std::string& text) {
  if (results.growth().empty()) return;
  text += "\n| loans | loans/s | empty handler, loans/s | memory, MiB |\n|---|---|---|---|\n";
  for (const results::GrowthPoint& p : results.growth()) {
    absl::StrAppend(&text, "| to ", Number(p.loans()), " | ", Number(p.rate()), " | ",
                    Number(p.empty_rate()), " | ", Number(p.memory_mib()), " |\n");
  }
}

void FiguresAndChecks(const results::Results& results, std::string& text) {
  if (!results.figures().empty()) text += "\n| part | what | figure |\n|---|---|---|\n";
  for (const results::Figure& figure : results.figures()) {
    absl::StrAppend(&text, "| ", figure.part(), " | ", figure.what(), " | ", Number(figure.value()),
                    " ", figure.unit(), " |\n");
  }
  if (!results.checks().empty()) text += "\n| part | check | outcome |\n|---|---|---|\n";
  for (const results::Check& check : results.checks()) {
    absl::StrAppend(&text, "| ", check.part(), " | ", check.what(), " | ",
                    check.passed() ? "passed" : "FAILED", check.detail().empty() ? "" : ": ",
                    check.detail(), " |\n");
  }
}

}  // namespace

std::string ToMarkdown(const results::Results& results) {
  std::string text;
  Goals(results, text);
  Conditions(results, text);
  for (const results::Comparison& comparison : results.comparisons())
    OneComparison(comparison, text);
  for (const results::Curve& curve : results.curves()) OneCurve(curve, text);
  Growth(results, text);
  FiguresAndChecks(results, text);
  return text;
}

std::string GoalLines(const results::Results& results) {
  std::string text = absl::StrFormat("%-76s %7s %7s   %-34s\n", "goal", "must", "aim", "measured");
  for (const results::Goal& goal : results.goals()) {
    absl::StrAppendFormat(&text, "%-76s %7s %7s   %-34s %s\n", goal.title(),
                          Limit(goal, goal.must()), Limit(goal, goal.aim()), MeasuredOf(goal),
                          WordOf(goal.verdict()));
  }
  return text;
}

}  // namespace ippledge::bench
