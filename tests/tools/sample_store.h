// tests/tools/sample_store.h: a small real store, written through the engine, and what a test does
// to it.
#pragma once

#include <gtest/gtest.h>

#include <cstdint>
#include <functional>
#include <memory>
#include <optional>
#include <string>
#include <vector>

#include "engine/programmes.h"
#include "engine/submission.h"
#include "ledger/event.h"
#include "tests/testing/builders.h"
#include "tests/testing/fake_clock.h"
#include "tests/testing/temp_folder.h"

namespace ippledge::admin {

// A server of the store, without the network. Every command gets a request id of its own.
class Session {
 public:
  Session(const std::string& folder, engine::FakeClock* clock, const engine::Notary& notary = {});

  void Found(const std::string& programme);
  // One command; must be recorded. Returns its entry. The clock goes on by two seconds, so that
  // totals are recorded after each.
  std::int64_t Do(const Caller& caller, Command command);
  std::int64_t Do(Command command) { return Do(IpOffice(), std::move(command)); }
  engine::Outcome DoBatch(std::vector<Command> rows);
  // Publishes `month` with what is known at `at`, now when 0.
  std::int64_t Publish(int month, std::int64_t at = 0);
  // Ends the group that is open, turns days.
  void Tick();
  engine::Engine& engine() { return *programmes_->Find(programme_); }

 private:
  engine::Submission SubmissionOf(const Caller& caller);

  engine::FakeClock& clock_;
  std::string programme_;
  std::unique_ptr<engine::Programmes> programmes_;
};

class StoreTest : public testing::Test {
 protected:
  static constexpr char kProgramme[] = "inner-mongolia";

  // Founds the programme and records one of everything: loans of rights pledged before, facts,
  // corrections, a batch with refused rows, reports, turned days.
  void RecordEverything();
  // A policy; a covered loan with a claim that is paid, and a recovery; one that waits for its
  // bank.
  void RecordCover();
  // A few loans more.
  void RecordMore(int first_number, int count);
  std::unique_ptr<Session> Open();
  // What signs when it is opened: keys in keys(), made when they are missing.
  engine::Notary notary;
  void SignCheckpoints();
  std::string keys() const { return store_ / "keys"; }

  // Runs ippledge-admin on the store; what it wrote is in out() and err().
  int Admin(std::vector<std::string> arguments);
  const std::string& out() const { return out_; }
  const std::string& err() const { return err_; }
  // The value of a name in JSON that was written; empty when there is none.
  std::string Value(const std::string& name) const;

  std::string Folder() const { return store_ / "store"; }
  std::string Path(const std::string& name) const;  // in the programme's folder
  std::string Journal() const { return Path("journal"); }
  std::string Index() const { return Path("index"); }
  void Copy(const std::string& from, const std::string& to) const;

  // Writes the journal again as somebody would who can make blocks: `change` may alter any entry,
  // trees and offsets are made to fit.
  void Forge(const std::function<void(Entry& entry, Headline& after)>& change) const;
  // The same with the bytes of each block.
  void ForgeBytes(
      const std::function<void(std::int64_t first_entry, std::string& bytes)>& change) const;
  // Entries of a kind of event.
  std::vector<std::int64_t> EntriesOf(const std::string& kind) const;
  // Puts a row of the index, or deletes it when `value` is empty.
  void PutRow(const std::string& key, const std::string& value) const;
  std::string RowOf(const std::string& key) const;
  // Key and value of the first row of a kind.
  std::pair<std::string, std::string> FirstRow(char kind) const;

  engine::FakeClock clock_;

 private:
  TempFolder store_;
  std::string out_;
  std::string err_;
};

}  // namespace ippledge::admin
