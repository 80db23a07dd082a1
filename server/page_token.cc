#include "server/page_token.h"

#include <fcntl.h>
#include <unistd.h>

#include <algorithm>
#include <cstdio>
#include <fstream>
#include <iterator>

#include "absl/strings/escaping.h"
#include "absl/strings/str_cat.h"
#include "ledger/refusal.h"
#include "proof/hmac.h"
#include "proof/random.h"

namespace ippledge::server {
namespace {

constexpr std::size_t kKeyBytes = 32;
constexpr std::size_t kSealBytes = 16;
constexpr std::size_t kTokenBytesMax = 1024;

std::string PositionBytes(std::int64_t position) {
  std::string bytes;
  for (int shift = 56; shift >= 0; shift -= 8) {
    bytes.push_back(static_cast<char>(static_cast<std::uint64_t>(position) >> shift));
  }
  return bytes;
}

std::string SealOf(const std::string& key, absl::string_view scope, absl::string_view body) {
  return proof::HmacSha256(key, absl::StrCat(scope.size(), ":", scope, body)).substr(0, kSealBytes);
}

}  // namespace

absl::StatusOr<PageTokens> PageTokens::Load(const std::string& path) {
  std::ifstream in(path, std::ios::binary);
  if (in) {
    std::string key((std::istreambuf_iterator<char>(in)), std::istreambuf_iterator<char>());
    if (key.size() == kKeyBytes) return PageTokens(std::move(key));
    return absl::DataLossError(absl::StrCat(path, " is not a key"));
  }
  std::string key = proof::RandomBytes(kKeyBytes);
  // Whole or not there at all, whenever the machine stops.
  const std::string part = absl::StrCat(path, ".part");
  const int fd = open(part.c_str(), O_WRONLY | O_CREAT | O_TRUNC | O_CLOEXEC, 0600);
  const bool written = fd >= 0 &&
                       write(fd, key.data(), key.size()) == static_cast<ssize_t>(key.size()) &&
                       fsync(fd) == 0;
  if (fd >= 0) close(fd);
  if (!written || rename(part.c_str(), path.c_str()) != 0) {
    return absl::UnavailableError(absl::StrCat("cannot write ", path));
  }
  return PageTokens(std::move(key));
}

std::string PageTokens::Seal(absl::string_view scope, const PagePoint& point) const {
  const std::string body = absl::StrCat(PositionBytes(point.position), point.last_key);
  return absl::WebSafeBase64Escape(absl::StrCat(SealOf(key_, scope, body), body));
}

absl::StatusOr<PagePoint> PageTokens::Open(absl::string_view scope, absl::string_view token) const {
  std::string bytes;
  if (token.size() > kTokenBytesMax || !absl::WebSafeBase64Unescape(token, &bytes) ||
      bytes.size() < kSealBytes + 8 ||
      !proof::EqualInConstantTime(SealOf(key_, scope, bytes.substr(kSealBytes)),
                                  absl::string_view(bytes).substr(0, kSealBytes))) {
    return Refuse(Reason::kPageTokenInvalid, "page_token");
  }
  PagePoint point;
  for (std::size_t i = 0; i < 8; ++i) {
    point.position = point.position << 8 | static_cast<unsigned char>(bytes[kSealBytes + i]);
  }
  point.last_key = bytes.substr(kSealBytes + 8);
  return point;
}

absl::StatusOr<int> PageSizeOf(int asked) {
  constexpr int kDefault = 50;
  constexpr int kMax = 1000;
  if (asked < 0) {
    return Refuse(Reason::kValueOutOfRange, "page_size",
                  {{"got", absl::StrCat(asked)}, {"min", "0"}, {"max", absl::StrCat(kMax)}});
  }
  return asked == 0 ? kDefault : std::min(asked, kMax);
}

}  // namespace ippledge::server
