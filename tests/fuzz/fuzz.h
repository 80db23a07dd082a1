// tests/fuzz/fuzz.h: what each fuzzer defines: an entry that takes bytes of anyone, and seeds.
//
// libFuzzer calls the entry for as long as one likes; driver.cc calls it over the seeds and some
// thousands of changes of them, as a test.
#pragma once

#include <cstddef>
#include <cstdint>
#include <string>
#include <vector>

// Crashes when a promise is broken.
extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size);

namespace ippledge {

// Inputs that are accepted, so that changes of them get far.
std::vector<std::string> FuzzSeeds();

}  // namespace ippledge
