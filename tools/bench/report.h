// tools/bench/report.h: what the benchmark says: lines on the screen, and the document of results.
#pragma once

#include <cstdint>
#include <string>

#include "tools/bench/measured.h"
#include "tools/bench/results.pb.h"

namespace ippledge::bench {

class Report {
 public:
  results::Results& results() { return results_; }

  // What follows belongs to this part.
  void Begin(const std::string& part);
  // A comparison with its rounds; fills the spreads. One of a name that is there already is joined
  // to it.
  void Add(results::Comparison comparison);
  // A point of a curve, made when it is new.
  void Add(const std::string& curve, const std::string& contender, const results::Offered& point);
  void Add(const results::GrowthPoint& point);
  // One run without rounds.
  void Line(const std::string& what, const Measured& measured);
  // A caller's latencies beside a flood of so much a second; `unit`: of what.
  void Beside(const std::string& what, const Measured& quiet, double flood, const char* unit);
  // A step that took so long for so many lines of a statement.
  void Step(const std::string& what, std::int64_t lines, double seconds);
  void Fact(const std::string& what, double value, const char* unit);
  // A run that fails one is worth nothing.
  void Check(const std::string& what, bool passed, const std::string& detail);
  bool AllPassed() const;

 private:
  // Column heads come when the kind of lines changes.
  void Head(const char* head);
  void Keep(const std::string& what, double value, const char* unit);
  void PrintContender(const std::string& comparison, const results::Contender& contender);

  std::string part_;
  std::string head_;
  results::Results results_;
};

}  // namespace ippledge::bench
