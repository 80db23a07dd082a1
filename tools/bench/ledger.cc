#include "tools/bench/ledger.h"

#include <cstdlib>
#include <filesystem>
#include <fstream>
#include <sstream>
#include <vector>

#include "absl/strings/str_cat.h"
#include "ippledge/v1/report_service.grpc.pb.h"
#include "tools/bench/founding.h"
#include "tools/bench/machine.h"
#include "tools/bench/names.h"

namespace ippledge::bench {
namespace {

namespace fs = std::filesystem;

constexpr int kConnections = 4;
// What an audit takes, a loan; docs/performance.md.
constexpr double kAuditBytesPerLoan = 1'800;

// All measures, now.
// All measures unless some are named.
v1::GetTotalsResponse TotalsOf(const Channels& channels, std::vector<v1::Measure> measures = {}) {
  v1::GetTotalsRequest request;
  request.set_programme(kProgramme);
  for (const v1::Measure measure : measures) request.mutable_query()->add_measures(measure);
  grpc::ClientContext context;
  Identify(context);
  v1::GetTotalsResponse response;
  Check(v1::ReportService::NewStub(channels[0])->GetTotals(&context, request, &response));
  return response;
}

std::string LastLines(const std::string& path) {
  std::ostringstream text;
  text << std::ifstream(path).rdbuf();
  constexpr std::size_t kShown = 400;
  const std::string all = text.str();
  return all.size() > kShown ? all.substr(all.size() - kShown) : all;
}

}  // namespace

std::int64_t FolderBytes(const std::string& folder) {
  std::int64_t bytes = 0;
  for (const auto& entry : fs::recursive_directory_iterator(folder)) {
    if (entry.is_regular_file()) bytes += static_cast<std::int64_t>(entry.file_size());
  }
  return bytes;
}

Ledger::Ledger(const Settings& settings, const std::string& name)
    : settings_(settings), store_(settings.folder + "/" + name) {
  fs::remove_all(store_);
  server_ = std::make_unique<Child>(Arguments());
  channels_ = Connect(server_->address(), kConnections);
  Found(channels_[0]);
}

Ledger::~Ledger() {
  server_.reset();
  fs::remove_all(store_);
}

std::vector<std::string> Ledger::Arguments() const {
  return {settings_.ippledged, "--store", store_, "--listen", "127.0.0.1:0"};
}

Measured Ledger::Unary(Load load) {
  load.tally = &tally_;
  return DriveUnary(channels_[0], load);
}

Measured Ledger::Stream(Load load) {
  load.tally = &tally_;
  return DriveStream(channels_, load);
}

Measured Ledger::Batches(Load load) {
  load.tally = &tally_;
  Measured measured = DriveCalls(channels_[0], {.method = kBatchRecord,
                                                .who = load.who,
                                                .in_flight = load.in_flight,
                                                .requests = BatchLoans(load)});
  measured.rows *= static_cast<std::uint64_t>(load.batch);
  return measured;
}

Contender Ledger::UnaryContender() {
  return {.name = kOurs, .record = [this](const Load& load) { return Unary(load); }};
}

Contender Ledger::StreamContender() {
  return {.name = kOurs, .record = [this](const Load& load) { return Stream(load); }};
}

double Ledger::Reopen() {
  server_->Kill();
  const double began = NowSeconds();
  server_ = std::make_unique<Child>(Arguments());
  channels_ = Connect(server_->address(), kConnections);
  // Not of firms: these are counted when somebody first asks for them.
  TotalsOf(channels_, {v1::MEASURE_LOANS});
  return NowSeconds() - began;
}

void Ledger::CheckBalance(Report& report) {
  const v1::GetTotalsResponse totals = TotalsOf(channels_);
  std::string detail;
  for (const auto& [measure, sent] : tally_.Sums()) {
    for (const v1::Figure& figure : totals.total().figures()) {
      if (figure.measure() != measure || figure.value() == sent) continue;
      absl::StrAppend(&detail, v1::Measure_Name(measure), ": sent ", sent, ", the ledger has ",
                      figure.value(), "; ");
    }
  }
  if (totals.total().figures_size() != static_cast<int>(tally_.Sums().size())) {
    absl::StrAppend(&detail, "measures are missing");
  }
  const bool passed = detail.empty();
  if (passed) detail = absl::StrCat(tally_.loans(), " loans, every measure equal");
  report.Check("totals are what was sent", passed, detail);
}

void Ledger::CheckAudit(Report& report) {
  server_->Stop();
  constexpr const char* kWhat = "audit of the store";
  const double needed = kAuditBytesPerLoan * static_cast<double>(tally_.loans());
  if (needed > AvailableMemory()) {
    report.Check(absl::StrCat(kWhat, ", left out"), true,
                 absl::StrCat("it needs ", std::llround(needed / (1 << 30)), " GiB"));
    return;
  }
  const std::string log = settings_.folder + "/audit.log";
  const std::string command =
      absl::StrCat("'", settings_.admin, "' --store '", store_, "' audit >'", log, "' 2>&1");
  const double began = NowSeconds();
  const bool passed = std::system(command.c_str()) == 0;
  report.Check(kWhat, passed,
               passed ? absl::StrCat(std::llround(NowSeconds() - began), " s") : LastLines(log));
  fs::remove(log);
}

}  // namespace ippledge::bench
