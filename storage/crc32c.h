// storage/crc32c.h: CRC-32C (Castagnoli), as RocksDB guards its files with it. Pure; any thread.
#pragma once

#include <cstdint>

#include "absl/strings/string_view.h"

namespace ippledge::storage {

// CRC-32C of what `crc` is the CRC-32C of, followed by `bytes`. Begin with 0.
std::uint32_t ExtendCrc32c(std::uint32_t crc, absl::string_view bytes);

// The form in which RocksDB stores one, so that the CRC of bytes that hold CRCs stays good.
constexpr std::uint32_t MaskCrc32c(std::uint32_t crc) {
  return ((crc >> 15) | (crc << 17)) + 0xa282ead8u;
}

}  // namespace ippledge::storage
