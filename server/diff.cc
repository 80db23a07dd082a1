// What changed between two positions: totals before and after, and the corrections in between.
#include <algorithm>
#include <map>

#include "absl/strings/str_cat.h"
#include "ippledge/v1/report_service.pb.h"
#include "ledger/status_macros.h"
#include "server/call.h"
#include "server/reports.h"
#include "server/totals_text.h"

namespace ippledge::server {
namespace {

constexpr int kCorrectionsMax = 1000;
constexpr std::int64_t kReadEntries = 4096;

absl::Status ListCorrections(const engine::ReadView& view, const Caller& caller, std::int64_t after,
                             std::int64_t last, v1::DiffTotalsResponse& response) {
  std::int64_t count = 0;
  for (std::int64_t first = after + 1; first <= last; first += kReadEntries) {
    IPPLEDGE_ASSIGN_OR_RETURN(const auto entries,
                              view.Entries(first, std::min(kReadEntries, last - first + 1)));
    for (const engine::StoredEntry& stored : entries) {
      for (const Event& event : stored.entry.events) {
        const auto* corrected = std::get_if<LoanCorrected>(&event);
        if (corrected == nullptr) continue;
        const CorrectLoan& what = corrected->what;
        if (!MayReadLoansOf(caller, what.loan.bank).ok()) continue;
        if (++count > kCorrectionsMax) continue;
        v1::CorrectionNote& note = *response.add_corrections();
        note.set_entry(stored.entry.number);
        note.set_corrects_entry(what.corrects_entry);
        note.mutable_loan()->set_bank(what.loan.bank);
        note.mutable_loan()->set_contract_number(what.loan.contract_number);
        note.set_reason(what.reason);
      }
    }
  }
  response.set_corrections_count(count);
  return absl::OkStatus();
}

}  // namespace

absl::Status ReadDiff(const Backend& backend, const Caller& caller,
                      const v1::DiffTotalsRequest& request, v1::DiffTotalsResponse& response) {
  IPPLEDGE_RETURN_IF_ERROR(RefuseUnknownFields(request));
  IPPLEDGE_ASSIGN_OR_RETURN(engine::Engine* const engine,
                            FindProgramme(backend, request.programme()));
  const engine::ReadView view = engine->View();
  const Programme& programme = view.programme();
  v1::TotalsQuery asked;
  *asked.mutable_by() = request.by();
  *asked.mutable_measures() = request.measures();
  asked.set_as_of_date(request.as_of_date());
  IPPLEDGE_ASSIGN_OR_RETURN(TotalsQuery query, ParseTotalsQuery(asked, programme, caller));
  IPPLEDGE_ASSIGN_OR_RETURN(const std::int64_t to, view.PositionOf(request.to_position()));
  if (request.from_position() < 1 || request.from_position() > to) {
    return Refuse(Reason::kEntryUnknown, "from_position",
                  {{"got", absl::StrCat(request.from_position())}, {"limit", absl::StrCat(to)}});
  }
  query.at = request.from_position();
  IPPLEDGE_ASSIGN_OR_RETURN(const TotalsAnswer before, view.Totals(query));
  query.at = to;
  IPPLEDGE_ASSIGN_OR_RETURN(const TotalsAnswer after, view.Totals(query));

  const std::vector<std::int64_t> none(after.measures.size(), 0);
  std::map<std::vector<std::int64_t>,
           std::pair<std::vector<std::int64_t>, std::vector<std::int64_t>>>
      slices;
  for (const TotalsSlice& slice : before.rows) slices[slice.keys] = {slice.figures, none};
  for (const TotalsSlice& slice : after.rows) {
    slices.try_emplace(slice.keys, none, none).first->second.second = slice.figures;
  }
  for (const auto& [keys, figures] : slices) {
    if (query.by.empty() || figures.first == figures.second) continue;
    v1::DiffRow& row = *response.add_rows();
    for (std::size_t i = 0; i < keys.size(); ++i) {
      FormatSliceKey(programme, query.by[i], keys[i], *row.add_keys());
    }
    FormatFigures(after.measures, figures.first, *row.mutable_before());
    FormatFigures(after.measures, figures.second, *row.mutable_after());
  }
  FormatFigures(after.measures, before.total, *response.mutable_total()->mutable_before());
  FormatFigures(after.measures, after.total, *response.mutable_total()->mutable_after());
  response.set_to_position(to);
  return ListCorrections(view, caller, request.from_position(), to, response);
}

}  // namespace ippledge::server
