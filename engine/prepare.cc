#include "engine/prepare.h"

#include <optional>
#include <utility>

#include "engine/hashed_key.h"
#include "engine/stager.h"
#include "ledger/decide.h"
#include "storage/keys.h"
#include "storage/terms_bytes.h"

namespace ippledge::engine {
namespace {

std::string TermsOf(const Command& command) {
  std::string terms;
  if (const auto* record = std::get_if<RecordLoan>(&command)) {
    storage::AppendTerms(*record->loan, terms);
  }
  return terms;
}

}  // namespace

void AddKeys(const Command& command, std::vector<std::string>& keys) {
  // Asked only about commands that name their loans themselves: any programme will do.
  static const Programme* const kNone = new Programme();
  if (!IsReadAhead(command)) return;
  for (const std::string& key : LoanKeysOf(command, *kNone)) {
    keys.push_back(storage::LoanRowKey(key));
  }
  const auto* record = std::get_if<RecordLoan>(&command);
  if (record == nullptr) return;
  for (const IpRight& right : record->loan->rights) {
    if (const std::string key = RightKey(right.kind, right.number); !key.empty()) {
      keys.push_back(storage::RightRowKey(key));
    }
  }
}

void ReadAhead(const storage::Index& index, absl::Span<const std::string> keys,
               Prepared& prepared) {
  // Before the reads: they may show more than this, never less.
  const std::int64_t watermark = index.watermark();
  absl::StatusOr<std::vector<std::optional<std::string>>> rows = index.Get(keys);
  if (!rows.ok()) return;
  prepared.watermark = watermark;
  for (std::size_t i = 0; i < keys.size(); ++i) {
    if ((*rows)[i]) prepared.found[keys[i]] = *std::move((*rows)[i]);
  }
}

void Prepare(const storage::Index& index, Submission& submission) {
  Prepared& prepared = submission.prepared;
  std::vector<std::string> keys;
  if (submission.request_id) {
    submission.fingerprint = FingerprintOf(submission);
    keys.push_back(storage::RequestRowKey(submission.caller.organisation, *submission.request_id));
  }
  prepared.ends.reserve(submission.rows.size());
  prepared.terms.reserve(submission.rows.size());
  for (const absl::StatusOr<Command>& row : submission.rows) {
    if (row.ok()) AddKeys(*row, keys);
    prepared.ends.push_back(static_cast<std::uint32_t>(keys.size()));
    prepared.terms.push_back(row.ok() ? TermsOf(*row) : std::string());
  }
  ReadAhead(index, keys, prepared);
  prepared.keys.reserve(keys.size());
  for (std::string& key : keys) {
    const std::uint64_t hash = HashOfKey(key);
    const bool found = !prepared.found.empty() && prepared.found.contains(key);
    prepared.keys.push_back({.text = std::move(key), .hash = hash, .found = found});
  }
}

}  // namespace ippledge::engine
