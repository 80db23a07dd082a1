#include "client/statement/camt_remarks.h"

#include "absl/strings/str_cat.h"

namespace ippledge::client {

std::vector<std::string> CamtRemarks::Texts() const {
  std::vector<std::string> texts;
  const auto count = [&](std::int64_t number, const char* zh, const char* en) {
    if (number > 0) texts.push_back(absl::StrCat(zh, "：", number, " / ", en, ": ", number));
  };
  if (!version.empty()) {
    texts.push_back(absl::StrCat("按相邻版本读取：", version,
                                 " / read as the versions next to it are: ", version));
  }
  if (no_namespace) {
    texts.push_back("文件没有写明 camt.053 版本 / the file does not say which version it is");
  }
  for (const auto& [status, number] : not_booked) {
    texts.push_back(absl::StrCat("未入账、不计入的流水 ", status, "：", number,
                                 " / entries left out that are not booked, ", status, ": ",
                                 number));
  }
  for (const auto& [type, number] : other_balances) {
    texts.push_back(absl::StrCat("未采用的余额类型 ", type, "：", number,
                                 " / balances left out of type ", type, ": ", number));
  }
  count(negative_zeros, "写作负零、按零读取的金额",
        "amounts written as negative zero, read as zero");
  count(value_date_taken, "没有入账日期、以起息日期代替的流水",
        "entries without a booking date, for which the value date stands");
  count(split, "按逐笔明细拆分的流水", "entries split into their payments");
  count(details_differ, "明细合计与流水金额不符、未拆分的流水",
        "entries kept whole because their payments do not add up to them");
  count(texts_cut, "附言过长、未全部保留的流水", "lines whose texts did not all fit");
  return texts;
}

}  // namespace ippledge::client
