#include "audit/index_rows.h"

#include <algorithm>
#include <functional>
#include <map>
#include <optional>
#include <utility>
#include <vector>

#include "absl/functional/function_ref.h"
#include "absl/strings/escaping.h"
#include "absl/strings/str_cat.h"
#include "absl/strings/str_replace.h"
#include "ledger/invariants.h"
#include "ledger/status_macros.h"
#include "ledger/text.h"
#include "storage/book_rows.h"
#include "storage/cover_rows.h"
#include "storage/fund_rows.h"
#include "storage/keys.h"
#include "storage/rows.h"
#include "storage/tile_rows.h"

namespace ippledge::audit {
namespace {

using storage::Index;

absl::Status Missing(absl::string_view key) {
  return absl::DataLossError(absl::StrCat("index: ", RowText(key), " is missing"));
}

absl::Status Surplus(absl::string_view key) {
  return absl::DataLossError(absl::StrCat("index: ", RowText(key), " should not be there"));
}

std::string LoanText(absl::string_view row) {
  const absl::StatusOr<LoanRef> loan = storage::DecodeLoanRow(row);
  if (!loan.ok()) return "unreadable";
  return absl::StrCat("after entry ", (*loan)->last_entry(), ", disbursed ",
                      FiguresOf(**loan).disbursed.fen(), ", repaid ",
                      FiguresOf(**loan).repaid.fen());
}

absl::Status Differs(absl::string_view key, absl::string_view found, absl::string_view expected) {
  std::string how;
  if (key.front() == storage::kLoanKind) {
    how = absl::StrCat(": ", LoanText(found), "; expected ", LoanText(expected));
  }
  return absl::DataLossError(absl::StrCat("index: ", RowText(key), " differs", how));
}

// Calls `visit` for the rows of one kind, in order of key, until it returns an error.
absl::Status VisitKind(
    const Index& index, char kind,
    const std::function<absl::Status(absl::string_view, absl::string_view)>& visit) {
  absl::Status status;
  IPPLEDGE_RETURN_IF_ERROR(index.Scan(std::string(1, kind),
                                      std::string(1, static_cast<char>(kind + 1)),
                                      [&](absl::string_view key, absl::string_view value) {
                                        status = visit(key, value);
                                        return status.ok();
                                      }));
  return status;
}

absl::Status CompareProgramme(const Index& index, const Refold& refold, const engine::TreeGrowth&) {
  const Programme& programme = refold.programme();
  IPPLEDGE_ASSIGN_OR_RETURN(const auto rows, index.Get({storage::ProgrammeKey()}));
  if (!rows[0]) return Missing(storage::ProgrammeKey());
  if (*rows[0] == storage::EncodeProgrammeRow(programme)) return absl::OkStatus();
  const absl::StatusOr<Programme> found = storage::DecodeProgrammeRow(*rows[0]);
  if (!found.ok()) return found.status();
  const std::string sums = DifferenceOf(found->headline, programme.headline);
  return absl::DataLossError(
      absl::StrCat("index: the programme differs", sums.empty() ? "" : ": ", sums));
}

// Rows that should be there, in order of key; nullopt at the end.
using NextRow = std::function<absl::StatusOr<std::optional<Index::Row>>()>;

absl::Status CompareKind(const Index& index, char kind, const NextRow& next) {
  IPPLEDGE_ASSIGN_OR_RETURN(std::optional<Index::Row> expected, next());
  IPPLEDGE_RETURN_IF_ERROR(
      VisitKind(index, kind, [&](absl::string_view key, absl::string_view value) -> absl::Status {
        if (!expected || expected->first > key) return Surplus(key);
        if (expected->first < key) return Missing(expected->first);
        if (expected->second != value) return Differs(key, value, expected->second);
        IPPLEDGE_ASSIGN_OR_RETURN(expected, next());
        return absl::OkStatus();
      }));
  return expected ? Missing(expected->first) : absl::OkStatus();
}

// Whether the rows with `from` <= key < `end` are `count`, each of them right: all that nearly
// always is to be found out, and without putting what is expected in order.
using IsRight = absl::FunctionRef<bool(absl::string_view key, absl::string_view value)>;
absl::StatusOr<bool> AllRight(const Index& index, const std::string& from, const std::string& end,
                              std::size_t count, IsRight right) {
  std::size_t found = 0;
  bool all = true;
  IPPLEDGE_RETURN_IF_ERROR(
      index.Scan(from, end, [&](absl::string_view key, absl::string_view value) {
        all = right(key, value);
        ++found;
        return all;
      }));
  return all && found == count;
}

absl::StatusOr<bool> AllRight(const Index& index, char kind, std::size_t count, IsRight right) {
  return AllRight(index, std::string(1, kind), std::string(1, static_cast<char>(kind + 1)), count,
                  right);
}

// A key about the middle of a map's, so that two threads can share its rows.
template <typename Map>
std::string MiddleKey(const Map& map) {
  constexpr std::size_t kSample = 1'000;
  std::vector<absl::string_view> sample;
  for (auto row = map.begin(); row != map.end() && sample.size() < kSample; ++row) {
    sample.push_back(row->first);
  }
  if (sample.empty()) return "";
  const auto middle = sample.begin() + static_cast<std::ptrdiff_t>(sample.size() / 2);
  std::nth_element(sample.begin(), middle, sample.end());
  return std::string(*middle);
}

// The same for the lower (0) or upper (1) half of the rows under the keys of `map`.
template <int kHalf, typename Map>
absl::StatusOr<bool> HalfRight(const Index& index, char kind, const Map& map, IsRight right) {
  const std::string middle = MiddleKey(map);
  const auto count =
      static_cast<std::size_t>(std::count_if(map.begin(), map.end(), [&](const auto& row) {
        return (row.first >= middle) == (kHalf == 1);
      }));
  const std::string from(1, kind);
  const std::string end(1, static_cast<char>(kind + 1));
  return kHalf == 0 ? AllRight(index, from, from + middle, count, right)
                    : AllRight(index, from + middle, end, count, right);
}

// The entries of a map, in order of key.
template <typename Map>
std::vector<const typename Map::value_type*> InOrder(const Map& map) {
  std::vector<const typename Map::value_type*> rows;
  rows.reserve(map.size());
  for (const auto& row : map) rows.push_back(&row);
  std::sort(rows.begin(), rows.end(),
            [](const auto* a, const auto* b) { return a->first < b->first; });
  return rows;
}

template <int kHalf>
absl::Status CompareLoans(const Index& index, const Refold& refold, const engine::TreeGrowth&) {
  const Refold::Loans& loans = refold.loans();
  storage::LoanRowCodec codec;
  std::string expected;
  IPPLEDGE_ASSIGN_OR_RETURN(const bool equal,
                            HalfRight<kHalf>(index, storage::kLoanKind, loans,
                                             [&](absl::string_view key, absl::string_view value) {
                                               const auto found = loans.find(key.substr(1));
                                               if (found == loans.end()) return false;
                                               expected.clear();
                                               codec.Encode(*found->second, expected);
                                               return expected == value;
                                             }));
  if (equal) return absl::OkStatus();
  const auto rows = InOrder(loans);
  return CompareKind(index, storage::kLoanKind,
                     [&, at = rows.begin()]() mutable -> absl::StatusOr<std::optional<Index::Row>> {
                       if (at == rows.end()) return std::nullopt;
                       Index::Row row(storage::LoanRowKey((*at)->first), "");
                       codec.Encode(*(*at++)->second, row.second);
                       return row;
                     });
}

template <int kHalf>
absl::Status CompareRights(const Index& index, const Refold& refold, const engine::TreeGrowth&) {
  const Refold::Rights& rights = refold.rights();
  IPPLEDGE_ASSIGN_OR_RETURN(
      const bool equal,
      HalfRight<kHalf>(
          index, storage::kRightKind, rights, [&](absl::string_view key, absl::string_view value) {
            const auto found = rights.find(key.substr(1));
            return found != rights.end() && storage::EncodePledges(found->second.pledges) == value;
          }));
  if (equal) return absl::OkStatus();
  const auto rows = InOrder(rights);
  return CompareKind(index, storage::kRightKind,
                     [&, at = rows.begin()]() mutable -> absl::StatusOr<std::optional<Index::Row>> {
                       if (at == rows.end()) return std::nullopt;
                       const auto& [key, right] = **at++;
                       return Index::Row(storage::RightRowKey(key),
                                         storage::EncodePledges(right.pledges));
                     });
}

// Organisation and id of a request row's key; nullopt for a key of another form.
std::optional<std::pair<absl::string_view, RequestId>> RequestOfKey(absl::string_view key) {
  constexpr std::size_t kIdBytes = sizeof(RequestId);
  if (key.size() < kIdBytes + 2) return std::nullopt;
  RequestId id;
  std::copy(key.end() - kIdBytes, key.end(), id.begin());
  return std::pair(key.substr(1, key.size() - kIdBytes - 2), id);
}

absl::Status CompareRequests(const Index& index, const Refold& refold, const engine::TreeGrowth&) {
  IPPLEDGE_ASSIGN_OR_RETURN(
      const bool equal,
      AllRight(index, storage::kRequestKind, static_cast<std::size_t>(refold.request_count()),
               [&](absl::string_view key, absl::string_view value) {
                 const auto request = RequestOfKey(key);
                 if (!request) return false;
                 const std::int64_t entry = refold.EntryOfRequest(request->first, request->second);
                 return key == storage::RequestRowKey(request->first, request->second) &&
                        entry != 0 && storage::RequestRow(entry) == value;
               }));
  if (equal) return absl::OkStatus();
  std::vector<std::pair<std::string, std::int64_t>> rows;
  refold.VisitRequests(
      [&](const std::string& organisation, const RequestId& id, std::int64_t entry) {
        rows.emplace_back(storage::RequestRowKey(organisation, id), entry);
      });
  std::sort(rows.begin(), rows.end());
  return CompareKind(index, storage::kRequestKind,
                     [&, at = rows.begin()]() mutable -> absl::StatusOr<std::optional<Index::Row>> {
                       if (at == rows.end()) return std::nullopt;
                       const auto& [key, entry] = *at++;
                       return Index::Row(key, storage::RequestRow(entry));
                     });
}

absl::Status CompareMovements(const Index& index, const Refold& refold, const engine::TreeGrowth&) {
  const FundBook& fund = refold.programme().fund;
  return CompareKind(
      index, storage::kMovementKind,
      [&, place = std::size_t{0}]() mutable -> absl::StatusOr<std::optional<Index::Row>> {
        if (place == fund.size()) return std::nullopt;
        Index::Row row(storage::MovementRowKey(fund, place),
                       storage::EncodeMovementRow(fund, place));
        ++place;
        return row;
      });
}

absl::Status CompareSorted(const Index& index, char kind, std::vector<Index::Row> rows) {
  return CompareKind(index, kind,
                     [&, at = rows.begin()]() mutable -> absl::StatusOr<std::optional<Index::Row>> {
                       if (at == rows.end()) return std::nullopt;
                       return std::move(*at++);
                     });
}

absl::Status CompareBooks(const Index& index, const Refold& refold, const engine::TreeGrowth&) {
  const auto& changes = refold.book_events();
  return CompareKind(
      index, storage::kBookKind,
      [&, at = changes.begin()]() mutable -> absl::StatusOr<std::optional<Index::Row>> {
        if (at == changes.end()) return std::nullopt;
        const Changes::BookEvent& change = *at++;
        return Index::Row(storage::BookRowKey(change.entry), storage::EncodeBookRow(*change.event));
      });
}

// Sums over covered loans, and open work: counted afresh from the loans.
absl::Status CompareCover(const Index& index, const Refold& refold, const engine::TreeGrowth&) {
  std::map<std::string, CoverSums> sums;
  std::vector<Index::Row> work;
  for (const auto& [key, loan] : refold.loans()) {
    if (loan->cover == nullptr) continue;
    const std::string unit = UnitCodeOf(refold.programme(), loan->terms->borrower.division_code);
    for (const auto& [name, added] : SumsOfCover(*loan, unit)) AddTo(sums[name], added, +1);
    for (const WorkItem& item : WorkOf(*loan)) {
      work.emplace_back(storage::WorkRowKey(item), storage::WorkRow(item));
    }
  }
  std::vector<Index::Row> rows;
  for (const auto& [name, of_loans] : sums) {
    if (of_loans.IsZero()) continue;
    rows.emplace_back(storage::CoverSumsRowKey(name), storage::EncodeCoverSums(of_loans));
  }
  IPPLEDGE_RETURN_IF_ERROR(CompareSorted(index, storage::kCoverSumsKind, std::move(rows)));
  std::sort(work.begin(), work.end());
  return CompareSorted(index, storage::kWorkKind, std::move(work));
}

// A tree that grows from nothing reads no row: they come from the full tiles alone, in order of
// key.
absl::Status CompareTiles(const Index& index, const Refold&, const engine::TreeGrowth& tree) {
  std::vector<Index::Row> rows;
  IPPLEDGE_RETURN_IF_ERROR(storage::AddTileRows(index, 0, tree.full_tiles, rows));
  return CompareSorted(index, storage::kTileKind, std::move(rows));
}

// The rows of one kind, a thousand at a time.
class RowPager {
 public:
  RowPager(const Index* index, char kind) : index_(*index), from_(1, kind), end_(1, kind) {
    ++end_.back();
  }

