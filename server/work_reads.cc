#include "server/work_reads.h"

#include <algorithm>
#include <array>
#include <optional>
#include <string>
#include <utility>
#include <vector>

#include "absl/strings/match.h"
#include "absl/strings/numbers.h"
#include "absl/strings/str_cat.h"
#include "absl/strings/str_split.h"
#include "ippledge/v1/claim_service.pb.h"
#include "ledger/status_macros.h"
#include "server/call.h"
#include "server/cover_write.h"
#include "server/loan_reads.h"

namespace ippledge::server {
namespace {

constexpr RoleSet kBank = Role::kBankMaker | Role::kBankChecker;
constexpr RoleSet kBureau = SetOf(Role::kFinanceBureau);

// Of steps that are no decision on a claim. What a bank pays the bureau confirms.
RoleSet RolesBesidesClaims(WorkStep step) {
  switch (step) {
    case WorkStep::kConfirmCover:
      return Role::kFundManager | Role::kIpOffice;
    case WorkStep::kResubmitCover:
      return kBank;
    case WorkStep::kClaimWindow:
    case WorkStep::kResubmitClaim:
      return SetOf(Role::kBankChecker);
    case WorkStep::kPayment:
      return kBureau;
    case WorkStep::kRemittance:
    case WorkStep::kClawbackPaid:
      return kBank | kBureau;
    case WorkStep::kLaterInstalment:
    case WorkStep::kRecoveryEnd:
      return Role::kIpOffice | Role::kFinanceBureau;
    default:
      return 0;
  }
}

// What a request asks for.
struct WorkFilter {
  WorkStep step = WorkStep::kUnspecified;
  Role role = Role::kUnspecified;
  std::optional<Date> through;  // of its last day

  bool Matches(const WorkItem& item) const {
    if (step != WorkStep::kUnspecified && step != item.step) return false;
    return !through || (item.due_date != Date() && item.due_date <= *through);
  }
};

absl::StatusOr<WorkFilter> FilterOf(const v1::ListWorkRequest& request, Date today) {
  Violations violations;
  WorkFilter filter;
  const auto closed = [&](int number, int count, absl::string_view field) {
    if (number >= 0 && number < count) return number;
    violations.Add(Reason::kEnumUnknown, field, {{"got", absl::StrCat(number)}});
    return 0;
  };
  filter.step = static_cast<WorkStep>(closed(request.step(), kWorkStepCount, "step"));
  filter.role = static_cast<Role>(closed(request.role(), kRoleCount, "role"));
  filter.through =
      wire::ParseOptionalDate(request.due_through_date(), "due_through_date", violations);
  IPPLEDGE_RETURN_IF_ERROR(violations.ToStatus());
  if (!request.overdue_only()) return filter;
  const Date yesterday = today + -1;
  filter.through = filter.through ? std::min(*filter.through, yesterday) : yesterday;
  return filter;
}

// Who may take each step. Policies may give a step to another role, so that in a programme with
// several only the loan tells.
class StepRoles {
 public:
  explicit StepRoles(const engine::ReadView& view) : view_(view) {
    for (int i = 0; i < kWorkStepCount; ++i) {
      const auto step = static_cast<WorkStep>(i);
      const std::vector<IssuedPolicy>& policies = view.programme().policies;
      for (const IssuedPolicy& issued : policies) {
        const RoleSet roles = RolesOfStep(step, *issued.policy);
        std::optional<RoleSet>& known = of_all_[static_cast<std::size_t>(i)];
        if (&issued == &policies.front()) {
          known = roles;
        } else if (known != roles) {
          known.reset();
        }
      }
    }
  }

  absl::StatusOr<RoleSet> Of(const WorkItem& item) const {
    const std::optional<RoleSet>& known = of_all_[static_cast<std::size_t>(item.step)];
    if (known) return *known;
    IPPLEDGE_ASSIGN_OR_RETURN(const LoanRef loan, view_.LoanAt(item.loan_key, view_.position()));
    if (loan == nullptr || loan->cover == nullptr) return RoleSet{0};
    const IssuedPolicy* issued =
        view_.programme().FindPolicy(loan->cover->policy_id, loan->cover->policy_version);
    return issued == nullptr ? RoleSet{0} : RolesOfStep(item.step, *issued->policy);
  }

