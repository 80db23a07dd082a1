#include "storage/block.h"

#include <array>
#include <bit>

#include "absl/strings/str_cat.h"
#include "ledger/check.h"

namespace ippledge::storage {
namespace {

constexpr std::uint32_t kMagic = 0x424c5049;  // "IPLB"
constexpr std::size_t kFooterBytes = 32;
constexpr std::size_t kHeadlineFields = 11;

void PutU32(std::string& out, std::uint32_t value) {
  char bytes[4];
  for (int i = 0; i < 4; ++i) bytes[i] = static_cast<char>(value >> (8 * i));
  out.append(bytes, sizeof bytes);
}

void PutU64(std::string& out, std::uint64_t value) {
  PutU32(out, static_cast<std::uint32_t>(value));
  PutU32(out, static_cast<std::uint32_t>(value >> 32));
}

std::uint32_t GetU32(const char* bytes) {
  std::uint32_t value = 0;
  for (int i = 3; i >= 0; --i) value = value << 8 | static_cast<unsigned char>(bytes[i]);
  return value;
}

std::uint64_t GetU64(const char* bytes) {
  return GetU32(bytes) | std::uint64_t{GetU32(bytes + 4)} << 32;
}

using HeadlineFields = std::array<std::int64_t, kHeadlineFields>;

HeadlineFields FieldsOf(const Headline& h) {
  return {h.contract_fen,          h.disbursed_fen, h.registered_fen, h.ip_part_fen,
          h.disbursed_ip_part_fen, h.loans,         h.registrations,  h.loans_open,
          h.loans_repaid,          h.loans_voided,  h.repaid_fen};
}

Headline HeadlineFrom(const HeadlineFields& f) {
  return {.contract_fen = f[0],
          .disbursed_fen = f[1],
          .registered_fen = f[2],
          .ip_part_fen = f[3],
          .disbursed_ip_part_fen = f[4],
          .loans = f[5],
          .registrations = f[6],
          .loans_open = f[7],
          .loans_repaid = f[8],
          .loans_voided = f[9],
          .repaid_fen = f[10]};
}

absl::Status Damaged(std::int64_t first_entry, absl::string_view what) {
  return absl::DataLossError(absl::StrCat("block of entry ", first_entry, ": ", what));
}

}  // namespace

void BlockBuilder::Start(std::int64_t first_entry) {
  first_entry_ = first_entry;
  bytes_.clear();
  ends_.clear();
}

void BlockBuilder::Add(absl::string_view entry) {
  bytes_.append(entry.data(), entry.size());
  EndEntry();
}

void BlockBuilder::EndEntry() { ends_.push_back(static_cast<std::uint32_t>(bytes_.size())); }

std::size_t BlockBuilder::size_bytes() const {
  // The largest trailer: a frontier of 63 hashes.
  return bytes_.size() + 4 * ends_.size() + 63 * proof::kHashBytes + 8 * kHeadlineFields +
         kFooterBytes;
}

absl::string_view BlockBuilder::entry(std::size_t index) const {
  const std::size_t begin = index == 0 ? 0 : ends_[index - 1];
  return absl::string_view(bytes_).substr(begin, ends_[index] - begin);
}

Block BlockBuilder::Finish(const proof::Frontier& frontier, const Headline& headline,
                           std::int64_t commit_time_ms) {
  IPPLEDGE_CHECK(!ends_.empty());
  const std::int64_t last = first_entry_ + static_cast<std::int64_t>(ends_.size()) - 1;
  IPPLEDGE_CHECK(frontier.size() == static_cast<std::uint64_t>(last));
  for (const std::uint32_t end : ends_) PutU32(bytes_, end);
  bytes_.append(frontier.ToBytes());
  for (const std::int64_t field : FieldsOf(headline)) {
    PutU64(bytes_, static_cast<std::uint64_t>(field));
  }
  PutU64(bytes_, frontier.size());
  PutU64(bytes_, static_cast<std::uint64_t>(commit_time_ms));
  PutU32(bytes_, static_cast<std::uint32_t>(ends_.size()));
  PutU32(bytes_, kHeadlineFields);
  PutU32(bytes_, kBlockVersion);
  PutU32(bytes_, kMagic);
  Block block{.first_entry = first_entry_, .last_entry = last, .bytes = std::move(bytes_)};
  Start(last + 1);
  return block;
}

absl::StatusOr<BlockView> BlockView::Parse(std::int64_t first_entry, absl::string_view bytes) {
  if (bytes.size() < kFooterBytes) return Damaged(first_entry, "too short");
  const char* footer = bytes.data() + bytes.size() - kFooterBytes;
  if (GetU32(footer + 28) != kMagic) return Damaged(first_entry, "no block");
  if (const std::uint32_t version = GetU32(footer + 24); version != kBlockVersion) {
    if (version > kBlockVersion) {
      return absl::FailedPreconditionError(
          absl::StrCat("block of entry ", first_entry, " has format ", version,
                       "; this program knows up to ", kBlockVersion));
    }
    return Damaged(first_entry, "version 0");
  }
  const std::uint64_t tree_size = GetU64(footer);
  const std::uint64_t count = GetU32(footer + 16);
  if (GetU32(footer + 20) != kHeadlineFields) return Damaged(first_entry, "headline");
  if (count == 0 || first_entry < 1 ||
      tree_size != static_cast<std::uint64_t>(first_entry) + count - 1) {
    return Damaged(first_entry, "entry numbers");
  }
  const std::size_t frontier_bytes =
      static_cast<std::size_t>(std::popcount(tree_size)) * proof::kHashBytes;
  const std::size_t trailer = 4 * count + frontier_bytes + 8 * kHeadlineFields + kFooterBytes;
  if (bytes.size() < trailer) return Damaged(first_entry, "trailer");

  BlockView view;
  view.first_entry_ = first_entry;
  view.count_ = static_cast<std::int64_t>(count);
  view.commit_time_ms_ = static_cast<std::int64_t>(GetU64(footer + 8));
  view.entries_ = bytes.substr(0, bytes.size() - trailer);
  view.ends_ = bytes.substr(view.entries_.size(), 4 * count);
  std::uint32_t last_end = 0;
  for (std::size_t i = 0; i < count; ++i) {
    const std::uint32_t end = GetU32(view.ends_.data() + 4 * i);
    if (end <= last_end || end > view.entries_.size()) return Damaged(first_entry, "offsets");
    last_end = end;
  }
  if (last_end != view.entries_.size()) return Damaged(first_entry, "offsets");

  const char* at = view.ends_.data() + view.ends_.size();
  absl::StatusOr<proof::Frontier> frontier =
      proof::Frontier::FromBytes(tree_size, absl::string_view(at, frontier_bytes));
  if (!frontier.ok()) return Damaged(first_entry, "frontier");
  view.frontier_ = *std::move(frontier);
  at += frontier_bytes;
  HeadlineFields fields;
  for (std::size_t i = 0; i < kHeadlineFields; ++i) {
    fields[i] = static_cast<std::int64_t>(GetU64(at + 8 * i));
  }
  view.headline_ = HeadlineFrom(fields);
  return view;
}

absl::string_view BlockView::entry(std::int64_t number) const {
  IPPLEDGE_CHECK(number >= first_entry_ && number < first_entry_ + count_);
  const auto index = static_cast<std::size_t>(number - first_entry_);
  const std::uint32_t begin = index == 0 ? 0 : GetU32(ends_.data() + 4 * (index - 1));
  const std::uint32_t end = GetU32(ends_.data() + 4 * index);
  return entries_.substr(begin, end - begin);
}

}  // namespace ippledge::storage
