#include "tools/bench/slices.h"

#include <cstdlib>
#include <iterator>
#include <map>
#include <string>
#include <utility>
#include <vector>

#include "absl/strings/str_cat.h"
#include "absl/strings/str_join.h"
#include "absl/strings/str_replace.h"
#include "ippledge/v1/report_service.grpc.pb.h"
#include "tools/bench/founding.h"
#include "tools/bench/ledger.h"
#include "tools/bench/names.h"
#include "tools/bench/peers/duckdb.h"
#include "tools/bench/spread.h"

namespace ippledge::bench {
namespace {

constexpr double kLoansInAll = 1'000'000;
constexpr int kPieces = 4;
constexpr int kCalls = 30;
// How many of the pieces each position knows.
constexpr int kKnownPieces[] = {1, 2, 3};

struct Slice {
  const char* comparison;
  std::vector<std::string> by;  // as DuckDB's table has it
  std::vector<v1::Dimension> dimensions;
};

std::vector<Slice> Slices() {
  return {{kRollUp,
           {"year", "unit", "kind"},
           {v1::DIMENSION_YEAR, v1::DIMENSION_UNIT, v1::DIMENSION_IP_KIND}},
          {kRollUp,
           {"month", "bank", "unit"},
           {v1::DIMENSION_MONTH, v1::DIMENSION_BANK, v1::DIMENSION_UNIT}},
          {kOtherSlice,
           {"bank", "unit", "kind"},
           {v1::DIMENSION_BANK, v1::DIMENSION_UNIT, v1::DIMENSION_IP_KIND}},
          {kOtherSlice,
           {"year", "unit", "size"},
           {v1::DIMENSION_YEAR, v1::DIMENSION_UNIT, v1::DIMENSION_FIRM_SIZE}}};
}

struct Asked {
  Measured measured;
  double parse_ms = 0;                         // of a call, what the client takes to read it, p50
  std::map<std::string, std::int64_t> slices;  // as TotalsAnswer has them
};

// A value as DuckDB's table has it.
std::string ColumnValue(const v1::SliceKey& key) {
  const std::string& value = key.value();
  v1::IpKind kind;
  v1::FirmSize size;
  switch (key.dimension()) {
    case v1::DIMENSION_MONTH:
      return absl::StrReplaceAll(value, {{"-", ""}});
    case v1::DIMENSION_BANK:
      return value.substr(value.find('-') + 1);
    case v1::DIMENSION_IP_KIND:
      return v1::IpKind_Parse("IP_KIND_" + value, &kind) ? absl::StrCat(kind) : value;
    case v1::DIMENSION_FIRM_SIZE:
      return v1::FirmSize_Parse("FIRM_SIZE_" + value, &size) ? absl::StrCat(size) : value;
    default:
      return value;
  }
}

// Reads the answer again as the client did, into a message that has been used before.
double ParseMs(const v1::GetTotalsResponse& response) {
  const std::string bytes = response.SerializeAsString();
  v1::GetTotalsResponse again = response;
  std::vector<double> times;
  for (int i = 0; i < kCalls; ++i) {
    const double began = NowSeconds();
    if (!again.ParseFromString(bytes)) std::abort();
    times.push_back((NowSeconds() - began) * 1e3);
  }
  return Median(std::move(times));
}

Asked Ask(const Channels& channels, const Slice& slice, std::int64_t at) {
  const auto stub = v1::ReportService::NewStub(channels[0]);
  v1::GetTotalsRequest request;
  request.set_programme(kProgramme);
  request.mutable_query()->set_at(at);
  request.mutable_query()->add_measures(v1::MEASURE_DISBURSED_IP_PART);
  for (const v1::Dimension dimension : slice.dimensions) {
    request.mutable_query()->add_by(dimension);
  }
  Asked asked;
  std::vector<float> latencies;
  v1::GetTotalsResponse response;
  for (int i = 0; i < kCalls; ++i) {
    grpc::ClientContext context;
    Identify(context);
    const double began = NowSeconds();
    Check(stub->GetTotals(&context, request, &response));
    latencies.push_back(static_cast<float>((NowSeconds() - began) * 1e3));
  }
  Summarise(latencies, asked.measured);
  asked.parse_ms = ParseMs(response);
  for (const v1::TotalsRow& row : response.rows()) {
    const std::string values = absl::StrJoin(
        row.keys(), ",",
        [](std::string* out, const v1::SliceKey& key) { absl::StrAppend(out, ColumnValue(key)); });
    asked.slices[values] = row.figures(0).value();
  }
  return asked;
}

std::int64_t PositionOf(const Channels& channels) {
  v1::GetTotalsRequest request;
  request.set_programme(kProgramme);
  grpc::ClientContext context;
  Identify(context);
  v1::GetTotalsResponse response;
  Check(v1::ReportService::NewStub(channels[0])->GetTotals(&context, request, &response));
  return response.position();
}

Measured MeasuredOf(const TotalsAnswer& answer) {
  return {.p50_ms = answer.median_ms, .p99_ms = answer.max_ms, .max_ms = answer.max_ms};
}

std::string NameOf(const Slice& slice, std::size_t known) {
  return absl::StrCat(absl::StrJoin(slice.by, ", "), " at ", known, "/", kPieces);
}

results::Contender& ContenderIn(results::Comparison& comparison, const char* name) {
  for (results::Contender& c : *comparison.mutable_contenders()) {
    if (c.name() == name) return c;
  }
  comparison.add_contenders()->set_name(name);
  return *comparison.mutable_contenders(comparison.contenders_size() - 1);
}

}  // namespace

void RunTotals(const Settings& settings, Report& report) {
  Ledger ledger(settings, "store");
  Numbers numbers;
  const std::uint64_t piece = settings.Loans(kLoansInAll / kPieces, 1000);
  std::vector<std::int64_t> positions;
  for (int i = 0; i < kPieces; ++i) {
    ledger.Stream(numbers.Take({.batch = 1000, .in_flight = 8, .streams = 4}, piece));
    positions.push_back(PositionOf(ledger.channels()));
  }
  std::vector<TotalsQuestion> questions;
  const std::vector<Slice> slices = Slices();
  for (const Slice& slice : slices) {
    for (const int known : kKnownPieces) {
      questions.push_back({.by = slice.by,
                           .measures = {"disbursed_ip_part_fen"},
                           .as_of_date = "",
                           .known_loans = piece * static_cast<std::uint64_t>(known)});
    }
  }
  const std::vector<std::int64_t> sent =
      settings.peers ? SumsSent(piece * kPieces, questions) : std::vector<std::int64_t>{};
  results::Comparison covered;
  covered.set_name(kRollUp);
  results::Comparison other;
  other.set_name(kOtherSlice);
  std::string unequal;
  DuckDbLoans loans(settings.folder, piece * kPieces);
  for (int round = 0; round < settings.rounds; ++round) {
    absl::StatusOr<DuckDbTotals> duck = absl::UnavailableError("peers are left out");
    if (settings.peers) duck = loans.Ask(questions, kCalls);
    for (std::size_t q = 0; q < questions.size(); ++q) {
      const Slice& slice = slices[q / std::size(kKnownPieces)];
      results::Comparison& comparison = slice.comparison == kRollUp ? covered : other;
      const auto known = static_cast<std::size_t>(kKnownPieces[q % std::size(kKnownPieces)]);
      const Asked ours = Ask(ledger.channels(), slice, positions[known - 1]);
      *ContenderIn(comparison, kOurs).add_rounds() = RoundOf(ours.measured);
      if (round == 0) {
        const std::string question = absl::StrCat(kOurs, ": ", NameOf(slice, known));
        report.Fact(absl::StrCat(question, ", p50"), ours.measured.p50_ms, "ms");
        report.Fact(absl::StrCat(question, ", of it the client's parsing"), ours.parse_ms, "ms");
      }
      if (!duck.ok()) continue;
      const TotalsAnswer& theirs = duck->answers[q];
      *ContenderIn(comparison, kDuckDb).add_rounds() = RoundOf(MeasuredOf(theirs));
      if (round == 0) {
        report.Fact(absl::StrCat(kDuckDb, ": ", NameOf(slice, known), ", p50"), theirs.median_ms,
                    "ms");
      }
      if (theirs.slices != ours.slices) absl::StrAppend(&unequal, NameOf(slice, known), "; ");
    }
    if (round > 0) continue;
    if (duck.ok()) {
      for (std::size_t q = 0; q < questions.size(); ++q) {
        if (duck->answers[q].sum != sent[q]) absl::StrAppend(&unequal, "sent: question ", q, "; ");
      }
      continue;
    }
    for (results::Comparison* comparison : {&covered, &other}) {
      results::Absent& absent = *comparison->add_absent();
      absent.set_name(kDuckDb);
      absent.set_why(std::string(duck.status().message()));
    }
  }
  if (covered.contenders_size() > 1) {
    report.Check("DuckDB's answers are ours, slice by slice, and what was sent", unequal.empty(),
                 unequal);
  }
  report.Add(std::move(covered));
  report.Add(std::move(other));
  ledger.CheckBalance(report);
  ledger.CheckAudit(report);
}

}  // namespace ippledge::bench