  absl::StatusOr<std::optional<Index::Row>> Next() {
    constexpr std::size_t kPageRows = 1000;
    if (next_ == page_.size()) {
      page_.clear();
      next_ = 0;
      IPPLEDGE_RETURN_IF_ERROR(
          index_.Scan(from_, end_, [&](absl::string_view key, absl::string_view value) {
            page_.emplace_back(key, value);
            return page_.size() < kPageRows;
          }));
      if (page_.empty()) return std::nullopt;
      from_ = page_.back().first + std::string(1, '\0');
    }
    return std::move(page_[next_++]);
  }

 private:
  const Index& index_;
  std::string from_;
  std::string end_;
  std::vector<Index::Row> page_;
  std::size_t next_ = 0;
};

}  // namespace

std::string RowText(absl::string_view key) {
  if (key.empty()) return "row without key";
  const absl::string_view rest = key.substr(1);
  switch (key.front()) {
    case storage::kMetaKind:
      return Printable(rest);
    case storage::kLoanKind:
      return absl::StrCat("loan ", Printable(absl::StrReplaceAll(rest, {{{"\0", 1}, " "}})));
    case storage::kRightKind:
      return absl::StrCat("right ", RightText(rest));
    case storage::kRequestKind: {
      constexpr std::size_t kIdBytes = sizeof(RequestId);
      if (rest.size() <= kIdBytes) break;
      const std::size_t organisation = rest.size() - kIdBytes - 1;
      return absl::StrCat("request ", Printable(rest.substr(0, organisation)), " ",
                          absl::BytesToHexString(rest.substr(organisation + 1)));
    }
    case storage::kMovementKind:
      if (rest.size() == 8) {
        return absl::StrCat("movement of entry ", storage::FromBigEndian(rest));
      }
      if (rest.size() < 8) break;
      return absl::StrCat("further movement of entry ", storage::FromBigEndian(rest.substr(0, 8)));
    case storage::kBookKind:
      if (rest.size() != 8) break;
      return absl::StrCat("book event of entry ", storage::FromBigEndian(rest));
    case storage::kTileKind:
      if (rest.size() != 9) break;
      return absl::StrCat("tile ", storage::FromBigEndian(rest.substr(1)), " of level ",
                          static_cast<int>(rest.front()));
    case storage::kCoverSumsKind:
      return absl::StrCat("sums of cover ",
                          Printable(absl::StrReplaceAll(rest, {{{"\0", 1}, " "}})));
    case storage::kWorkKind: {
      const absl::StatusOr<WorkItem> item = storage::ParseWorkRowKey(key);
      if (!item.ok()) break;
      return absl::StrCat("work ", NameOf(item->step), " of loan ",
                          Printable(absl::StrReplaceAll(item->loan_key, {{{"\0", 1}, " "}})));
    }
    default:
      break;
  }
  return absl::StrCat("row ", absl::BytesToHexString(key));
}

absl::Span<const Comparison> Comparisons() {
  static constexpr Comparison kAll[] = {
      CompareProgramme, CompareLoans<0>,  CompareLoans<1>, CompareRights<0>, CompareRights<1>,
      CompareRequests,  CompareMovements, CompareBooks,    CompareTiles,     CompareCover};
  return kAll;
}

absl::Status CompareRows(const Index& index, const Index& expected) {
  for (const char kind : {storage::kMetaKind, storage::kLoanKind, storage::kRightKind,
                          storage::kRequestKind, storage::kMovementKind, storage::kBookKind,
                          storage::kTileKind, storage::kCoverSumsKind, storage::kWorkKind}) {
    RowPager pager(&expected, kind);
    IPPLEDGE_RETURN_IF_ERROR(CompareKind(index, kind, [&] { return pager.Next(); }));
  }
  return absl::OkStatus();
}

}  // namespace ippledge::audit
