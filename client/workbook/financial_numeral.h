// client/workbook/financial_numeral.h: 大写金额, amounts in the characters of vouchers.
//
// By 会计基础工作规范 and 正确填写票据和结算凭证的基本规定: 壹贰叁肆伍陆柒捌玖, 拾佰仟万亿, 元角分.
// One 零 for noughts between figures, none at the end of a group; 整 after 元 and 角, never after
// 分; where the norm leaves 零 open (the yuan end with nought, or a group of four does) it is not
// written: 壹拾元伍角整, 壹拾万柒仟元整. A ten is always 壹拾. 10^12 is 万亿, as 兆 has two
// meanings. Without "人民币".
//
// Not from ICU's %spellout-cardinal-financial: that says 拾万, 壹亿壹万, 壹兆. Pure, any thread.
#pragma once

#include <string>

#include "ledger/money.h"

namespace ippledge::client {

// "壹佰万零壹拾元整", "叁角伍分", "壹元零伍分", "零元整"; 负 first of what is below 0.
std::string FinancialNumeral(Money amount);

}  // namespace ippledge::client
