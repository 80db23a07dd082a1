#include "storage/kept_act.h"

#include <gmock/gmock.h>

#include "absl/strings/escaping.h"
#include "absl/strings/match.h"
#include "absl/strings/str_cat.h"
#include "tests/testing/status_matchers.h"

namespace ippledge::storage {
namespace {

using absl::StatusCode;
using testing::ElementsAre;
using testing::IsEmpty;

KeptAct Sample(std::int64_t number) {
  KeptAct act{.number = number, .time_ms = 1'751'342'400'123};
  act.organisation = "icbc-nm";
  act.role = Role::kBankMaker;
  act.person = "m-1";
  act.method = "LoanService/GetLoan";
  act.reason = "NOT_YOUR_ROWS";
  act.field = "loan.bank";
  act.peer = "ipv4:10.1.2.3:40404";
  act.repeated = 7;
  act.text = "说明";
  return act;
}

// Frozen: docs/format.md shows these bytes.
TEST(KeptActBytes, AreThoseOfTheFormat) {
  EXPECT_EQ(absl::BytesToHexString(ActHead()), "49504c4101000000");
  EXPECT_THAT(CheckActHead(ActHead()), IsOk());
  KeptAct act{.number = 2, .time_ms = 1'751'342'400'000, .method = "ippledged stop"};
  EXPECT_EQ(absl::BytesToHexString(EncodeAct(act)),
            "a237bd751900"
            "0802"
            "10808491a1fc32"
            "320e6970706c65646765642073746f70");
}

TEST(KeptActBytes, ComeBackWithAllFields) {
  const KeptAct bare{.number = 2};
  const std::string file = absl::StrCat(ActHead(), EncodeAct(Sample(1)), EncodeAct(bare));
  const ScannedActs scanned = ScanActs(file);
  EXPECT_THAT(scanned.acts, ElementsAre(Sample(1), bare));
  EXPECT_EQ(scanned.end, file.size());
  EXPECT_EQ(scanned.damaged_bytes, 0u);
  EXPECT_THAT(ScanActs(ActHead()).acts, IsEmpty());
  EXPECT_THAT(ScanActs("").acts, IsEmpty());
}

TEST(KeptActBytes, HoldPrintableTextsOfLimitedLength) {
  KeptAct act = Sample(1);
  act.person = "a\nb\xff";
  act.organisation = act.method = act.reason = act.field = act.peer = std::string(10'000, 'x');
  // Cuts no character in two.
  act.text = absl::StrCat(std::string(kActTextBytesMax - 1, 'y'), "银");
  const std::string record = EncodeAct(act);
  EXPECT_LE(record.size(), kActRecordBytesMax);
  const ScannedActs scanned = ScanActs(absl::StrCat(ActHead(), record));
  ASSERT_EQ(scanned.acts.size(), 1u);
  EXPECT_EQ(scanned.acts[0].person, "a?b?");
  EXPECT_EQ(scanned.acts[0].peer, std::string(kActWordBytesMax, 'x'));
  EXPECT_EQ(scanned.acts[0].text, std::string(kActTextBytesMax - 1, 'y'));
}

TEST(KeptActBytes, OfAnotherKindOrANewerFormatAreTold) {
  EXPECT_THAT(CheckActHead(""), StatusIs(StatusCode::kDataLoss));
  EXPECT_THAT(CheckActHead("IPLA"), StatusIs(StatusCode::kDataLoss));
  EXPECT_THAT(CheckActHead("IPLK\1\0\0\0"), StatusIs(StatusCode::kDataLoss));
  EXPECT_THAT(CheckActHead(absl::string_view("IPLA\2\0\0\0", 8)),
              StatusIs(StatusCode::kFailedPrecondition));
}

// Whatever byte is another: no act is read that was not written, and no other one is lost.
TEST(KeptActBytes, ThatWereChangedCostOneRecord) {
  const std::string head = ActHead();
  const std::string records[] = {EncodeAct(Sample(1)), EncodeAct(Sample(2)), EncodeAct(Sample(3))};
  const std::string file = absl::StrCat(head, records[0], records[1], records[2]);
  for (std::size_t at = head.size(); at < file.size(); ++at) {
    SCOPED_TRACE(at);
    const std::size_t of = (at - head.size()) / records[0].size();
    std::string changed = file;
    changed[at] = static_cast<char>(changed[at] ^ 0x10);
    const ScannedActs scanned = ScanActs(changed);
    std::vector<KeptAct> others;
    for (std::size_t i = 0; i < 3; ++i) {
      if (i != of) others.push_back(Sample(static_cast<std::int64_t>(i) + 1));
    }
    EXPECT_EQ(scanned.acts, others);
    EXPECT_EQ(scanned.damaged_bytes, of == 2 ? 0 : records[0].size());
    EXPECT_EQ(scanned.end, of == 2 ? file.size() - records[2].size() : file.size());
  }
}

}  // namespace
}  // namespace ippledge::storage
