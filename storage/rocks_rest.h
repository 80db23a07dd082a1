// storage/rocks_rest.h: files that RocksDB writes in the background, with rests between pieces
// (breathe.h says why).
#pragma once

#include <memory>

namespace rocksdb {
struct Options;
}  // namespace rocksdb

namespace ippledge::storage {

class RocksRest {
 public:
  // What is flushed and merged by a database that is opened with `rocks` rests from now on.
  explicit RocksRest(rocksdb::Options& rocks);
  RocksRest(const RocksRest&) = delete;
  RocksRest& operator=(const RocksRest&) = delete;
  // Whoever still writes hurries.
  ~RocksRest();

  // Nobody rests while somebody waits for a file, or will soon. Any thread.
  void SetHurry(bool hurry);

 private:
  class Limiter;
  const std::shared_ptr<Limiter> limiter_;
};

}  // namespace ippledge::storage
