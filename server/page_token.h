// server/page_token.h: tokens that pin a list to one picture, sealed so that nobody makes their
// own.
//
// A token is base64url of: a seal (HMAC-SHA-256 over what it belongs to and the rest, cut to 16
// bytes), the position (8 bytes BE), the last key. The key of the seal lies in the store, so that
// tokens survive a restart.
#pragma once

#include <cstdint>
#include <string>

#include "absl/status/statusor.h"
#include "absl/strings/string_view.h"

namespace ippledge::server {

struct PagePoint {
  std::int64_t position = 0;
  std::string last_key;
};

class PageTokens {
 public:
  // Reads the key from `path`, or makes one (mode 0600). UNAVAILABLE when neither works.
  static absl::StatusOr<PageTokens> Load(const std::string& path);
  explicit PageTokens(std::string key) : key_(std::move(key)) {}

  // `scope` is what the token is good for: method, programme, filters, caller.
  std::string Seal(absl::string_view scope, const PagePoint& point) const;
  // PAGE_TOKEN_INVALID for anything that Seal() did not make for the same scope.
  absl::StatusOr<PagePoint> Open(absl::string_view scope, absl::string_view token) const;

 private:
  std::string key_;
};

// Page size as asked: 0 is 50, above 1,000 is 1,000. VALUE_OUT_OF_RANGE when negative.
absl::StatusOr<int> PageSizeOf(int asked);

}  // namespace ippledge::server
