// ledger/event.h: everything that may have happened. Names are past tense; numbers are those of
// stored/v1/entry.proto. Events are complete: CommandOf() gives back what Decide() saw.
#pragma once

#include <array>
#include <cstdint>
#include <optional>
#include <string>
#include <variant>
#include <vector>

#include "absl/container/inlined_vector.h"
#include "absl/strings/string_view.h"
#include "ledger/caller.h"
#include "ledger/command.h"
#include "ledger/refusal.h"

namespace ippledge {

struct ProgrammeFounded {
  FoundProgramme what;
};
struct BodyRegistered {
  RegisterBody what;
};
struct BodyAmended {
  AmendBody what;
};
struct OpeningFigureRecorded {
  RecordOpeningFigure what;
};
struct DayTurned {
  TurnDay what;
};
struct TotalsRecorded {
  RecordTotals what;
  Headline headline;
  std::optional<FundTotals> fund;  // none before the fund's first movement
};
struct ReportPublished {
  PublishReport what;
};
struct TailWasCut {
  CutTail what;
};
struct LoanRecorded {
  RecordLoan what;
  std::vector<std::int32_t> rights_pledged_before;  // indexes of rights another loan had pledged
};
struct LoanDrawn {
  RecordDraw what;
};
struct LoanRepaid {
  RecordRepayment what;
};
struct LoanExtended {
  RecordExtension what;
};
struct LoanClassChanged {
  RecordClassChange what;
};
struct PledgeRegistered {
  RecordPledgeRegistration what;
};
struct PledgeReleased {
  RecordPledgeRelease what;
};
struct LoanCorrected {
  CorrectLoan what;
};
// Closes a batch. The engine makes it; no command asks for it.
struct BatchRow {
  std::int32_t row = 0;                     // 0-based
  std::int64_t already_recorded_entry = 0;  // above 0: nothing was wrong with it
  std::vector<Violation> violations;
  std::int32_t violations_more = 0;
};
struct BatchRecorded {
  std::int64_t first_entry = 0;
  std::int32_t recorded_rows = 0;
  std::vector<BatchRow> rows;  // that made no entry
};
struct FundMovementRecorded {
  RecordFundMovement what;
  FundFigures after;
};
struct FundMovementReversed {
  ReverseFundMovement what;
  std::int64_t reverses_entry = 0;
  FundFigures after;
};

using Event =
    std::variant<ProgrammeFounded, BodyRegistered, BodyAmended, OpeningFigureRecorded, DayTurned,
                 TotalsRecorded, ReportPublished, TailWasCut, LoanRecorded, LoanDrawn, LoanRepaid,
                 LoanExtended, LoanClassChanged, PledgeRegistered, PledgeReleased, LoanCorrected,
                 BatchRecorded, FundMovementRecorded, FundMovementReversed>;
using Events = absl::InlinedVector<Event, 1>;

// "LOAN_RECORDED", …
absl::string_view KindOf(const Event& event);
// What the fund has after an event that moves its money; none for the others.
std::optional<FundFigures> FundAfter(const Event& event);
// The loan that an event is about; null for the others.
const LoanId* LoanIdOf(const Event& event);

using RequestId = std::array<std::uint8_t, 16>;
using Fingerprint = std::array<std::uint8_t, 16>;

inline constexpr std::int32_t kRulesVersion = 1;

// One entry of the journal, decoded.
struct Entry {
  std::int64_t number = 0;
  std::int64_t commit_time_ms = 0;
  Date business_date;
  Caller caller;
  bool has_request_id = false;
  RequestId request_id{};
  Fingerprint fingerprint{};
  std::int32_t rules_version = kRulesVersion;
  Events events;
  std::array<std::uint8_t, 16> salt{};
  std::int64_t counted_total = 0;
};

// What Decide() saw. Precondition (checked): the event is not BatchRecorded.
Command CommandOf(const Event& event);

}  // namespace ippledge
