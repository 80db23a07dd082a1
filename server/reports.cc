#include "server/reports.h"

#include <algorithm>
#include <map>

#include "absl/numeric/int128.h"
#include "absl/strings/str_cat.h"
#include "ippledge/v1/report_service.pb.h"
#include "ledger/contribution.h"
#include "ledger/status_macros.h"
#include "proto/wire/format.h"
#include "proto/wire/parse.h"
#include "server/call.h"
#include "server/loan_reads.h"
#include "server/totals_bytes.h"
#include "server/totals_text.h"

namespace ippledge::server {
namespace {

// part / whole in ppm, rounded down; 0 for an empty whole.
std::int64_t PpmOf(std::int64_t part, std::int64_t whole) {
  if (whole <= 0 || part <= 0) return 0;
  return static_cast<std::int64_t>(absl::int128(part) * 1'000'000 / whole);
}

}  // namespace

std::int64_t OpeningOf(const Programme& programme, Measure measure, std::int64_t position) {
  std::int64_t sum = 0;
  for (const RecordedOpening& opening : programme.openings) {
    if (opening.figure.measure == measure && opening.entry <= position) sum += opening.figure.value;
  }
  return sum;
}

namespace {

// What the target counts, opening figures included, at the query's two clocks: from the answer when
// the measure was asked for.
absl::StatusOr<std::int64_t> CountedTotal(const engine::ReadView& view, const TotalsTable& answer,
                                          const TotalsQuery& query) {
  const Measure counted = view.programme().constitution.counted_measure;
  const std::int64_t opening = OpeningOf(view.programme(), counted, query.at);
  for (std::size_t i = 0; i < answer.measures.size(); ++i) {
    if (answer.measures[i] == counted) return answer.total[i] + opening;
  }
  TotalsQuery alone;
  alone.measures = {counted};
  alone.as_of = query.as_of;
  alone.at = query.at;
  IPPLEDGE_ASSIGN_OR_RETURN(const TotalsAnswer total, view.Totals(std::move(alone)));
  return total.total[0] + opening;
}

}  // namespace

absl::Status ReadTotals(const Backend& backend, const Caller& caller,
                        const v1::GetTotalsRequest& request, v1::GetTotalsResponse& response,
                        std::string& rows) {
  IPPLEDGE_RETURN_IF_ERROR(RefuseUnknownFields(request));
  IPPLEDGE_ASSIGN_OR_RETURN(engine::Engine* const engine,
                            FindProgramme(backend, request.programme()));
  const engine::ReadView view = engine->View();
  const Programme& programme = view.programme();
  IPPLEDGE_ASSIGN_OR_RETURN(TotalsQuery query,
                            ParseTotalsQuery(request.query(), programme, caller));
  IPPLEDGE_ASSIGN_OR_RETURN(query.at, view.PositionOf(query.at));
  IPPLEDGE_ASSIGN_OR_RETURN(const TotalsTable answer, view.TotalsFlat(query));
  rows = TotalsRowsBytes(programme, answer);
  FormatFigures(answer.measures, answer.total, *response.mutable_total()->mutable_figures());
  const Constitution& constitution = programme.constitution;
  for (const Measure measure : answer.not_additive) {
    response.add_not_additive(static_cast<v1::Measure>(measure));
  }
  for (std::size_t i = 0; i < answer.measures.size(); ++i) {
    const Measure measure = answer.measures[i];
    if (const std::int64_t opening = OpeningOf(programme, measure, query.at); opening != 0) {
      v1::Figure& figure = *response.add_opening_figures();
      figure.set_measure(static_cast<v1::Measure>(measure));
      figure.set_value(opening);
    }
  }
  if (query.filters.empty() && !query.from) {
    IPPLEDGE_ASSIGN_OR_RETURN(const std::int64_t counted, CountedTotal(view, answer, query));
    response.set_completion_ppm(PpmOf(counted, constitution.target));
  }
  if (query.as_of) response.set_as_of_date(query.as_of->ToString());
  response.set_position(query.at);
  IPPLEDGE_ASSIGN_OR_RETURN(const std::int64_t commit_time_ms, view.CommitTimeOf(query.at));
  wire::FormatTimestamp(commit_time_ms, *response.mutable_commit_time());
  response.set_counted_measure(static_cast<v1::Measure>(constitution.counted_measure));
  response.set_target(constitution.target);
  return absl::OkStatus();
}

namespace {

// The counted measure by day: (day, cumulative after it), rising; the opening stands before all.
using Curve = std::vector<std::pair<Date, std::int64_t>>;

absl::StatusOr<Curve> CurveOf(const engine::ReadView& view, Measure measure, Date as_of,
                              std::int64_t at, std::int64_t opening) {
  TotalsQuery query;
  query.measures = {measure};
  query.by = {Dimension::kDay};
  query.as_of = as_of;
  query.at = at;
  IPPLEDGE_ASSIGN_OR_RETURN(const TotalsAnswer answer, view.Totals(std::move(query)));
  Curve curve;
  std::int64_t sum = opening;
  for (const TotalsSlice& slice : answer.rows) {
    sum += slice.figures[0];
    curve.emplace_back(Date::OfDays(static_cast<std::int32_t>(slice.keys[0])), sum);
  }
  return curve;
}

std::int64_t ReachedBy(const Curve& curve, Date day, std::int64_t opening) {
  std::int64_t reached = opening;
  for (const auto& [date, sum] : curve) {
    if (date > day) break;
    reached = sum;
  }
  return reached;
}

// First day by whose end the sum was at least `target`.
std::string FirstReached(const Curve& curve, std::int64_t target, std::int64_t opening) {
  if (opening >= target) return "";
  for (const auto& [date, sum] : curve) {
    if (sum >= target) return date.ToString();
  }
  return "";
}

}  // namespace

absl::Status ReadTrajectory(const Backend& backend, const v1::GetTrajectoryRequest& request,
                            v1::GetTrajectoryResponse& response) {
  IPPLEDGE_RETURN_IF_ERROR(RefuseUnknownFields(request));
  IPPLEDGE_ASSIGN_OR_RETURN(engine::Engine* const engine,
                            FindProgramme(backend, request.programme()));
  Violations violations;
  const std::optional<Date> asked =
      wire::ParseOptionalDate(request.as_of_date(), "as_of_date", violations);
  IPPLEDGE_RETURN_IF_ERROR(violations.ToStatus());
  const engine::ReadView view = engine->View();
  const Programme& programme = view.programme();
  const Constitution& constitution = programme.constitution;
  IPPLEDGE_ASSIGN_OR_RETURN(const std::int64_t at, view.PositionOf(request.at()));
  const Date today = view.picture().today;
  const Date as_of = asked.value_or(today);
  const std::int64_t opening = OpeningOf(programme, constitution.counted_measure, at);
  IPPLEDGE_ASSIGN_OR_RETURN(const Curve curve,
                            CurveOf(view, constitution.counted_measure, as_of, at, opening));

  const std::int64_t reached = ReachedBy(curve, as_of, opening);
  const Milestone* next = nullptr;
  for (const Milestone& milestone : constitution.milestones) {
    v1::MilestoneProgress& message = *response.add_milestones();
    message.set_milestone_date(milestone.date.ToString());
    message.set_target(milestone.target);
    const std::int64_t by_then = ReachedBy(curve, milestone.date, opening);
    message.set_reached(by_then);
    message.set_completion_ppm(PpmOf(by_then, milestone.target));
    message.set_reached_date(FirstReached(curve, milestone.target, opening));
    message.set_due(milestone.date < as_of);
    const bool open = milestone.date >= as_of && reached < milestone.target;
    if (open && next == nullptr) next = &milestone;
  }
  response.set_counted_measure(static_cast<v1::Measure>(constitution.counted_measure));
  response.set_reached(reached);
  response.set_opening(opening);
  response.set_target(constitution.target);
  constexpr int kYearDays = 365;
  const std::int64_t last_year = reached - ReachedBy(curve, as_of + -kYearDays, opening);
  response.set_last_year(last_year);
  if (next != nullptr) {
    response.set_next_milestone_date(next->date.ToString());
    // Months left, the present one counted whole.
    const std::int64_t months = next->date.month_index() - as_of.month_index() + 1;
    const std::int64_t missing = next->target - reached;
    response.set_needed_per_month((missing + months - 1) / months);
  }
  if (reached < constitution.target && last_year > 0) {
    const absl::int128 days =
        (absl::int128(constitution.target - reached) * kYearDays + last_year - 1) / last_year;
    constexpr int kForecastDaysMax = 100 * kYearDays;
    if (days <= kForecastDaysMax) {
      response.set_forecast_date((as_of + static_cast<int>(days)).ToString());
    }
  }
  response.set_as_of_date(as_of.ToString());
  response.set_position(at);
  return absl::OkStatus();
}

absl::Status ReadPledgedPatents(const Backend& backend, const Caller& caller,
                                const v1::ListPledgedPatentsRequest& request,
                                v1::ListPledgedPatentsResponse& response) {
  IPPLEDGE_RETURN_IF_ERROR(RefuseUnknownFields(request));
  IPPLEDGE_ASSIGN_OR_RETURN(engine::Engine* const engine,
                            FindProgramme(backend, request.programme()));
  if (request.min_amount_fen() <= 0) {
    return Refuse(Reason::kAmountNotPositive, "min_amount_fen",
                  {{"got", absl::StrCat(request.min_amount_fen())}});
  }
  IPPLEDGE_ASSIGN_OR_RETURN(const KeyRange range, RangeFor(caller, ""));
  const engine::ReadView view = engine->View();
  IPPLEDGE_ASSIGN_OR_RETURN(const std::int64_t at, view.PositionOf(request.at()));
  struct Carried {
    std::string number;
    std::int64_t financed = 0;
    std::int64_t secured = 0;
    int loans = 0;
    Date first;
  };
  std::map<std::string, Carried> by_right;
  IPPLEDGE_RETURN_IF_ERROR(
      view.VisitLoans(range.from, range.end, at, [&](const std::string&, const LoanRef& loan) {
        if (loan->voided) return true;
        const std::vector<Money> financed = FinancedByRight(*loan);
        for (std::size_t i = 0; i < financed.size(); ++i) {
          const IpRight& right = loan->terms->rights[i];
          if (right.kind != IpKind::kPatent || right.number.empty()) continue;
          Carried& carried = by_right[RightKey(right.kind, right.number)];
          const Date start = StartDateOf(*loan);
          carried.first = carried.loans == 0 ? start : std::min(carried.first, start);
          if (carried.loans == 0) carried.number = right.number;
          carried.financed += financed[i].fen();
          carried.secured += right.secured.fen();
          ++carried.loans;
        }
        return true;
      }));
  std::vector<const Carried*> large;
  for (const auto& [key, carried] : by_right) {
    if (carried.financed >= request.min_amount_fen()) large.push_back(&carried);
  }
  std::stable_sort(large.begin(), large.end(),
                   [](const Carried* a, const Carried* b) { return a->financed > b->financed; });
  constexpr std::size_t kPatentsMax = 10'000;
  response.set_count(static_cast<std::int64_t>(large.size()));
  for (std::size_t i = 0; i < std::min(large.size(), kPatentsMax); ++i) {
    v1::PledgedPatent& patent = *response.add_patents();
    patent.set_number(large[i]->number);
    patent.set_financed_fen(large[i]->financed);
    patent.set_secured_fen(large[i]->secured);
    patent.set_loans(large[i]->loans);
    patent.set_first_date(large[i]->first.ToString());
  }
  response.set_position(at);
  return absl::OkStatus();
}

}  // namespace ippledge::server
