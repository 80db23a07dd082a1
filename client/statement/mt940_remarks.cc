#include "client/statement/mt940_remarks.h"

#include "absl/strings/str_cat.h"

namespace ippledge::client {

void Mt940Remarks::AddUnknownTag(absl::string_view name) {
  const std::string key(name);
  if (const auto known = unknown_tags.find(key); known != unknown_tags.end()) {
    ++known->second;
  } else if (unknown_tags.size() < kTagsMax) {
    unknown_tags.emplace(key, 1);
  } else {
    ++other_unknown_tags;
  }
}

std::vector<std::string> Mt940Remarks::Texts() const {
  std::vector<std::string> texts;
  const auto count = [&](std::int64_t number, absl::string_view zh, absl::string_view en) {
    if (number > 0) texts.push_back(absl::StrCat(zh, "：", number, " / ", en, ": ", number));
  };
  for (const auto& [name, number] : unknown_tags) {
    count(number, absl::StrCat("未采用的栏位 ", name), absl::StrCat("fields left out, ", name));
  }
  count(other_unknown_tags, "未采用的其他栏位", "other fields left out");
  count(pages_joined, "并入前页的对账单续页", "pages joined to the page before");
  count(pages_alone, "缺少前页或后页的对账单", "statements that lack a page before or behind");
  count(currency_assumed, "未写币种、按期初余额币种读取的余额",
        "balances without currency, read in that of the opening balance");
  count(texts_cut, "附言过长、未全部保留的流水", "lines whose texts did not all fit");
  return texts;
}

}  // namespace ippledge::client
