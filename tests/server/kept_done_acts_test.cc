// Acts of administration that leave no entry: kept when they are done.
#include <gmock/gmock.h>

#include <string>
#include <vector>

#include "absl/strings/str_cat.h"
#include "tests/server/signed_world.h"

namespace ippledge::server {
namespace {

using ::testing::ElementsAre;
using ::testing::IsEmpty;

class KeptDoneActsTest : public SignedWorld {
 protected:
  KeptDoneActsTest()
      : SignedWorld(TestServer::Options{.checkpoint_signatures = {proof::KeyType::kEd25519},
                                        .backups_kept = 0}) {}

  std::vector<std::string> Shown() {
    std::vector<std::string> shown;
    const auto acts = server_.acts().Newest("nm", 0, 100);
    for (const storage::KeptAct& act : *acts) {
      shown.push_back(
          absl::StrCat(act.organisation, "/", act.person, " ", act.method, " ", act.reason));
    }
    return shown;
  }
};

TEST_F(KeptDoneActsTest, BackupsAndAuditsAreEachTime) {
  Sign();
  for (int i = 0; i < 2; ++i) {
    ASSERT_THAT(One("operator", "nm-it").Ask<v1::BackUpResponse>(Of<v1::BackUpRequest>()),
                Succeeded());
    server_.clock().Advance(absl::Seconds(1));  // a backup is named by its time
  }
  ASSERT_THAT(One("auditor", "nm-audit").Ask<v1::StartAuditResponse>(Of<v1::StartAuditRequest>()),
              Succeeded());
  EXPECT_THAT(Shown(), ElementsAre("nm-audit/auditor-1 AdminService/StartAudit ",
                                   "nm-it/operator-1 AdminService/BackUp ",
                                   "nm-it/operator-1 AdminService/BackUp "));
}

TEST_F(KeptDoneActsTest, WhatIsAnEntryIsNone) {
  AdmitWitness("icbc.example", "icbc-nm");
  Sign();
  EXPECT_THAT(Shown(), IsEmpty());
}

}  // namespace
}  // namespace ippledge::server
