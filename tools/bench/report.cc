#include "tools/bench/report.h"

#include <cstdio>

namespace ippledge::bench {

Report::Report(const std::string& json) {
  if (!json.empty()) out_.open(json);
}

void Report::Head(const char* head) {
  if (head_ == head) return;
  head_ = head;
  std::printf("%s\n", head);
}

void Report::Line(const std::string& what, const Measured& m) {
  Head("what                                              loans/s     p50 ms     p99 ms");
  std::printf("%-44s %12.0f %10.2f %10.2f%s\n", what.c_str(), m.rate(), m.p50_ms, m.p99_ms,
              m.refused > 0 ? "  REFUSED ROWS" : "");
  std::fflush(stdout);
  if (out_.is_open()) {
    out_ << "{\"what\":\"" << what << "\",\"rate\":" << m.rate() << ",\"p50_ms\":" << m.p50_ms
         << ",\"p99_ms\":" << m.p99_ms << ",\"refused\":" << m.refused << "}\n";
  }
}

void Report::Beside(const std::string& what, const Measured& quiet, double flood,
                    const char* unit) {
  Head("what                                            p50 ms     p99 ms     max ms   flood");
  std::printf("%-44s %9.2f %10.2f %10.2f   %.0f %s\n", what.c_str(), quiet.p50_ms, quiet.p99_ms,
              quiet.max_ms, flood, unit);
  std::fflush(stdout);
  if (out_.is_open()) {
    out_ << "{\"what\":\"" << what << "\",\"calls\":" << quiet.rows
         << ",\"failed\":" << quiet.refused << ",\"p50_ms\":" << quiet.p50_ms
         << ",\"p99_ms\":" << quiet.p99_ms << ",\"max_ms\":" << quiet.max_ms
         << ",\"flood\":" << flood << ",\"unit\":\"" << unit << "\"}\n";
  }
}

void Report::Step(const std::string& what, std::int64_t lines, double seconds) {
  Head("what                                              lines/s    seconds");
  const double rate = seconds > 0 ? static_cast<double>(lines) / seconds : 0;
  std::printf("%-44s %12.0f %10.2f\n", what.c_str(), rate, seconds);
  std::fflush(stdout);
  if (out_.is_open()) {
    out_ << "{\"what\":\"" << what << "\",\"rate\":" << rate << ",\"seconds\":" << seconds << "}\n";
  }
}

void Report::Fact(const std::string& what, double value, const char* unit) {
  std::printf("%-44s %12.2f %s\n", what.c_str(), value, unit);
  std::fflush(stdout);
  if (out_.is_open()) out_ << "{\"what\":\"" << what << "\",\"value\":" << value << "}\n";
}

}  // namespace ippledge::bench
