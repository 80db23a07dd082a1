// tests/engine/written_journal.h: a journal as an engine leaves it, for what reads one.
#pragma once

#include <gtest/gtest.h>

#include <cstdint>
#include <memory>

#include "storage/journal.h"
#include "tests/testing/engine_store.h"
#include "tests/testing/refolded.h"

namespace ippledge::engine {

class WrittenJournalTest : public testing::Test {
 protected:
  // Entries: founding, totals, two banks, `loans` loans, a batch of three, totals.
  void Write(int loans) {
    store_.Found();
    for (int n = 1; n <= loans; ++n) {
      store_.Do(Single(RecordingLoan(n), static_cast<std::uint64_t>(100 + n)));
    }
    store_.Do(Batch(LoanRows(501, 503), 99));
    last_ = std::make_unique<Refolded>(store_->View());
    store_.Close();
    log_ = *storage::LocalLog::Open(store_.journal(), {});
    end_ = log_->LastBlock()->last_entry;
  }

  EngineStore store_{kNoRounds};
  std::unique_ptr<Refolded> last_;
  std::unique_ptr<storage::LocalLog> log_;
  std::int64_t end_ = 0;
};

}  // namespace ippledge::engine
