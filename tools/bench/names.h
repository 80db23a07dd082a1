// tools/bench/names.h: names of what is compared, as the results have them.
#pragma once

namespace ippledge::bench {

// Contenders.
inline constexpr const char* kOurs = "ippledge";
inline constexpr const char* kEmpty = "empty handler";
inline constexpr const char* kRawJournal = "RocksDB alone, synced blocks";
inline constexpr const char* kDisk = "fdatasync of 4 KiB";
inline constexpr const char* kPostgres = "PostgreSQL";
inline constexpr const char* kSqliteFresh = "SQLite in process, fresh";
inline constexpr const char* kSqliteGrown = "SQLite in process, grown";
inline constexpr const char* kDuckDb = "DuckDB";
inline constexpr const char* kOneInFlight = "1 in flight";
inline constexpr const char* k64InFlight = "64 in flight";
inline constexpr const char* kFirstLoans = "first loans of a new store";
inline constexpr const char* kLastLoans = "last tenth of a grown store";
inline constexpr const char* kPlainText = "plain text";
inline constexpr const char* kMutualTls = "mutual TLS";
inline constexpr const char* kLoans = "loans";
inline constexpr const char* kRepayments = "repayments";
inline constexpr const char* kMovements = "fund movements";
inline constexpr const char* kClaimSteps = "steps of claims";
inline constexpr const char* kTwicePeak = "twice the peak offered";
inline constexpr const char* kClosedLoop = "peak, closed loop";

// Comparisons.
inline constexpr const char* kUnary1 = "unary, 1 in flight";
inline constexpr const char* kUnary64 = "unary, 64 in flight";
inline constexpr const char* kUnary512 = "unary, 512 in flight";
inline constexpr const char* kStream1 = "stream, 1 in flight";
inline constexpr const char* kStream64 = "stream, 64 in flight";
inline constexpr const char* kStream512 = "stream, 512 in flight";
inline constexpr const char* kBatches100 = "stream, batches of 100, 8 in flight";
inline constexpr const char* kBatches1000 = "stream, batches of 1,000, 8 in flight";
inline constexpr const char* kOneTotal = "all loans on the same totals";
inline constexpr const char* kOneFund = "all movements on the same fund";
inline constexpr const char* kHalfOfPeakStream = "half of peak, open loop, stream";
inline constexpr const char* kHalfOfPeakUnary = "half of peak, open loop, unary";
inline constexpr const char* kGrowth = "growth";
inline constexpr const char* kReopen = "reopen after kill -9";
inline constexpr const char* kBytes = "bytes on disk per loan";
inline constexpr const char* kMemory = "memory of the grown server";
inline constexpr const char* kRollUp = "totals at past positions, a roll-up covers the slice";
inline constexpr const char* kOtherSlice = "totals at past positions, any other slice";
inline constexpr const char* kTlsUnary = "TLS: unary, 64 in flight";
inline constexpr const char* kTlsStream = "TLS: stream, 512 in flight";
inline constexpr const char* kTlsBatches = "TLS: stream, batches of 1,000, 8 in flight";
inline constexpr const char* kKindsInBatches = "kinds of facts, batches of 1,000";
inline constexpr const char* kKindsUnary = "kinds of facts, unary, 64 in flight";
inline constexpr const char* kTwiceStream = "overload of a stream";
inline constexpr const char* kTwiceUnary = "overload of unary calls";
inline constexpr const char* kTwiceBatches = "overload of batches in unary calls";
inline constexpr const char* kRecoveryStream = "after an overload of a stream";
inline constexpr const char* kRecoveryUnary = "after an overload of unary calls";
inline constexpr const char* kRecoveryBatches = "after an overload of batches in unary calls";

}  // namespace ippledge::bench
