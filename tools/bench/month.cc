#include "tools/bench/month.h"

#include <grpcpp/grpcpp.h>

#include <cstdio>
#include <cstdlib>
#include <filesystem>
#include <fstream>
#include <memory>
#include <mutex>
#include <semaphore>
#include <sstream>
#include <utility>
#include <vector>

#include "client/command_line.h"
#include "client/statement/fault.h"
#include "client/statement/read.h"
#include "ippledge/v1/fund_service.grpc.pb.h"
#include "ippledge/v1/reconciliation_service.grpc.pb.h"
#include "tools/bench/child.h"
#include "tools/bench/founding.h"
#include "tools/bench/loans.h"
#include "tools/bench/month_data.h"

namespace ippledge::bench {
namespace {

namespace fs = std::filesystem;

constexpr int kInFlight = 256;
constexpr const char* kOrganisation = "finance-bureau";
constexpr const char* kRole = "finance_bureau";

[[noreturn]] void Fail(const std::string& what) {
  std::fprintf(stderr, "%s\n", what.c_str());
  std::exit(1);
}

void IdentifyBureau(grpc::ClientContext& context) {
  context.AddMetadata("ippledge-organisation", kOrganisation);
  context.AddMetadata("ippledge-role", kRole);
  context.AddMetadata("ippledge-person", "p-1");
  context.AddMetadata("ippledge-second-person", "p-2");
}

// A command of `ippledge`, as it would be typed; its seconds.
double Command(const std::string& server, std::vector<std::string> words) {
  words.insert(words.begin(), "ippledge");
  words.insert(words.end(),
               {"--server", server, "--programme", kProgramme, "--organisation", kOrganisation,
                "--as", kRole, "--person", "p-1", "--second-person", "p-2", "--lang", "en"});
  std::vector<const char*> argv;
  for (const std::string& word : words) argv.push_back(word.c_str());
  std::ostringstream out;
  std::ostringstream err;
  const double began = NowSeconds();
  const int code = client::RunCommandLine(static_cast<int>(argv.size()), argv.data(), out, err);
  const double seconds = NowSeconds() - began;
  if (code != 0) Fail(words[1] + " " + words[2] + ": " + err.str());
  return seconds;
}

// Records them all, kInFlight at a time, the first one alone before the others.
double RecordMovements(const std::shared_ptr<grpc::Channel>& channel,
                       const std::vector<v1::FundMovement>& movements) {
  struct Call {
    grpc::ClientContext context;
    v1::RecordMovementRequest request;
    v1::RecordMovementResponse response;
  };
  const auto stub = v1::FundService::NewStub(channel);
  std::counting_semaphore<kInFlight> free(kInFlight);
  std::mutex mutex;
  std::string failure;
  const auto wait_for_all = [&] {
    for (int i = 0; i < kInFlight; ++i) free.acquire();
    free.release(kInFlight);
  };
  const double began = NowSeconds();
  for (std::size_t i = 0; i < movements.size(); ++i) {
    free.acquire();
    auto* const call = new Call;
    IdentifyBureau(call->context);
    call->request.set_programme(kProgramme);
    call->request.set_request_id(RequestIdOf(77, i));
    *call->request.mutable_movement() = movements[i];
    stub->async()->RecordMovement(&call->context, &call->request, &call->response,
                                  [&, call](const grpc::Status& status) {
                                    if (!status.ok()) {
                                      const std::lock_guard lock(mutex);
                                      failure = status.error_message();
                                    }
                                    delete call;
                                    free.release();
                                  });
    if (i == 0) wait_for_all();
  }
  wait_for_all();
  if (!failure.empty()) Fail("recording a movement: " + failure);
  return NowSeconds() - began;
}

double ReadFile(const std::string& bytes, std::int64_t lines) {
  client::StatementFaults faults;
  const double began = NowSeconds();
  const auto file = client::ReadStatementFile(bytes, {}, {}, faults);
  const double seconds = NowSeconds() - began;
  if (!file.has_value()) Fail("reading the file: " + TextEn(faults.faults().front()));
  if (static_cast<std::int64_t>(file->statements.front().lines.size()) != lines) {
    Fail("reading the file: lines are missing");
  }
  return seconds;
}

// Everything that fits is matched, nothing else.
void CheckSheet(const std::shared_ptr<grpc::Channel>& channel, const MonthData& month) {
  v1::GetSheetRequest request;
  request.set_programme(kProgramme);
  request.set_account_id("special");
  request.set_month(kMonth);
  request.set_without_items(true);
  grpc::ClientContext context;
  IdentifyBureau(context);
  v1::GetSheetResponse response;
  Check(v1::ReconciliationService::NewStub(channel)->GetSheet(&context, request, &response));
  const v1::AdjustmentSheet& sheet = response.sheet();
  const std::int64_t lines = sheet.bank_in_count() + sheet.bank_out_count();
  const std::int64_t movements = sheet.book_in_count() + sheet.book_out_count();
  if (!sheet.reconciled() || sheet.difference_fen() != 0) Fail("the sheet has a difference");
  if (lines != month.lines_in_transit || movements != month.movements_in_transit) {
    Fail("in transit are " + std::to_string(lines) + " lines and " + std::to_string(movements) +
         " movements, not " + std::to_string(month.lines_in_transit) + " and " +
         std::to_string(month.movements_in_transit));
  }
}

}  // namespace

void RunMonth(const Settings& settings, Report& report) {
  const MonthData month = MakeMonth(settings.lines);
  const std::string store = settings.folder + "/store";
  const std::string file = settings.folder + "/statement.xml";
  fs::remove_all(store);
  std::ofstream(file, std::ios::binary) << month.camt;
  Child server({settings.ippledged, "--store", store, "--listen", "127.0.0.1:0"});
  const auto channel = Connect(server.address(), 1).front();
  Found(channel);
  Command(server.address(),
          {"account", "add", "--account", "special", "--holds", "cash", "--number", kAccountNumber,
           "--name", "风险补偿资金专户", "--bank-name", "示例银行", "--from", "2025-06-01"});
  const auto recorded = static_cast<std::int64_t>(month.movements.size());
  report.Step("recording the movements, before", recorded,
              RecordMovements(channel, month.movements));
  const auto mib = [](std::size_t bytes) { return static_cast<double>(bytes) / 1'048'576; };
  report.Fact("  the statement, camt.053", mib(month.camt.size()), "MiB");
  const auto memory = [&](const char* what) {
    report.Fact(what, mib(static_cast<std::size_t>(server.peak_bytes())), "MiB");
  };
  memory("  memory of the server at most, so far");

  double whole = 0;
  const auto step = [&](const std::string& what, double seconds) {
    report.Step(what, month.lines, seconds);
    whole += seconds;
  };
  report.Step("reading the file alone", month.lines, ReadFile(month.camt, month.lines));
  step("statement import, reading included",
       Command(server.address(), {"statement", "import", file, "--progress", "none"}));
  step("reconcile run, to its end", Command(server.address(), {"reconcile", "run"}));
  step("reconcile sheet",
       Command(server.address(), {"reconcile", "sheet", "--month", kMonth, "-o", "json"}));
  CheckSheet(channel, month);
  step("period close", Command(server.address(), {"period", "close", "--month", kMonth}));
  report.Step("the month, from the file to its closing", month.lines, whole);
  memory("  memory of the server at most");
  server.Stop();
  fs::remove_all(store);
  fs::remove(file);
}

}  // namespace ippledge::bench
