#include "client/import/loan_terms.h"

#include <vector>

#include "absl/strings/str_cat.h"
#include "absl/strings/str_join.h"
#include "ippledge/v1/loan_service.pb.h"
#include "ledger/identifier.h"

namespace ippledge::client {
namespace {

constexpr std::size_t kDifferencesMax = 5;

// Collects "name told (recorded: other)".
class Differences {
 public:
  template <typename T>
  void Compare(absl::string_view name, const T& told, const T& recorded) {
    if (told == recorded) return;
    if (list_.size() >= kDifferencesMax) return;
    list_.push_back(absl::StrCat(name, " ", told, " (recorded: ", recorded, ")"));
  }
  std::string Text() const { return absl::StrJoin(list_, ", "); }

 private:
  std::vector<std::string> list_;
};

bool IsSameRight(const v1::IpRight& a, const v1::IpRight& b) {
  const auto kind = static_cast<IpKind>(a.kind());
  return a.kind() == b.kind() &&
         NormalIpRightNumber(kind, a.number()) == NormalIpRightNumber(kind, b.number());
}

void CompareRights(const v1::NewLoan& told, const v1::Loan& recorded, Differences* differences) {
  differences->Compare("rights", told.rights_size(), recorded.rights_size());
  if (told.rights_size() != recorded.rights_size()) return;
  std::vector<bool> matched(static_cast<std::size_t>(recorded.rights_size()), false);
  for (const v1::IpRight& right : told.rights()) {
    const v1::IpRight* same = nullptr;
    for (int i = 0; i < recorded.rights_size() && same == nullptr; ++i) {
      const auto index = static_cast<std::size_t>(i);
      if (matched[index] || !IsSameRight(right, recorded.rights(i).right())) continue;
      matched[index] = true;
      same = &recorded.rights(i).right();
    }
    if (same == nullptr) {
      differences->Compare<std::string>("ip_number", right.number(), "another right");
      continue;
    }
    differences->Compare("secured_fen", right.secured_fen(), same->secured_fen());
    if (right.registration_number().empty()) continue;
    differences->Compare("registration_number", right.registration_number(),
                         same->registration_number());
    differences->Compare("registration_date", right.registration_date(), same->registration_date());
  }
}

}  // namespace

std::string DifferingTerms(const v1::NewLoan& told, const v1::Loan& recorded) {
  Differences differences;
  differences.Compare("contract_amount_fen", told.contract_amount_fen(),
                      recorded.contract_amount_fen());
  differences.Compare("ip_part_fen", told.ip_part_fen(), recorded.ip_part_fen());
  differences.Compare("annual_rate_ppm", told.annual_rate_ppm(), recorded.annual_rate_ppm());
  differences.Compare("branch_code", told.branch_code(), recorded.branch_code());
  const v1::Borrower& borrower = told.borrower();
  const v1::Borrower& known = recorded.borrower();
  differences.Compare("borrower_name", borrower.name(), known.name());
  differences.Compare("unified_social_credit_code", borrower.unified_social_credit_code(),
                      known.unified_social_credit_code());
  differences.Compare("division_code", borrower.division_code(), known.division_code());
  differences.Compare("firm_size", static_cast<int>(borrower.firm_size()),
                      static_cast<int>(known.firm_size()));
  differences.Compare("industry_code", borrower.industry_code(), known.industry_code());
  differences.Compare("renews_contract_number", told.renews_contract_number(),
                      recorded.renews_contract_number());
  CompareRights(told, recorded, &differences);
  return differences.Text();
}

}  // namespace ippledge::client
