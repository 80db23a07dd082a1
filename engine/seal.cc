#include "engine/seal.h"

#include <cstring>
#include <string>

#include "ledger/check.h"
#include "ledger/limits.h"
#include "proof/hash.h"
#include "proof/random.h"

namespace ippledge::engine {

std::vector<storage::Block> Sealer::Seal(Group& group) {
  std::vector<storage::Block> blocks;
  if (group.entries.empty()) return blocks;
  constexpr std::size_t kSaltBytes = sizeof(Entry::salt);
  const std::string salts = proof::RandomBytes(kSaltBytes * group.entries.size());

  std::string bytes;
  auto whole = group.whole.begin();
  builder_.Start(group.entries.front().entry.number);
  const Headline* headline = nullptr;
  const auto close = [&] {
    if (builder_.empty()) return;
    for (std::size_t i = 0; i < builder_.count(); ++i) {
      tree_.Append(proof::LeafHash(builder_.entry(i)), group.tree);
    }
    blocks.push_back(builder_.Finish(tree_.frontier(), *headline, group.commit_time_ms));
  };
  for (std::size_t i = 0; i < group.entries.size(); ++i) {
    Entry& entry = group.entries[i].entry;
    std::memcpy(entry.salt.data(), salts.data() + kSaltBytes * i, kSaltBytes);
    while (whole != group.whole.end() && whole->second < entry.number) ++whole;
    const bool inside = whole != group.whole.end() && entry.number > whole->first;
    const bool begins = whole != group.whole.end() && entry.number == whole->first;
    bytes.clear();
    const std::size_t size = encoder_.Encode(entry, group.entries[i].terms, bytes);
    // EntryBytesBound() and FitVerdicts() promised it.
    IPPLEDGE_CHECK(size <= static_cast<std::size_t>(kEntryBytesMax));
    // A batch is never cut: unless it is small, it begins a block of its own.
    const bool batch_may_not_fit = begins && (whole->second - whole->first >= 16 ||
                                              builder_.size_bytes() > storage::kBlockBytesMax / 2);
    if (!inside && (batch_may_not_fit || builder_.size_bytes() + size > storage::kBlockBytesMax)) {
      close();
    }
    builder_.Add(bytes);
    headline = &group.entries[i].headline;
  }
  close();
  return blocks;
}

}  // namespace ippledge::engine
