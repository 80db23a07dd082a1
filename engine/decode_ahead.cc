#include "engine/decode_ahead.h"

#include <algorithm>
#include <string>
#include <utility>
#include <variant>

#include "engine/prepare.h"
#include "ledger/decide.h"
#include "ledger/status_macros.h"
#include "proof/hash.h"
#include "storage/block.h"
#include "storage/codec.h"

namespace ippledge::engine {
namespace {

constexpr std::size_t kReadBytes = 4 << 20;

absl::StatusOr<DecodedBlock> Decode(const storage::Block& block, std::int64_t first_entry,
                                    storage::EntryDecoder& decoder) {
  IPPLEDGE_ASSIGN_OR_RETURN(const storage::BlockView view,
                            storage::BlockView::Parse(block.first_entry, block.bytes));
  DecodedBlock decoded{.first_entry = view.first_entry(),
                       .last_entry = view.last_entry(),
                       .commit_time_ms = view.commit_time_ms(),
                       .headline = view.headline(),
                       .frontier = view.frontier(),
                       .entries = {},
                       .leaves = {}};
  const std::int64_t from = std::max(first_entry, decoded.first_entry);
  if (from > decoded.last_entry) return decoded;
  const auto count = static_cast<std::size_t>(decoded.last_entry - from + 1);
  decoded.entries.resize(count);
  decoded.leaves.reserve(count);
  for (std::size_t i = 0; i < count; ++i) {
    const absl::string_view bytes = view.entry(from + static_cast<std::int64_t>(i));
    IPPLEDGE_RETURN_IF_ERROR(decoder.Decode(bytes, decoded.entries[i]));
    decoded.leaves.push_back(proof::LeafHash(bytes));
  }
  return decoded;
}

void AddKeysOf(const Entry& entry, std::vector<std::string>& keys) {
  for (const Event& event : entry.events) {
    if (!std::holds_alternative<BatchRecorded>(event)) AddKeys(CommandOf(event), keys);
  }
}

absl::StatusOr<DecodedRun> DecodeRun(const storage::CommitLog& log, const storage::Index& index,
                                     std::int64_t first_entry) {
  IPPLEDGE_ASSIGN_OR_RETURN(const std::vector<storage::Block> blocks,
                            log.Read(first_entry, kReadBytes));
  DecodedRun run;
  storage::EntryDecoder decoder;
  std::vector<std::string> keys;
  for (const storage::Block& block : blocks) {
    IPPLEDGE_ASSIGN_OR_RETURN(DecodedBlock decoded, Decode(block, first_entry, decoder));
    for (const Entry& entry : decoded.entries) AddKeysOf(entry, keys);
    run.blocks.push_back(std::move(decoded));
  }
  ReadAhead(index, keys, run.ahead);
  return run;
}

}  // namespace

DecodeAhead::DecodeAhead(const storage::CommitLog* log, const storage::Index* index,
                         std::int64_t first_entry)
    : log_(log), index_(index) {
  Begin(first_entry);
}

void DecodeAhead::Begin(std::int64_t first_entry) {
  next_ = std::async(std::launch::async,
                     [this, first_entry] { return DecodeRun(*log_, *index_, first_entry); });
}

absl::StatusOr<DecodedRun> DecodeAhead::Next() {
  absl::StatusOr<DecodedRun> run = next_.get();
  if (run.ok() && !run->blocks.empty()) Begin(run->blocks.back().last_entry + 1);
  return run;
}

}  // namespace ippledge::engine
