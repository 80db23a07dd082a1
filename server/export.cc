#include "server/export.h"

#include <utility>

#include "ledger/status_macros.h"
#include "proto/wire/format.h"
#include "server/loan_reads.h"
#include "server/totals_text.h"

namespace ippledge::server {
namespace {

constexpr std::size_t kExportRows = 1000;
constexpr int kExportLoans = 500;

Produced End(absl::Status status = absl::OkStatus()) {
  return {.kind = Produced::Kind::kEnd, .message = {}, .status = std::move(status)};
}

Produced Send(const google::protobuf::Message& message) {
  return {.kind = Produced::Kind::kMessage, .message = SerializeMessage(message)};
}

class TotalsWatch final : public Producer {
 public:
  explicit TotalsWatch(engine::Engine* engine) : engine_(engine) {}

  Produced Next() override {
    const engine::ReadView view = engine_->View();
    if (view.position() <= shown_) {
      return {.kind = Produced::Kind::kWait, .engine = engine_, .position = shown_};
    }
    shown_ = view.position();
    v1::WatchTotalsResponse response;
    for (int i = 1; i < kMeasureCount; ++i) {
      const auto measure = static_cast<Measure>(i);
      if (measure == Measure::kFirms) continue;
      v1::Figure& figure = *response.add_figures();
      figure.set_measure(static_cast<v1::Measure>(i));
      figure.set_value(SumOf(view.picture().headline, measure));
    }
    response.set_position(shown_);
    wire::FormatTimestamp(view.picture().commit_time_ms, *response.mutable_commit_time());
    const Constitution& constitution = view.programme().constitution;
    response.set_target(constitution.target);
    response.set_counted_measure(static_cast<v1::Measure>(constitution.counted_measure));
    return Send(response);
  }

 private:
  engine::Engine* const engine_;
  std::int64_t shown_ = 0;
};

class TotalsExport final : public Producer {
 public:
  TotalsExport(engine::ReadView view, TotalsQuery query, TotalsAnswer answer)
      : view_(std::move(view)), query_(std::move(query)), answer_(std::move(answer)) {
    if (query_.by.empty()) answer_.rows = {{.keys = {}, .figures = answer_.total}};
  }

  Produced Next() override {
    if (next_ >= answer_.rows.size()) return End();
    v1::ExportTotalsResponse response;
    std::size_t bytes = 0;
    for (; next_ < answer_.rows.size() && bytes < kAnswerBytesMax; ++next_) {
      const TotalsSlice& slice = answer_.rows[next_];
      const std::size_t rows = static_cast<std::size_t>(response.rows_size());
      if (rows + answer_.measures.size() > kExportRows) break;
      for (std::size_t i = 0; i < answer_.measures.size(); ++i) {
        v1::FlatTotal& row = *response.add_rows();
        for (std::size_t k = 0; k < slice.keys.size(); ++k) {
          FormatSliceKey(view_.programme(), query_.by[k], slice.keys[k], *row.add_keys());
        }
        row.set_measure(static_cast<v1::Measure>(answer_.measures[i]));
        row.set_value(slice.figures[i]);
        if (query_.as_of) row.set_as_of_date(query_.as_of->ToString());
        row.set_position(query_.at);
        bytes += row.ByteSizeLong();
      }
    }
    return Send(response);
  }

 private:
  const engine::ReadView view_;
  const TotalsQuery query_;
  TotalsAnswer answer_;
  std::size_t next_ = 0;
};

class LoansExport final : public Producer {
 public:
  LoansExport(engine::ReadView view, KeyRange range, std::int64_t position)
      : view_(std::move(view)), range_(std::move(range)), position_(position) {}

  Produced Next() override {
    if (done_) return End();
    v1::ExportLoansResponse response;
    PagePoint point{.position = position_, .last_key = {}};
    const absl::StatusOr<bool> more =
        FormatLoans(view_, range_, point, kExportLoans, *response.mutable_loans());
    if (!more.ok()) return End(more.status());
    range_.from = point.last_key + std::string(1, '\0');
    done_ = !*more;
    response.set_position(position_);
    return Send(response);
  }

 private:
  const engine::ReadView view_;
  KeyRange range_;
  const std::int64_t position_;
  bool done_ = false;
};

}  // namespace

absl::StatusOr<std::unique_ptr<Producer>> MakeTotalsWatch(
    const StreamCall<v1::WatchTotalsRequest>& call) {
  return std::make_unique<TotalsWatch>(call.engine);
}

absl::StatusOr<std::unique_ptr<Producer>> MakeTotalsExport(
    const StreamCall<v1::ExportTotalsRequest>& call) {
  engine::ReadView view = call.engine->View();
  IPPLEDGE_ASSIGN_OR_RETURN(TotalsQuery query,
                            ParseTotalsQuery(call.request.query(), view.programme(), call.caller));
  IPPLEDGE_ASSIGN_OR_RETURN(query.at, view.PositionOf(query.at));
  IPPLEDGE_ASSIGN_OR_RETURN(TotalsAnswer answer, view.Totals(query));
  return std::make_unique<TotalsExport>(std::move(view), std::move(query), std::move(answer));
}

absl::StatusOr<std::unique_ptr<Producer>> MakeLoansExport(
    const StreamCall<v1::ExportLoansRequest>& call) {
  IPPLEDGE_ASSIGN_OR_RETURN(KeyRange range, RangeFor(call.caller, call.request.bank()));
  engine::ReadView view = call.engine->View();
  IPPLEDGE_ASSIGN_OR_RETURN(const std::int64_t position, view.PositionOf(call.request.at()));
  return std::make_unique<LoansExport>(std::move(view), std::move(range), position);
}

}  // namespace ippledge::server
