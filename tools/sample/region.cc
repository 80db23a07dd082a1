#include "tools/sample/region.h"

#include <array>

#include "tools/sample/codes.h"

namespace ippledge::sample {
namespace {

constexpr std::array kUnits = {
    Unit{"150100", "呼和浩特", 235, "0102 0103 0104 0105 0121 0122 0123 0124 0125"},
    Unit{"150200", "包头", 200, "0202 0203 0204 0205 0206 0207 0221 0222 0223"},
    Unit{"150300", "乌海", 36, "0302 0303 0304"},
    Unit{"150400", "赤峰", 92, "0402 0403 0404 0421 0422 0423 0424 0425 0426 0428 0429 0430"},
    Unit{"150500", "通辽", 74, "0502 0521 0522 0523 0524 0525 0526 0581"},
    Unit{"150600", "鄂尔多斯", 160, "0602 0603 0621 0622 0623 0624 0625 0626 0627"},
    Unit{"150700", "呼伦贝尔", 52, "0702 0721 0722 0723 0724 0725 0782 0783 0784 0785"},
    Unit{"150800", "巴彦淖尔", 48, "0802 0821 0822 0823 0824 0825 0826"},
    Unit{"150900", "乌兰察布", 38, "0902 0921 0922 0923 0924 0925 0926 0927 0928 0929 0981"},
    Unit{"152200", "兴安", 20, "2201 2202 2221 2222 2223 2224"},
    Unit{"152500", "锡林郭勒", 22, "2502 2522 2523 2524 2525 2526 2527 2528 2529 2530 2531"},
    Unit{"152900", "阿拉善", 10, "2921 2922 2923"},
    Unit{"150781", "满洲里", 7, "0781"},
    Unit{"152501", "二连浩特", 6, "2501"},
};

constexpr std::array kBanks = {
    Bank{"qingcao", "示例青草银行", "Sample Greengrass Bank", "QC", 150},
    Bank{"yunshan", "示例云杉银行", "Sample Spruce Bank", "YS", 130},
    Bank{"beichen", "示例北辰银行", "Sample Northstar Bank", "BC", 110},
    Bank{"changdiao", "示例长调银行", "Sample Longsong Bank", "CD", 95},
    Bank{"huyang", "示例胡杨银行", "Sample Poplar Bank", "HY", 80},
    Bank{"baihua", "示例白桦银行", "Sample Birch Bank", "BH", 70},
    Bank{"tuoling", "示例驼铃银行", "Sample Camelbell Bank", "TL", 60},
    Bank{"haoyue", "示例皓月银行", "Sample Moonlight Bank", "HA", 50},
    Bank{"shazao", "示例沙枣银行", "Sample Oleaster Bank", "SZ", 44},
    Bank{"cangqiong", "示例苍穹银行", "Sample Firmament Bank", "CQ", 38},
    Bank{"qinma", "示例琴马银行", "Sample Fiddlehorse Bank", "QM", 33},
    Bank{"yunque", "示例云雀银行", "Sample Skylark Bank", "YQ", 28},
    Bank{"songtao", "示例松涛银行", "Sample Pinewind Bank", "ST", 24},
    Bank{"luming", "示例鹿鸣银行", "Sample Deercall Bank", "LM", 20},
    Bank{"xueyuan", "示例雪原银行", "Sample Snowfield Bank", "XY", 17},
    Bank{"hupan", "示例湖畔银行", "Sample Lakeside Bank", "HP", 14},
    Bank{"maisui", "示例麦穗村镇银行", "Sample Wheatear Rural Bank", "MS", 12},
    Bank{"muge", "示例牧歌村镇银行", "Sample Pastoral Rural Bank", "MG", 10},
    Bank{"lingyang", "示例羚羊村镇银行", "Sample Antelope Rural Bank", "LY", 8},
    Bank{"zhaoxia", "示例朝霞村镇银行", "Sample Daybreak Rural Bank", "ZX", 7},
};

constexpr std::array kTrades = {
    Trade{"乳业", "C14", 60},      Trade{"农牧", "A03", 45},     Trade{"种业", "A05", 25},
    Trade{"食品", "C13", 70},      Trade{"酒业", "C15", 15},     Trade{"绒纺", "C17", 30},
    Trade{"化工", "C26", 60},      Trade{"生物制药", "C27", 65}, Trade{"新材料", "C30", 75},
    Trade{"稀土", "C32", 60},      Trade{"金属制品", "C33", 40}, Trade{"重工", "C34", 45},
    Trade{"智能装备", "C35", 75},  Trade{"车辆", "C36", 20},     Trade{"电气", "C38", 50},
    Trade{"通信设备", "3922", 30}, Trade{"仪器", "C40", 30},     Trade{"风电", "D44", 35},
    Trade{"矿业", "B06", 15},      Trade{"建工", "E48", 20},     Trade{"商贸", "F51", 20},
    Trade{"网络", "I64", 20},      Trade{"软件", "6513", 60},    Trade{"检测", "M74", 25},
    Trade{"科技", "M75", 80},      Trade{"环境", "N77", 30},     Trade{"文化", "R86", 12},
};

constexpr std::array<std::string_view, 40> kCoinages = {
    "青云", "瑞禾", "恒岳", "天远", "博川", "蒙泰", "北野", "金穗", "浩然", "思远",
    "晟达", "宏图", "联创", "中昊", "鸿雁", "星野", "立信", "众合", "安澜", "启明",
    "兆丰", "朗润", "万里", "新源", "同辉", "优牧", "绿野", "领航", "华创", "乾元",
    "慧通", "润泽", "百川", "长风", "曙光", "泰和", "凌云", "嘉禾", "远航", "聚力",
};

void AddBody(std::string& text, std::string_view id, std::string_view kind, std::string_view zh,
             std::string_view en, std::string_view more) {
  text.append("bodies {\n  body_id: \"").append(id).append("\"\n  kind: BODY_KIND_").append(kind);
  text.append("\n  name_zh: \"").append(zh).append("\"\n  name_en: \"").append(en).append("\"\n");
  text.append(more).append("}\n");
}

}  // namespace

std::vector<std::string> Unit::Counties() const {
  std::vector<std::string> codes;
  for (std::size_t at = 0; at < counties.size(); at += 5) {
    codes.push_back("15" + std::string(counties.substr(at, 4)));
  }
  return codes;
}

std::span<const Unit> Units() { return kUnits; }
std::span<const Bank> Banks() { return kBanks; }
std::span<const Trade> Trades() { return kTrades; }
std::span<const std::string_view> Coinages() { return kCoinages; }

bool HasBranch(int bank, int unit) {
  const int weight = Banks()[static_cast<std::size_t>(bank)].weight;
  return unit == 0 || weight >= 80 || (bank * 5 + unit * 3) % 14 < 2 + weight / 8;
}

std::string BranchOf(int bank, int unit) { return BranchCode(971 + bank, 1900 + unit, 1 + bank); }

std::string BodiesTextproto() {
  std::string text =
      "# proto-file: proto/ippledge/v1/programme_service.proto\n"
      "# proto-message: ippledge.v1.ListBodiesResponse\n"
      "#\n"
      "# Bodies of the sample programme. All of them are made up, and so are the branch codes "
      "(their\n"
      "# check digits are right). Written by `ippledge-sample --bodies FILE`.\n";
  AddBody(text, "ip-office", "IP_OFFICE", "示例知识产权局", "Sample IP Office", "");
  AddBody(text, "finance-bureau", "FINANCE_BUREAU", "示例财政局", "Sample Finance Bureau", "");
  AddBody(text, "fund-manager", "FUND_MANAGER", "示例补偿基金管理公司", "Sample Fund Manager",
          "  agreement_date: \"2020-12-01\"\n");
  for (std::size_t i = 0; i < kBanks.size(); ++i) {
    std::string more;
    for (std::size_t unit = 0; unit < kUnits.size(); ++unit) {
      const int bank = static_cast<int>(i);
      if (!HasBranch(bank, static_cast<int>(unit))) continue;
      more += "  branch_codes: \"" + BranchOf(bank, static_cast<int>(unit)) + "\"\n";
    }
    more += "  agreement_date: \"2020-12-" + Digits(2 + static_cast<int>(i), 2) + "\"\n";
    more += "  standing: STANDING_ACTIVE\n";
    const Bank& bank = kBanks[i];
    AddBody(text, bank.body_id, "PARTNER_BANK", bank.name_zh, bank.name_en, more);
  }
  return text;
}

}  // namespace ippledge::sample
