// The words of statements, matches and exceptions: client/life_cycle_texts.h.
#include <iterator>

#include "client/life_cycle_texts.h"

namespace ippledge::client {
namespace {

constexpr Bilingual kNone = {"", ""};

constexpr Bilingual kMatchReasons[] = {kNone,
                                       {"bank reference", "流水号一致"},
                                       {"payment number", "凭证号一致"},
                                       {"one number, several items", "同号多笔"},
                                       {"taken back by the bank", "银行冲正"},
                                       {"reversed in the books", "账上冲销"},
                                       {"amount and party", "金额与对方一致"},
                                       {"amount and date", "金额与日期相近"},
                                       {"sum of several", "多笔合计"},
                                       {"by hand", "人工勾对"}};
constexpr Bilingual kStatementStates[] = {kNone,
                                          {"open, without effect", "导入中（未生效）"},
                                          {"counts", "有效"},
                                          {"withdrawn", "已撤回"}};
constexpr Bilingual kStandings[] = {
    kNone,
    {"it is matched", "已勾对"},
    {"its statement is still open", "所属对账单尚未导入完毕"},
    {"its statement was withdrawn", "所属对账单已撤回"},
    {"it is dated before the account's first day", "早于该账户的对账起始日"},
    {"it is certain: the next \"reconcile run\" matches it", "可确定，下次“reconcile run”即勾对"},
    {"it would be certain, but all of it lies in closed months", "可确定，但全部落在已结账月份"},
    {"it is likely: a person must accept the suggestion", "可能一致，须由人确认建议"},
    {"movements share its reference or amount, but nothing decides",
     "有账目与其流水号或金额一致，但无法判定"},
    {"no unmatched movement shares its reference or amount", "没有未达账目与其流水号或金额一致"}};
constexpr Bilingual kExceptionKinds[] = {kNone,
                                         {"money in that no entry explains", "银行来款无账"},
                                         {"money out that no entry explains", "银行付款无账"},
                                         {"claim paid, not at the bank", "已付赔款银行未见"},
                                         {"other movement not at the bank", "其他账上未达"},
                                         {"recovery not remitted in time", "追偿款逾期未缴"},
                                         {"remitted less than the fund's part", "追偿款少缴"},
                                         {"interest for lateness unpaid", "迟缴利息未付"}};

static_assert(std::size(kMatchReasons) == v1::MatchReason_ARRAYSIZE);
static_assert(std::size(kStatementStates) == v1::StatementState_ARRAYSIZE);
static_assert(std::size(kStandings) == v1::LineStanding_ARRAYSIZE);
static_assert(std::size(kExceptionKinds) == v1::ExceptionKind_ARRAYSIZE);

template <typename Table>
Bilingual In(const Table& table, int number) {
  const bool known = number >= 0 && number < static_cast<int>(std::size(table));
  return known ? table[number] : Bilingual{"?", "?"};
}

}  // namespace

Bilingual LabelOf(v1::MatchReason reason) { return In(kMatchReasons, reason); }
Bilingual LabelOf(v1::StatementState state) { return In(kStatementStates, state); }
Bilingual LabelOf(v1::LineStanding standing) { return In(kStandings, standing); }
Bilingual LabelOf(v1::ExceptionKind kind) { return In(kExceptionKinds, kind); }

}  // namespace ippledge::client
