// PolicyService: policies, working days, lending rates, figures that people enter.
#include <cstddef>
#include <map>
#include <set>
#include <string>
#include <tuple>
#include <utility>
#include <vector>

#include "absl/strings/numbers.h"
#include "absl/strings/str_cat.h"
#include "ippledge/v1/policy_service.grpc.pb.h"
#include "proto/wire/policy.h"
#include "server/cover_write.h"

namespace ippledge::server {
namespace {

template <typename Base>
using RawMethods = v1::PolicyService::WithRawCallbackMethod_IssuePolicy<
    v1::PolicyService::WithRawCallbackMethod_GetPolicy<
        v1::PolicyService::WithRawCallbackMethod_ListPolicies<
            v1::PolicyService::WithRawCallbackMethod_EnterCalendar<
                v1::PolicyService::WithRawCallbackMethod_ListCalendars<
                    v1::PolicyService::WithRawCallbackMethod_EnterLendingRate<
                        v1::PolicyService::WithRawCallbackMethod_ListLendingRates<
                            v1::PolicyService::WithRawCallbackMethod_RecordPortfolioFigure<
                                v1::PolicyService::WithRawCallbackMethod_ListPortfolioFigures<
                                    Base>>>>>>>>>;

void FormatVersion(const Programme& programme, const IssuedPolicy& issued,
                   v1::PolicyVersion& message) {
  const Policy& policy = *issued.policy;
  message.set_policy_id(policy.policy_id);
  message.set_version(policy.version);
  message.set_title_zh(policy.title_zh);
  message.set_title_en(policy.title_en);
  message.set_source(policy.source);
  if (policy.effective_date) message.set_effective_date(policy.effective_date->ToString());
  message.set_entry(issued.entry);
  const IssuedPolicy* in_force = programme.PolicyInForce(policy.policy_id, programme.today);
  message.set_in_force(in_force != nullptr && in_force->entry == issued.entry);
}

absl::Status ReadPolicy(const Backend& backend, const v1::GetPolicyRequest& request,
                        v1::GetPolicyResponse& response) {
  IPPLEDGE_ASSIGN_OR_RETURN(const engine::ReadView view, ViewFor(backend, request));
  const Programme& programme = view.programme();
  const IssuedPolicy* issued = request.version() == 0
                                   ? programme.PolicyInForce(request.policy_id(), programme.today)
                                   : programme.FindPolicy(request.policy_id(), request.version());
  if (issued == nullptr) {
    return Refuse(Reason::kPolicyUnknown, "policy_id",
                  {{"policy_id", request.policy_id()},
                   {"date", programme.today.ToString()},
                   {"version", absl::StrCat(request.version())}});
  }
  *response.mutable_policy() = wire::FormatPolicy(*issued->policy);
  response.set_entry(issued->entry);
  response.set_position(view.position());
  return absl::OkStatus();
}

// Places of the figures that stand among those up to entry `position`.
std::set<std::size_t> StandingPlaces(const std::vector<EnteredFigure>& figures,
                                     std::int64_t position) {
  std::map<std::tuple<FigureKind, std::string, int>, std::size_t> last;
  for (std::size_t i = 0; i < figures.size() && figures[i].entry <= position; ++i) {
    const PortfolioFigure& figure = figures[i].figure;
    last[{figure.kind, figure.bank, figure.year}] = i;
  }
  std::set<std::size_t> places;
  for (const auto& [what, place] : last) places.insert(place);
  return places;
}

// Figures are only ever added: a token holds the place of the next one to look at.
absl::Status ReadFigures(const Backend& backend, const Caller& caller,
                         const v1::ListPortfolioFiguresRequest& request,
                         v1::ListPortfolioFiguresResponse& response) {
  IPPLEDGE_ASSIGN_OR_RETURN(const engine::ReadView view, ViewFor(backend, request));
  // A bank that names none gets its own.
  const std::string bank =
      IsBank(caller.role) && request.bank().empty() ? caller.organisation : request.bank();
  IPPLEDGE_ASSIGN_OR_RETURN(const int page_size, PageSizeOf(request.page_size()));
  if (request.kind() < 0 || request.kind() >= kFigureKindCount) {
    return Refuse(Reason::kEnumUnknown, "kind", {{"got", absl::StrCat(request.kind())}});
  }
  const std::string scope =
      absl::StrCat("ListPortfolioFigures/", request.programme(), "/", bank, "/", request.kind());
  PagePoint point{.position = view.position(), .last_key = ""};
  std::size_t next = 0;
  if (!request.page_token().empty()) {
    IPPLEDGE_ASSIGN_OR_RETURN(point, backend.page_tokens->Open(scope, request.page_token()));
    if (!absl::SimpleAtoi(point.last_key, &next)) {
      return Refuse(Reason::kPageTokenInvalid, "page_token");
    }
  }
  const std::vector<EnteredFigure>& figures = view.programme().figures;
  const std::set<std::size_t> standing = StandingPlaces(figures, point.position);
  const auto wanted = static_cast<FigureKind>(request.kind());
  for (; next < figures.size() && figures[next].entry <= point.position; ++next) {
    const auto& [figure, entry] = figures[next];
    if (wanted != FigureKind::kUnspecified && figure.kind != wanted) continue;
    if (!bank.empty() && figure.bank != bank) continue;
    if (response.figures_size() == page_size) {
      point.last_key = absl::StrCat(next);
      response.set_next_page_token(backend.page_tokens->Seal(scope, point));
      break;
    }
    v1::RecordedFigure& message = *response.add_figures();
    wire::FormatPortfolioFigure(figure, *message.mutable_figure());
    message.set_entry(entry);
    message.set_stands(standing.contains(next));
  }
  response.set_position(point.position);
  return absl::OkStatus();
}

class PolicyService final : public RawMethods<v1::PolicyService::Service> {
 public:
  explicit PolicyService(const Backend& backend) : backend_(backend) {}

