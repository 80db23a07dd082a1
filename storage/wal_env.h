// storage/wal_env.h: how the journal's database writes its log files. An inner header.
//
// To sync a file that has grown writes its inode too, and with it, where the file system keeps a
// journal, a commit of that: twice the time and the processor of a sync that only replaces bytes.
// So a small write at the end of a log brings zeros with it, over which the next ones go. A reader
// takes zeros for the end (wal_reader.h), and whoever asks how long a log is that is being written
// hears what was written of it.
#pragma once

#include <rocksdb/env.h>

#include <cstddef>
#include <memory>
#include <string>

namespace ippledge::storage {

// Zeros that a write at the end brings with it.
inline constexpr std::size_t kWalZeroBytes = 128 << 10;
// What is written between two syncs brings zeros up to this size. More of it pays for its own
// inode, and zeros would be as many bytes again.
inline constexpr std::size_t kWalSmallBytes = 32 << 10;

// The machine's files, but for log files (*.log) of the database in `folder`: what its torn records
// would be (wal_tail.h) is not read. Must outlive the database.
std::unique_ptr<rocksdb::Env> MakeWalEnv(const std::string& folder);

}  // namespace ippledge::storage
