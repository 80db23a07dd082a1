#include "proof/random.h"

#include <openssl/rand.h>

#include <cstdio>
#include <cstdlib>

namespace ippledge::proof {

std::string RandomBytes(std::size_t count) {
  std::string bytes(count, '\0');
  constexpr std::size_t kCallBytesMax = 1u << 30;
  for (std::size_t at = 0; at < count; at += kCallBytesMax) {
    const std::size_t size = count - at < kCallBytesMax ? count - at : kCallBytesMax;
    if (RAND_bytes(reinterpret_cast<unsigned char*>(bytes.data()) + at,
                   static_cast<int>(size)) != 1) {
      std::fprintf(stderr, "no random bytes to be had\n");
      std::abort();
    }
  }
  return bytes;
}

}  // namespace ippledge::proof
