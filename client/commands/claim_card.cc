#include "client/commands/claim_card.h"

#include <string>
#include <utility>
#include <vector>

#include "absl/strings/str_cat.h"
#include "client/commands/cover_answers.h"
#include "client/commands/policy_verdict.h"
#include "client/json.h"
#include "client/life_cycle_texts.h"

namespace ippledge::client {
namespace {

using Lines = std::vector<std::pair<std::string, std::string>>;

// Words and amounts of a card.
class Pen {
 public:
  explicit Pen(const Session& session) : session_(session) {}

  std::string Text(Bilingual text) const { return session_.Text(text); }
  std::string Money(std::int64_t fen) const {
    const Layout layout = session_.LayoutFor(Format::kTable);
    return absl::StrCat(FormatAmount(fen, layout.unit), " ",
                        UnitName(layout.unit, layout.currency_code, layout.language));
  }
  std::string Position(std::int64_t position) const {
    return absl::StrCat(Text({"position ", "位置 "}), FormatCount(position));
  }
  // "…, …" or "…，…".
  void Join(std::string& text, const std::string& more) const {
    if (more.empty()) return;
    absl::StrAppend(&text, text.empty() ? "" : Text({", ", "，"}), more);
  }
  // A line for an amount that is not nothing.
  void AddMoney(Lines& lines, Bilingual label, std::int64_t fen) const {
    if (fen != 0) lines.emplace_back(Text(label), Money(fen));
  }
  const Session& session() const { return session_; }

