#include "storage/index_filter.h"

#include <pthread.h>

#include <utility>

#include "ledger/status_macros.h"
#include "storage/keys.h"

namespace ippledge::storage {
namespace {

constexpr std::size_t kKeysMin = 65'536;
constexpr std::size_t kHashBytes = sizeof(std::uint32_t);

std::uint32_t HashAt(absl::string_view hashes, std::size_t at) {
  std::uint32_t hash = 0;
  for (std::size_t i = kHashBytes; i-- > 0;) {
    hash = hash << 8 | static_cast<unsigned char>(hashes[at + i]);
  }
  return hash;
}

void AddAll(absl::string_view hashes, KeyFilter& filter) {
  constexpr std::size_t kAhead = 16 * kHashBytes;
  for (std::size_t at = 0; at + kHashBytes <= hashes.size(); at += kHashBytes) {
    if (at + kAhead + kHashBytes <= hashes.size()) filter.Prefetch(HashAt(hashes, at + kAhead));
    filter.Add(HashAt(hashes, at));
  }
}

}  // namespace

bool IsFiltered(absl::string_view key) {
  return !key.empty() && key[0] >= kLoanKind && key[0] <= kRequestKind;
}

void AppendHash(std::uint32_t hash, std::string& hashes) {
  for (int shift = 0; shift < 32; shift += 8) hashes.push_back(static_cast<char>(hash >> shift));
}

IndexFilter::IndexFilter(Rounds rounds)
    : rounds_(std::move(rounds)), filter_(std::make_shared<KeyFilter>(kKeysMin)) {}

IndexFilter::~IndexFilter() {
  ends_.store(true, std::memory_order_relaxed);
  if (loader_.joinable()) loader_.join();
}

void IndexFilter::StartLoading() {
  filter_.store(nullptr, std::memory_order_release);
  loader_ = std::thread([this] {
    pthread_setname_np(pthread_self(), "filter");
    loaded_ = Load(0);
  });
}

absl::Status IndexFilter::AwaitLoaded() {
  if (loader_.joinable()) loader_.join();
  return loaded_;
}

std::shared_ptr<const KeyFilter> IndexFilter::Newest() const {
  return filter_.load(std::memory_order_acquire);
}

std::vector<std::size_t> IndexFilter::MayBeThere(absl::Span<const std::string> keys) const {
  const std::shared_ptr<const KeyFilter> filter = Newest();
  std::vector<std::uint32_t> hashes(filter == nullptr ? 0 : keys.size());
  for (std::size_t i = 0; i < hashes.size(); ++i) {
    if (!IsFiltered(keys[i])) continue;
    hashes[i] = KeyHash(keys[i]);
    filter->Prefetch(hashes[i]);
  }
  std::vector<std::size_t> asked;
  for (std::size_t i = 0; i < keys.size(); ++i) {
    if (filter == nullptr || !IsFiltered(keys[i]) || filter->May(hashes[i])) asked.push_back(i);
  }
  return asked;
}

absl::Status IndexFilter::Load(std::size_t more) {
  const auto each_round = [&](const auto& take) {
    return rounds_([&](absl::string_view hashes) {
      if (ends_.load(std::memory_order_relaxed)) return false;
      take(hashes);
      return true;
    });
  };
  std::size_t bytes = 0;
  IPPLEDGE_RETURN_IF_ERROR(each_round([&](absl::string_view hashes) { bytes += hashes.size(); }));
  keys_ = bytes / kHashBytes;
  auto filter = std::make_shared<KeyFilter>(2 * (keys_ + more) + kKeysMin);
  IPPLEDGE_RETURN_IF_ERROR(each_round([&](absl::string_view hashes) { AddAll(hashes, *filter); }));
  // Half a filter would deny what is there.
  if (ends_.load(std::memory_order_relaxed)) return absl::CancelledError("the index is closed");
  filter_.store(std::move(filter), std::memory_order_release);
  return absl::OkStatus();
}

absl::Status IndexFilter::Add(absl::string_view hashes) {
  const std::size_t count = hashes.size() / kHashBytes;
  if (keys_ + count > filter_.load(std::memory_order_acquire)->capacity()) {
    IPPLEDGE_RETURN_IF_ERROR(Load(count));
  }
  AddAll(hashes, *filter_.load(std::memory_order_acquire));
  keys_ += count;
  return absl::OkStatus();
}

}  // namespace ippledge::storage
