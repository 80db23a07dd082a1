#include "storage/rocks_status.h"

#include <gtest/gtest.h>
#include <rocksdb/status.h>

#include "tests/testing/status_matchers.h"

namespace ippledge::storage {
namespace {

using rocksdb::Status;

TEST(RocksStatus, Examples) {
  EXPECT_THAT(FromRocks(Status::OK(), "write"), IsOk());
  const absl::Status status = FromRocks(Status::Corruption("bad block"), "read the journal");
  EXPECT_THAT(status, StatusIs(absl::StatusCode::kDataLoss));
  EXPECT_EQ(status.message(), "read the journal: Corruption: bad block");
}

TEST(RocksStatus, Codes) {
  struct Case {
    const char* name;
    Status status;
    absl::StatusCode code;
  };
  const Case cases[] = {
      {"no space", Status::NoSpace("file"), absl::StatusCode::kResourceExhausted},
      {"no space, as the system says it", Status::IOError("append", "No space left on device"),
       absl::StatusCode::kResourceExhausted},
      {"corruption", Status::Corruption("block checksum mismatch"), absl::StatusCode::kDataLoss},
      {"a held lock",
       Status::IOError("While lock file: /s/LOCK", "Resource temporarily unavailable"),
       absl::StatusCode::kUnavailable},
      {"not found", Status::NotFound(), absl::StatusCode::kNotFound},
      {"no such path", Status::PathNotFound("/s"), absl::StatusCode::kNotFound},
      {"no database", Status::InvalidArgument("/s", "does not exist (create_if_missing is false)"),
       absl::StatusCode::kNotFound},
      {"an error of the device", Status::IOError("read", "Input/output error"),
       absl::StatusCode::kInternal},
      {"anything else", Status::Aborted(), absl::StatusCode::kInternal},
  };
  for (const Case& c : cases) {
    EXPECT_THAT(FromRocks(c.status, "open"), StatusIs(c.code)) << c.name;
  }
}

}  // namespace
}  // namespace ippledge::storage
