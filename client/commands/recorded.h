// client/commands/recorded.h: what all writes have in common: their options and their answer.
//
// A write's response has `recorded` and may have `figures` (loans) or `fund`.
#pragma once

#include <CLI/CLI.hpp>
#include <cstdint>
#include <string>
#include <vector>

#include "client/command_tree.h"
#include "client/session.h"
#include "ippledge/v1/fund_service.pb.h"
#include "ippledge/v1/loan_service.pb.h"
#include "ippledge/v1/types.pb.h"

namespace ippledge::client {

struct WriteOptions {
  std::string request_id;  // empty: a new one
  bool dry_run = false;
};

void AddWriteOptions(CommandTree& tree, CLI::App& command, WriteOptions& options);

// "recorded", "already recorded", "valid".
Bilingual LabelOf(v1::Outcome outcome);
// "RECORDED", …
std::string KeyOf(v1::Outcome outcome);

// A sum after the write, as a column.
struct SumAfter {
  const char* key;
  Bilingual label;
  std::int64_t fen;
};
std::vector<SumAfter> SumsOf(const v1::LoanFigures& figures);
std::vector<SumAfter> SumsOf(const v1::FundFigures& figures);

// Shows outcome, entry, time, the sums, and cumulative total.
int ShowRecorded(Session& session, const v1::Recorded& recorded, const std::vector<SumAfter>& sums);

// Sends a write whose programme is set or to be filled in, and shows what became of it.
template <typename Response, typename Request>
int AskAndShow(Session& session, Bilingual failed, const WriteOptions& options, Request& request) {
  if (request.programme().empty()) {
    const absl::StatusOr<std::string> programme = session.ProgrammeId();
    if (!programme.ok()) return session.Fail(failed, programme.status());
    request.set_programme(*programme);
  }
  request.set_request_id(RequestIdOr(options.request_id));
  request.set_validate_only(options.dry_run);
  const absl::StatusOr<Response> response = session.connection().Ask<Response>(request);
  if (!response.ok()) return session.Fail(failed, response.status(), request.request_id());
  if constexpr (requires { response->figures(); }) {
    return ShowRecorded(session, response->recorded(), SumsOf(response->figures()));
  } else if constexpr (requires { response->fund(); }) {
    return ShowRecorded(session, response->recorded(), SumsOf(response->fund()));
  } else {
    return ShowRecorded(session, response->recorded(), {});
  }
}

}  // namespace ippledge::client
