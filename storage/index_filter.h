// storage/index_filter.h: the filter of an index's keys, from the hashes that its rounds left.
//
// Loaded on a thread of its own: the hashes of ten million loans take about a second, and an index
// answers without a filter too, only slower. Until it is there every key may be there.
// MayBeThere(): any thread. All else: the thread that writes rounds.
#pragma once

#include <atomic>
#include <cstddef>
#include <cstdint>
#include <functional>
#include <memory>
#include <string>
#include <thread>
#include <vector>

#include "absl/status/status.h"
#include "absl/strings/string_view.h"
#include "absl/types/span.h"
#include "storage/key_filter.h"

namespace ippledge::storage {

// Loans, rights and request ids are asked for one by one, and mostly not there.
bool IsFiltered(absl::string_view key);

// Hashes of keys as they are persisted: four bytes each, least first.
void AppendHash(std::uint32_t hash, std::string& hashes);

class IndexFilter {
 public:
  // Calls `visit` for the hashes of each round of the index until it returns false.
  using Visit = std::function<bool(absl::string_view hashes)>;
  using Rounds = std::function<absl::Status(const Visit& visit)>;

  // `rounds` is called from another thread too and must work while this lives.
  explicit IndexFilter(Rounds rounds);
  // Ends loading, finished or not.
  ~IndexFilter();
  IndexFilter(const IndexFilter&) = delete;
  IndexFilter& operator=(const IndexFilter&) = delete;

  // Begins to load what the index holds. At most once; an empty index needs none.
  void StartLoading();
  // Waits until it is loaded. Errors are those of reading the index.
  absl::Status AwaitLoaded();

  // Indexes of the keys that are worth a look into the files.
  std::vector<std::size_t> MayBeThere(absl::Span<const std::string> keys) const;

  // The filter as it is. Precondition: loaded.
  std::shared_ptr<const KeyFilter> Newest() const;
  // Adds what a round will persist; makes room first by loading anew.
  absl::Status Add(absl::string_view hashes);

 private:
  // With room for as many keys again and `more`.
  absl::Status Load(std::size_t more);

  const Rounds rounds_;
  std::atomic<bool> ends_{false};
  std::atomic<std::shared_ptr<KeyFilter>> filter_;  // null while it is loaded first
  std::size_t keys_ = 0;                            // of the loader, then of who writes rounds
  absl::Status loaded_;                             // the same
  std::thread loader_;
};

}  // namespace ippledge::storage
