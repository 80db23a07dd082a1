#include "client/commands/loan_card.h"

#include <string>
#include <utility>
#include <vector>

#include "absl/strings/str_cat.h"
#include "client/json.h"

namespace ippledge::client {
namespace {

class Card {
 public:
  Card(const v1::GetLoanResponse& response, const Session& session)
      : loan_(response.loan()), position_(response.position()), session_(session) {}

  std::vector<std::string> Heading() const {
    const v1::Borrower& borrower = loan_.borrower();
    std::vector<std::pair<std::string, std::string>> lines = {
        {Text({"loan", "贷款"}),
         absl::StrCat(loan_.name().bank(), "  ", loan_.name().contract_number())},
        {Text({"borrower", "借款企业"}), absl::StrCat(borrower.name(), Bracketed(borrower))},
        {Text({"unit", "地区"}),
         absl::StrCat(loan_.reporting_unit(), " (", borrower.division_code(), ")")},
        {Text({"contract amount", "合同金额"}), Money(loan_.contract_amount_fen())},
        {Text({"IP part", "知识产权部分"}), Money(loan_.ip_part_fen())},
        {Text({"registered", "登记金额"}), Money(loan_.registered_fen())},
        {Text({"disbursed", "已发放"}), Money(loan_.figures().disbursed_fen())},
        {Text({"outstanding", "未还本金"}), Money(loan_.figures().outstanding_fen())},
        {Text({"yearly rate", "年利率"}), FormatPercent(loan_.annual_rate_ppm())},
        {Text({"from, to", "起止"}),
         absl::StrCat(loan_.start_date(), " – ", loan_.maturity_date())},
        {Text({"state, class", "状态、分类"}),
         absl::StrCat(Text(LabelOf(static_cast<LoanState>(loan_.state()))), ", ",
                      Text(LabelOf(static_cast<LoanClass>(loan_.loan_class()))), Overdue())},
    };
    if (!loan_.renews_contract_number().empty()) {
      lines.emplace_back(Text({"renews", "续贷自"}), loan_.renews_contract_number());
    }
    for (const v1::PledgedRight& right : loan_.rights()) {
      lines.emplace_back(Text({"right", "质押权利"}), RightText(right));
    }
    lines.emplace_back(
        Text({"entries", "条目"}),
        absl::StrCat(FormatCount(loan_.first_entry()), " – ", FormatCount(loan_.last_entry()),
                     Text({", position ", "，位置 "}), FormatCount(position_)));
    return AlignedLines(lines);
  }

  std::vector<Column> EventColumns() const {
    using enum ColumnKind;
    return {{"entry", Text({"entry", "条目"}), kCount},
            {"event", Text({"event", "事项"}), kText},
            {"number", Text({"number", "编号"}), kText},
            {"date", Text({"date", "日期"}), kText},
            {"principal", Text({"principal", "本金"}), kAmount},
            {"interest", Text({"interest", "利息"}), kAmount},
            {"maturity_date", Text({"maturity", "到期日"}), kText},
            {"detail", Text({"detail", "说明"}), kText},
            {"corrected_by_entry", Text({"corrected by", "更正条目"}), kCount},
            {"voided", Text({"voided", "已撤销"}), kText}};
  }

  Row EventRow(const v1::LoanEvent& event) const {
    Row row = {Count{event.entry()}};
    for (Cell& cell : EventCells(event)) row.push_back(std::move(cell));
    row.push_back(event.corrected_by_entry() > 0 ? Cell(Count{event.corrected_by_entry()})
                                                 : Cell());
    row.push_back(event.voided());
    return row;
  }

 private:
  std::string Text(Bilingual text) const { return session_.Text(text); }
  std::string Money(std::int64_t fen) const {
    const Layout layout = session_.LayoutFor(Format::kTable);
    return absl::StrCat(FormatAmount(fen, layout.unit), " ",
                        UnitName(layout.unit, layout.currency_code, layout.language));
  }
  std::string KindText(v1::IpKind kind) const { return Text(LabelOf(static_cast<IpKind>(kind))); }

