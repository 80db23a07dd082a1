#include "storage/rocks_status.h"

#include <rocksdb/env.h>
#include <rocksdb/status.h>

#include "absl/strings/match.h"
#include "absl/strings/str_cat.h"

namespace ippledge::storage {

absl::Status FromRocks(const rocksdb::Status& status, absl::string_view doing) {
  if (status.ok()) return absl::OkStatus();
  const std::string text = absl::StrCat(doing, ": ", status.ToString());
  if (status.IsNoSpace() || absl::StrContains(text, "No space left")) {
    return absl::ResourceExhaustedError(text);
  }
  if (status.IsCorruption()) return absl::DataLossError(text);
  if (status.IsIOError() && absl::StrContains(text, "lock")) return absl::UnavailableError(text);
  const bool missing =
      status.IsNotFound() || status.IsPathNotFound() || absl::StrContains(text, "does not exist");
  if (missing) return absl::NotFoundError(text);
  return absl::InternalError(text);
}

std::shared_ptr<rocksdb::Logger> SilentLog() {
  class Silent final : public rocksdb::Logger {
   public:
    using rocksdb::Logger::Logv;
    void Logv(const char*, va_list) override {}
  };
  return std::make_shared<Silent>();
}

}  // namespace ippledge::storage
