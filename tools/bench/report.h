// tools/bench/report.h: what the benchmark says: lines on the screen, and in a file of JSON.
#pragma once

#include <cstdint>
#include <fstream>
#include <string>

#include "tools/bench/driver.h"

namespace ippledge::bench {

class Report {
 public:
  // Empty: no file.
  explicit Report(const std::string& json);

  // Loans of one mode, with latencies.
  void Line(const std::string& what, const Measured& measured);
  // A caller's latencies beside a flood of so much a second; `unit`: of what.
  void Beside(const std::string& what, const Measured& quiet, double flood, const char* unit);
  // A step that took so long for so many lines of a statement.
  void Step(const std::string& what, std::int64_t lines, double seconds);
  void Fact(const std::string& what, double value, const char* unit);

 private:
  // Column heads come when the kind of lines changes.
  void Head(const char* head);

  std::string head_;
  std::ofstream out_;
};

}  // namespace ippledge::bench
