// tests/server/admin_world.h: a World with security officers and a bureau of two, and members to be
// admitted.
#pragma once

#include <string>
#include <utility>
#include <vector>

#include "absl/strings/str_cat.h"
#include "ippledge/v1/admin_service.pb.h"
#include "tests/server/world.h"

namespace ippledge::server {

inline v1::Member MemberOf(const std::string& organisation, v1::Role role,
                           const std::string& person) {
  v1::Member member;
  member.set_organisation(organisation);
  member.set_role(role);
  member.set_person(person);
  return member;
}

inline std::string TextOf(const v1::Member& member) {
  return absl::StrCat(member.organisation(), " ", member.role(), " ", member.person());
}

class AdminWorld : public World {
 protected:
  explicit AdminWorld(TestServer::Options options = {}) : World(std::move(options)) {}

  Rpc Officers() const { return Two("security_officer", kOffice); }

  static v1::AmendMembersRequest Amending(const std::vector<v1::Member>& admit,
                                          const std::vector<v1::Member>& remove = {}) {
    auto request = Write<v1::AmendMembersRequest>();
    for (const v1::Member& member : admit) *request.add_admit() = member;
    for (const v1::Member& member : remove) *request.add_remove() = member;
    request.set_text("the agreement of 2025");
    return request;
  }
  static std::vector<v1::Member> TwoOfEach(const std::string& organisation, v1::Role role,
                                           const std::string& name) {
    return {MemberOf(organisation, role, name + "-1"), MemberOf(organisation, role, name + "-2")};
  }
  // Officers, bureau and ICBC's makers; CCB is left out.
  void AdmitSome() {
    std::vector<v1::Member> admit =
        TwoOfEach(kOffice, v1::ROLE_SECURITY_OFFICER, "security_officer");
    for (const v1::Member& member : TwoOfEach(kBureau, v1::ROLE_FINANCE_BUREAU, "finance_bureau")) {
      admit.push_back(member);
    }
    admit.push_back(MemberOf(kIcbc, v1::ROLE_BANK_MAKER, ""));
    ASSERT_THAT(Officers().Ask<v1::AmendMembersResponse>(Amending(admit)), Succeeded());
  }
  std::vector<std::string> Members(const Rpc& who, const std::string& organisation = "",
                                   int page_size = 0) const {
    v1::ListMembersRequest request;
    request.set_programme("nm");
    request.set_organisation(organisation);
    request.set_page_size(page_size);
    std::vector<std::string> members;
    do {
      const auto page = who.Ask<v1::ListMembersResponse>(request);
      EXPECT_THAT(page, Succeeded());
      for (const auto& admitted : page.response.members()) {
        EXPECT_GT(admitted.entry(), 0);
        members.push_back(TextOf(admitted.member()));
      }
      request.set_page_token(page.response.next_page_token());
    } while (!request.page_token().empty());
    return members;
  }
};

}  // namespace ippledge::server
