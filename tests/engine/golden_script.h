// tests/engine/golden_script.h: what the golden stores were asked to record,
// tests/format/README.md.
//
// Everything here is spelt out, so that no change elsewhere changes what is asked of an old store.
// What is here stays: a later release adds to it.
#pragma once

#include <cstdint>
#include <string>

#include "engine/engine.h"
#include "tests/testing/fake_clock.h"

namespace ippledge::engine {

inline constexpr char kGoldenProgramme[] = "golden";

// A single command under a request id that follows from `request`; without one when that is 0.
Submission GoldenCommand(const Caller& caller, Command command, std::uint8_t request = 0);

// Asks for it; it must be recorded.
Outcome AskGolden(Engine& engine, Submission submission);

// One loan, asked for under a request id that follows from `request`.
Submission GoldenLoanRecorded(const std::string& contract_number, std::uint8_t request);

// A batch with rows of all fates: one already recorded, kGoldenBatchRows new ones, one malformed,
// one refused by the rules.
inline constexpr int kGoldenBatchRows = 238;
Submission GoldenBatch();

// Cover of loan "HT-2" from the application to money that is called back.
void WriteGoldenCover(Engine& engine, FakeClock& clock);

// Accounts at banks, a statement given up, one that counts and one taken back, matches of every
// kind, a month closed, opened again and closed.
void WriteGoldenReconciliation(Engine& engine);
// The run of the matching among them, under its request id.
Submission GoldenMatchingRun();

// A subject erased, keys, a quorum, audits, members: the end of the script. From there on only
// members act.
void WriteGoldenTrust(Engine& engine);

// Every kind of entry at least once, in the order of a programme's life.
void WriteGoldenStore(Engine& engine, FakeClock& clock);

}  // namespace ippledge::engine
