// Bytes of anyone as a write-ahead log of the journal: read to its end, wherever that is taken to
// be, and searched for what follows.
#include <fstream>
#include <iterator>

#include "absl/strings/string_view.h"
#include "ledger/check.h"
#include "storage/wal_reader.h"
#include "tests/fuzz/fuzz.h"

namespace ippledge {
namespace {

// The number of the seed's log: fragments of the recyclable types name it.
constexpr std::uint64_t kLogNumber = 8;

}  // namespace

std::vector<std::string> FuzzSeeds() {
  std::ifstream in("tests/format/v1/store/programmes/golden/journal/000008.log", std::ios::binary);
  const std::string log(std::istreambuf_iterator<char>(in), {});
  IPPLEDGE_CHECK(!log.empty());  // run from the root of the repository
  // As it is, cut, and behind more zeros than a block of the log has.
  return {log, log.substr(0, log.size() / 2), log + std::string(40'000, '\0') + log};
}

}  // namespace ippledge

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  using ippledge::storage::WalReader;
  const ippledge::storage::WalBytes log{{reinterpret_cast<const char*>(data), size},
                                        ippledge::kLogNumber};
  WalReader reader(log);
  std::size_t last = 0;
  WalReader::Found found = reader.Next();
  for (; found == WalReader::Found::kRecord; found = reader.Next()) {
    IPPLEDGE_CHECK(reader.record().size() <= size);
    IPPLEDGE_CHECK(reader.record_offset() >= last && reader.record_offset() < size);
    last = reader.record_offset();
  }
  if (found == WalReader::Found::kEnd) return 0;
  IPPLEDGE_CHECK(reader.fragment_offset() >= reader.record_offset());
  IPPLEDGE_CHECK(reader.fragment_offset() <= size);
  const auto next = FindWalRecord(log, reader.fragment_offset());
  IPPLEDGE_CHECK(!next || (*next > reader.fragment_offset() && WalFragmentAt(log, *next)));
  OneBitHealsWal(log, reader.fragment_offset());
  return 0;
}