  std::string Bracketed(const v1::Borrower& borrower) const {
    if (borrower.unified_social_credit_code().empty()) return "";
    return absl::StrCat(" (", borrower.unified_social_credit_code(), ")");
  }

  std::string Overdue() const {
    if (loan_.overdue_days() == 0) return "";
    return session_.language() == Language::kChinese
               ? absl::StrCat("，逾期 ", loan_.overdue_days(), " 天")
               : absl::StrCat(", ", loan_.overdue_days(), " days overdue");
  }

  std::string RightText(const v1::PledgedRight& pledged) const {
    const v1::IpRight& right = pledged.right();
    std::string text =
        absl::StrCat(KindText(right.kind()), " ", right.number(), ", ", Money(right.secured_fen()));
    if (!right.registration_number().empty()) {
      absl::StrAppend(&text, Text({", registered ", "，登记 "}), right.registration_number(), " ",
                      right.registration_date());
    }
    if (!pledged.release_date().empty()) {
      absl::StrAppend(&text, Text({", released ", "，解除 "}), pledged.release_date());
    }
    if (pledged.also_pledged_elsewhere()) {
      absl::StrAppend(&text, Text({", ALSO PLEDGED ELSEWHERE", "，另有其他贷款质押"}));
    }
    return text;
  }

  // From "event" to "detail".
  std::vector<Cell> EventCells(const v1::LoanEvent& event) const {
    switch (event.event_case()) {
      case v1::LoanEvent::kDraw:
        return {Text({"draw", "放款"}),
                event.draw().draw_number(),
                event.draw().disbursement_date(),
                Amount{event.draw().principal_fen()},
                Cell(),
                event.draw().maturity_date(),
                Cell()};
      case v1::LoanEvent::kRepayment:
        return {Text({"repayment", "还款"}),
                event.repayment().repayment_number(),
                event.repayment().repayment_date(),
                Amount{event.repayment().principal_fen()},
                Amount{event.repayment().interest_fen()},
                Cell(),
                event.repayment().draw_number()};
      case v1::LoanEvent::kExtension:
        return {Text({"extension", "展期"}),
                event.extension().draw_number(),
                event.extension().agreed_date(),
                Cell(),
                Cell(),
                event.extension().maturity_date(),
                Cell()};
      case v1::LoanEvent::kClassChange:
        return {
            Text({"class", "分类"}),
            Cell(),
            event.class_change().change_date(),
            Cell(),
            Cell(),
            Cell(),
            absl::StrCat(Text(LabelOf(static_cast<LoanClass>(event.class_change().loan_class()))),
                         ", ", event.class_change().overdue_days())};
      case v1::LoanEvent::kPledgeRegistration:
        return {Text({"registration", "质押登记"}),
                event.pledge_registration().registration_number(),
                event.pledge_registration().registration_date(),
                Cell(),
                Cell(),
                Cell(),
                absl::StrCat(KindText(event.pledge_registration().kind()), " ",
                             event.pledge_registration().number())};
      case v1::LoanEvent::kPledgeRelease:
        return {Text({"release", "解除质押"}),
                Cell(),
                event.pledge_release().release_date(),
                Cell(),
                Cell(),
                Cell(),
                absl::StrCat(KindText(event.pledge_release().kind()), " ",
                             event.pledge_release().number())};
      case v1::LoanEvent::EVENT_NOT_SET:
        break;
    }
    // Of a newer server.
    return {std::string("?"), Cell(), Cell(), Cell(), Cell(), Cell(), Cell()};
  }

  const v1::Loan& loan_;
  const std::int64_t position_;
  const Session& session_;
};

}  // namespace

Document LoanCard(const v1::GetLoanResponse& response, const Session& session) {
  const Card card(response, session);
  Document document;
  document.json = JsonMessage(response, JsonStyle::kIndented);
  document.heading = card.Heading();
  document.columns = card.EventColumns();
  for (const v1::LoanEvent& event : response.loan().events()) {
    document.rows.push_back(card.EventRow(event));
  }
  return document;
}

}  // namespace ippledge::client
