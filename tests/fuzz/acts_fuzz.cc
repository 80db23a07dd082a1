// Bytes of anyone as a file of kept acts: whatever is read is a record that writes as the same one.
#include "absl/strings/str_cat.h"
#include "absl/strings/string_view.h"
#include "ledger/check.h"
#include "storage/kept_act.h"
#include "tests/fuzz/fuzz.h"

namespace ippledge {

std::vector<std::string> FuzzSeeds() {
  storage::KeptAct refused{.number = 1, .time_ms = 1'751'342'400'000};
  refused.organisation = "icbc-nm";
  refused.role = Role::kBankMaker;
  refused.person = "m-1";
  refused.method = "LoanService/GetLoan";
  refused.reason = "NOT_YOUR_ROWS";
  refused.peer = "ipv4:10.1.2.3:40404";
  refused.repeated = 7;
  storage::KeptAct started{.number = 2, .time_ms = 1'751'342'400'001, .method = "ippledged start"};
  started.text = "版本 1";
  const std::string one = absl::StrCat(storage::ActHead(), storage::EncodeAct(refused));
  return {storage::ActHead(), one, absl::StrCat(one, storage::EncodeAct(started)),
          absl::StrCat(one, "torn")};
}

}  // namespace ippledge

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  namespace storage = ippledge::storage;
  const absl::string_view file(reinterpret_cast<const char*>(data), size);
  (void)storage::CheckActHead(file);
  const storage::ScannedActs scanned = storage::ScanActs(file);
  IPPLEDGE_CHECK(scanned.acts.empty() || scanned.end <= size);
  IPPLEDGE_CHECK(scanned.damaged_bytes <= scanned.end);
  for (const storage::KeptAct& act : scanned.acts) {
    const std::string record = storage::EncodeAct(act);
    const auto again = storage::ScanActs(absl::StrCat(storage::ActHead(), record)).acts;
    IPPLEDGE_CHECK(again.size() == 1 && storage::EncodeAct(again[0]) == record);
  }
  return 0;
}
