// client/commands/cover_answers.h: what commands of cover, claims and recoveries show.
#pragma once

#include <string>
#include <utility>
#include <vector>

#include "absl/status/statusor.h"
#include "client/commands/recorded.h"
#include "client/document.h"
#include "client/life_cycle_texts.h"
#include "client/session.h"
#include "ippledge/v1/cover_types.pb.h"

namespace ippledge::client {

// Something that an answer says, as a column.
struct AnswerFact {
  const char* key;
  Bilingual label;
  ColumnKind kind;
  Cell cell;
};
using AnswerFacts = std::vector<AnswerFact>;

// "FIRST_REVIEW" for machines, words for people.
template <typename Enum>
std::string TermText(const Session& session, Enum value) {
  const bool table = session.FormatOr(Format::kTable) == Format::kTable;
  return table ? session.Text(LabelOf(value)) : KeyOfTerm(value);
}

AnswerFacts FactsOf(const Session& session, const v1::Cover& cover);
AnswerFacts FactsOf(const Session& session, const v1::Claim& claim);
AnswerFacts FactsOf(const v1::FundFigures& fund);
void Append(AnswerFacts& facts, AnswerFacts more);

// The state of cover or claim with the time there is for its step: "computed, until 2026-03-12".
std::string DueText(const Session& session, const std::string& state, const v1::Deadline& due);

// Outcome, entry, time and facts as one row; of a judgement the lines and the trace besides. JSON
// is the response.
int ShowAnswer(Session& session, const google::protobuf::Message& response,
               const v1::Recorded& recorded, AnswerFacts facts, const v1::Judgement* judgement);

// Sends a write and shows what became of it. `facts_of` takes the response.
template <typename Response, typename Request, typename FactsFunction>
int AskAndTell(Session& session, Bilingual failed, const WriteOptions& options, Request& request,
               FactsFunction facts_of) {
  const absl::StatusOr<std::string> programme = session.ProgrammeId();
  if (!programme.ok()) return session.Fail(failed, programme.status());
  request.set_programme(*programme);
  request.set_request_id(RequestIdOr(options.request_id));
  request.set_validate_only(options.dry_run);
  const absl::StatusOr<Response> response = session.connection().Ask<Response>(request);
  if (!response.ok()) return session.Fail(failed, response.status(), request.request_id());
  AnswerFacts facts = facts_of(*response);
  if constexpr (requires { response->has_fund(); }) {
    if (response->has_fund()) Append(facts, FactsOf(response->fund()));
  }
  const v1::Judgement* judgement = nullptr;
  if constexpr (requires { response->has_judgement(); }) {
    if (response->has_judgement()) judgement = &response->judgement();
  }
  return ShowAnswer(session, *response, response->recorded(), std::move(facts), judgement);
}

}  // namespace ippledge::client
