// ledger/programme.h: what a programme is, who takes part, and its sums.
//
// Plain values. `Programme` is the whole state of a programme but for its loans; it fits in memory
// (limits.h) and is folded by Apply() alone.
#pragma once

#include <cstdint>
#include <memory>
#include <optional>
#include <string>
#include <vector>

#include "absl/container/flat_hash_map.h"
#include "absl/strings/string_view.h"
#include "ledger/calendar.h"
#include "ledger/cover_sums.h"
#include "ledger/date.h"
#include "ledger/fund_book.h"
#include "ledger/policy.h"
#include "ledger/portfolio_figure.h"
#include "ledger/reconciliation_book.h"
#include "ledger/trust.h"
#include "ledger/refusal.h"
#include "ledger/vocabulary.h"
#include "ledger/work.h"

namespace ippledge {

struct Milestone {
  Date date;
  std::int64_t target = 0;  // fen or count, as the counted measure says

  friend bool operator==(const Milestone&, const Milestone&) = default;
};

struct ReportingUnit {
  std::string code;
  std::string name_zh;
  std::string name_en;
  std::string parent_code;  // unit it lies in but reports apart from; empty for none

  friend bool operator==(const ReportingUnit&, const ReportingUnit&) = default;
};

struct CodeSchemes {
  CodeScheme borrower = CodeScheme::kCn;
  CodeScheme branch = CodeScheme::kCn;
  CodeScheme division = CodeScheme::kCn;
  CodeScheme ip_right = CodeScheme::kCn;
  CodeScheme industry = CodeScheme::kCn;

  friend bool operator==(const CodeSchemes&, const CodeSchemes&) = default;
};

// Entry 1.
struct Constitution {
  std::string title_zh;
  std::string title_en;
  std::string currency_code;
  std::string time_zone;  // IANA
  std::int64_t target = 0;
  Measure counted_measure = Measure::kDisbursedIpPart;
  std::vector<Milestone> milestones;
  std::vector<ReportingUnit> reporting_units;
  CodeSchemes schemes;
  std::int64_t fund_fen = 0;

  friend bool operator==(const Constitution&, const Constitution&) = default;
};

struct Body {
  std::string body_id;
  BodyKind kind = BodyKind::kUnspecified;
  std::string name_zh;
  std::string name_en;
  std::vector<std::string> branch_codes;
  std::optional<Date> agreement_date;
  Standing standing = Standing::kActive;

  friend bool operator==(const Body&, const Body&) = default;
};

struct OpeningFigure {
  std::string opening_id;
  Measure measure = Measure::kUnspecified;
  std::int64_t value = 0;
  Date through_date;
  std::string reporting_unit;  // empty for the whole programme
  std::string source;

  friend bool operator==(const OpeningFigure&, const OpeningFigure&) = default;
};

struct PublishedReport {
  int month = 0;  // months since 1970-01
  std::int64_t entry = 0;
  std::int64_t at = 0;
  std::int64_t commit_time_ms = 0;
  std::vector<std::int64_t> figures;  // by Measure, kContract first, kFirms last
};

// Sums over the whole programme, kept with every entry. `repaid_fen` is principal.
struct Headline {
  std::int64_t contract_fen = 0;
  std::int64_t disbursed_fen = 0;
  std::int64_t registered_fen = 0;
  std::int64_t ip_part_fen = 0;
  std::int64_t disbursed_ip_part_fen = 0;
  std::int64_t loans = 0;
  std::int64_t registrations = 0;
  std::int64_t loans_open = 0;
  std::int64_t loans_repaid = 0;
  std::int64_t loans_voided = 0;
  std::int64_t repaid_fen = 0;

  friend bool operator==(const Headline&, const Headline&) = default;
};

// The sum of an additive measure. Precondition (checked): not kFirms, not kUnspecified.
std::int64_t SumOf(const Headline& headline, Measure measure);

// Dense numbers for texts, in order of first use.
class Interner {
 public:
  // The number of `text`, given to it now when it is new.
  std::uint32_t Intern(absl::string_view text);
  std::optional<std::uint32_t> Find(absl::string_view text) const;
  const std::string& text(std::uint32_t number) const { return texts_[number]; }
  std::uint32_t size() const { return static_cast<std::uint32_t>(texts_.size()); }
  // Forgets all numbers from `size` on.
  void Truncate(std::uint32_t size);

 private:
  std::vector<std::string> texts_;
  absl::flat_hash_map<std::string, std::uint32_t> numbers_;
};

struct RegisteredBody {
  Body body;
  std::int64_t first_entry = 0;
  std::int64_t last_entry = 0;
  std::optional<Body> recorded_as;  // as registered, once it was amended
};

struct RecordedOpening {
  OpeningFigure figure;
  std::int64_t entry = 0;
};

// A version of a policy that was issued. Immutable.
struct IssuedPolicy {
  std::shared_ptr<const Policy> policy;
  std::int64_t entry = 0;
};

struct EnteredRate {
  LendingRate rate;
  std::int64_t entry = 0;
};

struct Programme {
  std::string id;
  Constitution constitution;
  Date today;  // the last DayTurned, or the day of founding
  std::vector<RegisteredBody> bodies;
  Interner body_numbers;             // body id -> index into bodies
  std::vector<ReportingUnit> units;  // of the constitution, then free-text ones by first use
  Interner unit_numbers;             // code -> index into units
  Interner industries;               // section, or free text
  std::vector<RecordedOpening> openings;
  std::vector<PublishedReport> reports;
  std::vector<IssuedPolicy> policies;  // in order of entry
  Calendar calendar;
  std::vector<EnteredRate> lending_rates;  // in order of date
  std::vector<EnteredFigure> figures;      // in order of entry
  FundBook fund;
  ReconciliationBook reconciliation;
  // Members, keys, witnesses; never null, shared by copies.
  std::shared_ptr<const TrustBook> trust = std::make_shared<const TrustBook>();
  WorkBook work;
  CoverTotals cover;
  Headline headline;
  std::int64_t last_entry = 0;

  const RegisteredBody* FindBody(absl::string_view body_id) const;
  // That version; null when it was not issued.
  const IssuedPolicy* FindPolicy(absl::string_view policy_id, std::int64_t version) const;
  // The version of the latest effective date not after `date`, of an empty id that of the only
  // policy; null when there is none.
  const IssuedPolicy* PolicyInForce(absl::string_view policy_id, Date date) const;
  // The one-year LPR in force on a day; nullopt when none was entered by then.
  std::optional<std::int64_t> OneYearRateOn(Date date) const;
};

// Shape of a constitution and of a body: all violations, with paths below `path` ("constitution").
void CheckConstitution(const Constitution& constitution, absl::string_view path,
                       Violations& violations);
void CheckBody(const Body& body, const CodeSchemes& schemes, absl::string_view path,
               Violations& violations);
void CheckOpeningFigure(const OpeningFigure& figure, absl::string_view path,
                        Violations& violations);

// Code of the reporting unit that a division belongs to: the unit itself, else under GB/T 2260 the
// prefecture (first four digits + "00"); under free text the division's own. Empty when the
// programme knows no such unit.
std::string UnitCodeOf(const Programme& programme, absl::string_view division_code);
// Its number; none when it has none yet.
std::optional<std::uint32_t> UnitNumberOf(const Programme& programme,
                                          absl::string_view division_code);

// Value of the industry dimension for an industry code: its section letter under GB/T 4754, else
// the text itself; empty when not stated.
std::string IndustryOf(const Programme& programme, absl::string_view industry_code);

}  // namespace ippledge
