#include "tests/fuzz/mutation.h"

#include <algorithm>
#include <random>

namespace ippledge {
namespace {

class Mutation {
 public:
  Mutation(const std::vector<std::string>& seeds, std::uint64_t number)
      : seeds_(seeds), random_(number), bytes_(AnySeed()) {}

  std::string Run() {
    for (std::size_t left = 1 + Below(1 + Below(6)); left > 0; --left) ChangeOnce();
    return std::move(bytes_);
  }

 private:
  std::size_t Below(std::size_t n) { return n == 0 ? 0 : random_() % n; }
  const std::string& AnySeed() { return seeds_[Below(seeds_.size())]; }
  // Mostly short, so that what follows keeps its place.
  std::size_t AnyLength(std::size_t from, const std::string& in) {
    const std::size_t rest = in.size() - from;
    return std::min(rest, Below(4) == 0 ? Below(rest + 1) : 1 + Below(8));
  }

  void ChangeOnce() {
    const std::size_t at = Below(bytes_.size() + 1);
    switch (Below(8)) {
      case 0:
        if (at < bytes_.size()) bytes_[at] = static_cast<char>(bytes_[at] ^ 1 << Below(8));
        break;
      case 1:
        if (at < bytes_.size()) bytes_[at] = static_cast<char>(random_());
        break;
      case 2:
        bytes_.insert(at, 1 + Below(4), static_cast<char>(random_()));
        break;
      case 3:
        bytes_.erase(at, AnyLength(at, bytes_));
        break;
      case 4: {  // an integer at the edge of its range
        static constexpr std::uint64_t kEdges[] = {0,
                                                   1,
                                                   0x7f,
                                                   0x80,
                                                   0xff,
                                                   0x7fff,
                                                   0xffff,
                                                   0x7fffffff,
                                                   0x80000000,
                                                   0xffffffff,
                                                   0x7fffffffffffffff,
                                                   0x8000000000000000,
                                                   0xffffffffffffffff};
        const std::uint64_t edge = kEdges[Below(std::size(kEdges))];
        for (std::size_t i = 0; i < std::size_t{1} << Below(4) && at + i < bytes_.size(); ++i) {
          bytes_[at + i] = static_cast<char>(edge >> (8 * i));
        }
        break;
      }
      case 5: {  // a part of this, once more elsewhere
        const std::string part = bytes_.substr(at, AnyLength(at, bytes_));
        bytes_.insert(Below(bytes_.size() + 1), part);
        break;
      }
      case 6: {  // a part of another seed
        const std::string& other = AnySeed();
        const std::size_t from = Below(other.size() + 1);
        bytes_.insert(at, other.substr(from, AnyLength(from, other)));
        break;
      }
      default:
        if (Below(4) == 0) bytes_.resize(at);
        break;
    }
  }

  const std::vector<std::string>& seeds_;
  std::mt19937_64 random_;
  std::string bytes_;
};

}  // namespace

std::string FuzzInput(const std::vector<std::string>& seeds, std::uint64_t number) {
  if (number < seeds.size()) return seeds[number];
  return Mutation(seeds, number).Run();
}

}  // namespace ippledge