 private:
  const engine::ReadView& view_;
  std::array<std::optional<RoleSet>, kWorkStepCount> of_all_;
};

// An item as the last key of a page token, and back. Numbers may hold any character but line feeds.
std::string TextOf(const WorkItem& item) {
  return absl::StrCat(item.due_date.days(), "\n", static_cast<int>(item.step), "\n",
                      item.acts ? 1 : 0, "\n", item.loan_key, "\n", item.claim_number, "\n",
                      item.recovery_number);
}
absl::StatusOr<WorkItem> ItemOf(const std::string& text) {
  const std::vector<std::string> parts = absl::StrSplit(text, '\n');
  std::int32_t days = 0;
  int step = 0;
  if (parts.size() != 6 || !absl::SimpleAtoi(parts[0], &days) ||
      !absl::SimpleAtoi(parts[1], &step)) {
    return Refuse(Reason::kPageTokenInvalid, "page_token");
  }
  return WorkItem{.due_date = Date::OfDays(days),
                  .loan_key = parts[3],
                  .step = static_cast<WorkStep>(step),
                  .claim_number = parts[4],
                  .recovery_number = parts[5],
                  .acts = parts[2] == "1"};
}

void FormatItem(const WorkItem& item, RoleSet roles, Date today, v1::WorkItem& message) {
  if (item.due_date != Date()) message.set_due_date(item.due_date.ToString());
  const std::size_t cut = item.loan_key.find('\0');
  wire::FormatLoanName(
      {.bank = item.loan_key.substr(0, cut), .contract_number = item.loan_key.substr(cut + 1)},
      *message.mutable_loan());
  message.set_step(static_cast<v1::WorkStep>(item.step));
  message.set_claim_number(item.claim_number);
  message.set_recovery_number(item.recovery_number);
  for (int i = 1; i < kRoleCount; ++i) {
    if ((roles & SetOf(static_cast<Role>(i))) != 0) message.add_roles(static_cast<v1::Role>(i));
  }
  message.set_overdue(item.due_date != Date() && item.due_date < today);
}

}  // namespace

RoleSet RolesOfStep(WorkStep step, const Policy& policy) {
  RoleSet roles = RolesBesidesClaims(step);
  for (const StepRow& row : StepRows()) {
    if (row.step == step) roles |= RolesOf(step, row.decision, policy);
  }
  return roles;
}

absl::Status ReadWork(const Backend& backend, const Caller& caller,
                      const v1::ListWorkRequest& request, v1::ListWorkResponse& response) {
  IPPLEDGE_RETURN_IF_ERROR(RefuseUnknownFields(request));
  IPPLEDGE_ASSIGN_OR_RETURN(engine::Engine* const engine,
                            FindProgramme(backend, request.programme()));
  IPPLEDGE_ASSIGN_OR_RETURN(const KeyRange range, RangeFor(caller, request.bank()));
  const engine::ReadView view = engine->View();
  const Date today = view.picture().today;
  IPPLEDGE_ASSIGN_OR_RETURN(const WorkFilter filter, FilterOf(request, today));
  IPPLEDGE_ASSIGN_OR_RETURN(const int page_size, PageSizeOf(request.page_size()));
  const std::string scope =
      absl::StrCat("ListWork/", request.programme(), "/", request.bank(), "/", request.step(), "/",
                   request.role(), "/", request.due_through_date(), "/", request.overdue_only(),
                   "/", NameOf(caller.role), "/", caller.organisation);
  std::optional<WorkItem> after;
  if (!request.page_token().empty()) {
    IPPLEDGE_ASSIGN_OR_RETURN(const PagePoint point,
                              backend.page_tokens->Open(scope, request.page_token()));
    IPPLEDGE_ASSIGN_OR_RETURN(after, ItemOf(point.last_key));
  }
  const StepRoles step_roles(view);
  absl::Status status;
  std::string last;
  bool more = false;
  const auto visit = [&](const WorkItem& item) {
    if (after && item <= *after) return true;
    if (item.loan_key < range.from || (!range.end.empty() && item.loan_key >= range.end)) {
      return true;
    }
    if (!filter.Matches(item)) return true;
    absl::StatusOr<RoleSet> roles = step_roles.Of(item);
    if (!roles.ok()) {
      status = roles.status();
      return false;
    }
    if (filter.role != Role::kUnspecified && (*roles & SetOf(filter.role)) == 0) return true;
    more = response.items_size() == page_size;
    if (more) return false;
    FormatItem(item, *roles, today, *response.add_items());
    last = TextOf(item);
    return true;
  };
  if (filter.through) {
    view.programme().work.VisitDueBefore(*filter.through + 1, visit);
  } else {
    view.programme().work.Visit(visit);
  }
  IPPLEDGE_RETURN_IF_ERROR(status);
  if (more) {
    response.set_next_page_token(
        backend.page_tokens->Seal(scope, {.position = view.position(), .last_key = last}));
  }
  response.set_business_date(today.ToString());
  response.set_position(view.position());
  return absl::OkStatus();
}

}  // namespace ippledge::server
