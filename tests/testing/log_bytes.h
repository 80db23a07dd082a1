// tests/testing/log_bytes.h: what was written to a write-ahead log, to be damaged and put back.
#pragma once

#include <filesystem>
#include <fstream>
#include <iterator>
#include <string>

#include "storage/wal_reader.h"

namespace ippledge::storage {

// Its bytes up to the end of the last readable record, without the zeros behind it.
inline std::string LogBytes(const std::filesystem::path& log) {
  std::ifstream in(log, std::ios::binary);
  std::string bytes(std::istreambuf_iterator<char>(in), {});
  WalReader reader({bytes, std::stoull(log.stem().string())});
  std::size_t end = 0;
  while (reader.Next() == WalReader::Found::kRecord) end = reader.fragment_offset();
  bytes.resize(end);
  return bytes;
}

}  // namespace ippledge::storage
