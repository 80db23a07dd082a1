#include "storage/wal_reader.h"

#include <algorithm>
#include <array>

#include "storage/crc32c.h"

namespace ippledge::storage {
namespace {

constexpr std::size_t kBlockBytes = 32 * 1024;
constexpr std::size_t kHeaderBytes = 7;
constexpr std::size_t kRecyclableHeaderBytes = 11;
constexpr std::uint8_t kRecyclableFrom = 5;
constexpr std::uint8_t kTypesEnd = 9;

std::uint32_t LoadU32(absl::string_view bytes, std::size_t at) {
  std::uint32_t value = 0;
  for (std::size_t i = 4; i-- > 0;) value = value << 8 | static_cast<std::uint8_t>(bytes[at + i]);
  return value;
}

struct Header {
  std::uint32_t crc = 0;
  std::size_t length = 0;
  std::uint8_t type = 0;

  bool known() const { return type >= 1 && type < kTypesEnd; }
  std::size_t bytes() const {
    return type >= kRecyclableFrom ? kRecyclableHeaderBytes : kHeaderBytes;
  }
};

// Precondition: kHeaderBytes from `offset` on.
Header HeaderAt(absl::string_view bytes, std::size_t offset) {
  const auto byte = [&](std::size_t i) { return static_cast<std::uint8_t>(bytes[offset + i]); };
  return {.crc = LoadU32(bytes, offset),
          .length = static_cast<std::size_t>(byte(4) | byte(5) << 8),
          .type = byte(6)};
}

std::size_t BlockEnd(std::size_t offset) { return (offset / kBlockBytes + 1) * kBlockBytes; }

bool IsZero(absl::string_view bytes) {
  return std::all_of(bytes.begin(), bytes.end(), [](char byte) { return byte == '\0'; });
}

// Disks write sectors, all or nothing, in any order.
constexpr std::size_t kSectorBytes = 512;
// Less of it may be zero in what was written.
constexpr std::size_t kHoleBytes = 4;

// True when the part of some sector in `bytes`, which begin at `offset` of the log, is zero.
bool HasHole(absl::string_view bytes, std::size_t offset) {
  while (!bytes.empty()) {
    const absl::string_view part = bytes.substr(0, kSectorBytes - offset % kSectorBytes);
    if (part.size() >= kHoleBytes && IsZero(part)) return true;
    offset += part.size();
    bytes.remove_prefix(part.size());
  }
  return false;
}

bool BeginsRecord(const std::optional<WalFragment>& fragment) {
  return fragment && (fragment->type == WalType::kFull || fragment->type == WalType::kFirst);
}

// True when one bit of the payload, turned over, gives the CRC that the header states.
bool OneBitOfPayloadHeals(absl::string_view guarded, std::uint32_t masked) {
  const std::uint32_t rotated = masked - 0xa282ead8u;
  const std::uint32_t stated = rotated << 15 | rotated >> 17;
  const std::uint32_t wanted = stated ^ ExtendCrc32c(0, guarded);
  // What each bit of one byte does to the CRC, from the last byte back to the first.
  std::array<std::uint32_t, 8> change;
  for (std::size_t bit = 0; bit < 8; ++bit) {
    const char byte = static_cast<char>(1 << bit);
    change[bit] = ExtendCrc32c(0, absl::string_view(&byte, 1)) ^ ExtendCrc32c(0, {"", 1});
  }
  const std::array<std::uint32_t, 8> of_bit = change;
  for (std::size_t left = guarded.size(); left > 0; --left) {
    for (std::uint32_t& value : change) {
      if (value == wanted) return true;
      std::uint32_t next = value >> 8;
      for (std::size_t bit = 0; bit < 8; ++bit) {
        if ((value >> bit & 1) != 0) next ^= of_bit[bit];
      }
      value = next;
    }
  }
  return false;
}

}  // namespace

std::optional<WalFragment> WalFragmentAt(const WalBytes& log, std::size_t offset) {
  const std::size_t end = std::min(BlockEnd(offset), log.bytes.size());
  if (offset + kHeaderBytes > end) return std::nullopt;
  const Header header = HeaderAt(log.bytes, offset);
  if (!header.known() || offset + header.bytes() + header.length > end) return std::nullopt;
  const bool recyclable = header.type >= kRecyclableFrom;
  const absl::string_view guarded =
      log.bytes.substr(offset + 6, header.bytes() - 6 + header.length);
  if (recyclable && LoadU32(guarded, 1) != static_cast<std::uint32_t>(log.number)) {
    return std::nullopt;
  }
  if (MaskCrc32c(ExtendCrc32c(0, guarded)) != header.crc) return std::nullopt;
  const int plain = recyclable ? header.type - kRecyclableFrom + 1 : header.type;
  return WalFragment{.type = static_cast<WalType>(plain),
                     .payload = guarded.substr(header.bytes() - 6),
                     .end = offset + header.bytes() + header.length};
}

std::optional<std::size_t> FindWalRecord(const WalBytes& log, std::size_t offset) {
  // Within the block fragments cannot be followed, so each byte may begin one.
  const auto search = [&](std::size_t from) -> std::optional<std::size_t> {
    for (const std::size_t end = std::min(BlockEnd(from), log.bytes.size()); from < end; ++from) {
      if (BeginsRecord(WalFragmentAt(log, from))) return from;
    }
    return std::nullopt;
  };
  if (auto found = search(offset + 1)) return found;
  // Each later block begins with a fragment.
  for (std::size_t block = BlockEnd(offset); block < log.bytes.size(); block += kBlockBytes) {
    std::size_t at = block;
    for (auto fragment = WalFragmentAt(log, at); fragment && at < BlockEnd(block);
         at = fragment->end, fragment = WalFragmentAt(log, at)) {
      if (BeginsRecord(fragment)) return at;
    }
    if (at >= BlockEnd(block)) continue;
    if (auto found = search(at)) return found;
  }
  return std::nullopt;
}

bool OneBitHealsWal(const WalBytes& log, std::size_t offset) {
  const std::size_t end = std::min(BlockEnd(offset), log.bytes.size());
  if (offset + kHeaderBytes > end) return false;
  // A copy of the block, so that the fragment lies as it lies in the log.
  const std::size_t block = offset / kBlockBytes * kBlockBytes;
  std::string copy(log.bytes.substr(block, end - block));
  const std::size_t at = offset - block;
  for (std::size_t bit = 0; bit < 8 * kRecyclableHeaderBytes; ++bit) {
    if (at + bit / 8 >= copy.size()) break;
    const auto turn = [&] { copy[at + bit / 8] ^= static_cast<char>(1 << bit % 8); };
    turn();
    if (WalFragmentAt({copy, log.number}, at)) return true;
    turn();
  }
  const Header header = HeaderAt(log.bytes, offset);
  if (!header.known() || offset + header.bytes() + header.length > end) return false;
  return OneBitOfPayloadHeals(log.bytes.substr(offset + 6, header.bytes() - 6 + header.length),
                              header.crc);
}

WalReader::Found WalReader::JudgeEnd() const {
  const std::size_t size = log_.bytes.size();
  const bool inside = record_offset_ != offset_;
  if (IsZero(log_.bytes.substr(std::min(offset_, size)))) {
    return inside ? Found::kTorn : Found::kEnd;
  }
  if (offset_ + kHeaderBytes > size) return Found::kTorn;
  const Header header = HeaderAt(log_.bytes, offset_);
  const std::size_t end = offset_ + header.bytes() + header.length;
  const bool is_known = header.known() && end <= BlockEnd(offset_);
  if (is_known && end > size) return Found::kTorn;
  // Without its header nobody knows how far it was to go: then what is zero at the end tells
  // nothing.
  const absl::string_view rest = log_.bytes.substr(offset_);
  const std::size_t length = is_known ? end - offset_ : rest.find_last_not_of('\0') + 1;
  const absl::string_view fragment = rest.substr(0, std::min(length, BlockEnd(offset_) - offset_));
  return HasHole(fragment, offset_) ? Found::kTorn : Found::kUnreadable;
}

WalReader::Found WalReader::Next() {
  const auto skip_padding = [this] {
    if (BlockEnd(offset_) - offset_ < kHeaderBytes) offset_ = BlockEnd(offset_);
  };
  skip_padding();
  record_offset_ = offset_;
  joined_.clear();
  for (bool inside = false;; skip_padding()) {
    const std::optional<WalFragment> fragment = WalFragmentAt(log_, offset_);
    if (!fragment) return JudgeEnd();
    const bool begins = BeginsRecord(fragment);
    // A record that was never ended, or one without beginning.
    if (begins == inside) return Found::kUnreadable;
    offset_ = fragment->end;
    if (fragment->type == WalType::kFull) {
      record_ = fragment->payload;
      return Found::kRecord;
    }
    joined_.append(fragment->payload.data(), fragment->payload.size());
    inside = true;
    if (fragment->type == WalType::kLast) {
      record_ = joined_;
      return Found::kRecord;
    }
  }
}

}  // namespace ippledge::storage
