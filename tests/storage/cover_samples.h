// tests/storage/cover_samples.h: an event of each kind of terms, cover, claims and recoveries.
#pragma once

#include <vector>

#include "ledger/event.h"

namespace ippledge {

// Frozen: their bytes are in codec_golden.txt. Add to the end; never change one.
std::vector<Event> CoverSamples();

}  // namespace ippledge
