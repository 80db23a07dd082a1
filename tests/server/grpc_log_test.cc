// What gRPC says is bounded.
#include "server/grpc_log.h"

#include <grpc/support/log.h>
#include <gtest/gtest.h>
#include <spdlog/sinks/ostream_sink.h>
#include <spdlog/spdlog.h>

#include <algorithm>
#include <memory>
#include <sstream>
#include <string>

namespace ippledge::server {
namespace {

TEST(GrpcLogTest, AFloodOfLinesIsCutShort) {
  std::ostringstream out;
  const std::shared_ptr<spdlog::logger> before = spdlog::default_logger();
  spdlog::set_default_logger(std::make_shared<spdlog::logger>(
      "test", std::make_shared<spdlog::sinks::ostream_sink_mt>(out)));
  BoundGrpcLog();
  for (int i = 0; i < 1'000; ++i) gpr_log(GPR_ERROR, "a handshake failed: %d", i);
  gpr_set_log_function(nullptr);
  spdlog::set_default_logger(before);
  const std::string said = out.str();
  EXPECT_NE(said.find("gRPC: a handshake failed: 0\n"), std::string::npos) << said;
  const auto lines = std::count(said.begin(), said.end(), '\n');
  EXPECT_GE(lines, kGrpcLinesPerMinute);
  // The minute may have ended in between.
  EXPECT_LE(lines, 2 * kGrpcLinesPerMinute + 1);
}

}  // namespace
}  // namespace ippledge::server