  using Context = grpc::CallbackServerContext;
  using Bytes = grpc::ByteBuffer;
  using Unary = grpc::ServerUnaryReactor;

  Unary* IssuePolicy(Context* c, const Bytes* in, Bytes* out) override {
    return ServePlain<v1::IssuePolicyRequest, v1::IssuePolicyResponse>(backend_, c, in, out);
  }
  Unary* EnterCalendar(Context* c, const Bytes* in, Bytes* out) override {
    return ServePlain<v1::EnterCalendarRequest, v1::EnterCalendarResponse>(backend_, c, in, out);
  }
  Unary* EnterLendingRate(Context* c, const Bytes* in, Bytes* out) override {
    return ServePlain<v1::EnterLendingRateRequest, v1::EnterLendingRateResponse>(backend_, c, in,
                                                                                 out);
  }
  Unary* RecordPortfolioFigure(Context* c, const Bytes* in, Bytes* out) override {
    return ServePlain<v1::RecordPortfolioFigureRequest, v1::RecordPortfolioFigureResponse>(
        backend_, c, in, out);
  }
  Unary* GetPolicy(Context* c, const Bytes* in, Bytes* out) override {
    return ServeRead<v1::GetPolicyRequest, v1::GetPolicyResponse>(
        backend_, c, in, out,
        [this](auto& call) { return ReadPolicy(backend_, call.request, call.response); });
  }
  Unary* ListPolicies(Context* c, const Bytes* in, Bytes* out) override {
    return ServeRead<v1::ListPoliciesRequest, v1::ListPoliciesResponse>(
        backend_, c, in, out, [this](auto& call) -> absl::Status {
          IPPLEDGE_ASSIGN_OR_RETURN(const engine::ReadView view, ViewFor(backend_, call.request));
          for (const IssuedPolicy& issued : view.programme().policies) {
            FormatVersion(view.programme(), issued, *call.response.add_policies());
          }
          call.response.set_position(view.position());
          return absl::OkStatus();
        });
  }
  Unary* ListCalendars(Context* c, const Bytes* in, Bytes* out) override {
    return ServeRead<v1::ListCalendarsRequest, v1::ListCalendarsResponse>(
        backend_, c, in, out, [this](auto& call) -> absl::Status {
          IPPLEDGE_ASSIGN_OR_RETURN(const engine::ReadView view, ViewFor(backend_, call.request));
          for (const auto& [year, entered] : view.programme().calendar.years()) {
            wire::FormatCalendarYear(entered.table, *call.response.add_years());
          }
          call.response.set_position(view.position());
          return absl::OkStatus();
        });
  }
  Unary* ListLendingRates(Context* c, const Bytes* in, Bytes* out) override {
    return ServeRead<v1::ListLendingRatesRequest, v1::ListLendingRatesResponse>(
        backend_, c, in, out, [this](auto& call) -> absl::Status {
          IPPLEDGE_ASSIGN_OR_RETURN(const engine::ReadView view, ViewFor(backend_, call.request));
          for (const EnteredRate& entered : view.programme().lending_rates) {
            wire::FormatLendingRate(entered.rate, *call.response.add_rates());
          }
          call.response.set_position(view.position());
          return absl::OkStatus();
        });
  }
  Unary* ListPortfolioFigures(Context* c, const Bytes* in, Bytes* out) override {
    return ServeRead<v1::ListPortfolioFiguresRequest, v1::ListPortfolioFiguresResponse>(
        backend_, c, in, out, [this](auto& call) {
          return ReadFigures(backend_, call.caller, call.request, call.response);
        });
  }

 private:
  const Backend& backend_;
};

}  // namespace

std::unique_ptr<grpc::Service> MakePolicyService(const Backend& backend) {
  return std::make_unique<PolicyService>(backend);
}

}  // namespace ippledge::server
