#include "client/import/problem.h"

#include "absl/strings/str_replace.h"
#include "ledger/check.h"
#include "ledger/text.h"

namespace ippledge::client {
namespace {

constexpr int kGotBytesMax = 180;

struct FaultRow {
  Fault fault;
  absl::string_view reason;
  absl::string_view english;
  absl::string_view chinese;
};

constexpr FaultRow kFaults[] = {
    {Fault::kRequired, "FIELD_REQUIRED", "the cell is empty", "单元格为空，此项必填"},
    {Fault::kScientific, "SCIENTIFIC_NOTATION",
     "\"{got}\" is in scientific notation: a spreadsheet has thrown digits away; format the column "
     "as text and fill in the whole number",
     "“{got}”是科学计数法，电子表格已丢失部分数字；请将该列设为文本格式后重新填写完整数字"},
    {Fault::kDateMalformed, "DATE_MALFORMED",
     "\"{got}\" is not a date in any of the layouts {want}", "“{got}”不是日期，可用格式：{want}"},
    {Fault::kDateUnreal, "DATE_MALFORMED", "there is no day \"{got}\"", "日期“{got}”不存在"},
    {Fault::kAmountMalformed, "AMOUNT_MALFORMED", "\"{got}\" is not an amount{want}",
     "“{got}”不是金额{want}"},
    {Fault::kAmountNotWhole, "AMOUNT_NOT_WHOLE_FEN",
     "\"{got}\" is not a whole number of fen (1/100 of the currency unit); nothing is rounded",
     "“{got}”不足一分的部分无法入账，系统不作四舍五入"},
    {Fault::kAmountRange, "AMOUNT_OUT_OF_RANGE", "\"{got}\" is beyond what the ledger holds",
     "“{got}”超出账本可记录的范围"},
    {Fault::kAmountUnits, "AMOUNT_UNITS_DIFFER",
     "\"{got}\" names a unit, the column another: {want}",
     "“{got}”的单位与该列单位（{want}）不一致"},
    {Fault::kRateMalformed, "RATE_MALFORMED", "\"{got}\" is not a rate", "“{got}”不是利率"},
    {Fault::kRateNotWhole, "RATE_NOT_WHOLE_PPM",
     "\"{got}\" is finer than one millionth; nothing is rounded",
     "“{got}”的精度超过百万分之一，系统不作四舍五入"},
    {Fault::kRateRange, "RATE_OUT_OF_RANGE", "\"{got}\" is below 0 or above 100 %",
     "“{got}”不在 0 至 100% 之间"},
    {Fault::kNumberMalformed, "NUMBER_MALFORMED", "\"{got}\" is not a whole number",
     "“{got}”不是整数"},
    {Fault::kWordUnknown, "WORD_UNKNOWN", "\"{got}\" is none of: {want}",
     "“{got}”不在可选值中：{want}"},
    {Fault::kNotInTable, "NOT_IN_TABLE", "the mapping's table has no line for \"{got}\"",
     "映射文件的对照表中没有“{got}”"},
    {Fault::kTermsDiffer, "CONTRACT_ROWS_DIFFER",
     "contract {got} stands in an earlier row with other terms; rows of one contract may differ "
     "only "
     "in their draw (number, dates, amount paid out)",
     "合同 {got} 与前面行的合同要素不一致；同一合同的各行只允许借据号、日期和发放金额不同"},
    {Fault::kTermsRecorded, "LOAN_EXISTS",
     "contract {got} is recorded with other terms: {want}; correct it with `ippledge import "
     "corrections`, or mend the row",
     "合同 {got} 已入账且要素不同：{want}；请用更正功能更正，或修改本行"},
    {Fault::kRightsCount, "RIGHTS_COUNT_DIFFERS",
     "the row names {want} rights, this cell {got}; give one for all or one for each",
     "本行有 {want} 项知识产权，此单元格有 {got} 项；请填写一项或逐项填写"},
    {Fault::kRightsAmounts, "RIGHTS_AMOUNTS_PARTLY",
     "some rights of the row have a secured amount and others none; give all or none",
     "部分知识产权有担保金额、部分没有；请全部填写或全部留空"},
    {Fault::kNamesMeet, "BANK_NAMES_MEET",
     "\"{got}\" and \"{want}\" would both be this body; give them ids in the mapping's table",
     "“{got}”与“{want}”会得到同一个机构编号；请在映射文件的对照表中分别指定"},
    {Fault::kCellTooLong, "CELL_TOO_LONG", "the cell has more than {want} bytes",
     "单元格超过 {want} 字节"},
    {Fault::kTooManyColumns, "TOO_MANY_COLUMNS", "the row has more than {want} columns",
     "该行超过 {want} 列"},
    {Fault::kTextAfterQuote, "QUOTE_MALFORMED",
     "there is text behind the closing quote; quotes inside a quoted cell must be doubled",
     "右引号之后还有文字；引号内的引号须写成两个"},
    {Fault::kExtraCells, "EXTRA_CELLS", "the row has {got} cells, the header {want}",
     "该行有 {got} 个单元格，表头只有 {want} 个"},
    {Fault::kCutOff, "ROW_CUT_OFF",
     "the file ends inside this row: {got} cells of {want} and no line end; fetch the file again",
     "文件在本行中断：只有 {got} 个单元格（应有 {want} 个）且无换行；请重新获取文件"},
};

}  // namespace

Problem ProblemOf(Fault fault, absl::string_view got, absl::string_view want) {
  for (const FaultRow& row : kFaults) {
    if (row.fault != fault) continue;
    // What was found may hold anything: it is shown on terminals and written to files.
    const std::string shown = Printable(CutToBytes(got, kGotBytesMax));
    const std::string wanted = Printable(want);
    Problem problem;
    problem.reason = std::string(row.reason);
    problem.english = absl::StrReplaceAll(row.english, {{"{got}", shown}, {"{want}", wanted}});
    problem.chinese = absl::StrReplaceAll(row.chinese, {{"{got}", shown}, {"{want}", wanted}});
    return problem;
  }
  IPPLEDGE_CHECK(false);
}

}  // namespace ippledge::client
