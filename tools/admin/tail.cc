#include "tools/admin/tail.h"

#include <fcntl.h>
#include <unistd.h>

#include <cerrno>
#include <cstring>
#include <filesystem>
#include <memory>
#include <utility>

#include "absl/strings/str_cat.h"
#include "engine/engine.h"
#include "ledger/limits.h"
#include "ledger/status_macros.h"
#include "ledger/text.h"
#include "storage/index.h"
#include "storage/journal.h"
#include "storage/wal_tail.h"
#include "tools/admin/keys.h"

namespace ippledge::admin {
namespace {

namespace fs = std::filesystem;
using storage::WalState;
using storage::WalTail;

std::string Advice(WalState state) {
  switch (state) {
    case WalState::kWhole:
      return "nothing to do";
    case WalState::kTorn:
      return "an interrupted write that no one was told of; a server passes over it";
    case WalState::kUnreadable:
      return "if the power failed, it is a write that no one was told of: tail --cut; if not, "
             "restore a copy";
    case WalState::kDamaged:
      return "damage: restore a copy; nothing is cut";
  }
  return "";
}

void Show(const WalTail& tail, Sheet& sheet) {
  sheet.Add("log_tail", NameOf(tail.state));
  sheet.Add("logs", tail.logs);
  sheet.Add("records", tail.records);
  sheet.Add("last_entry_in_logs", tail.last_entry);
  if (!tail.file.empty()) {
    sheet.Add("file", fs::path(tail.file).filename().string());
    sheet.Add("offset", tail.offset);
    sheet.Add("bytes", tail.bytes);
    sheet.Add("what", tail.what);
  }
  sheet.Add("advice", Advice(tail.state));
}

absl::Status Finding(const WalTail& tail) {
  return absl::DataLossError(absl::StrCat(fs::path(tail.file).filename().string(), ", byte ",
                                          tail.offset, ": ", tail.what));
}

// A cut must not take away what the index holds: that was durable.
absl::Status CheckIndex(const ProgrammeFolder& folder, const WalTail& tail) {
  if (!folder.has_index() || tail.last_entry == 0) return absl::OkStatus();
  IPPLEDGE_ASSIGN_OR_RETURN(const auto index, storage::Index::Open(folder.index(), 1 << 20));
  if (index->watermark() <= tail.last_entry) return absl::OkStatus();
  return absl::DataLossError(absl::StrCat("the index holds entry ", index->watermark(),
                                          ", the logs can be read up to ", tail.last_entry,
                                          ": the record was durable; nothing is cut"));
}

// Nor what was signed: no server would open the rest.
absl::Status CheckEvidence(const ProgrammeFolder& folder, const WalTail& tail) {
  if (tail.last_entry == 0) return absl::OkStatus();
  IPPLEDGE_ASSIGN_OR_RETURN(const std::int64_t newest, NewestCheckpoint(folder));
  if (newest <= tail.last_entry) return absl::OkStatus();
  return absl::DataLossError(absl::StrCat("a checkpoint covers ", newest,
                                          " entries, the logs can be read up to ", tail.last_entry,
                                          ": the record was durable; nothing is cut"));
}

// Keeps `bytes` under a name of their own; durable when it returns.
absl::StatusOr<std::string> KeepEvidence(const ProgrammeFolder& folder, const WalTail& tail,
                                         absl::string_view bytes) {
  const std::string name =
      absl::StrCat("tail-", fs::path(tail.file).stem().string(), "-", tail.offset, ".bin");
  std::error_code error;
  fs::create_directories(folder.evidence(), error);
  const std::string path = (fs::path(folder.evidence()) / name).string();
  const int fd = open(path.c_str(), O_WRONLY | O_CREAT | O_TRUNC | O_CLOEXEC, 0600);
  bool kept = fd >= 0;
  for (absl::string_view left = bytes; kept && !left.empty();) {
    const ssize_t written = write(fd, left.data(), left.size());
    kept = written > 0;
    if (kept) left.remove_prefix(static_cast<std::size_t>(written));
  }
  kept = kept && fsync(fd) == 0;
  const std::string why = std::strerror(errno);
  if (fd >= 0) close(fd);
  if (!kept) return absl::InternalError(absl::StrCat("keep ", path, ": ", why));
  return name;
}

// Opens the programme as a server does, so that missed days are turned first, and records the cut.
absl::StatusOr<std::int64_t> Record(const ProgrammeFolder& folder, const WalTail& tail,
                                    const std::string& word, const engine::Clock& clock) {
  IPPLEDGE_ASSIGN_OR_RETURN(auto log, storage::LocalLog::Open(folder.journal(), {.create = false}));
  IPPLEDGE_ASSIGN_OR_RETURN(auto index, storage::Index::Open(folder.index(), 8 << 20));
  engine::EngineOptions options;
  options.housekeeping = false;
  IPPLEDGE_ASSIGN_OR_RETURN(
      const auto engine, engine::Engine::Open(std::move(log), std::move(index), &clock, options));
  // Before it was founded, a programme has no history to note it in.
  if (engine->View().position() == 0) return 0;
  engine::Submission submission;
  submission.caller = {.organisation = "system", .role = Role::kSystem};
  submission.rows.emplace_back(ippledge::CutTail{.bytes = tail.bytes, .operator_word = word});
  const engine::Outcome outcome = engine->Execute(std::move(submission));
  if (!outcome.status.ok()) return outcome.status;
  return outcome.entry;
}

}  // namespace

absl::Status ShowTail(const ProgrammeFolder& folder, Sheet& sheet) {
  IPPLEDGE_ASSIGN_OR_RETURN(const WalTail tail, storage::ReadWalTail(folder.journal()));
  Show(tail, sheet);
  return tail.state == WalState::kWhole ? absl::OkStatus() : Finding(tail);
}

absl::Status CutTail(const ProgrammeFolder& folder, const std::string& word,
                     const engine::Clock& clock, Sheet& sheet) {
  if (!CheckText(word, 1, kReasonCharsMax).ok()) {
    return absl::InvalidArgumentError(
        absl::StrCat("--word: one line of 1 to ", kReasonCharsMax, " characters"));
  }
  IPPLEDGE_ASSIGN_OR_RETURN(const WalTail tail, storage::ReadWalTail(folder.journal()));
  Show(tail, sheet);
  if (tail.state == WalState::kWhole) return absl::OkStatus();
  if (tail.state == WalState::kDamaged) return Finding(tail);
  IPPLEDGE_RETURN_IF_ERROR(CheckIndex(folder, tail));
  IPPLEDGE_RETURN_IF_ERROR(CheckEvidence(folder, tail));
  IPPLEDGE_ASSIGN_OR_RETURN(const std::string bytes, storage::ReadCutBytes(tail));
  IPPLEDGE_ASSIGN_OR_RETURN(const std::string evidence, KeepEvidence(folder, tail, bytes));
  sheet.Add("evidence", evidence);
  IPPLEDGE_RETURN_IF_ERROR(storage::CutWalTail(tail));
  const absl::StatusOr<std::int64_t> entry = Record(folder, tail, word, clock);
  if (!entry.ok()) {
    return absl::DataLossError(
        absl::StrCat("the record is cut, but no entry says so: ", entry.status().message()));
  }
  sheet.Add("recorded_by_entry", *entry);
  return absl::OkStatus();
}

}  // namespace ippledge::admin
