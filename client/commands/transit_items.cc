#include "client/commands/transit_items.h"

#include "client/commands/reconciliation_options.h"
#include "client/texts.h"

namespace ippledge::client {

std::string TransitName(const v1::TransitItem& item) {
  if (item.has_line()) return NameText(item.line());
  return item.has_movement() ? NameText(item.movement()) : "";
}

std::vector<Column> TransitColumns(const Session& session) {
  using enum ColumnKind;
  return {{"side", session.Text({"side", "方"}), kText},
          {"item", session.Text({"item", "编号"}), kText},
          {"item_date", session.Text({"date", "日期"}), kText},
          {"age_days", session.Text({"days", "天数"}), kCount},
          {"amount", session.Text({"amount", "金额"}), kAmount},
          {"reference", session.Text({"reference", "流水号"}), kText},
          {"movement_id", session.Text({"voucher", "凭证号"}), kText},
          {"kind", session.Text({"kind", "种类"}), kText},
          {"counterparty", session.Text({"other side", "对方"}), kText}};
}

Row TransitRow(const Session& session, const v1::TransitItem& item) {
  const bool table = session.FormatOr(Format::kTable) == Format::kTable;
  const auto kind = static_cast<FundMovementKind>(item.kind());
  const Bilingual side = item.has_line() ? Bilingual{"bank", "银行"} : Bilingual{"books", "账上"};
  std::string kind_text;
  if (item.has_movement()) kind_text = table ? session.Text(LabelOf(kind)) : KeyOf(kind);
  return {table ? session.Text(side) : std::string(side.en),
          TransitName(item),
          item.item_date(),
          Count{item.age_days()},
          Amount{item.amount_fen()},
          item.reference(),
          item.movement_id(),
          kind_text,
          item.counterparty()};
}

}  // namespace ippledge::client
