#include "client/commands/import_progress.h"

#include <sys/ioctl.h>
#include <unistd.h>

#include <iostream>
#include <memory>

#include "absl/strings/str_format.h"
#include "absl/strings/string_view.h"
#include "absl/time/clock.h"
#include "absl/time/time.h"
#include "client/progress.h"

namespace ippledge::client {
namespace {

constexpr absl::Duration kJsonEvery = absl::Seconds(1);
constexpr int kColumnsElsewhere = 100;

bool IsTerminal(const std::ostream& err) {
  return &err == &std::cerr && isatty(STDERR_FILENO) == 1;
}

int TerminalColumns() {
  winsize size{};
  const bool known = ioctl(STDERR_FILENO, TIOCGWINSZ, &size) == 0 && size.ws_col > 0;
  return known ? size.ws_col : kColumnsElsewhere;
}

void WriteJson(const ImportProgress& progress, std::ostream& err) {
  err << absl::StrFormat(
      "{\"rows\":%d,\"new\":%d,\"already\":%d,\"refused\":%d,\"bytes_done\":%d,\"bytes_total\":%d,"
      "\"rows_per_second\":%.0f,\"seconds_left\":%.0f}\n",
      progress.rows, progress.fresh, progress.already, progress.refused, progress.bytes_done,
      progress.bytes_total, progress.rows_per_second, progress.seconds_left);
  err.flush();
}

}  // namespace

std::function<void(const ImportProgress&, bool)> MakeImportProgress(const std::string& style,
                                                                    Language language,
                                                                    std::ostream& err) {
  if (style == "none") return [](const ImportProgress&, bool) {};
  if (style == "json") {
    return
        [&err, written = absl::InfinitePast()](const ImportProgress& progress, bool done) mutable {
          const absl::Time now = absl::Now();
          if (!done && now - written < kJsonEvery) return;
          written = now;
          WriteJson(progress, err);
        };
  }
  const bool terminal = style == "bar" || (style.empty() && IsTerminal(err));
  const ProgressStyle look{terminal, terminal ? TerminalColumns() : kColumnsElsewhere, language};
  auto bar = std::make_shared<ProgressBar>(
      look, [&err](absl::string_view text) { (err << text).flush(); });
  return [bar](const ImportProgress& progress, bool done) {
    if (done) {
      bar->Finish(progress, absl::Now());
    } else {
      bar->Update(progress, absl::Now());
    }
  };
}

}  // namespace ippledge::client
