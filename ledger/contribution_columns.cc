#include "ledger/contribution_columns.h"

#include "ledger/check.h"

namespace ippledge {

std::vector<std::uint32_t>& ContributionColumns::numbers(Dimension dimension) {
  switch (dimension) {
    case Dimension::kBank:
      return banks;
    case Dimension::kUnit:
      return units;
    case Dimension::kIndustry:
      return industries;
    case Dimension::kFirmSize:
      return firm_sizes;
    case Dimension::kIpKind:
      return kinds;
    default:
      IPPLEDGE_CHECK(false && "a date or no dimension");
  }
}

const std::vector<std::uint32_t>& ContributionColumns::numbers(Dimension dimension) const {
  return const_cast<ContributionColumns*>(this)->numbers(dimension);
}

Column ColumnOf(Dimension dimension) {
  switch (dimension) {
    case Dimension::kYear:
    case Dimension::kMonth:
    case Dimension::kDay:
      return Column::kDay;
    case Dimension::kUnit:
      return Column::kUnit;
    case Dimension::kBank:
      return Column::kBank;
    case Dimension::kIpKind:
      return Column::kIpKind;
    case Dimension::kFirmSize:
      return Column::kFirmSize;
    case Dimension::kIndustry:
      return Column::kIndustry;
    case Dimension::kUnspecified:
      break;
  }
  IPPLEDGE_CHECK(false && "not a dimension");
}

}  // namespace ippledge
