#include "tools/verify/decision.h"

#include <optional>
#include <string>
#include <type_traits>
#include <variant>

#include "absl/strings/str_cat.h"
#include "absl/time/time.h"
#include "client/display.h"
#include "client/life_cycle_texts.h"
#include "ledger/cover.h"
#include "ledger/verdict.h"

namespace ippledge::verify {
namespace {

using client::Bilingual;

const Judgement* InOptional(const Judgement& judgement) { return &judgement; }
const Judgement* InOptional(const std::optional<Judgement>& judgement) {
  return judgement ? &*judgement : nullptr;
}

// The judgement that an event holds; null when it holds none.
const Judgement* JudgementIn(const Event& event) {
  return std::visit(
      [](const auto& kind) -> const Judgement* {
        if constexpr (requires { kind.judgement; }) return InOptional(kind.judgement);
        return nullptr;
      },
      event);
}

std::string AmountText(Money amount) {
  return client::FormatAmount(amount.fen(), client::AmountUnit::kYuan);
}

void AddAmount(absl::string_view key, Bilingual label, Money amount, Sheet& sheet) {
  if (amount != Money()) sheet.Add(key, label, AmountText(amount));
}

void AddVerdict(const StepVerdict& verdict, Sheet& sheet) {
  const Bilingual outcome = client::LabelOf(static_cast<v1::StepOutcome>(verdict.outcome));
  const std::string by = verdict.rule.empty() ? "" : absl::StrCat(" (", verdict.rule, ")");
  sheet.Add("outcome", {"outcome", "结论"}, absl::StrCat(NameOf(verdict.outcome), by),
            absl::StrCat(outcome.zh, by));
  if (!verdict.parts.empty()) {
    sheet.Add("binding_rule", {"rule that binds", "决定金额的规则"}, BindingRule(verdict));
  }
  AddAmount("covered", {"covered", "备案金额"}, verdict.covered, sheet);
  AddAmount("loss", {"loss", "损失"}, verdict.loss, sheet);
  AddAmount("net", {"net", "净额"}, verdict.net, sheet);
  AddAmount("costs", {"costs", "费用"}, verdict.costs, sheet);
  AddAmount("surplus", {"surplus", "超额"}, verdict.surplus, sheet);
  AddAmount("late_interest", {"interest for lateness", "迟缴利息"}, verdict.late_interest, sheet);
  for (const PartAmount& part : verdict.parts) {
    std::string en = absl::StrCat(part.party, " ", AmountText(part.amount));
    std::string zh = en;
    const auto of_it = [&](const char* in_en, const char* in_zh, Money amount) {
      if (amount == Money()) return;
      absl::StrAppend(&en, ", ", in_en, " ", AmountText(amount));
      absl::StrAppend(&zh, "，", in_zh, " ", AmountText(amount));
    };
    of_it("later", "以后支付", part.later);
    of_it("deferred", "暂缓", part.deferred);
    of_it("waiting for money", "待资金", part.queued);
    sheet.Add("parts", {"borne by", "分担"}, en, zh);
  }
}

}  // namespace

void AddDecision(const Entry& entry, Sheet& sheet) {
  sheet.Add("commit_time", {"committed", "提交时间"},
            absl::FormatTime("%Y-%m-%dT%H:%M:%E3SZ", absl::FromUnixMillis(entry.commit_time_ms),
                             absl::UTCTimeZone()));
  sheet.Add("business_date", {"day", "业务日期"}, entry.business_date.ToString());
  const Event& event = entry.events.front();
  sheet.Add("kind", {"what", "事项"}, KindOf(event));
  sheet.Add("organisation", {"by", "经办机构"}, entry.caller.organisation);
  sheet.Add("role", {"as", "角色"}, NameOf(entry.caller.role));
  if (!entry.caller.person.empty()) {
    sheet.Add("person", {"person", "经办人"}, entry.caller.person);
  }
  if (!entry.caller.second_person.empty()) {
    sheet.Add("second_person", {"second person", "第二人"}, entry.caller.second_person);
  }
  if (const LoanId* loan = LoanIdOf(event); loan != nullptr) {
    sheet.Add("bank", {"bank", "银行"}, loan->bank);
    sheet.Add("contract_number", {"contract", "合同号"}, loan->contract_number);
  }
  const Judgement* judgement = JudgementIn(event);
  if (judgement == nullptr) return;
  sheet.Add("policy", {"policy", "政策"},
            absl::StrCat(judgement->policy_id, " version ", judgement->policy_version),
            absl::StrCat(judgement->policy_id, " 版本 ", judgement->policy_version));
  AddVerdict(judgement->verdict, sheet);
}

}  // namespace ippledge::verify
