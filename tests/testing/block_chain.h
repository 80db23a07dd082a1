// tests/testing/block_chain.h: blocks that follow one another, with the heads between them.
#pragma once

#include <string>
#include <vector>

#include "ledger/programme.h"
#include "proof/hash.h"
#include "proof/merkle.h"
#include "storage/block.h"
#include "storage/commit_log.h"

namespace ippledge::storage {

class BlockChain {
 public:
  // The head after the last block.
  Head head() const {
    return {.size = static_cast<std::int64_t>(frontier_.size()), .root = frontier_.Root()};
  }

  // A block of `entries`; its sums and commit time are the number of its last entry.
  Block Next(const std::vector<std::string>& entries) {
    builder_.Start(head().size + 1);
    for (const std::string& entry : entries) {
      builder_.Add(entry);
      frontier_.Append(proof::LeafHash(entry));
    }
    return builder_.Finish(frontier_, Headline{.contract_fen = head().size}, head().size);
  }
  // A block of `count` entries of `bytes` bytes, no two of them equal.
  Block Next(int count, std::size_t bytes = 40) {
    std::vector<std::string> entries;
    for (std::int64_t number = head().size + 1; number <= head().size + count; ++number) {
      std::string& entry = entries.emplace_back(std::to_string(number));
      entry.resize(bytes, static_cast<char>('a' + number % 26));
    }
    return Next(entries);
  }

 private:
  proof::Frontier frontier_;
  BlockBuilder builder_;
};

// Appends `count` entries as one block.
inline absl::Status AppendNext(CommitLog& log, BlockChain& chain, int count,
                               std::size_t bytes = 40) {
  const Head before = chain.head();
  const Block block = chain.Next(count, bytes);
  return log.Append({}, before, chain.head(), {block});
}

}  // namespace ippledge::storage
