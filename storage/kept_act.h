// storage/kept_act.h: an act that is no entry, and the bytes of a file of such acts.
//
// A file is a head of kActHeadBytes and records, one after the other: CRC-32C of the rest, masked
// (4 bytes LE), length (2 bytes LE), the stored message. Pure; any thread.
#pragma once

#include <cstddef>
#include <cstdint>
#include <string>
#include <vector>

#include "absl/status/statusor.h"
#include "absl/strings/string_view.h"
#include "ledger/caller.h"

namespace ippledge::storage {

inline constexpr int kActsVersion = 1;
inline constexpr std::size_t kActHeadBytes = 8;  // "IPLA", version (4 bytes LE)
// Longest text of each kind that is kept; what is longer is cut.
inline constexpr int kActWordBytesMax = 128;
inline constexpr int kActTextBytesMax = 500;
inline constexpr std::size_t kActRecordBytesMax = 2'048;

struct KeptAct {
  std::int64_t number = 0;   // dense from 1 in its log
  std::int64_t time_ms = 0;  // since 1970-01-01 UTC
  // As the certificate names them; empty where it named none.
  std::string organisation;
  Role role = Role::kUnspecified;
  std::string person;
  std::string method;  // "LoanService/GetLoan", or program and act: "ippledged start"
  std::string reason;  // a reason's name; empty: it was done
  std::string field;   // path, never content
  std::string peer;
  std::int64_t repeated = 0;  // 0: this act; else so many like this that have no rows
  std::string text;           // of acts of administration

  friend bool operator==(const KeptAct&, const KeptAct&) = default;
};

std::string ActHead();
// DATA_LOSS: no head of such a file. FAILED_PRECONDITION: of a newer version.
absl::Status CheckActHead(absl::string_view bytes);

// One record. Texts are made printable, and cut.
std::string EncodeAct(const KeptAct& act);

// What a file holds after its head.
struct ScannedActs {
  std::vector<KeptAct> acts;
  // End of the last record that can be read, from the beginning of the file.
  std::size_t end = kActHeadBytes;
  // Bytes before that end that are no records: something has changed them.
  std::size_t damaged_bytes = 0;
};
// Records that can be read; what lies between them is passed over and counted.
ScannedActs ScanActs(absl::string_view file);

}  // namespace ippledge::storage
