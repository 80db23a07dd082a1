// tests/fuzz/mutation.h: inputs of a fuzzer made from its seeds.
#pragma once

#include <cstdint>
#include <string>
#include <vector>

namespace ippledge {

// Input `number`: the seeds themselves first, then changes of them. The same one on every machine,
// whichever were asked for before. Precondition: there are seeds.
std::string FuzzInput(const std::vector<std::string>& seeds, std::uint64_t number);

}  // namespace ippledge
