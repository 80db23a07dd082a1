// The command "watch".
#include <CLI/CLI.hpp>
#include <memory>
#include <string>

#include "absl/numeric/int128.h"
#include "absl/strings/str_cat.h"
#include "client/commands/commands.h"
#include "client/commands/follow.h"
#include "client/commands/totals_query.h"
#include "client/json.h"
#include "client/session.h"
#include "ippledge/v1/report_service.pb.h"

namespace ippledge::client {
namespace {

constexpr Bilingual kNotShown = {"the totals cannot be watched", "无法持续显示汇总"};

struct WatchOptions {
  std::int64_t count = 0;
};

// The figure of `measure`; 0 when the server does not send it.
std::int64_t FigureOf(const v1::WatchTotalsResponse& response, v1::Measure measure) {
  for (const v1::Figure& figure : response.figures()) {
    if (figure.measure() == measure) return figure.value();
  }
  return 0;
}

void WriteLine(const v1::WatchTotalsResponse& response, const Session& session, std::ostream& out) {
  const Layout layout = session.LayoutFor(Format::kTable);
  const std::int64_t counted = FigureOf(response, response.counted_measure());
  const Cell cell = FigureCell(response.counted_measure(), counted);
  const bool amount = std::holds_alternative<Amount>(cell);
  // Amounts are below 10^16 fen: in 128 bits nothing overflows.
  const auto ppm =
      response.target() > 0
          ? static_cast<std::int64_t>(absl::int128(counted) * 1'000'000 / response.target())
          : 0;
  out << FormatTime(response.commit_time()) << "  " << session.Text({"position ", "位置 "})
      << FormatCount(response.position()) << "  "
      << session.Text(LabelOf(static_cast<Measure>(response.counted_measure()))) << ' '
      << TableText(cell, layout)
      << (amount ? absl::StrCat(" ", UnitName(layout.unit, layout.currency_code, layout.language))
                 : "")
      << "  " << FormatPercent(ppm) << "  " << session.Text({"loans ", "贷款 "})
      << FormatCount(FigureOf(response, v1::MEASURE_LOANS)) << std::endl;
}

int Watch(Session& session, const WatchOptions& options) {
  const absl::StatusOr<const v1::Programme*> programme = session.Programme();
  if (!programme.ok()) return session.Fail(kNotShown, programme.status());
  v1::WatchTotalsRequest request;
  request.set_programme((*programme)->programme());
  const Format format = session.FormatOr(Format::kTable);
  absl::StatusOr<std::unique_ptr<Output>> output = session.OpenOutput(format);
  if (!output.ok()) return session.Fail(kNotShown, output.status());
  std::int64_t left = options.count;
  v1::WatchTotalsResponse response;
  const absl::Status status = FollowUntilStopped(session, request, response, [&] {
    if (format == Format::kTable) {
      WriteLine(response, session, (*output)->stream());
    } else {
      (*output)->stream() << JsonMessage(response, JsonStyle::kOneLine) << std::endl;
    }
    return options.count == 0 || --left > 0;
  });
  (*output)->Close().IgnoreError();
  return status.ok() ? static_cast<int>(kExitOk) : session.Fail(kNotShown, status);
}

}  // namespace

void AddWatchCommand(CommandTree& tree) {
  const auto options = std::make_shared<WatchOptions>();
  CLI::App& command = tree.Add(
      tree.root(), "watch",
      {"The headline after each change, until Ctrl-C", "每次变动后显示累计数，按 Ctrl-C 结束"},
      [options](Session& session) { return Watch(session, *options); });
  command
      .add_option("--count", options->count,
                  tree.Text({"End after so many lines", "显示若干行后结束"}))
      ->check(CLI::PositiveNumber);
}

}  // namespace ippledge::client