 private:
  const Session& session_;
};

std::string PolicyText(const Pen& pen, const std::string& policy_id, std::int64_t version) {
  return absl::StrCat(policy_id, pen.Text({" version ", " 版本 "}), version);
}

// The cover, as both cards begin.
Lines CoverLines(const Pen& pen, const v1::Cover& cover) {
  Lines lines = {{pen.Text({"loan", "贷款"}),
                  absl::StrCat(cover.loan().bank(), "  ", cover.loan().contract_number())},
                 {pen.Text({"borrower", "借款企业"}), cover.borrower()},
                 {pen.Text({"cover", "备案"}),
                  DueText(pen.session(), pen.Text(LabelOf(cover.state())), cover.due())},
                 {pen.Text({"policy", "政策"}),
                  absl::StrCat(PolicyText(pen, cover.policy_id(), cover.policy_version()),
                               pen.Text({", share model ", "，分担模式 "}), cover.mode())},
                 {pen.Text({"covered", "备案金额"}),
                  absl::StrCat(pen.Money(cover.covered_fen()), pen.Text({" of ", "，申请 "}),
                               pen.Money(cover.asked_fen()))},
                 {pen.Text({"outstanding", "未还本金"}), pen.Money(cover.outstanding_fen())}};
  std::string days = absl::StrCat(pen.Text({"applied ", "申请 "}), cover.applied_date());
  if (!cover.start_date().empty()) {
    pen.Join(days, absl::StrCat(pen.Text({"covered from ", "起始 "}), cover.start_date()));
  }
  if (!cover.default_date().empty()) {
    pen.Join(days, absl::StrCat(pen.Text({"default ", "触发 "}), cover.default_date()));
  }
  lines.emplace_back(pen.Text({"days", "日期"}), days);
  return lines;
}

void AppendJudgement(const Pen& pen, const v1::Judgement& judgement, Document& document) {
  document.heading.emplace_back();
  document.heading.push_back(
      absl::StrCat(pen.Text({"what the policy says: ", "政策结论："}),
                   PolicyText(pen, judgement.policy_id(), judgement.policy_version())));
  for (std::string& line : VerdictLines(judgement.verdict(), pen.session())) {
    document.heading.push_back(std::move(line));
  }
}

std::string StepText(const Pen& pen, const v1::StepTaken& step) {
  return absl::StrCat(pen.Text(LabelOf(step.step())), pen.Text({": ", "："}),
                      pen.Text(LabelOf(step.decision())), ", ", step.organisation(), "/",
                      step.person(), pen.Text({", entry ", "，条目 "}), FormatCount(step.entry()));
}

std::string RecoveryText(const Pen& pen, const v1::Recovery& recovery) {
  const v1::NewRecovery& what = recovery.what();
  std::string text =
      absl::StrCat(what.recovery_number(), ", ", what.received_date(), ", ",
                   pen.Text(LabelOf(what.source())), ", ", pen.Money(what.gross_fen()));
  if (what.costs_fen() > 0) {
    pen.Join(text, absl::StrCat(pen.Text({"costs ", "费用 "}), pen.Money(what.costs_fen())));
  }
  pen.Join(text,
           absl::StrCat(pen.Text({"to the fund ", "应缴回 "}), pen.Money(recovery.fund_share_fen()),
                        pen.Text({" until ", "，期限 "}), recovery.due_date()));
  pen.Join(text,
           absl::StrCat(pen.Text({"remitted ", "已缴回 "}), pen.Money(recovery.remitted_fen())));
  if (recovery.late_interest_due_fen() > 0) {
    pen.Join(text, absl::StrCat(pen.Text({"late interest ", "迟缴利息 "}),
                                pen.Money(recovery.late_interest_due_fen()),
                                pen.Text({", paid ", "，已缴 "}),
                                pen.Money(recovery.late_interest_paid_fen())));
  }
  return text;
}

Lines ClaimLines(const Pen& pen, const v1::Claim& claim) {
  const v1::ClaimFiling& filing = claim.filing();
  Lines lines = {{pen.Text({"claim", "代偿申请"}), filing.claim_number()},
                 {pen.Text({"state", "状态"}),
                  DueText(pen.session(), pen.Text(LabelOf(claim.state())), claim.due())},
                 {pen.Text({"filed", "申报"}),
                  absl::StrCat(claim.filed_date(), pen.Text({", entry ", "，条目 "}),
                               FormatCount(claim.filed_entry()))}};
  if (filing.has_claimed_fen()) {
    lines.emplace_back(pen.Text({"claimed", "申报损失"}), pen.Money(filing.claimed_fen()));
  }
  pen.AddMoney(lines, {"loss shared", "分担损失"}, claim.loss_fen());
  pen.AddMoney(lines, {"of the fund", "基金承担"}, claim.fund_amount_fen());
  if (claim.first_amount_fen() != claim.fund_amount_fen()) {
    pen.AddMoney(lines, {"first instalment", "首期支付"}, claim.first_amount_fen());
  }
  pen.AddMoney(lines, {"reserved for it", "已预留"}, claim.reserved_fen());
  pen.AddMoney(lines, {"paid", "已支付"}, claim.paid_fen());
  if (claim.repair_ppm() > 0) {
    lines.emplace_back(pen.Text({"cut for a breach", "违约扣减"}),
                       FormatPercent(claim.repair_ppm()));
  }
  for (const v1::BorneLoss& borne : claim.borne()) {
    std::string text = absl::StrCat(borne.party(), "  ", pen.Money(borne.amount_fen()));
    if (borne.recovered_fen() > 0) {
      pen.Join(text,
               absl::StrCat(pen.Text({"back ", "已收回 "}), pen.Money(borne.recovered_fen())));
    }
    lines.emplace_back(pen.Text({"borne by", "承担方"}), text);
  }
  if (claim.has_order()) {
    lines.emplace_back(pen.Text({"payment order", "支付指令"}),
                       absl::StrCat(claim.order().order_number(), ", ", claim.order().order_date(),
                                    ", ", pen.Money(claim.order().amount_fen())));
  }
  for (const v1::ClaimDocument& document : filing.documents()) {
    lines.emplace_back(pen.Text({"document", "材料"}),
                       absl::StrCat(document.code(), ", ", document.document_date(), ", ",
                                    document.issuer(), ", ", document.sha256().substr(0, 12), "…"));
  }
  for (const v1::StepTaken& step : claim.steps()) {
    lines.emplace_back(pen.Text({"step", "步骤"}), StepText(pen, step));
  }
  for (const v1::Recovery& recovery : claim.recoveries()) {
    lines.emplace_back(pen.Text({"recovery", "追偿"}), RecoveryText(pen, recovery));
  }
  if (claim.has_clawback()) {
    const v1::Clawback& clawback = claim.clawback();
    lines.emplace_back(
        pen.Text({"called back", "追回"}),
        absl::StrCat(pen.Money(clawback.amount_fen()), pen.Text({", interest ", "，利息 "}),
                     pen.Money(clawback.interest_fen()), pen.Text({", until ", "，期限 "}),
                     clawback.due_date(), pen.Text({", received ", "，已收 "}),
                     pen.Money(clawback.received_fen())));
  }
  if (claim.closing() != v1::RECOVERY_CLOSING_UNSPECIFIED) {
    lines.emplace_back(pen.Text({"recovery closed", "追偿结果"}),
                       pen.Text(LabelOf(claim.closing())));
  }
  return lines;
}

}  // namespace

Document CoverCard(const v1::GetCoverResponse& response, const Session& session) {
  const Pen pen(session);
  const v1::Cover& cover = response.cover();
  Document document;
  document.json = JsonMessage(response, JsonStyle::kIndented);
  Lines lines = CoverLines(pen, cover);
  lines.emplace_back(
      pen.Text({"entries", "条目"}),
      absl::StrCat(pen.Text({"applied ", "申请 "}), FormatCount(cover.applied_entry()), ", ",
                   pen.Position(response.position())));
  document.heading = AlignedLines(lines);
  if (response.has_judgement()) AppendJudgement(pen, response.judgement(), document);
  const bool table = session.FormatOr(Format::kTable) == Format::kTable;
  using enum ColumnKind;
  document.columns = {{"entry", pen.Text({"entry", "条目"}), kCount},
                      {"event", pen.Text({"event", "事项"}), kText},
                      {"number", pen.Text({"number", "编号"}), kText},
                      {"date", pen.Text({"date", "日期"}), kText},
                      {"state", pen.Text({"state", "状态"}), kText},
                      {"fund_amount", pen.Text({"of the fund", "基金承担"}), kAmount},
                      {"paid", pen.Text({"paid", "已支付"}), kAmount}};
  for (const v1::ReportedRisk& risk : cover.reports()) {
    document.rows.push_back({Count{risk.entry()}, TermText(session, risk.report().kind()),
                             risk.report().reference(), risk.report().report_date(), Cell(), Cell(),
                             Cell()});
  }
  for (const v1::Claim& claim : cover.claims()) {
    document.rows.push_back(
        {Count{claim.filed_entry()}, table ? pen.Text({"claim", "代偿申请"}) : std::string("claim"),
         claim.filing().claim_number(), claim.filed_date(), TermText(session, claim.state()),
         Amount{claim.fund_amount_fen()}, Amount{claim.paid_fen()}});
  }
  if (table && document.rows.empty()) document.columns.clear();
  return document;
}

Document ClaimCard(const v1::GetClaimResponse& response, const Session& session) {
  const Pen pen(session);
  Document document;
  document.json = JsonMessage(response, JsonStyle::kIndented);
  Lines lines = CoverLines(pen, response.cover());
  for (auto& line : ClaimLines(pen, response.claim())) lines.push_back(std::move(line));
  lines.emplace_back(pen.Text({"as of", "截至"}), pen.Position(response.position()));
  document.heading = AlignedLines(lines);
  if (response.has_judgement()) AppendJudgement(pen, response.judgement(), document);
  document.columns = TraceColumns(session, /*with_step=*/false);
  document.rows = TraceRows(response.judgement().verdict(), /*with_step=*/false);
  return document;
}

}  // namespace ippledge::client
