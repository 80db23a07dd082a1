// proof/random.h: random bytes nobody can guess, for salts.
#pragma once

#include <string>

namespace ippledge::proof {

// `count` bytes of the system's cryptographic generator. Crashes when there is no entropy: a salt
// that could be guessed would break a promise. Any thread.
std::string RandomBytes(std::size_t count);

}  // namespace ippledge::proof
