// Bytes of anyone as a value of the journal, or as one entry of it: refused, or parts that lie
// inside the bytes and entries that are written as bytes which read the same. The first byte
// chooses which.
#include <google/protobuf/stubs/logging.h>

#include <fstream>

#include "absl/strings/escaping.h"
#include "ledger/check.h"
#include "storage/block.h"
#include "storage/codec.h"
#include "tests/fuzz/fuzz.h"
#include "tests/testing/block_chain.h"

namespace ippledge::storage {
namespace {

constexpr char kBlock = 0, kEntry = 1;

void TryEntry(absl::string_view bytes) {
  EntryJson(bytes);
  const absl::StatusOr<Entry> entry = DecodeEntry(bytes);
  if (!entry.ok()) return;
  EntryEncoder encoder;
  std::string once, twice;
  encoder.Encode(*entry, once);
  const absl::StatusOr<Entry> again = DecodeEntry(once);
  IPPLEDGE_CHECK(again.ok());
  encoder.Encode(*again, twice);
  IPPLEDGE_CHECK(once == twice);
}

// The number of the first entry is the key's: any will do that the footer agrees with.
void TryBlock(absl::string_view bytes) {
  for (const std::int64_t first : {1, 4}) {
    const absl::StatusOr<BlockView> view = BlockView::Parse(first, bytes);
    if (!view.ok()) continue;
    IPPLEDGE_CHECK(view->last_entry() >= first);
    IPPLEDGE_CHECK(view->frontier().size() == static_cast<std::uint64_t>(view->last_entry()));
    BlockBuilder builder;
    builder.Start(first);
    for (std::int64_t number = first; number <= view->last_entry(); ++number) {
      const absl::string_view entry = view->entry(number);
      IPPLEDGE_CHECK(entry.empty() || (entry.data() >= bytes.data() &&
                                       entry.data() + entry.size() <= bytes.data() + bytes.size()));
      TryEntry(entry);
      builder.Add(entry);
    }
    IPPLEDGE_CHECK(
        builder.Finish(view->frontier(), view->headline(), view->commit_time_ms()).bytes == bytes);
  }
}

}  // namespace
}  // namespace ippledge::storage

namespace ippledge {

std::vector<std::string> FuzzSeeds() {
  std::vector<std::string> entries;
  // Lines of "KIND bytes".
  std::ifstream golden("tests/storage/codec_golden.txt");
  for (std::string kind, hex; golden >> kind >> hex;) {
    entries.push_back(absl::HexStringToBytes(hex));
  }
  IPPLEDGE_CHECK(!entries.empty());  // run from the root of the repository
  std::vector<std::string> seeds;
  for (const std::string& entry : entries) seeds.push_back(storage::kEntry + entry);
  storage::BlockChain chain;
  seeds.push_back(storage::kBlock + chain.Next(3).bytes);
  seeds.push_back(storage::kBlock + chain.Next(entries).bytes);
  return seeds;
}

}  // namespace ippledge

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  static const google::protobuf::LogSilencer silence;
  if (size == 0) return 0;
  const absl::string_view bytes(reinterpret_cast<const char*>(data + 1), size - 1);
  if (data[0] % 2 == ippledge::storage::kBlock) {
    ippledge::storage::TryBlock(bytes);
  } else {
    ippledge::storage::TryEntry(bytes);
  }
  return 0;
}
