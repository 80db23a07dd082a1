#include "ledger/matching_nearby.h"

#include <algorithm>
#include <cstdlib>
#include <optional>
#include <utility>

#include "ledger/matching_subset.h"

namespace ippledge {
namespace {

// The only entry of the fewest days from `day`, or kNobody.
std::size_t OnlyNearest(absl::Span<const DatedItems::Entry> near, int day) {
  if (near.empty() || near.size() > kEqualNearMax) return kNobody;
  const auto after =
      std::lower_bound(near.begin(), near.end(), day,
                       [](const DatedItems::Entry& entry, int d) { return entry.day < d; });
  const bool has_after = after != near.end();
  const bool has_before = after != near.begin();
  const int days_after = has_after ? after->day - day : 0;
  const int days_before = has_before ? day - (after - 1)->day : 0;
  if (has_after && has_before && days_after == days_before) return kNobody;
  if (has_after && (!has_before || days_after < days_before)) {
    const bool alone = after + 1 == near.end() || (after + 1)->day != after->day;
    return alone ? after->item : kNobody;
  }
  const auto before = after - 1;
  const bool alone = before == near.begin() || (before - 1)->day != before->day;
  return alone ? before->item : kNobody;
}

}  // namespace

std::vector<std::size_t> NearestOfParty(const Side& from, const Side& to) {
  DatedItems others;
  for (std::size_t i = 0; i < to.items.size(); ++i) {
    const OpenItem& item = to.items[i];
    if (item.party != kUnknownParty) others.Add(item.party, item.fen, item.day, i);
  }
  others.Sort();
  std::vector<std::size_t> nearest;
  for (const OpenItem& item : from.items) {
    nearest.push_back(kNobody);
    if (item.party == kUnknownParty) continue;
    nearest.back() = OnlyNearest(from.Near(item, others, item.party, item.fen), item.day);
  }
  return nearest;
}

std::vector<std::size_t> OnlyOfAmount(const Side& from, const Side& to) {
  DatedItems others;
  for (std::size_t i = 0; i < to.items.size(); ++i) {
    const OpenItem& item = to.items[i];
    if (item.taken) continue;
    others.Add(item.party, item.fen, item.day, i);
    others.Add(kAnyParty, item.fen, item.day, i);
  }
  others.Sort();
  std::vector<std::size_t> only;
  for (const OpenItem& item : from.items) {
    only.push_back(kNobody);
    if (item.taken) continue;
    const bool known = item.party != kUnknownParty;
    const auto same = from.Near(item, others, known ? item.party : kAnyParty, item.fen);
    const auto unknown = from.Near(item, others, kUnknownParty, item.fen);
    if (same.size() + (known ? unknown.size() : 0) != 1) continue;
    only.back() = same.empty() ? unknown.front().item : same.front().item;
  }
  return only;
}

std::vector<Sum> SumsOfParty(const Side& from, const Side& to) {
  DatedItems others;
  for (std::size_t i = 0; i < to.items.size(); ++i) {
    const OpenItem& item = to.items[i];
    if (!item.taken && item.party != kUnknownParty) {
      others.Add(item.party, item.sign(), item.day, i);
    }
  }
  others.Sort();
  std::vector<Sum> sums;
  std::vector<std::int64_t> fen;
  for (std::size_t i = 0; i < from.items.size(); ++i) {
    const OpenItem& item = from.items[i];
    if (item.taken || item.party == kUnknownParty) continue;
    const auto near = from.Near(item, others, item.party, item.sign());
    if (near.size() < 2 || near.size() > kSumCandidatesMax) continue;
    fen.clear();
    for (const DatedItems::Entry& entry : near) fen.push_back(std::abs(to.items[entry.item].fen));
    const std::optional<std::uint32_t> subset = FindOnlySubset(fen, std::abs(item.fen));
    if (!subset) continue;
    Sum sum{i, {}};
    for (std::size_t n = 0; n < near.size(); ++n) {
      if ((*subset >> n & 1) != 0) sum.parts.push_back(near[n].item);
    }
    std::sort(sum.parts.begin(), sum.parts.end());
    if (sum.parts.size() > 1) sums.push_back(std::move(sum));
  }
  return sums;
}

}  // namespace ippledge
